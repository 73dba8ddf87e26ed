//! The names of types, by module, and of their fields and variants.
//!
//! A type's name comes from its location: a definition's from its own name, an inline type's from the name of the item that holds it
//! and the wire keys between them.

use std::collections::{HashMap, HashSet};

use super::address::{escape, module, module_scope, type_key, type_scope, unescape};
use super::calls::{Argument, Call};
use super::identifier::{Style, camel, raw, stem};
use super::meaning::Meaning;
use super::operations::{MOST_POSITIONAL, is_many, required_claim, required_key};
use super::reserved;
use super::scope::{Alternative, Book, Claim, Forms, Scope, Settled};
use super::signature::Form;
use super::table::{AliasNames, FieldNames, Module, TypeNames};
use super::words::Spelling;
use crate::diagnostic::{Problem, Quoted};
use crate::model::{Connector, EnumBase, Exposure, SchemaLocation, Struct, TablePart, Type, TypeDef, TypeKind};
use crate::span::Span;

/// Names every type; `operations` are the plain identifiers of the operations.
pub(super) fn assign(connector: &Connector, operations: &[String], book: &mut Book<'_>) -> Vec<TypeNames> {
    let ids = connector.operations.iter().map(|operation| operation.id.as_str());
    let operations = ids.zip(operations.iter().map(|operation| camel(operation))).collect();
    let tables = connector.tables.iter().flat_map(|tables| &tables.tables);
    let mut modules = Modules {
        operations,
        tables: tables.map(|table| (table.stem.as_str(), table.name.as_str())).collect(),
        definitions: HashMap::new(),
        names: HashMap::new(),
        former: HashMap::new(),
    };
    for module in Module::ALL {
        modules.settle(module, connector, book);
    }
    let mut references = modules.references(connector, book);
    let names = (0..connector.types.len()).map(|index| {
        let references = references.remove(&index).unwrap_or_default();
        modules.names_of(connector, index, references, book)
    });
    names.collect()
}

/// The scopes of definitions that refer to a type.
#[derive(Default)]
struct References {
    /// Their own ones, from when they were types of their own.
    own: Vec<String>,
    /// Those of other types that they referred to, and of their earlier spellings.
    read: Vec<String>,
}

impl References {
    fn all(&self) -> impl Iterator<Item = &String> {
        self.own.iter().chain(&self.read)
    }
}

/// How the members of a type are written; `None` if it has none.
fn style_of_members(kind: &TypeKind) -> Option<Style> {
    match kind {
        TypeKind::Struct(_) => Some(Style::Snake),
        TypeKind::Enum(_) => Some(Style::Camel),
        TypeKind::Alias(_) | TypeKind::Responses(_) => None,
    }
}

/// The key of what a definition refers to: of a type with fields, and of one with variants.
fn referred(key: &str, style: Style) -> String {
    match style {
        Style::Snake => key.to_owned(),
        Style::Camel => format!("{key}#values"),
    }
}

/// Identifies a name of a type: its own, that of an alias, or that of a struct of required values beside one of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Which {
    Own(usize),
    Alias(usize, usize),
    Required(usize),
    AliasRequired(usize, usize),
}

/// The names settled so far.
struct Modules<'a> {
    /// The names that inline types of an operation begin with.
    operations: HashMap<&'a str, String>,
    /// The names of tables on the wire, by the stems of their files.
    tables: HashMap<&'a str, &'a str>,
    /// The names that inline types of a definition begin with.
    definitions: HashMap<&'a str, String>,
    names: HashMap<Which, Settled>,
    /// The locked names of `models::shared` that a type keeps: its own, and those of its struct of required values.
    former: HashMap<usize, [Vec<String>; 2]>,
}

