//! A connector folder as facts: the content of its reference page, and what its operations send.
//!
//! In: the text of `apiDefinition.swagger.json` and its companions. Out: [`Page`] and [`Sent`]. This is a second, deliberately
//! plain reader of the format, to check the generator. It supports only what Kaizala's definition uses and fails on anything else.
//! It repairs nothing and shares no code with `connector-codegen`.

use jsonc_parser::{
    ParseOptions,
    ast::{Object, Value},
    parse_to_ast,
};

use crate::{
    page::{Definition, Head, Operation, Page, Parameter, Product, Property, Returns},
    wire::Key,
};

/// The files of a connector folder, as text.
#[derive(Clone, Debug)]
pub struct Folder {
    /// `apiDefinition.swagger.json`.
    pub definition: String,
    /// `apiProperties.json`.
    pub properties: String,
    /// `connector.toml`.
    pub head: String,
    /// `intro.md`.
    pub intro: String,
}

/// What an operation puts on the wire.
#[derive(Clone, Debug, PartialEq)]
pub struct Sent {
    /// The operationId.
    pub operation: String,
    /// The HTTP method, upper case.
    pub method: String,
    /// The path, with its placeholders.
    pub path: String,
    /// The operation has a remark that a part of it is inferred.
    pub inferred: bool,
    /// It is a trigger; then what its notification holds: a definition's name, or `dynamic`.
    pub payload: Option<String>,
    /// It is internal.
    pub internal: bool,
    /// Keys of the query.
    pub query: Vec<Key>,
    /// Name of a dynamic body and whether it is required.
    pub dynamic_body: Option<(String, bool)>,
    /// Keys of the JSON body.
    pub body: Vec<Key>,
    /// Names of the form's parts.
    pub form: Vec<Key>,
    /// Known values of its parameters and body properties, by wire key.
    pub enumerations: Vec<(String, Vec<String>)>,
}

impl Folder {
    /// `spec/kaizala`.
    pub fn of_kaizala() -> Self {
        let read = |name: &str| crate::read(&format!("spec/kaizala/{name}"));
        Self {
            definition: read("apiDefinition.swagger.json"),
            properties: read("apiProperties.json"),
            head: read("connector.toml"),
            intro: read("intro.md"),
        }
    }

    /// What the reference page of this connector would say.
    pub fn page(&self) -> Result<Page, String> {
        let document = object(&self.definition)?;
        let mut page = Page { head: self.head(&document)?, ..Page::default() };
        for view in views(&document)? {
            if text(view.operation, "x-ms-visibility") == "internal" {
                continue;
            }
            let list = if view.is_trigger() { &mut page.triggers } else { &mut page.actions };
            list.push(view.printed()?);
        }
        for list in [&mut page.actions, &mut page.triggers] {
            list.sort_by(|one, other| (&one.title, &one.id).cmp(&(&other.title, &other.id)));
        }
        for (name, schema) in entries(member(&document, "definitions")?)? {
            page.definitions.push(definition(name, schema)?);
        }
        Ok(page)
    }

    /// What each operation puts on the wire, in the definition's order.
    pub fn sent(&self) -> Result<Vec<Sent>, String> {
        views(&object(&self.definition)?)?.iter().map(View::sent).collect()
    }

    fn head(&self, document: &Object) -> Result<Head, String> {
        let info = member(document, "info")?;
        let properties = object(&self.properties)?;
        let facts: toml::Table = self.head.parse().map_err(|error| format!("connector.toml: {error}"))?;
        let status = info.get_object("x-ms-api-annotation").map(|annotation| text(annotation, "status"));
        let mut title = text(info, "title");
        if let Some(status) = status {
            title = format!("{title} ({status})");
        }
        let mut metadata = vec![("Publisher".to_owned(), text(member(&properties, "properties")?, "publisher"))];
        for entry in document.get_array("x-ms-connector-metadata").into_iter().flat_map(|list| &list.elements) {
            let entry = entry.as_object().ok_or("metadata that is no object")?;
            metadata.push((text(entry, "propertyName"), text(entry, "propertyValue")));
        }
        let links = facts.get("contact").map(|contact| strings(contact, "link_texts")).unwrap_or_default();
        Ok(Head {
            title,
            description: text(info, "description"),
            products: tables(&facts, "products").map(product).collect(),
            contact: vec![
                ("Name".to_owned(), text(member(info, "contact")?, "name")),
                ("URL".to_owned(), links.join(" ")),
            ],
            metadata,
            intro: self.intro.lines().filter(|line| !line.is_empty()).map(without_marker).collect(),
            throttling: tables(&facts, "throttling").map(throttle).collect(),
        })
    }
}

