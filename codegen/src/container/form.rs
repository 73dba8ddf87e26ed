//! What a file is, by its content: [`Contents`].

use crate::input::PropertyPart;

/// What a file is, and the connectors in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Contents {
    /// What the file is.
    pub form: Form,
    /// The connectors that the file defines, in its order.
    pub connectors: Vec<Inside>,
}

/// A connector in a file. The offsets point into the decoded text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Inside {
    /// Its name, if the file states one.
    pub name: Option<String>,
    /// Where the value starts that should be the definition; `None` if the wrapping has none.
    pub(super) definition: Option<u32>,
    /// Where the object starts that holds the connection parameters beside the definition.
    pub(super) properties: Option<u32>,
}

/// What a file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// A Swagger or OpenAPI document as JSON, or JSON too broken to see what it is.
    Definition,
    /// A connector as its platform answers it: the definition is `properties.swagger`.
    Wrapped,
    /// An Azure Resource Manager template with custom connectors.
    Template,
    /// The schema of a table.
    Table,
    /// The properties of a connector, as the catalogue has them in `apiProperties.json`.
    Properties,
    /// Connection parameters by name, without anything around them.
    ConnectionParameters,
    /// The file of a solution that names the files of a connector.
    Solution(SolutionHead),
    /// A form that no crate can be made from.
    Foreign(Foreign),
    /// None of these.
    Unknown,
}

/// A form that no crate can be made from, and that has a way out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Foreign {
    /// Swagger 2.0 as YAML.
    SwaggerYaml,
    /// OpenAPI 3 as YAML.
    OpenApiYaml,
    /// A WADL document, from a canvas app.
    Wadl,
    /// Another file of a canvas app.
    Canvas,
    /// A ZIP archive: a solution or a canvas app, packed.
    Archive,
}

/// The file of a solution that names the files of a connector.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct SolutionHead {
    /// The connector's name, decoded.
    pub name: Option<String>,
    /// Name of the definition's file.
    pub definition: Option<String>,
    /// Names of the files with the connector's properties.
    pub properties: Vec<(PropertyPart, String)>,
}

impl Form {
    /// A file without a definition.
    pub(super) fn alone(self) -> Contents {
        Contents { form: self, connectors: Vec::new() }
    }
}
