//! Small connectors by hand: a value of the model and the names for it, in step.

use connector_codegen::model::*;
use connector_codegen::names::*;

/// A connector and its names.
pub(crate) struct Fixture {
    pub(crate) connector: Connector,
    pub(crate) names: Names,
}

impl Fixture {
    pub(crate) fn new() -> Self {
        let head = Head {
            title: "Sample (Preview)".to_owned(),
            description: Some("A sample service.".to_owned()),
            origin: Origin { path: "spec/sample/apiDefinition.swagger.json".to_owned(), sha256: "00ff".to_owned() },
            ..Head::default()
        };
        Self {
            connector: Connector {
                folder: "sample".to_owned(),
                family: Family::Plain,
                head,
                operations: Vec::new(),
                types: Vec::new(),
                choices: Vec::new(),
            },
            names: Names {
                package: "connector-sample".to_owned(),
                library: "connector_sample".to_owned(),
                client: "SampleClient".to_owned(),
                options: "SampleClientOptions".to_owned(),
                operations: Vec::new(),
                types: Vec::new(),
                choices: Vec::new(),
            },
        }
    }

    /// Adds an operation; `names` are its request type and its method.
    pub(crate) fn operation(mut self, operation: Operation, request: &str, method: &str, parameters: &[&str]) -> Self {
        let too_many = operation.parameters.iter().filter(|parameter| parameter.ask == Ask::Positional).count() > 5;
        self.names.operations.push(OperationNames {
            method: method.to_owned(),
            request: request.to_owned(),
            module: method.to_owned(),
            variant: operation.trigger.is_some().then(|| request.to_owned()),
            parameters: parameters.iter().map(|&name| name.to_owned()).collect(),
            body: operation.body.is_some().then(|| "body".to_owned()),
            required: too_many.then(|| format!("{request}Required")),
        });
        self.connector.operations.push(operation);
        self
    }

    /// Adds a type; `members` are its fields or variants.
    pub(crate) fn ty(mut self, place: TypePlace, shape: Shape, room: Room, name: &str, members: &[&str]) -> Self {
        let members: Vec<_> = members.iter().map(|&name| name.to_owned()).collect();
        let is_enum = matches!(shape, Shape::Enum(_));
        let (fields, variants) = if is_enum { (Vec::new(), members) } else { (members, Vec::new()) };
        let asked = match &shape {
            Shape::Struct(shape) => shape.fields.iter().filter(|field| field.ask == Ask::Positional).count(),
            Shape::Enum(_) | Shape::Alias(_) => 0,
        };
        let extra = matches!(&shape, Shape::Struct(Struct { extra: Some(_), .. }));
        self.names.types.push(TypeNames {
            room,
            name: name.to_owned(),
            module: name.to_lowercase(),
            aliases: Vec::new(),
            fields: fields.iter().map(|name| field_names(name)).collect(),
            extra: extra.then(|| field_names("extra")),
            variants,
            unlisted: is_enum.then(|| "UnlistedValue".to_owned()),
            required: (asked > 5).then(|| format!("{name}Required")),
        });
        self.connector.types.push(TypeDef {
            place,
            aliases: Vec::new(),
            title: None,
            description: None,
            default: None,
            shape,
            span: Default::default(),
        });
        self
    }

    /// Adds an alias of the last type.
    pub(crate) fn alias(mut self, place: TypePlace, room: Room, name: &str) -> Self {
        self.connector.types.last_mut().expect("a type was added").aliases.push(place);
        self.names.types.last_mut().expect("a type was added").aliases.push((room, name.to_owned()));
        self
    }

    /// Adds a choice.
    pub(crate) fn choice(mut self, choice: Choice, function: &str, methods: &[&str], arguments: &[&str]) -> Self {
        self.connector.choices.push(choice);
        self.names.choices.push(ChoiceNames {
            function: function.to_owned(),
            methods: methods.iter().map(|&name| name.to_owned()).collect(),
            arguments: arguments.iter().map(|&name| name.to_owned()).collect(),
        });
        self
    }
}

fn field_names(name: &str) -> FieldNames {
    FieldNames { field: name.to_owned(), with: format!("with_{}", name.trim_start_matches("r#")) }
}

/// An action without parameters and answer.
pub(crate) fn operation(id: &str, method: &str, path: &str) -> Operation {
    Operation {
        id: id.to_owned(),
        summary: None,
        description: None,
        role: Role::Action,
        method: method.to_owned(),
        path: path.to_owned(),
        parameters: Vec::new(),
        body: None,
        body_position: 0,
        form: None,
        answer: Answer::Empty,
        returns: Vec::new(),
        deprecated: None,
        visibility: Visibility::None,
        trigger: None,
        notes: Vec::new(),
        span: Default::default(),
    }
}

/// An optional parameter.
pub(crate) fn parameter(key: &str, place: Place, ty: Type) -> Parameter {
    Parameter {
        key: key.to_owned(),
        place,
        title: None,
        description: None,
        required: false,
        visibility: Visibility::None,
        ty,
        default: None,
        send_default: false,
        ask: Ask::Setter,
        label: String::new(),
        notes: Vec::new(),
        span: Default::default(),
    }
}

/// A parameter that the caller must give.
pub(crate) fn required(key: &str, place: Place, ty: Type) -> Parameter {
    Parameter { required: true, ask: Ask::Positional, ..parameter(key, place, ty) }
}

/// A required JSON body.
pub(crate) fn body(ty: Type) -> Body {
    Body {
        key: "body".to_owned(),
        title: None,
        description: None,
        required: true,
        ask: Ask::Positional,
        content: Content::Json(ty),
        content_type: "application/json".to_owned(),
        default: None,
        label: String::new(),
        notes: Vec::new(),
        span: Default::default(),
    }
}

/// An optional property.
pub(crate) fn field(key: &str, ty: Type) -> Field {
    Field {
        key: key.to_owned(),
        title: None,
        description: None,
        ty,
        required: false,
        read_only: false,
        visibility: Visibility::None,
        default: None,
        sent: None,
        ask: Ask::Setter,
        label: String::new(),
        notes: Vec::new(),
        span: Default::default(),
    }
}

/// A property that the caller must give.
pub(crate) fn required_field(key: &str, ty: Type) -> Field {
    Field { required: true, ask: Ask::Positional, ..field(key, ty) }
}

/// A value of an enumeration.
pub(crate) fn value(wire: &str) -> EnumValue {
    EnumValue { wire: wire.to_owned(), title: None, description: None }
}

/// A definition's place.
pub(crate) fn definition(name: &str) -> TypePlace {
    TypePlace::Definition { name: name.to_owned() }
}

pub(crate) const PATH: Place = Place::Path { double: false };
