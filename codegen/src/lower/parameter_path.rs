//! Names and paths that refer to parameters, body properties and response properties of an operation.

use crate::lower::all_of;
use crate::lower::context::{Context, MAX_DEPTH};
use crate::lower::dynamic;
use crate::lower::json_pointer;
use crate::lower::kinds::{self, Kind};
use crate::lower::parameter_location::is_body;
use crate::model::{DynamicPart, Operation, ParameterLocation};
use crate::spec::{self, Schema};

/// The end of a path of keys from a schema.
pub(super) enum Lead<'a> {
    /// This schema.
    Schema(&'a Schema),
    /// Any JSON.
    Free,
    /// Beyond a single value, which has no properties.
    Past,
    Nowhere,
}

impl Lead<'_> {
    /// Whether a value can exist there.
    pub(super) fn is_somewhere(&self) -> bool {
        matches!(self, Self::Schema(_) | Self::Free)
    }
}

/// The parameter or body property that a reference means: a name, or a path with `/` or dots, which may start with `body` or
/// the name of the body parameter.
pub(super) fn referenced<'a>(
    context: &Context<'a>,
    own: &Operation,
    written: &[&'a spec::Parameter],
    reference: &str,
) -> Option<DynamicPart> {
    if own.parameters.iter().any(|parameter| parameter.key == reference) {
        return Some(DynamicPart::Parameter(reference.to_owned()));
    }
    let body = written.iter().find(|parameter| is_body(parameter))?;
    let readings = readings(reference, body_name(body));
    let keys = readings.into_iter().find(|keys| follow(context, &body.schema, keys).is_somewhere())?;
    let is_field = |key: &str| own.parameters.iter().any(|it| it.location == ParameterLocation::Form && it.key == key);
    match keys.as_slice() {
        // A body that is sent as a form.
        [key] if is_field(key) => Some(DynamicPart::Parameter((*key).to_owned())),
        keys => {
            let path = keys.iter().map(|key| (*key).to_owned()).collect();
            Some(DynamicPart::Body { parameter: body_name(body).to_owned(), path })
        }
    }
}

/// The name of a body parameter.
pub(super) fn body_name(body: &spec::Parameter) -> &str {
    body.name.as_ref().map(|name| name.value.as_str()).unwrap_or_default()
}

/// The possible meanings of a reference into a body, the most likely first.
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

/// Follows keys from a schema through properties and the items of lists. Any JSON may have any key.
pub(super) fn follow<'a>(context: &Context<'a>, schema: &'a Schema, keys: &[&str]) -> Lead<'a> {
    walk(context, schema, keys, false)
}

/// Like [`follow`], for keys in a response: these may differ in letter case.
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

/// The innermost item of nested lists; `None` if a list contains itself.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_into_a_body_may_begin_with_its_name() {
        assert_eq!(readings("body/a", "x"), [vec!["a"], vec!["body", "a"], vec!["body/a"]]);
        assert_eq!(readings("x.a", "x"), [vec!["x.a"], vec!["a"], vec!["x", "a"]]);
        assert_eq!(readings("y/a", "x"), [vec!["y", "a"], vec!["y/a"]]);
        assert_eq!(readings("body", "x"), [["body"], ["body"]]);
        assert_eq!(readings("/", "x"), [["/"]]);
    }
}
