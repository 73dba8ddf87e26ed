//! The state that the phases share: the index of the document, the types so far, the diagnostics.

use std::{
    cell::{Cell, OnceCell, RefCell},
    collections::{HashMap, HashSet},
    rc::Rc,
};

use crate::diagnostic::{Diagnostics, Problem, Suggestion};
use crate::lower::texts;
use crate::model::{SchemaLocation, Type, TypeDef, TypeId, TypeKind};
use crate::similar;
use crate::span::Span;
use crate::spec::{Document, Parameter, Response, Schema, Spanned};

/// How deep schemas may be nested. Real ones reach about twenty.
pub(super) const MAX_DEPTH: usize = 64;

/// How many schemas are read. A reference into a definition reads that part again at each place, so a short document can expand
/// to more schemas than fit in memory. Real documents need some ten thousand.
pub(super) const MOST_SCHEMAS: usize = 100_000;

/// How many properties are visited to read what is around or inside them. References multiply them too: each operation visits
/// those of the definitions that it refers to. Real documents need fewer than 4,000,000.
pub(super) const MOST_VISITS: usize = 20_000_000;

/// A copy of so many bytes counts like the visit of a property. References multiply texts, and so do lists for all operations.
const BYTES_OF_VISIT: usize = 8;

/// How many names are compared with misspelt ones. A short document may refer to many names that do not exist, and have many others.
const MOST_COMPARISONS: usize = 200_000;

/// The state of a run.
pub(super) struct Context<'a> {
    pub(super) document: &'a Document,
    /// The definitions in the document's order, then the anonymous types in the order of reading.
    pub(super) types: Vec<TypeDef>,
    /// The schemas of the definitions; [`TypeId`] is an index into it too.
    pub(super) schemas: Vec<&'a Schema>,
    /// How deep the current schema is nested.
    pub(super) depth: usize,
    /// How many schemas have been read.
    pub(super) read: usize,
    /// The properties that take a callback URL.
    pub(super) callbacks: HashSet<Span>,
    /// For each definition those whose `allOf` refers to it; computed on first use.
    pub(super) heirs: OnceCell<HashMap<TypeId, Vec<TypeId>>>,
    /// How many properties may still be visited; `None` once there were too many.
    visits: Cell<Option<usize>>,
    /// How many names may still be compared with a misspelt one.
    comparisons: usize,
    diagnostics: &'a mut Diagnostics,
    /// The problems that are reported once per definition.
    noted: HashSet<Problem>,
    definitions: HashMap<&'a str, TypeId>,
    parameters: HashMap<&'a str, &'a Parameter>,
    responses: HashMap<&'a str, &'a Response>,
    /// The schemas inside definitions that references lead to.
    inner: RefCell<HashMap<String, Option<&'a Schema>>>,
    /// The properties of objects, with those of their `allOf`.
    properties: RefCell<HashMap<*const Schema, Properties<'a>>>,
}

/// The properties of an object.
pub(super) type Properties<'a> = Rc<[(&'a Spanned<String>, &'a Schema)]>;

impl<'a> Context<'a> {
    /// Indexes the document and reserves a type for each definition. Properties may be visited `visits` times.
    pub(super) fn new(document: &'a Document, diagnostics: &'a mut Diagnostics, visits: usize) -> Self {
        let mut context = Self {
            document,
            types: Vec::new(),
            schemas: Vec::new(),
            depth: 0,
            read: 0,
            callbacks: HashSet::new(),
            heirs: OnceCell::new(),
            visits: Cell::new(Some(visits)),
            comparisons: MOST_COMPARISONS,
            diagnostics,
            noted: HashSet::new(),
            definitions: HashMap::new(),
            parameters: document.parameters.iter().map(|(name, it)| (name.value.as_str(), it)).collect(),
            responses: document.responses.iter().map(|(name, it)| (name.value.as_str(), it)).collect(),
            inner: RefCell::default(),
            properties: RefCell::default(),
        };
        for (name, schema) in &document.definitions {
            let id = context.reserve(schema, SchemaLocation::Definition { name: name.value.clone() });
            context.definitions.insert(&name.value, id);
            context.schemas.push(schema);
        }
        context
    }

