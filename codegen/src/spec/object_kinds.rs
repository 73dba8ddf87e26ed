//! The kinds of objects in a definition: keys without effect, keys that are not supported, and the right spelling of misspelt
//! keys.

use crate::diagnostic::{KeyPlace, ObjectPlace, Problem, Suggestion};
use crate::similar;

/// A kind of object in the document. Its reader reads the keys that have an effect.
pub(super) struct ObjectKind {
    pub(super) place: ObjectPlace,
    /// The keys with an effect, without extensions.
    pub(super) keys: &'static [&'static str],
    /// Known keys that change nothing in the crate: limits that the service checks itself, examples, settings of the designer.
    pub(super) silent: &'static [&'static str],
    /// Known keys for the designer and for assistants. They change nothing in the crate; one note per key says so.
    pub(super) designer: &'static [&'static str],
    /// Known keys whose effect is not supported.
    unsupported: &'static [&'static str],
}

impl ObjectKind {
    /// The problem of a key that the reader does not know. `has` tells whether the object has a key: that one is not meant.
    pub(super) fn problem(&self, key: &str, has: impl Fn(&str) -> bool) -> Problem {
        let is_extension = key.starts_with("x-");
        // A vendor's extension is none of the format's.
        let is_near = |known: &&str| if is_extension { known.starts_with("x-ms-") } else { !known.starts_with("x-") };
        let known = self.keys.iter().chain(self.silent).chain(self.designer).copied().filter(is_near);
        let meant = similar::misspelt(key, known).filter(|known| !has(known));
        let meant = meant.map_or(Suggestion::Unlike, |known| Suggestion::One { name: known.to_owned() });
        let (key, place) = (key.to_owned(), KeyPlace::Object { object: self.place.clone() });
        if self.unsupported.contains(&key.as_str()) {
            Problem::UnsupportedKey { key, place }
        } else if is_extension && !SPELLINGS.contains(&key.as_str()) {
            Problem::UnknownExtension { key, place, meant }
        } else {
            Problem::UnknownKey { key, place, meant }
        }
    }
}

pub(super) const ROOT: ObjectKind = ObjectKind {
    place: ObjectPlace::Document,
    keys: &[
        "swagger",
        "info",
        "host",
        "basePath",
        "schemes",
        "consumes",
        "produces",
        "paths",
        "definitions",
        "parameters",
        "responses",
        "securityDefinitions",
        "security",
    ],
    silent: &[
        "tags",
        "externalDocs",
        "x-ms-capabilities",
        "x-ms-docs",
        "x-ms-keywords",
        "x-ms-openai-data",
        "x-ms-openai-manifest",
    ],
    designer: &["x-generator", "x-ms-delegated-permissions"],
    unsupported: &["x-ms-parameterized-host", "x-ms-paths", "components", "servers"],
};

pub(super) const INFO: ObjectKind = ObjectKind {
    place: ObjectPlace::Info,
    keys: &["title", "description", "version", "contact"],
    silent: &[
        "termsOfService",
        "license",
        "x-inferred",
        "x-ms-deployment-version",
        "x-ms-keywords",
        "x-ms-openai-data",
        "x-ms-openai-published-to-copilots",
    ],
    designer: &["x-ms-connector-name"],
    unsupported: &[],
};

pub(super) const CONTACT: ObjectKind = ObjectKind {
    place: ObjectPlace::Contact,
    keys: &["name", "url", "email"],
    silent: &[],
    designer: &[],
    unsupported: &[],
};

pub(super) const METADATA: ObjectKind = ObjectKind {
    place: ObjectPlace::Metadata,
    keys: &["propertyName", "propertyValue"],
    silent: &[],
    designer: &[],
    unsupported: &[],
};

pub(super) const ANNOTATION: ObjectKind = ObjectKind {
    place: ObjectPlace::Annotation,
    keys: &["status", "family", "revision", "replacement"],
    silent: &[],
    designer: &[],
    unsupported: &[],
};

pub(super) const PERMISSIONS: ObjectKind = ObjectKind {
    place: ObjectPlace::Permissions,
    keys: &["scopes"],
    silent: &["resourceId"],
    designer: &[],
    unsupported: &[],
};

pub(super) const PERMISSION: ObjectKind =
    ObjectKind { place: ObjectPlace::Permission, keys: &["value"], silent: &["id"], designer: &[], unsupported: &[] };

pub(super) const REPLACEMENT: ObjectKind = ObjectKind {
    place: ObjectPlace::Replacement,
    keys: &["operationId"],
    silent: &["api"],
    designer: &[],
    unsupported: &[],
};

pub(super) const PATHS: ObjectKind =
    ObjectKind { place: ObjectPlace::Paths, keys: &[], silent: &[], designer: &[], unsupported: &[] };

