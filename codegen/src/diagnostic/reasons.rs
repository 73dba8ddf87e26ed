//! The closed parts of messages: reasons, places and kinds. Each row is a variant and its words.

use std::fmt;

/// Makes an enum and its words from one row per variant. Words are a format string over the row's fields.
macro_rules! words {
    ($($(#[doc = $doc:literal])+ $name:ident { $($variant:ident $({ $($field:ident),+ })? = $words:literal;)+ })+) => {$(
        $(#[doc = $doc])+
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $(#[doc = $words] $variant $({ $(#[doc = "Part of the words."] $field: String),+ })?,)+
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self { $(Self::$variant $({ $($field),+ })? => write!(f, $words),)+ }
            }
        }
    )+};
}

words! {
    /// Why the service cannot be called without an Azure connection.
    NoDirectReason {
        HttpOnly = "the definition lists only the scheme `http`, which does not protect credentials";
        NoHost = "the definition has no `host`";
        InvalidHost = "the definition's `host` is not a host name";
        Gateway = "the service is reached through an on-premises data gateway";
        UnknownParameterType { kind } = "only Azure can fill in a connection parameter of type `{kind}`";
        SeveralSignIns = "its requests need tokens from several sign-ins";
        SecretWithoutUse { parameter } = "the definition does not state where a request carries the connection parameter `{parameter}`";
        AllScripts = "every operation runs a script of the connector in Azure";
        AllThroughConnection = "every operation needs a step that only Azure can carry out";
    }
}