impl<'a> Modules<'a> {
    /// Names every type and alias in the module `wanted`.
    fn settle(&mut self, wanted: Module, connector: &'a Connector, book: &mut Book<'_>) {
        let mut scope = Scope::new(module_scope(wanted), Style::Camel, &[]).with_forms(Forms::WithStem);
        if wanted == Module::Shared {
            scope = scope.shared();
        }
        let mut order = Vec::new();
        for (index, ty) in connector.types.iter().enumerate() {
            let aliases = ty.aliases.iter().enumerate().map(|(alias, location)| (Which::Alias(index, alias), location));
            for (which, location) in std::iter::once((Which::Own(index), &ty.location)).chain(aliases) {
                if module(location) == wanted {
                    order.push((which, location));
                    scope.claim(self.claim(ty, location));
                }
            }
        }
        for ((which, location), settled) in order.into_iter().zip(scope.settle(book)) {
            if let SchemaLocation::Definition { name } = location {
                self.definitions.entry(name).or_insert_with(|| settled.identifier.clone());
            }
            self.names.insert(which, settled);
        }
        self.settle_required(wanted, connector, &mut scope, book);
        if wanted == Module::Shared {
            self.settle_former(connector, &mut scope, book);
        }
    }

    /// Names the structs of required values, beside their models and beside each alias.
    fn settle_required(&mut self, wanted: Module, connector: &Connector, scope: &mut Scope, book: &mut Book<'_>) {
        let mut order = Vec::new();
        for (index, ty) in connector.types.iter().enumerate().filter(|(_, ty)| has_required(ty)) {
            let aliases = ty.aliases.iter().enumerate();
            let aliases =
                aliases.map(|(at, location)| (Which::AliasRequired(index, at), Which::Alias(index, at), location));
            let own = (Which::Required(index), Which::Own(index), &ty.location);
            for (which, of, location) in
                std::iter::once(own).chain(aliases).filter(|(_, _, location)| module(location) == wanted)
            {
                let Some(settled) = self.names.get(&of) else { continue };
                let former = former_keys(ty, location).map(|key| required_key(&key));
                order.push(which);
                scope.claim(required_claim(settled, former.collect(), ty.span));
            }
        }
        self.names.extend(order.into_iter().zip(scope.settle(book)));
    }

    /// Finds locked names of locations that no type has any more, because two types became equal or one is no longer shared. The type
    /// at that location keeps the name as a former one.
    fn settle_former(&mut self, connector: &Connector, scope: &mut Scope, book: &mut Book<'_>) {
        let types = connector.types.iter().enumerate();
        let keys =
            types.flat_map(|(index, ty)| locations(ty).into_iter().map(move |location| (type_scope(location), index)));
        let mut keys: Vec<(String, usize)> = keys.collect();
        keys.sort_unstable();
        for (key, index) in keys {
            let required = required_key(&key);
            let ty = &connector.types[index];
            let name = scope.reclaim(&key);
            let required_name = has_required(ty).then(|| scope.reclaim(&required)).flatten();
            if name.is_some() || required_name.is_some() {
                let [names, requireds] = self.former.entry(index).or_default();
                names.extend(name);
                requireds.extend(required_name);
            }
            // Another type has the name that this location shared. From now on the members are locked at the location.
            let own = self.names.get(&Which::Own(index)).filter(|_| module(&ty.location) == Module::Shared);
            let names = own.map(|settled| &settled.identifier).into_iter();
            let mut names = names.chain(self.former.get(&index).into_iter().flat_map(|[names, _]| names));
            if scope.remembered(&key).is_some_and(|known| names.all(|name| name != known)) {
                [&key, &required].into_iter().for_each(|key| scope.release(key, &mut book.lock));
            }
        }
    }

    fn claim(&self, ty: &TypeDef, location: &SchemaLocation) -> Claim {
        let SchemaLocation::Shared { key, .. } = location else {
            return self.claim_at(location, ty.span);
        };
        // The lock may know a shared type by any of its locations. Its key is that of the first in byte order.
        let locations = locations(ty);
        let alternative = locations.first().map(|first| {
            let claim = self.claim_at(first, ty.span);
            Alternative::Name(Style::Camel.join_bounded("n", &claim.prefix, &claim.words, &claim.wire))
        });
        Claim {
            key: locations.first().map_or_else(|| escape(key), |first| type_scope(first)),
            former: former_keys(ty, location).collect(),
            alternative,
            ..Claim::of(key, ty.span)
        }
    }

