//! Counts what a definition states. In: its JSON. Out: items with their places and spans.
//!
//! Every object is visited, and every duplicate key. References are followed only if their target is merged.

use std::collections::{HashMap, HashSet};

use jsonc_parser::{
    CollectOptions, ParseOptions,
    ast::{Array, Object, ObjectProp, Value},
    common::{Range, Ranged},
    errors::ParseError,
    parse_to_ast,
};

use super::{ITEM, Item, ItemPath, Kind, Part, VALUE, loose, text};

/// Schemas that are nested deeper than this are not visited.
const DEEPEST: usize = 70;
/// The length of a reference to a parameter or a response whose name is as long as the generator reads; it reports longer ones.
const LONGEST_POINTER: usize = "#/parameters/".len() + 1024;
/// Marks a step into a definition in a pointer. It is a noncharacter, so no key contains it.
const INSIDE: char = '\u{fdd0}';
/// The key of the payload of a webhook.
const NOTIFICATION: &str = "x-ms-notification-content";
/// The methods of Swagger 2.0.
const METHODS: [&str; 7] = ["get", "put", "post", "delete", "options", "head", "patch"];

/// What a definition states.
#[derive(Debug, Default)]
pub struct Stated {
    /// The items, in the order of the visit.
    pub items: Vec<(Item, Range)>,
    /// The places at each range of the text. One range may hold several places.
    pub nodes: HashMap<(usize, usize), Vec<ItemPath>>,
    /// The end of each member, by the range of its key.
    pub members: HashMap<(usize, usize), usize>,
}

/// Reads a definition's text; empty if it is not JSON.
pub fn stated(text: &str) -> Stated {
    let parsed = parse(text).or_else(|error| parse(text.get(..error.range().start).unwrap_or_default()));
    match parsed {
        Ok(Some(Value::Object(root))) => {
            let mut stated = Walk::new(inner(&root).unwrap_or(&root)).document();
            members(&root, &mut stated.members);
            stated
        }
        _ => Stated::default(),
    }
}

/// The definition in an export: the `swagger` of its `properties`.
fn inner<'a>(root: &'a Object<'a>) -> Option<&'a Object<'a>> {
    member(member(root, "properties")?.value.as_object()?, "swagger")?.value.as_object()
}

/// A path below the connection: a first segment that is exactly `{connectionId}` is a part of the connection's URL.
fn below_connection(path: &str) -> Option<&str> {
    path.strip_prefix("/{connectionId}").filter(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
}

/// A path as a client sends it.
fn address<'a>(path: &'a ObjectProp<'a>) -> &'a str {
    below_connection(name(path)).unwrap_or(name(path))
}

fn members(object: &Object<'_>, into: &mut HashMap<(usize, usize), usize>) {
    for member in &object.properties {
        let key = member.name.range();
        into.insert((key.start, key.end), member.end());
        members_within(&member.value, into);
    }
}

fn members_within(value: &Value<'_>, into: &mut HashMap<(usize, usize), usize>) {
    match value {
        Value::Object(object) => members(object, into),
        Value::Array(list) => list.elements.iter().for_each(|item| members_within(item, into)),
        _ => {}
    }
}

fn parse(text: &str) -> Result<Option<Value<'_>>, ParseError> {
    parse_to_ast(text, &CollectOptions::default(), &ParseOptions::default()).map(|parsed| parsed.value)
}

struct Walk<'a> {
    root: &'a Object<'a>,
    stated: Stated,
    used: HashSet<String>,
    depth: usize,
}

/// The operation that is visited.
struct OperationNode<'a> {
    path: &'a Object<'a>,
    /// Whether its path begins with the connection.
    is_below_connection: bool,
    object: &'a Object<'a>,
    place: ItemPath,
}

impl<'a> Walk<'a> {
    fn new(root: &'a Object<'a>) -> Self {
        Self { root, stated: Stated::default(), used: HashSet::new(), depth: 0 }
    }

