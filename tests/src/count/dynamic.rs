//! Places of a definition with dynamic values, a dynamic tree or a dynamic schema, counted in the JSON, and the places that the
//! methods of `Choices` are for, counted in the crate's documentation. Each place has a method, or a warning gives the reason.

use connector_codegen::Files;
use connector_emitted::Contents;
use serde_json::{Map, Value};

/// How many places have dynamic values, a dynamic tree or a dynamic schema.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dynamic {
    /// Places with a list of values.
    pub values: usize,
    /// Places with a tree.
    pub trees: usize,
    /// Places with a schema that another operation returns.
    pub schemas: usize,
}

impl Dynamic {
    /// All of them.
    pub const fn sum(self) -> usize {
        self.values + self.trees + self.schemas
    }
}

/// What a definition states.
pub fn stated(definition: Value) -> Dynamic {
    Document(definition).stated()
}

/// What a crate offers: the places of the methods of its `Choices`.
///
/// # Panics
/// If a file does not parse.
pub fn emitted(files: &Files) -> Dynamic {
    let contents = Contents::read(files).unwrap_or_else(|error| panic!("{error}"));
    let returning = |name: &str| {
        let methods = contents.choices.values().filter(|choice| choice.returned == name);
        methods.map(|choice| choice.places).sum()
    };
    Dynamic { values: returning("ChoiceRequest"), trees: returning("Tree"), schemas: returning("SchemaRequest") }
}

impl std::ops::AddAssign for Dynamic {
    fn add_assign(&mut self, other: Self) {
        self.values += other.values;
        self.trees += other.trees;
        self.schemas += other.schemas;
    }
}

struct Document(Value);

impl Document {
    /// The target of a reference; anything else as it is.
    fn resolve<'d>(&'d self, mut node: &'d Value) -> &'d Value {
        for _ in 0..32 {
            // A schema whose `allOf` holds one reference and nothing else is that reference.
            let only = node["allOf"].as_array().filter(|parts| parts.len() == 1 && node.get("properties").is_none());
            let reference = only.map_or(node, |parts| &parts[0])["$ref"].as_str().or(node["$ref"].as_str());
            let Some(reference) = reference.and_then(|text| text.strip_prefix('#')) else { break };
            match self.0.pointer(reference) {
                Some(target) => node = target,
                None => break,
            }
        }
        node
    }

    fn stated(&self) -> Dynamic {
        let mut places = Dynamic::default();
        let paths = self.0["paths"].as_object().into_iter().flatten();
        for (item, (method, operation)) in
            paths.flat_map(|(_, item)| item.as_object().into_iter().flatten().map(move |operation| (item, operation)))
        {
            let is_method = ["get", "put", "post", "delete", "options", "head", "patch"].contains(&method.as_str());
            let is_trigger = operation.get("x-ms-trigger").is_some();
            let visibility = operation["x-ms-visibility"].as_str().unwrap_or_default();
            if is_method && (is_trigger || !visibility.eq_ignore_ascii_case("internal")) {
                places += self.operation(item, operation, is_trigger);
            }
        }
        places
    }

    fn operation(&self, item: &Value, operation: &Value, is_trigger: bool) -> Dynamic {
        let mut places = Dynamic::default();
        let list = |node: &Value| node["parameters"].as_array().cloned().unwrap_or_default();
        let own: Vec<Value> = list(operation).iter().map(|it| self.resolve(it).clone()).collect();
        let identity = |it: &Value| (it["name"].clone(), it["in"].clone());
        let shared = list(item).iter().map(|it| self.resolve(it).clone()).collect::<Vec<_>>();
        let shared = shared.into_iter().filter(|it| !own.iter().any(|other| identity(other) == identity(it)));
        for parameter in shared.chain(own.iter().cloned()).collect::<Vec<_>>() {
            places += offered(&parameter);
            if parameter["in"] == "body" {
                places += self.whole(&parameter["schema"]);
            }
        }
        let schema_of = |response: &Value| Some(self.resolve(response)["schema"].clone()).filter(|it| !it.is_null());
        let responses = operation["responses"].as_object().cloned().unwrap_or_default();
        let mut successes =
            responses.iter().filter(|(status, _)| status.len() == 3 && status.starts_with('2')).peekable();
        let success = match successes.peek() {
            Some(_) => successes.find_map(|(_, response)| schema_of(response)),
            None => responses.get("default").and_then(schema_of),
        };
        let notification = operation.get("x-ms-notification-content").or(item.get("x-ms-notification-content"));
        let notification = notification.filter(|_| is_trigger).map(|content| content["schema"].clone());
        for schema in [success, notification].into_iter().flatten() {
            places.schemas += self.whole(&schema).schemas;
        }
        places
    }

    fn whole(&self, schema: &Value) -> Dynamic {
        let mut places = self.offered(schema);
        self.inside(schema, &mut Vec::new(), &mut places);
        places
    }

    /// A dynamic schema of a definition counts at each place that uses the definition; its other extensions count nowhere.
    fn offered(&self, schema: &Value) -> Dynamic {
        let target = self.resolve(schema);
        let inner = if std::ptr::eq(target, schema) { &Value::Null } else { target };
        let mut places = offered(schema);
        places.schemas = places.schemas.max(offered(inner).schemas);
        places
    }

    fn inside(&self, schema: &Value, open: &mut Vec<*const Value>, places: &mut Dynamic) {
        let target = self.resolve(schema);
        let is_dynamic = ["x-ms-dynamic-schema", "x-ms-dynamic-properties"].iter().any(|key| target.get(key).is_some());
        if is_dynamic || open.contains(&std::ptr::from_ref(target)) || open.len() > 64 {
            return;
        }
        open.push(target);
        let mut properties = Vec::new();
        self.properties(target, &mut properties, 0);
        let ty = target["type"].as_str();
        if let Some(items) =
            target.get("items").filter(|_| ty == Some("array") || ty.is_none() && properties.is_empty())
        {
            *places += self.offered(items);
            self.inside(items, open, places);
        } else if ty.is_none_or(|ty| ty == "object") {
            for (_, property) in properties {
                *places += self.offered(property);
                self.inside(property, open, places);
            }
        }
        open.pop();
    }

    /// The properties of an object and of its parts; later ones replace earlier ones of the same name.
    fn properties<'d>(&'d self, schema: &'d Value, found: &mut Vec<(&'d str, &'d Value)>, depth: usize) {
        if depth > 32 {
            return;
        }
        for part in schema["allOf"].as_array().into_iter().flatten() {
            self.properties(self.resolve(part), found, depth + 1);
        }
        for (name, property) in schema["properties"].as_object().into_iter().flatten() {
            match found.iter_mut().find(|(other, _)| other == name) {
                Some(known) => known.1 = property,
                None => found.push((name, property)),
            }
        }
    }
}

/// The dynamic extensions of a node.
fn offered(node: &Value) -> Dynamic {
    let nothing = Map::new();
    let node = node.as_object().unwrap_or(&nothing);
    let has = |key: &str| node.contains_key(key);
    let tree = has("x-ms-dynamic-tree");
    // Beside a tree, a file picker is the older form of the same extension.
    let is_list = |key: &str| node.get(key).is_some_and(|it| !(tree && it.get("capability").is_some()));
    Dynamic {
        values: usize::from(is_list("x-ms-dynamic-values") || is_list("x-ms-dynamic-list")),
        trees: usize::from(tree),
        schemas: usize::from(has("x-ms-dynamic-schema") || has("x-ms-dynamic-properties")),
    }
}
