//! Implied defaults: if every required value inside an object has a default, the object has one too.
//!
//! This runs after all types are known, since a property's type may be a later definition.

use std::collections::HashSet;

use crate::lower::context::MAX_DEPTH;
use crate::model::{
    self, Body, Content, Exposure, Field, Literal, Operation, Struct, Style, Type, TypeDef, TypeId, TypeKind,
    Visibility,
};
use crate::span::Span;

/// How many values a composed default may have. Objects with several properties of the same definition, at each level, would
/// otherwise grow exponentially.
const MOST_SENT: usize = 1_000;

/// How long a text is that counts like two values, in bytes.
const BYTES_OF_VALUE: usize = 64;

/// The needs of a struct.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    /// Whether any of it is visible to callers.
    visible: bool,
    /// Whether it contains a required value without a default.
    needs_value: bool,
    /// Whether it takes the callback URL from the caller, at any depth.
    callback: bool,
    /// Whether `subscribe` fills in its callback URL, at any depth.
    filled: bool,
    /// The object that is sent if the caller sets nothing.
    sent: Option<Literal>,
}

#[derive(Clone)]
enum State {
    New,
    /// In progress: a struct that contains itself implies no default.
    Open,
    Settled(Facts),
}

/// The facts of all structs; [`TypeId`] is an index into it.
pub(super) struct AllFacts(Vec<State>);

impl AllFacts {
    fn of(&self, types: &[TypeDef], ty: &Type) -> Option<&Facts> {
        match self.0.get(struct_of(types, ty)?.0)? {
            State::Settled(facts) => Some(facts),
            State::New | State::Open => None,
        }
    }
}

/// The properties that take a callback URL.
pub(super) struct Callbacks<'c> {
    /// Their places in the file.
    pub(super) all: &'c HashSet<Span>,
    /// The type and the index of those that `subscribe` fills in.
    pub(super) filled: HashSet<(TypeId, usize)>,
    /// Parameters that `subscribe` fills in and whose type is more than text: their places and their keys.
    pub(super) retyped: Vec<(Span, String)>,
}

/// Decides `exposure` and `sent` of the properties whose type is a struct.
pub(super) fn settle_types(types: &mut [TypeDef], callbacks: &Callbacks<'_>) -> AllFacts {
    let mut all = AllFacts(vec![State::New; types.len()]);
    for index in 0..types.len() {
        settle(types, callbacks, TypeId(index), &mut all, 0);
    }
    all
}

fn settle(types: &mut [TypeDef], callbacks: &Callbacks<'_>, id: TypeId, all: &mut AllFacts, depth: usize) {
    let is_new = matches!(all.0.get(id.0), Some(State::New));
    let Some(TypeKind::Struct(structure)) = types.get(id.0).map(|def| &def.kind) else { return };
    if !is_new || depth > MAX_DEPTH {
        return;
    }
    let inner: Vec<TypeId> = structure.fields.iter().filter_map(|field| struct_of(types, &field.ty)).collect();
    set(all, id, State::Open);
    for id in inner {
        settle(types, callbacks, id, all, depth + 1);
    }
    let Some(TypeKind::Struct(mut structure)) = types.get_mut(id.0).map(|def| std::mem::replace(&mut def.kind, EMPTY))
    else {
        return;
    };
    let facts = settle_fields(id, &mut structure, types, callbacks, all);
    if let Some(def) = types.get_mut(id.0) {
        def.kind = TypeKind::Struct(structure);
    }
    set(all, id, State::Settled(facts));
}

/// Placeholder for a type in progress.
const EMPTY: TypeKind = TypeKind::Alias(Type::Json);

fn set(all: &mut AllFacts, id: TypeId, state: State) {
    if let Some(slot) = all.0.get_mut(id.0) {
        *slot = state;
    }
}

fn settle_fields(
    id: TypeId,
    structure: &mut Struct,
    types: &[TypeDef],
    callbacks: &Callbacks<'_>,
    all: &AllFacts,
) -> Facts {
    let mut facts = Facts { visible: structure.extra.is_some(), ..Facts::default() };
    let mut sent = Vec::new();
    for (index, field) in structure.fields.iter_mut().enumerate() {
        if callbacks.filled.contains(&(id, index)) {
            (field.exposure, field.filled) = (Exposure::Never, true);
            facts.filled = true;
            continue;
        }
        facts.callback |= callbacks.all.contains(&field.span);
        if let Some(inner) = all.of(types, &field.ty) {
            facts.callback |= inner.callback;
            facts.filled |= inner.filled;
            if inner.callback || inner.filled && inner.needs_value {
                field.exposure = Exposure::Positional;
                field.sent = None;
            } else if inner.filled {
                field.filled = true;
                field.sent = field.sent.take().or_else(|| inner.sent.clone());
                field.exposure = match (inner.visible, field.visibility) {
                    (false, _) => Exposure::Never,
                    (true, Visibility::Internal) => Exposure::InternalSetter,
                    (true, _) => Exposure::Setter,
                };
            } else if is_implied(field, inner) {
                field.sent.clone_from(&inner.sent);
                field.exposure = Exposure::Never;
            }
        }
        facts.visible |= field.exposure != Exposure::Never;
        facts.needs_value |= field.exposure == Exposure::Positional;
        sent.extend(field.sent.clone().map(|value| (field.key.clone(), value)));
    }
    let sent = Literal::Object(sent);
    facts.sent = (2..=MOST_SENT).contains(&size(&sent)).then_some(sent);
    facts
}

