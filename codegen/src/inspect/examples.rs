//! A type in, JSON with sample values out: what a request sends at least, and what a response may hold.

use crate::emit::json;
use crate::model::{
    Connector, Content, Enum, EnumBase, Exposure, Field, Struct, SuccessResponse, Type, TypeId, TypeKind,
};
use crate::names::Names;

/// The deepest object of an example; an object below it is empty.
const DEEPEST: usize = 6;
/// The most values of an example; objects and lists after them are empty.
const MOST_VALUES: usize = 200;

/// The fields that an example holds.
#[derive(Clone, Copy, PartialEq)]
enum Side {
    /// Those that a caller has to set and those that are sent anyway; all that a caller can set if there are none.
    Request,
    /// All.
    Response,
}

/// The JSON of a request's body of this type.
pub(super) fn request(connector: &Connector, names: &Names, ty: &Type) -> String {
    print(connector, names, ty, Side::Request)
}

/// The JSON of a value of this type that a service returns.
pub(super) fn received(connector: &Connector, names: &Names, ty: &Type) -> String {
    print(connector, names, ty, Side::Response)
}

/// The JSON of a successful response; `None` if it is not JSON.
pub(super) fn response(connector: &Connector, names: &Names, response: &SuccessResponse) -> Option<String> {
    match response {
        SuccessResponse::Content(Content::Json(ty))
        | SuccessResponse::Optional(Content::Json(ty))
        | SuccessResponse::ByStatus(ty) => Some(received(connector, names, ty)),
        SuccessResponse::Content(_) | SuccessResponse::Optional(_) | SuccessResponse::Empty => None,
    }
}

/// A sample text for a value with this Rust name.
pub(super) fn sample(name: &str) -> String {
    name.trim_start_matches("r#").trim_end_matches('_').replace('_', "-")
}

fn print(connector: &Connector, names: &Names, ty: &Type, side: Side) -> String {
    let mut writer = Writer { connector, names, side, text: String::new(), open: Vec::new(), values: 0 };
    writer.value(ty, "value");
    writer.text
}

struct Writer<'a> {
    connector: &'a Connector,
    names: &'a Names,
    side: Side,
    text: String,
    /// The types around the value that is written, aliases among them.
    open: Vec<TypeId>,
    values: usize,
}

impl<'a> Writer<'a> {
    fn value(&mut self, ty: &'a Type, name: &str) {
        self.values += 1;
        match ty {
            Type::String => self.text.push_str(&quoted(&sample(name))),
            Type::Secret => self.text.push_str("\"…\""),
            Type::Integer | Type::Unsigned => self.text.push('1'),
            Type::Number | Type::Decimal => self.text.push_str("1.5"),
            Type::Boolean => self.text.push_str("true"),
            Type::DateTime => self.text.push_str("\"2026-01-31T12:00:00Z\""),
            Type::Date => self.text.push_str("\"2026-01-31\""),
            Type::Base64 => self.text.push_str("\"Y29udGVudA==\""),
            Type::File => self.text.push_str("\"content\""),
            Type::Json | Type::Row => self.text.push_str("{}"),
            Type::List(_) if self.is_full() => self.text.push_str("[]"),
            Type::List(item) => {
                self.text.push('[');
                self.value(item, name);
                self.text.push(']');
            }
            Type::Map(item) => {
                self.text.push_str("{ \"key\": ");
                self.value(item, name);
                self.text.push_str(" }");
            }
            Type::Nullable(inner) | Type::Boxed(inner) | Type::Deep(inner) => self.value(inner, name),
            Type::Named(id) if self.open.contains(id) || self.is_full() => self.text.push_str("{}"),
            Type::Named(id) => {
                self.open.push(*id);
                self.named(*id, name);
                self.open.pop();
            }
        }
    }

    fn is_full(&self) -> bool {
        self.values > MOST_VALUES || self.open.len() > DEEPEST
    }

    fn named(&mut self, id: TypeId, name: &str) {
        match &self.connector.types[id.0].kind {
            TypeKind::Struct(structure) => self.structure(id, structure),
            TypeKind::Enum(enumeration) => self.text.push_str(&first(enumeration)),
            TypeKind::Alias(target) => self.value(target, name),
            TypeKind::Responses(responses) => {
                let content = responses.iter().find_map(|response| match &response.response {
                    SuccessResponse::Content(Content::Json(ty)) | SuccessResponse::Optional(Content::Json(ty)) => {
                        Some(ty)
                    }
                    _ => None,
                });
                match content {
                    Some(ty) => self.value(ty, name),
                    None => self.text.push_str("{}"),
                }
            }
        }
    }

    fn structure(&mut self, id: TypeId, structure: &'a Struct) {
        let fields: Vec<_> = structure.fields.iter().zip(&self.names[id].fields).collect();
        let is_sent = |field: &Field| field.exposure == Exposure::Positional || field.sent.is_some();
        let has_sent = fields.iter().any(|(field, _)| is_sent(field));
        let is_shown = |field: &Field| match self.side {
            Side::Response => true,
            Side::Request if has_sent => is_sent(field),
            Side::Request => field.exposure == Exposure::Setter && !field.read_only,
        };
        let fields: Vec<_> = fields.into_iter().filter(|(field, _)| is_shown(field)).collect();
        if fields.is_empty() {
            return self.text.push_str("{}");
        }
        let indent = "  ".repeat(self.depth());
        for (index, (field, names)) in fields.into_iter().enumerate() {
            let between = if index == 0 { "{" } else { "," };
            self.text.push_str(&format!("{between}\n{indent}{}: ", quoted(&field.key)));
            match field.sent.as_ref().or(field.default.as_ref()) {
                Some(value) if field.exposure != Exposure::Positional => self.text.push_str(&json(value)),
                _ => self.value(&field.ty, &names.field),
            }
        }
        self.text.push_str(&format!("\n{}}}", "  ".repeat(self.depth() - 1)));
    }

    /// The number of objects around a field of the innermost open one.
    fn depth(&self) -> usize {
        let is_object = |id: &&TypeId| matches!(self.connector.types[id.0].kind, TypeKind::Struct(_));
        self.open.iter().filter(is_object).count()
    }
}

/// The first value that an enumeration lists.
fn first(enumeration: &Enum) -> String {
    let wire = enumeration.values.first().map(|value| value.wire.as_str());
    match enumeration.base {
        EnumBase::Text => quoted(wire.unwrap_or("value")),
        EnumBase::Integer | EnumBase::Unsigned | EnumBase::Number => wire.unwrap_or("1").to_owned(),
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
