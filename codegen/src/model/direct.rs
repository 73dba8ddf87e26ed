//! How the service itself is called, without an Azure connection: who may call it, and what Azure's side of a connection
//! would do to requests and answers.

use crate::span::Span;

/// How the service itself is called.
#[derive(Clone, Debug)]
pub struct Direct {
    /// `https://`, `host` and `basePath`.
    pub base: String,
    /// The authentication schemes; the caller picks one. Several where there are sets of connection parameters.
    pub schemes: Vec<AuthenticationScheme>,
    /// What is done to requests and answers, in this order.
    pub policies: Vec<Policy>,
    /// Operations that only Azure's side of a connection can carry out.
    pub through_connection: Through,
}

/// Operations that only Azure's side of a connection can carry out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Through {
    /// All of them.
    All,
    /// Those with these ids.
    Some(Vec<String>),
}

impl Through {
    /// Whether the operation is one of them.
    pub fn holds(&self, operation: &str) -> bool {
        match self {
            Self::All => true,
            Self::Some(ids) => ids.iter().any(|id| id == operation),
        }
    }
}

/// How a caller authenticates.
#[derive(Clone, Debug)]
pub struct AuthenticationScheme {
    /// Name of the set of connection parameters; `None` where there is only one scheme.
    pub name: Option<String>,
    /// Display name.
    pub title: Option<String>,
    /// As stated.
    pub description: Option<String>,
    /// What the caller gives, in the definition's order.
    pub parameters: Vec<ConnectionParameter>,
    /// Where it goes in every request.
    pub credentials: Vec<Credential>,
    /// Connection parameters that no request uses: they belong to the sign-in that a token comes from.
    pub unused: Vec<String>,
    /// The scheme.
    pub span: Span,
}

/// A connection parameter.
#[derive(Clone, Debug)]
pub struct ConnectionParameter {
    /// Its name, byte for byte.
    pub key: String,
    /// Display name.
    pub title: Option<String>,
    /// As stated.
    pub description: Option<String>,
    /// Whether there has to be a value.
    pub required: bool,
    /// What its value is.
    pub kind: ParameterKind,
    /// The value that it has where the caller gives none.
    pub default: Option<String>,
    /// The values that the definition lists, and what they are called.
    pub allowed: Vec<(String, Option<String>)>,
    /// The parameter.
    pub span: Span,
}

impl ConnectionParameter {
    /// Whether the caller has to think up its value.
    pub fn is_positional(&self) -> bool {
        self.required && self.default.is_none()
    }
}

/// What the value of a connection parameter is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParameterKind {
    /// A text.
    Text,
    /// A text that is never printed.
    Secret,
    /// A whole number.
    Integer,
    /// A boolean.
    Boolean,
    /// Tokens of OAuth 2.
    Token(SignIn),
}

/// Where tokens come from, as far as the definition says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignIn {
    /// What tokens are asked for: as stated, or the resource's `.default`.
    pub scopes: Vec<String>,
    /// Whether Microsoft Entra gives them.
    pub of_entra: bool,
    /// Where a user signs in. This and the other addresses may hold placeholders in braces.
    pub authorization_url: Option<String>,
    /// Where tokens are asked for.
    pub token_url: Option<String>,
    /// Where tokens are asked for with a refresh token.
    pub refresh_url: Option<String>,
}

/// Where connection parameters, by their keys, go in every request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Credential {
    /// Into a header, as they are.
    Header {
        /// The header's name.
        name: String,
        /// The connection parameter.
        parameter: String,
    },
    /// Into the query.
    Query {
        /// The query parameter's name.
        name: String,
        /// The connection parameter.
        parameter: String,
    },
    /// `Authorization: Basic …`.
    Basic {
        /// The connection parameter of the user.
        user: String,
        /// The connection parameter of the password.
        password: String,
    },
    /// `Authorization: Bearer …`, of the one token.
    Bearer,
}

/// A policy.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Ids of the operations that it is for; empty for all of them.
    pub operations: Vec<String>,
    /// Whether it changes answers instead of requests.
    pub of_answer: bool,
    /// What it does.
    pub rule: Rule,
}

/// A text with expressions in it.
pub type Template = Vec<Piece>;

/// A part of a [`Template`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Text that stays as it is.
    Text(String),
    /// An expression.
    Expression(Expression),
    /// A placeholder of the operation's path.
    Path(String),
}

/// An expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expression {
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

/// A place in a JSON body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// Where it begins.
    pub root: Root,
    /// The path from there.
    pub steps: Vec<Step>,
}

/// Where a [`Location`] begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Root {
    /// The whole body.
    Body,
    /// The element that a policy looks at.
    Item,
}

/// A step of a [`Location`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// To a property.
    Key(String),
    /// To an element of a list.
    Index(usize),
}

/// What a policy does.
#[derive(Clone, Debug)]
pub enum Rule {
    /// Sends to another host: `dynamichosturl`.
    HostUrl(Template),
    /// Sets a header: `setheader`.
    Header(String, Template, Exists),
    /// Sets a query parameter: `setqueryparameter`.
    Query(String, Template, Exists),
    /// Sends to another path, and by another method where one is given: `routerequesttoendpoint`.
    Route(Template, Option<String>),
    /// Takes a value from the answer to another request: `setvaluefromurl`.
    FromUrl {
        /// The header or query parameter that is set.
        target: Expression,
        /// Path of the other request.
        path: Template,
        /// Where its answer holds the value.
        value: Location,
        /// Its method.
        method: String,
    },
    /// Changes JSON.
    Reshape {
        /// The object, or the list of objects, that it looks at.
        parent: Location,
        /// The path from there to what is changed.
        source: Vec<Step>,
        /// How it is changed.
        change: Change,
        /// Where the result goes.
        target: Location,
    },
    /// Says where to poll next: `pollingtrigger`.
    Polling {
        /// Query parameters that carry the state.
        state: Vec<(String, Template)>,
        /// Where the answer holds what is new.
        items: Location,
    },
}

/// How JSON is changed.
#[derive(Clone, Debug)]
pub enum Change {
    /// `setproperty`.
    Set(Template),
    /// `stringreplace`.
    Replace {
        /// What is looked for.
        from: String,
        /// What stands there instead.
        to: String,
    },
    /// `encodepropertyvalue`.
    Encode,
    /// `stringtoarray`.
    Split {
        /// Each of these characters splits.
        delimiters: String,
        /// The property of each object.
        property: String,
    },
    /// `convertobjecttoarray`.
    ToList {
        /// Holds the property's name.
        key: String,
        /// Holds the property's value.
        value: String,
    },
    /// `convertarraytoobject`.
    ToObject {
        /// The path from an element to the name of its property.
        key: Vec<Step>,
        /// Whether the element keeps that name.
        retain: bool,
    },
    /// `moveproperties`.
    Move {
        /// Whether its properties go instead of itself.
        properties: bool,
    },
}

/// What becomes of a value that is there already: `existsAction`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exists {
    /// It is replaced.
    Override,
    /// It stays, and the new one stands beside it.
    Append,
    /// It stays, and nothing is set.
    Skip,
}