    /// The claim of a type that is not shared, or of one location of a shared type.
    fn claim_at(&self, location: &SchemaLocation, span: Span) -> Claim {
        let alternative = Some(Alternative::OfReserved("type"));
        let base = |names: &HashMap<&str, String>, wire: &str| {
            names.get(wire).cloned().unwrap_or_else(|| Style::Camel.join("n", "", &Spelling::of(wire).words))
        };
        let inline = |prefix: String, Spelling { words, lost }: Spelling| {
            let key = type_key(location);
            Claim {
                wire: key.clone(),
                key,
                prefix,
                words,
                lost,
                alternative: alternative.clone(),
                ..Claim::of("", span)
            }
        };
        let of_operation = |operation: &str, path: &[String], root: &str| {
            let spelling = if path.is_empty() { Spelling::of(root) } else { Spelling::of_path(path) };
            inline(base(&self.operations, operation), spelling)
        };
        match location {
            SchemaLocation::Definition { name } => Claim { alternative, ..Claim::of(name, span) },
            SchemaLocation::Part { definition, path } => {
                inline(base(&self.definitions, definition), Spelling::of_path(path))
            }
            SchemaLocation::Shared { first, .. } => self.claim_at(first, span),
            SchemaLocation::Body { operation, path } => of_operation(operation, path, "Request"),
            SchemaLocation::Response { operation, path } => of_operation(operation, path, "Response"),
            SchemaLocation::Payload { operation, path } => of_operation(operation, path, "Payload"),
            SchemaLocation::Table { table, part, path } => {
                let mut spelling = Spelling::of(table);
                spelling.append(Spelling::of_columns(path));
                let prefix = match part {
                    TablePart::New => "New",
                    TablePart::Row | TablePart::Changes => "",
                };
                if *part == TablePart::Changes {
                    spelling.append(Spelling::of("Changes"));
                }
                let meaning = self.tables.get(table.as_str()).filter(|_| path.is_empty());
                let meaning = meaning.map(|name| Meaning::of_table(name));
                Claim { meaning, ..inline(prefix.to_owned(), spelling) }
            }
            SchemaLocation::Status { operation, status: key, path }
            | SchemaLocation::Parameter { operation, key, path, .. } => {
                let mut spelling = Spelling::of(key);
                if let SchemaLocation::Parameter { at: Some(at), .. } = location {
                    spelling.append(Spelling::of(at));
                }
                spelling.append(Spelling::of_path(path));
                inline(base(&self.operations, operation), spelling)
            }
        }
    }

    /// Scopes that the lock knows of definitions that refer to a type and to nothing else, by the index of the type. A caller uses its
    /// members by the names of such a definition too. So where it refers to another type than before, the names of both are known there.
    fn references(&self, connector: &Connector, book: &mut Book<'_>) -> HashMap<usize, References> {
        let mut known: HashMap<usize, References> = HashMap::new();
        for (index, ty) in connector.types.iter().enumerate() {
            let target = match &ty.kind {
                TypeKind::Alias(target) => match connector.resolve_value(target) {
                    Type::Named(id) => Some(id.0),
                    _ => None,
                },
                _ => None,
            };
            let of = target.unwrap_or(index);
            let style = connector.types.get(of).and_then(|ty| style_of_members(&ty.kind));
            let aliases = ty.aliases.iter().enumerate().map(|(alias, location)| (Which::Alias(index, alias), location));
            for (which, location) in std::iter::once((Which::Own(index), &ty.location)).chain(aliases) {
                let Some(settled) = self.names.get(&which) else { continue };
                let scope = module_scope(module(location));
                let known = known.entry(of).or_default();
                // A definition may be a list for a while, or have variants instead of fields: what it referred to before still counts.
                let Some(style) = style else { continue };
                for key in std::iter::once(&settled.key).chain(&settled.former) {
                    let key = referred(key, style);
                    let before = book.locked.and_then(|lock| lock.meaning(scope, &key)?.strip_prefix(AS));
                    if let Some(before) = before {
                        known.read.push(before.to_owned());
                        book.lock.remove_meaning(scope, &key);
                    }
                }
                if let Some(target) = target {
                    // It may have been a type of its own.
                    known.own.push(type_scope(location));
                    let now = self.own_scope(&connector.types[target], target);
                    book.lock.set_meaning(scope, &referred(&settled.key, style), &format!("{AS}{now}"), ty.span);
                }
            }
            if let Some(target) = target {
                known.entry(target).or_default().read.extend(self.respelt_scopes(index, ty));
            }
        }
        for scopes in known.values_mut().flat_map(|known| [&mut known.own, &mut known.read]) {
            scopes.sort_unstable();
            scopes.dedup();
            scopes.retain(|scope| book.locked.is_some_and(|lock| lock.knows(scope)));
        }
        known
    }

