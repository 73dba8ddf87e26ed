//! The closed parts of messages: reasons, places and kinds. Each row is a variant and its words.

use std::fmt;

/// The type of a message's part: a string of the definition, or a type of this module.
macro_rules! words_of {
    () => {
        String
    };
    ($ty:ident) => {
        $ty
    };
}

pub(super) use words_of;

/// Makes an enum and its words from one row per variant. Words are a format string over the row's fields.
macro_rules! words {
    ($($(#[doc = $doc:literal])+ $name:ident { $($variant:ident $({ $($field:ident $(: $ty:ident)?),+ })? = $words:literal;)+ })+) => {$(
        $(#[doc = $doc])+
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $(#[doc = concat!("Reads: ", $words)] $variant $({ $(#[doc = "Part of the words."] $field: words_of!($($ty)?)),+ })?,)+
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self { $(Self::$variant $({ $($field),+ })? => write!(f, $words),)+ }
            }
        }
    )+};
}

words! {
    /// Why an operation is left out.
    OperationReason {
        TwoBodies = "it has two body parameters";
        BodyAndForm = "it has both a body and form fields";
        PlaceholderNotClosed = "its path has a `{{` without a `}}`";
        PlaceholderNotOpened = "its path has a `}}` without a `{{`";
        PlaceholderUnnamed = "its path has a placeholder without a name";
        TooManyParameters { most } = "it has more than {most} parameters";
    }

    /// Why pages cannot be followed.
    PagesReason {
        NotJson = "its response is not JSON";
        NoNextLink = "`nextLinkName` is missing";
        List = "its response is a list, which cannot contain a link";
    }

    /// Why another operation does not request further pages.
    ContinuationReason {
        Unknown = "there is no such operation";
        Body = "it needs a body";
        NoLink = "none of its parameters takes the link";
        Value { parameter } = "it needs a value for `{parameter}`, which the first operation does not have";
    }

    /// Why dynamic values, a dynamic tree or a dynamic schema are left out.
    DynamicReason {
        NoOperation = "`operationId` is missing";
        UnknownOperation { operation } = "the operation `{operation}` does not exist";
        MissingParameter { operation, parameter } = "`{operation}` needs a value for the parameter `{parameter}`";
        MissingBody { operation } = "`{operation}` needs a body";
        MissingProperty { operation, property } = "`{operation}` needs a value for the body property `{property}`";
        NotOpened = "`open` is missing";
        NothingSelected = "it uses `selectedItemValuePath`, but no item is selected yet";
    }

    /// Why an argument for such a call is left out.
    DynamicArgumentReason {
        NotExposed { operation } = "the client sets this parameter of `{operation}` itself";
        UnknownParameter { operation } = "`{operation}` has no such parameter";
        OtherType { value } = "the value `{value}` does not fit the parameter's type";
        UnknownReference { operation, reference } = "`{operation}` has no parameter or body property `{reference}`";
        NoValue = "it has neither a value nor a parameter reference";
    }

    /// Why a policy is left out.
    PolicyReason {
        Failure = "direct calls do not change error responses";
        Undocumented = "its parameters are not documented";
        MissingParameter { name } = "its parameter `{name}` is missing";
        UnreadableParameter { name } = "its parameter `{name}` cannot be read";
    }

    /// Why the service cannot be called without an Azure connection.
    NoDirectReason {
        HttpOnly = "the definition lists only the scheme `http`, which does not protect credentials";
        NoHost = "the definition has no `host`";
        InvalidHost = "the definition's `host` is not a host name";
        Gateway = "the service is reached through an on-premises data gateway";
        AzureGateway = "the definition's host is Azure's own gateway, which only connections can use";
        UnknownParameterType { kind } = "only Azure can fill in a connection parameter of type `{kind}`";
        SeveralSignIns = "its requests need tokens from several sign-ins";
        SecretWithoutUse { parameter } = "the definition does not state where a request carries the connection parameter `{parameter}`";
        TooManyParameters { most } = "the connection has more than {most} parameters";
        TooManyPolicies { most } = "there are more than {most} policies";
        AllScripts = "every operation runs a script of the connector in Azure";
        Script { file } = "every operation runs the script `{file}` in Azure, because `scriptOperations` names no operation";
        AllThroughConnection = "every operation needs a step that only Azure can carry out";
    }

    /// Where a default has no effect.
    DefaultPlace {
        ListItem = "a list item";
        AdditionalProperty = "an additional property";
        OtherOnlyValue = "a value whose `enum` allows only a different value";
        RequiredArgument = "a value that the caller must always pass";
        BytesBody = "a body of bytes";
        TextBody = "a body of text";
        FormBody = "a body that is sent as a form";
        Response = "a response";
        Payload = "the payload of a trigger";
        Notification = "the payload of a callback URL";
        AllOfPart = "a part of `allOf`";
    }

    /// The kind of a parameter's value that has no text form.
    TextlessKind {
        Object = "an object";
        File = "a file";
        Untyped = "a value without a type";
        Dynamic = "a dynamic value";
        UntypedList = "a list of values without a type";
        StructuredList = "a list of objects, lists, files or values without a type";
        DynamicList = "a list of dynamic values";
    }

    /// The values of an `enum`.
    EnumValues {
        Empty = "the empty list";
        Listed { values: Quoted } = "the values {values}";
    }

    /// A kind of object that a document shares between operations.
    SharedKind {
        Parameter = "parameter";
        Response = "response";
    }

    /// A list of operations.
    OperationList {
        ScriptOperations = "`scriptOperations`";
        Policy { template } = "the policy `{template}`";
    }

    /// An object of a document.
    ObjectPlace {
        Document = "the document";
        Info = "`info`";
        Contact = "`contact`";
        Metadata = "`x-ms-connector-metadata`";
        Annotation = "`x-ms-api-annotation`";
        Permissions = "`x-ms-delegated-permissions`";
        Permission = "a scope of `x-ms-delegated-permissions`";
        Replacement = "`replacement`";
        Paths = "`paths`";
        Path = "a path";
        Notification = "`x-ms-notification-content`";
        Operation = "an operation";
        Pageable = "`x-ms-pageable`";
        LongRunning = "`x-ms-long-running-operation-options`";
        Parameter = "a parameter";
        Response = "a response";
        Schema = "a schema";
        Enum = "`x-ms-enum`";
        EnumValue = "an enumeration's value";
        Properties = "`apiProperties.json`";
        Policy = "a policy";
        Head = "`connector.toml`";
        HeadContact = "`[contact]`";
        HeadProduct = "`[[products]]`";
        HeadThrottling = "`[[throttling]]`";
        Responses = "`responses`";
    }

    /// The place of a value of the wrong kind.
    ValuePlace {
        Key { key } = "`{key}`";
        Object { object: ObjectPlace } = "{object}";
    }

    /// The kind of a JSON value.
    JsonKind {
        Null = "null";
        Boolean = "a boolean";
        Number = "a number";
        String = "a string";
        List = "a list";
        Object = "an object";
    }

    /// The kind of value that a key takes.
    ExpectedKind {
        Boolean = "a boolean";
        Count = "a whole number that is not negative";
        String = "a string";
        List = "a list";
        Object = "an object";
        Objects = "objects";
        Table = "a table";
    }

    /// The place of a key that has no effect, or that is missing.
    KeyPlace {
        Object { object: ObjectPlace } = "{object}";
        Policy { template } = "the policy `{template}`";
        PathOfNotification = "a path whose operation has its own";
        ParameterWithSchema = "a body parameter whose `schema` has it";
    }

    /// A table of `connectors.toml`.
    ProjectPlace {
        Root = "`connectors.toml`";
        Table { table } = "`[{table}]`";
        Connector { name } = "the table of `{name}`";
    }

    /// Why a value of `connectors.toml` cannot be taken.
    ProjectReason {
        Empty = "is empty";
        Absolute = "is an absolute path, which is another one on another machine; write it relative to the folder of `connectors.toml`";
        SameFolder = "is the folder of `definitions` too; write the crates to another one";
        NotVersion = "is not a version of three numbers, such as `0.1.0`";
        Feature { feature, known: Quoted } = "names the feature `{feature}`; a crate can have only {known}";
        NoFeature { feature, connector } = "names the feature `{feature}`, which the crate of `{connector}` does not have";
    }

    /// The known names that may be meant.
    Suggestion {
        One { name } = "; did you mean `{name}`?";
        Known { names: Quoted } = "; the known ones are {names}";
        Nothing = ": there is none";
        Unlike = "";
    }

    /// The kind of value that a schema describes.
    SchemaKind {
        Object = "object";
        Array = "array";
        String = "string";
        Integer = "integer";
        Number = "number";
        Boolean = "boolean";
        File = "file";
        Any = "value";
    }

    /// The place of a word in another letter case.
    WordPlace {
        Key { key } = "`{key}`";
        Method = "the HTTP method";
    }

    /// The version that a document states.
    FoundVersion {
        NotObject { kind: JsonKind } = "is {kind}";
        Swagger { version } = "is Swagger {version}";
        OpenApi { version } = "is OpenAPI {version}";
        KindOfSwagger { kind: JsonKind } = "has {kind} as `swagger`";
        KindOfOpenApi { kind: JsonKind } = "has {kind} as `openapi`";
        Missing = "has no `swagger`";
    }

    /// The value whose schema or values another operation supplies.
    DynamicTarget {
        Value { key } = "`{key}`";
        Body = "the body";
        Response = "the response";
        ResponseProperty { key } = "`{key}` in the response";
        Notification = "the notification";
        NotificationProperty { key } = "`{key}` in the notification";
    }

    /// Why a text is not JSON.
    JsonReason {
        HexadecimalDigits = "this number has too many hexadecimal digits";
        Parser { message } = "{message}";
    }

    /// Where `names.lock` has the wrong form.
    LockPlace {
        Document = "the document";
        Entry { address } = "`{address}`";
        Call { address } = "the call `{address}`";
    }

    /// Why a name is given up.
    NameLoss {
        Reserved = "the generated code has a method of that name now";
        Shared { other } = "its type is now the same as that of `{other}`, which has that name too";
        Item { item } = "it was a method of `{item}`, which stands for something else now";
        Meaning { before, now } = "it stood for `{before}`, and stands for `{now}` now";
    }

    /// The holder of a name.
    Holder {
        Generator = "the generated code";
        Address { address } = "`{address}`";
        Both { address } = "`{address}` too, and neither gets it";
    }
}

/// Strings with commas between them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Listed(pub Vec<String>);

impl fmt::Display for Listed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(", "))
    }
}

/// Strings, each in backticks, with commas between them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Quoted(pub Vec<String>);

impl fmt::Display for Quoted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, value) in self.0.iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            write!(f, "{comma}`{value}`")?;
        }
        Ok(())
    }
}