    fn document(mut self) -> Stated {
        for definition in sections(self.root, "definitions") {
            let place = ItemPath::definition(name(definition));
            self.named(definition, &place);
            let value = place.path.clone();
            self.item(Kind::Definition, &place, value, definition.range());
            self.schema(&definition.value, &place);
            if self.has_variants(definition) {
                self.item(Kind::Additional, &place, String::new(), definition.range());
            }
        }
        for path in sections(self.root, "paths").filter(|path| !name(path).starts_with("x-")) {
            let Some(item) = path.value.as_object() else { continue };
            self.path(path, item);
            for member in &item.properties {
                let method = METHODS.iter().find(|method| method.eq_ignore_ascii_case(name(member)));
                let Some((method, object)) = method.zip(member.value.as_object()) else { continue };
                let place = ItemPath::operation(&method.to_ascii_uppercase(), address(path));
                self.named(path, &place);
                self.named(member, &place);
                let is_below_connection = below_connection(name(path)).is_some();
                let node = OperationNode { path: item, is_below_connection, object, place };
                self.operation(&node, path, object.range());
            }
        }
        for section in ["parameters", "responses"] {
            for shared in sections(self.root, section) {
                let pointer = format!("#/{section}/{}", name(shared));
                if !self.used.contains(&pointer) {
                    let place = ItemPath::unused(section, name(shared));
                    self.named(shared, &place);
                    self.item(Kind::Parameter, &place, String::new(), shared.range());
                }
            }
        }
        self.stated
    }

    /// Whether a definition has variants: definitions that have it as a part of `allOf`, or that its discriminator lists.
    fn has_variants(&self, definition: &ObjectProp<'a>) -> bool {
        let Some(object) = definition.value.as_object() else { return false };
        let Some(property) = string(object, "discriminator") else { return false };
        let fields = self.fields(Some(&definition.value));
        let values = fields.iter().filter(|field| name(field) == property).filter_map(|field| field.value.as_object());
        let listed: HashSet<&str> = values
            .flat_map(|value| elements(value, "enum"))
            .filter_map(|value| value.as_string_lit())
            .map(|value| value.value.as_ref())
            .collect();
        let own = format!("#/definitions/{}", name(definition));
        sections(self.root, "definitions").filter(|other| name(other) != name(definition)).any(|other| {
            let parts = other.value.as_object().map(|other| elements(other, "allOf")).unwrap_or_default();
            let pointers = parts.iter().filter_map(|part| string(part.as_object()?, "$ref"));
            let mut pointers = pointers.filter_map(|pointer| self.target("definitions", pointer));
            listed.contains(name(other)) || pointers.any(|(_, canonical)| canonical == own)
        })
    }

    /// The content of a path without an operation.
    fn path(&mut self, path: &'a ObjectProp<'a>, item: &'a Object<'a>) {
        let is_method =
            |member: &ObjectProp<'_>| METHODS.iter().any(|method| method.eq_ignore_ascii_case(name(member)));
        if item.properties.iter().any(is_method) {
            return;
        }
        let place = ItemPath::operation("", address(path));
        self.named(path, &place);
        let is_below_connection = below_connection(name(path)).is_some();
        self.parameters(&OperationNode { path: item, is_below_connection, object: item, place: place.clone() });
        if let Some(content) = member(item, NOTIFICATION) {
            self.notification(content, &place);
        }
    }

    fn notification(&mut self, content: &'a ObjectProp<'a>, operation: &ItemPath) {
        let payload = operation.of(Part::Payload, "");
        self.named(content, &payload);
        if let Some(schema) = content.value.as_object().and_then(|content| member(content, "schema")) {
            self.named(schema, &payload);
            self.schema(&schema.value, &payload);
        }
    }

