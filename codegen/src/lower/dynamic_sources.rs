//! Dynamic sources: the lists of values, trees of values and schemas that other operations supply. Each distinct one occurs
//! once, with all its locations.

use std::collections::HashMap;

use crate::diagnostic::{DynamicReason, Problem};
use crate::lower::context::Context;
use crate::lower::defaults;
use crate::lower::dynamic;
use crate::lower::dynamic_calls::{Call, Calls};
use crate::lower::dynamic_extensions::{self, Declaration, Extensions};
use crate::lower::kinds::{self, Kind};
use crate::lower::operations::Lowered;
use crate::lower::parameter_path::{self, Lead};
use crate::model::{
    ArgumentValue, Branch, DynamicKind, DynamicLocation, DynamicPart, DynamicSource, Literal, OperationId, ParentTest,
    Role, Scalar, Tree, TreeEnd,
};
use crate::source::Node;

/// The sources of actions and triggers, in the order of their first locations.
pub(super) fn collect<'a>(context: &mut Context<'a>, lowered: &[Lowered<'a>]) -> Vec<DynamicSource> {
    let calls = Calls::new(lowered);
    let mut sources: Vec<DynamicSource> = Vec::new();
    let mut known: HashMap<DynamicSource, usize> = HashMap::new();
    for (at, own) in lowered.iter().enumerate().filter(|(_, own)| own.operation.role != Role::Internal) {
        for declaration in dynamic_extensions::of_operation(context, own) {
            let Some((source, callers)) = read(context, own, &calls, &declaration) else { continue };
            let index = *known.entry(source.clone()).or_insert_with(|| {
                sources.push(source);
                sources.len() - 1
            });
            if let Some(source) = sources.get_mut(index) {
                let Declaration { part, beside_values, .. } = declaration;
                source.locations.push(DynamicLocation { operation: OperationId(at), part, beside_values, callers });
            }
        }
    }
    sources
}

/// The source that a declaration describes, without locations, and the values that it takes from its own operation. `None`, with a
/// diagnostic, if it cannot be fetched.
fn read<'a>(
    context: &mut Context<'a>,
    own: &Lowered<'a>,
    calls: &Calls<'_, 'a>,
    declaration: &Declaration<'a>,
) -> Option<(DynamicSource, Vec<DynamicPart>)> {
    let mut first_failure = None;
    for node in declaration.extensions.nodes() {
        let mut callers = Vec::new();
        let source = match &declaration.extensions {
            Extensions::Values { ty, .. } => values(context, own, calls, node, *ty, &mut callers),
            Extensions::Tree(_) => tree(context, own, calls, node, &mut callers),
            Extensions::Schema(_) => schema(context, own, calls, node, &mut callers),
            Extensions::Control(_) => {
                if let Some(control) = dynamic::control(node) {
                    context.note(node.span, Problem::DesignerControl { control: control.to_owned() });
                }
                return None;
            }
        };
        match source {
            Ok(mut source) => {
                let callers = in_order_of_use(&mut source, &callers);
                return Some((source, callers));
            }
            Err(reason) => first_failure = first_failure.or(Some((node.span, reason))),
        }
    }
    let (span, reason) = first_failure?;
    let (target, operation) = (declaration.target(), own.operation.id.clone());
    context.report(span, Problem::DynamicSourceLeftOut { target, operation, reason });
    None
}

/// Numbers the caller's values in the order of their first use, and returns those that are used. An argument that was left out uses
/// none, and the order of keys in the definition says nothing.
fn in_order_of_use(source: &mut DynamicSource, callers: &[DynamicPart]) -> Vec<DynamicPart> {
    let mut order: Vec<usize> = Vec::new();
    for value in source.values_mut() {
        if let ArgumentValue::Caller(index) = value {
            let place = order.iter().position(|known| known == index).unwrap_or(order.len());
            if place == order.len() {
                order.push(*index);
            }
            *index = place;
        }
    }
    order.into_iter().filter_map(|index| callers.get(index).cloned()).collect()
}

fn values<'a>(
    context: &mut Context<'a>,
    own: &Lowered<'a>,
    calls: &Calls<'_, 'a>,
    node: &Node,
    ty: Scalar,
    callers: &mut Vec<DynamicPart>,
) -> Result<DynamicSource, DynamicReason> {
    let call = outside_tree(calls.read(context, own, node, callers)?)?;
    let source = source(call, node, DynamicKind::Values(ty));
    report_paths(context, calls, source.calls, [&source.collection, &source.value, &source.title], node);
    Ok(source)
}

fn source(call: Call, node: &Node, kind: DynamicKind) -> DynamicSource {
    let Call { operation, arguments, body } = call;
    let [collection, value, title] = paths(node);
    DynamicSource { locations: Vec::new(), calls: operation, arguments, body, collection, value, title, kind }
}

/// The keys from a response to the list, and from an item to its value and title; newer names before older ones.
fn paths(node: &Node) -> [Vec<String>; 3] {
    [("itemsPath", "value-collection"), ("itemValuePath", "value-path"), ("itemTitlePath", "value-title")].map(
        |(newer, older)| {
            let path = dynamic::text(node, newer).or_else(|| dynamic::text(node, older));
            path.map(dynamic::path).unwrap_or_default()
        },
    )
}

