//! The obstacle course: a definition with a hostile name in every position that takes a name.
//!
//! In: names, and the number of the turn. Out: the definition, and the wire names that its crate must hold at each position. Each name
//! is an operation (an action, a helper for drop-downs or a trigger, by turn), a definition, and a parameter, a property and a value
//! of several. The course omits what the format forbids: blank operation ids, braces in a placeholder, and header names that are
//! not tokens. It knows nothing of Rust.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

/// Where a wire name stands in the emitted crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Position {
    /// An operation's id.
    Operation,
    /// A path parameter's key.
    Path,
    /// A query parameter's key.
    Query,
    /// A header parameter's key.
    Header,
    /// A form field's key.
    Form,
    /// A property's key.
    Property,
    /// The JSON text of a property that is sent unasked.
    Default,
    /// A value of an enumeration of texts, or an integer's digits.
    Value,
    /// A trigger's name.
    Trigger,
    /// A parameter that a choice fills.
    Argument,
    /// A key on the way to the items of a choice, or to the value or title of one.
    Step,
}

/// A wire name, its position, and its operation, if that is known.
pub type Wire = (Position, String, String);

/// How many kinds of operations there are, and of definitions.
const KINDS: usize = 3;

/// A definition and its wire names.
#[derive(Clone, Debug)]
pub struct Course {
    /// `apiDefinition.swagger.json`.
    pub definition: Value,
    /// What must stand in the crate, each as often as its type is emitted; keys of calls and choices count once.
    pub wires: Vec<Wire>,
}

/// The names of the course: every keyword, the preludes, what generated crates have themselves, and worse ones.
pub fn names() -> Vec<String> {
    let mut names: Vec<String> = GROUPS.iter().flat_map(|group| group.split_whitespace()).map(str::to_owned).collect();
    names.extend(ODD.iter().map(|name| (*name).to_owned()));
    names.extend(["a".repeat(300), format!("{}b", "a".repeat(299)), "wide word ".repeat(30), "日本語".repeat(100)]);
    let mut seen = BTreeSet::new();
    names.retain(|name| seen.insert(name.clone()));
    names
}

/// The names that collide with one another, and a few that collide with what the generator has.
pub const COLLIDING: &[&str] = &[
    "fil_ter",
    "fil-ter",
    "filTer",
    "filter",
    "$filter",
    "Filter",
    "FILTER",
    "fil.ter",
    "filter_dollar",
    "filter$",
    "new",
    "New",
    "NEW",
    "send",
    "Send",
    "body",
    "Body",
    "request_body",
    "extra",
    "Extra",
    "$extra",
    "UnlistedValue",
    "Unlisted-Value",
    "unlistedvalue",
    "foo",
    "Foo",
    "type",
    "Type",
    "$type",
    "A1B",
    "A1b",
    "a1-b",
    "4.1",
    "41",
    "4_1",
    "-1",
    "+1",
    "1",
    "é",
    "e",
    "E",
    "👍",
    "👎",
    "self",
    "Self",
    "SELF",
    "call",
    "Call",
    "$call",
];

