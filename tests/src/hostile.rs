//! Hostile strings, and a connector's folder (usually Kaizala's) with a hostile string in each string of one kind.
//!
//! Equal strings get equal replacements, and different strings get different ones, so the meaning of the definition stays the same.

use std::{collections::HashMap, fs, path::Path};

use connector_codegen::ConnectorFolder;
use serde_json::{Map, Value, json};

use crate::read;

/// Strings that have a meaning in Rust, Markdown, HTML, JSON, TOML or a terminal.
pub const TEXTS: &[&str] = &[
    // Rust
    "'single' and \"double\" quotes",
    "*/",
    "/*",
    "*/ fn main() {} /*",
    "\"#",
    "r#\"",
    "\"##]",
    "{}",
    "{0} {{ }",
    "#[derive(X)]",
    "#![no_std]",
    "]",
    "#[doc = \"x\"]",
    "pub fn main() { loop {} }",
    "use std::process::Command;\nfn main() {\n    Command::new(\"x\");\n}",
    "\\",
    "trailing \\",
    "\\\\",
    "\\n \\u{202e} \\\"",
    "macro_rules! x { () => {} }",
    "// # Safety",
    "!",
    "////",
    // Markdown: code
    "`",
    "``",
    "an `odd one",
    "``` ` ```",
    "text\n\n    not_rust(\n\ntext",
    "\tcode()",
    "a\n\tb()",
    "```rust\ncompile_error!(\"x\");\n```",
    "```\nunclosed(",
    "~~~rust\nunclosed(",
    "```compile_fail",
    "* item\n\n      code(",
    "> ```\n> let x = ;",
    // HTML
    "<script>alert(1)</script>",
    "<b>unclosed",
    "</div>",
    "<img src=x onerror=alert(1)>",
    "<!-- comment",
    "<!-- a -- b -->",
    "-->",
    "<?php ?>",
    "<![CDATA[ x",
    "<a id=\"x\"></a>",
    "Vec<String>",
    "&lt;script&gt;",
    "&#x202e;&#0;",
    "&",
    "<br><script>",
    "<b\n>x",
    "<details>\n\n# In it\n\n</details>",
    // Markdown: links
    "[click](javascript:alert(1))",
    "<javascript:alert(1)>",
    "[click](JaVaScRiPt:alert(1))",
    "[click](&#106;avascript:alert(1))",
    "![image](javascript:alert(1))",
    "[a]: javascript:alert(1)\n\n[a]",
    "[x](data:text/html,<script>)",
    "[x](//example.com \"t\")",
    "[x](<javascript:alert(1)>)",
    "https://example.com/a_b_c?d=e",
    "www.example.com",
    "See http://example.com/{id}.",
    "me@example.com",
    "<https://example.com/\">",
    "[x](https://example.com/`)",
    "[x](https://example.com \"`\")",
    "ftp://example.com",
    "[Foo]",
    "[`Foo`]",
    "[Foo](Foo)",
    "[crate::Foo]",
    "[struct@Foo]",
    "[x][y]",
    "[x][]",
    "[^1]",
    "[^1]: note",
    "[ ] task",
    "[x]: y",
    "[",
    "[x]: https://example.com \"t\"",
    "[[x]]",
    "[a](b",
    "![",
    "](",
    // Markdown: blocks
    "a | b",
    "|",
    "\\|",
    "| a | b |",
    "|---|---|",
    "`a|b`",
    "`a\\|b`",
    "# heading",
    "heading\n===",
    "heading\n---",
    "###### x #",
    "# h {#id .class}",
    "* item",
    "1. item",
    "1) item",
    "+ item",
    "> quote",
    "- [ ] task",
    "---",
    "***",
    "___",
    "===",
    "* * *",
    "* item\nlazy",
    "1. one\n\n   two\nthree",
    "> a\nb",
    "99999999999. x",
    "- a\n  - b\n\n    - c",
    "term\n: definition",
    ":::",
    "> > > > > > > > > > > > > > > deep",
    "~~x~~",
    "**x",
    "__x__y",
    "_",
    "$x^2$",
    "@user",
    "#",
    "x  \ny",
    "x\\\ny",
    // Characters
    "a\r\nb",
    "a\rb",
    "\0",
    "\u{0}007",
    "\u{1b}[31mred\u{1b}[0m",
    "\u{202e}evil\u{2066}",
    "\u{200b}\u{feff}",
    "a\u{2028}b\u{85}c",
    "\u{e0041}",
    "e\u{301}",
    "👍",
    "\u{7f}\u{9b}",
    "日本語",
];

/// The position of the hostile string in the string that it is added to.
#[derive(Clone, Copy, Debug)]
pub enum Placing {
    /// Before it.
    Before,
    /// After it.
    After,
    /// On lines of its own in the middle.
    Between,
    /// After it: all hostile strings, one per line.
    AllLines,
    /// Before it: all hostile strings, one per paragraph.
    AllParagraphs,
}

