//! The connector and its names, and what several printers ask about them.

use std::collections::{HashMap, HashSet};

use crate::model::{
    Connector, DynamicKind, DynamicPart, Operation, OperationId, Role, SchemaLocation, TriggerKind, Type, TypeDef,
    TypeId,
};
use crate::names::{Module, Names, OperationNames, TypeNames};

/// The connector and its names.
#[derive(Clone, Copy)]
pub(super) struct Input<'a> {
    pub(super) connector: &'a Connector,
    pub(super) names: &'a Names,
    index: &'a Index<'a>,
}

/// What printers look up for each operation or type. A search of the whole connector for each would take the square of its size.
pub(super) struct Index<'a> {
    /// By operationId; of several, the first.
    operations: HashMap<&'a str, OperationId>,
    definitions: HashSet<&'a str>,
    /// The operations that choices call, and whether with a body that is put together for the call.
    called: HashSet<(OperationId, bool)>,
    /// The parts of each operation that have choices, by their keys, joined.
    offered: HashMap<OperationId, HashMap<String, Vec<Offer<'a>>>>,
}

const BETWEEN_KEYS: &str = "/";

/// The index of a choice, and the part of an operation that it is for.
pub(super) type Offer<'a> = (usize, &'a DynamicPart);

impl<'a> Index<'a> {
    pub(super) fn of(connector: &'a Connector) -> Self {
        let ids = connector.operations.iter().enumerate().rev();
        let definitions = connector.types.iter().filter_map(|def| match &def.location {
            SchemaLocation::Definition { name } => Some(name.as_str()),
            _ => None,
        });
        let mut index = Self {
            operations: ids.map(|(index, operation)| (operation.id.as_str(), OperationId(index))).collect(),
            definitions: definitions.collect(),
            called: HashSet::new(),
            offered: HashMap::new(),
        };
        for (number, choice) in connector.dynamic_sources.iter().enumerate().filter(|(_, it)| !it.locations.is_empty())
        {
            index.called.insert((choice.calls, choice.body.is_some()));
            index.called.extend(choice.branch().map(|branch| (branch.calls, branch.body.is_some())));
            for location in &choice.locations {
                let of_operation = index.offered.entry(location.operation).or_default();
                let keys = location.part.keys().join(BETWEEN_KEYS);
                of_operation.entry(keys).or_default().push((number, &location.part));
            }
        }
        index
    }
}

impl<'a> Input<'a> {
    /// `names` and `index` must be made from the same connector.
    pub(super) fn new(connector: &'a Connector, names: &'a Names, index: &'a Index<'a>) -> Self {
        Self { connector, names, index }
    }

    /// Every operation with its names, in the definition's order.
    pub(super) fn operations(self) -> impl Iterator<Item = (OperationId, &'a Operation, &'a OperationNames)> {
        let parts = self.connector.operations.iter().zip(&self.names.operations);
        parts.enumerate().map(|(index, (operation, names))| (OperationId(index), operation, names))
    }

    /// The triggers, with the variant that each one has.
    pub(super) fn triggers(self) -> impl Iterator<Item = (&'a Operation, &'a crate::model::Trigger, &'a str)> {
        self.operations().filter_map(|(_, operation, names)| {
            Some((operation, operation.trigger.as_ref()?, names.variant.as_deref()?))
        })
    }

    /// Every type with its names.
    pub(super) fn types(self) -> impl Iterator<Item = (&'a TypeDef, &'a TypeNames)> {
        self.connector.types.iter().zip(&self.names.types)
    }