const GROUPS: &[&str] = &[
    // Keywords: strict, reserved, weak.
    "as break const continue crate else enum extern false fn for if impl in let loop match mod move mut pub ref return self \
     Self static struct super trait true type unsafe use where while async await dyn gen abstract become box do final macro \
     override priv typeof unsized virtual yield try union default auto raw safe macro_rules dyn_ _",
    // The prelude's types, traits, functions, macros, and primitive types.
    "Option Some None Result Ok Err String ToString Vec Box Default Clone Copy Send Sync Sized Drop Fn FnMut FnOnce AsRef AsMut \
     Into From TryInto TryFrom Iterator IntoIterator Extend ToOwned Eq PartialEq Ord PartialOrd FromIterator Debug Hash Future \
     IntoFuture drop vec println format panic todo assert assert_eq write matches env include_str concat i8 i16 i32 i64 i128 \
     isize u8 u32 u64 usize f32 f64 bool char str BTreeMap HashMap Arc Unpin",
    // What generated crates declare, import or call.
    "Client Call Error TriggerName TriggerPayload ClientOptions CourseClient models requests bodies responses payloads \
     parameters parts shared choices internal Internal Choices runtime triggers client lib main direct connection options \
     credential required Required new New send send_with_response send_streaming with_call_options callOptions into_request intoRequest into_call with_ with_new with_extra \
     extra extra_properties Unknown UnlistedValue Unlisted value values body request_body operation OPERATION CONNECTOR \
     Readme decode decode_envelope from_item name item json as_str as_i64 query header path path_double form file \
     accept Request Response Payload Value DateTime Date Base64 Secret Upload Nullable Bytes Connection ChoiceRequest object \
     model KEYS out decoder serde_json azure_core connector_runtime connector_course std core alloc crate_ this url key result \
     answer example required_values newRequired NewRequired NewRequest NewResponse",
    // What other types' traits would call, and what clippy takes for a trait's or a convention's.
    "clone clone_from fmt eq cmp partial_cmp borrow borrow_mut from into try_from try_into to_owned to_string type_id as_ref \
     deref index add sub mul not neg next hash default_ IntoGroups FromGroups ToGroups IsGroup AsGroupMut ToGroupMut len \
     is_empty iter into_iter from_str foo baz quux Foo bar l O I",
    // Collisions in case and punctuation.
    "filter $filter Filter FILTER fil.ter fil-ter fil_ter filTer filter_dollar filter$ A1B A1b foo_1bar foo1bar updated:gte \
     updated_gte 4.1 41 4_1 4-1",
    // Digits and symbols.
    "1 0 007 42 16x16 500-1k +1 -1 <= >= < > % # @ * ~ ! = == & && | || ^ ? : ; , . .. ... C++ C# a/b a#b a~b [] {} {Name} ' \" ` \\ \
     */ // /* /// //! r#type r# b\"x\" 'a #[x] $crate $x %20 %s {0} ~0 ~1",
    // Letters of other scripts, marks, emoji.
    "é E Ελληνικά 日本語 日本 Привет а 👍 👎 ﬁ fi ß ss İ ı i Ǆ ₂ ａ u65e5 é1 ªº ℕ",
    // The systems' own files.
    "con CON prn aux nul com1 lpt9 mod_ lib_",
];

const ODD: &[&str] = &[
    "",
    " ",
    "  ",
    "two words",
    " padded ",
    "a\tb",
    "a\nb",
    "a\r\nb",
    "\0",
    "\u{0}007",
    "\u{1b}[31m",
    "e\u{301}",
    "👍 Like",
    "👎 Like",
    "\u{202e}",
    "\u{202e}evil",
    "\u{200b}",
    "\u{feff}bom",
    "*/ fn main() {} /*",
    "```",
    "unlisted value",
];

/// The course over these names; `turn` is 0, 1 or 2. All positions stand in the first; the others give each name its other turns
/// as operation and definition.
pub fn course(names: &[String], turn: usize) -> Course {
    let mut builder = Builder { names, wires: Vec::new(), paths: Map::new(), definitions: Map::new(), count: 0 };
    for (index, name) in names.iter().enumerate() {
        builder.definition(name, turn);
        if !name.trim().is_empty() {
            builder.operation(index, turn);
        }
    }
    if turn == 0 {
        builder.together();
    }
    builder.finish()
}

struct Builder<'a> {
    names: &'a [String],
    wires: Vec<Wire>,
    paths: Map<String, Value>,
    definitions: Map<String, Value>,
    /// How many anonymous objects there are: each says its number, so that none is shared.
    count: usize,
}

