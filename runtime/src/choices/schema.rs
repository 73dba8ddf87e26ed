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
    /// the value; [`ErrorKind::Unsupported`](crate::ErrorKind::Unsupported) if the schema itself cannot be read.
    #[cfg(feature = "jsonschema")]
    pub fn validate(&self, value: &Value) -> Result<()> {
        use crate::error::{Error, ErrorKind};
        let validator =
            jsonschema::options().with_draft(jsonschema::Draft::Draft4).build(&self.0).map_err(|error| {
                Error::new(ErrorKind::Unsupported, format!("the schema cannot be read: {}", error.masked()))
            })?;
        validator.validate(value).map_err(|error| {
            let problem = format!("the value does not fit its schema: `{}`: {}", error.instance_path(), error.masked());
            Error::new(ErrorKind::Request, problem)
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
    fn an_invalid_schema_is_an_error() {
        for broken in [json!({"type": "nonsense"}), json!({"$ref": "https://evil.example/schema"})] {
            let error = DynamicSchema::new(broken).validate(&json!({})).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Unsupported);
        }
    }
}
