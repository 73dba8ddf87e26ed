//! What generated code uses and a caller does not: requests under construction, connections, policies as data, the macros
//! of models and enumerations. It changes together with the generator.

#[cfg(test)]
mod agreement;
mod model;
mod open_enum;

pub use crate::{
    choices::tree::{IsParent, TreeItems},
    connection::{Connection, Connector},
    json::{
        Decoder, Encoder, JsonError, Keys, ObjectEncoder, Slot, StandIns, deserialize, read_integer, read_text,
        serialize, write_text,
    },
    links::poller::FinalState,
    polling::items::PolledItems,
    request::{
        builder::RequestBuilder,
        continuation::{Continuation, LinkParameter},
        operation::Operation,
    },
    text::{Joined, Text},
    trigger::TriggerItem,
    webhook::{
        removal::{Given, Place, Removal, RemovalValue, Webhook},
        subscribe::{registered, subscribe},
        unsubscribe::unsubscribe,
    },
};
pub use model::{Deserialize, Deserializer, Serialize, Serializer, model};
pub use open_enum::{open_enum, open_integer_enum, open_number_enum, open_unsigned_enum};

/// Direct calls.
pub mod direct {
    pub use crate::direct::{Auth, Credential, Service, Through};
}

/// Policies as data.
pub mod policy {
    pub use crate::policy::{Change, Exists, Expression, Location, Piece, Policy, Reshape, Root, Rule, Step, Template};
}
