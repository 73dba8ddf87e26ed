//! Properties become fields.

use crate::diagnostic::DefaultPlace;
use crate::lower::all_of::Flat;
use crate::lower::context::Context;
use crate::lower::{defaults, documented_type, enums, exposure, json_pointer, remarks, schemas, texts};
use crate::model::{Field, SchemaLocation, Struct, Type, Variants, Visibility};
use crate::spec::{Additional, Schema, Spanned};

/// The struct of an object that stands at `place`.
pub(super) fn structure<'a>(
    context: &mut Context<'a>,
    flat: &Flat<'a>,
    location: &SchemaLocation,
    variants: Option<Variants>,
) -> Struct {
    let fields = flat
        .properties
        .iter()
        .map(|(name, schema)| {
            let ty = schemas::ty(context, schema, &schemas::child(location, &name.value));
            field(context, name, schema, flat.required.contains(name.value.as_str()), ty)
        })
        .collect();
    let extra = match flat.additional {
        Some(Additional::Allowed(true)) => Some(Type::Json),
        Some(Additional::Schema(values)) => Some(value(context, values, location)),
        // What a dynamic schema or a variant adds is kept, whatever it is.
        Some(Additional::Allowed(false)) | None => (flat.is_open || variants.is_some()).then_some(Type::Json),
    };
    Struct { fields, extra, variants }
}

/// What the additional properties of an object that stands at `place` hold.
pub(super) fn value<'a>(context: &mut Context<'a>, values: &'a Schema, location: &SchemaLocation) -> Type {
    defaults::report_unsent(context, values, DefaultPlace::AdditionalProperty);
    schemas::ty(context, values, &schemas::child(location, "{}"))
}

/// A property whose values are of a type.
pub(super) fn field<'a>(
    context: &mut Context<'a>,
    name: &Spanned<String>,
    schema: &'a Schema,
    required: bool,
    ty: Type,
) -> Field {
    let target = json_pointer::resolve(context, schema);
    let default = defaults::stated(context, schema);
    let only = enums::only_value(context, schema);
    if required {
        defaults::report_only(context, schema, default.as_ref(), only.as_ref());
    }
    let read_only = schema.read_only || target.read_only;
    let visibility = match texts::visibility(&schema.visibility) {
        Visibility::None => texts::visibility(&target.visibility),
        stated => stated,
    };
    let callback = schema.notification_url;
    if callback {
        context.callbacks.insert(name.span);
    }
    let decision = exposure::decide(&exposure::Facts {
        required,
        read_only,
        visibility,
        callback,
        default: default.as_ref(),
        only: only.as_ref(),
    });
    Field {
        key: name.value.clone(),
        title: texts::title(schema),
        description: texts::text(&schema.description),
        ty,
        required,
        read_only,
        visibility,
        default,
        sent: decision.sent,
        exposure: decision.exposure,
        documented_type: documented_type::of_schema(context, schema),
        remarks: remarks::of_schema(schema),
        span: name.span,
    }
}