/// Every position.
pub const PLACINGS: [Placing; 5] =
    [Placing::Before, Placing::After, Placing::Between, Placing::AllLines, Placing::AllParagraphs];

/// The files of a connector folder.
#[derive(Clone, Debug)]
pub struct Folder {
    /// `apiDefinition.swagger.json`.
    pub definition: Value,
    /// `apiProperties.json`.
    pub properties: Value,
    /// `connector.toml`.
    pub head: toml::Table,
    /// `intro.md`.
    pub intro: String,
}

impl Folder {
    /// Kaizala, with the display strings that its own definition lacks.
    pub fn kaizala() -> Self {
        let json = |file: &str| -> Value {
            serde_json::from_str(&read(&format!("spec/kaizala/{file}")))
                .unwrap_or_else(|error| panic!("{file}: {error}"))
        };
        let mut definition = json("apiDefinition.swagger.json");
        definition["info"]["contact"] = json!({"name": "Name", "url": "https://example.com", "email": "a@example.com"});
        definition["x-ms-connector-metadata"] = json!([
            {"propertyName": "Website", "propertyValue": "https://example.com"},
            {"propertyName": "Privacy policy", "propertyValue": "https://example.com/privacy"},
            {"propertyName": "Other", "propertyValue": "Fact"},
        ]);
        for operation in operations(&mut definition) {
            if operation.get("x-ms-trigger").is_some() {
                operation["x-ms-trigger-hint"] = json!("Hint.");
            }
            operation["x-ms-api-annotation"] = json!({"status": "Stated", "family": "Family", "revision": 1});
        }
        each_schema(&mut definition, &mut |schema| {
            if let Some(Value::Array(values)) = schema.get("enum") {
                let named = values
                    .iter()
                    .map(|value| json!({"value": value, "displayName": "Shown", "description": "Described."}));
                let named: Vec<Value> = named.collect();
                schema.insert("x-ms-enum-values".to_owned(), json!(named));
            }
        });
        Self {
            definition,
            properties: json("apiProperties.json"),
            head: read("spec/kaizala/connector.toml").parse().expect("connector.toml is TOML"),
            intro: read("spec/kaizala/intro.md"),
        }
    }

    /// A connector without changes; `None` if its definition is not strict JSON.
    pub fn of(connector: &ConnectorFolder) -> Option<Self> {
        let json = |path: &Path| -> Option<Value> { serde_json::from_slice(&fs::read(path).ok()?).ok() };
        let beside = |file: &str| connector.directory.as_ref().map(|directory| directory.join(file));
        Some(Self {
            definition: json(connector.definition.as_ref().ok()?)?,
            properties: beside("apiProperties.json").and_then(|path| json(&path)).unwrap_or_default(),
            head: toml::Table::new(),
            intro: String::new(),
        })
    }

    /// The folder with a hostile string in each display string. `from` is the index of the first hostile string.
    pub fn with_hostile_texts(&self, from: usize, placing: Placing) -> Self {
        let mut hostile = self.clone();
        let mut injector = Injector { from, placing, known: HashMap::new() };
        injector.json(&mut hostile.definition, "");
        if let Some(publisher) = hostile.properties.pointer_mut("/properties/publisher") {
            injector.value(publisher);
        }
        hostile.head.iter_mut().for_each(|(_, value)| injector.toml(value));
        hostile.intro = injector.text(&hostile.intro);
        hostile
    }

    /// The folder with more wire strings that are data: a default for each string without one, a last segment of each path, tags.
    pub fn with_data(&self) -> Self {
        let mut folder = self.clone();
        each_schema(&mut folder.definition, &mut |schema| {
            let is_text = schema.get("type") == Some(&json!("string")) && schema.get("format").is_none();
            if is_text && schema.get("enum").is_none() && schema.get("in") != Some(&json!("path")) {
                // Equal types stay equal; different types get different defaults.
                let said = ["description", "x-ms-summary"].map(|key| schema.get(key).and_then(Value::as_str));
                let default = json!(said.map(Option::unwrap_or_default).concat());
                schema.entry("default").or_insert(default);
            }
        });
        for operation in operations(&mut folder.definition) {
            operation["tags"] = json!(["plain"]);
        }
        folder.rename_paths(|path| format!("{path}/plain"));
        folder
    }

