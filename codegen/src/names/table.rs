//! [`Names`]: all identifiers of a crate, as plain data. Its lists run parallel to those of the connector.

use crate::model::{DynamicSourceId, OperationId, TypeId};

/// All identifiers of a crate.
#[derive(Clone, Debug)]
pub(crate) struct Names {
    /// Package name, e.g. `connector-kaizala`.
    pub package: String,
    /// Library name, e.g. `connector_kaizala`.
    pub library: String,
    /// E.g. `KaizalaClient`.
    pub client: String,
    /// E.g. `KaizalaClientOptions`.
    pub options: String,
    /// E.g. `KaizalaAuth`.
    pub auth: String,
    /// E.g. `KaizalaTriggers`.
    pub triggers: String,
    /// One for each of `Direct::schemes`, if there are direct calls.
    pub direct: Option<Vec<SchemeNames>>,
    /// One for each of `Connector::operations`.
    pub operations: Vec<OperationNames>,
    /// One for each of `Connector::types`.
    pub types: Vec<TypeNames>,
    /// One for each of `Connector::dynamic_sources`.
    pub choices: Vec<ChoiceNames>,
    /// One for each table, if there are tables.
    pub tables: Vec<TableNames>,
    /// The methods of the client that reach rows: of tables, and of the files of libraries, if there are such.
    pub doors: Vec<DoorNames>,
}

/// A method of the client that reaches the rows of tables.
#[derive(Clone, Debug)]
pub(crate) struct DoorNames {
    /// Its name, e.g. `table`.
    pub method: String,
    /// The values that it takes, in their order: the index of an operation among [`TableOperations::all`](crate::model::TableOperations),
    /// and that of a parameter.
    pub values: Vec<(usize, usize)>,
}

/// The identifiers of a table beside those of its types.
#[derive(Clone, Debug)]
pub(crate) struct TableNames {
    /// One for each of `Table::columns`.
    pub columns: Vec<ColumnNames>,
}

/// The identifiers of a column.
#[derive(Clone, Debug)]
pub(crate) struct ColumnNames {
    /// The constant of the row's type, e.g. `STATUS`.
    pub constant: String,
    /// The type of the column, e.g. `Status`.
    pub marker: String,
}

/// The identifiers of an authentication scheme.
#[derive(Clone, Debug)]
pub(crate) struct SchemeNames {
    /// If there are several schemes: the variant in the enum of schemes, and the type of this scheme, e.g. `Basic` and `BasicParameters`.
    pub variant: Option<(String, String)>,
    /// The function that creates it, e.g. `new`.
    pub constructor: String,
    /// Indexes of the parameters that the function takes, in their order.
    pub order: Vec<usize>,
    /// One for each of `AuthenticationScheme::parameters`; `field` is the argument.
    pub parameters: Vec<FieldNames>,
}

/// The identifiers of an operation.
#[derive(Clone, Debug)]
pub(crate) struct OperationNames {
    /// Method of the client (action), of `Internal` (internal operation) or of the triggers, e.g. `send_message`.
    pub method: String,
    /// Request type in module `requests`, e.g. `SendMessage`.
    pub request: String,
    /// File stem and private module of the request type, e.g. `send_message`.
    pub file: String,
    /// Variant of `TriggerName` and `TriggerPayload`; present exactly for triggers.
    pub variant: Option<String>,
    /// Argument or setter of each parameter, e.g. `group_id`.
    pub parameters: Vec<String>,
    /// Argument or setter of the body, e.g. `body`.
    pub body: Option<String>,
    /// The values that the method takes, in their order: indexes of parameters, and the number of parameters for the body.
    pub order: Vec<usize>,
    /// The struct of the required values if there are more than five, e.g. `SendMessageRequired`.
    pub required: Option<String>,
}

