//! The table of problems: code, severity, message and help of each. The closed parts of messages are in `reasons.rs`.

use std::fmt;

use super::reasons::{
    ContinuationReason, DefaultPlace, DynamicArgumentReason, DynamicReason, DynamicTarget, EnumValues, ExpectedKind,
    FoundVersion, Holder, JsonKind, JsonReason, KeyPlace, Listed, LockPlace, NameLoss, NoDirectReason, OperationList,
    OperationReason, PagesReason, PolicyReason, ProjectPlace, ProjectReason, Quoted, SchemaKind, SharedKind,
    Suggestion, TextlessKind, ValuePlace, WordPlace, words_of,
};
use super::severity::Severity;

/// Makes the enum and its four accessors from one row a problem. A message is a format string over the row's fields.
macro_rules! problems {
    ($($(#[doc = $doc:literal])+ $name:ident $({ $($field:ident $(: $ty:ident)?),+ })? = $code:literal, $severity:ident, $message:literal, $help:literal;)+) => {
        /// A problem of a definition.
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Problem {
            $($(#[doc = $doc])+ $name $({ $(#[doc = "Part of the message."] $field: words_of!($($ty)?)),+ })?,)+
        }

        impl Problem {
            /// Stable code, e.g. `dangling-reference`.
            pub fn code(&self) -> &'static str {
                match self { $(Self::$name { .. } => $code,)+ }
            }

            /// How bad it is.
            pub fn severity(&self) -> Severity {
                match self { $(Self::$name { .. } => Severity::$severity,)+ }
            }

            /// What happened, on one line.
            pub fn message(&self) -> String {
                match self { $(Self::$name $({ $($field),+ })? => format!($message),)+ }
            }

            /// The next step.
            pub fn help(&self) -> &'static str {
                match self { $(Self::$name { .. } => $help,)+ }
            }

            /// Every problem, in the order of the stages that find them.
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

/// A problem that causes another one. Its words are its message.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Cause(pub Box<Problem>);

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message())
    }
}

/// A row of the table: a problem without a definition that has it.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Entry {
    /// Stable code, e.g. `dangling-reference`.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What it means, with a space before it.
    meaning: &'static str,
    /// The message, with `{…}` for the parts that differ.
    pub message: &'static str,
    /// The next step.
    pub help: &'static str,
}

impl Entry {
    /// What it means, in one sentence.
    pub fn meaning(&self) -> &'static str {
        self.meaning.trim()
    }
}