pub(super) const PATH_ITEM: ObjectKind = ObjectKind {
    place: ObjectPlace::Path,
    keys: &["parameters", "get", "put", "post", "delete", "options", "head", "patch"],
    silent: &[],
    designer: &[],
    unsupported: &["$ref", "trace"],
};

pub(super) const NOTIFICATION: ObjectKind = ObjectKind {
    place: ObjectPlace::Notification,
    keys: &["description", "schema", "parameters"],
    silent: &["headers", "x-ms-summary"],
    designer: &[],
    unsupported: &[],
};

pub(super) const OPERATION: ObjectKind = ObjectKind {
    place: ObjectPlace::Operation,
    keys: &["operationId", "summary", "description", "deprecated", "consumes", "produces", "parameters", "responses"],
    silent: &[
        "tags",
        "externalDocs",
        "security",
        "x-ms-docs",
        "x-ms-docs-operation-type",
        "x-ms-example",
        "x-ms-examples",
        "x-ms-keywords",
        "x-ms-no-generic-test",
        "x-ms-openai-data",
        "x-ms-operation-context",
        "x-ms-require-user-confirmation",
        "x-ms-safe-operation",
        "x-ms-trigger-metadata",
    ],
    designer: &[
        "x-ms-agent-visibility",
        "x-ms-agentic-origin-operation",
        "x-ms-agentic-protocol",
        "x-ms-allowed-child-operation-ids",
        "x-ms-dev-queryfilterParamName",
        "x-ms-dev-triggerDateFormat",
        "x-ms-dev-triggerType",
        "x-ms-dev-triggerValueCollection",
        "x-ms-dev-triggerValuePath",
        "x-ms-docs-key-type",
        "x-ms-mcs-visibility",
        "x-ms-name-for-model",
        "x-ms-notification",
        "x-ms-operation-kind",
        "x-ms-operation-type",
    ],
    unsupported: &["schemes", "requestBody", "servers", "callbacks", "x-ms-parameterized-host"],
};

pub(super) const PAGEABLE: ObjectKind = ObjectKind {
    place: ObjectPlace::Pageable,
    keys: &["nextLinkName", "itemName", "operationName"],
    silent: &[],
    designer: &[],
    unsupported: &[],
};

pub(super) const LONG_RUNNING: ObjectKind = ObjectKind {
    place: ObjectPlace::LongRunning,
    keys: &["final-state-via"],
    silent: &["final-state-schema"],
    designer: &[],
    unsupported: &[],
};

pub(super) const PARAMETER: ObjectKind = ObjectKind {
    place: ObjectPlace::Parameter,
    keys: &[
        "$ref",
        "additionalProperties",
        "allOf",
        "collectionFormat",
        "default",
        "description",
        "discriminator",
        "enum",
        "format",
        "in",
        "items",
        "name",
        "properties",
        "readOnly",
        "required",
        "schema",
        "title",
        "type",
    ],
    silent: &[
        "allowEmptyValue",
        "x-ms-example",
        "x-ms-examples",
        "x-ms-localizeDefaultValue",
        "x-ms-parameter-location",
        "x-ms-test-value",
        "x-ms-trigger-value",
        "pattern",
        "minLength",
        "maxLength",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
        "minItems",
        "maxItems",
        "uniqueItems",
        "example",
        "examples",
        "x-example",
        "x-examples",
    ],
    designer: &["x-ms-ai-sensitivity", "x-ms-client-name", "x-ms-docs-key-type", "x-ms-name-for-model"],
    unsupported: &[
        "content",
        "explode",
        "style",
        "nullable",
        "oneOf",
        "anyOf",
        "x-ms-parameterized-host",
        "x-ms-skip-url-encoding",
    ],
};

pub(super) const RESPONSE: ObjectKind = ObjectKind {
    place: ObjectPlace::Response,
    keys: &["description", "schema", "headers"],
    silent: &["examples", "x-ms-example", "x-ms-examples", "x-ms-summary"],
    designer: &[],
    unsupported: &["content", "links"],
};

pub(super) const SCHEMA: ObjectKind = ObjectKind {
    place: ObjectPlace::Schema,
    keys: &[
        "$ref",
        "type",
        "format",
        "title",
        "description",
        "default",
        "enum",
        "required",
        "properties",
        "additionalProperties",
        "items",
        "allOf",
        "discriminator",
        "readOnly",
    ],
    silent: &[
        "pattern",
        "minLength",
        "maxLength",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
        "minItems",
        "maxItems",
        "uniqueItems",
        "minProperties",
        "maxProperties",
        "example",
        "examples",
        "externalDocs",
        "xml",
        "x-example",
        "x-examples",
        "x-ms-editor",
        "x-ms-editor-options",
        "x-ms-example",
        "x-ms-examples",
        "x-ms-localizeDefaultValue",
        "x-ms-media-kind",
        "x-ms-test-value",
        "x-ms-trigger-value",
    ],
    designer: &[
        "x-abstract",
        "x-ms-ai-sensitivity",
        "x-ms-capabilities",
        "x-ms-client-name",
        "x-ms-discriminator-value",
        "x-ms-docs-key-type",
        "x-ms-name-for-model",
        "x-ms-permission",
        "x-enumFlags",
    ],
    unsupported: &[
        "oneOf",
        "anyOf",
        "not",
        "collectionFormat",
        "const",
        "patternProperties",
        "nullable",
        "writeOnly",
        "deprecated",
        "x-ms-parameterized-host",
    ],
};

