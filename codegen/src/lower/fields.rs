//! Properties become fields.

use crate::lower::context::Context;
use crate::lower::{defaults, documented_type, enums, exposure, json_pointer, remarks, texts};
use crate::model::{Field, Type, Visibility};
use crate::spec::{Schema, Spanned};

/// The field of a property with this type.
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
    let callback = schema.notification_url || target.notification_url;
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
        filled: false,
        documented_type: documented_type::of_schema(context, schema),
        remarks: remarks::of_schema(schema),
        span: name.span,
    }
}