problems! {
    // connectors.toml: the project's configuration

    /// A table of `connectors.toml` has a key that it does not know.
    ProjectKey { key, place: ProjectPlace, meant: Suggestion } = "project-key", Error,
        "{place} has no key `{key}`{meant}",
        "correct the key, or remove it";
    /// A key of `connectors.toml` has a value of the wrong kind.
    ProjectKind { key, expected: ExpectedKind, found: JsonKind } = "project-kind", Error,
        "`{key}` takes {expected}, but this is {found}",
        "write the value in the form that the key takes";
    /// A key of `connectors.toml` has a value that it cannot take.
    ProjectValue { key, reason: ProjectReason } = "project-value", Error,
        "`{key}` {reason}",
        "correct the value";
    /// A table of `connectors.toml` lacks a key that it needs.
    ProjectLacks { key, place: ProjectPlace } = "project-lacks", Error,
        "{place} has no `{key}`",
        "add the key";
    /// `connectors.toml` states no source of the runtime, or several.
    ProjectRuntime = "project-runtime", Error,
        "`[runtime]` takes exactly one of `path`, `git` with `rev`, and `version`",
        "state one of them, and no key of another; `git` needs `rev`";
    /// `connectors.toml` has settings for a connector that does not exist.
    ProjectConnector { name, meant: Suggestion } = "project-connector", Error,
        "no connector is called `{name}`{meant}",
        "name the connector's folder, or its path below `definitions`";
    /// `connectors.toml` names an operation that its connector does not have.
    ProjectOperation { connector, operation, meant: Suggestion } = "project-operation", Error,
        "`{connector}` has no operation `{operation}`{meant}",
        "write the operationId with the same capital letters";

    // folder: which files belong to a connector

    /// A connector's folder has no definition.
    NoDefinition = "no-definition", Error,
        "the folder has no definition",
        "add `apiDefinition.swagger.json`";

    /// A connector's folder has several definitions, none has the catalogue's file name, and other files belong to one of them.
    SeveralDefinitions { files: Listed } = "several-definitions", Error,
        "the folder has several definitions: {files}; a file beside them belongs to one connector",
        "rename the right one to `apiDefinition.swagger.json`, or give each a folder of its own";

    /// The definition's file name is not the catalogue's.
    DefinitionByOtherName { file } = "definition-by-other-name", Warning,
        "the definition is called `{file}`, not `apiDefinition.swagger.json`",
        "rename it to `apiDefinition.swagger.json`";

    /// A folder has another definition beside the one with the catalogue's file name.
    DefinitionNotUsed { file } = "definition-not-used", Warning,
        "the folder has another definition, `{file}`, which is not used",
        "move it to a folder of its own";

    /// A file with connection parameters belongs to none of the definitions in its folder.
    SignInNotUsed { file } = "sign-in-not-used", Warning,
        "`{file}` has connection parameters, and it does not show which definition they belong to; they are not used",
        "give each connector a folder of its own: the command `add` writes one";

    /// A connector has connection parameters both around its definition and in a file.
    WrappedSignInNotUsed = "wrapped-sign-in-not-used", Warning,
        "the connection parameters around the definition are not used: a file beside it has the connector's properties",
        "keep one of the two";

    /// A solution's file names a file that does not exist.
    SolutionFileMissing { file } = "solution-file-missing", Warning,
        "the solution's file of this connector names `{file}`, which is not in the folder",
        "add the file: without it, the connector may lack its sign-in or its policies";

    // container: what a definition is wrapped in

    /// The file is Swagger 2.0 as YAML.
    SwaggerAsYaml = "swagger-as-yaml", Error,
        "this is Swagger 2.0 as YAML",
        "convert it to JSON; the content can stay as it is";
    /// The file is OpenAPI 3 as YAML.
    OpenApiAsYaml = "openapi-as-yaml", Error,
        "this is OpenAPI 3 as YAML; a definition is Swagger 2.0 as JSON",
        "convert it to Swagger 2.0 as JSON, or import it as a custom connector and export that";
    /// The file is a WADL document.
    WadlDocument = "wadl-document", Error,
        "this is WADL, the form in which old canvas apps keep a connector; it lacks most of a definition",
        "export the connector's definition from Azure: `az rest` with `managedApis/NAME?export=true`";
    /// The file belongs to a canvas app.
    CanvasFile = "canvas-file", Error,
        "this is a file of a canvas app, which names data sources and has no definitions",
        "export the definition of each connector from Azure: `az rest` with `managedApis/NAME?export=true`";
    /// The file is a packed archive.
    Archive = "archive", Error,
        "this is a packed archive, e.g. a solution or an app",
        "unpack it and pass the folder; a solution has its connectors in `Connectors` or `Connector`";
    /// The file is the schema of a table.
    TableAlone = "table-alone", Error,
        "this is the schema of a table, without the definition of its connector",
        "put it below `tables` beside the connector's definition";
    /// A folder has schemas of tables only.
    TablesAlone { files: Quoted } = "tables-alone", Error,
        "the folder has schemas of tables, {files}, and no definition of their connector",
        "export the connector's definition, e.g. `az rest` with `managedApis/NAME?export=true`, and put the tables below `tables` beside it; tables with \
         `x-ms-dataverse-type` belong to `shared_commondataserviceforapps`";
    /// The file names a connector's files, and none of them is a definition.
    SolutionHeadAlone = "solution-head-alone", Error,
        "this file of a solution names the files of a connector, and its definition is not beside it",
        "add the file that `openapidefinition` names";
    /// The file describes a connector without its definition.
    DefinitionLeftOut = "definition-left-out", Error,
        "this describes a connector, but its `properties.swagger` is missing",
        "export it again with `?export=true`; for a template, add the definition as `properties.swagger`";
    /// The definition of a template's connector is a parameter.
    DefinitionIsParameter { parameter } = "definition-is-parameter", Error,
        "the definition is the template's parameter `{parameter}`, so it is not in this file",
        "pass the file that the deployment gives for the parameter, or write the definition here";
    /// A string stands in the place of a definition.
    DefinitionIsText = "definition-is-text", Error,
        "a string stands in the place of the definition",
        "write the definition here as an object, or pass the file that has it";
    /// A file has several connectors, and one was expected.
    SeveralConnectors { names: Quoted } = "several-connectors", Error,
        "the file has several connectors: {names}",
        "pass the file itself, which makes a crate of each, or write each to a folder with the command `add`";

    // source: bytes and text

    /// A file contains bytes that are not UTF-8.
    NotUtf8 { byte } = "not-utf8", Warning,
        "the file is not UTF-8; from byte {byte} on, invalid bytes are read as Windows-1252",
        "save the file as UTF-8";
    /// A UTF-16 file contains half a character.
    BrokenUtf16 = "broken-utf16", Warning,
        "the file's UTF-16 is broken here; each unreadable character becomes U+FFFD",
        "save the file as UTF-8";
    /// A file is too large to read.
    FileTooLarge { most } = "file-too-large", Error,
        "the file has more than {most} bytes; nothing was read",
        "check that this is the right file, or split what it holds";
    /// A file that `add` would write is too large to read.
    CopyTooLarge { file, most } = "copy-too-large", Error,
        "the copy of this, `{file}`, would have more than {most} bytes, which no command reads; nothing is written",
        "check that this is the right file, or split what it holds";
    /// The lock of a connector would be too large to read.
    LockTooLarge { most } = "lock-too-large", Error,
        "the `names.lock` of this connector would have more than {most} bytes, which no command reads; nothing is generated",
        "check that the lock has only what was generated, or split the connector";
    /// A JSON file is empty.
    EmptyFile = "empty-file", Error,
        "the file is empty",
        "a definition is a JSON object with `swagger`, `info`, `host` and `paths`";
    /// A file is not valid JSON, and the generator cannot repair it.
    InvalidJson { reason: JsonReason } = "invalid-json", Error,
        "this is not JSON: {reason}",
        "correct the text here, or convert YAML to JSON; the generator read nothing after this point";
    /// A JSON text ends inside an object or list.
    TextEndsEarly { line } = "text-ends-early", Error,
        "the text ends inside an object or list that starts on line {line}",
        "close it, or check whether the file was cut off";
    /// Objects and lists are nested too deeply.
    NestedTooDeep = "nested-too-deep", Error,
        "objects and lists are nested more than 100 levels deep here",
        "move the inner parts to `definitions` and refer to them";
    /// A JSON text has too many keys and values.
    TooManyValues { most } = "too-many-values", Error,
        "the file has more than {most} keys and values; nothing was read",
        "split the connector, or check that this is the right file";
    /// A crate would be too large.
    TooLarge = "too-large", Error,
        "the definition is too large for one crate, with what its references repeat; nothing is generated",
        "split the connector, let fewer operations refer to large definitions, or shorten texts";
    /// An object, or the rows of a table, has more properties than a compiler can read.
    TooManyProperties { most } = "too-many-properties", Error,
        "the object has more than {most} properties, which Rust's compiler could not read; nothing is generated",
        "move properties to objects inside it, or remove those that callers do not need";
    /// An enumeration has more values than a compiler can read.
    TooManyEnumValues { most } = "too-many-enum-values", Error,
        "the enumeration has more than {most} values, which Rust's compiler could not read; nothing is generated",
        "remove `enum`: the value becomes one of its plain type";
    /// More keys follow the end of a JSON text.
    KeysAfterEnd = "keys-after-end", Error,
        "the JSON text ends before this point, but more keys follow",
        "remove the extra closing brace before this point";
    /// Text without a key follows the end of a JSON text.
    TextAfterEnd = "text-after-end", Warning,
        "the JSON text ends before this point; the text after it is left out",
        "remove the text after the end";
    /// An object has the same key twice.
    DuplicateKey { key } = "duplicate-key", Warning,
        "the key `{key}` occurs again further down in this object; this one is left out",
        "keep one of the two, or rename one";
    /// A comma follows the last element.
    JsonTrailingComma = "json-trailing-comma", Warning,
        "a comma follows the last element",
        "remove the comma";
    /// The comma between two elements is missing.
    JsonMissingComma = "json-missing-comma", Warning,
        "the comma after this element is missing",
        "add the comma";
    /// A string contains a control character that is not escaped.
    JsonControlCharacter { character } = "json-control-character", Warning,
        "a string contains the control character {character} without an escape",
        "remove it, or write an escape such as `\\n` or `\\u0001`";
    /// A string is in single quotes.
    JsonSingleQuotes = "json-single-quotes", Warning,
        "a string is in single quotes",
        "use double quotes";
    /// A key has no quotes.
    JsonBareKey = "json-bare-key", Warning,
        "a key has no quotes",
        "put the key in double quotes";
    /// A number is not valid in JSON.
    JsonNumber { read_as } = "json-number", Warning,
        "this number is not valid in JSON; it is read as {read_as}",
        "write the number in decimal, with a digit on each side of the point";
    /// A string contains an escape that is not valid in JSON.
    JsonEscape = "json-escape", Warning,
        "this escape is not valid in JSON; it is read as in JavaScript",
        "write `\\\\` for a backslash, or `\\u0000` for a character by its number";
    /// A JSON text contains a comment.
    JsonComment = "json-comment", Warning,
        "JSON has no comments; this one is left out",
        "remove the comment";
    /// A character between two elements is not white space in JSON.
    JsonWhiteSpace { character } = "json-white-space", Warning,
        "the character {character} is not white space in JSON; it is left out",
        "remove it, or use a space";
    /// A file is not valid TOML.
    InvalidToml { reason } = "invalid-toml", Error,
        "this is not TOML: {reason}",
        "correct the text here";

    // spec: the document as written

    /// The file is not a Swagger 2.0 document.
    NotSwagger { found: FoundVersion } = "not-swagger", Error,
        "the definition must be a Swagger 2.0 document; this one {found}",
        "convert it to Swagger 2.0 and set `\"swagger\": \"2.0\"`; OpenAPI 3 can be imported as a custom connector, whose export is Swagger 2.0";
    /// The document has no paths.
    NoPaths = "no-paths", Error,
        "the document has no `paths` object, so it describes no operations",
        "add `paths`, or check that this is the right file";
    /// A text is so long that it would fill the memory, because several places may repeat it.
    TextTooLong { key, most } = "text-too-long", Warning,
        "the text of `{key}` has more than {most} bytes; it is left out",
        "shorten it";
    /// A name is so long that it would fill the memory, because several places repeat it.
    NameTooLong { key, most } = "name-too-long", Warning,
        "a name in `{key}` has more than {most} bytes; what it names is left out",
        "shorten it";
    /// A value has the wrong JSON type for its key.
    WrongKind { key: ValuePlace, expected: ExpectedKind, found: JsonKind } = "wrong-kind", Warning,
        "{key} takes {expected}, but this is {found}; it is left out",
        "write the value in the form that the key takes";
    /// A value has the wrong JSON type for its key, but its meaning is clear.
    LooseKind { key: ValuePlace, expected: ExpectedKind, found: JsonKind } = "loose-kind", Warning,
        "{key} takes {expected}, but this is {found}; it is converted",
        "write the value in the form that the key takes";
    /// A key has no meaning in its place.
    UnknownKey { key, place: KeyPlace, meant: Suggestion } = "unknown-key", Warning,
        "`{key}` has no meaning in {place}; it is left out{meant}",
        "correct the key, or remove it";
    /// The generator does not know an extension.
    UnknownExtension { key, place: KeyPlace, meant: Suggestion } = "unknown-extension", Note,
        "the extension `{key}` in {place} is not known; it is left out{meant}",
        "correct the key if it is misspelt; otherwise no action is needed";
    /// A known extension is for the designer or for assistants.
    DesignerKey { key } = "designer-key", Note,
        "`{key}` is for designers and assistants; the crate does not use it, here or elsewhere in this definition",
        "no action is needed";
    /// A key has a meaning that the generator does not support.
    UnsupportedKey { key, place: KeyPlace } = "unsupported-key", Warning,
        "`{key}` in {place} is not supported; it is left out",
        "if the crate needs it, express it in another way";
    /// A key is a misspelling of a known key.
    MisspeltKey { key, known } = "misspelt-key", Warning,
        "`{key}` is read as `{known}`",
        "correct the spelling of the key";
    /// A value differs from a known one only in letter case.
    LetterCase { word: WordPlace, found, known } = "letter-case", Warning,
        "{word} is `{found}`; it is read as `{known}`",
        "use the letter case that the message shows";
    /// A key does not take this value.
    UnknownValue { key, found, known: Listed } = "unknown-value", Warning,
        "`{key}` is `{found}`, but it takes only {known}; it is left out",
        "correct the value";
    /// An object lacks a key that it needs.
    MissingKey { key, place: KeyPlace } = "missing-key", Warning,
        "{place} has no `{key}`",
        "add the key";
    /// The number of value names differs from the number of values.
    EnumNames { names, values } = "enum-names", Warning,
        "the enumeration has {names} names for {values} values; names without a value are left out",
        "give each value of `enum` one name, in the same order";
    /// A key is next to a reference, which replaces the whole object.
    BesideReference { key, place: KeyPlace } = "beside-reference", Warning,
        "`{key}` is next to the `$ref` of {place}, which replaces the whole object; `{key}` is left out",
        "move the key to the target of the reference";
    /// A parameter outside the body has a schema.
    SchemaOutsideBody = "schema-outside-body", Warning,
        "only a body parameter has a `schema`; this one is read as the type of the parameter",
        "write `type`, `format` and `items` in the parameter itself";
    /// `apiProperties.json` cannot be read.
    UnreadableProperties { cause: Cause } = "unreadable-properties", Warning,
        "the connector's properties cannot be read and are left out: {cause}",
        "correct `apiProperties.json`";

    // lower: the meaning of the document

    /// The target of a `$ref` does not exist.
    DanglingReference { reference, meant: Suggestion } = "dangling-reference", Warning,
        "`{reference}` does not exist in this document; the value is read as any JSON{meant}",
        "add the definition, or correct the reference";
    /// No operation can be generated.
    NoOperations = "no-operations", Error,
        "the generator does not support any operation of this document, so it writes no crate",
        "add an operation; if warnings list operations that are left out, correct those";
    /// An operation has a form that the generator does not support.
    OperationLeftOut { operation, reason: OperationReason } = "operation-left-out", Warning,
        "the operation `{operation}` is left out: {reason}",
        "if the crate needs the operation, describe it in another way";
    /// Paths begin with the id of a connection, as those of managed connectors do.
    ConnectionInPath { count } = "connection-in-path", Note,
        "{count} paths begin with `{{connectionId}}`, which the runtime URL of a connection holds already; requests leave it out",
        "no action is needed";
    /// A notification declares parameters.
    NotificationParameter = "notification-parameter", Warning,
        "`x-ms-notification-content` declares a parameter; it is left out, because the service posts to the callback URL as it is",
        "describe in `schema` what the service posts";
    /// azure_core cannot send requests with the operation's HTTP method.
    MethodNotSent { operation, method } = "method-not-sent", Warning,
        "the client can build requests of `{operation}`, but cannot send them: azure_core does not support the method {method}",
        "use another method if the service accepts one, or send the result of `into_request` with another HTTP client";
    /// An operation has no `operationId`.
    MissingOperationId { operation, made } = "missing-operation-id", Warning,
        "`{operation}` has no `operationId`; its id becomes `{made}`",
        "add an `operationId`, so that the name does not depend on the path";
    /// Two operations have the same `operationId`.
    DuplicateOperationId { id, made } = "duplicate-operation-id", Warning,
        "another operation also has the id `{id}`; the id of this one becomes `{made}`",
        "give one of the two a different `operationId`";
    /// The target of a parameter's `$ref` does not exist.
    DanglingParameter { reference, meant: Suggestion } = "dangling-parameter", Warning,
        "the parameter `{reference}` does not exist in this document; the reference is left out{meant}",
        "add the parameter, or correct the reference";
    /// The target of a response's `$ref` does not exist.
    DanglingResponse { reference, meant: Suggestion } = "dangling-response", Warning,
        "the response `{reference}` does not exist in this document; it is read as a response without a schema{meant}",
        "add the response, or correct the reference";
    /// The target of a `$ref` in `allOf` does not exist.
    DanglingPart { reference, meant: Suggestion } = "dangling-part", Warning,
        "`{reference}` does not exist in this document; this part of `allOf` is left out{meant}",
        "add the definition, or correct the reference";
    /// An operation has the same parameter twice.
    DuplicateParameter { name } = "duplicate-parameter", Warning,
        "the parameter `{name}` occurs twice in the same location; the second one is left out",
        "remove one of the two";
    /// A parameter has no name.
    UnnamedParameter { operation } = "unnamed-parameter", Warning,
        "a parameter of `{operation}` has no name; it is left out",
        "add `name`";
    /// A parameter has no location.
    ParameterWithoutLocation { name } = "parameter-without-place", Warning,
        "the parameter `{name}` has no `in`; it is left out",
        "add `in`: query, header, path, formData or body";
    /// No parameter declares a placeholder of the path.
    UndeclaredPlaceholder { name, operation } = "undeclared-placeholder", Warning,
        "no parameter of `{operation}` declares the placeholder `{name}`; the generator adds a required text parameter",
        "declare a path parameter with this name";
    /// A placeholder and its parameter have different spellings.
    PlaceholderRespelt { placeholder, name } = "placeholder-respelt", Warning,
        "the placeholder `{placeholder}` is read as the path parameter `{name}`",
        "use the same spelling for both";
    /// A path parameter has no placeholder.
    PathParameterUnused { name, path } = "path-parameter-unused", Warning,
        "`{path}` has no placeholder for the path parameter `{name}`; the parameter is left out",
        "add the placeholder, or correct `in`";
    /// A path parameter is not marked as required.
    OptionalPathParameter { name } = "optional-path-parameter", Warning,
        "the path parameter `{name}` is not marked as required; it is read as required",
        "add `\"required\": true`: a request needs every part of its path";
    /// The default of a path parameter is an empty string.
    EmptyPathDefault { name } = "empty-path-default", Warning,
        "the default of the path parameter `{name}` is empty, which a path cannot contain; it is left out",
        "change the default, or remove it";
    /// The client sets a header parameter itself.
    ClientHeader { name } = "client-header", Note,
        "the client sets the header `{name}` itself; callers cannot set it",
        "no action is needed; you can remove the parameter";
    /// A header parameter states the media type of an upload.
    UploadStatesType { name } = "upload-states-type", Note,
        "the upload states the value of the header `{name}`; it is not a separate argument",
        "no action is needed; callers use `Upload::with_content_type`";
    /// The name of a header is not valid in HTTP.
    InvalidHeaderName { name } = "invalid-header-name", Warning,
        "`{name}` is not a valid header name; the parameter is left out",
        "use only letters, digits and `-`";
    /// The name of a header has a colon or spaces around it.
    HeaderNameRepaired { written, name } = "header-name-repaired", Warning,
        "the header `{written}` is sent as `{name}`",
        "remove the colon or the spaces around the name";
    /// The type of a parameter has no text form.
    ParameterAsText { name, kind: TextlessKind } = "parameter-as-text", Warning,
        "the parameter `{name}` is {kind}, which only a body can contain; callers pass it as text",
        "set `type` to string, integer, number or boolean, or to a list of one of these";
    /// The body does not fit its media type.
    BodySentAsJson { media_type } = "body-sent-as-json", Warning,
        "a body of this type cannot be sent as `{media_type}`; it is sent as JSON",
        "correct `consumes`, or the schema of the body";
    /// The body is not text, and its media type does not define how to write it.
    BodyAsText { media_type } = "body-as-text", Warning,
        "the format does not define how a body of this type is written as `{media_type}`; callers pass it as text, which is sent unchanged",
        "list the properties of the body, or correct `consumes`";
    /// A body that is sent as a form allows additional properties.
    OpenForm = "open-form", Warning,
        "the body is sent as a form, whose fields are the listed properties; additional properties are left out",
        "list the additional properties";
    /// The format of a list is unknown or does not fit its location.
    UnknownListFormat { name, format } = "unknown-list-format", Warning,
        "the list `{name}` cannot have the format `{format}` in its location; commas separate its items",
        "set `collectionFormat` to csv, ssv, tsv or pipes, or to multi in a query or a form";
    /// Swagger does not have this `type`.
    UnknownType { word } = "unknown-type", Warning,
        "the type `{word}` is not known; the value is read as any JSON",
        "use object, array, string, integer, number or boolean";
    /// A schema has several types.
    SeveralTypes { words: Listed } = "several-types", Warning,
        "the schema has several types ({words}); the value is read as any JSON",
        "choose one of them";
    /// A schema allows only null.
    NullType = "null-type", Warning,
        "the schema allows only null; the value is read as any JSON",
        "state the type of the value, and `x-nullable` if it can be null";
    /// A key does not fit the `type` beside it.
    KeyBesideType { key, kind: SchemaKind } = "key-beside-type", Warning,
        "`{key}` has no meaning for the type {kind}; it is left out",
        "correct the type, or remove the key";
    /// JSON contains a file.
    FileInJson = "file-in-json", Warning,
        "JSON cannot contain a file; the value is read as text",
        "use `\"type\": \"string\"` with `\"format\": \"byte\"`, or a form";
    /// A `format` belongs to another type.
    FormatContradictsType { format, kind: SchemaKind } = "format-contradicts-type", Warning,
        "the format `{format}` does not belong to the type {kind}; the format is left out",
        "correct the format, or remove it";
    /// Schemas are nested too deeply.
    SchemaTooDeep { depth } = "schema-too-deep", Warning,
        "schemas are nested more than {depth} levels deep here; the rest is read as any JSON",
        "move the inner parts to `definitions`";
    /// References expand to too many schemas.
    TooManySchemas { most } = "too-many-schemas", Warning,
        "references expand to more than {most} schemas; the rest is read as any JSON",
        "move inner parts that several references name to `definitions`";
    /// The schema of a dynamic body describes values too.
    PropertiesBesideDynamic = "properties-beside-dynamic", Warning,
        "another operation describes the whole body, so the values in this `schema` are left out",
        "move the dynamic schema from the parameter into its `schema`";
    /// An `enum` does not become an enumeration.
    EnumerationWidened { values: EnumValues, kind: SchemaKind } = "enumeration-widened", Warning,
        "{values} cannot become an enumeration; every {kind} is accepted",
        "list each string or number once, and set `type` to match them";
    /// An `enum` lists a value twice.
    DuplicateEnumValue { value } = "duplicate-enum-value", Warning,
        "the value `{value}` is listed twice; the second one is left out",
        "remove one of the two";
    /// An `enum` lists null.
    NullInEnumeration = "null-in-enumeration", Warning,
        "the enumeration lists null, which is left out",
        "remove null; set `x-nullable` if the value can be null";
    /// A default does not fit the type of its value.
    DefaultOfOtherType { value, kind: SchemaKind } = "default-of-other-type", Warning,
        "the default `{value}` does not fit the type {kind}; it is left out",
        "correct the default, or the type";
    /// Two parts of an object describe a property differently.
    PropertyConflict { name } = "property-conflict", Warning,
        "another part of this object describes `{name}` differently; this description is used",
        "describe the property once";
    /// A part of `allOf` is not an object.
    PartNotObject { kind: SchemaKind } = "part-not-object", Warning,
        "this part of `allOf` has the type {kind}, but the whole is an object; the part is left out",
        "combine only objects in `allOf`";
    /// `required` names a property that the object does not have.
    RequiredWithoutProperty { name } = "required-without-property", Warning,
        "the object requires `{name}`, but does not describe this property; the requirement is left out",
        "describe the property, or correct the name";
    /// A definition refers to itself.
    ReferenceCycle { name } = "reference-cycle", Warning,
        "the definition `{name}` refers back to itself; the value is read as any JSON",
        "break the cycle with an object that has properties";
    /// Definitions are lists, maps or nullable values within each other, too many levels deep.
    ReferencesTooDeep { name, most } = "references-too-deep", Warning,
        "`{name}` leads to lists, maps or nullable values more than {most} levels deep; the values of `{name}` are read as any JSON",
        "use an object with properties for some of the levels";
    /// Successful responses differ, and their statuses do not distinguish them.
    ResponsesDiffer { operation, statuses: Listed } = "answers-differ", Warning,
        "the responses {statuses} of `{operation}` differ, but their statuses do not distinguish them; the value is read as any JSON",
        "give each response its own status, such as `200` and `202`, or give them all the same schema";
    /// A response is XML.
    XmlResponse { operation } = "xml-answer", Warning,
        "the response of `{operation}` is XML, which the client returns as text; its schema is left out",
        "no action is needed if text is enough";
    /// The payload of a trigger is not described.
    TriggerWithoutPayload { operation } = "trigger-without-payload", Warning,
        "the definition does not describe the payload of the trigger `{operation}`; it is read as any JSON",
        "for a webhook, add `x-ms-notification-content` to the path; for a polled trigger, add a schema to the response";
    /// A parameter that takes the callback URL states more than text: listed values, or another type.
    CallbackTypeLeftOut { key } = "callback-type-left-out", Warning,
        "`{key}` takes the callback URL, which is text; the type and the values that are stated for it are left out",
        "remove them, or `x-ms-notification-url`";
    /// A path describes a notification, but one of its operations takes no callback URL.
    NotificationLeftOut { operation } = "notification-left-out", Warning,
        "`{operation}` takes no callback URL, so the notification of its path does not apply to it",
        "mark the parameter or property that takes the URL with `x-ms-notification-url`";
    /// The client cannot follow the pages of a response.
    PagesLeftOut { operation, reason: PagesReason } = "pages-left-out", Warning,
        "the client cannot follow the pages of `{operation}`: {reason}",
        "name the property that contains the link in `nextLinkName`, or remove `x-ms-pageable`";
    /// The response does not describe the link to the next page.
    PageLinkMissing { name, operation } = "page-link-missing", Warning,
        "the response of `{operation}` does not describe the link `{name}`; the client still looks for it at run time",
        "correct `nextLinkName`, or describe the property";
    /// The response does not describe the list of items of a page.
    PageItemsMissing { name, operation } = "page-items-missing", Warning,
        "the response of `{operation}` does not describe the list `{name}`; its request has no `items`, but has `pages`",
        "correct `itemName`, or describe the property";
    /// Another operation should request further pages, but cannot.
    ContinuationLeftOut { next, operation, reason: ContinuationReason } = "next-operation-left-out", Warning,
        "`{next}` does not request the further pages of `{operation}`: {reason}; the client requests the link itself",
        "correct `operationName`, or the operation that it names";
    /// Dynamic values, a dynamic tree or a dynamic schema cannot be fetched.
    DynamicSourceLeftOut { target: DynamicTarget, operation, reason: DynamicReason } = "choice-left-out", Warning,
        "the choices for {target} of `{operation}` are left out: {reason}",
        "correct the extension; callers can still set the value";
    /// An object has .NET's own map of its properties as a property.
    RowArtefact = "row-artefact", Note,
        "`dynamicProperties` stands for all properties of a row; it is not a field, because the row holds them itself",
        "no action is needed";
    /// Only the service knows the properties of an object, so the schema of their values is not read.
    RowValues = "row-values", Note,
        "a dynamic schema describes the values of this object, so `additionalProperties` is not read: they are any JSON",
        "no action is needed";
    /// A file beside the definition holds no schema of a table.
    NotATable = "not-a-table", Warning,
        "this file in `tables` holds no schema of a table; it is left out",
        "a table's schema is an object with `name` and `schema.items.properties`";
    /// Two files of tables have the same name but for its ending.
    DuplicateTable { table } = "duplicate-table", Warning,
        "another file in `tables` is called `{table}` too, and the types of a table are named after its file; this one is left out",
        "rename one of the files";
    /// No operations of the definition list the rows of tables.
    TablesWithoutOperations { table } = "tables-without-operations", Warning,
        "the definition has no operation that lists the rows of a table in the form of `{table}`, which is left out",
        "check that the table belongs to this connector; one with `x-ms-dataverse-type` belongs to Microsoft Dataverse";
    /// A control of the designer supplies the choices of a value.
    DesignerControl { control } = "designer-control", Note,
        "the designer's own control `{control}` supplies choices; the crate has no method for them, here or elsewhere",
        "no action is needed; callers pass the value";
    /// An argument of the operation that supplies choices cannot be passed.
    DynamicArgumentLeftOut { key, reason: DynamicArgumentReason } = "choice-argument-left-out", Warning,
        "the argument `{key}` of the operation that supplies choices is left out: {reason}",
        "correct the name, or the reference";
    /// The path to choices does not exist in the response that supplies them.
    DynamicPathMissing { path, operation } = "choice-path-missing", Warning,
        "the response of `{operation}` does not describe `{path}`; the client still looks for it at run time",
        "correct the path, or describe the property";
    /// A body has too many properties to look for choices in.
    BodyTooLarge { operation } = "body-too-large", Warning,
        "the body of `{operation}` has too many properties; the generator did not look for choices in all of them",
        "split the body";

    /// The definition's host is Azure's own gateway, as in an exported definition of a managed connector.
    OnlyConnections = "only-connections", Note,
        "the definition's host is Azure's own gateway, so there are no direct calls: the client needs a connection",
        "no action is needed";
    /// The service cannot be called without an Azure connection.
    NoDirectCalls { reason: NoDirectReason } = "no-direct-calls", Warning,
        "the client has no `direct` constructor: {reason}",
        "no action is needed if calls go through an Azure connection";
    /// No connection parameter supplies a credential that `securityDefinitions` requires.
    CredentialUnmatched { name } = "credential-unmatched", Warning,
        "no connection parameter supplies the credential of the security definition `{name}`; direct calls do not send it",
        "add a connection parameter, or remove the security definition";
    /// The generator does not know a policy template.
    UnknownPolicy { template } = "unknown-policy", Warning,
        "the policy template `{template}` is not known; a direct client cannot call its operations",
        "correct `templateId`";
    /// Direct calls cannot apply a policy.
    PolicyLeftOut { template, reason: PolicyReason } = "policy-left-out", Warning,
        "direct calls do not apply the policy `{template}`: {reason}",
        "correct the policy; operations that need it can still be called through a connection";
    /// A policy or a list of scripts names an operation that does not exist.
    PolicyOperationUnknown { place: OperationList, operation, meant: Suggestion } = "policy-unknown-operation", Warning,
        "{place} names the operation `{operation}`, which does not exist{meant}",
        "correct the name, or remove it";
    /// An expression calls a function that the generator does not know.
    UnknownFunction { name, template } = "unknown-function", Warning,
        "the function `@{name}(…)` in the policy `{template}` is not known; it stays as text",
        "use one of `connectionParameters`, `headers`, `queryParameters`, `body`, `triggerBody`, `item`, with quoted names";

    /// Another name or the generated code already uses the identifier of a wire name, which gets a suffix.
    NameCollision { address, identifier, wanted, holder: Holder } = "name-collision", Note,
        "`{address}` gets the name `{identifier}`, because `{wanted}` belongs to {holder}",
        "no action is needed; `names.lock` keeps the name";

    /// A key has another spelling than before. Its name stays.
    NameFollows { address, identifier, former } = "name-follows", Note,
        "`{address}` has the name `{identifier}` of `{former}`, which it respells",
        "no action is needed; callers send the new spelling";

    /// A call of a method would compile as before, and send a value elsewhere. The method gets another name.
    MethodRenamed { address, former, method, before: Quoted, now: Quoted } = "method-renamed", Note,
        "`{address}` is called by `{method}` and not by `{former}`: a call with the values of {before} would compile, and send them as {now}",
        "callers use the new name, and check the order of the values";

    /// A name stands for something else than before, such as another request, constant, list, column or address of the service. Nothing
    /// else had that.
    MeaningChanged { address, identifier, before, now } = "meaning-changed", Note,
        "`{address}` keeps the name `{identifier}`, which stood for `{before}` and stands for `{now}` now",
        "check that it still means the same; if it does, callers need no change";

    /// Keys that were among the further members of an object are properties of the definition now.
    LeavesExtra { address, keys: Quoted } = "leaves-extra", Note,
        "`{address}` does not hold {keys} any more: the definition has a property of that name now",
        "callers read the field instead";

    /// A locked name is given up. Nothing else gets it.
    NameLost { address, identifier, reason: NameLoss } = "name-lost", Note,
        "`{address}` loses the name `{identifier}`: {reason}",
        "callers use the new name";

    /// The name of an operation or a definition contains characters that an identifier cannot contain.
    NameRespelt { name, identifier } = "name-respelt", Note,
        "`{name}` gets the Rust name `{identifier}`: it contains characters that an identifier cannot contain",
        "no action is needed; the docs and the wire keep the original name";

    /// A folder has a lock of none of its connectors, and a connector without one. The lock may be that connector's.
    StrayLock { strays: Quoted, own } = "stray-lock", Error,
        "this connector's lock is `{own}`, which does not exist; no connector here has the lock {strays}",
        "rename the lock to `{own}` if it is this connector's, so that its names stay; remove it if its connector is gone";

    /// `names.lock` is not a JSON object of names and calls.
    NamesLockForm { place: LockPlace } = "names-lock-form", Error,
        "{place} in `names.lock` does not have the form `\"address\": \"identifier\"`, or of a call `\"address\": [[\"form place\"]]`",
        "restore `names.lock`, or empty it to start a new lock";

    /// `names.lock` has an address twice.
    NamesLockDuplicate { address } = "names-lock-duplicate", Error,
        "`names.lock` has the address `{address}` twice",
        "delete the entry whose identifier callers do not use";

    /// A locked name is not valid where it is used.
    NamesLockName { address, identifier } = "names-lock-name", Error,
        "`names.lock` gives `{address}` the name `{identifier}`, which is not valid there",
        "use an ASCII identifier of up to 120 characters without `r#`: `snake_case` for fields and methods, `UpperCamelCase` for types and variants";

    /// A locked name is used twice in one scope, or the generated code uses it.
    NamesLockConflict { address, identifier, holder: Holder } = "names-lock-conflict", Error,
        "`names.lock` gives `{address}` the name `{identifier}`, which belongs to {holder}",
        "change the entry, or delete it to get another name";

    /// No operation uses a shared parameter or response.
    UnusedShared { kind: SharedKind, name } = "unused-shared", Warning,
        "no operation uses the {kind} `{name}`; it is left out",
        "refer to it from an operation, or remove it";

    /// A path has no operation.
    PathWithoutOperation { path } = "path-without-operation", Warning,
        "the path `{path}` has no operation; its content is left out",
        "move the content to the path of its operation, or remove it";

    /// A default has no effect.
    DefaultLeftOut { place: DefaultPlace } = "default-left-out", Warning,
        "a default has no effect on {place}; it is left out",
        "state the default in the parameter or property itself";

    /// The default of a body lacks a required value.
    BodyDefaultLeftOut { operation } = "body-default-left-out", Warning,
        "the default of the body of `{operation}` lacks a required value; it is left out",
        "complete the default, or remove it";
}