    /// The schema inside a definition to which a pointer leads. It is found once: a search takes longer with more properties.
    pub(super) fn inner(&self, pointer: &str, find: impl FnOnce() -> Option<&'a Schema>) -> Option<&'a Schema> {
        if let Some(known) = self.inner.borrow().get(pointer) {
            return *known;
        }
        let found = find();
        self.inner.borrow_mut().insert(pointer.to_owned(), found);
        found
    }

    /// The properties of an object, which are merged once: many operations walk over the same objects.
    pub(super) fn properties(&self, schema: &'a Schema, merge: impl FnOnce() -> Properties<'a>) -> Properties<'a> {
        if let Some(known) = self.properties.borrow().get(&std::ptr::from_ref(schema)) {
            return Rc::clone(known);
        }
        let merged = merge();
        self.properties.borrow_mut().insert(schema, Rc::clone(&merged));
        merged
    }

    /// Notes that properties are visited. `false` if there were too many: nothing is read any more, and there is no crate.
    pub(super) fn visit(&self, properties: usize) -> bool {
        self.visits.set(self.visits.get().and_then(|left| left.checked_sub(properties)));
        !self.is_exhausted()
    }

    /// Notes that so many bytes of texts and values are copied, as [`visit`](Self::visit) does for properties.
    pub(super) fn copy(&self, bytes: usize) -> bool {
        self.visit(bytes / BYTES_OF_VISIT)
    }

    /// Whether too many properties have been visited.
    pub(super) fn is_exhausted(&self) -> bool {
        self.visits.get().is_none()
    }

    /// Adds a diagnostic.
    pub(super) fn report(&mut self, span: Span, problem: Problem) {
        self.diagnostics.push(span, problem);
    }

    /// What a reference to nothing may mean: the reference with the name of another object of its kind.
    pub(super) fn meant(&mut self, reference: &str) -> Suggestion {
        let Some((place, name)) = reference.rsplit_once('/') else { return Suggestion::Unlike };
        let document = self.document;
        let meant = match place {
            "#/definitions" => self.near(name, document.definitions.iter().map(|(name, _)| name.value.as_str())),
            "#/parameters" => self.near(name, document.parameters.iter().map(|(name, _)| name.value.as_str())),
            "#/responses" => self.near(name, document.responses.iter().map(|(name, _)| name.value.as_str())),
            _ => None,
        };
        meant.map_or(Suggestion::Unlike, |name| Suggestion::One { name: format!("{place}/{name}") })
    }

    /// The known name that a misspelt one may mean.
    pub(super) fn near<'n>(&mut self, name: &str, known: impl ExactSizeIterator<Item = &'n str>) -> Option<&'n str> {
        self.comparisons = self.comparisons.checked_sub(known.len())?;
        similar::misspelt(name, known)
    }

    /// Adds a diagnostic unless the definition has it already.
    pub(super) fn note(&mut self, span: Span, problem: Problem) {
        if self.noted.insert(problem.clone()) {
            self.report(span, problem);
        }
    }

    /// Adds a type whose kind is not known yet. It is an alias of itself until [`Context::fill`], so a type that stays unfilled
    /// counts as a cycle.
    pub(super) fn reserve(&mut self, schema: &Schema, location: SchemaLocation) -> TypeId {
        let id = self.reserve_at(schema.span, location);
        if let Some(def) = self.types.get_mut(id.0) {
            def.title = texts::title(schema);
            def.description = texts::text(&schema.description);
        }
        id
    }

    /// Like [`Context::reserve`], for a type without a schema.
    pub(super) fn reserve_at(&mut self, span: Span, location: SchemaLocation) -> TypeId {
        let id = TypeId(self.types.len());
        let kind = TypeKind::Alias(Type::Named(id));
        let def = TypeDef { location, aliases: Vec::new(), title: None, description: None, default: None, kind, span };
        self.types.push(def);
        id
    }

    /// Gives a reserved type its kind.
    pub(super) fn fill(&mut self, id: TypeId, kind: TypeKind) {
        if let Some(def) = self.types.get_mut(id.0) {
            def.kind = kind;
        }
    }

    /// The definition with this name.
    pub(super) fn definition_named(&self, name: &str) -> Option<TypeId> {
        self.definitions.get(name).copied()
    }

    /// The schema of a definition.
    pub(super) fn definition(&self, id: TypeId) -> Option<&'a Schema> {
        self.schemas.get(id.0).copied()
    }

    /// The document's parameter with this name.
    pub(super) fn parameter_named(&self, name: &str) -> Option<&'a Parameter> {
        self.parameters.get(name).copied()
    }

    /// The document's response with this name.
    pub(super) fn response_named(&self, name: &str) -> Option<&'a Response> {
        self.responses.get(name).copied()
    }
}