    pub(super) fn operation(self, id: OperationId) -> &'a Operation {
        &self.connector.operations[id.0]
    }

    pub(super) fn operation_names(self, id: OperationId) -> &'a OperationNames {
        &self.names.operations[id.0]
    }

    pub(super) fn type_def(self, id: TypeId) -> &'a TypeDef {
        &self.connector.types[id.0]
    }

    pub(super) fn type_names(self, id: TypeId) -> &'a TypeNames {
        &self.names.types[id.0]
    }

    /// The types that a request declares: its own, and that of its required values.
    pub(super) fn request_names(self, id: OperationId) -> impl Iterator<Item = &'a str> {
        let names = self.operation_names(id);
        std::iter::once(names.request.as_str()).chain(names.required.as_deref())
    }

    /// The types that the items of a type declare: its own, and that of its required values.
    pub(super) fn declared(self, id: TypeId) -> impl Iterator<Item = &'a str> {
        let names = self.type_names(id);
        std::iter::once(names.name.as_str()).chain(names.required.as_deref())
    }

    /// Whether there is anything to call.
    pub(super) fn has_operations(self) -> bool {
        !self.connector.operations.is_empty()
    }

    /// Whether `client.internal()` exists.
    pub(super) fn has_internal(self) -> bool {
        self.connector.operations.iter().any(|operation| operation.role == Role::Internal)
    }

    /// Whether `client.triggers()` exists.
    pub(super) fn has_triggers(self) -> bool {
        self.connector.operations.iter().any(|operation| operation.role == Role::Trigger)
    }

    /// Whether a trigger is a webhook, and whether one is polled.
    pub(super) fn trigger_kinds(self) -> (bool, bool) {
        let kinds = || self.connector.operations.iter().filter_map(|operation| Some(operation.trigger.as_ref()?.kind));
        (kinds().any(|kind| kind == TriggerKind::Webhook), kinds().any(|kind| kind != TriggerKind::Webhook))
    }

    /// What `client.triggers()` is for.
    pub(super) fn triggers_text(self) -> &'static str {
        match self.trigger_kinds() {
            (true, false) => "Triggers: webhooks to subscribe to.",
            (false, _) => "Triggers: items to poll for.",
            (true, true) => "Triggers: webhooks to subscribe to, and items to poll for.",
        }
    }

    /// Whether `client.choices()` exists.
    pub(super) fn has_choices(self) -> bool {
        self.connector.dynamic_sources.iter().any(|choice| !choice.locations.is_empty())
    }

    /// Whether a choice calls the operation: with its own body or none, or with one that is put together for it.
    pub(super) fn is_called_by_choice(self, id: OperationId, with_body: bool) -> bool {
        self.index.called.contains(&(id, with_body))
    }

    /// The choices for the parts of an operation with these keys, and perhaps others.
    pub(super) fn offered(self, id: OperationId, keys: &[&str]) -> &'a [Offer<'a>] {
        let parts = self.index.offered.get(&id);
        parts.and_then(|parts| parts.get(&keys.join(BETWEEN_KEYS))).map_or(&[], Vec::as_slice)
    }

    /// The operation with an operationId.
    pub(super) fn operation_called(self, id: &str) -> Option<OperationId> {
        self.index.operations.get(id).copied()
    }

    /// Whether there is a definition with this name.
    pub(super) fn has_definition(self, name: &str) -> bool {
        self.index.definitions.contains(name)
    }

    /// Whether a table reaches its rows with the operation.
    pub(super) fn is_called_by_table(self, id: OperationId) -> bool {
        self.connector.tables.as_ref().is_some_and(|tables| tables.all().any(|operation| operation == id))
    }

    /// Whether a choice fetches a schema.
    pub(super) fn has_schemas(self) -> bool {
        let mut choices = self.connector.dynamic_sources.iter();
        choices.any(|choice| choice.kind == DynamicKind::Schema && !choice.locations.is_empty())
    }

    /// Whether a type or an alias stands in the module.
    pub(super) fn has_types_in(self, module: Module) -> bool {
        self.names.types.iter().any(|names| {
            let is_former_there =
                module == Module::Shared && !(names.former.is_empty() && names.former_required.is_empty());
            names.module == module || is_former_there || names.aliases.iter().any(|alias| alias.module == module)
        })
    }

    /// The type behind aliases.
    pub(super) fn resolve<'t>(self, ty: &'t Type) -> &'t Type
    where
        'a: 't,
    {
        self.connector.resolve(ty)
    }
}
