//! The table of problems: code, severity, message and help of each.

use super::Severity;
use super::reasons::NoDirectReason;

/// The type of a message's part: a text of the definition, or a closed enum of [`reasons`](super::reasons).
macro_rules! words_of {
    () => {
        String
    };
    ($ty:ident) => {
        $ty
    };
}

/// Makes the enum and its four accessors from one row a problem. A message is a format string over the row's fields.
macro_rules! problems {
    ($($(#[doc = $doc:literal])+ $name:ident $({ $($field:ident $(: $ty:ident)?),+ })? = $code:literal, $severity:ident, $message:literal, $help:literal;)+) => {
        /// Something that is wrong with a definition.
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub enum Problem {
            $($(#[doc = $doc])+ $name $({ $(#[doc = "Part of the message."] $field: words_of!($($ty)?)),+ })?,)+
        }

        impl Problem {
            /// Stable code, e.g. `dangling-reference`.
            pub fn code(&self) -> &'static str {
                match self { $(Self::$name { .. } => $code,)+ }
            }

            /// Whether a crate is still made.
            pub fn severity(&self) -> Severity {
                match self { $(Self::$name { .. } => Severity::$severity,)+ }
            }

            /// What is wrong, in one line.
            pub fn message(&self) -> String {
                match self { $(Self::$name $({ $($field),+ })? => format!($message),)+ }
            }

            /// What to do about it.
            pub fn help(&self) -> &'static str {
                match self { $(Self::$name { .. } => $help,)+ }
            }

            /// Every problem, in the order of the stops that find them.
            pub const TABLE: &'static [Entry] = &[$(Entry {
                code: $code,
                severity: Severity::$severity,
                meaning: concat!($($doc),+),
                message: $message,
                help: $help,
            },)+];
        }
    };
}

/// What can be said of a problem without a definition that has it.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Stable code, e.g. `dangling-reference`.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What it means, with a space before it.
    meaning: &'static str,
    /// What is said where it is found, with `{…}` for what differs.
    pub message: &'static str,
    /// What to do about it.
    pub help: &'static str,
}

impl Entry {
    /// What it means, in one sentence.
    pub fn meaning(&self) -> &'static str {
        self.meaning.trim()
    }
}

