//! Direct calls of the service, without an Azure connection: how a caller authenticates, and the policies that Azure would apply
//! to requests and responses.

use std::collections::BTreeSet;

use crate::span::Span;

/// Direct calls of the service.
#[derive(Clone, Debug)]
pub(crate) struct Direct {
    /// `https://`, `host` and `basePath`.
    pub base: String,
    /// The authentication schemes, one per set of connection parameters; the caller picks one.
    pub schemes: Vec<AuthenticationScheme>,
    /// The policies for requests and responses, in the order of application.
    pub policies: Vec<Policy>,
    /// Operations that only Azure can carry out.
    pub through_connection: Through,
}

impl Direct {
    /// Whether any scheme has a credential. The definition of a service that needs none has none.
    pub(crate) fn states_credential(&self) -> bool {
        self.schemes.iter().any(|scheme| !scheme.credentials.is_empty())
    }
}

/// Operations that only Azure can carry out, through a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Through {
    /// Every operation.
    All,
    /// The operations with these ids.
    Some(BTreeSet<String>),
}

impl Through {
    /// Whether the operation is among them.
    pub(crate) fn holds(&self, operation: &str) -> bool {
        match self {
            Self::All => true,
            Self::Some(ids) => ids.contains(operation),
        }
    }
}

/// How a caller authenticates.
#[derive(Clone, Debug)]
pub(crate) struct AuthenticationScheme {
    /// Name of the set of connection parameters; `None` if there is only one scheme.
    pub name: Option<String>,
    /// Display name.
    pub title: Option<String>,
    /// As stated.
    pub description: Option<String>,
    /// The values that the caller passes, in the definition's order.
    pub parameters: Vec<ConnectionParameter>,
    /// Where every request carries them.
    pub credentials: Vec<Credential>,
    /// Connection parameters that no request uses: the sign-in that issues tokens uses them.
    pub sign_in_only: Vec<String>,
    /// Its place in the file.
    pub span: Span,
}

/// A connection parameter.
#[derive(Clone, Debug)]
pub(crate) struct ConnectionParameter {
    /// Its name, byte for byte.
    pub key: String,
    /// Display name.
    pub title: Option<String>,
    /// As stated.
    pub description: Option<String>,
    /// Whether a value is required.
    pub required: bool,
    /// The kind of its value.
    pub kind: ParameterKind,
    /// The value that is used if the caller passes none.
    pub default: Option<String>,
    /// The values that the definition lists, with their display names.
    pub allowed: Vec<(String, Option<String>)>,
    /// Its place in the file.
    pub span: Span,
}

impl ConnectionParameter {
    /// Required and without a default.
    pub(crate) fn is_positional(&self) -> bool {
        self.required && self.default.is_none()
    }
}

/// The kind of a connection parameter's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ParameterKind {
    /// Text.
    Text,
    /// Text that is never printed.
    Secret,
    /// A whole number.
    Integer,
    /// A boolean.
    Boolean,
    /// OAuth 2 tokens.
    Token(SignIn),
}

/// Where OAuth 2 tokens come from, as far as the definition states it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct SignIn {
    /// Scopes of the tokens: as stated, or the resource's `.default`.
    pub scopes: Vec<String>,
    /// Whether Microsoft Entra issues them.
    pub of_entra: bool,
    /// URL of the user's sign-in. This and the other URLs may contain placeholders in braces.
    pub authorization_url: Option<String>,
    /// URL of token requests.
    pub token_url: Option<String>,
    /// URL of token requests with a refresh token.
    pub refresh_url: Option<String>,
}

/// Where every request carries connection parameters; these are named by their keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Credential {
    /// A header with the value unchanged.
    Header {
        /// The header's name.
        name: String,
        /// The connection parameter.
        parameter: String,
    },
    /// A query parameter.
    Query {
        /// The query parameter's name.
        name: String,
        /// The connection parameter.
        parameter: String,
    },
    /// `Authorization: Basic …`.
    Basic {
        /// The connection parameter with the user name.
        user: String,
        /// The connection parameter with the password.
        password: String,
    },
    /// `Authorization: Bearer …` with the scheme's token.
    Bearer,
}

