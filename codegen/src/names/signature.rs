//! The values that a method takes by position: where each one goes, and which expressions of a caller it takes.

use std::fmt;

use super::address::unescape;
use crate::model::{Connector, Content, EnumBase, Type, TypeKind};

/// Which expressions of a caller a value takes, as far as it decides whether a call compiles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Form {
    /// `impl Into` of a type made from text.
    Text,
    /// `impl Into` of a type that is made from many others: JSON, bytes, a value or null.
    Any,
    /// One type. An expression whose type is inferred, such as `Default::default()`, fits all of them.
    Exact,
}

impl Form {
    const ALL: [(Self, &'static str); 3] = [(Self::Text, "text"), (Self::Any, "any"), (Self::Exact, "exact")];

    /// The form of a value of a type. It agrees with the `impl Into` that the emitted methods state.
    pub(super) fn of(connector: &Connector, ty: &Type) -> Self {
        let ty = match ty {
            Type::Boxed(inner) | Type::Deep(inner) => inner,
            other => other,
        };
        match connector.resolve(ty) {
            Type::String | Type::Secret | Type::DateTime | Type::Date => Self::Text,
            Type::Base64 | Type::Json | Type::Row | Type::Decimal | Type::Nullable(_) => Self::Any,
            Type::Named(id) => match connector.types.get(id.0).map(|def| &def.kind) {
                Some(TypeKind::Enum(enumeration)) if enumeration.base == EnumBase::Text => Self::Text,
                Some(TypeKind::Enum(_)) => Self::Any,
                _ => Self::Exact,
            },
            _ => Self::Exact,
        }
    }

    /// The form of a body.
    pub(super) fn of_content(connector: &Connector, content: &Content) -> Self {
        match content {
            Content::Json(ty) => Self::of(connector, ty),
            Content::Text => Self::Text,
            Content::Bytes => Self::Any,
        }
    }

    /// Whether an expression can fit both forms.
    pub(super) fn meets(self, other: Self) -> bool {
        !matches!((self, other), (Self::Text, Self::Exact) | (Self::Exact, Self::Text))
    }
}

/// A value of a call: where it goes, and its form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Value {
    pub(super) place: String,
    pub(super) form: Form,
}

/// The values of a call in their order.
pub(super) type Signature = Vec<Value>;

impl Value {
    /// Reads the text of `Display`.
    pub(super) fn read(text: &str) -> Option<Self> {
        let (word, place) = text.split_once(' ')?;
        let (form, _) = Form::ALL.into_iter().find(|(_, known)| *known == word)?;
        Some(Self { place: place.to_owned(), form })
    }

    /// The last key of its place, as a caller knows it.
    pub(super) fn key(&self) -> String {
        let last = self.place.rsplit('/').next().unwrap_or_default();
        unescape(last.strip_prefix('#').unwrap_or(last))
    }
}

/// The form and the place.
impl fmt::Display for Value {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = Form::ALL.iter().find(|(form, _)| *form == self.form).map_or("", |(_, word)| word);
        write!(formatter, "{word} {}", self.place)
    }
}