pub(super) const ENUM: ObjectKind = ObjectKind {
    place: ObjectPlace::Enum,
    keys: &["values"],
    silent: &["name", "modelAsString"],
    designer: &[],
    unsupported: &[],
};

pub(super) const ENUM_VALUE: ObjectKind = ObjectKind {
    place: ObjectPlace::EnumValue,
    keys: &["value", "displayName", "name", "description"],
    silent: &[],
    designer: &[],
    unsupported: &[],
};

pub(super) const FOLDER_PROPERTIES: ObjectKind = ObjectKind {
    place: ObjectPlace::Properties,
    keys: &["properties"],
    silent: &["$schema", "name", "type", "id", "location"],
    designer: &[],
    unsupported: &[],
};

pub(super) const POLICY: ObjectKind = ObjectKind {
    place: ObjectPlace::Policy,
    keys: &["templateId", "parameters"],
    silent: &["title", "type"],
    designer: &[],
    unsupported: &[],
};

pub(super) const HEAD: ObjectKind = ObjectKind {
    place: ObjectPlace::Head,
    keys: &["contact", "products", "throttling"],
    silent: &[],
    designer: &[],
    unsupported: &[],
};

pub(super) const HEAD_CONTACT: ObjectKind = ObjectKind {
    place: ObjectPlace::HeadContact,
    keys: &["link_texts", "name"],
    silent: &[],
    designer: &[],
    unsupported: &[],
};

pub(super) const HEAD_PRODUCT: ObjectKind = ObjectKind {
    place: ObjectPlace::HeadProduct,
    keys: &["name", "class", "regions", "region_list"],
    silent: &[],
    designer: &[],
    unsupported: &[],
};

pub(super) const HEAD_THROTTLING: ObjectKind = ObjectKind {
    place: ObjectPlace::HeadThrottling,
    keys: &["name", "calls", "renewal_seconds"],
    silent: &[],
    designer: &[],
    unsupported: &[],
};

/// The right spelling of keys: extensions, and plain keys with a capital letter.
const SPELLINGS: &[&str] = &[
    "x-enumNames",
    "x-inferred",
    "x-ms-api-annotation",
    "x-ms-connector-metadata",
    "x-ms-delegated-permissions",
    "x-ms-description-for-model",
    "x-ms-dynamic-list",
    "x-ms-dynamic-properties",
    "x-ms-dynamic-schema",
    "x-ms-dynamic-tree",
    "x-ms-dynamic-values",
    "x-ms-enum",
    "x-ms-enum-values",
    "x-ms-long-running-operation",
    "x-ms-long-running-operation-options",
    "x-ms-notification-content",
    "x-ms-notification-url",
    "x-ms-pageable",
    "x-ms-summary",
    "x-ms-trigger",
    "x-ms-trigger-hint",
    "x-ms-url-encoding",
    "x-ms-visibility",
    "x-nullable",
    "additionalProperties",
    "allOf",
    "basePath",
    "collectionFormat",
    "connectionParameters",
    "displayName",
    "nextLinkName",
    "operationId",
    "propertyName",
    "propertyValue",
    "readOnly",
    "securityDefinitions",
];

/// The key that a misspelt one stands for, if exactly one is likely.
pub(super) fn likely_key(key: &str) -> Option<&'static str> {
    if SPELLINGS.contains(&key) || key.len() > 64 {
        return None;
    }
    let bare = key.split_whitespace().collect::<String>();
    if let Some(spelling) = SPELLINGS.iter().find(|spelling| spelling.eq_ignore_ascii_case(&bare)) {
        return Some(spelling);
    }
    let stem = stem(&bare)?;
    let mut best: Option<(usize, &str)> = None;
    let mut tied = false;
    let length = stem.chars().count();
    for spelling in SPELLINGS {
        let Some(other) = self::stem(spelling).filter(|other| other.len().abs_diff(length) <= 2) else { continue };
        let distance = strsim::levenshtein(stem, other);
        if distance > 2 || distance * 3 > stem.len() {
            continue;
        }
        tied = best.is_some_and(|(least, _)| least == distance);
        if best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, spelling));
        }
    }
    best.filter(|_| !tied).map(|(_, spelling)| spelling)
}

/// An extension's name without `x-` or `x-ms-`.
fn stem(key: &str) -> Option<&str> {
    let name = key.strip_prefix("x-")?;
    Some(name.strip_prefix("ms-").unwrap_or(name))
}