/// A policy.
#[derive(Clone, Debug)]
pub(crate) struct Policy {
    /// Ids of its operations; empty for all operations.
    pub operations: BTreeSet<String>,
    /// Whether it changes responses instead of requests.
    pub of_response: bool,
    /// Its effect.
    pub rule: Rule,
}

/// A string that contains expressions.
pub(crate) type Template = Vec<Piece>;

/// A part of a [`Template`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// Literal text.
    Text(String),
    /// An expression.
    Expression(Expression),
    /// A placeholder of the operation's path.
    Path(String),
}

/// An expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Expression {
    /// `connectionParameters('name', 'default')`.
    ConnectionParameter(String, Option<String>),
    /// `headers('name')`.
    Header(String, Option<String>),
    /// `queryParameters('name')`.
    Query(String, Option<String>),
    /// `Request.OriginalHTTPMethod`.
    Method,
    /// `body()`, `triggerBody()`, `item()`, and a path from there.
    Json(Location),
}

/// A location in a JSON body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Location {
    /// Its start.
    pub root: Root,
    /// The path from there.
    pub steps: Vec<Step>,
}

/// The start of a [`Location`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Root {
    /// The whole body.
    Body,
    /// The element that a policy processes.
    Item,
}

/// A step of a [`Location`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// To a property.
    Key(String),
    /// To an element of a list.
    Index(usize),
}

/// The effect of a policy.
#[derive(Clone, Debug)]
pub(crate) enum Rule {
    /// Sends to another host: `dynamichosturl`.
    HostUrl(Template),
    /// Sets a header: `setheader`.
    Header(String, Template, Exists),
    /// Sets a query parameter: `setqueryparameter`.
    Query(String, Template, Exists),
    /// Sends to another path, optionally with another method: `routerequesttoendpoint`.
    Route(Template, Option<String>),
    /// Takes a value from the response to another request: `setvaluefromurl`.
    FromUrl {
        /// The header or query parameter that is set.
        target: Expression,
        /// Path of the other request.
        path: Template,
        /// Where its response has the value.
        value: Location,
        /// Its method.
        method: String,
    },
    /// Changes JSON.
    Reshape {
        /// The object or list of objects that it processes.
        parent: Location,
        /// The path from there to the value that changes.
        source: Vec<Step>,
        /// The change.
        change: Change,
        /// The target of the result.
        target: Location,
    },
    /// Sets the next poll's query: `pollingtrigger`.
    Polling {
        /// Query parameters that carry the state.
        state: Vec<(String, Template)>,
        /// Where the response has the new items.
        items: Location,
    },
}

impl Rule {
    /// The texts with expressions that it puts into requests or responses.
    pub(crate) fn templates(&self) -> Vec<&Template> {
        match self {
            Self::HostUrl(template) | Self::Header(_, template, _) | Self::Query(_, template, _) => vec![template],
            Self::Route(template, _) | Self::FromUrl { path: template, .. } => vec![template],
            Self::Reshape { change: Change::Set(template), .. } => vec![template],
            Self::Reshape { .. } => Vec::new(),
            Self::Polling { state, .. } => state.iter().map(|(_, template)| template).collect(),
        }
    }
}

/// A change of JSON.
#[derive(Clone, Debug)]
pub(crate) enum Change {
    /// `setproperty`.
    Set(Template),
    /// `stringreplace`.
    Replace {
        /// The text to replace.
        from: String,
        /// The replacement.
        to: String,
    },
    /// `encodepropertyvalue`.
    Encode,
    /// `stringtoarray`.
    Split {
        /// The characters that split the text.
        delimiters: String,
        /// The property of each object.
        property: String,
    },
    /// `convertobjecttoarray`.
    ToList {
        /// Key of the property's name.
        key: String,
        /// Key of the property's value.
        value: String,
    },
    /// `convertarraytoobject`.
    ToObject {
        /// The path from an element to the name of its property.
        key: Vec<Step>,
        /// Whether the element keeps this name as a property.
        retain: bool,
    },
    /// `moveproperties`.
    Move {
        /// Whether its properties move instead of the object itself.
        properties: bool,
    },
}

/// How a policy treats an existing value: `existsAction`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exists {
    /// Replaces it.
    Override,
    /// Keeps it and adds the new one.
    Append,
    /// Keeps it and sets nothing.
    Skip,
}
