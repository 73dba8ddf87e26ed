//! The table of shapes: what a definition may hold, and how it comes out in Rust.

/// Makes the enum and its texts from one row a shape.
macro_rules! shapes {
    ($($name:ident: $group:literal, $shape:literal, $rust:literal;)+) => {
        /// Something that definitions hold and that has a form in Rust.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Shape {
            $(#[doc = $shape] $name,)+
        }

        impl Shape {
            /// All of them, in the order of the page.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// What it is a shape of: `Operations`, `Parameters`, ….
            pub fn group(self) -> &'static str {
                match self { $(Self::$name => $group,)+ }
            }

            /// The shape, in the words of the format; Markdown.
            pub fn text(self) -> &'static str {
                match self { $(Self::$name => $shape,)+ }
            }

            /// How it comes out in Rust; Markdown.
            pub fn rust(self) -> &'static str {
                match self { $(Self::$name => $rust,)+ }
            }
        }
    };
}

shapes! {
    Action: "Operations", "action", "a method of the client that returns a request type";
    Internal: "Operations", "operation with `x-ms-visibility: internal`", "the same, on `client.internal()`";
    Webhook: "Operations", "trigger with a callback URL", "a variant of `TriggerPayload`; its registration is on `client.internal()`";
    Polled: "Operations", "polled trigger", "a variant of `TriggerPayload` for one item; its request is on `client.internal()`";
    Notified: "Operations", "action whose callback URL receives an answer", "the URL is an argument; `decode_notification` of the request type decodes the answer";
    Deprecated: "Operations", "`deprecated`, or an annotation's `replacement`", "`#[deprecated]`, which names the replacement";
    OddId: "Operations", "`operationId` that no identifier can be", "respelt; the docs and the wire keep it";
    NoId: "Operations", "`operationId` missing, or given twice", "one made of method and path, with a warning";
    Many: "Operations", "more than five values that the caller must give", "one struct `…Required`";

    Pageable: "Calls", "`x-ms-pageable`", "`pages()` and `items()` beside `send()`: streams";
    LongRunning: "Calls", "answer 202, or `x-ms-long-running-operation`", "`send_and_wait()` and `poller()` beside `send()`";
    ChoiceValues: "Calls", "choice: a list of values, distinct", "a request on `client.choices()`: values and titles";
    ChoiceTree: "Calls", "choice: a tree, distinct", "a request on `client.choices()`: opened and browsed";
    ChoiceSchema: "Calls", "schema that the service tells, distinct", "a request on `client.choices()`: a `DynamicSchema`, which validates with the feature `jsonschema`";

    Direct: "Direct calls", "connector that can be called without Azure", "`XClient::direct(auth, options)`";
    NotDirect: "Direct calls", "connector that cannot", "no `direct`; the doc of `new` says why";
    SchemeNone: "Direct calls", "way to authenticate: nothing", "`XAuth::new()`";
    SchemeHeader: "Direct calls", "way to authenticate: key in a header", "`XAuth::new(key)`; a token, where the definition puts one there";
    SchemeQuery: "Direct calls", "way to authenticate: key in the query", "`XAuth::new(key)`";
    SchemeBasic: "Direct calls", "way to authenticate: Basic", "`XAuth::new(user, password)`";
    SchemeBearer: "Direct calls", "way to authenticate: OAuth 2", "`XAuth::new(token)` with any `TokenCredential`";
    ManySchemes: "Direct calls", "connector with several ways to authenticate", "`XAuth` is an enum";
    PolicyOfRequest: "Direct calls", "policy on requests", "interpreted by `runtime`";
    PolicyOfResponse: "Direct calls", "policy on answers", "interpreted by `runtime`";
    ThroughConnection: "Direct calls", "operation that needs Azure's side, such as a script, of a connector that can be called directly", "an error of a direct client that says so; its doc does too";

    PathParameter: "Parameters", "in the path", "an argument; percent-encoded";
    PathDouble: "Parameters", "in the path, `x-ms-url-encoding: double`", "the same, encoded twice";
    SegmentPart: "Parameters", "placeholder that is a part of a segment: `/{id}.json`, `e({id})`", "only the value is encoded; the path's own text stays";
    OddPlaceholder: "Parameters", "placeholder with spaces, `$`, dots or other marks", "named by its words; the path's text is matched byte for byte";
    Query: "Parameters", "in the query", "an argument where required, else a setter";
    Header: "Parameters", "in a header", "an argument where required, else a setter";
    FormField: "Parameters", "field of a form", "an argument where required, else a setter; an object is sent as JSON text";
    File: "Parameters", "file of a form", "`runtime::Upload`, or a list of them";
    ListJoined: "Parameters", "list: `collectionFormat` csv, ssv, tsv, pipes or unsaid", "`Vec<T>`, its items joined";
    ListRepeated: "Parameters", "list: `collectionFormat: multi`", "`Vec<T>`, the key repeated";
    ByReference: "Parameters", "`$ref` to a shared parameter", "as if it stood there";
    OfPath: "Parameters", "stated at the path", "as if it stood at each of its operations";
    ConstantParameter: "Parameters", "internal with a default, or required with one value only", "never asked; sent";
    Alike: "Parameters", "differs from another of its operation in place, case or punctuation only", "a suffix tells the names apart";
    CallbackUrl: "Parameters", "`x-ms-notification-url`, at a parameter or a property", "an argument, whatever its visibility; the doc says so";

    BodyObject: "Bodies", "object with properties", "a struct";
    BodyList: "Bodies", "list", "`Vec<T>`";
    BodyScalar: "Bodies", "text, number or boolean as JSON", "`String`, `i64`, `f64`, `bool`";
    BodyFree: "Bodies", "free or dynamic JSON", "`serde_json::Value`, or a map";
    BodyText: "Bodies", "plain text and XML", "`String`, sent as it is";
    BodyBytes: "Bodies", "binary", "`runtime::Upload`, which bytes and text turn into; sent as it is";
    BodyOptional: "Bodies", "not marked required", "a setter, unless a visible property is required";
    BodyDefault: "Bodies", "default for the whole body, or made of internal ones inside", "sent while the caller sets none";

    ResponseJson: "Answers", "JSON of a known shape", "the type";
    ResponseFree: "Answers", "free or dynamic JSON", "`serde_json::Value`";
    ResponseText: "Answers", "string, text or XML", "`String`; the raw body is at hand";
    ResponseBytes: "Answers", "binary or file", "`runtime::Bytes`";
    ResponseEmpty: "Answers", "no schema", "`()`; the raw body is at hand";
    ResponseOptional: "Answers", "several successes, one without a schema", "`Option<T>`";
    ResponseByStatus: "Answers", "several successes that differ", "an enum by status, with `Other` for what is not declared";
    ResponseDefault: "Answers", "`default` is the only success", "the success";
    Failure: "Answers", "failure with a schema", "a type for `Error::body_as`";

    Object: "Schemas", "object with properties", "a struct: each field an `Option`, `new` for what is required, setters";
    AllOf: "Schemas", "`allOf`", "one struct with the properties of all parts";
    Discriminator: "Schemas", "`discriminator`", "where definitions are variants of the object, its struct keeps what they add in `extra`, and `runtime::convert` reads a value as its variant";
    Map: "Schemas", "`additionalProperties` with a schema, without properties", "`BTreeMap<String, T>`";
    ExtraTyped: "Schemas", "`additionalProperties` with a schema, beside properties", "`extra: BTreeMap<String, T>` beside the fields";
    ExtraFree: "Schemas", "`additionalProperties: true` beside properties", "`extra: BTreeMap<String, Value>` beside the fields";
    Dynamic: "Schemas", "`x-ms-dynamic-schema` or `x-ms-dynamic-properties`", "`serde_json::Value`; the doc names the operation, `client.choices()` asks it for the schema";
    DynamicBeside: "Schemas", "dynamic, with properties beside it", "a struct with `extra: BTreeMap<String, Value>`";
    FreeObject: "Schemas", "object without properties", "`serde_json::Value`";
    List: "Schemas", "list", "`Vec<T>`; one item where a list was promised is a list of one";
    Recursive: "Schemas", "property that leads back to its own object without a list between", "`Box<T>`";
    EnumText: "Schemas", "enumeration of texts", "an open enum: `From<&str>`, `as_str`, a variant for what is not listed";
    EnumInteger: "Schemas", "enumeration of integers", "an open enum with `as_i64`";
    EnumNumber: "Schemas", "enumeration of numbers", "an open enum with `as_f64`";
    EnumBoolean: "Schemas", "enumeration of booleans, also as texts or 1 and 0", "`bool`; where one is listed and required, it is sent unused";
    Nullable: "Schemas", "`x-nullable`", "`Nullable<T>`, which can say null";
    ReadOnly: "Schemas", "`readOnly`", "a field that `new` does not ask for and no request must hold";
    DateTime: "Schemas", "`format: date-time`", "`runtime::DateTime`, which keeps the text";
    Date: "Schemas", "`format: date`", "`runtime::Date`, which keeps the text";
    Base64: "Schemas", "`format: byte`", "`runtime::Base64`";
    Secret: "Schemas", "`format: password`", "`runtime::Secret`, hidden from `Debug`";
    Choices: "Schemas", "`x-ms-dynamic-values`, `x-ms-dynamic-list`", "a method of `client.choices()` for each place in a request";
    Tree: "Schemas", "`x-ms-dynamic-tree`", "a method of `client.choices()` for each place in a request, and a remark";
}