    /// The scope of the members of a type.
    fn own_scope(&self, ty: &TypeDef, index: usize) -> String {
        let settled = self.names.get(&Which::Own(index));
        let (name, key) = settled.map_or(("", ""), |settled| (settled.identifier.as_str(), settled.key.as_str()));
        match &ty.location {
            SchemaLocation::Shared { .. } => shared(name),
            // Other types may have the same location; the number behind the key tells them apart.
            location => match key.strip_prefix(&type_key(location)) {
                Some(number) if !number.is_empty() => format!("{}/{number}", type_scope(location)),
                _ => type_scope(location),
            },
        }
    }

    fn names_of(
        &mut self,
        connector: &Connector,
        index: usize,
        references: References,
        book: &mut Book<'_>,
    ) -> TypeNames {
        let ty = &connector.types[index];
        let respelt = self.respelt_scopes(index, ty);
        let scope = self.own_scope(ty, index);
        let mut name = |which: Which| self.names.remove(&which).map(|settled| settled.identifier);
        let own = name(Which::Own(index)).unwrap_or_default();
        let aliases = ty.aliases.iter().enumerate().map(|(alias, location)| AliasNames {
            module: module(location),
            name: name(Which::Alias(index, alias)).unwrap_or_default(),
            required: name(Which::AliasRequired(index, alias)),
        });
        let aliases = aliases.collect();
        let [former, former_required] = self.former.remove(&index).unwrap_or_default();
        let mut names = TypeNames {
            module: module(&ty.location),
            file: stem(&own),
            required: name(Which::Required(index)),
            name: own.clone(),
            aliases,
            former,
            former_required,
            respelt: respelt.clone(),
            fields: Vec::new(),
            extra: None,
            variants: Vec::new(),
            unlisted: None,
            constructor: NEW.to_owned(),
            order: Vec::new(),
        };
        let scopes = Scopes::of(ty, scope, &names, respelt, references, book);
        match &ty.kind {
            TypeKind::Struct(structure) => fields(connector, ty, structure, &scopes, &mut names, book),
            TypeKind::Enum(enumeration) => {
                let mut scope = scopes.scope(Style::Camel, reserved::VARIANTS).with_number("value").of_values();
                for value in &enumeration.values {
                    let alternative = Some(Alternative::OfReserved("value"));
                    // The numbers of an option set say nothing, so its labels name them; the lock keeps the names.
                    let label = value.title.as_deref().filter(|_| is_option_set(ty, enumeration.base));
                    let spelling = Spelling::of(label.unwrap_or(&value.wire));
                    scope.claim(Claim { alternative, ..Claim::spelled(&value.wire, spelling, ty.span) });
                }
                names.variants = scope.settle(book).into_iter().map(|settled| settled.identifier).collect();
                names.unlisted = Some(reserved::UNLISTED.to_owned());
                // A text of digits and the number have one name.
                let now = if enumeration.base == EnumBase::Text { AS_TEXT } else { "writes numbers" };
                book.keep_unusual((&scopes.own, "#value"), &own, (now, AS_TEXT), ty.span);
            }
            TypeKind::Responses(responses) => {
                let mut scope = scopes.scope(Style::Camel, &[reserved::OTHER]);
                for response in responses {
                    let prefix = "Status".to_owned();
                    scope.claim(Claim { prefix, ..Claim::of(&response.status.to_string(), ty.span) });
                }
                names.variants = scope.settle(book).into_iter().map(|settled| settled.identifier).collect();
                names.unlisted = Some(reserved::OTHER.to_owned());
            }
            TypeKind::Alias(_) => {}
        }
        names
    }

