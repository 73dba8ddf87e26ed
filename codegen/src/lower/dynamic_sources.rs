//! Choices: what other operations kind for a value (a list of values, a tree of them, its schema), each distinct one once,
//! with all its places.

use std::collections::HashMap;

use crate::diagnostic::{DynamicReason, DynamicTarget, Problem};
use crate::lower::all_of;
use crate::lower::context::{Context, MAX_DEPTH};
use crate::lower::defaults;
use crate::lower::dynamic;
use crate::lower::json_pointer;
use crate::lower::kinds::{self, Kind};
use crate::lower::lookups::{self, Lookup, Lookups};
use crate::lower::operations::Lowered;
use crate::lower::parameter_path::{self, Lead};
use crate::model::{
    ArgumentValue, Branch, DynamicKind, DynamicSource, Literal, OperationId, ParentTest, Role, Scalar, Tree, TreeEnd,
};
use crate::source::Node;
use crate::spec::{self, Dynamic, Schema};

/// How many properties of one body are looked at. Real bodies hold a few thousand at most; definitions that refer to one
/// another in many ways can hold any number.
const MAX_PROPERTIES: usize = 20_000;

/// The sources of actions and triggers, in the order in which their first places stand.
pub(super) fn collect<'a>(context: &mut Context<'a>, lowered: &[Lowered<'a>]) -> Vec<DynamicSource> {
    let lookups = Lookups::new(lowered);
    let mut sources: Vec<DynamicSource> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    for (at, own) in lowered.iter().enumerate().filter(|(_, own)| own.operation.role != Role::Internal) {
        for site in sites(context, own) {
            let Some(source) = site.read(context, own, &lookups) else { continue };
            // The debug form of a choice without places tells sources apart and needs no further trait of literals.
            let index = *known.entry(format!("{source:?}")).or_insert(sources.len());
            if index == sources.len() {
                sources.push(source);
            }
            if let Some(source) = sources.get_mut(index) {
                source.places.push((OperationId(at), site.key));
            }
        }
    }
    sources
}

/// A place for which another operation supplies something.
struct Site<'a> {
    /// Key of the parameter, or keys of the property inside the body, `/` between them; what a schema is of has `schema`
    /// after its keys.
    key: String,
    offers: Offers<'a>,
}