    /// The result of [`Folder::with_data`] with a hostile string in each default, path and tag, and in the paths of choices.
    pub fn with_hostile_data(&self, from: usize) -> Self {
        let mut folder = self.clone();
        let mut injector = Injector { from, placing: Placing::After, known: HashMap::new() };
        each_schema(&mut folder.definition, &mut |schema| {
            if let Some(default) = schema.get_mut("default") {
                injector.value(default);
            }
            for key in ["value-path", "value-title"] {
                let path = schema.get_mut("x-ms-dynamic-values").and_then(|choice| choice.get_mut(key));
                if let Some(Value::String(path)) = path {
                    *path = injector.text(path).replace('/', ":");
                }
            }
        });
        for operation in operations(&mut folder.definition) {
            operation["tags"].as_array_mut().into_iter().flatten().for_each(|tag| injector.value(tag));
        }
        folder.rename_paths(|path| {
            let hostile = injector.text(path)[path.len()..].replace(['{', '}'], "");
            format!("{path}{hostile}")
        });
        folder
    }

    /// The folder with every hostile string among the values of each enumeration of strings.
    pub fn with_hostile_values(&self) -> Self {
        let mut folder = self.clone();
        each_schema(&mut folder.definition, &mut |schema| {
            if let Some(Value::Array(values)) = schema.get_mut("enum").filter(|values| values[0].is_string()) {
                values.extend(TEXTS.iter().map(|text| json!(text)));
            }
        });
        folder
    }

    /// The text of the definition, and the files beside it.
    pub fn files(&self) -> (String, Vec<(&'static str, String)>) {
        let beside = vec![
            ("apiProperties.json", self.properties.to_string()),
            ("connector.toml", self.head.to_string()),
            ("intro.md", self.intro.clone()),
        ];
        (self.definition.to_string(), beside)
    }

    fn rename_paths(&mut self, mut rename: impl FnMut(&str) -> String) {
        let Some(Value::Object(paths)) = self.definition.get_mut("paths") else { return };
        *paths = std::mem::take(paths).into_iter().map(|(path, item)| (rename(&path), item)).collect();
    }
}

/// Every operation.
fn operations(definition: &mut Value) -> impl Iterator<Item = &mut Value> {
    let items = definition["paths"].as_object_mut().into_iter().flatten();
    let members = items.flat_map(|(_, item)| item.as_object_mut().into_iter().flatten());
    members.map(|(_, member)| member).filter(|member| member.get("operationId").is_some())
}

/// Visits every schema and every parameter: each object whose `type` is a string.
fn each_schema(value: &mut Value, visit: &mut impl FnMut(&mut Map<String, Value>)) {
    match value {
        Value::Object(members) => {
            if members.get("type").is_some_and(Value::is_string) {
                visit(members);
            }
            members.values_mut().for_each(|member| each_schema(member, visit));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| each_schema(item, visit)),
        _ => {}
    }
}

/// Adds hostile strings to other strings.
struct Injector {
    from: usize,
    placing: Placing,
    /// The replacement of each string.
    known: HashMap<String, String>,
}

impl Injector {
    fn text(&mut self, text: &str) -> String {
        // The generator takes a blank text for none.
        if text.trim().is_empty() {
            return text.to_owned();
        }
        let next = self.known.len();
        let (from, placing) = (self.from, self.placing);
        let made = self.known.entry(text.to_owned()).or_insert_with(|| {
            let hostile = TEXTS[(from + next) % TEXTS.len()];
            match placing {
                Placing::Before => format!("{hostile}{text}"),
                Placing::After => format!("{text}{hostile}"),
                Placing::Between => format!("{text}\n{hostile}\n{text}"),
                Placing::AllLines => format!("{text}\n{}", TEXTS.join("\n")),
                Placing::AllParagraphs => format!("{}\n\n{text}", TEXTS.join("\n\n")),
            }
        });
        made.clone()
    }

    fn value(&mut self, value: &mut Value) {
        if let Value::String(text) = value {
            *text = self.text(text);
        }
    }

    /// Every display string at or below the value of `key`.
    fn json(&mut self, value: &mut Value, key: &str) {
        const DISPLAYED: &[&str] = &[
            "title",
            "description",
            "summary",
            "x-ms-summary",
            "x-ms-trigger-hint",
            "x-inferred",
            "displayName",
            "status",
            "family",
            "version",
            "url",
            "email",
            "name_of_contact",
            "propertyValue",
        ];
        match value {
            Value::String(_) if DISPLAYED.contains(&key) => self.value(value),
            Value::Object(members) => {
                for (name, member) in members {
                    let is_contact = key == "contact" && name == "name";
                    self.json(member, if is_contact { "name_of_contact" } else { name });
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.json(item, key)),
            _ => {}
        }
    }

    fn toml(&mut self, value: &mut toml::Value) {
        match value {
            toml::Value::String(text) => *text = self.text(text),
            toml::Value::Array(items) => items.iter_mut().for_each(|item| self.toml(item)),
            toml::Value::Table(members) => members.iter_mut().for_each(|(_, member)| self.toml(member)),
            _ => {}
        }
    }
}
