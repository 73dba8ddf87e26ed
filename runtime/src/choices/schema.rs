//! Dynamic schemas: the service describes the shape of a value at run time.

use crate::{
    error::Result, http::request::HttpRequest, json::JsonError, options::CallOptions, request::builder::RequestBuilder,
};
use serde_json::Value;

/// Asks the service for the JSON Schema of a dynamic value.
#[derive(Clone, Debug)]
#[must_use = "a request does nothing until it is sent"]
pub struct SchemaRequest {
    request: RequestBuilder,
    path: &'static [&'static str],
}

impl SchemaRequest {
    /// The request for the schema, and the path from its response to the schema.
    #[doc(hidden)]
    pub fn new(request: RequestBuilder, path: &'static [&'static str]) -> Self {
        Self { request, path }
    }

    /// The request, for the setters of optional values.
    #[doc(hidden)]
    pub fn call(&mut self) -> &mut RequestBuilder {
        &mut self.request
    }

    /// Sets headers, query parameters and limits for this call.
    pub fn with_call_options(mut self, options: CallOptions) -> Self {
        self.request.options(options);
        self
    }

    /// Builds the HTTP request without sending it.
    ///
    /// # Errors
    /// A value cannot be sent.
    pub fn into_request(self) -> Result<HttpRequest> {
        self.request.into_request()
    }

    /// Sends the request and returns the schema.
    ///
    /// # Errors
    /// The call fails, or its response has no JSON object where the definition expects the schema.
    pub async fn send(self) -> Result<DynamicSchema> {
        let Self { request, path } = self;
        request.send().await?.read(|response| {
            let missing = || match path {
                [] => JsonError::new("the response is not a schema"),
                path => JsonError::new(format!("the response has no schema at `{}`", path.join("/"))),
            };
            let found = response.follow(path)?.ok_or_else(missing)?;
            let mut schema: Value = serde_json::from_str(found.source()).map_err(|_| missing())?;
            // Some services send the schema as a string that contains JSON.
            if let Value::String(text) = &schema {
                schema = serde_json::from_str(text).unwrap_or_default();
            }
            if schema.is_object() || schema.is_boolean() { Ok(DynamicSchema(schema)) } else { Err(missing()) }
        })
    }
}

/// The JSON Schema of a dynamic value.
#[derive(Clone, Debug, PartialEq)]
pub struct DynamicSchema(Value);

impl DynamicSchema {
    /// Wraps a schema that you already have, such as a stored one.
    pub fn new(json: Value) -> Self {
        Self(json)
    }

    /// The schema as JSON.
    pub fn as_json(&self) -> &Value {
        &self.0
    }

    /// The schema as JSON.
    pub fn into_json(self) -> Value {
        self.0
    }

    /// Checks a value against the schema before it is sent. The schema is read as JSON Schema draft 4, on which the
    /// connector format builds. References outside the schema are not followed.
    ///
    /// # Errors
    /// [`ErrorKind::Request`](crate::ErrorKind::Request) with the path of the first value that does not fit, without
    /// the value and without keys that the schema does not name; [`ErrorKind::Unsupported`](crate::ErrorKind::Unsupported) if the
    /// schema itself cannot be read, or if the check would take too long: a service's schema may refer to itself again and again, and
    /// have patterns that never end.
    #[cfg(feature = "jsonschema")]
    pub fn validate(&self, value: &Value) -> Result<()> {
        use super::{bounds, misfit};
        use crate::error::{Error, ErrorKind};
        let excess = |excess: bounds::Excess| Error::new(ErrorKind::Unsupported, excess.problem());
        let limits = bounds::check(&self.0, value).map_err(excess)?;
        let patterns = jsonschema::PatternOptions::fancy_regex()
            .backtrack_limit(limits.backtracks)
            .size_limit(limits.size)
            .dfa_size_limit(limits.size);
        let options = jsonschema::options().with_draft(jsonschema::Draft::Draft4).with_pattern_options(patterns);
        let validator = options.build(&self.0).map_err(|error| {
            Error::new(ErrorKind::Unsupported, format!("the schema cannot be read: {}", misfit::unreadable(&error)))
        })?;
        validator.validate(value).map_err(|error| {
            if misfit::is_excess(&error) {
                return excess(bounds::Excess::Patterns);
            }
            let (place, problem) = (misfit::place(&self.0, value, &error), misfit::problem(&error));
            Error::new(ErrorKind::Request, format!("the value does not fit its schema: `{place}`: {problem}"))
        })
    }
}

#[cfg(all(test, feature = "jsonschema"))]
mod tests {
    use super::*;
    use crate::error::ErrorKind;
    use serde_json::json;

    fn schema() -> DynamicSchema {
        DynamicSchema::new(json!({
            "type": "object",
            "required": ["name"],
            "properties": {"name": {"type": "string", "x-ms-summary": "Name"}, "rows": {"type": "array", "items": {"type": "integer"}}},
        }))
    }