/// What a place says of it. Where two extensions say the same in an older and a newer form, the newer stands first.
enum Offers<'a> {
    Values { nodes: Vec<&'a Node>, ty: Scalar },
    Tree(&'a Node),
    Schema(Vec<&'a Node>),
}

impl<'a> Site<'a> {
    /// What `dynamic` offers at a place; `ty` is the sort of value that the place takes.
    fn of(key: &str, schema_key: &str, dynamics: [&'a Dynamic; 2], ty: Scalar) -> Vec<Self> {
        let all = |pick: fn(&Dynamic) -> Option<&Node>| dynamics.into_iter().filter_map(pick);
        let mut nodes: Vec<&Node> = all(|it| it.list.as_ref()).chain(all(|it| it.values.as_ref())).collect();
        let tree = all(|it| it.tree.as_ref()).next();
        // A picker of files stands for its tree in older designers: it names no operation.
        if tree.is_some() {
            nodes.retain(|node| dynamic::member(node, "capability").is_none());
        }
        let schemas: Vec<&Node> = all(|it| it.properties.as_ref()).chain(all(|it| it.schema.as_ref())).collect();
        let mut sites = Vec::new();
        if let Some(tree) = tree {
            let key = if nodes.is_empty() { key.to_owned() } else { format!("{key}/tree") };
            sites.push(Self { key, offers: Offers::Tree(tree) });
        }
        if !nodes.is_empty() {
            sites.push(Self { key: key.to_owned(), offers: Offers::Values { nodes, ty } });
        }
        if !schemas.is_empty() {
            sites.push(Self { key: format!("{schema_key}/schema"), offers: Offers::Schema(schemas) });
        }
        sites
    }

    /// The choice; `None` where it is left out, which is told.
    fn read(&self, context: &mut Context<'a>, own: &Lowered<'a>, lookups: &Lookups<'_, 'a>) -> Option<DynamicSource> {
        let one;
        let nodes = match &self.offers {
            Offers::Values { nodes, .. } | Offers::Schema(nodes) => nodes.as_slice(),
            Offers::Tree(node) => {
                one = [*node];
                &one
            }
        };
        let mut refused = None;
        for node in nodes {
            let source = match &self.offers {
                Offers::Values { ty, .. } => values(context, own, lookups, node, *ty),
                Offers::Tree(_) => tree(context, own, lookups, node),
                Offers::Schema(_) => schema(context, own, lookups, node),
            };
            match source {
                Ok(source) => return Some(source),
                Err(reason) => refused = refused.or(Some((node.span, reason))),
            }
        }
        let (span, reason) = refused?;
        let (target, operation) = (DynamicTarget::Value { key: self.key.clone() }, own.operation.id.clone());
        context.report(span, Problem::DynamicSourceLeftOut { target, operation, reason });
        None
    }
}

fn values<'a>(
    context: &mut Context<'a>,
    own: &Lowered<'a>,
    lookups: &Lookups<'_, 'a>,
    node: &Node,
    ty: Scalar,
) -> Result<DynamicSource, DynamicReason> {
    let lookup = outside_tree(lookups.read(context, own, node)?)?;
    let source = source(lookup, node, DynamicKind::Values(ty));
    report_paths(context, lookups, source.calls, [&source.collection, &source.value, &source.title], node);
    Ok(source)
}

fn source(lookup: Lookup, node: &Node, kind: DynamicKind) -> DynamicSource {
    let Lookup { calls, arguments, body } = lookup;
    let [collection, value, title] = paths(node);
    DynamicSource { places: Vec::new(), calls, arguments, body, collection, value, title, kind }
}

/// The keys from an answer to the list, and from an item to its value and title; newer names before older ones.
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
    lookups: &Lookups<'_, 'a>,
    node: &Node,
) -> Result<DynamicSource, DynamicReason> {
    let open = dynamic::member(node, "open").ok_or(DynamicReason::NotOpened)?;
    let lookup = outside_tree(lookups.read(context, own, open)?)?;
    let browse = match dynamic::member(node, "browse") {
        Some(browse) => {
            let Lookup { calls, arguments, body } = lookups.read(context, own, browse)?;
            let [collection, value, title] = paths(browse);
            report_paths(context, lookups, calls, [&collection, &value, &title], browse);
            Some(Branch { calls, arguments, body, collection, value, title, end: tree_end(browse) })
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
    let source = source(lookup, open, DynamicKind::Tree(Box::new(tree)));
    report_paths(context, lookups, source.calls, [&source.collection, &source.value, &source.title], open);
    Ok(source)
}

/// A call for which nothing is selected yet.
fn outside_tree(lookup: Lookup) -> Result<Lookup, DynamicReason> {
    let values = lookup.body.iter().flat_map(|body| &body.values).map(|argument| &argument.value);
    let mut values = lookup.arguments.iter().map(|argument| &argument.value).chain(values);
    match values.any(|value| matches!(value, ArgumentValue::Selected(_))) {
        true => Err(DynamicReason::NothingSelected),
        false => Ok(lookup),
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

/// `true`, `false`, or `(path eq value)`. What else it may say, every item may have others below it.
fn parent_test(text: &str) -> ParentTest {
    let text = text.trim().trim_start_matches('(').trim_end_matches(')').trim();
    match text.to_ascii_lowercase().as_str() {
        "true" => return ParentTest::Always,
        "false" => return ParentTest::Never,
        _ => {}
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
    lookups: &Lookups<'_, 'a>,
    node: &Node,
) -> Result<DynamicSource, DynamicReason> {
    let lookup = outside_tree(lookups.read(context, own, node)?)?;
    let [_, path, _] = paths(node);
    let Lookup { calls, arguments, body } = lookup;
    report_paths(context, lookups, calls, [&path, &Vec::new(), &Vec::new()], node);
    let (value, title) = (Vec::new(), Vec::new());
    Ok(DynamicSource {
        places: Vec::new(),
        calls,
        arguments,
        body,
        collection: path,
        value,
        title,
        kind: DynamicKind::Schema,
    })
}

/// The places of an operation for which others kind something.
fn sites<'a>(context: &mut Context<'a>, own: &Lowered<'a>) -> Vec<Site<'a>> {
    let mut sites = Vec::new();
    for parameter in &own.parameters {
        let key = parameter.name.as_ref().map(|name| name.value.clone()).unwrap_or_default();
        let dynamics = [&parameter.dynamic, &parameter.schema.dynamic];
        let ty = item_scalar(context, &parameter.schema);
        if is_body(parameter) {
            sites.extend(Site::of(&key, &key, [&parameter.dynamic, NOTHING], ty));
            let mut walk = Walk::new(Vec::new(), &key);
            walk.whole(context, &parameter.schema);
            if walk.left == 0 {
                let operation = own.operation.id.clone();
                context.report(parameter.span, Problem::BodyTooLarge { operation });
            }
            sites.append(&mut walk.sites);
        } else if own.operation.parameters.iter().any(|parameter| parameter.key == key) {
            sites.extend(Site::of(&key, &key, dynamics, ty));
        }
    }
    // An answer and a notification offer no choice; what they look like may be told by another operation.
    for (schema, name) in [(own.success_schema, "answer"), (own.notification, "notification")] {
        let Some(schema) = schema else { continue };
        let mut walk = Walk::new(vec![name], name);
        walk.whole(context, schema);
        walk.sites.retain(|site| matches!(site.offers, Offers::Schema(_)));
        sites.append(&mut walk.sites);
    }
    sites
}

/// What a place without extensions says.
const NOTHING: &Dynamic = &Dynamic { values: None, list: None, schema: None, properties: None, tree: None };

/// The sort of value that a place takes, or of which it takes several.
fn item_scalar<'a>(context: &Context<'a>, schema: &'a Schema) -> Scalar {
    let mut target = json_pointer::resolve(context, schema);
    for _ in 0..MAX_DEPTH {
        match (kinds::kind(target), target.items.as_deref()) {
            (Kind::Array, Some(items)) => target = json_pointer::resolve(context, items),
            _ => break,
        }
    }
    match lookups::scalar(context, target) {
        // What has no type is sent as the text that it is.
        Scalar::Json => Scalar::Text,
        scalar => scalar,
    }
}

pub(super) fn is_body(parameter: &spec::Parameter) -> bool {
    parameter.location.as_ref().is_some_and(|place| place.value == "body")
}

/// A walk over the properties of a body or an answer.
struct Walk<'a, 'n> {
    sites: Vec<Site<'a>>,
    path: Vec<&'n str>,
    /// What the whole is called.
    name: &'n str,
    /// The schemas that the walk stands in.
    open: Vec<*const Schema>,
    left: usize,
}

impl<'a: 'n, 'n> Walk<'a, 'n> {
    fn new(path: Vec<&'n str>, name: &'n str) -> Self {
        Self { sites: Vec::new(), path, name, open: Vec::new(), left: MAX_PROPERTIES }
    }

    /// The schema of a whole body or answer.
    fn whole(&mut self, context: &Context<'a>, schema: &'a Schema) {
        let ty = item_scalar(context, schema);
        self.offers(context, schema, ty);
        self.schema(context, schema);
    }

    fn schema(&mut self, context: &Context<'a>, schema: &'a Schema) {
        let target = json_pointer::resolve(context, schema);
        if dynamic::is_free(target) || self.open.len() > MAX_DEPTH || self.open.contains(&std::ptr::from_ref(target)) {
            return;
        }
        self.open.push(target);
        match (kinds::kind(target), target.items.as_deref()) {
            (Kind::Array, Some(items)) => {
                self.property(context, items);
            }
            (Kind::Object, _) => {
                for (name, property) in all_of::flatten(context, target).properties {
                    self.path.push(&name.value);
                    self.property(context, property);
                    self.path.pop();
                }
            }
            _ => {}
        }
        self.open.pop();
    }

    fn property(&mut self, context: &Context<'a>, property: &'a Schema) {
        if self.left == 0 {
            return;
        }
        self.left -= 1;
        let ty = item_scalar(context, property);
        self.offers(context, property, ty);
        self.schema(context, property);
    }

    /// What a schema says itself, and where it refers to a dynamic one, what that says.
    fn offers(&mut self, context: &Context<'a>, schema: &'a Schema, ty: Scalar) {
        let target = json_pointer::resolve(context, schema);
        let key = self.path.join("/");
        let schema_key = if key.is_empty() { self.name } else { key.as_str() };
        let inner = if std::ptr::eq(target, schema) { NOTHING } else { &target.dynamic };
        let mut sites = Site::of(&key, schema_key, [&schema.dynamic, inner], ty);
        // A definition's own choices are not those of the places that use it.
        sites.retain(|site| match &site.offers {
            Offers::Schema(_) => true,
            Offers::Values { nodes, .. } => nodes.iter().any(|node| is_of(&schema.dynamic, node)),
            Offers::Tree(node) => is_of(&schema.dynamic, node),
        });
        self.sites.append(&mut sites);
    }
}

fn is_of(dynamic: &Dynamic, node: &Node) -> bool {
    [&dynamic.list, &dynamic.values, &dynamic.tree].into_iter().flatten().any(|own| std::ptr::eq(own, node))
}

/// Says where paths lead nowhere in the answer's schema. The service may answer more than it declares, so the choice stays:
/// where the answer has no list, there are no choices.
fn report_paths(
    context: &mut Context<'_>,
    lookups: &Lookups<'_, '_>,
    calls: OperationId,
    [collection, value, title]: [&Vec<String>; 3],
    node: &Node,
) {
    let Some(called) = lookups.called(calls) else { return };
    let Some(answer) = called.success_schema else { return };
    for path in [value, title] {
        let keys: Vec<&str> = collection.iter().chain(path).map(String::as_str).collect();
        let (list, rest) = keys.split_at(collection.len());
        // An item that is no object is its own value.
        let is_itself = !rest.is_empty()
            && match parameter_path::follow_answer(context, answer, list) {
                Lead::Schema(list) => kinds::resolved(context, list) == Kind::Array,
                Lead::Free => true,
                Lead::Past | Lead::Nowhere => false,
            };
        let found = match parameter_path::follow_answer(context, answer, &keys) {
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