fn without_marker(line: &str) -> String {
    line.trim_start_matches("- ").trim_start_matches('#').trim().to_owned()
}

fn tables<'a>(facts: &'a toml::Table, key: &str) -> impl Iterator<Item = &'a toml::Value> {
    facts.get(key).and_then(toml::Value::as_array).into_iter().flatten()
}

fn strings(value: &toml::Value, key: &str) -> Vec<String> {
    let list = value.get(key).and_then(toml::Value::as_array).into_iter().flatten();
    list.filter_map(|text| text.as_str().map(str::to_owned)).collect()
}

fn fact(value: &toml::Value, key: &str) -> String {
    match value.get(key) {
        Some(toml::Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
        None => String::new(),
    }
}

fn product(value: &toml::Value) -> Product {
    let mut regions = vec![fact(value, "regions")];
    regions.extend(strings(value, "region_list"));
    Product { name: fact(value, "name"), class: fact(value, "class"), regions }
}

fn throttle(value: &toml::Value) -> [String; 3] {
    [fact(value, "name"), fact(value, "calls"), format!("{} seconds", fact(value, "renewal_seconds"))]
}

fn definition(name: &str, schema: &Object) -> Result<Definition, String> {
    let mut properties = Vec::new();
    for (path, schema) in entries(member(schema, "properties")?)? {
        properties.push(Property {
            name: text(schema, "x-ms-summary"),
            path: path.to_owned(),
            kind: kind(schema),
            description: text(schema, "description"),
        });
    }
    Ok(Definition { name: name.to_owned(), properties })
}

/// An operation where it stands.
struct View<'a> {
    path: &'a str,
    method: &'a str,
    item: &'a Object<'a>,
    operation: &'a Object<'a>,
}

fn views<'a>(document: &'a Object<'a>) -> Result<Vec<View<'a>>, String> {
    let mut views = Vec::new();
    for (path, item) in entries(member(document, "paths")?)? {
        for (method, operation) in entries(item)?.into_iter().filter(|(key, _)| !key.starts_with("x-")) {
            views.push(View { path, method, item, operation });
        }
    }
    Ok(views)
}

impl<'a> View<'a> {
    fn is_trigger(&self) -> bool {
        self.operation.get("x-ms-trigger").is_some()
    }

    fn parameters(&self) -> Result<Vec<&'a Object<'a>>, String> {
        let list = self.operation.get_array("parameters").into_iter().flat_map(|list| &list.elements);
        list.map(|parameter| parameter.as_object().ok_or_else(|| format!("{}: no object", self.path))).collect()
    }

    fn printed(&self) -> Result<Operation, String> {
        let mut parameters = Vec::new();
        for parameter in self.parameters()? {
            let Some(schema) = parameter.get_object("schema") else {
                parameters.push(row(&text(parameter, "name"), parameter, flag(parameter, "required"), kind(parameter)));
                continue;
            };
            if schema.get("x-ms-dynamic-schema").is_some() {
                parameters.push(row(&text(parameter, "name"), parameter, flag(parameter, "required"), kind(schema)));
                continue;
            }
            let required = required(schema);
            for (key, property) in entries(member(schema, "properties")?)? {
                if text(property, "x-ms-visibility") != "internal" {
                    parameters.push(row(key, property, required.contains(&key), kind(property)));
                }
            }
        }
        Ok(Operation {
            title: text(self.operation, "summary"),
            id: text(self.operation, "operationId"),
            description: text(self.operation, "description"),
            parameters,
            returns: self.returns()?,
        })
    }

    /// What the page prints under *Returns*: for a trigger, what is posted, not the response to the registration.
    fn returns(&self) -> Result<Returns, String> {
        let holder = if self.is_trigger() {
            member(self.item, "x-ms-notification-content")?
        } else {
            member(member(self.operation, "responses")?, "200")?
        };
        Ok(match holder.get_object("schema") {
            None => Returns::Nothing,
            Some(schema) => definition_name(schema).map_or(Returns::Empty, Returns::Body),
        })
    }

