//! What a check against a dynamic schema costs. In: schema and value. Out: nothing, or the bound that the check would exceed.
//!
//! A service writes the schema, and the library that checks has no bounds: a schema of 2 KB may apply a billion subschemas to one
//! number, or recurse until the stack ends. So the steps are counted before, by a walk that applies subschemas as the library
//! does but compares nothing. Where it is unclear which subschema is meant, each possible one counts.

use super::patterns::{Limits, Patterns};
use crate::http::percent::decode;
use serde_json::{Map, Value};

/// The maximum depth of nested JSON, of the schema and of the value.
const MAX_DEPTH: usize = 128;
/// The maximum number of subschemas that are applied within one another.
const MAX_RECURSION: usize = 160;
/// Steps that are always allowed.
const FEW_STEPS: usize = 100_000;
/// Further steps for each value within the value.
const STEPS_PER_VALUE: usize = 100;

/// The bound that a check exceeds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Excess {
    SchemaDepth,
    ValueDepth,
    Recursion,
    Steps(usize),
    Patterns,
}

impl Excess {
    /// The problem as text.
    pub(super) fn problem(self) -> String {
        let next = "send the value without this check";
        match self {
            Self::SchemaDepth => format!("the schema is nested more than {MAX_DEPTH} deep; {next}"),
            Self::ValueDepth => format!("the value is nested more than {MAX_DEPTH} deep"),
            Self::Recursion => {
                format!(
                    "the schema applies more than {MAX_RECURSION} subschemas within one another to the value; {next}"
                )
            }
            Self::Patterns => format!("the patterns of the schema take too long to check the value; {next}"),
            Self::Steps(most) => format!("the schema takes more than {most} steps to check the value; {next}"),
        }
    }
}

/// The limits of the patterns in a check of the value, if it stays within the bounds.
pub(super) fn check(schema: &Value, value: &Value) -> Result<Limits, Excess> {
    let (mut resources, mut patterns) = (vec![schema], Patterns::default());
    let mut are_few = true;
    let visit = |inner| {
        are_few &= patterns_of(inner).all(|pattern| patterns.add(pattern).is_some());
        let has_id = |inner: &&Value| inner.get("id").is_some_and(Value::is_string);
        resources.extend(Some(inner).filter(has_id).filter(|inner| !std::ptr::eq(*inner, schema)));
    };
    count(schema, visit).ok_or(Excess::SchemaDepth)?;
    let values = count(value, |_| {}).ok_or(Excess::ValueDepth)?;
    let most = FEW_STEPS.saturating_add(values.saturating_mul(STEPS_PER_VALUE));
    if !are_few {
        return Err(Excess::Patterns);
    }
    let mut walk = Walk { resources, patterns, most, left: most };
    walk.apply(schema, value, 0)?;
    walk.patterns.limits(values).ok_or(Excess::Patterns)
}

/// The patterns that a subschema has itself.
fn patterns_of(schema: &Value) -> impl Iterator<Item = &str> {
    let own = schema.get("pattern").and_then(Value::as_str);
    let of_properties = schema.get("patternProperties").and_then(Value::as_object);
    own.into_iter().chain(of_properties.into_iter().flat_map(Map::keys).map(String::as_str))
}

/// The number of values in a value; `None` if they are nested too deep. Each is passed to `visit`.
fn count<'v>(value: &'v Value, mut visit: impl FnMut(&'v Value)) -> Option<usize> {
    let (mut open, mut count) = (vec![(value, 0)], 0);
    while let Some((value, depth)) = open.pop() {
        count += 1;
        visit(value);
        let before = open.len();
        match value {
            Value::Object(members) => open.extend(members.values().map(|value| (value, depth + 1))),
            Value::Array(items) => open.extend(items.iter().map(|value| (value, depth + 1))),
            _ => {}
        }
        if open.len() > before && depth == MAX_DEPTH {
            return None;
        }
    }
    Some(count)
}

/// A walk over the subschemas that a check applies.
struct Walk<'s> {
    /// The schema, and each subschema with an `id`, from which a reference may be resolved.
    resources: Vec<&'s Value>,
    patterns: Patterns<'s>,
    most: usize,
    left: usize,
}

impl<'s> Walk<'s> {
    fn step(&mut self, steps: usize) -> Result<(), Excess> {
        self.left = self.left.checked_sub(steps).ok_or(Excess::Steps(self.most))?;
        Ok(())
    }

    fn apply(&mut self, schema: &'s Value, value: &Value, depth: usize) -> Result<(), Excess> {
        self.step(1)?;
        let Value::Object(keywords) = schema else { return Ok(()) };
        if depth == MAX_RECURSION {
            return Err(Excess::Recursion);
        }
        // Draft 4 has no other keywords beside a reference.
        if let Some(Value::String(reference)) = keywords.get("$ref") {
            return self.targets(reference).into_iter().try_for_each(|target| self.apply(target, value, depth + 1));
        }
        for (keyword, subschema) in keywords {
            match (keyword.as_str(), subschema) {
                ("allOf" | "anyOf" | "oneOf", Value::Array(all)) => {
                    all.iter().try_for_each(|one| self.apply(one, value, depth + 1))?;
                }
                ("not", one) => self.apply(one, value, depth + 1)?,
                ("dependencies", Value::Object(all)) => {
                    all.values().try_for_each(|one| self.apply(one, value, depth + 1))?;
                }
                ("pattern", Value::String(pattern)) => {
                    value.as_str().into_iter().for_each(|text| self.patterns.count(pattern, text.len()));
                }
                _ => match value {
                    Value::Object(members) => self.members(keyword, subschema, members, depth)?,
                    Value::Array(items) => self.items(keyword, subschema, items, depth)?,
                    _ => {}
                },
            }
        }
        Ok(())
    }

    fn members(
        &mut self,
        keyword: &str,
        subschema: &'s Value,
        members: &Map<String, Value>,
        depth: usize,
    ) -> Result<(), Excess> {
        match (keyword, subschema) {
            ("properties", Value::Object(properties)) => {
                self.step(members.len())?;
                let known = members.iter().filter_map(|(name, value)| Some((properties.get(name)?, value)));
                known.into_iter().try_for_each(|(property, value)| self.apply(property, value, depth + 1))
            }
            ("patternProperties", Value::Object(patterns)) => patterns.iter().try_for_each(|(pattern, one)| {
                members.iter().try_for_each(|(key, value)| {
                    self.patterns.count(pattern, key.len());
                    self.apply(one, value, depth + 1)
                })
            }),
            ("additionalProperties", one) => members.values().try_for_each(|value| self.apply(one, value, depth + 1)),
            _ => Ok(()),
        }
    }

    fn items(&mut self, keyword: &str, subschema: &'s Value, items: &[Value], depth: usize) -> Result<(), Excess> {
        match (keyword, subschema) {
            ("items", Value::Array(tuple)) => {
                tuple.iter().zip(items).try_for_each(|(one, value)| self.apply(one, value, depth + 1))
            }
            ("items" | "additionalItems", one) => items.iter().try_for_each(|value| self.apply(one, value, depth + 1)),
            _ => Ok(()),
        }
    }

    /// The subschemas that a reference may mean.
    fn targets(&self, reference: &str) -> Vec<&'s Value> {
        let fragment = decode(reference.split_once('#').map_or("", |(_, fragment)| fragment));
        let is_pointer = fragment.is_empty() || fragment.starts_with('/');
        let target = |resource: &&'s Value| if is_pointer { resource.pointer(&fragment) } else { Some(*resource) };
        self.resources.iter().filter_map(target).collect()
    }
}
