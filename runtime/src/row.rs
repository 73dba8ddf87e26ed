//! Rows: JSON objects whose properties only the service knows, such as the rows of a table.

use crate::{
    error::{Error, Result},
    json::{Decode, Decoder, Encode, Encoder, JsonError, is_name},
};
use bytes::Bytes;
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{DeserializeOwned, Error as _},
};
use serde_json::{Map, Value};
use serde_path_to_error::{Path, Segment};

/// What an error says of any other value than an object.
const NO_OBJECT: &str = "expected an object";

/// A row: a JSON object whose properties are known at run time only. The service describes them in a dynamic schema.
///
/// ```
/// use connector_runtime::Row;
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Serialize, Deserialize)]
/// struct Booking {
///     #[serde(rename = "Title")]
///     title: String,
/// }
///
/// # fn main() -> connector_runtime::Result<()> {
/// let mut row = Row::from_serialize(&Booking { title: "Room 1".to_owned() })?;
/// row.set("Seats", 4);
/// row.clear("Note");
/// assert_eq!(row.get("Seats").and_then(|seats| seats.as_i64()), Some(4));
/// assert_eq!(row.to::<Booking>()?.title, "Room 1");
/// # Ok(())
/// # }
/// ```
///
/// A request sends the properties that are set, and null for those that are cleared. It does not send the others, so an
/// update keeps them.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Row(Map<String, Value>);

/// An error of serde would quote what it finds in place of an object.
impl<'de> Deserialize<'de> for Row {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::Object(properties) => Ok(Self(properties)),
            _ => Err(D::Error::custom(NO_OBJECT)),
        }
    }
}

impl Row {
    /// A row without properties.
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes a row from a value that serializes as a JSON object.
    ///
    /// # Errors
    /// The value does not serialize, or not as an object.
    pub fn from_serialize<T: Serialize + ?Sized>(value: &T) -> Result<Self> {
        match serde_json::to_value(value) {
            Ok(Value::Object(properties)) => Ok(Self(properties)),
            Ok(_) => Err(failure("a row must serialize as a JSON object")),
            // The text of the error may quote the value.
            Err(_) => Err(failure("the value does not serialize as JSON")),
        }
    }

    /// Reads the row as another type.
    ///
    /// # Errors
    /// The properties do not fit the type; the error names the first one that does not, and says what the type expects or which field
    /// is missing. It shows no value, and no other text of the type.
    ///
    /// It shows a key that may be a name: one of letters, digits, `_`, `-`, `.` and `$`, with up to four digits in a row and no long run
    /// of hexadecimal digits, also with an annotation such as `@odata.type`. Any other key is `[…]`. Nothing tells a word that is data
    /// from a name, so such a key of a map is shown.
    pub fn to<T: DeserializeOwned>(&self) -> Result<T> {
        serde_path_to_error::deserialize(Value::Object(self.0.clone())).map_err(|error| {
            failure(&format!("{}: {}", place(error.path()), without_value(&error.inner().to_string())))
        })
    }

    /// The value of a property; `None` if the row does not have it.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0.get(key)
    }

    /// Sets a property. Returns its former value.
    pub fn set(&mut self, key: impl Into<String>, value: impl Into<Value>) -> Option<Value> {
        self.0.insert(key.into(), value.into())
    }

    /// Like [`set`](Self::set), for a chain of calls.
    pub fn with(mut self, key: impl Into<String>, value: impl Into<Value>) -> Self {
        self.set(key, value);
        self
    }

    /// Sets a property to null: an update clears the column. Returns its former value.
    pub fn clear(&mut self, key: impl Into<String>) -> Option<Value> {
        self.set(key, Value::Null)
    }

    /// Removes a property, so that an update keeps the column. Returns its value.
    pub fn remove(&mut self, key: &str) -> Option<Value> {
        self.0.remove(key)
    }

    /// The properties and their values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value))
    }

    /// The number of properties.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether the row has no properties.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The version of the row (`@odata.etag`), for an `If-Match` header. Some services send an empty one, which is `None`.
    pub fn etag(&self) -> Option<&str> {
        self.get("@odata.etag").and_then(Value::as_str).filter(|etag| !etag.is_empty())
    }
}

impl<K: Into<String>, V: Into<Value>> FromIterator<(K, V)> for Row {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(properties: I) -> Self {
        Self(properties.into_iter().map(|(key, value)| (key.into(), value.into())).collect())
    }
}

impl<K: Into<String>, V: Into<Value>> Extend<(K, V)> for Row {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, properties: I) {
        self.0.extend(properties.into_iter().map(|(key, value)| (key.into(), value.into())));
    }
}