    /// The scopes of a type's members under the earlier spellings of its locations.
    fn respelt_scopes(&self, index: usize, ty: &TypeDef) -> Vec<String> {
        let aliases = ty.aliases.iter().enumerate().map(|(alias, location)| (Which::Alias(index, alias), location));
        let all = std::iter::once((Which::Own(index), &ty.location)).chain(aliases);
        let former = all.filter_map(|(which, location)| {
            let former = self.names.get(&which)?.former.as_deref()?;
            // The keys of shared types are scopes themselves.
            let is_shared = matches!(location, SchemaLocation::Shared { .. });
            Some(if is_shared { former.to_owned() } else { format!("{}/{former}", module_scope(module(location))) })
        });
        former.collect()
    }
}

/// How the values of an enum are usually written.
const AS_TEXT: &str = "writes texts";

/// The usual name of the function that creates a struct.
const NEW: &str = "new";

/// The locations of a type. Those of a shared type are sorted by address.
fn locations(ty: &TypeDef) -> Vec<&SchemaLocation> {
    let SchemaLocation::Shared { first, .. } = &ty.location else {
        return vec![&ty.location];
    };
    let mut locations: Vec<&SchemaLocation> = ty.aliases.iter().chain([&**first]).collect();
    locations.sort_by_cached_key(|location| type_scope(location));
    locations.dedup_by_key(|location| type_scope(location));
    locations
}

/// Other keys under which the lock may know a type at `location`: those of the further locations of a shared type.
fn former_keys<'a>(ty: &'a TypeDef, location: &SchemaLocation) -> impl Iterator<Item = String> + use<'a> {
    let locations = if matches!(location, SchemaLocation::Shared { .. }) { locations(ty) } else { Vec::new() };
    locations.into_iter().skip(1).map(type_scope)
}

/// Whether an enumeration is the numbers of a table's option set.
fn is_option_set(ty: &TypeDef, base: EnumBase) -> bool {
    let location = match &ty.location {
        SchemaLocation::Shared { first, .. } => first,
        location => location,
    };
    base == EnumBase::Integer && matches!(location, SchemaLocation::Table { .. })
}

/// Whether a type is one of a table's own: of a row, a new row or changes.
fn is_of_table(ty: &TypeDef) -> bool {
    matches!(&ty.location, SchemaLocation::Table { path, .. } if path.is_empty())
}

/// Whether a struct has more required fields than `new` takes one by one.
fn has_required(ty: &TypeDef) -> bool {
    matches!(&ty.kind, TypeKind::Struct(structure) if is_many(structure.fields.iter().map(|field| field.exposure)))
}

/// Begins what the lock knows of a definition that refers to a type: the scope of its members follows.
const AS: &str = "as ";

/// The scope of the members of a type in `models::shared`.
fn shared(name: &str) -> String {
    format!("{}/{name}", module_scope(Module::Shared))
}

/// The scopes of the members of a type.
struct Scopes {
    /// The type's location, or for a shared type its name.
    own: String,
    /// The locations that are aliases of it.
    aliases: Vec<String>,
    /// Names in `models::shared` that lead to it.
    names: Vec<String>,
    /// Others that the lock may know: from when other locations shared the type, or their keys had another spelling.
    former: Vec<String>,
    /// Those of definitions that refer to it.
    references: References,
}

impl Scopes {
    fn of(
        ty: &TypeDef,
        own: String,
        names: &TypeNames,
        respelt: Vec<String>,
        references: References,
        book: &Book<'_>,
    ) -> Self {
        let mut aliases: Vec<String> = ty.aliases.iter().map(type_scope).collect();
        aliases.sort_unstable();
        aliases.dedup();
        aliases.retain(|scope| *scope != own);
        let mut former = respelt;
        if let Some(lock) = book.locked {
            let locations: Vec<String> =
                locations(ty).into_iter().map(type_scope).chain(former.iter().cloned()).collect();
            let once = |scope: String| lock.get(&format!("{}#{scope}", module_scope(Module::Shared))).map(shared);
            former.extend(locations.into_iter().filter_map(once));
        }
        let mut references = references;
        [&mut references.own, &mut references.read].into_iter().for_each(|all| all.retain(|scope| *scope != own));
        let names: Vec<String> = names.former.iter().map(|name| shared(name)).collect();
        Self { own, aliases, names, former, references }
    }

