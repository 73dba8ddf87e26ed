//! Where an operation declares dynamic values, trees and schemas: on its parameters and inside its body, response and
//! notification.

use crate::diagnostic::{DynamicTarget, Problem};
use crate::lower::all_of;
use crate::lower::context::{Context, MAX_DEPTH};
use crate::lower::dynamic;
use crate::lower::json_pointer;
use crate::lower::kinds::{self, Kind};
use crate::lower::operations::Lowered;
use crate::lower::parameter_location::is_body;
use crate::model::{DynamicPart, Scalar};
use crate::source::Node;
use crate::spec::{Dynamic, Schema};

/// How many properties of one body are looked at. Real bodies have a few thousand at most; definitions that refer to one
/// another in many ways can have any number.
const MAX_PROPERTIES: usize = 20_000;

/// Dynamic extensions of one kind at one value of an operation.
pub(super) struct Declaration<'a> {
    /// The value.
    pub(super) part: DynamicPart,
    /// Whether the value has a list of values too.
    pub(super) beside_values: bool,
    pub(super) extensions: Extensions<'a>,
}

/// The extensions. Where an older and a newer one declare the same, the newer one is first.
pub(super) enum Extensions<'a> {
    Values {
        nodes: Vec<&'a Node>,
        ty: Scalar,
    },
    Tree(&'a Node),
    Schema(Vec<&'a Node>),
    /// Only a control of the designer supplies choices.
    Control(&'a Node),
}

impl<'a> Extensions<'a> {
    /// Their JSON.
    pub(super) fn nodes(&self) -> &[&'a Node] {
        match self {
            Self::Values { nodes, .. } | Self::Schema(nodes) => nodes,
            Self::Tree(node) | Self::Control(node) => std::slice::from_ref(node),
        }
    }
}

impl<'a> Declaration<'a> {
    /// The declarations at one value; `ty` is the type that the value takes.
    fn at(part: &DynamicPart, dynamics: [&'a Dynamic; 2], ty: Scalar) -> Vec<Self> {
        let all = |pick: fn(&Dynamic) -> Option<&Node>| dynamics.into_iter().filter_map(pick);
        let mut nodes: Vec<&Node> = all(|it| it.list.as_ref()).chain(all(|it| it.values.as_ref())).collect();
        let tree = all(|it| it.tree.as_ref()).next();
        // Older designers need a control beside a tree.
        let control = nodes.iter().copied().find(|node| dynamic::control(node).is_some());
        nodes.retain(|node| dynamic::control(node).is_none());
        let control = control.filter(|_| nodes.is_empty() && tree.is_none()).map(Extensions::Control);
        let schemas: Vec<&Node> = all(|it| it.properties.as_ref()).chain(all(|it| it.schema.as_ref())).collect();
        let beside_values = !nodes.is_empty();
        let values = beside_values.then_some(Extensions::Values { nodes, ty });
        let schemas = (!schemas.is_empty()).then_some(Extensions::Schema(schemas));
        let extensions = tree.map(Extensions::Tree).into_iter().chain(values).chain(schemas).chain(control);
        extensions.map(|extensions| Self { part: part.clone(), beside_values, extensions }).collect()
    }

    /// The value, for messages.
    pub(super) fn target(&self) -> DynamicTarget {
        let key = |path: &[String]| path.join("/");
        match &self.part {
            DynamicPart::Parameter(key) => DynamicTarget::Value { key: key.clone() },
            DynamicPart::Body { path, .. } if path.is_empty() => DynamicTarget::Body,
            DynamicPart::Body { path, .. } => DynamicTarget::Value { key: key(path) },
            DynamicPart::Response(path) if path.is_empty() => DynamicTarget::Response,
            DynamicPart::Response(path) => DynamicTarget::ResponseProperty { key: key(path) },
            DynamicPart::Notification(path) if path.is_empty() => DynamicTarget::Notification,
            DynamicPart::Notification(path) => DynamicTarget::NotificationProperty { key: key(path) },
        }
    }
}

/// The declarations of an operation, in the order of its parts.
pub(super) fn of_operation<'a>(context: &mut Context<'a>, own: &Lowered<'a>) -> Vec<Declaration<'a>> {
    let mut declarations = Vec::new();
    for parameter in &own.parameters {
        let key = parameter.name.as_ref().map(|name| name.value.clone()).unwrap_or_default();
        let ty = item_scalar(context, &parameter.schema);
        let part = DynamicPart::Parameter(key.clone());
        if is_body(parameter) {
            declarations.extend(Declaration::at(&part, [&parameter.dynamic, NOTHING], ty));
            let in_body = |path| DynamicPart::Body { parameter: key.clone(), path };
            let mut walk = Walk::new(&in_body);
            walk.whole(context, &parameter.schema);
            if walk.left == 0 {
                let operation = own.operation.id.clone();
                context.report(parameter.span, Problem::BodyTooLarge { operation });
            }
            declarations.append(&mut walk.declarations);
        } else if own.operation.parameters.iter().any(|parameter| parameter.key == key) {
            let dynamics = [&parameter.dynamic, &parameter.schema.dynamic];
            declarations.extend(Declaration::at(&part, dynamics, ty));
        }
    }
    let parts: [(_, &dyn Fn(_) -> _); 2] =
        [(own.success_schema, &DynamicPart::Response), (own.notification, &DynamicPart::Notification)];
    for (schema, part) in parts {
        let Some(schema) = schema else { continue };
        let mut walk = Walk::new(part);
        walk.whole(context, schema);
        // The caller sets no value here.
        walk.declarations.retain(|declaration| matches!(declaration.extensions, Extensions::Schema(_)));
        declarations.append(&mut walk.declarations);
    }
    declarations
}

/// A value without extensions.
const NOTHING: &Dynamic = &Dynamic { values: None, list: None, schema: None, properties: None, tree: None };

/// The type of a value, or of the items of its lists.
fn item_scalar<'a>(context: &Context<'a>, schema: &'a Schema) -> Scalar {
    let mut target = json_pointer::resolve(context, schema);
    for _ in 0..MAX_DEPTH {
        match (kinds::kind(target), target.items.as_deref()) {
            (Kind::Array, Some(items)) => target = json_pointer::resolve(context, items),
            _ => break,
        }
    }
    match kinds::scalar(context, target) {
        // A value without a type is sent as text.
        Scalar::Json => Scalar::Text,
        scalar => scalar,
    }
}

/// A walk over the properties of a body, a response or a notification.
struct Walk<'a, 'w> {
    declarations: Vec<Declaration<'a>>,
    /// Makes the part from a path.
    part: &'w dyn Fn(Vec<String>) -> DynamicPart,
    /// The keys to the value that the walk stands at.
    path: Vec<&'a str>,
    /// The schemas that the walk stands in.
    open: Vec<*const Schema>,
    left: usize,
}

impl<'a, 'w> Walk<'a, 'w> {
    fn new(part: &'w dyn Fn(Vec<String>) -> DynamicPart) -> Self {
        Self { declarations: Vec::new(), part, path: Vec::new(), open: Vec::new(), left: MAX_PROPERTIES }
    }

    fn whole(&mut self, context: &Context<'a>, schema: &'a Schema) {
        self.declared(context, schema);
        self.inside(context, schema);
    }

    fn inside(&mut self, context: &Context<'a>, schema: &'a Schema) {
        let target = json_pointer::resolve(context, schema);
        if self.open.len() > MAX_DEPTH || self.open.contains(&std::ptr::from_ref(target)) {
            return;
        }
        self.open.push(target);
        match (kinds::kind(target), target.items.as_deref()) {
            (Kind::Array, Some(items)) => self.property(context, items),
            (Kind::Object, _) => {
                let merge = || all_of::flatten(context, target).properties.into();
                for (name, property) in context.properties(target, merge).iter() {
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
        if self.left == 0 || !context.visit(1) {
            return;
        }
        self.left -= 1;
        self.declared(context, property);
        self.inside(context, property);
    }

    /// Adds what a schema declares itself, and the dynamic schema of its reference's target. Values and trees of the target are
    /// not those of the value that refers to it.
    fn declared(&mut self, context: &Context<'a>, schema: &'a Schema) {
        let target = json_pointer::resolve(context, schema);
        let inner = if std::ptr::eq(target, schema) { NOTHING } else { &target.dynamic };
        if schema.dynamic.is_empty() && inner.is_empty() {
            return;
        }
        let ty = item_scalar(context, schema);
        let path = self.path.iter().map(|key| (*key).to_owned()).collect();
        let mut declarations = Declaration::at(&(self.part)(path), [&schema.dynamic, inner], ty);
        declarations.retain(|declaration| match &declaration.extensions {
            Extensions::Schema(_) => true,
            Extensions::Control(node) => is_of(&schema.dynamic, node),
            Extensions::Values { nodes, .. } => nodes.iter().any(|node| is_of(&schema.dynamic, node)),
            Extensions::Tree(node) => is_of(&schema.dynamic, node),
        });
        self.declarations.append(&mut declarations);
    }
}

fn is_of(dynamic: &Dynamic, node: &Node) -> bool {
    [&dynamic.list, &dynamic.values, &dynamic.tree].into_iter().flatten().any(|own| std::ptr::eq(own, node))
}
