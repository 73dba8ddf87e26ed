//! The constants of an operation.

/// An operation of a connector: its id, HTTP method and path template. Generated code has one constant per operation.
#[derive(Clone, Debug)]
pub struct Operation {
    id: &'static str,
    method: &'static str,
    path: &'static str,
    accept: &'static str,
    json_type: &'static str,
    is_binary: bool,
    takes_redirects: bool,
}

impl Operation {
    /// An operation with a JSON response. `path` contains placeholders in braces; the rest of it is sent as written.
    pub const fn new(id: &'static str, method: &'static str, path: &'static str) -> Self {
        Self {
            id,
            method,
            path,
            accept: "application/json",
            json_type: "application/json",
            is_binary: false,
            takes_redirects: false,
        }
    }

    /// Sets the `Accept` header if the response is not JSON.
    pub const fn accept(mut self, accept: &'static str) -> Self {
        self.accept = accept;
        self
    }

    /// Sets the `Content-Type` of a JSON body if it is not `application/json`.
    pub const fn json_type(mut self, content_type: &'static str) -> Self {
        self.json_type = content_type;
        self
    }

    /// Marks the response as bytes: it can be read as a stream, and a redirect of a `GET` to a file is followed.
    pub const fn binary(mut self) -> Self {
        self.is_binary = true;
        self
    }

    /// Marks 3xx as documented responses: they are not errors and are not followed.
    pub const fn redirects(mut self) -> Self {
        self.takes_redirects = true;
        self
    }

    /// The operation's id in the definition.
    pub const fn id(&self) -> &'static str {
        self.id
    }

    /// The HTTP method, in capitals.
    pub const fn method(&self) -> &'static str {
        self.method
    }

    /// The path template.
    pub const fn path(&self) -> &'static str {
        self.path
    }

    /// The `Accept` header that is sent.
    pub const fn accepted(&self) -> &'static str {
        self.accept
    }

    pub(crate) const fn takes_redirects(&self) -> bool {
        self.takes_redirects
    }

    pub(crate) const fn is_binary(&self) -> bool {
        self.is_binary
    }

    /// The `Content-Type` of a JSON body.
    pub(crate) const fn json_content_type(&self) -> &'static str {
        self.json_type
    }
}