    #[test]
    fn a_value_that_fits_is_fine() {
        schema().validate(&json!({"name": "a", "rows": [1, 2], "more": true})).unwrap();
    }

    #[test]
    fn one_that_does_not_is_named_by_its_place_and_not_shown() {
        let error = schema().validate(&json!({"name": "a", "rows": [1, "hush"]})).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Request);
        let text = format!("{error} {error:?}");
        assert!(text.contains("/rows/1") && !text.contains("hush"), "{text}");
        assert!(schema().validate(&json!({})).is_err());
    }

    #[test]
    fn a_key_that_the_schema_does_not_name_is_not_shown() {
        let number = json!({"type": "integer"});
        let people = json!({"properties": {"people": {"additionalProperties": {"properties": {"a/b": number}}}}});
        for (schema, value, expected) in [
            (json!({"additionalProperties": number}), json!({"hush@contoso.com": "x"}), "`/[…]`: value is not of"),
            (json!({"patternProperties": {"^h": number}}), json!({"hush": "x"}), "`/[…]`: value is not of"),
            (json!({"additionalProperties": number}), json!({"12345": "x"}), "`/[…]`: value is not of"),
            (people, json!({"people": {"hush": {"a/b": "x"}}}), "`/people/[…]/a~1b`: value is not of"),
            (
                json!({"additionalProperties": {"items": number}}),
                json!({"hush~/": [1, "hush"]}),
                "`/[…]/1`: value is not of",
            ),
            (
                json!({"properties": {"a": {}}, "additionalProperties": false}),
                json!({"a": 1, "hush": 1}),
                "``: it has properties that the schema does not allow",
            ),
            (json!({"additionalProperties": false}), json!({"hush": 1}), "the schema allows no value there"),
            (json!({"required": ["name"]}), json!({"hush": 1}), "``: \"name\" is a required property"),
            (json!({"dependencies": {"hush": ["b"]}}), json!({"hush": 1}), "``: \"b\" is a required property"),
        ] {
            let error = DynamicSchema::new(schema).validate(&value).unwrap_err();
            let text = format!("{error} {error:?}");
            assert!(text.contains(expected) && !text.contains("hush") && !text.contains("12345"), "{text}");
        }
    }

    #[test]
    fn an_invalid_schema_is_an_error() {
        for broken in [json!({"type": "nonsense"}), json!({"$ref": "https://evil.example/schema"})] {
            let error = DynamicSchema::new(broken).validate(&json!({})).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Unsupported);
        }
    }

    #[test]
    fn a_reference_that_leads_to_nothing_is_not_quoted() {
        for link in ["https://api.example/hush?key=hush", "hush.json?key=hush", "hush://[hush", "#/definitions/hush"] {
            for id in [json!(null), json!("https://api.example/hush/?key=hush")] {
                let mut schema = json!({"properties": {"a": {"$ref": link}}});
                if id.is_string() {
                    schema["id"] = id;
                }
                let error = DynamicSchema::new(schema).validate(&json!({"a": 1})).unwrap_err();
                let text = format!("{error} {error:?}");
                assert!(text.contains("the schema cannot be read") && !text.contains("hush"), "{link}: {text}");
            }
        }
    }

    /// A schema in which each definition refers twice to the next one by `keyword`.
    fn doubling(levels: usize, keyword: &str) -> DynamicSchema {
        let name = |level: usize| json!({"$ref": format!("#/definitions/d{level}")});
        let mut definitions: serde_json::Map<_, _> = (0..levels)
            .map(|level| (format!("d{level}"), json!({keyword: [name(level + 1), name(level + 1)]})))
            .collect();
        definitions.insert(format!("d{levels}"), json!({"type": "integer"}));
        DynamicSchema::new(json!({"$ref": "#/definitions/d0", "definitions": definitions}))
    }

    #[test]
    fn a_schema_that_doubles_at_each_level_is_an_error_at_once() {
        for keyword in ["allOf", "anyOf", "oneOf"] {
            let error = doubling(30, keyword).validate(&json!("text")).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Unsupported);
            let text = error.to_string();
            assert!(text.contains("100100 steps") && text.ends_with("send the value without this check"), "{text}");
        }
        doubling(8, "allOf").validate(&json!(1)).unwrap();
        // Twice for each level of the value instead of the schema.
        let twice = json!({"properties": {"a": {"$ref": "#"}}, "allOf": [{"properties": {"a": {"$ref": "#"}}}]});
        let deep = (0..60).fold(json!(1), |inner, _| json!({"a": inner}));
        assert_eq!(DynamicSchema::new(twice).validate(&deep).unwrap_err().kind(), ErrorKind::Unsupported);
    }

    #[test]
    fn deep_schemas_and_values_are_errors_and_not_the_end_of_the_stack() {
        let nested = |levels: usize| (0..levels).fold(json!({}), |inner, _| json!({"not": inner}));
        let chain = |levels: usize| {
            let link = |level: usize| json!({"$ref": format!("#/definitions/d{}", level + 1)});
            let mut all: serde_json::Map<_, _> = (0..levels).map(|level| (format!("d{level}"), link(level))).collect();
            all.insert(format!("d{levels}"), json!({}));
            json!({"$ref": "#/definitions/d0", "definitions": all})
        };
        let value = |levels: usize| (0..levels).fold(json!(1), |inner, _| json!([inner]));
        let list = json!({"items": {"$ref": "#"}});
        let check = |schema: Value, value: &Value| {
            // A thread of tokio has as much.
            let check = || DynamicSchema::new(schema).validate(value).map_err(|error| error.to_string());
            std::thread::scope(|scope| {
                let thread = std::thread::Builder::new().stack_size(2 << 20);
                thread.spawn_scoped(scope, check).unwrap().join().unwrap()
            })
        };
        for (schema, value, problem) in [
            (nested(300), json!(1), "the schema is nested more than 128 deep"),
            (chain(3_000), json!(1), "more than 160 subschemas within one another"),
            (json!({"$ref": "#"}), json!(1), "more than 160 subschemas within one another"),
            (json!({}), value(300), "the value is nested more than 128 deep"),
            (list.clone(), value(128), "more than 160 subschemas within one another"),
        ] {
            let error = check(schema, &value).unwrap_err();
            assert!(error.contains(problem), "{error}");
        }
        check(chain(158), &json!(1)).unwrap();
        check(nested(128), &json!(1)).unwrap();
        check(list, &value(78)).unwrap();
        check(json!({}), &value(128)).unwrap();
    }

    #[test]
    fn a_pattern_that_goes_back_without_end_is_an_error() {
        let schema = DynamicSchema::new(json!({"pattern": "^(?=(a+)+$)(a|aa)+\\1b$"}));
        let error = schema.validate(&json!("a".repeat(60))).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        assert!(error.to_string().starts_with("the patterns of the schema take too long"), "{error}");
    }

    #[test]
    fn many_patterns_that_go_back_without_end_are_an_error() {
        let pattern = |number: usize| json!({"pattern": format!("^(a*)*\\1(a*)*\\1c{number}$")});
        let text = json!("a".repeat(60));
        let all = |keyword: &str, count: usize| json!({keyword: (0..count).map(pattern).collect::<Vec<_>>()});
        let keys = |count: usize| -> serde_json::Map<_, _> {
            (0..count).map(|number| (pattern(number)["pattern"].as_str().unwrap().to_owned(), json!({}))).collect()
        };
        let rows = |pattern: &str| json!({"items": {"$ref": "#/definitions/row"}, "definitions": {"row": {"pattern": pattern}}});
        let texts: Vec<_> = (0..1_000).map(|_| text.clone()).collect();
        for (schema, value) in [
            (all("allOf", 2_000), text.clone()),
            (all("anyOf", 200), text.clone()),
            (all("oneOf", 500), text.clone()),
            (json!({"patternProperties": keys(300)}), json!({"a".repeat(60): 1})),
            (json!({"additionalProperties": all("anyOf", 200)}), json!({"a": text, "b": text})),
            (rows("^(a*)*\\1(a*)*\\1c$"), Value::from(texts)),
            (json!({"pattern": "[ab]*a[ab]{1000}c"}), json!("ab".repeat(50_000))),
        ] {
            let error = DynamicSchema::new(schema).validate(&value).unwrap_err();
            let text = error.to_string();
            assert!(text.starts_with("the patterns of the schema take too long"), "{text}");
        }
    }

    #[test]
    fn usual_patterns_of_many_rows_are_applied() {
        let columns = json!({
            "id": {"pattern": "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$"},
            "name": {"pattern": "^.{1,255}$"},
            "word": {"pattern": "^(?=.*[a-z])(?=.*[0-9]).{8,64}$"},
        });
        let row = json!({"id": "3f2504e0-4f89-11d3-9a0c-0305e82c3301", "name": "Ada", "word": "a-long-password-7"});
        let schema = DynamicSchema::new(json!({"items": {"properties": columns}}));
        let mut rows = vec![row; 500];
        schema.validate(&json!(rows)).unwrap();
        rows[499]["word"] = json!("short");
        assert_eq!(schema.validate(&json!(rows)).unwrap_err().kind(), ErrorKind::Request);
    }

    #[test]
    fn a_large_value_is_checked() {
        let rows: Vec<Value> = (0..5_000).map(|row| json!({"name": "a", "rows": [row, row]})).collect();
        let schema = DynamicSchema::new(json!({"type": "array", "items": schema().into_json()}));
        schema.validate(&Value::from(rows)).unwrap();
    }
}