    fn operation(&mut self, call: &OperationNode<'a>, path: &ObjectProp<'a>, span: Range) {
        let OperationNode { object, place, .. } = call;
        let id = string(object, "operationId").unwrap_or_default();
        if let Some(member) = member(object, "operationId") {
            self.named(member, place);
        }
        self.item(Kind::Operation, place, id.to_owned(), span);
        self.item(Kind::Path, place, address(path).to_owned(), path.name.range());
        let trigger = member(object, "x-ms-trigger").filter(|_| string(object, "x-ms-trigger") != Some(""));
        let is_trigger = trigger.is_some();
        if let Some(trigger) = trigger {
            self.named(trigger, place);
            self.item(Kind::Trigger, place, id.to_owned(), span);
        }
        self.parameters(call);
        self.responses(call);
        let on_path = member(call.path, NOTIFICATION).filter(|_| is_trigger || !has_trigger(call.path));
        for content in member(object, NOTIFICATION).into_iter().chain(on_path) {
            self.notification(content, place);
        }
    }

    /// The parameters of an operation, and those of its path that the operation does not replace.
    fn parameters(&mut self, call: &OperationNode<'a>) {
        let own = self.listed(call.object);
        let names: HashSet<_> = own.iter().filter_map(|(_, parameter)| identity(parameter.as_object()?)).collect();
        let inherited = self.listed(call.path).into_iter().filter(|(_, parameter)| {
            let identity = parameter.as_object().and_then(identity);
            identity.is_none_or(|identity| !names.contains(&identity))
        });
        for (written, parameter) in inherited.chain(own.iter().copied()).collect::<Vec<_>>() {
            self.parameter(call, written, parameter);
        }
    }

    /// The parameters of a path or an operation: each as written, and with its reference followed.
    fn listed(&mut self, object: &'a Object<'a>) -> Vec<(&'a Value<'a>, &'a Value<'a>)> {
        let lists = object.properties.iter().filter(|member| name(member) == "parameters");
        let written = lists.flat_map(|list| match &list.value {
            Value::Array(list) => list.elements.iter().collect(),
            other => vec![other],
        });
        written.map(|written| (written, self.followed("parameters", written))).collect()
    }

    /// A parameter or a response with its reference followed.
    fn followed(&mut self, section: &str, written: &'a Value<'a>) -> &'a Value<'a> {
        let pointer = written.as_object().and_then(|object| string(object, "$ref"));
        let target = pointer.filter(|pointer| pointer.len() <= LONGEST_POINTER).and_then(|pointer| {
            let target = self.target(section, pointer)?;
            self.used.insert(target.1);
            Some(target.0)
        });
        target.unwrap_or(written)
    }

    fn parameter(&mut self, call: &OperationNode<'a>, written: &'a Value<'a>, parameter: &'a Value<'a>) {
        let operation = &call.place;
        let Some(object) = parameter.as_object() else { return };
        let travels = string(object, "in").unwrap_or_default().trim().to_owned();
        let key = string(object, "name").or_else(|| string(object, "$ref")).unwrap_or_default();
        if call.is_below_connection && travels == "path" && key == "connectionId" {
            return;
        }
        if travels == "body" && self.travels_as_form(call) {
            let fields = self.fields(member(object, "schema").map(|schema| &schema.value));
            if !fields.is_empty() {
                return self.form(call, object, &fields);
            }
        }
        let place = match travels.as_str() {
            "body" => operation.of(Part::Body, ""),
            travels => {
                let known = ["query", "header", "path", "formData"];
                let known = known.into_iter().find(|known| known.eq_ignore_ascii_case(travels)).unwrap_or(travels);
                operation.of(Part::Parameter, &format!("{known} {key}"))
            }
        };
        self.node(written.range(), &place);
        self.node(parameter.range(), &place);
        self.item(Kind::Parameter, &place, String::new(), parameter.range());
        if let Some(pointer) = member(object, "$ref") {
            // The reference has no target; otherwise it would have been followed.
            return self.named(pointer, &place);
        }
        self.schema(parameter, &place);
        if let Some(schema) = member(object, "schema") {
            self.named(schema, &place);
            self.schema(&schema.value, &place);
        }
    }

