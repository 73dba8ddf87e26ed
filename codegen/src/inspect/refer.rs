//! A connector, its names and its description in, what pages show beside the description out.

use super::description::{ArgumentDescription, ConnectorDescription, OptionDescription, ValueLocation};
use super::reference::{
    ConnectorHead, ConnectorReference, ContactDescription, DirectStart, FieldDescription, OperationReference,
    ProductDescription, ThrottleDescription, TypeDescription, TypeForm,
};
use super::{examples, sent, wire};
use crate::emit::{Spelling, json};
use crate::model::{
    Connector, Content, Head, Operation, OperationId, SchemaLocation, SuccessResponse, Type, TypeId, TypeKind,
};
use crate::names::Names;

/// What pages about a connector show. `names` and `description` must be made from the same connector.
pub(crate) fn reference(
    connector: &Connector,
    names: &Names,
    description: &ConnectorDescription,
) -> ConnectorReference {
    let spelling = Spelling::new(connector, names);
    let operations = description.operations.iter().enumerate().map(|(index, description)| {
        let id = OperationId(index);
        let operation = &connector.operations[index];
        let payload = operation.trigger.as_ref().map(|trigger| &trigger.payload);
        let payload = payload.or(operation.notification.as_ref().map(|notification| &notification.payload));
        let failures = operation.documented_responses.iter().filter(|response| !operation.is_success(response));
        OperationReference {
            statement: spelling.statement(id),
            request: wire::request(connector, names, id),
            response: examples::response(connector, names, &operation.success),
            payload: payload.map(|payload| examples::received(connector, names, payload)),
            carries_bytes: carries_bytes(operation),
            hint: operation.trigger.as_ref().and_then(|trigger| trigger.hint.clone()),
            argument_types: description.arguments.iter().map(|argument| argument_type(operation, argument)).collect(),
            response_type: of_response(&operation.success),
            failure_types: failures.map(|response| response.ty.as_ref().and_then(named)).collect(),
            payload_type: payload.and_then(named),
        }
    });
    ConnectorReference {
        head: head(&connector.head),
        library: names.library.clone(),
        program: spelling.program(),
        direct: direct(connector, &spelling),
        operations: operations.collect(),
        types: (0..connector.types.len()).map(|index| type_of(connector, names, &spelling, TypeId(index))).collect(),
    }
}

/// The named type in a type.
fn named(ty: &Type) -> Option<usize> {
    match ty {
        Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) | Type::Boxed(inner) | Type::Deep(inner) => {
            named(inner)
        }
        Type::Named(id) => Some(id.0),
        _ => None,
    }
}

fn of_content(content: &Content) -> Option<usize> {
    match content {
        Content::Json(ty) => named(ty),
        Content::Text | Content::Bytes => None,
    }
}

fn of_response(response: &SuccessResponse) -> Option<usize> {
    match response {
        SuccessResponse::Content(content) | SuccessResponse::Optional(content) => of_content(content),
        SuccessResponse::ByStatus(ty) => named(ty),
        SuccessResponse::Empty => None,
    }
}

fn carries_bytes(operation: &Operation) -> bool {
    let is_bytes = |content: &Content| matches!(content, Content::Bytes);
    operation.parameters.iter().any(|parameter| parameter.ty == Type::File)
        || operation.body.as_ref().is_some_and(|body| is_bytes(&body.content))
        || match &operation.success {
            SuccessResponse::Content(content) | SuccessResponse::Optional(content) => is_bytes(content),
            SuccessResponse::ByStatus(_) | SuccessResponse::Empty => false,
        }
}

fn argument_type(operation: &Operation, argument: &ArgumentDescription) -> Option<usize> {
    if argument.location == ValueLocation::Body {
        return of_content(&operation.body.as_ref()?.content);
    }
    let mut parameters = operation.parameters.iter();
    let parameter = parameters
        .find(|parameter| parameter.key == argument.key && sent::location(parameter.location) == argument.location);
    named(&parameter?.ty)
}

fn head(head: &Head) -> ConnectorHead {
    let categories = head.categories.as_deref().unwrap_or_default().split([';', ',']).map(str::trim);
    ConnectorHead {
        brand_color: head.brand_color.clone(),
        website: head.website.clone(),
        privacy_policy: head.privacy_policy.clone(),
        categories: categories.filter(|category| !category.is_empty()).map(str::to_owned).collect(),
        metadata: head.metadata.clone(),
        contact: head.contact.as_ref().map(|contact| ContactDescription {
            name: contact.name.clone(),
            url: contact.url.clone(),
            email: contact.email.clone(),
        }),
        products: head
            .products
            .iter()
            .map(|product| ProductDescription {
                name: product.name.clone(),
                class: product.class.clone(),
                regions: product.regions.clone(),
                region_list: product.region_list.clone(),
            })
            .collect(),
        throttling: head
            .throttling
            .iter()
            .map(|limit| ThrottleDescription {
                name: limit.name.clone(),
                calls: limit.calls,
                renewal_seconds: limit.renewal_seconds,
            })
            .collect(),
        intro: head.intro.clone(),
        sha256: head.origin.sha256.clone(),
    }
}

/// How a direct client is created with each scheme.
fn direct(connector: &Connector, spelling: &Spelling<'_>) -> Vec<DirectStart> {
    let Ok(direct) = &connector.direct else { return Vec::new() };
    let starts = direct.schemes.iter().enumerate().filter_map(|(index, scheme)| {
        Some(DirectStart { statement: spelling.direct(index)?, sign_in_only: scheme.sign_in_only.clone() })
    });
    starts.collect()
}

fn type_of(connector: &Connector, names: &Names, spelling: &Spelling<'_>, id: TypeId) -> TypeDescription {
    let (def, of_type) = (&connector.types[id.0], &names[id]);
    let mut described = TypeDescription {
        rust: format!("{}::{}", of_type.module.path(), of_type.name),
        definition: match &def.location {
            SchemaLocation::Definition { name } => Some(name.clone()),
            _ => None,
        },
        title: def.title.clone(),
        description: def.description.clone(),
        form: TypeForm::Object,
        fields: Vec::new(),
        extra: None,
        values: Vec::new(),
        target: None,
        others: Vec::new(),
    };
    match &def.kind {
        TypeKind::Struct(structure) => {
            let fields = structure.fields.iter().zip(&of_type.fields).map(|(field, of_field)| FieldDescription {
                rust: of_field.field.clone(),
                key: field.key.clone(),
                ty: spelling.ty(&field.ty),
                named: named(&field.ty),
                required: field.required,
                read_only: field.read_only,
                title: field.title.clone(),
                description: field.description.clone(),
                default: field.default.as_ref().map(json),
            });
            described.fields = fields.collect();
            described.extra = structure.extra.as_ref().map(|extra| spelling.ty(extra));
            described.others = structure.extra.iter().filter_map(named).collect();
            described.others.extend(structure.variants.iter().flat_map(|variants| &variants.types).map(|id| id.0));
        }
        TypeKind::Enum(enumeration) => {
            described.form = TypeForm::Enumeration;
            let values = enumeration.values.iter();
            let values =
                values.map(|value| OptionDescription { value: value.wire.clone(), label: value.title.clone() });
            described.values = values.collect();
        }
        TypeKind::Alias(target) => {
            described.form = TypeForm::Alias;
            described.target = Some(spelling.ty(target));
            described.others = named(target).into_iter().collect();
        }
        TypeKind::Responses(responses) => {
            described.form = TypeForm::Responses;
            described.others = responses.iter().filter_map(|response| of_response(&response.response)).collect();
        }
    }
    described
}