/// How much memory a constant takes, in bytes, about.
pub(super) fn bytes(literal: &Literal) -> usize {
    BYTES_OF_VALUE * size(literal)
}

/// The number of values in a constant, itself included. A long text counts like several.
fn size(literal: &Literal) -> usize {
    match literal {
        Literal::Object(members) => 1 + members.iter().map(|(_, value)| size(value)).sum::<usize>(),
        Literal::List(items) => 1 + items.iter().map(size).sum::<usize>(),
        Literal::Text(text) | Literal::Number(text) => 1 + text.len() / BYTES_OF_VALUE,
        Literal::Null | Literal::Bool(_) => 1,
    }
}

/// Whether a property without a default implies one: callers see neither it nor its content, and its content needs no value.
fn is_implied(field: &Field, inner: &Facts) -> bool {
    let unseen = field.visibility == Visibility::Internal || !inner.visible;
    field.default.is_none() && !field.read_only && unseen && !inner.needs_value && inner.sent.is_some()
}

/// Decides the exposure of form fields whose values are objects, by the rule for properties.
pub(super) fn settle_form(operation: &mut Operation, types: &[TypeDef], all: &AllFacts) {
    for parameter in operation.parameters.iter_mut().filter(|parameter| parameter.style == Style::Json) {
        let Some(inner) = all.of(types, &parameter.ty) else { continue };
        let unseen = parameter.visibility == Visibility::Internal || !inner.visible;
        if inner.callback {
            parameter.exposure = Exposure::Positional;
            (parameter.default, parameter.send_default) = (None, false);
        } else if parameter.default.is_none()
            && !parameter.read_only
            && unseen
            && !inner.needs_value
            && inner.sent.is_some()
        {
            parameter.exposure = Exposure::Never;
            parameter.default.clone_from(&inner.sent);
            parameter.send_default = true;
        }
    }
}

/// Decides the exposure of the body and its default. Returns the place of a stated default that is left out because it lacks a
/// required value.
pub(super) fn settle_body(operation: &mut Operation, types: &[TypeDef], all: &AllFacts) -> Option<Span> {
    let body = operation.body.as_mut()?;
    let stated = body.default.is_some();
    settle_exposure(body, types, all);
    (stated && body.default.is_none()).then_some(body.span)
}

fn settle_exposure(body: &mut Body, types: &[TypeDef], all: &AllFacts) {
    let stated = body.exposure;
    let facts = match &body.content {
        Content::Json(ty) => all.of(types, ty).cloned(),
        Content::Text | Content::Bytes => None,
    };
    let Some(facts) = facts else {
        if body.required && body.default.is_none() && stated == Exposure::Setter {
            body.exposure = Exposure::Positional;
        }
        return;
    };
    if facts.callback {
        body.exposure = Exposure::Positional;
        body.default = None;
        return;
    }
    let suffices =
        body.default.as_ref().is_some_and(|default| !facts.needs_value || has_required(default, &body.content, types));
    body.exposure = if stated == Exposure::Never {
        Exposure::Never
    } else if suffices {
        if facts.visible { stated } else { Exposure::Never }
    } else if facts.needs_value {
        body.default = None;
        Exposure::Positional
    } else if !facts.visible && (facts.filled || facts.sent.is_some()) {
        Exposure::Never
    } else if body.required && stated == Exposure::Setter && !facts.filled {
        Exposure::Positional
    } else {
        stated
    };
    if body.exposure != Exposure::Positional && body.default.is_none() {
        body.default = facts.sent;
    }
}

/// Whether a stated default has every required value without a default.
fn has_required(default: &Literal, content: &Content, types: &[TypeDef]) -> bool {
    let (Literal::Object(members), Content::Json(ty)) = (default, content) else { return false };
    let Some(TypeKind::Struct(structure)) = struct_of(types, ty).and_then(|id| types.get(id.0)).map(|def| &def.kind)
    else {
        return false;
    };
    let mut required = structure.fields.iter().filter(|field| field.exposure == Exposure::Positional);
    required.all(|field| members.iter().any(|(key, _)| *key == field.key))
}

/// The struct that the values of a type are.
pub(super) fn struct_of(types: &[TypeDef], ty: &Type) -> Option<TypeId> {
    let ty = model::resolve_value(types, ty);
    match (ty, model::kind(types, ty)) {
        (Type::Named(id), Some(TypeKind::Struct(_))) => Some(*id),
        _ => None,
    }
}
