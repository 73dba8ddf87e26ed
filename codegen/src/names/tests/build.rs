//! Small connectors, built by hand.

use crate::diagnostic::NoDirectReason;
use crate::model::*;
use crate::span::Span;

/// A connector of these operations and types.
pub(super) fn connector(operations: Vec<Operation>, types: Vec<TypeDef>) -> Connector {
    Connector {
        folder: "kaizala".to_owned(),
        family: Family::Plain,
        head: Head::default(),
        operations,
        types,
        tables: None,
        dynamic_sources: Vec::new(),
        direct: Err(NoDirectReason::NoHost),
    }
}

/// An action without parameters.
pub(super) fn action(id: &str) -> Operation {
    Operation {
        id: id.to_owned(),
        summary: None,
        description: None,
        role: Role::Action,
        method: "POST".to_owned(),
        path: "/".to_owned(),
        parameters: Vec::new(),
        body: None,
        body_position: 0,
        form: None,
        success: SuccessResponse::Empty,
        json_media_type: None,
        paging: None,
        long_running: None,
        documented_responses: Vec::new(),
        deprecated: None,
        visibility: Visibility::None,
        trigger: None,
        notification: None,
        remarks: Vec::new(),
        span: Span::default(),
    }
}

/// A trigger without parameters.
pub(super) fn trigger(id: &str) -> Operation {
    let trigger = Trigger {
        kind: TriggerKind::Webhook,
        payload: Type::Json,
        documented_type: DocumentedType::default(),
        hint: None,
        notification_url: None,
        registration: None,
        items: None,
        twin_of: None,
    };
    Operation { role: Role::Trigger, trigger: Some(trigger), ..action(id) }
}

impl Operation {
    /// With a parameter.
    pub(super) fn with(mut self, location: ParameterLocation, key: &str, exposure: Exposure) -> Self {
        self.parameters.push(Parameter {
            key: key.to_owned(),
            location,
            title: None,
            description: None,
            required: exposure == Exposure::Positional,
            read_only: false,
            visibility: Visibility::None,
            ty: Type::String,
            default: None,
            send_default: false,
            style: Style::Joined(','),
            exposure,
            documented_type: DocumentedItem::Text.into(),
            remarks: Vec::new(),
            span: Span::default(),
        });
        self
    }

    /// With query parameters that have setters.
    pub(super) fn with_queries(self, keys: &[&str]) -> Self {
        keys.iter().fold(self, |operation, key| operation.with(ParameterLocation::Query, key, Exposure::Setter))
    }

    /// With a positional body.
    pub(super) fn with_body(mut self) -> Self {
        self.body = Some(Body {
            key: "request".to_owned(),
            title: None,
            description: None,
            required: true,
            exposure: Exposure::Positional,
            content: Content::Json(Type::Json),
            content_type: "application/json".to_owned(),
            upload_states_type: false,
            default: None,
            documented_type: DocumentedItem::Dynamic.into(),
            remarks: Vec::new(),
            span: Span::default(),
        });
        self
    }
}

/// A struct with optional fields.
pub(super) fn object(location: SchemaLocation, keys: &[&str]) -> TypeDef {
    let fields = keys.iter().map(|key| field(key, Exposure::Setter)).collect();
    of_shape(location, TypeKind::Struct(Struct { fields, ..Struct::default() }))
}

/// A struct with optional fields and additional properties.
pub(super) fn open_object(location: SchemaLocation, keys: &[&str]) -> TypeDef {
    let fields = keys.iter().map(|key| field(key, Exposure::Setter)).collect();
    of_shape(location, TypeKind::Struct(Struct { fields, extra: Some(Type::Json), ..Struct::default() }))
}

/// A struct whose fields are all required.
pub(super) fn required_object(location: SchemaLocation, keys: &[&str]) -> TypeDef {
    let fields = keys.iter().map(|key| field(key, Exposure::Positional)).collect();
    of_shape(location, TypeKind::Struct(Struct { fields, ..Struct::default() }))
}

/// An enumeration of strings.
pub(super) fn texts(location: SchemaLocation, values: &[&str]) -> TypeDef {
    let value = |wire: &&str| EnumValue { wire: (*wire).to_owned(), title: None, description: None };
    of_shape(location, TypeKind::Enum(Enum { base: EnumBase::Text, values: values.iter().map(value).collect() }))
}

fn of_shape(location: SchemaLocation, kind: TypeKind) -> TypeDef {
    TypeDef {
        location,
        aliases: Vec::new(),
        title: None,
        description: None,
        default: None,
        kind,
        span: Span::default(),
    }
}

fn field(key: &str, exposure: Exposure) -> Field {
    Field {
        key: key.to_owned(),
        title: None,
        description: None,
        ty: Type::String,
        required: exposure == Exposure::Positional,
        read_only: false,
        visibility: Visibility::None,
        default: None,
        sent: None,
        exposure,
        filled: false,
        documented_type: DocumentedItem::Text.into(),
        remarks: Vec::new(),
        span: Span::default(),
    }
}

/// `definitions/{name}`.
pub(super) fn definition(name: &str) -> SchemaLocation {
    SchemaLocation::Definition { name: name.to_owned() }
}

