//! Every place of a definition for which another operation supplies something is a method of `Choices`, or a warning: counted
//! in the JSON by code that shares nothing with the generator, and in what it printed. A part of the corpus; `COUNT_ALL=1`
//! counts all of it.

use connector_codegen::{Generator, internal::folder::discover};
use connector_tests::corpus;
use serde_json::{Map, Value};

/// How many places a definition has, by what they offer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Places {
    values: usize,
    trees: usize,
    schemas: usize,
}

impl std::ops::AddAssign for Places {
    fn add_assign(&mut self, other: Self) {
        self.values += other.values;
        self.trees += other.trees;
        self.schemas += other.schemas;
    }
}

struct Document(Value);

impl Document {
    /// What a reference leads to, and what is no reference itself.
    fn resolve<'d>(&'d self, mut node: &'d Value) -> &'d Value {
        for _ in 0..32 {
            // A schema that holds nothing but one reference in `allOf` is one.
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

    fn stated(&self) -> Places {
        let mut places = Places::default();
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

    fn operation(&self, item: &Value, operation: &Value, is_trigger: bool) -> Places {
        let mut places = Places::default();
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
        let answer = match successes.peek() {
            Some(_) => successes.find_map(|(_, response)| schema_of(response)),
            None => responses.get("default").and_then(schema_of),
        };
        let notification = operation.get("x-ms-notification-content").or(item.get("x-ms-notification-content"));
        let notification = notification.filter(|_| is_trigger).map(|content| content["schema"].clone());
        for schema in [answer, notification].into_iter().flatten() {
            places.schemas += self.whole(&schema).schemas;
        }
        places
    }

    fn whole(&self, schema: &Value) -> Places {
        let mut places = self.offered(schema);
        self.inside(schema, &mut Vec::new(), &mut places);
        places
    }

    /// A definition tells the schema of the places that use it; its choices are nobody's.
    fn offered(&self, schema: &Value) -> Places {
        let target = self.resolve(schema);
        let inner = if std::ptr::eq(target, schema) { &Value::Null } else { target };
        let mut places = offered(schema);
        places.schemas = places.schemas.max(offered(inner).schemas);
        places
    }

    fn inside(&self, schema: &Value, open: &mut Vec<*const Value>, places: &mut Places) {
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

/// What the extensions of a node offer.
fn offered(node: &Value) -> Places {
    let nothing = Map::new();
    let node = node.as_object().unwrap_or(&nothing);
    let has = |key: &str| node.contains_key(key);
    let tree = has("x-ms-dynamic-tree");
    // Beside a tree, a picker of files is its older form.
    let is_list = |key: &str| node.get(key).is_some_and(|it| !(tree && it.get("capability").is_some()));
    Places {
        values: usize::from(is_list("x-ms-dynamic-values") || is_list("x-ms-dynamic-list")),
        trees: usize::from(tree),
        schemas: usize::from(has("x-ms-dynamic-schema") || has("x-ms-dynamic-properties")),
    }
}

#[test]
fn every_place_is_a_method_or_a_warning() {
    let Some(corpus) = corpus() else { return };
    let all = std::env::var_os("COUNT_ALL").is_some();
    let generator = Generator::new(&corpus);
    let (mut total, mut left_out, mut differences) = (Places::default(), 0, Vec::new());
    for connector in discover(&corpus).expect("the corpus can be searched").iter().step_by(if all { 1 } else { 6 }) {
        let generated = generator.generate(connector).expect("the connector's files can be read");
        let Some(files) = &generated.files else { continue };
        let text = std::fs::read(corpus.join(&connector.path).join("apiDefinition.swagger.json")).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        // What is no strict JSON is counted by nobody else.
        let Ok(json) = serde_json::from_str(text.trim_start_matches('\u{feff}')) else { continue };
        let stated = Document(json).stated();
        let choices = files.get("src/choices.rs").map(String::as_str).unwrap_or_default();
        let methods = |returned: &str| {
            let public = choices.split("    pub fn ").skip(1);
            public.filter(|method| method.split('{').next().is_some_and(|head| head.contains(returned))).count()
        };
        let printed = Places {
            values: methods("-> runtime::ChoiceRequest"),
            trees: methods("-> runtime::Tree"),
            schemas: methods("-> runtime::SchemaRequest"),
        };
        let warned = generated.diagnostics.iter().filter(|it| it.problem.code() == "choice-left-out").count();
        let sum = |places: Places| places.values + places.trees + places.schemas;
        if sum(stated) != sum(printed) + warned {
            differences.push(format!("{}: {stated:?} in the JSON, {printed:?} and {warned} warnings", connector.path));
        }
        total += printed;
        left_out += warned;
    }
    println!("{total:?}, {left_out} left out with a warning");
    assert!(total.values > 0 && total.schemas > 0);
    assert_eq!(differences, Vec::<String>::new());
}