impl IntoIterator for Row {
    type Item = (String, Value);
    type IntoIter = serde_json::map::IntoIter;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl From<Map<String, Value>> for Row {
    fn from(properties: Map<String, Value>) -> Self {
        Self(properties)
    }
}

impl From<Row> for Map<String, Value> {
    fn from(row: Row) -> Self {
        row.0
    }
}

impl From<Row> for Value {
    fn from(row: Row) -> Self {
        Self::Object(row.0)
    }
}

impl Decode for Row {
    fn decode(value: &mut Decoder<'_>) -> Result<Self, JsonError> {
        match value.value()? {
            Value::Object(properties) => Ok(Self(properties)),
            _ => Err(JsonError::new(NO_OBJECT)),
        }
    }
}

impl Encode for Row {
    fn encode(&self, out: &mut Encoder) -> Result<(), JsonError> {
        out.serde(&self.0)
    }
}

fn failure(problem: &str) -> Error {
    Error::from_json(JsonError::new(problem.to_owned()), Bytes::new())
}

/// A path without keys that are data: the type may be a map.
fn place(path: &Path) -> String {
    let mut text = String::new();
    for segment in path.iter() {
        let dot = if text.is_empty() { "" } else { "." };
        text += &match segment {
            Segment::Seq { index } => format!("[{index}]"),
            // A variant is data too if the type takes any, as with `#[serde(other)]`.
            Segment::Map { key } | Segment::Enum { variant: key } if !is_name(key.as_bytes()) => "[…]".to_owned(),
            Segment::Map { key } | Segment::Enum { variant: key } => format!("{dot}{key}"),
            Segment::Unknown => format!("{dot}?"),
        };
    }
    if text.is_empty() { ".".to_owned() } else { text }
}

/// What an error of serde says without the value that it quotes. Any other text is of the type, and may quote the value too.
fn without_value(error: &str) -> String {
    /// How the texts of serde begin that end with what is expected.
    const QUOTING: [&str; 5] =
        ["invalid type: ", "invalid value: ", "invalid length ", "unknown variant `", "unknown field `"];
    /// How those of them end where nothing is expected.
    const NOTHING: [&str; 2] = [", there are no variants", ", there are no fields"];
    let field = error.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`'));
    if field.is_some_and(|name| !name.contains('`')) {
        return error.to_owned();
    }
    let is_of_serde = QUOTING.iter().any(|start| error.starts_with(start));
    let expects = is_of_serde && !NOTHING.iter().any(|end| error.ends_with(end));
    match error.rsplit_once(", expected ").filter(|_| expects) {
        Some((_, expected)) => format!("expected {expected}"),
        None => "the value does not fit".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{decode, encode_strict};
    use serde_json::json;

    #[test]
    fn a_row_is_read_and_written_as_it_is() {
        let text = r#"{"Id":7,"Status#Id":null,"{Link}":"https://a","Tags":["x"]}"#;
        let row: Row = decode(text).unwrap();
        assert_eq!(row.get("Status#Id"), Some(&Value::Null));
        let written: Value = serde_json::from_slice(&encode_strict(&row).unwrap()).unwrap();
        assert_eq!(written, serde_json::from_str::<Value>(text).unwrap());
    }

    #[test]
    fn only_what_is_set_is_sent_and_a_cleared_column_is_null() {
        let mut row: Row = [("Title", "A"), ("Note", "B")].into_iter().collect();
        row.clear("Note");
        row.set("Seats", 4);
        row.set("Gone", true);
        row.remove("Gone");
        assert_eq!(Value::from(row), json!({"Title": "A", "Note": null, "Seats": 4}));
    }

    #[test]
    fn a_row_that_does_not_fit_names_the_property() {
        #[derive(Debug, Deserialize)]
        struct Seats {
            #[serde(rename = "Seats")]
            _seats: Vec<u8>,
        }
        let row = Row::new().with("Seats", json!([1, "many"]));
        let error = row.to::<Seats>().unwrap_err().to_string();
        assert!(error.contains("Seats[1]: expected u8") && !error.contains("many"), "{error}");
    }

    #[test]
    fn a_key_of_a_map_that_is_data_is_not_shown() {
        type People = std::collections::HashMap<String, Vec<std::collections::HashMap<String, u8>>>;
        for (key, inner, expected) in [
            ("hush@contoso.com", "Seats", "[…][0].Seats: expected u8"),
            ("Hush Hush", "p1234567", "[…][0][…]: expected u8"),
            ("People", "hush/x", "People[0][…]: expected u8"),
        ] {
            let error = Row::new().with(key, json!([{inner: "many"}])).to::<People>().unwrap_err();
            let text = format!("{error} {error:?}");
            assert!(text.starts_with(expected) && !text.to_lowercase().contains("hush"), "{text}");
        }
    }

    #[test]
    fn only_an_object_is_a_row() {
        assert!(decode::<Row>("[1]").unwrap_err().to_string().contains("object"));
        assert!(Row::from_serialize(&[1]).unwrap_err().to_string().contains("object"));
        assert_eq!(serde_json::from_value::<Row>(json!("hush")).unwrap_err().to_string(), "expected an object");
        assert_eq!(serde_json::from_str::<Row>(r#"{"a":1}"#).unwrap(), Row::new().with("a", 1));
    }

    #[test]
    fn an_empty_etag_is_none() {
        assert_eq!(Row::new().with("@odata.etag", "").etag(), None);
        assert_eq!(Row::new().with("@odata.etag", "\"5\"").etag(), Some("\"5\""));
    }

    #[test]
    fn what_a_type_says_of_a_value_is_not_shown_unless_it_is_the_name_of_a_field() {
        #[derive(Debug, Deserialize)]
        struct Seats {
            #[serde(rename = "Seats")]
            _seats: Number,
        }

        #[derive(Debug)]
        struct Number;

        impl<'de> Deserialize<'de> for Number {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                Err(serde::de::Error::custom(format!("{text} is not a number")))
            }
        }

        let problem = |row: Row| row.to::<Seats>().unwrap_err().to_string();
        assert_eq!(problem(Row::new()), ".: missing field `Seats`");
        assert_eq!(problem(Row::new().with("Seats", "many")), "Seats: the value does not fit");
    }

    #[test]
    fn only_what_serde_itself_says_is_shown() {
        for (said, expected) in [
            ("invalid type: string \"hush, expected hush\", expected u8", "expected u8"),
            ("invalid value: integer `300`, expected u8", "expected u8"),
            ("invalid length 3, expected a tuple of size 2", "expected a tuple of size 2"),
            ("unknown variant `hush`, expected `A` or `B`", "expected `A` or `B`"),
            ("unknown field `hush`, expected `a`", "expected `a`"),
            ("missing field `Due Date`", "missing field `Due Date`"),
            ("unknown variant `a, expected hush`, there are no variants", "the value does not fit"),
            ("unknown field `a, expected hush`, there are no fields", "the value does not fit"),
            ("not a date, expected hush", "the value does not fit"),
            ("invalid value, expected a date, not hush", "the value does not fit"),
            ("missing field of hush", "the value does not fit"),
            ("missing field `a` in `hush`", "the value does not fit"),
            ("duplicate field `hush`", "the value does not fit"),
        ] {
            assert_eq!(without_value(said), expected, "{said}");
        }
    }

    #[test]
    fn a_key_that_is_no_field_is_shown_if_it_may_be_a_name() {
        #[derive(Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Seats {
            #[serde(rename = "Seats")]
            _seats: Option<u8>,
        }
        #[derive(Debug, Deserialize)]
        enum Kind {
            Seats(u8),
        }
        let problem = |key: &str| Row::new().with(key, 1).to::<Seats>().unwrap_err().to_string();
        assert_eq!(problem("Chairs"), "Chairs: expected `Seats`");
        assert_eq!(problem("hush@contoso.com"), "[…]: expected `Seats`");
        let error = Row::new().with("hush@contoso.com", 1).to::<Kind>().unwrap_err();
        assert_eq!(error.to_string(), ".: expected `Seats`");
        let Ok(Kind::Seats(seats)) = Row::new().with("Seats", 1).to() else { panic!("it is one") };
        assert_eq!(seats, 1);
    }

    #[test]
    fn a_variant_of_any_name_is_shown_if_it_may_be_a_name() {
        #[derive(Debug, Deserialize)]
        enum Kind {
            #[serde(other)]
            Other,
        }
        let problem = |key: &str| Row::new().with(key, "hush").to::<Kind>().unwrap_err().to_string();
        assert_eq!(problem("Chairs"), "Chairs: expected unit");
        assert_eq!(problem("hush@contoso.com"), "[…]: expected unit");
        assert!(matches!(serde_json::from_value(json!("any")), Ok(Kind::Other)));
    }

    #[test]
    fn a_value_that_does_not_serialize_is_not_quoted() {
        struct Number;

        impl Serialize for Number {
            fn serialize<S: serde::Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
                Err(serde::ser::Error::custom("hush is not a number"))
            }
        }

        let error = Row::from_serialize(&Number).unwrap_err();
        assert_eq!(error.to_string(), "the value does not serialize as JSON");
    }

    #[test]
    fn a_row_is_a_collection_of_its_properties() {
        let mut row = Row::new();
        assert_eq!((row.len(), row.is_empty(), row.iter().count()), (0, true, 0));
        row.extend([("Title", "A"), ("Note", "B")]);
        row.extend([("Note", "C")]);
        assert_eq!((row.len(), row.is_empty()), (2, false));
        let mut properties: Vec<_> = row.iter().collect();
        properties.sort_by_key(|(name, _)| *name);
        assert_eq!(properties, [("Note", &json!("C")), ("Title", &json!("A"))]);
    }

    #[test]
    fn a_row_is_a_map_of_serde_json_and_the_other_way_round() {
        let Value::Object(map) = json!({"Title": "A", "Seats": 4}) else { panic!("it is an object") };
        let row = Row::from(map.clone());
        assert_eq!(row, Row::new().with("Title", "A").with("Seats", 4));
        assert_eq!(Map::from(row), map);
    }
}
