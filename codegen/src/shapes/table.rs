//! The table of shapes: what a definition may hold, and its form in Rust.

/// Makes the enum and its words from one row per shape.
macro_rules! shapes {
    ($($name:ident: $group:literal, $shape:literal, $rust:literal;)+) => {
        /// A construct of definitions that has a form in Rust.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Shape {
            $(#[doc = $shape] $name,)+
        }

        impl Shape {
            /// All shapes, in the order of the page.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The group on the page: `Operations`, `Parameters`, ….
            pub fn group(self) -> &'static str {
                match self { $(Self::$name => $group,)+ }
            }

            /// The shape in terms of the format; Markdown.
            pub fn text(self) -> &'static str {
                match self { $(Self::$name => $shape,)+ }
            }

            /// Its form in Rust; Markdown.
            pub fn rust(self) -> &'static str {
                match self { $(Self::$name => $rust,)+ }
            }
        }
    };
}

shapes! {
    Action: "Operations", "action", "a method of the client that returns a request type";
    Internal: "Operations", "operation with `x-ms-visibility: internal`", "the same, on `client.internal()`";
    Webhook: "Operations", "trigger with a callback URL", "a variant of `TriggerPayload`; `client.triggers()` subscribes";
    Polled: "Operations", "polled trigger", "a variant of `TriggerPayload` for one item; `client.triggers()` polls";
    Notified: "Operations", "action whose callback URL receives a notification", "the URL is an argument; `decode_notification` of the request type decodes the notification";
    Deprecated: "Operations", "`deprecated`, or an annotation's `replacement`", "`#[deprecated]`, which names the replacement";
    OddId: "Operations", "`operationId` with characters that an identifier cannot hold", "respelt; docs and wire keep the original";
    NoId: "Operations", "`operationId` missing, or given twice", "an id made of method and path, with a warning";
    Many: "Operations", "more than five required values", "one struct `…Required`";

    Pageable: "Calls", "`x-ms-pageable`", "`pages()` and `items()` beside `send()`: streams";
    LongRunning: "Calls", "response 202, or `x-ms-long-running-operation`", "`send_and_wait()` and `poller()` beside `send()`";
    ChoiceValues: "Calls", "distinct dynamic values: a list", "a request on `client.choices()`: values and titles";
    ChoiceTree: "Calls", "distinct dynamic tree", "a request on `client.choices()`: a tree to browse";
    ChoiceSchema: "Calls", "distinct dynamic schema", "a request on `client.choices()`: a `DynamicSchema`, which validates with the feature `jsonschema`";

    Direct: "Direct calls", "connector that can be called without an Azure connection", "`XClient::direct(auth, options)`";
    NotDirect: "Direct calls", "connector that cannot be called without one", "no `direct`; the doc of `new` gives the reason";
    SchemeNone: "Direct calls", "authentication scheme: none", "`XAuth::new()`";
    SchemeHeader: "Direct calls", "authentication scheme: key in a header", "`XAuth::new(key)`, or a token if the definition puts one there";
    SchemeQuery: "Direct calls", "authentication scheme: key in the query", "`XAuth::new(key)`";
    SchemeBasic: "Direct calls", "authentication scheme: Basic", "`XAuth::new(user, password)`";
    SchemeBearer: "Direct calls", "authentication scheme: OAuth 2", "`XAuth::new(token)` with any `TokenCredential`";
    ManySchemes: "Direct calls", "connector with several authentication schemes", "`XAuth` is an enum";
    PolicyOfRequest: "Direct calls", "policy on requests", "interpreted by `runtime`";
    PolicyOfResponse: "Direct calls", "policy on responses", "interpreted by `runtime`";
    ThroughConnection: "Direct calls", "operation of such a connector that needs Azure, e.g. for a script", "an error of a direct client; the doc names the limit";

    PathParameter: "Parameters", "in the path", "an argument; percent-encoded";
    PathDouble: "Parameters", "in the path, `x-ms-url-encoding: double`", "the same, encoded twice";
    SegmentPart: "Parameters", "placeholder as a part of a segment: `/{id}.json`, `e({id})`", "only the value is encoded";
    OddPlaceholder: "Parameters", "placeholder with spaces, `$`, dots or other marks", "named by its words; the placeholder is matched byte for byte";
    Query: "Parameters", "in the query", "an argument if required, else a setter";
    Header: "Parameters", "in a header", "an argument if required, else a setter";
    FormField: "Parameters", "field of a form", "an argument if required, else a setter; an object is sent as JSON text";
    File: "Parameters", "file of a form", "`runtime::Upload`, or a list of them";
    ListJoined: "Parameters", "list: `collectionFormat` csv, ssv, tsv, pipes or none", "`Vec<T>`, its items joined";
    ListRepeated: "Parameters", "list: `collectionFormat: multi`", "`Vec<T>`, the key repeated";
    ByReference: "Parameters", "`$ref` to a shared parameter", "as if it were written there";
    OfPath: "Parameters", "parameter of a path", "as if it were written at each operation of the path";
    ConstantParameter: "Parameters", "internal with a default, or required with a single value", "not an argument; always sent";
    Alike: "Parameters", "differs from another one only in location, case or punctuation", "one name has a suffix";
    CallbackUrl: "Parameters", "`x-ms-notification-url`, at a parameter or a property", "`subscribe` of a trigger takes it; an argument of an action, whatever its visibility";

    BodyObject: "Bodies", "object with properties", "a struct";
    BodyList: "Bodies", "list", "`Vec<T>`";
    BodyScalar: "Bodies", "text, number or boolean as JSON", "`String`, `i64`, `f64`, `bool`";
    BodyFree: "Bodies", "free or dynamic JSON", "`serde_json::Value`, or a map";
    BodyText: "Bodies", "plain text and XML", "`String`, sent as it is";
    BodyBytes: "Bodies", "binary", "`runtime::Upload`, made from bytes or text; sent as it is";
    BodyOptional: "Bodies", "not marked required", "a setter, unless a visible property is required";
    BodyDefault: "Bodies", "default for the whole body, or made of internal defaults inside", "sent unless the caller sets a body";

    ResponseJson: "Responses", "JSON with a schema", "the type";
    ResponseFree: "Responses", "free or dynamic JSON", "`serde_json::Value`";
    ResponseText: "Responses", "string, text or XML", "`String`; the raw body is available";
    ResponseBytes: "Responses", "binary or file", "`runtime::Bytes`";
    ResponseEmpty: "Responses", "no schema", "`()`; the raw body is available";
    ResponseOptional: "Responses", "several success responses, one without a schema", "`Option<T>`";
    ResponseByStatus: "Responses", "several different success responses", "an enum by status, with `Other` for undeclared statuses";
    ResponseDefault: "Responses", "`default` is the only success response", "the success response";
    Failure: "Responses", "failure response with a schema", "a type for `Error::body_as`";

    Object: "Schemas", "object with properties", "a struct: each field is an `Option`; `new` takes the required ones; setters";
    AllOf: "Schemas", "`allOf`", "one struct with the properties of all parts";
    Discriminator: "Schemas", "`discriminator`", "if definitions are variants of the object, its struct keeps their properties in `extra`, and `runtime::convert` reads a value as its variant";
    Map: "Schemas", "`additionalProperties` with a schema, without properties", "`BTreeMap<String, T>`";
    ExtraTyped: "Schemas", "`additionalProperties` with a schema, beside properties", "`extra: BTreeMap<String, T>` beside the fields";
    ExtraFree: "Schemas", "`additionalProperties: true` beside properties", "`extra: BTreeMap<String, Value>` beside the fields";
    Dynamic: "Schemas", "`x-ms-dynamic-schema` or `x-ms-dynamic-properties`", "`serde_json::Value`; the doc names the operation, and `client.choices()` fetches the schema";
    DynamicBeside: "Schemas", "dynamic, with properties of its own", "a struct with `extra: BTreeMap<String, Value>`";
    FreeObject: "Schemas", "object without properties", "`serde_json::Value`";
    List: "Schemas", "list", "`Vec<T>`; a single item in place of a list is read as a list of one";
    Recursive: "Schemas", "property that leads back to its own object without a list in between", "`Box<T>`";
    EnumText: "Schemas", "enumeration of texts", "an open enum: `From<&str>`, `as_str`, a variant for unlisted values";
    EnumInteger: "Schemas", "enumeration of integers", "an open enum with `as_i64`";
    EnumNumber: "Schemas", "enumeration of numbers", "an open enum with `as_f64`";
    EnumBoolean: "Schemas", "enumeration of booleans, also as texts or 1 and 0", "`bool`; a single required value is always sent";
    Nullable: "Schemas", "`x-nullable`", "`Nullable<T>`, which can be null";
    ReadOnly: "Schemas", "`readOnly`", "a field that `new` does not take; requests must not set it";
    DateTime: "Schemas", "`format: date-time`", "`runtime::DateTime`, which keeps the text";
    Date: "Schemas", "`format: date`", "`runtime::Date`, which keeps the text";
    Base64: "Schemas", "`format: byte`", "`runtime::Base64`";
    Secret: "Schemas", "`format: password`", "`runtime::Secret`, hidden from `Debug`";
    Choices: "Schemas", "`x-ms-dynamic-values`, `x-ms-dynamic-list`", "a method of `client.choices()` for each distinct call, whose doc lists the places";
    Tree: "Schemas", "`x-ms-dynamic-tree`", "a method of `client.choices()` for each distinct call, whose doc lists the places, and a note in the doc";
}