    fn sent(&self) -> Result<Sent, String> {
        let mut sent = Sent {
            operation: text(self.operation, "operationId"),
            method: self.method.to_uppercase(),
            path: self.path.to_owned(),
            inferred: self.operation.get("x-inferred").is_some(),
            payload: None,
            internal: text(self.operation, "x-ms-visibility") == "internal",
            query: Vec::new(),
            dynamic_body: None,
            body: Vec::new(),
            form: Vec::new(),
            enumerations: Vec::new(),
        };
        if self.is_trigger() {
            sent.payload = Some(match self.returns()? {
                Returns::Body(name) => name,
                _ => "dynamic".to_owned(),
            });
        }
        let mut placeholders = Vec::new();
        for parameter in self.parameters()? {
            let key = text(parameter, "name");
            let of = Key { key: key.clone(), required: flag(parameter, "required"), kind: kind(parameter) };
            sent.enumerate(&key, parameter);
            match text(parameter, "in").as_str() {
                "path" => placeholders.push(format!("{{{key}}}")),
                "query" => sent.query.push(of),
                "formData" => sent.form.push(of),
                "body" => sent.take_body(key, of.required, member(parameter, "schema")?)?,
                place => return Err(format!("{}: a parameter in {place}", sent.operation)),
            }
        }
        if placeholders.iter().any(|placeholder| !self.path.contains(placeholder))
            || self.path.matches('{').count() != placeholders.len()
        {
            return Err(format!("{}: {} has other placeholders than {placeholders:?}", sent.operation, self.path));
        }
        Ok(sent)
    }
}

impl Sent {
    fn enumerate(&mut self, key: &str, schema: &Object) {
        if let Some(values) = schema.get_array("enum") {
            let texts = values.elements.iter().filter_map(|value| Some(value.as_string_lit()?.value.to_string()));
            self.enumerations.push((key.to_owned(), texts.collect()));
        }
    }

    fn take_body(&mut self, name: String, is_required: bool, schema: &Object) -> Result<(), String> {
        if schema.get("x-ms-dynamic-schema").is_some() {
            self.dynamic_body = Some((name, is_required));
            return Ok(());
        }
        let required = required(schema);
        for (key, property) in entries(member(schema, "properties")?)? {
            self.enumerate(key, property);
            self.body.push(Key { key: key.to_owned(), required: required.contains(&key), kind: kind(property) });
        }
        Ok(())
    }
}

fn row(key: &str, schema: &Object, required: bool, kind: String) -> Parameter {
    Parameter {
        name: text(schema, "x-ms-summary"),
        key: key.to_owned(),
        required,
        kind,
        description: text(schema, "description"),
    }
}

/// The page's word for a type.
fn kind(schema: &Object) -> String {
    if schema.get("x-ms-dynamic-schema").is_some() {
        return "dynamic".to_owned();
    }
    match text(schema, "type").as_str() {
        "array" => {
            let items = schema.get_object("items").map(|items| text(items, "type")).unwrap_or_default();
            format!("array of {items}").trim_end().to_owned()
        }
        kind => kind.to_owned(),
    }
}

fn definition_name(schema: &Object) -> Option<String> {
    schema.get_string("$ref").and_then(|text| text.value.strip_prefix("#/definitions/").map(str::to_owned))
}

fn required<'a>(schema: &'a Object) -> Vec<&'a str> {
    let list = schema.get_array("required").into_iter().flat_map(|list| &list.elements);
    list.filter_map(|key| Some(key.as_string_lit()?.value.as_ref())).collect()
}

/// Reads a JSON object; the order of its keys is kept.
fn object(text: &str) -> Result<Object<'_>, String> {
    let strict = ParseOptions {
        allow_comments: false,
        allow_loose_object_property_names: false,
        allow_trailing_commas: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        ..ParseOptions::default()
    };
    match parse_to_ast(text, &Default::default(), &strict).map_err(|error| error.to_string())?.value {
        Some(Value::Object(object)) => Ok(object),
        _ => Err("no JSON object".to_owned()),
    }
}

fn member<'a>(object: &'a Object<'a>, key: &str) -> Result<&'a Object<'a>, String> {
    object.get_object(key).ok_or_else(|| format!("no object {key:?}"))
}

fn entries<'a>(object: &'a Object<'a>) -> Result<Vec<(&'a str, &'a Object<'a>)>, String> {
    let entry = |name: &'a str, value: &'a Value<'a>| match value {
        Value::Object(object) => Ok((name, object)),
        _ => Err(format!("{name:?} holds no object")),
    };
    object.properties.iter().map(|property| entry(property.name.as_str(), &property.value)).collect()
}

fn text(object: &Object, key: &str) -> String {
    object.get_string(key).map(|text| text.value.to_string()).unwrap_or_default()
}

fn flag(object: &Object, key: &str) -> bool {
    object.get_boolean(key).is_some_and(|literal| literal.value)
}
