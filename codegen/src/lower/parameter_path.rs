//! References from one operation into another: names and paths, and where they lead.

use crate::lower::all_of;
use crate::lower::context::{Context, MAX_DEPTH};
use crate::lower::dynamic;
use crate::lower::json_pointer;
use crate::lower::kinds::{self, Kind};
use crate::lower::parameter_location::is_body;
use crate::model::Operation;
use crate::spec::{self, Schema};

/// Where keys lead from a schema.
pub(super) enum Lead<'a> {
    /// To this schema.
    Schema(&'a Schema),
    /// Into free JSON.
    Free,
    /// Past the value of a list or of a scalar, which stands for itself.
    Past,
    Nowhere,
}

impl Lead<'_> {
    /// Whether a value can be there.
    pub(super) fn is_somewhere(&self) -> bool {
        matches!(self, Self::Schema(_) | Self::Free)
    }
}

/// The parameter or body property of an operation that a reference means: a name, or a path with `/` or dots, which may begin
/// with `body` or the body parameter's own name.
pub(super) fn place<'a>(
    context: &Context<'a>,
    own: &Operation,
    written: &[&'a spec::Parameter],
    reference: &str,
) -> Option<String> {
    if own.parameters.iter().any(|parameter| parameter.key == reference) {
        return Some(reference.to_owned());
    }
    let body = written.iter().find(|parameter| is_body(parameter))?;
    let readings = readings(reference, body_name(body));
    readings.into_iter().find(|keys| follow(context, &body.schema, keys).is_somewhere()).map(|keys| keys.join("/"))
}

/// The name of a body parameter.
pub(super) fn body_name(body: &spec::Parameter) -> &str {
    body.name.as_ref().map(|name| name.value.as_str()).unwrap_or_default()
}

/// What a reference into a body can mean, the likeliest first.
pub(super) fn readings<'r>(reference: &'r str, body_name: &str) -> Vec<Vec<&'r str>> {
    let mut readings = Vec::new();
    for separator in ['/', '.'] {
        let keys: Vec<&str> = reference.split(separator).filter(|key| !key.is_empty()).collect();
        if let Some((first, rest)) = keys.split_first()
            && !rest.is_empty()
            && (*first == "body" || *first == body_name)
        {
            readings.push(rest.to_vec());
        }
        readings.push(keys);
    }
    readings.retain(|keys| !keys.is_empty());
    readings
}

/// Where the properties of a schema lead along some keys, through the items of lists. Free JSON leads anywhere.
pub(super) fn follow<'a>(context: &Context<'a>, schema: &'a Schema, keys: &[&str]) -> Lead<'a> {
    walk(context, schema, keys, false)
}

/// As [`follow`], for keys that are looked for in an answer: there a key may differ in case.
pub(super) fn follow_response<'a>(context: &Context<'a>, schema: &'a Schema, keys: &[&str]) -> Lead<'a> {
    walk(context, schema, keys, true)
}

fn walk<'a>(context: &Context<'a>, schema: &'a Schema, keys: &[&str], folds_case: bool) -> Lead<'a> {
    let mut schema = schema;
    for key in keys {
        let Some(target) = item(context, schema) else { return Lead::Nowhere };
        let flat = all_of::flatten(context, target);
        if dynamic::is_free(target) || flat.properties.is_empty() {
            return match kinds::kind(target) {
                Kind::Object | Kind::Free => Lead::Free,
                _ => Lead::Past,
            };
        }
        let mut alike = flat.properties.iter().filter(|(name, _)| name.value.to_lowercase() == key.to_lowercase());
        let folded = alike.next().filter(|_| folds_case && alike.next().is_none()).map(|(_, property)| *property);
        match flat.property(key).or(folded) {
            Some(property) => schema = property,
            None if flat.additional.is_some() || flat.is_open => return Lead::Free,
            None => return Lead::Nowhere,
        }
    }
    Lead::Schema(schema)
}

/// What the lists of lists that a schema describes hold in the end; `None` where a list holds itself, and so has no end.
fn item<'a>(context: &Context<'a>, schema: &'a Schema) -> Option<&'a Schema> {
    let mut target = json_pointer::resolve(context, schema);
    for _ in 0..MAX_DEPTH {
        match (kinds::kind(target), target.items.as_deref()) {
            (Kind::Array, Some(items)) => target = json_pointer::resolve(context, items),
            _ => return Some(target),
        }
    }
    None
}
