//! The connector and its head facts.

use super::direct;
use super::dynamic::DynamicSource;
use super::operations::Operation;
use super::table::Tables;
use super::types::TypeDef;
use crate::diagnostic::NoDirectReason;

/// One connector: its head facts, its operations and the types that they use.
#[derive(Clone, Debug)]
pub(crate) struct Connector {
    /// Name of the connector's folder, e.g. `kaizala`; the crate name is made from it.
    pub folder: String,
    /// Its part of the catalogue.
    pub family: Family,
    /// Facts for the head of the reference page.
    pub head: Head,
    /// Actions, internal operations and triggers, in the definition's order.
    pub operations: Vec<Operation>,
    /// Every named type; [`TypeId`](super::TypeId) is an index into it.
    pub types: Vec<TypeDef>,
    /// The tables whose schemas stand beside the definition.
    pub tables: Option<Tables>,
    /// The dynamic sources, each once.
    pub dynamic_sources: Vec<DynamicSource>,
    /// How the service itself is called, or why it can only be called through a connection.
    pub direct: Result<direct::Direct, NoDirectReason>,
}

/// The part of the catalogue that a connector belongs to; it keeps crate names apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Family {
    /// `certified-connectors`, or a folder outside the catalogue's trees.
    Plain,
    /// `independent-publisher-connectors`.
    IndependentPublisher,
    /// `custom-connectors`.
    Custom,
}

impl Family {
    /// The part of the catalogue in a folder with this name.
    pub(crate) fn of_tree(tree: &str) -> Self {
        match tree {
            "independent-publisher-connectors" => Self::IndependentPublisher,
            "custom-connectors" => Self::Custom,
            _ => Self::Plain,
        }
    }
}

/// Facts for the head of the reference page, and the origin of the definition.
#[derive(Clone, Debug, Default)]
pub(crate) struct Head {
    /// `info.title`, without the status.
    pub title: String,
    /// `info.description`.
    pub description: Option<String>,
    /// `info.version`.
    pub version: Option<String>,
    /// `x-ms-api-annotation.status` of `info`, e.g. `Preview`.
    pub status: Option<String>,
    /// `host`, e.g. `api.example.com`.
    pub host: Option<String>,
    /// Whether `host` is Azure's own gateway, which requests reach through a connection only.
    pub is_gateway: bool,
    /// `basePath`, as written.
    pub base_path: Option<String>,
    /// `schemes`, in order.
    pub schemes: Vec<String>,
    /// `publisher` of `apiProperties.json`.
    pub publisher: Option<String>,
    /// `iconBrandColor` of `apiProperties.json`, as written.
    pub brand_color: Option<String>,
    /// `Website` of `x-ms-connector-metadata`.
    pub website: Option<String>,
    /// `Privacy policy` of `x-ms-connector-metadata`.
    pub privacy_policy: Option<String>,
    /// As written: `;` or `,` between them.
    pub categories: Option<String>,
    /// `info.contact`, and link texts of `connector.toml`.
    pub contact: Option<Contact>,
    /// Remaining connector metadata (name, value), in order.
    pub metadata: Vec<(String, String)>,
    /// From `connector.toml`.
    pub products: Vec<Product>,
    /// From `connector.toml`.
    pub throttling: Vec<Throttle>,
    /// Text of `intro.md`.
    pub intro: Option<String>,
    /// The origin of the definition.
    pub origin: Origin,
}

/// Contact for questions about the connector.
#[derive(Clone, Debug, Default)]
pub(crate) struct Contact {
    /// A person or a team.
    pub name: Option<String>,
    /// As written.
    pub url: Option<String>,
    /// As written.
    pub email: Option<String>,
    /// Link texts whose targets are not known.
    pub link_texts: Vec<String>,
}

/// A product that offers the connector.
#[derive(Clone, Debug, Default)]
pub(crate) struct Product {
    /// E.g. `Logic Apps`.
    pub name: String,
    /// E.g. `Standard` or `Premium`.
    pub class: String,
    /// A sentence, e.g. `All Logic Apps regions except the following:`.
    pub regions: String,
    /// The regions that the sentence lists.
    pub region_list: Vec<String>,
}

/// A throttling limit that the connector states.
#[derive(Clone, Debug, Default)]
pub(crate) struct Throttle {
    /// The counted unit, e.g. `API calls per connection`.
    pub name: String,
    /// Allowed number of calls.
    pub calls: u64,
    /// Length of the window in seconds.
    pub renewal_seconds: u64,
}

/// The origin of a definition.
#[derive(Clone, Debug, Default)]
pub(crate) struct Origin {
    /// E.g. `spec/kaizala/apiDefinition.swagger.json`: never absolute, `/` between the parts.
    pub path: String,
    /// SHA-256 of the definition's bytes, lower-case hexadecimal.
    pub sha256: String,
}