fn tree<'a>(
    context: &mut Context<'a>,
    own: &Lowered<'a>,
    calls: &Calls<'_, 'a>,
    node: &Node,
    callers: &mut Vec<DynamicPart>,
) -> Result<DynamicSource, DynamicReason> {
    let open = dynamic::member(node, "open").ok_or(DynamicReason::NotOpened)?;
    let call = outside_tree(calls.read(context, own, open, callers)?)?;
    let browse = match dynamic::member(node, "browse") {
        Some(browse) => {
            let Call { operation, arguments, body } = calls.read(context, own, browse, callers)?;
            let [collection, value, title] = paths(browse);
            report_paths(context, calls, operation, [&collection, &value, &title], browse);
            Some(Branch { calls: operation, arguments, body, collection, value, title, end: tree_end(browse) })
        }
        None => None,
    };
    let settings = dynamic::member(node, "settings");
    let selects = |key: &str| {
        let setting = settings.and_then(|settings| dynamic::member(settings, key));
        setting.is_none_or(|node| is_true(&defaults::literal(node)))
    };
    let tree = Tree {
        end: tree_end(open),
        browse,
        selects_parents: selects("canSelectParentNodes"),
        selects_leaves: selects("canSelectLeafNodes"),
    };
    let source = source(call, open, DynamicKind::Tree(Box::new(tree)));
    report_paths(context, calls, source.calls, [&source.collection, &source.value, &source.title], open);
    Ok(source)
}

/// A call that needs no selected item.
fn outside_tree(call: Call) -> Result<Call, DynamicReason> {
    let values = call.body.iter().flat_map(|body| &body.values).map(|argument| &argument.value);
    let mut values = call.arguments.iter().map(|argument| &argument.value).chain(values);
    match values.any(|value| matches!(value, ArgumentValue::Selected(_))) {
        true => Err(DynamicReason::NothingSelected),
        false => Ok(call),
    }
}

fn is_true(value: &Literal) -> bool {
    !matches!(value, Literal::Bool(false))
        && !matches!(value, Literal::Text(text) if text.eq_ignore_ascii_case("false"))
}

fn tree_end(node: &Node) -> TreeEnd {
    let full_title = dynamic::text(node, "itemFullTitlePath").map(dynamic::path).unwrap_or_default();
    let is_parent = match dynamic::member(node, "itemIsParent").map(defaults::literal) {
        Some(Literal::Bool(value)) => ParentTest::of_word(value),
        Some(Literal::Text(text)) => parent_test(&text),
        _ => ParentTest::Always,
    };
    TreeEnd { full_title, is_parent }
}

/// Reads `false` or `(path eq value)`. With any other text, such as `true`, every item may have others below it.
fn parent_test(text: &str) -> ParentTest {
    let text = text.trim().trim_start_matches('(').trim_end_matches(')').trim();
    if text.eq_ignore_ascii_case("false") {
        return ParentTest::Never;
    }
    match text.split_whitespace().collect::<Vec<_>>().as_slice() {
        [path, "eq", value] => {
            let value = value.trim_matches(['\'', '"']).to_owned();
            ParentTest::Equals(dynamic::path(path), value)
        }
        _ => ParentTest::Always,
    }
}

fn schema<'a>(
    context: &mut Context<'a>,
    own: &Lowered<'a>,
    calls: &Calls<'_, 'a>,
    node: &Node,
    callers: &mut Vec<DynamicPart>,
) -> Result<DynamicSource, DynamicReason> {
    let call = outside_tree(calls.read(context, own, node, callers)?)?;
    let [_, path, _] = paths(node);
    let Call { operation, arguments, body } = call;
    report_paths(context, calls, operation, [&path, &Vec::new(), &Vec::new()], node);
    let (value, title) = (Vec::new(), Vec::new());
    Ok(DynamicSource {
        locations: Vec::new(),
        calls: operation,
        arguments,
        body,
        collection: path,
        value,
        title,
        kind: DynamicKind::Schema,
    })
}

/// Reports paths that do not exist in the schema of the response. The service may return more than the definition declares,
/// so the source stays: without a list in the response there are no values.
fn report_paths<'a>(
    context: &mut Context<'a>,
    calls: &Calls<'_, 'a>,
    operation: OperationId,
    [collection, value, title]: [&Vec<String>; 3],
    node: &Node,
) {
    let Some(called) = calls.called(operation) else { return };
    let Some(response) = called.success_schema else { return };
    for path in [value, title] {
        let keys: Vec<&str> = collection.iter().chain(path).map(String::as_str).collect();
        let (list, rest) = keys.split_at(collection.len());
        // An item that is not an object is its own value.
        let is_itself = !rest.is_empty()
            && match parameter_path::follow_response(context, response, list) {
                Lead::Schema(list) => kinds::resolved(context, list) == Kind::Array,
                Lead::Free => true,
                Lead::Past | Lead::Nowhere => false,
            };
        let found = match parameter_path::follow_response(context, response, &keys) {
            Lead::Schema(_) | Lead::Free => true,
            Lead::Past => is_itself,
            Lead::Nowhere => false,
        };
        if !keys.is_empty() && !found {
            let operation = called.operation.id.clone();
            context.report(node.span, Problem::DynamicPathMissing { path: keys.join("/"), operation });
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn which_items_have_children_is_a_word_or_a_comparison() {
        let equals = |keys: &[&str], value: &str| {
            ParentTest::Equals(keys.iter().map(|key| (*key).to_owned()).collect(), value.to_owned())
        };
        for (text, expected) in [
            (" (TRUE) ", ParentTest::Always),
            ("false", ParentTest::Never),
            ("(IsFolder eq true)", equals(&["IsFolder"], "true")),
            ("a/b eq 'x'", equals(&["a", "b"], "x")),
            ("a ne 'x'", ParentTest::Always),
            ("a eq b eq c", ParentTest::Always),
        ] {
            assert_eq!(parent_test(text), expected, "{text}");
        }
    }
}
