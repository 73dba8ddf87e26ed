//! Changes of the connector extensions: dynamic references, pages, triggers, visibility. Others move a parameter, a response or a schema
//! to a place that references name.

use connector_codegen::internal::source::{Node, Value};

use super::Change;
use super::places::{any, choose, definitions, each_object, is_full, is_object, is_schema, items, keys, members};
use super::values::{TYPES, WORDS, list, member, name, object, parsed, text, value};
use crate::random::Random;

/// The changes and their names.
pub(super) const CHANGES: &[(&str, Change)] = &[
    ("extension from another definition put anywhere", |node, donor, random| {
        let mut donor = donor.clone();
        let has_extension = |_: &str, node: &Node| matches!(&node.value, Value::Object(members) if members.iter().any(|it| it.key.starts_with("x-ms-")));
        let given = members(choose(&mut donor, random, &has_extension)?)?;
        let given: Vec<_> = given.iter().filter(|member| member.key.starts_with("x-ms-")).cloned().collect();
        let place = members(choose(node, random, &is_full)?)?;
        place.retain(|member| given.iter().all(|given| given.key != member.key));
        place.extend(given);
        Some(())
    }),
    ("dynamic reference redirected", |node, _, random| {
        let (ids, names) = (texts_under(node, "operationId"), texts_under(node, "name"));
        let reference = choose(node, random, &|key, node| key.starts_with("x-ms-dynamic-") && is_object(key, node))?;
        let any_text = |random: &mut Random| match random.below(4) {
            0 => text(&name(random)),
            1 => text(["", "/", "a/b", "value//id", ".", "body", "body/x", "(x)"][random.below(8)]),
            _ => text(&one_of(&names, random)),
        };
        match random.below(5) {
            0 => {
                let id = text(&one_of(&ids, random));
                set(reference, "operationId", id)
            }
            1 => {
                let key =
                    ["value-path", "value-title", "value-collection", "itemsPath", "itemValuePath"][random.below(5)];
                let path = any_text(random);
                set(reference, key, path)
            }
            2 => {
                let count = random.below(4);
                let entries = (0..count).map(|_| {
                    let key = one_of(&names, random);
                    let given = match random.below(4) {
                        0 => value(random),
                        1 => object(vec![member("parameter", any_text(random))]),
                        2 => object(vec![member("parameterReference", any_text(random))]),
                        _ => object(vec![member("value", value(random))]),
                    };
                    member(&key, given)
                });
                let entries = object(entries.collect());
                set(reference, "parameters", entries)
            }
            3 => {
                let trees = "{\"settings\":{\"canSelectParentNodes\":true},\"open\":{\"operationId\":\"A\",\"itemValuePath\":\"a\",\"itemTitlePath\":\"b\",\"parameters\":{}},\"browse\":{\"operationId\":\"A\",\"parameters\":{\"id\":{\"selectedItemValuePath\":\"Id\"}}}}";
                *reference = parsed(&trees.replace("\"A\"", &super::text(&text(&one_of(&ids, random)))));
                Some(())
            }
            _ => {
                let kept = members(reference)?;
                let at = random.below(kept.len().max(1));
                (at < kept.len()).then(|| drop(kept.remove(at)))
            }
        }
    }),
    ("dynamic reference added", |node, _, random| {
        let id = super::text(&text(&one_of(&texts_under(node, "operationId"), random)));
        let (key, json) = [
            (
                "x-ms-dynamic-values",
                "{\"operationId\":ID,\"value-collection\":\"value\",\"value-path\":\"id\",\"value-title\":\"name\"}",
            ),
            (
                "x-ms-dynamic-list",
                "{\"operationId\":ID,\"itemsPath\":\"value\",\"itemValuePath\":\"id\",\"parameters\":{\"a\":{\"parameterReference\":\"body/a\"}}}",
            ),
            ("x-ms-dynamic-schema", "{\"operationId\":ID,\"value-path\":\"schema\"}"),
            (
                "x-ms-dynamic-properties",
                "{\"operationId\":ID,\"itemValuePath\":\"schema\",\"parameters\":{\"a\":{\"value\":1}}}",
            ),
            (
                "x-ms-dynamic-tree",
                "{\"open\":{\"operationId\":ID,\"itemValuePath\":\"id\"},\"browse\":{\"operationId\":ID}}",
            ),
        ][random.below(5)];
        let place = choose(node, random, &|key, node| is_schema(key, node) || is_parameter(key, node))?;
        set(place, key, parsed(&json.replace("ID", &id)))
    }),
    ("operation made another role", |node, _, random| {
        let (key, json) = [
            ("x-ms-trigger", "\"single\""),
            ("x-ms-trigger", "\"batch\""),
            ("x-ms-trigger", "true"),
            ("x-ms-visibility", "\"internal\""),
            ("x-ms-visibility", "\"Important\""),
            ("x-ms-long-running-operation", "true"),
            ("x-ms-pageable", "{\"nextLinkName\":\"nextLink\"}"),
            ("x-ms-pageable", "{\"nextLinkName\":\"@odata.nextLink\",\"itemName\":\"x\"}"),
            ("x-ms-pageable", "{\"nextLinkName\":null}"),
            ("x-ms-pageable", "[]"),
            ("deprecated", "true"),
            ("deprecated", "\"yes\""),
            (
                "x-ms-api-annotation",
                "{\"family\":\"f\",\"revision\":2,\"status\":\"Preview\",\"replacement\":{\"operationId\":\"x\"}}",
            ),
            (
                "x-ms-notification-content",
                "{\"schema\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":{\"a\":{}}}}}",
            ),
            ("consumes", "[\"multipart/form-data\",\"application/x-www-form-urlencoded\"]"),
            ("consumes", "[\"text/plain\",\"*/*\",\"\",\"json\",\"application/octet-stream\"]"),
            ("consumes", "[\"application/xml\"]"),
            ("produces", "[\"application/xml\"]"),
            ("produces", "[\"application/octet-stream\",\"image/png\"]"),
            ("produces", "[\"text/plain; charset=utf-16\",\"x\\ny/z\"]"),
        ][random.below(20)];
        let operation = choose(node, random, &is_operation)?;
        set(operation, key, parsed(json))
    }),
    ("webhook made", |node, _, random| {
        let paths = members(&mut members(node)?.iter_mut().find(|member| member.key == "paths")?.value)?;
        let at = random.below(paths.len().max(1));
        let path = paths.get_mut(at)?;
        let content = parsed(
            "{\"description\":\"d\",\"schema\":{\"type\":\"object\",\"properties\":{\"callback\":{\"type\":\"string\"}}}}",
        );
        set(&mut path.value, "x-ms-notification-content", content)?;
        let operation = choose(&mut path.value, random, &is_operation)?;
        set(operation, "x-ms-trigger", text("single"))?;
        let place = choose(operation, random, &|key, node| is_parameter(key, node) || is_schema(key, node))?;
        set(place, "x-ms-notification-url", parsed("true"))
    }),
    ("visibility of a value", |node, _, random| {
        let word = ["internal", "important", "advanced", "none", "Internal", ""][random.below(6)];
        let place = choose(node, random, &|key, node| is_parameter(key, node) || is_schema(key, node))?;
        if random.below(2) == 0 {
            set(place, "required", parsed("true"))?;
        }
        set(place, "x-ms-visibility", text(word))
    }),
    ("default of anything", |node, _, random| {
        let place = choose(
            node,
            random,
            &|_, node| matches!(&node.value, Value::Object(members) if members.iter().any(|it| it.key == "type")),
        )?;
        let default = match random.below(3) {
            0 => value(random),
            1 => text(["true", "1", "1.5", "", "2020-01-01", "2020-01-01T00:00:00Z", "[]", "{}"][random.below(8)]),
            _ => parsed(
                ["1", "-1", "1.0", "1e2", "true", "null", "[1,2]", "{\"a\":1}", "9223372036854775808"][random.below(9)],
            ),
        };
        set(place, "default", default)
    }),
    ("values listed of anything", |node, _, random| {
        let place = choose(
            node,
            random,
            &|_, node| matches!(&node.value, Value::Object(members) if members.iter().any(|it| it.key == "type")),
        )?;
        let values =
            (0..random.below(5)).map(|_| if random.below(2) == 0 { value(random) } else { text(&name(random)) });
        let values = list(values.collect());
        set(place, "enum", values)
    }),
    ("format of a type", |node, _, random| {
        let word = random.one(TYPES);
        let place = choose(
            node,
            random,
            &|_, node| matches!(&node.value, Value::Object(members) if members.iter().any(|it| it.key == "type")),
        )?;
        set(place, "format", text(word))
    }),
    ("statuses respelt", |node, _, random| {
        let responses = members(choose(node, random, &|key, node| key == "responses" && is_full(key, node))?)?;
        for member in responses.iter_mut() {
            if random.below(2) == 0 {
                member.key =
                    ["200", "2XX", "default", "200 OK", "", "1000", "-1", "204", "202", "302", "0200", "x-a", "2é0"]
                        [random.below(13)]
                    .to_owned();
            }
        }
        Some(())
    }),
    ("response of one status at another too", |node, _, random| {
        let given = members(choose(node, random, &|key, node| key == "responses" && is_full(key, node))?)?;
        let given = given.get(random.below(given.len()))?.value.clone();
        let responses = choose(node, random, &|key, node| key == "responses" && is_object(key, node))?;
        set(responses, ["200", "201", "202", "204", "206", "default", "299"][random.below(7)], given)
    }),
    ("operation at another method", |node, _, random| {
        let given = choose(node, random, &is_operation)?.clone();
        let paths = members(&mut members(node)?.iter_mut().find(|member| member.key == "paths")?.value)?;
        let at = random.below(paths.len().max(1));
        let method = ["get", "post", "put", "patch", "delete", "head", "options", "GET", "Post", "trace", "link"]
            [random.below(11)];
        set(&mut paths.get_mut(at)?.value, method, given)
    }),
    ("parameter moved to where others refer to it", |node, _, random| {
        let parameter = choose(node, random, &is_parameter)?;
        let shared = name(random);
        let pointer = shared.replace('~', "~0").replace('/', "~1");
        let reference = object(vec![member("$ref", text(&format!("#/parameters/{pointer}")))]);
        let moved = std::mem::replace(parameter, reference.clone());
        if random.below(3) == 0 {
            let path = choose(
                node,
                random,
                &|_, node| matches!(&node.value, Value::Object(members) if members.iter().any(|it| it.key == "get" || it.key == "post")),
            )?;
            set(path, "parameters", list(vec![reference.clone(), reference]))?;
        }
        set_in(node, "parameters", &shared, moved)
    }),
    ("response moved to where others refer to it", |node, _, random| {
        let responses = members(choose(node, random, &|key, node| key == "responses" && is_full(key, node))?)?;
        let at = random.below(responses.len());
        let reference = object(vec![member("$ref", text("#/responses/Shared"))]);
        let moved = std::mem::replace(&mut responses.get_mut(at)?.value, reference);
        set_in(node, "responses", "Shared", moved)
    }),
    ("schema moved to where others refer to it", |node, _, random| {
        let shared = name(random);
        let pointer = shared.replace('~', "~0").replace('/', "~1");
        let schema = choose(node, random, &is_schema)?;
        let reference = object(vec![member("$ref", text(&format!("#/definitions/{pointer}")))]);
        let moved = std::mem::replace(schema, reference);
        set_in(node, "definitions", &shared, moved)
    }),
    ("reference to another kind", |node, _, random| {
        let (definitions, paths) = (definitions(node), keys(node, "paths"));
        let path = one_of(&paths, random).replace('/', "~1");
        let reference = match random.below(7) {
            0 => format!("#/paths/{path}/get/responses/200/schema"),
            1 => format!("#/paths/{path}/post/parameters/0"),
            2 => "#/responses/Shared".to_owned(),
            3 => format!("#/parameters/{}", one_of(&keys(node, "parameters"), random)),
            4 => format!("#/definitions/{}/items", one_of(&definitions, random)),
            5 => format!("#/definitions/{}/allOf/0", one_of(&definitions, random)),
            _ => format!(
                "#/definitions/{}/properties/{}",
                one_of(&definitions, random),
                one_of(&texts_under(node, "name"), random)
            ),
        };
        match random.below(2) {
            0 => *choose(node, random, &|key, _| key == "$ref")? = text(&reference),
            _ => {
                *choose(node, random, &|key, node| is_parameter(key, node) || is_schema(key, node))? =
                    object(vec![member("$ref", text(&reference))])
            }
        }
        Some(())
    }),
    ("properties called like keywords", |node, _, random| {
        let properties = members(choose(node, random, &|key, node| key == "properties" && is_object(key, node))?)?;
        for _ in 0..=random.below(4) {
            let schema = match random.below(3) {
                0 => value(random),
                1 => object(vec![member("type", text(random.one(TYPES)))]),
                _ => object(vec![member("properties", object(vec![member(random.one(WORDS), object(Vec::new()))]))]),
            };
            properties.push(member(random.one(WORDS), schema));
        }
        Some(())
    }),
    ("definitions respelt, and all references to them", |node, _, random| {
        let (from, to) = (one_of(&definitions(node), random), name(random));
        let (old, new) = (format!("#/definitions/{from}"), format!("#/definitions/{to}"));
        each_object(node, &mut |members| {
            for member in members {
                match &mut member.value.value {
                    Value::String(text) if member.key == "$ref" && *text == old => *text = new.clone(),
                    Value::Object(entries) if member.key == "definitions" => {
                        entries.iter_mut().filter(|it| it.key == from).for_each(|it| it.key = to.clone());
                    }
                    _ => {}
                }
            }
        });
        Some(())
    }),
    ("host or base path of another form", |node, _, random| {
        let root = [
            "https://a.b/c",
            "a.b:8443",
            "{tenant}.a.b",
            "a.b/c",
            "",
            "[::1]",
            "a b",
            "\u{e9}.de",
            "*.a.b",
            "@x",
            "HTTPS://A.B",
        ];
        let base = ["v1", "/v1/", "//v1", "/{t}/v1", "", "/?x=1", "https://a.b/v1", " /v1 ", "/v1#f", "/a b"];
        match random.below(3) {
            0 => set(node, "host", text(root[random.below(root.len())])),
            1 => set(node, "basePath", text(base[random.below(base.len())])),
            _ => set(
                node,
                "schemes",
                parsed(
                    ["[]", "[\"http\"]", "[\"wss\"]", "\"https\"", "[\"HTTPS\",\"http\"]", "[null]"][random.below(6)],
                ),
            ),
        }
    }),
    ("list doubled often", |node, _, random| {
        let list =
            items(choose(node, random, &|_, node| matches!(&node.value, Value::Array(items) if !items.is_empty()))?)?;
        let copy = list.clone();
        for _ in 0..random.below(30) {
            list.extend(copy.iter().cloned());
        }
        Some(())
    }),
    ("large number of anything", |node, _, random| {
        let number =
            ["9223372036854775808", "1e308", "1e309", "-0.0", "0.1e-400", "340282366920938463463374607431768211456"]
                [random.below(6)];
        *choose(node, random, &any)? = parsed(number);
        Some(())
    }),
];

fn is_parameter(key: &str, node: &Node) -> bool {
    key.is_empty() && matches!(&node.value, Value::Object(members) if members.iter().any(|it| it.key == "in"))
}

fn is_operation(_: &str, node: &Node) -> bool {
    matches!(&node.value, Value::Object(members) if members.iter().any(|it| it.key == "responses") && members.iter().all(|it| it.key != "paths"))
}

/// Adds a member to an object. It replaces a member with the same key.
fn set(node: &mut Node, key: &str, value: Node) -> Option<()> {
    let members = members(node)?;
    members.retain(|member| member.key != key);
    members.push(member(key, value));
    Some(())
}

/// Adds a member to a section of the root.
fn set_in(node: &mut Node, section: &str, key: &str, value: Node) -> Option<()> {
    let root = members(node)?;
    if root.iter().all(|member| member.key != section) {
        root.push(member(section, object(Vec::new())));
    }
    set(&mut root.iter_mut().find(|member| member.key == section)?.value, key, value)
}

fn one_of(texts: &[String], random: &mut Random) -> String {
    if texts.is_empty() { "None".to_owned() } else { texts[random.below(texts.len())].clone() }
}

/// Every string under a key.
fn texts_under(node: &Node, key: &str) -> Vec<String> {
    let mut texts = Vec::new();
    each_object(&mut node.clone(), &mut |members| {
        for member in members.iter().filter(|member| member.key == key) {
            if let Value::String(text) = &member.value.value {
                texts.push(text.clone());
            }
        }
    });
    texts
}
