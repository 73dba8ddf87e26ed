//! JSON of responses: a model beside serde's derived struct.

use std::collections::BTreeMap;

use connector_runtime::codegen::TriggerItem;
use serde::Deserialize;
use serde_json::Value;

/// The same fields twice: as a generated model, and as serde derives them.
macro_rules! both {
    ($( $field:ident: $type:ty = $key:literal ),* $(,)?) => {
        /// By the runtime's rules.
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct Model { $( $field: Option<$type>, )* inner: Option<Box<Model>>, models: Option<Vec<Model>> }
        connector_runtime::codegen::model! {
            Model { $( optional $field = $key, )* optional inner = "inner", optional models = "models" }
        }

        /// By serde's.
        #[derive(Debug, Default, Deserialize)]
        pub struct Derived { $( #[serde(rename = $key)] $field: Option<$type>, )* inner: Option<Box<Derived>>, models: Option<Vec<Derived>> }

        impl Derived {
            fn equals(&self, model: &Model) -> bool {
                let inner = match (&self.inner, &model.inner) {
                    (Some(derived), Some(model)) => derived.equals(model),
                    (derived, model) => derived.is_none() && model.is_none(),
                };
                let models = match (&self.models, &model.models) {
                    (Some(derived), Some(models)) => {
                        derived.len() == models.len() && derived.iter().zip(models).all(|(derived, model)| derived.equals(model))
                    }
                    (derived, models) => derived.is_none() && models.is_none(),
                };
                inner && models $( && self.$field.same(&model.$field) )*
            }
        }
    };
}

/// Equality. serde_json reads a fraction up to a unit in the last place.
trait Same {
    fn same(&self, other: &Self) -> bool;
}

impl Same for Option<f64> {
    fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Some(left), Some(right)) => left == right || (left - right).abs() <= left.abs() * 4.0 * f64::EPSILON,
            (left, right) => left.is_none() && right.is_none(),
        }
    }
}

macro_rules! same {
    ($( $type:ty ),*) => { $( impl Same for Option<$type> {
        fn same(&self, other: &Self) -> bool {
            self == other
        }
    } )* };
}

same!(String, i64, u64, bool, Vec<String>, BTreeMap<String, i64>, Value);

both! {
    text: String = "text",
    number: i64 = "number",
    unsigned: u64 = "unsigned",
    float: f64 = "float",
    flag: bool = "flag",
    list: Vec<String> = "list",
    map: BTreeMap<String, i64> = "map",
    free: Value = "free",
}

/// Reads a model from the bytes of a body; an error says whether it is JSON at all.
pub type Subject = fn(&[u8]) -> Result<Model, String>;

/// The runtime's reader.
///
/// # Errors
/// The text of the runtime's error.
pub fn runtime(bytes: &[u8]) -> Result<Model, String> {
    let item = TriggerItem::direct("Fuzz", bytes).and_then(TriggerItem::json::<Model>);
    item.map_err(|error| error.to_string())
}

/// The property of a response.
///
/// # Errors
/// How the two readers differ.
pub fn model(bytes: &[u8]) -> Result<(), String> {
    agrees(runtime, bytes)
}

/// Whether a reader agrees with serde: what serde reads into the derived struct is equal, and what is not JSON for serde is an error.
///
/// # Errors
/// How they differ.
pub fn agrees(subject: Subject, bytes: &[u8]) -> Result<(), String> {
    let Ok(text) = std::str::from_utf8(bytes) else { return Ok(()) };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let read = subject(bytes);
    let is_json = serde_json::from_str::<serde::de::IgnoredAny>(text);
    match (&read, is_json) {
        (Ok(_), Err(error)) if !is_too_deep(&error) => return Err(format!("read, and no JSON: {error}")),
        (Err(error), Ok(_)) if error.contains("not JSON") => return Err(format!("JSON, and {error}")),
        _ => {}
    }
    // An empty text or list may stand for what is missing: a documented leniency.
    let Ok(derived) = serde_json::from_str::<Derived>(text) else { return Ok(()) };
    match read {
        Ok(model) if derived.equals(&model) || has_stand_in(text) => Ok(()),
        Ok(model) => Err(format!("serde reads {derived:?}, the runtime {model:?}")),
        // A payload must not be Azure's envelope: an object with `body` and none of the model's keys.
        Err(_) if derived.equals(&Model::default()) && has_body(text) => Ok(()),
        Err(error) => Err(format!("serde reads {derived:?}, the runtime says {error}")),
    }
}

fn is_too_deep(error: &serde_json::Error) -> bool {
    error.to_string().starts_with("recursion limit exceeded")
}

fn has_body(text: &str) -> bool {
    let members = serde_json::from_str::<BTreeMap<String, serde::de::IgnoredAny>>(text);
    members.is_ok_and(|members| members.keys().any(|key| key.eq_ignore_ascii_case("body")))
}

/// Whether an empty list or object stands where the two differ by design: an empty object for a list or a map.
fn has_stand_in(text: &str) -> bool {
    let compact: String = text.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    ["[]", "{}"].iter().any(|empty| compact.contains(empty))
}