    /// Whether the body of an operation is sent as a form. A header decides it. Without a header, the first media type decides it,
    /// unless JSON is among the media types.
    fn travels_as_form(&mut self, call: &OperationNode<'a>) -> bool {
        let parameters = [call.object, call.path].map(|object| self.listed(object)).concat();
        let headers = parameters.iter().filter_map(|(_, parameter)| parameter.as_object()).filter(|parameter| {
            let name = string(parameter, "name").unwrap_or_default().trim().trim_end_matches(':');
            string(parameter, "in") == Some("header") && name.eq_ignore_ascii_case("content-type")
        });
        let stated = headers.into_iter().find_map(|header| {
            let values = elements(header, "enum");
            let only = values.first().filter(|_| values.len() == 1).and_then(|value| value.as_string_lit());
            let text = string(header, "default").or_else(|| only.map(|text| text.value.as_ref()))?;
            text.contains('/').then(|| vec![text.to_lowercase()])
        });
        let declared = || {
            let own = elements(call.object, "consumes");
            let types = if own.is_empty() { elements(self.root, "consumes") } else { own };
            types.iter().filter_map(|it| it.as_string_lit()).map(|it| it.value.to_lowercase()).collect()
        };
        let types: Vec<String> = stated.unwrap_or_else(declared);
        let forms = ["multipart/form-data", "application/x-www-form-urlencoded"];
        !types.iter().any(|it| it.contains("json") || it.contains('*'))
            && types.first().is_some_and(|it| forms.iter().any(|form| it.trim().starts_with(form)))
    }

    /// The properties of an object and of its parts.
    fn fields(&self, schema: Option<&'a Value<'a>>) -> Vec<&'a ObjectProp<'a>> {
        let (mut fields, mut open, mut left) = (Vec::new(), Vec::from_iter(schema), 100);
        while let Some(object) = open.pop().and_then(Value::as_object).filter(|_| left > 0) {
            left -= 1;
            if type_of(object).is_some_and(|word| word != "object") {
                continue;
            }
            open.extend(string(object, "$ref").and_then(|it| self.target("definitions", it)).map(|target| target.0));
            open.extend(elements(object, "allOf"));
            fields.extend(sections(object, "properties"));
        }
        fields
    }

    /// The fields of a body that is sent as a form: its properties.
    fn form(&mut self, call: &OperationNode<'a>, parameter: &'a Object<'a>, fields: &[&'a ObjectProp<'a>]) {
        let body = call.place.of(Part::Body, "");
        self.node((parameter as &dyn Ranged).range(), &body);
        let written = member(parameter, "schema").and_then(|schema| schema.value.as_object());
        for object in [Some(parameter), written].into_iter().flatten() {
            for default in object.properties.iter().filter(|member| name(member) == "default") {
                self.named(default, &body);
                self.item(Kind::Default, &body, loose::normal_form(&default.value), default.range());
            }
        }
        for field in fields {
            let place = call.place.of(Part::Parameter, &format!("formData {}", name(field)));
            self.named(field, &place);
            self.item(Kind::Parameter, &place, String::new(), field.range());
            self.schema(&field.value, &place);
        }
    }

    fn responses(&mut self, call: &OperationNode<'a>) {
        let responses: Vec<_> = sections(call.object, "responses").collect();
        let is_success = |status: &str| status.len() == 3 && status.starts_with('2');
        let has_success = responses.iter().any(|response| is_success(name(response).trim()));
        for response in responses.into_iter().filter(|response| !name(response).starts_with("x-")) {
            let status = name(response).trim();
            let counts = if has_success { is_success(status) } else { status == "default" };
            let place = match counts {
                true => call.place.of(Part::Response, ""),
                false => call.place.of(Part::Failure, &text::plain(status)),
            };
            self.named(response, &place);
            let pointer = response.value.as_object().and_then(|response| member(response, "$ref"));
            pointer.into_iter().for_each(|pointer| self.named(pointer, &place));
            let target = self.followed("responses", &response.value);
            self.node(target.range(), &place);
            let Some(schema) = target.as_object().and_then(|object| member(object, "schema")) else { continue };
            self.named(schema, &place);
            if counts {
                self.item(Kind::Response, &place, String::new(), schema.value.range());
            }
            self.schema(&schema.value, &place);
        }
    }