/// Inside a definition.
pub(super) fn part(definition: &str, path: &[&str]) -> SchemaLocation {
    SchemaLocation::Part { definition: definition.to_owned(), path: owned(path) }
}

/// A body, or inside one.
pub(super) fn body(operation: &str, path: &[&str]) -> SchemaLocation {
    SchemaLocation::Body { operation: operation.to_owned(), path: owned(path) }
}

/// A response, or inside one.
pub(super) fn response(operation: &str, path: &[&str]) -> SchemaLocation {
    SchemaLocation::Response { operation: operation.to_owned(), path: owned(path) }
}

/// The response with one status, or inside it.
pub(super) fn status(operation: &str, status: &str, path: &[&str]) -> SchemaLocation {
    SchemaLocation::Status { operation: operation.to_owned(), status: status.to_owned(), path: owned(path) }
}

/// Different responses.
pub(super) fn responses(location: SchemaLocation, statuses: &[u16]) -> TypeDef {
    let one = |status: &u16| StatusResponse { status: *status, description: None, response: SuccessResponse::Empty };
    of_shape(location, TypeKind::Responses(statuses.iter().map(one).collect()))
}

/// A payload, or inside one.
pub(super) fn payload(operation: &str, path: &[&str]) -> SchemaLocation {
    SchemaLocation::Payload { operation: operation.to_owned(), path: owned(path) }
}

/// A parameter, or inside one.
pub(super) fn parameter(operation: &str, key: &str, path: &[&str]) -> SchemaLocation {
    SchemaLocation::Parameter { operation: operation.to_owned(), key: key.to_owned(), at: None, path: owned(path) }
}

/// `ty`, standing in several places.
pub(super) fn shared(key: &str, places: Vec<SchemaLocation>, ty: TypeDef) -> TypeDef {
    let first = Box::new(places[0].clone());
    TypeDef { location: SchemaLocation::Shared { key: key.to_owned(), first }, aliases: places, ..ty }
}

/// A choice that `calls` fills.
pub(super) fn choice(calls: usize, parameters: &[(usize, &str)], callers: &[&str]) -> DynamicSource {
    let argument = |(index, key): (usize, &&str)| BodyArgument {
        path: vec![(*key).to_owned()],
        value: ArgumentValue::Caller(index),
        ty: Scalar::Text,
        is_required: matches!(*key, "objectId" | "n"),
    };
    let location = |(operation, key): &(usize, &str)| DynamicLocation {
        operation: OperationId(*operation),
        part: DynamicPart::Parameter((*key).to_owned()),
        beside_values: true,
        callers: callers.iter().map(|key| DynamicPart::Parameter((*key).to_owned())).collect(),
    };
    let values = callers.iter().enumerate().map(argument).collect();
    let body = DynamicBody { constants: Literal::Null, values };
    DynamicSource {
        locations: parameters.iter().map(location).collect(),
        calls: OperationId(calls),
        arguments: Vec::new(),
        body: Some(body),
        collection: Vec::new(),
        value: Vec::new(),
        title: Vec::new(),
        kind: DynamicKind::Values(Scalar::Text),
    }
}

/// A table by its stem and its name; each column has a key and a name in queries.
type TableOf<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)]);

/// A connector with these tables.
pub(super) fn with_tables(tables: &[TableOf<'_>]) -> Connector {
    let parts = [TablePart::Row, TablePart::New, TablePart::Changes];
    let types = tables.iter().flat_map(|(stem, _, columns)| {
        let keys: Vec<&str> = columns.iter().map(|(key, _)| *key).collect();
        parts.map(|part| object(SchemaLocation::Table { table: (*stem).to_owned(), part, path: Vec::new() }, &keys))
    });
    let column = |(key, query): &(&str, &str)| TableColumn {
        path: owned(&[key]),
        query: (*query).to_owned(),
        value: Some(FilterValue::Typed(Type::String)),
        filters: vec![FilterFunction::Equals],
        sortable: true,
        selectable: true,
    };
    let table = |(at, (stem, name, columns)): (usize, &TableOf<'_>)| Table {
        stem: (*stem).to_owned(),
        name: (*name).to_owned(),
        title: None,
        row: TypeId(at * parts.len()),
        new: TypeId(at * parts.len() + 1),
        changes: TypeId(at * parts.len() + 2),
        key: None,
        key_columns: Vec::new(),
        columns: columns.iter().map(column).collect(),
        logic: [true; 3],
        dialect: TableDialect { numeric_booleans: false, quoted_dates: false },
    };
    let operations = TableOperations { list: OperationId(0), get: None, create: None, update: None, delete: None };
    let types = types.collect();
    let tables = Tables { tables: tables.iter().enumerate().map(table).collect(), operations, library: None };
    Connector { tables: Some(tables), ..connector(vec![action("List")], types) }
}

/// The same choice if each of its values is required.
pub(super) fn needing_all(mut source: DynamicSource) -> DynamicSource {
    source.body.iter_mut().flat_map(|body| &mut body.values).for_each(|value| value.is_required = true);
    source
}

fn owned(path: &[&str]) -> Vec<String> {
    path.iter().map(|key| (*key).to_owned()).collect()
}