/// The identifiers of a type.
#[derive(Clone, Debug)]
pub(crate) struct TypeNames {
    /// The public module that holds it.
    pub module: Module,
    /// E.g. `SendMessageResponse`.
    pub name: String,
    /// File stem and private module, e.g. `send_message_response`.
    pub file: String,
    /// One for each of `TypeDef::aliases`.
    pub aliases: Vec<AliasNames>,
    /// Names in `models::shared` that the lock keeps: those of types that became equal to this one, and those of this type from when
    /// several locations shared it.
    pub former: Vec<String>,
    /// The same for its struct of required values.
    pub former_required: Vec<String>,
    /// Scopes at which the lock knows its members by an earlier spelling of its key.
    pub respelt: Vec<String>,
    /// For a struct: one per field.
    pub fields: Vec<FieldNames>,
    /// The field for additional properties.
    pub extra: Option<FieldNames>,
    /// For an enum: one per value. For responses by status: one per status.
    pub variants: Vec<String>,
    /// For both: the variant for values or statuses that the definition does not list.
    pub unlisted: Option<String>,
    /// The struct of the required values if `new` would have more than five arguments.
    pub required: Option<String>,
    /// For a struct: the function that creates it, e.g. `new`.
    pub constructor: String,
    /// For a struct: indexes of the fields that the function takes, in their order.
    pub order: Vec<usize>,
}

/// The identifiers of an alias.
#[derive(Clone, Debug)]
pub(crate) struct AliasNames {
    /// The public module that holds it.
    pub module: Module,
    /// E.g. `SendMessageResponse`.
    pub name: String,
    /// The alias of the struct of the required values, if the type has one.
    pub required: Option<String>,
}

/// The identifiers of a field.
#[derive(Clone, Debug)]
pub(crate) struct FieldNames {
    /// E.g. `reference_id` or `r#type`.
    pub field: String,
    /// E.g. `with_reference_id` or `with_type`.
    pub with: String,
}

/// The public module that holds a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Module {
    /// The definitions, named as in the document.
    Models,
    /// Inline types of definitions.
    Parts,
    /// Inline types that occur in several locations.
    Shared,
    /// Inline types of request bodies.
    Bodies,
    /// Inline types of responses.
    Responses,
    /// Inline types of trigger payloads.
    Payloads,
    /// Inline types of parameters.
    Parameters,
    /// Types of tables.
    Tables,
}

impl Module {
    /// All modules in the order in which their types are named: inline types of definitions after the definitions.
    pub(crate) const ALL: [Self; 8] = [
        Self::Models,
        Self::Parts,
        Self::Shared,
        Self::Bodies,
        Self::Responses,
        Self::Payloads,
        Self::Parameters,
        Self::Tables,
    ];

    /// Module path below the crate root, e.g. `models::shared`.
    pub(crate) fn path(self) -> &'static str {
        match self {
            Self::Models => "models",
            Self::Parts => "models::parts",
            Self::Shared => "models::shared",
            Self::Bodies => "bodies",
            Self::Responses => "responses",
            Self::Payloads => "payloads",
            Self::Parameters => "parameters",
            Self::Tables => "tables",
        }
    }
}

/// The identifiers of a choice.
#[derive(Clone, Debug)]
pub(crate) struct ChoiceNames {
    /// Method of `Choices`, e.g. `get_groups`.
    pub method: String,
    /// Type of its request in module `choices`, e.g. `GetGroups`. Only a choice with setters has one of its own.
    pub request: String,
    /// The struct of the required values if there are more than five, e.g. `GetGroupsRequired`.
    pub required: Option<String>,
    /// One for each of `DynamicSource::locations`.
    pub places: Vec<PlaceNames>,
    /// Names that the lock keeps of choices that became equal to this one.
    pub merged: Vec<String>,
    /// The argument, field or setter for each of `DynamicSource::callers`.
    pub arguments: Vec<String>,
    /// Indexes of the required ones, in the order in which the method takes them.
    pub order: Vec<usize>,
}

/// The name of a choice by one of its locations, e.g. `send_message_group_id`.
#[derive(Clone, Debug)]
pub(crate) struct PlaceNames {
    pub name: String,
    /// If the lock has the name, an earlier version had a method of that name: the order of its values, as indexes of
    /// `DynamicSource::callers`.
    pub locked: Option<Vec<usize>>,
}

impl std::ops::Index<OperationId> for Names {
    type Output = OperationNames;
    fn index(&self, id: OperationId) -> &OperationNames {
        &self.operations[id.0]
    }
}

impl std::ops::Index<TypeId> for Names {
    type Output = TypeNames;
    fn index(&self, id: TypeId) -> &TypeNames {
        &self.types[id.0]
    }
}

impl std::ops::Index<DynamicSourceId> for Names {
    type Output = ChoiceNames;
    fn index(&self, id: DynamicSourceId) -> &ChoiceNames {
        &self.choices[id.0]
    }
}
