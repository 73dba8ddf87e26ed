//! The type of a value as the definition writes it, for the docs: it keeps what [`Type`](super::Type) drops.

/// The type of a value as the definition writes it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct DocumentedType {
    /// How many lists stand around the item.
    pub lists: usize,
    /// The innermost item.
    pub item: DocumentedItem,
}

/// The type of a value, or of the innermost item of its lists.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) enum DocumentedItem {
    /// The definition does not state it.
    #[default]
    Unstated,
    /// A definition with this name.
    Definition(String),
    /// Another operation supplies the schema at run time.
    Dynamic,
    /// An object without a name.
    Object,
    /// A file.
    File,
    /// Text without a format, or with one that the docs do not name.
    Text,
    /// Text of format `date-time`.
    DateTime,
    /// Text of format `date`.
    Date,
    /// Text of format `uuid`.
    Uuid,
    /// Text of format `email`.
    Email,
    /// Text of format `uri`.
    Uri,
    /// Text of format `byte`.
    Base64,
    /// Text of format `binary`.
    Binary,
    /// Text of format `password`.
    Password,
    /// A whole number.
    Integer,
    /// A number without a format that the docs name.
    Number,
    /// A number of format `double`.
    Double,
    /// A number of format `float`.
    Float,
    /// `true` or `false`.
    Boolean,
}

impl From<DocumentedItem> for DocumentedType {
    fn from(item: DocumentedItem) -> Self {
        Self { lists: 0, item }
    }
}