    /// Visits a schema, or a part of one.
    fn schema(&mut self, schema: &'a Value<'a>, place: &ItemPath) {
        self.node(schema.range(), place);
        let Some(object) = schema.as_object() else { return };
        if self.depth == DEEPEST {
            return;
        }
        self.depth += 1;
        if let Some((written, pointer)) = member(object, "$ref").zip(string(object, "$ref")) {
            self.named(written, place);
            self.reference(pointer, place, object.range());
        }
        let mut parts = elements(object, "allOf");
        parts.retain(|part| part.as_object().is_some());
        let adds = sections(object, "properties").next().is_some()
            || member(object, "required").is_some_and(|required| required.value.as_boolean_lit().is_none())
            || member(object, "additionalProperties").is_some();
        let is_reference = |part: &Value<'_>| part.as_object().is_some_and(|part| member(part, "$ref").is_some());
        match parts.as_slice() {
            // Tools write a single reference in `allOf` to give the reference a title.
            [only] if !adds && is_reference(only) => self.schema(only, place),
            parts => self.parts(parts, place, &mut HashSet::new()),
        }
        self.contents(object, place);
        self.depth -= 1;
    }

    fn reference(&mut self, pointer: &str, place: &ItemPath, span: Range) {
        match self.target("definitions", pointer) {
            Some((target, canonical)) if canonical.contains(INSIDE) => self.schema(target, place),
            Some((_, canonical)) => {
                let name = canonical.strip_prefix("#/definitions/").unwrap_or(&canonical);
                self.item(Kind::Reference, place, ItemPath::definition(name).path, span);
            }
            None => self.item(Kind::Reference, place, pointer.to_owned(), span),
        }
    }

    /// Visits the parts of `allOf`. The whole has the content of each part.
    fn parts(&mut self, parts: &[&'a Value<'a>], place: &ItemPath, seen: &mut HashSet<String>) {
        for part in parts {
            self.node(part.range(), place);
            let Some(mut object) = part.as_object() else { continue };
            while let Some((written, pointer)) = member(object, "$ref").zip(string(object, "$ref")) {
                self.named(written, place);
                let Some((target, canonical)) = self.target("definitions", pointer) else {
                    self.item(Kind::Reference, place, pointer.to_owned(), part.range());
                    break;
                };
                let Some(next) = target.as_object().filter(|_| seen.insert(canonical)) else { break };
                object = next;
            }
            self.node(object.range(), place);
            self.parts(&elements(object, "allOf"), place, seen);
            self.contents(object, place);
        }
    }

