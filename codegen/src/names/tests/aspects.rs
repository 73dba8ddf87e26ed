//! What an item stands for besides its key and its request: constants, lists, choices, policies, tables. Histories of definitions,
//! through all stages.

use crate::input::{Input, InputFile};
use crate::{Generated, Generator};

/// A definition with these paths and, behind a comma, further keys.
pub(super) fn definition(paths: &str) -> String {
    format!(r#"{{"swagger":"2.0","info":{{"title":"T","version":"1"}},"host":"t.example.com","paths":{{{paths}}}}}"#)
}

/// An operation at a path; `rest` are its further keys.
pub(super) fn operation(path: &str, method: &str, id: &str, parameters: &str, schema: &str) -> String {
    let schema = if schema.is_empty() { String::new() } else { format!(r#","schema":{schema}"#) };
    format!(
        r#""{path}":{{"{method}":{{"operationId":"{id}","parameters":[{parameters}],"responses":{{"200":{{"description":"OK"{schema}}}}}}}}}"#
    )
}

pub(super) fn parameter(location: &str, name: &str, rest: &str) -> String {
    format!(r#"{{"name":"{name}","in":"{location}","type":"string"{rest}}}"#)
}

pub(super) const REQUIRED: &str = r#","required":true"#;

pub(super) fn generated(definition: &str, properties: &str, table: &str, lock: &str) -> Generated {
    let file = |path: &str, text: &str| InputFile { path: path.to_owned(), bytes: text.as_bytes().to_vec() };
    Generator::new("spec").generate_from(Input {
        folder: "t".to_owned(),
        definition: file("t/apiDefinition.swagger.json", definition),
        properties: (!properties.is_empty()).then(|| file("t/apiProperties.json", properties)),
        tables: (!table.is_empty()).then(|| file("t/tables/products.json", table)).into_iter().collect(),
        lock: Some(file("t/names.lock", lock)),
        ..Input::default()
    })
}

/// The code and the address of each diagnostic of names.
pub(super) fn said(one: &Generated) -> Vec<String> {
    const CODES: [&str; 5] = ["meaning-changed", "name-lost", "method-renamed", "names-lock-conflict", "leaves-extra"];
    let text = one.diagnostics.render(&one.sources);
    let lines = text.lines().filter_map(|line| line.split_once('[')?.1.split_once("]: "));
    let lines = lines.filter(|(code, _)| CODES.contains(code));
    let mut said: Vec<String> = lines
        .map(|(code, message)| format!("{code} {}", message.split('`').nth(1).unwrap_or_default()))
        .filter(|line| !line.contains("names.lock"))
        .collect();
    said.sort_unstable();
    said
}

/// What is said of the last version of a history. Each version is generated twice: the second time says and changes nothing.
pub(super) fn last(versions: &[(String, String, String)]) -> Vec<String> {
    let (mut lock, mut last) = (String::new(), Vec::new());
    for (definition, properties, table) in versions {
        let one = generated(definition, properties, table, &lock);
        last = said(&one);
        lock = one.lock.expect("a lock").text;
        let again = generated(definition, properties, table, &lock);
        assert!(again.files.is_some(), "{}", again.diagnostics.render(&again.sources));
        assert_eq!(
            (again.lock.expect("a lock").text.as_str(), said(&generated(definition, properties, table, &lock))),
            (lock.as_str(), Vec::new())
        );
    }
    last
}

pub(super) fn plain<const N: usize>(versions: [String; N]) -> Vec<String> {
    last(&versions.map(|paths| (definition(&paths), String::new(), String::new())))
}

pub(super) fn with_policies<const N: usize>(paths: &str, properties: [String; N]) -> Vec<String> {
    last(&properties.map(|properties| (definition(paths), properties, String::new())))
}

/// Properties with required secrets `k1` and `k2`, and policies.
fn policies(all: &[(&str, &str, &str)]) -> String {
    let all = all.iter().map(|(template, parameters, operations)| {
        format!(
            r#"{{"templateId":"{template}","title":"P","parameters":{{{parameters},"x-ms-apimTemplateParameter.existsAction":"override","x-ms-apimTemplate-policySection":"Request"{operations}}}}}"#
        )
    });
    let all: Vec<String> = all.collect();
    let secret = r#"{"type":"securestring","uiDefinition":{"constraints":{"required":"true"}}}"#;
    format!(
        r#"{{"properties":{{"connectionParameters":{{"k1":{secret},"k2":{secret}}},"policyTemplateInstances":[{}]}}}}"#,
        all.join(",")
    )
}

pub(super) fn header(name: &str, value: &str, operations: &str) -> (&'static str, String, String) {
    let operations = match operations {
        "" => String::new(),
        id => format!(r#","x-ms-apimTemplate-operationName":["{id}"]"#),
    };
    let parameters =
        format!(r#""x-ms-apimTemplateParameter.name":"{name}","x-ms-apimTemplateParameter.value":"{value}""#);
    ("setheader", parameters, operations)
}

pub(super) fn query(name: &str, value: &str, operations: &str) -> (&'static str, String, String) {
    let (_, parameters, operations) = header(name, value, operations);
    ("setqueryparameter", parameters, operations)
}

pub(super) fn route(path: &str, operation: &str) -> (&'static str, String, String) {
    let parameters = format!(
        r#""x-ms-apimTemplateParameter.newPath":"{path}","x-ms-apimTemplateParameter.httpMethod":"@Request.OriginalHTTPMethod""#
    );
    ("routerequesttoendpoint", parameters, format!(r#","x-ms-apimTemplate-operationName":["{operation}"]"#))
}

pub(super) fn of(all: &[(&'static str, String, String)]) -> String {
    // Requests carry both, so that direct calls are possible.
    let both = ["k1", "k2"].map(|key| header(key, &format!("@connectionParameters('{key}')"), ""));
    let all = all.iter().chain(&both).map(|(id, one, two)| (*id, one.as_str(), two.as_str()));
    policies(&all.collect::<Vec<_>>())
}

pub(super) const A_AND_B: [&str; 2] = ["operations#A", "operations#B"];

pub(super) fn lost(addresses: &[&str]) -> Vec<String> {
    addresses.iter().map(|address| format!("name-lost {address}")).collect()
}

pub(super) fn changed(addresses: &[&str]) -> Vec<String> {
    addresses.iter().map(|address| format!("meaning-changed {address}")).collect()
}

#[test]
fn constants_that_operations_exchange_take_their_names() {
    let in_query = |a: &str, b: &str| {
        let constant = |value: &str| parameter("query", "action", &format!(r#"{REQUIRED},"enum":["{value}"]"#));
        [operation("/a", "post", "A", &constant(a), ""), operation("/b", "post", "B", &constant(b), "")].join(",")
    };
    let in_body = |a: &str, b: &str| {
        let constant = |value: &str| {
            format!(
                r#"{{"name":"body","in":"body","required":true,"schema":{{"type":"object","required":["act","x"],"properties":{{"x":{{"type":"string"}},"act":{{"type":"string","x-ms-visibility":"internal","default":"{value}"}}}}}}}}"#
            )
        };
        [operation("/a", "post", "A", &constant(a), ""), operation("/b", "post", "B", &constant(b), "")].join(",")
    };
    assert_eq!(plain([in_body("c", "c"), in_body("d", "d")]), changed(&A_AND_B));
    // A constant that the definition does not require is sent too.
    let optional = |value: &str| in_body(value, value).replace(r#""required":["act","x"]"#, r#""required":["x"]"#);
    assert_eq!(plain([optional("c"), optional("d")]), changed(&A_AND_B));
    // So are those of an object that a caller may leave out, or of the items of a list, if there is one.
    let nested = |required: &str, value: &str| {
        let inner = format!(
            r#"{{"type":"object","required":["act","y"],"properties":{{"y":{{"type":"string"}},"act":{{"type":"string","x-ms-visibility":"internal","default":"{value}"}}}}}}"#
        );
        let body = format!(
            r#"{{"name":"body","in":"body","required":true,"schema":{{"type":"object","required":["x"{required}],"properties":{{"x":{{"type":"string"}},"o":{inner}}}}}}}"#
        );
        operation("/a", "post", "A", &body, "")
    };
    assert_eq!(plain([nested(r#","o""#, "c"), nested(r#","o""#, "d")]), changed(&A_AND_B[..1]));
    assert_eq!(plain([nested("", "c"), nested("", "d")]), changed(&A_AND_B[..1]));
    let within = |schema: &dyn Fn(&str) -> String, [a, b]: [&str; 2]| {
        let body = |value: &str| format!(r#"{{"name":"body","in":"body","required":true,"schema":{}}}"#, schema(value));
        [operation("/a", "post", "A", &body(a), ""), operation("/b", "post", "B", &body(b), "")].join(",")
    };
    let object = |value: &str| {
        format!(
            r#"{{"type":"object","required":["kind"],"properties":{{"t":{{"type":"string"}},"kind":{{"type":"string","x-ms-visibility":"internal","default":"{value}"}}}}}}"#
        )
    };
    let optional = |value: &str| format!(r#"{{"type":"object","properties":{{"o":{}}}}}"#, object(value));
    let list = |value: &str| format!(r#"{{"type":"array","items":{}}}"#, object(value));
    let listed = |value: &str| format!(r#"{{"type":"object","properties":{{"o":{}}}}}"#, list(value));
    for schema in [&optional as &dyn Fn(&str) -> String, &list, &listed] {
        assert_eq!(plain([within(schema, ["task", "note"]), within(schema, ["note", "task"])]), lost(&A_AND_B));
        assert_eq!(plain([within(schema, ["task", "note"]), within(schema, ["task", "memo"])]), changed(&A_AND_B[1..]));
    }
    // Up to eight of a body stand one by one in the lock.
    let many = |count: usize, last: &str| {
        let property = |at: usize| {
            let value = if at + 1 == count { last } else { "k" };
            format!(r#","c{at}":{{"type":"string","x-ms-visibility":"internal","default":"{value}"}}"#)
        };
        let all: String = (0..count).map(property).collect();
        let schema = format!(r#"{{"type":"object","required":["x"],"properties":{{"x":{{"type":"string"}}{all}}}}}"#);
        operation("/a", "post", "A", &format!(r#"{{"name":"body","in":"body","required":true,"schema":{schema}}}"#), "")
    };
    for (count, entry) in [(8, "sends body c7 = k"), (9, "sends body = x")] {
        let lock = generated(&definition(&many(count, "k")), "", "", "").lock.expect("a lock").text;
        assert!(lock.contains(entry), "{lock}");
        assert_eq!(plain([many(count, "k"), many(count, "l")]), changed(&A_AND_B[..1]));
    }
    assert_eq!(plain([in_query("c", "d"), in_query("d", "c")]), lost(&A_AND_B));
    assert_eq!(plain([in_body("c", "d"), in_body("d", "c")]), lost(&A_AND_B));
    let of_three = |values: [&str; 3]| {
        let kind = |value: &str| parameter("query", "kind", &format!(r#"{REQUIRED},"enum":["{value}"]"#));
        let all = [("/a", "A"), ("/b", "B"), ("/c", "C")].into_iter().zip(values);
        all.map(|((path, id), value)| operation(path, "post", id, &kind(value), "")).collect::<Vec<_>>().join(",")
    };
    let all = ["operations#A", "operations#B", "operations#C"];
    assert_eq!(plain([of_three(["x", "y", "z"]), of_three(["y", "z", "x"])]), lost(&all));
    // A version that both had, or that only one moves to, is a change of the operation itself.
    assert_eq!(plain([in_query("1", "1"), in_query("2", "1")]), ["meaning-changed operations#A"]);
    assert_eq!(plain([in_query("1", "2"), in_query("2", "2")]), ["meaning-changed operations#A"]);
    assert_eq!(
        plain([in_query("1", "2"), in_query("2", "3")]),
        ["meaning-changed operations#A", "meaning-changed operations#B"]
    );
}

#[test]
fn constants_of_bodies_count_wherever_they_are() {
    let kind = |value: &str| {
        format!(
            r#"{{"type":"object","required":["kind"],"properties":{{"t":{{"type":"string"}},"kind":{{"type":"string","enum":["{value}"]}}}}}}"#
        )
    };
    let object = |inner: &str| format!(r#"{{"type":"object","properties":{{"t":{{"type":"string"}},"o":{inner}}}}}"#);
    let operation = |path: &str, id: &str, schema: &str| {
        let body = format!(r#"{{"name":"body","in":"body","required":true,"schema":{schema}}}"#);
        operation(path, "post", id, &body, "")
    };
    let referring = |length: usize, last: &str| {
        let next = |at: usize| format!(r##"{{"$ref":"#/definitions/D{at}"}}"##);
        let inner = (1..length).map(|at| format!(r#""D{}":{}"#, at - 1, object(&next(at))));
        let all: Vec<String> = inner.chain([format!(r#""D{}":{last}"#, length - 1)]).collect();
        format!(r#"{}}},"definitions":{{{}"#, operation("/a", "A", &next(0)), all.join(","))
    };
    let deep = |value: &str| referring(120, &kind(value));
    let back = |value: &str| {
        referring(
            3,
            &object(r##"{"$ref":"#/definitions/D0"}"##).replace(
                r#""t""#,
                &format!(r#""kind":{{"type":"string","x-ms-visibility":"internal","default":"{value}"}},"t""#),
            ),
        )
    };
    let in_lists = |value: &str| {
        let lists = (0..12).fold(kind(value), |inner, _| format!(r#"{{"type":"array","items":{inner}}}"#));
        operation("/a", "A", &object(&lists))
    };
    let many = |value: &str| {
        let property =
            |at: usize| format!(r#""c{at}":{{"type":"string","x-ms-visibility":"internal","default":"{value}"}}"#);
        let all: Vec<String> =
            (0..250).map(|at| if at == 240 { property(at) } else { property(at).replace(value, "k") }).collect();
        operation("/a", "A", &object(r#"{"type":"string"}"#).replace(r#""t""#, &format!(r#"{},"t""#, all.join(","))))
    };
    let in_map = |value: &str| {
        let open =
            object(r#"{"type":"string"}"#).replacen('{', &format!(r#"{{"additionalProperties":{},"#, kind(value)), 1);
        operation("/a", "A", &open)
    };
    let forms = ["x", "y"].map(|value| [deep(value), back(value), in_lists(value), many(value), in_map(value)]);
    let [before, after] = forms;
    for (form, (before, after)) in before.into_iter().zip(after).enumerate() {
        assert_eq!(plain([before, after]), changed(&A_AND_B[..1]), "{form}");
    }
}

#[test]
fn another_way_to_write_a_request_is_reported() {
    let list = |format: &str| {
        let ids = format!(r#"{{"name":"ids","in":"query","type":"array","items":{{"type":"string"}}{format}}}"#);
        operation("/a", "get", "A", &ids, "")
    };
    let [pipes, each] = ["pipes", "multi"].map(|it| format!(r#","collectionFormat":"{it}""#));
    for [before, after] in [["", pipes.as_str()], [pipes.as_str(), ""], [pipes.as_str(), each.as_str()]] {
        assert_eq!(plain([list(before), list(after)]), changed(&A_AND_B[..1]), "{before} {after}");
    }
    assert_eq!(plain([list(""), list(r#","collectionFormat":"csv""#)]), [""; 0]);
    let body = |media_type: &str| {
        let body = r#"{"name":"body","in":"body","required":true,"schema":{"type":"string"}}"#;
        let consumes = format!(r#""consumes":["{media_type}"],"operationId""#);
        operation("/a", "post", "A", body, "").replace(r#""operationId""#, &consumes)
    };
    assert_eq!(plain([body("application/json"), body("text/plain")]), changed(&A_AND_B[..1]));
    let form = |media_type: &str| {
        let field = parameter("formData", "f", REQUIRED);
        let consumes = format!(r#""consumes":["{media_type}"],"operationId""#);
        operation("/a", "post", "A", &field, "").replace(r#""operationId""#, &consumes)
    };
    let forms = ["multipart/form-data", "application/x-www-form-urlencoded"].map(form);
    assert_eq!(plain(forms), changed(&A_AND_B[..1]));
}

#[test]
fn another_list_of_a_response_is_reported() {
    let list = r#"{"type":"array","items":{"type":"object","properties":{"i":{"type":"string"}}}}"#;
    let paged = |item: &str, more: &str| {
        let schema = format!(r#"{{"type":"object","properties":{{"a":{list},"nextLink":{{"type":"string"}}{more}}}}}"#);
        operation("/l", "get", "L", "", &schema).replace(
            r#""operationId""#,
            &format!(r#""x-ms-pageable":{{"nextLinkName":"nextLink"{item}}},"operationId""#),
        )
    };
    let changed = ["meaning-changed operations#L"];
    let b = format!(r#","b":{list}"#);
    assert_eq!(plain([paged(r#","itemName":"a""#, &b), paged(r#","itemName":"b""#, &b)]), changed);
    assert_eq!(plain([paged("", ""), paged("", &format!(r#","value":{list}"#))]), changed);
    let polled = |properties: &str| {
        operation("/l", "get", "L", "", &format!(r#"{{"type":"object","properties":{{{properties}}}}}"#))
            .replace(r#""operationId""#, r#""x-ms-trigger":"batch","operationId""#)
    };
    assert_eq!(plain([polled(&format!(r#""a":{list}"#)), polled(&format!(r#""a":{list},"value":{list}"#))]), changed);
}

/// A choice that asks `List`: its parameters, and further keys.
pub(super) fn asking(list: &[&str], response: &str, choices: &[(&str, &str, &str)]) -> String {
    let mut all = ["a", "b"].map(|name| parameter("query", name, REQUIRED)).to_vec();
    all.extend(choices.iter().map(|(name, parameters, rest)| {
        let dynamic = format!(
            r#"{REQUIRED},"x-ms-dynamic-values":{{"operationId":"List","value-path":"id","value-title":"id","parameters":{{{parameters}}}{rest}}}"#
        );
        parameter("query", name, &dynamic)
    }));
    [operation(list[0], list[1], "List", list[2], response), operation("/s", "post", "Send", &all.join(","), "")]
        .join(",")
}

pub(super) const ITEMS: &str = r#"{"type":"array","items":{"type":"object","properties":{"id":{"type":"string"}}}}"#;

#[test]
fn what_a_choice_asks_for_is_part_of_what_it_is() {
    let kind = parameter("query", "type", REQUIRED);
    let list = ["/list", "get", kind.as_str()];
    let of_type = |all: &[(&str, &str)]| {
        let all: Vec<(&str, String)> =
            all.iter().map(|(name, value)| (*name, format!(r#""type":"{value}""#))).collect();
        let all: Vec<(&str, &str, &str)> = all.iter().map(|(name, value)| (*name, value.as_str(), "")).collect();
        asking(&list, ITEMS, &all)
    };
    assert_eq!(plain([of_type(&[("g", "u")]), of_type(&[("g", "v")])]), lost(&["sources#Send/g"]));
    let both = lost(&["sources#Send/g", "sources#Send/h"]);
    assert_eq!(plain([of_type(&[("g", "u"), ("h", "v")]), of_type(&[("g", "v"), ("h", "u")])]), both);
    // Two that become one: the one that changed loses its name, and a second run changes nothing.
    let one = of_type(&[("g", "u"), ("h", "v")]);
    assert_eq!(plain([one, of_type(&[("g", "u"), ("h", "u")])]), lost(&["sources#Send/h"]));
    let response = format!(r#"{{"type":"object","properties":{{"a":{ITEMS},"b":{ITEMS}}}}}"#);
    let of_list = |name: &str| {
        asking(&["/list", "get", ""], &response, &[("g", "", &format!(r#","value-collection":"{name}""#))])
    };
    assert_eq!(plain([of_list("a"), of_list("b")]), lost(&["sources#Send/g"]));
    let tree = |start: &str| {
        let tree = format!(
            r#"{REQUIRED},"x-ms-dynamic-tree":{{"settings":{{"canSelectLeafNodes":true}},"open":{{"operationId":"List","itemValuePath":"id","itemTitlePath":"id","itemIsParent":"id","parameters":{{"type":{{"value":"{start}"}}}}}},"browse":{{"operationId":"List","itemValuePath":"id","itemTitlePath":"id","itemIsParent":"id","parameters":{{"type":{{"selectedItemValuePath":"id"}}}}}}}}"#
        );
        [
            operation("/list", "get", "List", &kind, ITEMS),
            operation("/s", "post", "Send", &parameter("query", "g", &tree), ""),
        ]
        .join(",")
    };
    assert_eq!(plain([tree("docs"), tree("pics")]), lost(&["sources#Send/g"]));
}

#[test]
fn defaults_that_are_sent_are_part_of_what_an_operation_stands_for() {
    let in_query = |[a, b]: [&str; 2]| {
        let kind = |rest: &str| parameter("query", "kind", rest);
        [operation("/a", "post", "A", &kind(a), ""), operation("/b", "post", "B", &kind(b), "")].join(",")
    };
    let required = |value: &str| format!(r#"{REQUIRED},"default":"{value}""#);
    let (task, note) = (required("task"), required("note"));
    assert_eq!(plain([in_query([&task, &note]), in_query([&note, &task])]), lost(&A_AND_B));
    // One that is optional is not sent.
    let optional = r#","default":"task""#;
    assert_eq!(plain([in_query([&task, &note]), in_query([optional, &note])]), changed(&A_AND_B[..1]));
    assert_eq!(plain([in_query([optional, &note]), in_query([&task, &note])]), changed(&A_AND_B[..1]));
    assert_eq!(plain([in_query([optional, &note]), in_query(["", &note])]), [""; 0]);
    let body = |value: &str| {
        let body = format!(
            r#"{{"name":"body","in":"body","required":true,"schema":{{"type":"string","default":"{value}"}}}}"#
        );
        operation("/a", "post", "A", &body, "")
    };
    assert_eq!(plain([body("x"), body("y")]), changed(&A_AND_B[..1]));
}

#[test]
fn constants_are_compared_as_they_are_sent() {
    let in_query = |[a, b]: [&str; 2]| {
        let kind = |value: &str| parameter("query", "kind", &format!(r#"{REQUIRED},"enum":["{value}"]"#));
        [operation("/a", "post", "A", &kind(a), ""), operation("/b", "post", "B", &kind(b), "")].join(",")
    };
    assert_eq!(plain([in_query(["x, y", "x,y"]), in_query(["x,y", "x, y"])]), lost(&A_AND_B));
    let in_body = |[a, b]: [&str; 2]| {
        let kind = |value: &str| {
            format!(
                r#"{{"name":"body","in":"body","required":true,"schema":{{"type":"object","required":["k"],"properties":{{"t":{{"type":"string"}},"k":{{"x-ms-visibility":"internal","default":{value}}}}}}}}}"#
            )
        };
        [operation("/a", "post", "A", &kind(a), ""), operation("/b", "post", "B", &kind(b), "")].join(",")
    };
    assert_eq!(plain([in_body(["1", r#""1""#]), in_body([r#""1""#, "1"])]), lost(&A_AND_B));
    let [number, text] = [r#"{"n":[1],"m":"x"}"#, r#"{"n":["1"],"m":"x"}"#];
    assert_eq!(plain([in_body([number, text]), in_body([text, number])]), lost(&A_AND_B));
    assert_eq!(plain([in_body([number, text]), in_body([r#"{"m":"x","n":[1]}"#, text])]), [""; 0]);
    let list = ["/list", "get", &parameter("query", "type", REQUIRED)];
    let asked = |value: &str| asking(&list, ITEMS, &[("g", &format!(r#""type":"{value}""#), "")]);
    assert_eq!(plain([asked("open items"), asked("openItems")]), lost(&["sources#Send/g"]));
    // Their order says nothing.
    let ordered = |first: &str, second: &str| {
        let constant = |name: &str| parameter("query", name, &format!(r#"{REQUIRED},"enum":["{name}"]"#));
        operation("/a", "post", "A", &[constant(first), constant(second)].join(","), "")
    };
    assert_eq!(plain([ordered("m", "n"), ordered("n", "m")]), [""; 0]);
}

#[test]
fn a_path_is_one_place_whatever_it_has() {
    let b = operation(
        "/y(p='{p}', q='{q}')",
        "get",
        "B",
        &["p", "q"].map(|it| parameter("path", it, REQUIRED)).join(","),
        "",
    );
    let a =
        |path: &str| operation(path, "get", "A", &["p", "q"].map(|it| parameter("path", it, REQUIRED)).join(","), "");
    assert_eq!(
        plain([[a("/x(p='{p}',q='{q}')"), b.clone()].join(","), [a("/x(p='{p}', q='{q}')"), b].join(",")]),
        changed(&A_AND_B[..1])
    );
}

#[test]
fn the_first_and_the_last_aspect_are_reported() {
    let constant = |rest: &str| operation("/a", "post", "A", rest, "");
    let first = parameter("query", "v", &format!(r#"{REQUIRED},"enum":["1"]"#));
    for history in [[constant(""), constant(&first)], [constant(&first), constant("")]] {
        assert_eq!(plain(history), changed(&A_AND_B[..1]));
    }
    let paths = operation("/a", "get", "A", &["p", "r"].map(|name| parameter("query", name, "")).join(","), "");
    let with = |name: &str| of(&[header("X", &format!("@queryParameters('{name}')"), "")]);
    for history in [[of(&[]), with("p")], [with("p"), of(&[])]] {
        assert_eq!(with_policies(&paths, history), changed(&["arguments/A#query/p"]));
    }
    assert_eq!(with_policies(&paths, [with("p"), with("r")]), lost(&["arguments/A#query/p", "arguments/A#query/r"]));
}

/// A lock of an earlier version has no aspects: then nothing loses its name because of them.
#[test]
fn a_lock_without_aspects_keeps_the_names() {
    let kind = parameter("query", "type", REQUIRED);
    let paths = asking(&["/list", "get", &kind], ITEMS, &[("g", r#""type":"u""#, "")]);
    let paths = paths
        + ","
        + &operation("/c", "get", "C", &parameter("query", "v", &format!(r#"{REQUIRED},"enum":["1"]"#)), "");
    let lock = generated(&definition(&paths), "", "", "").lock.expect("a lock").text;
    assert!(
        lock.contains(", asks query type = u, shows its title = id\"") && lock.contains(", sends query v = 1\""),
        "{lock}"
    );
    let former = lock.replace(", asks query type = u, shows its title = id", "").replace(", sends query v = 1", "");
    let one = generated(&definition(&paths), "", "", &former);
    assert_eq!((said(&one), one.lock.expect("a lock").text), (changed(&["operations#C"]), lock));
}

#[test]
fn the_setters_of_a_choice_lose_their_names_with_their_places() {
    let setter = |list: &str, location: &str, rest: &str| {
        let mapped = [("g", r#""x":{"parameter":"a"}"#, "")];
        asking(&[list, "get", &parameter(location, "x", rest)], ITEMS, &mapped)
    };
    assert_eq!(plain([setter("/l", "query", ""), setter("/l", "header", "")]), lost(&["sources/list#x"]));
    let two = |path: &str| {
        let both = [("x", "xx"), ("y", "yy")]
            .map(|(name, default)| parameter("path", name, &format!(r#"{REQUIRED},"default":"{default}""#)));
        asking(&[path, "get", &both.join(",")], ITEMS, &[("g", r#""x":{"parameter":"a"},"y":{"parameter":"b"}"#, "")])
    };
    let said = plain([two("/l/{x}/{y}"), two("/l/{y}/{x}")]);
    assert!(
        ["sources/list#x", "arguments/List#path/x"].iter().all(|it| said.contains(&format!("name-lost {it}"))),
        "{said:?}"
    );
}

#[test]
fn policies_are_part_of_what_names_stand_for() {
    let paths = [operation("/a", "get", "A", "", ""), operation("/b", "get", "B", "", "")].join(",");
    let keyed = |a: &str, b: &str| {
        let value = |key: &str| format!("@connectionParameters('{key}')");
        of(&[header("X", &value(a), "A"), header("X", &value(b), "B")])
    };
    let said = with_policies(&paths, [keyed("k1", "k2"), keyed("k2", "k1")]);
    assert_eq!(said[1..], lost(&["connection/parameters#k1", "connection/parameters#k2"]));
    assert_eq!(said[0], "method-renamed connection/parameters");
    let routed = |a: &str, b: &str| of(&[route(a, "A"), route(b, "B")]);
    assert_eq!(with_policies(&paths, [routed("/x", "/y"), routed("/y", "/x")]), lost(&A_AND_B));
    for set in [header, query] {
        let constant = |a: &str, b: &str| of(&[set("X", a, "A"), set("X", b, "B")]);
        assert_eq!(with_policies(&paths, [constant("1", "2"), constant("2", "1")]), lost(&A_AND_B));
        let lock =
            |value: &str| generated(&definition(&paths), &constant(value, "2"), "", "").lock.expect("a lock").text;
        assert_eq!(["1", "@connectionParameters('k1')"].map(|value| lock(value).matches("sends").count()), [2, 1]);
    }
    let paths = operation("/a", "get", "A", &["p", "r"].map(|name| parameter("query", name, REQUIRED)).join(","), "");
    let sent = |x: &str, y: &str| {
        let value = |name: &str| format!("@queryParameters('{name}')");
        of(&[header("X", &value(x), ""), header("Y", &value(y), "")])
    };
    // A header and a query parameter of one name are two values.
    let headers =
        operation("/a", "get", "A", &["p", "r"].map(|name| parameter("header", name, REQUIRED)).join(","), "");
    assert_eq!(with_policies(&headers, [sent("p", "r"), sent("r", "p")]), [""; 0]);
    let in_header = |x: &str, y: &str| {
        let value = |name: &str| format!("@headers('{name}')");
        of(&[header("X", &value(x), ""), header("Y", &value(y), "")])
    };
    let said = with_policies(&headers, [in_header("P", "R"), in_header("R", "P")]);
    assert_eq!(said[1..], lost(&["arguments/A#header/p", "arguments/A#header/r"]));
    assert_eq!(with_policies(&paths, [in_header("P", "R"), in_header("R", "P")]), [""; 0]);
    let said = with_policies(&paths, [sent("p", "r"), sent("r", "p")]);
    assert_eq!(said, ["method-renamed operations/A", "name-lost arguments/A#query/p", "name-lost arguments/A#query/r"]);
}

#[test]
fn another_address_of_the_service_is_reported() {
    let paths = operation("/a", "get", "A", "", "");
    let at = |host: &str| (definition(&paths).replace("t.example.com", host), of(&[]), String::new());
    assert_eq!(last(&[at("t.example.com"), at("u.example.com")]), ["meaning-changed connection##service"]);
    // What policies add to all requests belongs to it.
    for set in [header, query] {
        for history in [[of(&[]), of(&[set("V", "1", "")])], [of(&[set("V", "1", "")]), of(&[set("V", "2", "")])]] {
            assert_eq!(with_policies(&paths, history), ["meaning-changed connection##service"]);
        }
    }
}

#[test]
fn a_key_that_is_respelt_hides_no_other_meaning() {
    let of = |path: &str, method: &str, id: &str| operation(path, method, id, "", "");
    assert_eq!(
        plain([of("/a", "get", "Get-Users"), of("/b", "get", "GetUsers")]),
        ["meaning-changed operations#Get-Users"]
    );
    assert_eq!(plain([of("/a", "get", "Get-Users"), of("/a", "delete", "GetUsers")]), lost(&["operations#Get-Users"]));
}

#[test]
fn bytes_are_made_from_a_list_too() {
    let list = r#"{"name":"x","in":"query","required":true,"type":"array","items":{"type":"integer"}}"#;
    let bytes = r#"{"name":"y","in":"query","required":true,"type":"string","format":"byte"}"#;
    let of = |parameter: &str| operation("/a", "get", "A", parameter, "");
    assert_eq!(plain([of(list), of(bytes)]), ["method-renamed operations/A"]);
}

/// The lock tells the types of two parameters with one name apart, also if the definition lists them in another order.
#[test]
fn parameters_of_one_name_have_types_of_their_own() {
    let query = parameter("query", "x", r#","enum":["a b","k"]"#);
    let header = parameter("header", "x", r#","enum":["aB","m"]"#);
    let of = |all: &[&str]| operation("/a", "get", "A", &all.join(","), "");
    assert_eq!(plain([of(&[&query, &header]), of(&[&header, &query]), of(&[&query, &header])]), [""; 0]);
    let one = generated(&definition(&of(&[&query, &header])), "", "", "");
    let lock = one.lock.expect("a lock").text;
    for entry in ["\"parameters#A/#query/x\": \"AXQuery\"", "\"parameters/A/#header/x#aB\": \"AB\""] {
        assert!(lock.contains(entry), "{entry}: {lock}");
    }
    // A property that is spelled like the values of a map.
    let map = r#"{"type":"object","properties":{"{}":{"type":"object","properties":{"a b":{"type":"string"}}}},"additionalProperties":{"type":"object","properties":{"aB":{"type":"string"}}}}"#;
    assert_eq!(plain([operation("/a", "get", "A", "", map), operation("/a", "get", "A", "", map)]), [""; 0]);
}

pub(super) const TABLE: &str = r#"{"name":"products","title":"Products","x-ms-permission":"read-write","schema":{"type":"array","items":{"type":"object","required":["Id"],"properties":{"Id":{"type":"integer","format":"int64","x-ms-keyType":"primary","x-ms-keyOrder":1},"Name":{"type":"string"}}}}}"#;

/// The operations of a table below a path. `parameters` precede the table, `query` follows it.
pub(super) fn table(below: &str, version: &str, parameters: &[&str], query: &str) -> String {
    let given: Vec<String> = parameters.iter().map(|name| parameter("path", name, REQUIRED)).collect();
    let with = |more: &[&str], last: &str| {
        let more = more.iter().map(|name| parameter("path", name, REQUIRED));
        let last = (!last.is_empty()).then(|| last.to_owned());
        given.iter().cloned().chain(more).chain(last).collect::<Vec<_>>().join(",")
    };
    let row = r#"{"type":"object","additionalProperties":{"type":"object"}}"#;
    let rows = format!(r#"{{"type":"object","properties":{{"value":{{"type":"array","items":{row}}}}}}}"#);
    let items = format!("{below}/tables/{{table}}/items");
    let metadata = format!("/$metadata.json{below}/tables/{{table}}");
    [
        operation(&items, "get", &format!("GetItems{version}"), &with(&["table"], query), &rows),
        operation(&format!("{items}/{{id}}"), "get", &format!("GetItem{version}"), &with(&["table", "id"], ""), row),
        operation(&metadata, "get", &format!("GetTable{version}"), &with(&["table"], ""), row),
    ]
    .join(",")
}

#[test]
fn the_values_of_a_table_keep_their_order_and_their_places() {
    let versions = |all: &[&str]| {
        let all: Vec<_> = all.iter().map(|paths| (definition(paths), String::new(), TABLE.to_owned())).collect();
        last(&all)
    };
    let first = table("/datasets/{server},{database}", "", &["server", "database"], "");
    let one = generated(&definition(&first), "", TABLE, "");
    let arguments = |one: &Generated| {
        let files = one.files.as_ref().expect("a crate");
        let client = files["src/client.rs"].as_str();
        let call =
            client.split("pub fn table<").nth(1).expect("a table").split('{').next().unwrap_or_default().to_owned();
        let at = |name: &str| call.find(name).expect("an argument");
        at("server") < at("database")
    };
    assert!(arguments(&one));
    // Another version of the operations lists the parameters in another order.
    let second = table("/v2/datasets/{server},{database}", "_V2", &["database", "server"], "");
    let both = format!("{first},{second}");
    let two = generated(&definition(&both), "", TABLE, &one.lock.expect("a lock").text);
    assert!(arguments(&two));
    assert_eq!(said(&two), ["meaning-changed operations##table"]);
    let swapped = table("/datasets/{database},{server}", "", &["server", "database"], "");
    assert!(versions(&[&first, &swapped]).contains(&"method-renamed operations/#table".to_owned()));
    let with = |name: &str| table("/datasets/{server}", "", &["server"], &parameter("query", name, REQUIRED));
    assert!(versions(&[&with("site"), &with("view")]).contains(&"method-renamed operations/#table".to_owned()));
}