problems! {
    /// A connector's folder holds no definition.
    NoDefinition = "no-definition", Error,
        "the folder holds no definition",
        "add `apiDefinition.swagger.json`";

    /// A connector's folder holds several definitions, none by the catalogue's name.
    SeveralDefinitions { files } = "several-definitions", Error,
        "the folder holds several definitions: {files}",
        "call the one that counts `apiDefinition.swagger.json`";

    /// The definition has another name than the catalogue's.
    DefinitionByOtherName { file } = "definition-by-other-name", Warning,
        "the definition is called `{file}`",
        "call it `apiDefinition.swagger.json`";

    // source: bytes and text

    /// A file holds bytes that are no UTF-8.
    NotUtf8 { byte } = "not-utf8", Warning,
        "the file is not UTF-8: byte {byte} is the first of those read as Windows-1252",
        "save the file as UTF-8";
    /// A file in UTF-16 holds half a character.
    BrokenUtf16 = "broken-utf16", Warning,
        "the file's UTF-16 is broken here: what cannot be read is replaced by U+FFFD",
        "save the file as UTF-8";
    /// A file is longer than its offsets can say.
    FileTooLarge { most } = "file-too-large", Error,
        "the file has more than {most} bytes, of which nothing was read",
        "split the connector, or look whether this is the right file";
    /// A file that should hold JSON holds nothing.
    EmptyFile = "empty-file", Error,
        "the file is empty",
        "a definition is a JSON object with `swagger`, `info`, `host` and `paths`";
    /// A text is not JSON, and no repair is known for what it does.
    InvalidJson { reason } = "invalid-json", Error,
        "this is not JSON: {reason}",
        "correct the text here, or convert it to JSON where it is YAML; nothing after this place was read";
    /// A JSON text ends before everything in it is closed.
    TextEndsEarly { line } = "text-ends-early", Error,
        "the text ends inside an object or list that begins in line {line}",
        "close it, or look whether the file was cut off";
    /// Objects and lists stand too deep in each other.
    NestedTooDeep = "nested-too-deep", Error,
        "objects and lists stand more than 100 deep in each other here",
        "move the inner parts into `definitions` and refer to them";
    /// After the end of a JSON text stands more of the kind.
    KeysAfterEnd = "keys-after-end", Error,
        "the JSON ends before this place, but more keys follow",
        "look for a closing brace too many before this place";
    /// After the end of a JSON text stands something that holds no key.
    TextAfterEnd = "text-after-end", Warning,
        "the JSON ends before this place; what follows holds no key and is left out",
        "remove the text after the end";
    /// A key stands twice in an object.
    DuplicateKey { key } = "duplicate-key", Warning,
        "the key `{key}` stands again further down in the same object; this one is left out",
        "keep one of the two, or rename one";
    /// A comma stands after the last element.
    JsonTrailingComma = "json-trailing-comma", Warning,
        "a comma stands after the last element",
        "remove the comma";
    /// No comma stands between two elements.
    JsonMissingComma = "json-missing-comma", Warning,
        "a comma is missing after this element",
        "add the comma";
    /// A string holds a control character that is not escaped.
    JsonControlCharacter { character } = "json-control-character", Warning,
        "a string holds the control character {character} as it is",
        "write it as an escape such as `\\n` or `\\u0001`, or remove it";
    /// A string stands in single quotes.
    JsonSingleQuotes = "json-single-quotes", Warning,
        "a string stands in single quotes",
        "use double quotes";
    /// A key stands without quotes.
    JsonBareKey = "json-bare-key", Warning,
        "a key stands without quotes",
        "put the key into double quotes";
    /// A number is written in a way that JSON does not know.
    JsonNumber { read_as } = "json-number", Warning,
        "JSON does not write numbers like this; it is read as {read_as}",
        "write the number in decimal digits, with a digit on each side of the point";
    /// A string holds an escape that JSON does not know.
    JsonEscape = "json-escape", Warning,
        "JSON does not know this escape; it is read as in JavaScript",
        "write `\\\\` for a backslash, `\\u0000` for a character by its number";
    /// A comment stands in a JSON text.
    JsonComment = "json-comment", Warning,
        "JSON has no comments; this one is left out",
        "remove the comment";
    /// A character stands between two elements that only other formats take for white space.
    JsonWhiteSpace { character } = "json-white-space", Warning,
        "the character {character} is no white space in JSON; it is left out",
        "remove it, or use a space";
    /// A text is not TOML.
    InvalidToml { reason } = "invalid-toml", Error,
        "this is not TOML: {reason}",
        "correct the text here";

    // spec: what the document says

    /// The file is no Swagger 2.0 document.
    NotSwagger { found } = "not-swagger", Error,
        "a connector's definition is a Swagger 2.0 document; this one {found}",
        "convert it to Swagger 2.0 and set `\"swagger\": \"2.0\"`";
    /// The document has no paths.
    NoPaths = "no-paths", Error,
        "the document has no `paths` object, so it describes nothing that could be called",
        "add `paths`, or look whether this is the right file";
    /// A value is of another kind than its key takes.
    WrongKind { key, expected, found } = "wrong-kind", Warning,
        "{key} takes {expected}, but this is {found}; it is left out",
        "give the value in the form that the key takes";
    /// A value is of another kind than its key takes, but its meaning is plain.
    LooseKind { key, expected, found } = "loose-kind", Warning,
        "{key} takes {expected}, but this is {found}; it is read as if it were",
        "give the value in the form that the key takes";
    /// A key that nothing reads.
    UnknownKey { key, place } = "unknown-key", Warning,
        "`{key}` means nothing in {place}; it is left out",
        "correct the key, or remove it";
    /// An extension that nothing reads.
    UnknownExtension { key, place } = "unknown-extension", Note,
        "the extension `{key}` in {place} is not known; it is left out",
        "correct the key if it is misspelt; otherwise nothing is lost that a connector's format knows";
    /// A key that means something, which the generator cannot do.
    UnsupportedKey { key, place } = "unsupported-key", Warning,
        "`{key}` in {place} is not supported; it is left out",
        "say the same in another way, if the crate needs it";
    /// A key that is plainly another one.
    MisspeltKey { key, meant } = "misspelt-key", Warning,
        "`{key}` is read as `{meant}`",
        "correct the spelling of the key";
    /// A value that differs from a known one in case only.
    LetterCase { key, found, meant } = "letter-case", Warning,
        "`{key}` is `{found}`, read as `{meant}`",
        "write the value in the case that it was read as";
    /// A value that its key does not know.
    UnknownValue { key, found, known } = "unknown-value", Warning,
        "`{key}` is `{found}`; it takes {known}. It is left out",
        "correct the value";
    /// A key without which its object says nothing.
    MissingKey { key, place } = "missing-key", Warning,
        "{place} has no `{key}`",
        "add the key";
    /// The names of an enumeration's values do not match them.
    EnumNames { names, values } = "enum-names", Warning,
        "{names} names stand beside {values} values; those without a partner are left out",
        "give each value of `enum` one name, in the same order";
    /// Keys beside a reference, which stands for the whole of its object.
    BesideReference { key, place } = "beside-reference", Warning,
        "`{key}` stands beside the `$ref` of {place}, which stands for all of it; it is left out",
        "move the key to where the reference leads";
    /// A parameter outside the body has a schema.
    SchemaOutsideBody = "schema-outside-body", Warning,
        "only a body parameter has a `schema`; this one is read as the parameter's own type",
        "write `type`, `format` and `items` at the parameter itself";
    /// `apiProperties.json` cannot be read.
    UnreadableProperties { reason } = "unreadable-properties", Warning,
        "the connector's properties cannot be read and are left out: {reason}",
        "correct `apiProperties.json`";

    // lower: what it means

    /// A `$ref` names nothing in the document.
    DanglingReference { reference } = "dangling-reference", Warning,
        "`{reference}` refers to nothing in this document; it is read as free JSON",
        "add the definition, or correct the reference";
    /// No operation can be made.
    NoOperations = "no-operations", Error,
        "no operation of this document can be made, so there is no crate",
        "add an operation, or see the warnings for why each one was left out";
    /// An operation is of a shape that is not supported.
    OperationLeftOut { operation, reason } = "operation-left-out", Warning,
        "the operation `{operation}` is left out: {reason}",
        "the rest of the connector is made; write the operation in another way, if the crate needs it";
    /// The HTTP client below generated crates cannot send requests of an operation's method.
    MethodNotSent { operation, method } = "method-not-sent", Warning,
        "requests of `{operation}` can be made, but not sent: the HTTP client has no method {method}",
        "state another method, where the service takes one; else send what `into_request` makes by other means";
    /// An operation has no `operationId`.
    MissingOperationId { operation, made } = "missing-operation-id", Warning,
        "`{operation}` has no `operationId`; it is called `{made}`",
        "add an `operationId`, so that the name does not depend on the path";
    /// Two operations have the same `operationId`.
    DuplicateOperationId { id, made } = "duplicate-operation-id", Warning,
        "another operation is called `{id}` too; this one is called `{made}`",
        "give one of the two another `operationId`";
    /// A parameter's `$ref` names nothing in the document.
    DanglingParameter { reference } = "dangling-parameter", Warning,
        "`{reference}` refers to no parameter of this document; it is left out",
        "add the parameter, or correct the reference";
    /// A response's `$ref` names nothing in the document.
    DanglingResponse { reference } = "dangling-response", Warning,
        "`{reference}` refers to no response of this document; it is read as one without a schema",
        "add the response, or correct the reference";
    /// A `$ref` of `allOf` names nothing in the document.
    DanglingPart { reference } = "dangling-part", Warning,
        "`{reference}` refers to nothing in this document; what it would add is left out",
        "add the definition, or correct the reference";
    /// An operation has a parameter twice.
    DuplicateParameter { name } = "duplicate-parameter", Warning,
        "the parameter `{name}` stands twice in the same place; the second is left out",
        "remove one of the two";
    /// A parameter has no name.
    UnnamedParameter { operation } = "unnamed-parameter", Warning,
        "a parameter of `{operation}` has no name; it is left out",
        "add `name`";
    /// A parameter does not say where it travels.
    ParameterWithoutPlace { name } = "parameter-without-place", Warning,
        "the parameter `{name}` has no `in`; it is left out",
        "add `in`: query, header, path, formData or body";
    /// A parameter travels where nothing can.
    UnknownParameterPlace { name, place } = "unknown-parameter-place", Warning,
        "the parameter `{name}` is in `{place}`, which no request has; it is left out",
        "correct `in`: query, header, path, formData or body";
    /// A path has a placeholder that no parameter declares.
    UndeclaredPlaceholder { name, operation } = "undeclared-placeholder", Warning,
        "no parameter of `{operation}` declares the placeholder `{name}`; it is asked as a required text",
        "declare a path parameter of that name";
    /// A placeholder and its parameter are spelt differently.
    PlaceholderRespelt { placeholder, name } = "placeholder-respelt", Warning,
        "the placeholder `{placeholder}` is read as that of the path parameter `{name}`",
        "spell both alike";
    /// A path parameter has no placeholder.
    PathParameterUnused { name, path } = "path-parameter-unused", Warning,
        "`{path}` has no placeholder for the path parameter `{name}`; it is left out",
        "add the placeholder, or correct `in`";
    /// A path parameter is not marked required.
    OptionalPathParameter { name } = "optional-path-parameter", Warning,
        "the path parameter `{name}` is not marked required; it is read as required",
        "add `\"required\": true`: a path cannot be called without its parts";
    /// A path parameter's default is an empty text.
    EmptyPathDefault { name } = "empty-path-default", Warning,
        "the default of the path parameter `{name}` is empty, which no path can hold; it is left out",
        "give another default, or none";
    /// A parameter is a header that the client sets itself.
    ClientHeader { name } = "client-header", Note,
        "the header `{name}` is set by the client; it is not asked",
        "nothing is lost; the parameter can be removed";
    /// A header's name is none that HTTP admits.
    InvalidHeaderName { name } = "invalid-header-name", Warning,
        "`{name}` cannot be the name of a header; the parameter is left out",
        "use letters, digits and `-` only";
    /// A header's name has a colon or spaces around it.
    HeaderNameRepaired { written, name } = "header-name-repaired", Warning,
        "the header `{written}` is sent as `{name}`",
        "remove what does not belong to the name";
    /// A parameter is of a type that has no text form.
    ParameterAsText { name, kind } = "parameter-as-text", Warning,
        "the parameter `{name}` ({kind}) has no form outside a body; it is asked as text",
        "give it a `type`: string, integer, number, boolean, or a list of one of these";
    /// A body is no value of its media type.
    BodySentAsJson { media_type } = "body-sent-as-json", Warning,
        "a body of this type cannot be sent as `{media_type}`; it is sent as JSON",
        "correct `consumes`, or the body's schema";
    /// A body is no text, and its media type has no form for it.
    BodyAsText { media_type } = "body-as-text", Warning,
        "nothing says how a body of this type is written as `{media_type}`; it is asked as text and sent as it is",
        "list the body's properties, or correct `consumes`";
    /// A body that travels as a form takes more properties than it lists.
    OpenForm = "open-form", Warning,
        "the body is sent as a form, whose fields are the properties that it lists; further ones are left out",
        "list the further properties";
    /// A list is to be written in a way that nobody defined, or that its place does not have.
    UnknownListFormat { name, format } = "unknown-list-format", Warning,
        "the list `{name}` cannot be written in the format `{format}` in its place; its items have commas between them",
        "correct `collectionFormat`: csv, ssv, tsv or pipes, or multi in a query or a form";
    /// A `type` that Swagger does not know.
    UnknownType { word } = "unknown-type", Warning,
        "the type `{word}` is not known; the value is read as free JSON",
        "use object, array, string, integer, number or boolean";
    /// A schema has several types.
    SeveralTypes { words } = "several-types", Warning,
        "the types {words} have no common form; the value is read as free JSON",
        "choose one of them";
    /// A schema admits only null.
    NullType = "null-type", Warning,
        "a value that can only be null says nothing; it is read as free JSON",
        "give the type of the value, and `x-nullable` where it may be null";
    /// A key contradicts the `type` beside it.
    KeyBesideType { key, kind } = "key-beside-type", Warning,
        "`{key}` means nothing for the type {kind}; it is left out",
        "correct the type, or remove the key";
    /// A file stands inside JSON.
    FileInJson = "file-in-json", Warning,
        "JSON cannot hold a file; the value is read as text",
        "use `\"type\": \"string\"` with `\"format\": \"byte\"`, or a form";
    /// A `format` belongs to another type.
    FormatContradictsType { format, kind } = "format-contradicts-type", Warning,
        "the format `{format}` is none of the type {kind}; the type counts",
        "correct the format, or remove it";
    /// Schemas stand too deep in one another.
    SchemaTooDeep { depth } = "schema-too-deep", Warning,
        "schemas stand more than {depth} deep in one another here; what follows is read as free JSON",
        "move the inner parts into `definitions`";
    /// References to the insides of definitions multiply.
    TooManySchemas { most } = "too-many-schemas", Warning,
        "references lead to more than {most} schemas; from here on they are read as free JSON",
        "make definitions of the inner parts that several places refer to";
    /// The schema of a dynamic body says itself too what its values are.
    PropertiesBesideDynamic = "properties-beside-dynamic", Warning,
        "the body comes from another operation as a whole, so what its schema says itself of its values is left out",
        "move the dynamic schema from the parameter into its `schema`";
    /// An enumeration that no enum can be made of.
    EnumerationWidened { values, kind } = "enumeration-widened", Warning,
        "no enum can be made of the values {values}; they are read as any {kind}",
        "list texts or numbers, each once, under a `type` of theirs";
    /// An enumeration lists a value twice.
    DuplicateEnumValue { value } = "duplicate-enum-value", Warning,
        "the value `{value}` is listed twice; the second is left out",
        "remove one of the two";
    /// An enumeration lists null.
    NullInEnumeration = "null-in-enumeration", Warning,
        "null is listed among the values; it is left out",
        "use `x-nullable`";
    /// A default is of another type than its value.
    DefaultOfOtherType { value, kind } = "default-of-other-type", Warning,
        "the default `{value}` is none of the type {kind}; it is left out",
        "correct the default, or the type";
    /// Two parts of an object describe a property differently.
    PropertyConflict { name } = "property-conflict", Warning,
        "another part of this object describes `{name}` differently; this one counts",
        "describe the property once";
    /// A part of `allOf` is no object.
    PartNotObject { kind } = "part-not-object", Warning,
        "this part is of the type {kind}, which an object cannot hold; it is left out",
        "merge only objects with `allOf`";
    /// `required` names a property that the object does not have.
    RequiredWithoutProperty { name } = "required-without-property", Warning,
        "the object requires `{name}`, but describes no such property; it is left out",
        "describe the property, or correct the name";
    /// A definition refers to itself.
    ReferenceCycle { name } = "reference-cycle", Warning,
        "the definition `{name}` leads back to itself; there it is read as free JSON",
        "refer to an object with properties";
    /// Successful answers have different shapes, and no number of its own each.
    ResponsesDiffer { operation, statuses } = "answers-differ", Warning,
        "the answers {statuses} of `{operation}` differ, and their statuses do not tell them apart; the value is free JSON",
        "give each a status of its own, such as `200` and `202`, or all one schema";
    /// An answer is XML.
    XmlResponse { operation } = "xml-answer", Warning,
        "`{operation}` answers XML, which is returned as text; its schema is left out",
        "nothing, where text serves";
    /// A trigger does not say what it delivers.
    TriggerWithoutPayload { operation } = "trigger-without-payload", Warning,
        "nothing says what the trigger `{operation}` delivers; it is read as free JSON",
        "add `x-ms-notification-content` to the path of a webhook, a schema to the answer of a polled trigger";
    /// A path describes a notification, and one of its operations takes no callback URL.
    NotificationLeftOut { operation } = "notification-left-out", Warning,
        "`{operation}` takes no callback URL, so the notification of its path is left out for it",
        "mark the parameter or property that takes the URL with `x-ms-notification-url`";
    /// The pages of an answer cannot be followed.
    PagesLeftOut { operation, reason } = "pages-left-out", Warning,
        "`{operation}` has pages that cannot be followed: {reason}",
        "name the property with `nextLinkName`, or remove `x-ms-pageable`";
    /// The choices of a value cannot be fetched.
    ChoiceLeftOut { key, operation, reason } = "choice-left-out", Warning,
        "the choices for `{key}` of `{operation}` are left out: {reason}",
        "correct the reference; the value can be set all the same";
    /// An argument of a choice cannot be passed.
    ChoiceArgumentLeftOut { key, reason } = "choice-argument-left-out", Warning,
        "the argument `{key}` of a choice is left out: {reason}",
        "correct the name, or the reference";
    /// A choice looks for something that the answer does not have.
    ChoicePathMissing { path, operation } = "choice-path-missing", Warning,
        "the answer of `{operation}` has no `{path}`; it is looked for all the same",
        "correct the path, or describe the property";
    /// A body has more properties than are looked at.
    BodyTooLarge { operation } = "body-too-large", Warning,
        "the body of `{operation}` has too many properties to look for choices in all of them",
        "split the body";

    /// The service cannot be called without an Azure connection.
    NoDirectCalls { reason: NoDirectReason } = "no-direct-calls", Warning,
        "the client has no `direct`: {reason}",
        "nothing, where calls go through a connection of Azure";
    /// `securityDefinitions` ask for something that no connection parameter gives.
    CredentialUnmatched { name } = "credential-unmatched", Warning,
        "no connection parameter gives what the security definition `{name}` asks for; direct calls do without it",
        "add a connection parameter, or remove the security definition";
    /// A policy is none that anybody defined.
    UnknownPolicy { template } = "unknown-policy", Warning,
        "the policy template `{template}` is not known; its operations can only be called through a connection",
        "correct `templateId`";
    /// A policy cannot be applied to direct calls.
    PolicyLeftOut { template, reason } = "policy-left-out", Warning,
        "the policy `{template}` is left out: {reason}",
        "correct the policy; until then its operations can only be called through a connection";
    /// A policy or a list of scripts names an operation that does not exist.
    PolicyOperationUnknown { place, operation } = "policy-unknown-operation", Warning,
        "{place} names the operation `{operation}`, which does not exist",
        "correct the name, or remove it";
    /// An expression calls a function that nobody defined.
    UnknownFunction { name, template } = "unknown-function", Warning,
        "`@{name}(…)` in the policy `{template}` is no function that can be read; it stays text",
        "use one of `connectionParameters`, `headers`, `queryParameters`, `body`, `triggerBody`, `item`, with quoted names";

    /// Two wire names give one identifier, or the generated code needs it: one of them has a suffix.
    NameCollision { place, identifier, wanted, holder } = "name-collision", Note,
        "`{place}` is called `{identifier}`: the name `{wanted}` belongs to {holder}",
        "nothing has to be done; keep a `names.lock` in the folder, so that the name stays when items are added";

    /// The name of an operation or a definition holds characters that no identifier may hold.
    NameRespelt { name, identifier } = "name-respelt", Note,
        "`{name}` is called `{identifier}` in Rust: it holds characters that no identifier may hold",
        "nothing is lost; the docs and the wire keep the name as it is";

    /// `names.lock` is not one object of texts.
    NamesLockForm { place } = "names-lock-form", Error,
        "{place} in `names.lock` is not of the form `\"place\": \"identifier\"`",
        "restore `names.lock`, or delete it to have it written anew";

    /// `names.lock` names a place twice.
    NamesLockDuplicate { place } = "names-lock-duplicate", Error,
        "`names.lock` names `{place}` twice",
        "delete the entry whose identifier callers do not use";

    /// A locked name cannot stand where it is to be used.
    NamesLockName { place, identifier } = "names-lock-name", Error,
        "`names.lock` calls `{place}` `{identifier}`, which cannot be its name",
        "an identifier is ASCII, in the case that its kind has in Rust (fields and methods `snake_case`, types and variants `UpperCamelCase`), without `r#`";

    /// A locked name is used twice in one scope, or the generated code needs it.
    NamesLockConflict { place, identifier, holder } = "names-lock-conflict", Error,
        "`names.lock` calls `{place}` `{identifier}`, a name that belongs to {holder}",
        "change the entry, or delete it to have another name given";

    /// No operation refers to a shared parameter or response.
    UnusedShared { what, name } = "unused-shared", Warning,
        "no operation uses the {what} `{name}`; it is left out",
        "refer to it where it belongs, or remove it";

    /// A path has no operation.
    PathWithoutOperation { path } = "path-without-operation", Warning,
        "the path `{path}` has no operation; what stands there is left out",
        "move what stands there to the path of its operation, or remove it";

    /// A default stands where nothing is sent.
    DefaultLeftOut { place } = "default-left-out", Warning,
        "a default means nothing for {place}; it is left out",
        "state the default at the parameter or property itself";

    /// A body's default lacks what the caller must think up.
    BodyDefaultLeftOut { operation } = "body-default-left-out", Warning,
        "the default of the body of `{operation}` lacks something required; it is left out",
        "complete the default, or remove it";
}