    /// Visits the content of a schema, without references and parts.
    fn contents(&mut self, object: &'a Object<'a>, place: &ItemPath) {
        for properties in object.properties.iter().filter(|member| name(member) == "properties") {
            for property in properties.value.as_object().into_iter().flat_map(|object| &object.properties) {
                let place = place.property(name(property));
                self.named(property, &place);
                self.item(Kind::Property, &place, String::new(), property.range());
                self.schema(&property.value, &place);
            }
        }
        for items in object.properties.iter().filter(|member| name(member) == "items") {
            let place = place.step(ITEM);
            self.named(items, &place);
            match &items.value {
                Value::Array(several) => several.elements.iter().for_each(|items| self.schema(items, &place)),
                one => self.schema(one, &place),
            }
        }
        // A dynamic schema adds properties to an object. A reference or a parameter has no content of its own.
        let parts = elements(object, "allOf");
        let is_reference = |part: &&Value<'_>| part.as_object().is_some_and(|part| member(part, "$ref").is_some());
        let says_nothing = ["$ref", "in"].iter().any(|key| member(object, key).is_some())
            || sections(object, "properties").next().is_none() && parts.len() == 1 && parts.iter().all(is_reference);
        let is_object = match type_of(object) {
            _ if says_nothing => false,
            Some(word) => word == "object",
            None => member(object, "items").is_none() && member(object, "enum").is_none(),
        };
        let is_dynamic =
            ["x-ms-dynamic-schema", "x-ms-dynamic-properties"].iter().any(|key| member(object, key).is_some());
        // The body of a failure may be any JSON. It has a type only if it has properties.
        let is_typed = place.part != Part::Failure || sections(object, "properties").next().is_some();
        if is_dynamic && is_object && (is_typed || !place.is_whole_failure()) {
            self.item(Kind::Additional, place, String::new(), object.range());
        }
        if let Some(additional) = member(object, "additionalProperties") {
            let is_open = additional.value.as_boolean_lit().is_some_and(|flag| flag.value) && is_typed;
            if is_open || additional.value.as_object().is_some() {
                self.item(Kind::Additional, place, String::new(), additional.range());
            }
            let place = place.step(VALUE);
            self.named(additional, &place);
            self.schema(&additional.value, &place);
        }
        let values = elements(object, "enum");
        for value in values.iter().filter(|_| !is_boolean(object, &values)) {
            self.node(value.range(), place);
            let wire = wire(object, value);
            self.item(Kind::EnumValue, place, wire, value.range());
        }
        for default in object.properties.iter().filter(|member| name(member) == "default") {
            self.named(default, place);
            let value = loose::normal_form(&default.value);
            self.item(Kind::Default, place, value, default.range());
        }
    }

    /// The target of a pointer into a section, and the pointer in its canonical spelling: [`INSIDE`] precedes each step into a definition.
    fn target(&self, section: &str, pointer: &str) -> Option<(&'a Value<'a>, String)> {
        let rest = pointer.strip_prefix("#/")?.strip_prefix(section)?.strip_prefix('/')?;
        let section_object = member(self.root, section)?.value.as_object()?;
        for name in [rest.to_owned(), unescaped(rest)] {
            if let Some(found) = member(section_object, &name) {
                return Some((&found.value, format!("#/{section}/{name}")));
            }
        }
        let mut steps = rest.split('/').map(unescaped);
        let name = steps.next()?;
        let mut value = &member(section_object, &name)?.value;
        let mut canonical = format!("#/{section}/{name}");
        for step in steps {
            value = match value {
                Value::Object(object) => &member(object, &step)?.value,
                Value::Array(array) => array.elements.get(step.parse::<usize>().ok()?)?,
                _ => return None,
            };
            canonical = format!("{canonical}{INSIDE}{step}");
        }
        Some((value, canonical))
    }

    fn item(&mut self, kind: Kind, place: &ItemPath, value: String, span: Range) {
        self.stated.items.push((Item { kind, place: place.clone(), value }, span));
    }

    fn node(&mut self, range: Range, place: &ItemPath) {
        let places = self.stated.nodes.entry((range.start, range.end)).or_default();
        if !places.contains(place) {
            places.push(place.clone());
        }
    }

    /// Notes that a member's key and its value are at a place.
    fn named(&mut self, member: &ObjectProp<'a>, place: &ItemPath) {
        self.node(member.name.range(), place);
        self.node(member.value.range(), place);
    }
}

/// The members of a section, whose keys are names.
fn sections<'a>(object: &'a Object<'a>, key: &str) -> impl Iterator<Item = &'a ObjectProp<'a>> {
    let sections = object.properties.iter().filter(move |member| name(member) == key);
    let members: Vec<_> =
        sections.filter_map(|section| section.value.as_object()).flat_map(|it| &it.properties).collect();
    members.into_iter()
}