    /// Those of its callers, its own first.
    fn homes(&self) -> impl Iterator<Item = &String> {
        std::iter::once(&self.own).chain(&self.aliases).chain(&self.names)
    }

    fn scope(&self, style: Style, reserved: &'static [&'static str]) -> Scope {
        let own = Scope::new(self.own.clone(), style, reserved).of_type();
        let homes = self.homes().skip(1).chain(&self.references.own);
        let own = homes.fold(own, |scope, home| scope.also_at(home.clone()));
        self.former.iter().chain(&self.references.read).fold(own, |scope, other| scope.known_at(other.clone()))
    }
}

/// The names of a struct's fields, of the field for additional properties, and of the function that creates the struct.
fn fields(
    connector: &Connector,
    ty: &TypeDef,
    structure: &Struct,
    scopes: &Scopes,
    names: &mut TypeNames,
    book: &mut Book<'_>,
) {
    let mut scope = scopes.scope(Style::Snake, &[]);
    for field in &structure.fields {
        let spelling = if is_of_table(ty) { Spelling::of_column(&field.key) } else { Spelling::of(&field.key) };
        let is_extra = structure.extra.is_some() && spelling.words == ["extra"];
        let alternative = if is_extra { Alternative::Word("field") } else { Alternative::OfReserved("field") };
        let alternative = Some(alternative);
        let meaning = Some(Meaning::of_value(connector, &field.ty));
        scope.claim(Claim { alternative, meaning, ..Claim::spelled(&field.key, spelling, field.span) });
    }
    if structure.extra.is_some() {
        let alternative = Some(Alternative::Word("properties"));
        scope.claim(Claim { key: "#extra".to_owned(), alternative, ..Claim::of("extra", ty.span) });
    }
    let members = scope.settle(book);
    let (fields, extra) = members.split_at(structure.fields.len());
    if let Some(extra) = extra.first() {
        leave_extra(ty, extra, fields, scopes, book);
    }
    names.extra = extra.first().map(field_names);
    names.fields = fields.iter().map(field_names).collect();

    let positional = structure.fields.iter().zip(fields).enumerate();
    let positional: Vec<_> = positional.filter(|(_, (field, _))| field.exposure == Exposure::Positional).collect();
    let values = positional.iter().map(|(_, (field, settled))| Argument::of(settled, Form::of(connector, &field.ty)));
    let call = Call {
        homes: scopes.homes().cloned().collect(),
        former: scopes.former.clone(),
        references: scopes.references.all().cloned().collect(),
        others: Vec::new(),
        usual: NEW,
        most: MOST_POSITIONAL,
        values: values.collect(),
        span: ty.span,
    };
    let constructor = call.settle(book, |_| true);
    names.constructor = constructor.method;
    names.order = constructor.order.into_iter().map(|at| positional[at].0).collect();
}

/// Reports the keys that an earlier crate read as further members.
fn leave_extra(ty: &TypeDef, extra: &Settled, fields: &[Settled], scopes: &Scopes, book: &mut Book<'_>) {
    let Some(lock) = book.locked else { return };
    let all = scopes.homes().chain(&scopes.former).chain(scopes.references.all());
    // A type may have very many references, and many fields.
    let known: HashSet<&str> = all.flat_map(|scope| lock.scope(scope)).map(|(key, _)| key).collect();
    let is_new = |field: &&Settled| field.former.is_none() && !known.contains(field.key.as_str());
    let new: Vec<String> = fields.iter().filter(is_new).map(|field| unescape(&field.key)).collect();
    if known.contains(extra.key.as_str()) && !new.is_empty() {
        let address = format!("{}#{}", scopes.own, extra.key);
        book.diagnostics.push(ty.span, Problem::LeavesExtra { address, keys: Quoted(new) });
    }
}

fn field_names(settled: &Settled) -> FieldNames {
    FieldNames { field: raw(&settled.identifier), with: format!("with_{}", settled.identifier) }
}
