//! What can be wrong with the settings of a receiver. All of it shows when the receiver is built.

use crate::{event::Form, receiver::auth::AuthProblem};
use std::fmt;

/// Why a receiver cannot be built.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BuildError {
    /// The receiver has no route.
    NoRoute,
    /// A path does not begin with `/`, has a query, or has a part in braces that is not `{trigger}` or `{secret}`, or
    /// has one of these twice.
    Path {
        /// The path, with `…` in place of its query. Of a whole URL it is `…` alone.
        path: String,
    },
    /// A request may match both paths.
    SamePath {
        /// The path that was added first.
        first: String,
        /// The path that was added later.
        second: String,
    },
    /// Two routes have the same name and form.
    SameRoute {
        /// The name.
        route: String,
        /// The form.
        form: Form,
    },
    /// Nothing names the trigger of a request: neither `{trigger}` in the path, nor a fixed name, nor a header.
    NoTrigger {
        /// The route.
        route: String,
    },
    /// The path has `{trigger}`, and the route also names the trigger in another way.
    TwoTriggers {
        /// The route.
        route: String,
    },
    /// The path has `{secret}` without [`Auth::path_segment`](super::Auth::path_segment), or this without `{secret}`.
    SecretSegment {
        /// The route.
        route: String,
    },
    /// The route's credential is wrong.
    Auth {
        /// The route.
        route: String,
        /// What is wrong.
        problem: AuthProblem,
    },
    /// A header to be stored contains a credential.
    CredentialHeader {
        /// The route.
        route: String,
        /// The header.
        header: String,
    },
    /// The name of a header is not a header name.
    HeaderName {
        /// The route.
        route: String,
        /// The position of the first character that is not allowed, from 1; 1 if the name is empty. The name itself is not here: it is
        /// a value if a program mixes up name and value.
        character: usize,
    },
    /// The JSON pointer of the id is not empty and does not begin with `/`. It is not here, for the same reason.
    Pointer {
        /// The route.
        route: String,
    },
    /// The status that says that an event is stored is not 200 to 299.
    Status {
        /// The route.
        route: String,
        /// The status.
        status: u16,
    },
    /// A route accepts no method.
    NoMethod {
        /// The route.
        route: String,
    },
    /// A limit is zero or too large for this machine.
    Limit {
        /// The limit's setter.
        limit: &'static str,
    },
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoRoute => f.write_str("the receiver has no route"),
            Self::Path { path } => write!(f, "`{path}` is not a path of a route"),
            Self::SamePath { first, second } => write!(f, "a request may match both `{first}` and `{second}`"),
            Self::SameRoute { route, form } => write!(f, "two routes are named `{route}` and have the form {form:?}"),
            Self::NoTrigger { route } => write!(f, "nothing names the trigger of route `{route}`"),
            Self::TwoTriggers { route } => write!(f, "route `{route}` names its trigger in two ways"),
            Self::SecretSegment { route } => {
                write!(f, "route `{route}` needs both `{{secret}}` in its path and a secret for this segment")
            }
            Self::Auth { route, problem } => write!(f, "the credential of route `{route}`: {problem}"),
            Self::CredentialHeader { route, header } => {
                write!(f, "route `{route}` cannot store the header `{header}`: it contains a credential")
            }
            Self::HeaderName { route, character } => {
                write!(f, "route `{route}`: a header name is empty, or its character {character} is not allowed")
            }
            Self::Pointer { route } => {
                write!(f, "route `{route}`: the JSON pointer of the id must be empty or begin with `/`")
            }
            Self::Status { route, status } => write!(f, "route `{route}`: the status {status} is not a success"),
            Self::NoMethod { route } => write!(f, "route `{route}` accepts no method"),
            Self::Limit { limit } => write!(f, "the limit `{limit}` is out of range"),
        }
    }
}

impl std::error::Error for BuildError {}