/// The last member with that name, as in other readers of JSON.
fn member<'a>(object: &'a Object<'a>, key: &str) -> Option<&'a ObjectProp<'a>> {
    object.properties.iter().rev().find(|member| name(member) == key)
}

fn name<'a>(member: &'a ObjectProp<'a>) -> &'a str {
    member.name.as_str()
}

/// The string of a member. A number or a boolean is converted.
fn string<'a>(object: &'a Object<'a>, key: &str) -> Option<&'a str> {
    match &member(object, key)?.value {
        Value::StringLit(text) => Some(text.value.as_ref()),
        Value::NumberLit(number) => Some(number.value),
        Value::BooleanLit(flag) => Some(if flag.value { "true" } else { "false" }),
        _ => None,
    }
}

/// The elements of a list. An object or a string is a list of one.
fn elements<'a>(object: &'a Object<'a>, key: &str) -> Vec<&'a Value<'a>> {
    match member(object, key).map(|member| &member.value) {
        Some(Value::Array(Array { elements, .. })) => elements.iter().collect(),
        Some(one @ (Value::Object(_) | Value::StringLit(_))) => vec![one],
        _ => Vec::new(),
    }
}

fn has_trigger(path: &Object<'_>) -> bool {
    let operations = path.properties.iter().filter_map(|member| member.value.as_object());
    operations.into_iter().any(|operation| member(operation, "x-ms-trigger").is_some())
}

/// The `type` of a schema, in lower case.
fn type_of<'a>(schema: &'a Object<'a>) -> Option<&'a str> {
    let word = string(schema, "type")?;
    let known = ["object", "array", "string", "integer", "number", "boolean", "file", "null"];
    Some(known.into_iter().find(|known| known.eq_ignore_ascii_case(word.trim())).unwrap_or(word))
}

/// The key that distinguishes the parameters of an operation.
fn identity<'a>(parameter: &'a Object<'a>) -> Option<(&'a str, &'a str)> {
    string(parameter, "name").zip(string(parameter, "in"))
}

/// Whether an enumeration lists only booleans. The crate uses `bool` for it.
fn is_boolean(schema: &Object<'_>, values: &[&Value<'_>]) -> bool {
    let is_type = |word: &str| type_of(schema) == Some(word);
    let flag = |value: &&Value<'_>| match value {
        Value::BooleanLit(flag) => Some(flag.value),
        Value::StringLit(text) if is_type("boolean") => text.value.trim().to_lowercase().parse().ok(),
        Value::NumberLit(number) if is_type("boolean") => {
            ["0", "1"].iter().position(|it| *it == number.value).map(|it| it == 1)
        }
        _ => None,
    };
    let flags: Option<HashSet<bool>> = values.iter().map(flag).collect();
    !is_type("string") && !is_type("integer") && flags.is_some_and(|flags| !flags.is_empty())
}

/// A value of an enumeration, in the form of its type.
fn wire(schema: &Object<'_>, value: &Value<'_>) -> String {
    let text = match value {
        Value::StringLit(text) => text.value.clone().into_owned(),
        Value::NumberLit(number) => number.value.to_owned(),
        Value::BooleanLit(flag) => flag.value.to_string(),
        Value::NullKeyword(_) => "null".to_owned(),
        Value::Array(_) | Value::Object(_) => loose::normal_form(value),
    };
    if matches!(type_of(schema), Some("integer" | "number")) { loose::scalar(&text) } else { text }
}

/// A step of a pointer, decoded: first percent-encoding, then the escapes of JSON pointers.
fn unescaped(step: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = step;
    while let Some((before, after)) = rest.split_once('%') {
        bytes.extend(before.bytes());
        match after.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(b'%');
                rest = after;
            }
        }
    }
    bytes.extend(rest.bytes());
    String::from_utf8_lossy(&bytes).replace("~1", "/").replace("~0", "~")
}