impl Builder<'_> {
    fn wire(&mut self, position: Position, owner: &str, name: &str) {
        self.wires.push((position, owner.to_owned(), name.to_owned()));
    }

    /// An object with these properties, unlike any other.
    fn object(&mut self, properties: Vec<(String, Value)>, required: &[&str]) -> Value {
        self.count += 1;
        for (key, _) in &properties {
            self.wire(Position::Property, "", key);
        }
        let properties: Map<String, Value> = properties.into_iter().collect();
        json!({
            "type": "object", "description": format!("Object {}.", self.count), "required": required, "properties": properties,
        })
    }

    fn enumeration(&mut self, values: &[&str]) -> Value {
        self.count += 1;
        for value in values {
            self.wire(Position::Value, "", value);
        }
        json!({"type": "string", "description": format!("Values {}.", self.count), "enum": values})
    }

    /// An object in the first turn, in the second an enumeration or a word for a list; the third has none.
    fn definition(&mut self, name: &str, turn: usize) {
        let schema = match turn {
            0 => self.object(vec![(name.to_owned(), json!({"type": "string"}))], &[name]),
            1 if kind(name, turn) == 0 => json!({"type": "array", "items": {"type": "string"}}),
            1 => self.enumeration(&[name]),
            _ => return,
        };
        self.definitions.insert(name.to_owned(), schema);
    }

    /// The operation called by a name, with that name as its path and query parameter. In the first turn it stands inside
    /// the body of an action, a helper's response or a trigger's payload too, and a choice is one for the body's property.
    fn operation(&mut self, index: usize, turn: usize) {
        let name = self.names[index].as_str();
        let kind = kind(name, turn);
        let mut parameters = Vec::new();
        // It depends on nothing else, so that other names move no request.
        let mut path = format!("/operations/{}", hex(name));
        let is_helper = kind == 1;
        if !is_helper && is_placeholder(name) {
            path.push_str(&format!("/{{{name}}}"));
            parameters.push(json!({"name": name, "in": "path", "type": "string", "required": true}));
            self.wire(Position::Path, name, name);
        }
        self.wire(Position::Query, name, name);
        self.wire(Position::Operation, "", name);
        let choice = if is_helper { None } else { self.choice(index, turn) };
        // A helper takes some values as arguments and some by setters.
        let required = !is_helper || !is_optional(name);
        let mut query = json!({"name": name, "in": "query", "type": "string", "required": required});
        let inner = match turn {
            0 => self.object(vec![(name.to_owned(), extended(json!({"type": "string"}), choice.clone()))], &[name]),
            _ => json!({"type": "string"}),
        };
        let mut response = json!({"description": "OK"});
        match kind {
            0 if turn == 0 => {
                parameters.push(json!({"name": "body", "in": "body", "required": true, "schema": inner}));
            }
            1 => response["schema"] = json!({"type": "array", "items": inner}),
            _ => query = extended(query, choice),
        }
        parameters.push(query);
        let mut responses = json!({"200": response});
        if kind == 0 && turn > 0 {
            let [made, failure] =
                [(); 2].map(|()| self.object(vec![(name.to_owned(), json!({"type": "string"}))], &[]));
            responses["200"]["schema"] = json!({"type": "string"});
            responses["201"] = json!({"description": name, "schema": made});
            responses["default"] = json!({"description": name, "schema": failure});
        }
        let mut operation = json!({"operationId": name, "parameters": parameters, "responses": responses});
        let mut item = Map::new();
        match kind {
            0 => {}
            1 => operation["x-ms-visibility"] = json!("internal"),
            _ => {
                operation["x-ms-trigger"] = json!("single");
                self.wire(Position::Trigger, "", name);
                item.insert("x-ms-notification-content".to_owned(), json!({"schema": inner}));
            }
        }
        item.insert(if is_helper { "get" } else { "post" }.to_owned(), operation);
        self.paths.insert(path, Value::Object(item));
    }

    /// A choice that the next helper fills.
    fn choice(&mut self, index: usize, turn: usize) -> Option<(&'static str, Value)> {
        let others = self.names[index..].iter().chain(&self.names[..index]);
        let called = others.filter(|name| !name.trim().is_empty()).find(|name| kind(name, turn) == 1)?.clone();
        if is_optional(&called) {
            self.wire(Position::Argument, "", &called);
        }
        let name = self.names[index].as_str();
        for key in name.split('/').filter(|key| !key.is_empty()) {
            self.wire(Position::Step, "", key);
        }
        let parameters = json!({called.as_str(): {"parameter": name}});
        let choice = json!({
            "operationId": called, "parameters": parameters,
            "value-collection": name, "value-path": name, "value-title": name,
        });
        Some(("x-ms-dynamic-values", choice))
    }

    /// All names side by side, in each group of things that have one.
    fn together(&mut self) {
        let all = self.names.to_vec();
        let keys: Vec<&String> = all.iter().filter(|name| !name.is_empty()).collect();
        let all_of = |place: &str, keys: &[&String], required: bool| -> Vec<Value> {
            keys.iter().map(|key| json!({"name": key, "in": place, "type": "string", "required": required})).collect()
        };
        let headers: Vec<&String> = keys.iter().copied().filter(|name| is_header(name)).collect();
        let placeholders: Vec<&String> = keys.iter().copied().filter(|name| is_placeholder(name)).collect();
        let placeholder_path: String = placeholders.iter().map(|name| format!("/{{{name}}}")).collect();
        for (id, place, position, keys, required, path) in [
            ("All queries", "query", Position::Query, &keys, false, ""),
            ("All required queries", "query", Position::Query, &keys, true, ""),
            ("All headers", "header", Position::Header, &headers, false, ""),
            ("All fields", "formData", Position::Form, &keys, false, ""),
            ("All paths", "path", Position::Path, &placeholders, true, placeholder_path.as_str()),
        ] {
            let mut parameters = all_of(place, keys, required);
            let is_helper = id == "All required queries";
            if id == "All queries" {
                let filled: Map<String, Value> =
                    keys.iter().map(|key| ((*key).clone(), json!({"parameter": key}))).collect();
                parameters[0]["x-ms-dynamic-values"] =
                    json!({"operationId": "All required queries", "parameters": filled, "value-path": "id"});
                self.wire(Position::Step, "", "id");
            }
            for key in keys {
                self.wire(position, id, key);
            }
            self.add(id, path, json!({"parameters": parameters}), is_helper);
        }
        self.every_place(&placeholders);
        let some_values: Vec<&str> = all.iter().map(String::as_str).collect();
        let values = self.enumeration(&some_values);
        self.definitions.insert("All values".to_owned(), values);
        for value in ["-9223372036854775808", "-1", "0", "1", "403", "9223372036854775807"] {
            self.wire(Position::Value, "", value);
        }
        let numbers = json!({
            "type": "integer", "enum": [i64::MIN, -1, 0, "1", 403.0, i64::MAX], "description": "Values of integers.",
        });
        self.definitions.insert("All integers".to_owned(), numbers);
        self.kinds_of_values();
        self.definitions_together(&all);
        self.anonymous_together(&all);
    }

    /// The same keys in path, query, header and form of one operation.
    fn every_place(&mut self, keys: &[&String]) {
        let id = "Every place";
        let keys: Vec<&String> = keys.iter().copied().filter(|key| is_header(key)).collect();
        let mut parameters = Vec::new();
        for (place, position) in [
            ("path", Position::Path),
            ("query", Position::Query),
            ("header", Position::Header),
            ("formData", Position::Form),
        ] {
            for key in &keys {
                parameters.push(json!({"name": key, "in": place, "type": "string", "required": place == "path"}));
                self.wire(position, id, key);
            }
        }
        let path: String = keys.iter().map(|key| format!("/{{{key}}}")).collect();
        self.add(id, &path, json!({"parameters": parameters}), false);
    }

    /// Constants of each type that a choice passes on, and values of types that have no enumeration of their own.
    fn kinds_of_values(&mut self) {
        // The reader gives a literal of `f64` in its shortest form.
        for value in ["1.5", "-2", "3"] {
            self.wire(Position::Value, "", value);
        }
        let constants = [
            ("text", json!("string"), json!("\" {} \\ \u{202e}")),
            ("number", json!("number"), json!(std::f64::consts::PI)),
            ("integer", json!("integer"), json!(-9)),
            ("flag", json!("boolean"), json!(true)),
        ];
        for required in [true, false] {
            let id = if required { "Required constants" } else { "Optional constants" };
            let mut parameters = Vec::new();
            let mut filled = Map::new();
            for (key, kind, value) in &constants {
                parameters.push(json!({"name": key, "in": "query", "type": kind, "required": required}));
                filled.insert((*key).to_owned(), value.clone());
                self.wire(Position::Query, id, key);
                if !required {
                    self.wire(Position::Argument, "", key);
                }
            }
            self.add(id, "", json!({"parameters": parameters}), true);
            let id = format!("{id} chosen");
            let choice =
                json!({"operationId": id.trim_end_matches(" chosen"), "parameters": filled, "value-path": "id"});
            let parameters = json!([
                {"name": "chosen", "in": "query", "type": "string", "x-ms-dynamic-values": choice},
                {"name": "number", "in": "query", "type": "number", "enum": [1.5, -2, "3"]},
                {"name": "boolean", "in": "query", "type": "boolean", "enum": ["true", "false", true]},
            ]);
            for key in ["chosen", "number", "boolean"] {
                self.wire(Position::Query, &id, key);
            }
            self.wire(Position::Step, "", "id");
            self.add(&id, "", json!({"parameters": parameters}), false);
        }
    }

    /// Definitions that hold all names: optional, required, with defaults, as references, and as objects inside.
    fn definitions_together(&mut self, all: &[String]) {
        let texts = |all: &[String]| all.iter().map(|key| (key.clone(), json!({"type": "string"}))).collect::<Vec<_>>();
        let mut optional = self.object(texts(all), &[]);
        optional["additionalProperties"] = json!(true);
        self.definitions.insert("All optional".to_owned(), optional);

        let required: Vec<&str> = all.iter().map(String::as_str).collect();
        let holder = self.object(texts(all), &required);
        self.definitions.insert("All required".to_owned(), holder);

        let defaults = all.iter().map(|key| (key.clone(), json!({"type": "string", "default": key}))).collect();
        for name in all {
            let json = Value::from(name.as_str()).to_string();
            self.wire(Position::Default, "", &json);
        }
        let holder = self.object(defaults, &required);
        self.definitions.insert("All defaults".to_owned(), holder);

        let references =
            all.iter().map(|key| (key.clone(), json!({"$ref": format!("#/definitions/{}", pointer(key))}))).collect();
        let holder = self.object(references, &[]);
        self.definitions.insert("All references".to_owned(), holder);

        let inline = all.iter().map(|key| (key.clone(), self.object(vec![(key.clone(), json!({}))], &[]))).collect();
        let holder = self.object(inline, &[]);
        self.definitions.insert("All objects".to_owned(), holder);
    }

    /// All names as properties of the objects that have no name: of a body, a response, a payload.
    fn anonymous_together(&mut self, all: &[String]) {
        let texts = || all.iter().map(|key| (key.clone(), json!({"type": "string"}))).collect::<Vec<_>>();
        let [body, response, other, failure, payload] = [(); 5].map(|()| self.object(texts(), &[]));
        let id = "All inside";
        self.wire(Position::Operation, "", id);
        self.wire(Position::Trigger, "", id);
        let operation = json!({
            "operationId": id, "x-ms-trigger": "single",
            "parameters": [{"name": "body", "in": "body", "schema": body}],
            "responses": {
                "200": {"description": "OK", "schema": response},
                "202": {"description": "Later", "schema": {"type": "array", "items": other}},
                "404": {"description": "Not there", "schema": failure},
            },
        });
        let item = json!({"x-ms-notification-content": {"schema": payload}, "post": operation});
        self.paths.insert("/together/inside".to_owned(), item);
    }

    fn add(&mut self, id: &str, path: &str, mut operation: Value, is_helper: bool) {
        self.wire(Position::Operation, "", id);
        operation["operationId"] = json!(id);
        operation["responses"] = json!({"200": {"description": "OK"}});
        if is_helper {
            operation["x-ms-visibility"] = json!("internal");
        }
        let path = format!("/together/{}{path}", hex(id));
        self.paths.insert(path, json!({"post": operation}));
    }

    fn finish(mut self) -> Course {
        let counted = |position| matches!(position, Position::Property | Position::Default | Position::Value);
        let mut seen = BTreeSet::new();
        self.wires.retain(|wire| counted(wire.0) || seen.insert(wire.clone()));
        self.wires.sort();
        let definition = json!({
            "swagger": "2.0",
            "info": {"title": "Course", "version": "1.0"},
            "host": "course.example.com", "basePath": "/", "schemes": ["https"],
            "consumes": ["application/json"], "produces": ["application/json"],
            "paths": self.paths, "definitions": self.definitions,
        });
        Course { definition, wires: self.wires }
    }
}

fn hex(name: &str) -> String {
    name.bytes().map(|byte| format!("{byte:02x}")).collect()
}

/// What an operation and a definition of this name are. It depends on nothing else, so that other names change nothing.
fn kind(name: &str, turn: usize) -> usize {
    (name.bytes().map(usize::from).sum::<usize>() + turn) % KINDS
}

/// Whether a helper of this name can do without its parameter.
fn is_optional(name: &str) -> bool {
    name.len() % 2 == 1
}

/// An object with one more member.
fn extended(mut object: Value, member: Option<(&str, Value)>) -> Value {
    if let (Some(members), Some((key, value))) = (object.as_object_mut(), member) {
        members.insert(key.to_owned(), value);
    }
    object
}

/// Whether a path can hold a placeholder of this name.
fn is_placeholder(name: &str) -> bool {
    !name.trim().is_empty() && !name.contains(['{', '}'])
}

/// Whether a header can have this name: a token of RFC 9110, and none that the client sets itself.
fn is_header(name: &str) -> bool {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !name.is_empty() && name.bytes().all(is_token) && !name.eq_ignore_ascii_case("accept")
}

/// A name in a JSON pointer.
fn pointer(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1").replace('%', "%25")
}
