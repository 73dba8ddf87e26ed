//! Names that a history of definitions must not lead to another meaning: methods that were renamed once, definitions that refer to
//! others, sets of connection parameters.

use super::aspects::{REQUIRED, generated, last, operation, parameter, plain, said};

fn query(name: &str) -> String {
    parameter("query", name, REQUIRED)
}

/// A method that was renamed goes with the name of its operation.
#[test]
fn a_renamed_method_is_given_up_with_the_name_of_its_operation() {
    let of = |method: &str, name: &str| operation("/a", method, "A", &query(name), "");
    assert_eq!(plain([of("post", "a"), of("post", "c")]), ["method-renamed operations/A"]);
    let gone = ["name-lost methods#operations/A", "name-lost operations#A"];
    assert_eq!(plain([of("post", "a"), of("post", "c"), of("delete", "c")]), gone);
    let other = || operation("/b", "get", "B", "", "");
    let both = |one: String| [one, other()].join(",");
    assert_eq!(plain([both(of("post", "a")), both(of("post", "c")), other(), both(of("delete", "c"))]), gone);
    // Nothing gets the name of the method.
    let (mut lock, mut methods) = (String::new(), Vec::new());
    for paths in [of("post", "a"), of("post", "c"), of("delete", "c"), of("delete", "c")] {
        let one = generated(&super::aspects::definition(&paths), "", "", &lock);
        lock = one.lock.expect("a lock").text;
        let client = one.files.expect("files")["src/client.rs"].clone();
        methods.push(client.matches("pub fn a_with_c(").count());
    }
    assert_eq!(methods, [0, 1, 0, 0]);
    assert!(lock.contains(r#""operations##gone/a_with_c""#), "{lock}");
}

#[test]
fn a_renamed_method_of_a_trigger_is_given_up_with_its_name() {
    let of = |method: &str, name: &str| {
        let trigger = operation("/a", method, "OnA", &query(name), r#"{"type":"array","items":{"type":"string"}}"#);
        trigger.replace(r#""operationId""#, r#""x-ms-trigger":"batch","operationId""#)
    };
    let gone = ["name-lost methods#triggers/OnA", "name-lost operations#OnA"];
    assert_eq!(plain([of("get", "a"), of("get", "c"), of("post", "c")]), gone);
    // Nor does another trigger get it.
    let other = |id: &str| of("get", "z").replace(r#""/a""#, r#""/z""#).replace("OnA", id);
    let lock = [of("get", "a"), of("get", "c")].iter().fold(String::new(), |lock, paths| {
        generated(&super::aspects::definition(paths), "", "", &lock).lock.expect("a lock").text
    });
    let paths = [of("get", "c"), other("OnAWithC")].join(",");
    let one = generated(&super::aspects::definition(&paths), "", "", &lock);
    assert_eq!(said(&one), [""; 0]);
    let files = one.files.expect("files");
    assert_eq!(files.values().map(|text| text.matches("pub fn on_a_with_c(").count()).sum::<usize>(), 1);
}

/// Two objects with required `a` and `b` in another order, and definitions that refer to them.
fn referring(foo: &str, bar: &str) -> String {
    let object = |first: &str, second: &str| {
        format!(
            r#"{{"type":"object","required":["{first}","{second}"],"properties":{{"{first}":{{"type":"string"}},"{second}":{{"type":"string"}},"${first}":{{"type":"integer"}}}}}}"#
        )
    };
    let body = r##"{"name":"body","in":"body","required":true,"schema":{"$ref":"#/definitions/Foo"}}"##;
    let paths = operation("/a", "post", "A", body, "");
    let definitions = format!(r#""A":{},"B":{},"Foo":{foo},"Bar":{bar}"#, object("a", "b"), object("b", "a"));
    super::aspects::definition(&paths).replacen("{", &format!(r#"{{"definitions":{{{definitions}}},"#), 1)
}

fn histories(versions: &[String]) -> Vec<String> {
    last(&versions.iter().map(|version| (version.clone(), String::new(), String::new())).collect::<Vec<_>>())
}

#[test]
fn a_definition_that_refers_to_another_object_than_before_is_no_silent_way_to_it() {
    let to = |name: &str| format!(r##"{{"$ref":"#/definitions/{name}"}}"##);
    let own = r#"{"type":"object","required":["a","b"],"properties":{"a":{"type":"string"},"b":{"type":"string"}}}"#;
    let renamed =
        |names: &[&str]| -> Vec<String> { names.iter().map(|name| format!("method-renamed models/{name}")).collect() };
    let referring = |foo: &str| referring(foo, &to("A"));
    for (history, names) in [
        (vec![to("A"), to("B")], &["B"][..]),
        (vec![own.to_owned(), to("B")], &["B"]),
        // Its `new` keeps the order of the one that it led to.
        (vec![to("B"), own.to_owned()], &[]),
        (vec![to("A"), format!(r#"{{"allOf":[{}]}}"#, to("B"))], &["B"]),
        (vec![to("A"), own.to_owned()], &[]),
        (vec![own.to_owned(), to("A")], &[]),
    ] {
        let versions: Vec<String> = history.iter().map(|foo| referring(foo)).collect();
        assert_eq!(histories(&versions), renamed(names), "{history:?}");
    }
}

/// However many definitions refer to a large object, the lock has one more line for each.
#[test]
fn a_lock_does_not_repeat_what_definitions_refer_to() {
    let lock = |foo: &str| {
        generated(&referring(foo, r##"{"$ref":"#/definitions/Foo"}"##), "", "", "").lock.expect("a lock").text
    };
    let text = lock(r##"{"$ref":"#/definitions/A"}"##);
    let of = |name: &str| {
        text.lines()
            .filter(|line| line.contains(&format!("models#{name}\"")) || line.contains(&format!("models/{name}#")))
            .count()
    };
    assert_eq!((of("Foo"), of("Bar"), of("A")), (2, 2, 5), "{text}");
    for name in ["Foo", "Bar"] {
        assert!(text.contains(&format!(r#""means/models#{name}": "as models/A""#)), "{text}");
    }
}

/// A constructor that was renamed lends its name to no other one.
#[test]
fn a_definition_that_refers_to_another_object_leaves_its_constructor_alone() {
    let object = |keys: &[&str]| {
        let properties: Vec<String> = keys.iter().map(|key| format!(r#""{key}":{{"type":"string"}}"#)).collect();
        format!(r#"{{"type":"object","required":{keys:?},"properties":{{{}}}}}"#, properties.join(","))
    };
    let version = |foo: &str| referring(foo, &object(&["p", "q", "r"]));
    let versions = [object(&["a", "b"]), object(&["b", "c"]), r##"{"$ref":"#/definitions/Bar"}"##.to_owned()];
    assert_eq!(histories(&versions.map(|foo| version(&foo))), [""; 0]);
}

/// Two inline types that become one lose a name that had two keys. None of them has it again, and a second run changes nothing.
#[test]
fn a_name_that_types_lost_when_they_became_one_stays_lost() {
    let of = |a: &str, b: &str| {
        let response = |keys: &str| {
            let properties: Vec<String> =
                keys.split(' ').map(|key| format!(r#""{key}":{{"type":"string"}}"#)).collect();
            format!(
                r#"{{"type":"object","properties":{{"v":{{"type":"object","properties":{{{}}}}}}}}}"#,
                properties.join(",")
            )
        };
        [operation("/a", "get", "A", "", &response(a)), operation("/b", "get", "B", "", &response(b))].join(",")
    };
    let (one, both) = (of("p $q", "p q"), of("p q", "p q"));
    assert_eq!(plain([one.clone(), both.clone()]), ["name-lost shared/V#$q"]);
    let more = of("p q $q", "p q $q");
    let versions = [one, both, more];
    let (mut lock, mut fields) = (String::new(), Vec::new());
    for paths in versions {
        let made = generated(&super::aspects::definition(&paths), "", "", &lock);
        lock = made.lock.expect("a lock").text;
        let files = made.files.expect("files");
        fields.push(files.values().map(|text| text.matches("pub q: ").count()).sum::<usize>());
    }
    assert_eq!(fields, [2, 0, 0]);
}

#[test]
fn a_definition_that_refers_to_another_enumeration_keeps_its_variants() {
    let to = |name: &str| {
        let definitions = format!(
            r##""A":{{"type":"string","enum":["one two","x"]}},"B":{{"type":"string","enum":["one-two","x"]}},"Foo":{{"$ref":"#/definitions/{name}"}}"##
        );
        let body = r##"{"name":"body","in":"body","required":true,"schema":{"type":"object","properties":{"f":{"$ref":"#/definitions/Foo"}}}}"##;
        let text = super::aspects::definition(&operation("/a", "post", "A", body, ""));
        text.replacen("{", &format!(r#"{{"definitions":{{{definitions}}},"#), 1)
    };
    let lock = generated(&to("A"), "", "", "").lock.expect("a lock").text;
    let one = generated(&to("B"), "", "", &lock);
    let notes = one.diagnostics.render(&one.sources);
    assert!(notes.contains("name-follows") && notes.contains("one two"), "{notes}");
}

/// An object with these properties. Those with `!` are required.
fn object(keys: &str) -> String {
    let keys = || keys.split(' ').filter(|key| !key.is_empty());
    let required: Vec<&str> = keys().filter_map(|key| key.strip_suffix('!')).collect();
    let properties: Vec<String> =
        keys().map(|key| format!(r#""{}":{{"type":"string"}}"#, key.trim_end_matches('!'))).collect();
    match required.is_empty() {
        true => format!(r#"{{"type":"object","properties":{{{}}}}}"#, properties.join(",")),
        false => format!(r#"{{"type":"object","required":{required:?},"properties":{{{}}}}}"#, properties.join(",")),
    }
}

/// Definitions that a body uses. `→X` refers to X, `[…]` is an enumeration, `-` a list of texts, and others are properties.
fn defined(all: &[(&str, &str)]) -> String {
    let schema = |text: &str| match (text.strip_prefix('→'), text.strip_prefix('[')) {
        (Some(name), _) => format!(r##"{{"$ref":"#/definitions/{name}"}}"##),
        (_, Some(values)) => {
            let values: Vec<&str> = values.trim_end_matches(']').split('|').collect();
            format!(r#"{{"type":"string","enum":{values:?}}}"#)
        }
        _ if text == "-" => r#"{"type":"array","items":{"type":"string"}}"#.to_owned(),
        _ => object(text),
    };
    let uses: Vec<String> =
        all.iter().map(|(name, _)| format!(r##""p{name}":{{"$ref":"#/definitions/{name}"}}"##)).collect();
    let definitions: Vec<String> = all.iter().map(|(name, text)| format!(r#""{name}":{}"#, schema(text))).collect();
    let body = format!(
        r#"{{"name":"body","in":"body","required":true,"schema":{{"type":"object","properties":{{{}}}}}}}"#,
        uses.join(",")
    );
    let text = super::aspects::definition(&operation("/a", "post", "A1", &body, ""));
    text.replacen('{', &format!(r#"{{"definitions":{{{}}},"#, definitions.join(",")), 1)
}

/// What is said of the last version of definitions.
fn said_of(versions: &[&[(&str, &str)]]) -> Vec<String> {
    histories(&versions.iter().map(|version| defined(version)).collect::<Vec<_>>())
}

/// Two locations had one type, and have two now. Each keeps its own calls, and a second run changes nothing.
#[test]
fn a_type_that_is_split_in_two_is_settled_at_once() {
    let of = |a: &str, b: &str| {
        let holding = |keys: &str| format!(r#"{{"type":"object","properties":{{"v":{}}}}}"#, object(keys));
        [operation("/a", "get", "A", "", &holding(a)), operation("/b", "get", "Bq", "", &holding(b))].join(",")
    };
    for (before, [a, b], renamed) in [
        ("C!", ["D!", "C"], &["method-renamed responses/A/v"][..]),
        ("x!", ["x! y!", "x!"], &[]),
        ("x", ["b! a!", "a! b! x"], &[]),
    ] {
        assert_eq!(plain([of(before, before), of(a, b)]), renamed, "{before}: {a}, {b}");
    }
}

#[test]
fn what_follows_in_one_type_stays_locked_in_another() {
    let before = [("EA", "[one two|x]"), ("EB", "[one-two|x]"), ("Foo", "→EA")];
    let after = [("EA", "[one two|x]"), ("EB", "[one-two|x]"), ("Foo", "→EB")];
    let later = [("EA", "[oneTwo|x]"), ("EB", "[one-two|x]"), ("Foo", "→EB")];
    let (mut lock, mut notes) = (String::new(), Vec::new());
    for version in [&before, &after, &later] {
        let one = generated(&defined(version), "", "", &lock);
        notes.push(one.diagnostics.render(&one.sources).matches("[name-follows]").count());
        lock = one.lock.expect("a lock").text;
    }
    assert_eq!(notes, [0, 1, 1], "{lock}");
    assert_eq!(said_of(&[&before, &after]), [""; 0]);
}

/// A definition that has no members for a while, or members of another kind, is known by what it referred to before.
#[test]
fn a_definition_without_members_keeps_what_it_referred_to() {
    let version = |foo| [("A", "a! b!"), ("B", "b! a!"), ("E", "[m|n]"), ("Foo", foo)];
    for between in ["-", "", "[p|q]", "→E"] {
        let versions = [version("→A"), version(between), version("→B")];
        let versions: Vec<&[(&str, &str)]> = versions.iter().map(|version| version.as_slice()).collect();
        assert_eq!(said_of(&versions), ["method-renamed models/B"], "{between}");
    }
    // What it referred to may have variants by then.
    let both = |bar, foo| [("B", "b! a!"), ("Bar", bar), ("Foo", foo)];
    let versions = [both("a! b!", "→Bar"), both("[p|q]", "[p|q]"), both("[p|q]", "→B")];
    let versions: Vec<&[(&str, &str)]> = versions.iter().map(|version| version.as_slice()).collect();
    assert_eq!(said_of(&versions), ["method-renamed models/B"]);
    let chain = |bar, foo| [("A", "a! b!"), ("B", "b! a!"), ("Bar", bar), ("Foo", foo)];
    let versions = [chain("→A", "→Bar"), chain("-", "→Bar"), chain("-", "→B")];
    let versions: Vec<&[(&str, &str)]> = versions.iter().map(|version| version.as_slice()).collect();
    assert_eq!(said_of(&versions), ["method-renamed models/B"]);
}

/// Two keys had one name, in definitions that are one now. So none has it.
#[test]
fn a_name_of_two_keys_is_lost_wherever_it_comes_from() {
    let before: &[(&str, &str)] = &[("C", "@b"), ("Bar", "b @b"), ("Foo", "b")];
    let after: &[(&str, &str)] = &[("C", "→Bar"), ("Bar", "→Foo"), ("Foo", "b")];
    assert_eq!(said_of(&[before, after]), ["name-lost models/Foo#b"]);
    let one: &[(&str, &str)] = &[("B", "→Foo"), ("A", "$a"), ("Foo", "a")];
    let two: &[(&str, &str)] = &[("B", "→A"), ("A", "$a"), ("Foo", "a")];
    let three: &[(&str, &str)] = &[("B", "→A"), ("A", "→Foo"), ("Foo", "a")];
    assert_eq!(said_of(&[one, two]), ["name-lost models/A#$a"]);
    assert_eq!(said_of(&[one, two, three]), ["name-lost models/Foo#a"]);
    let one: &[(&str, &str)] = &[("A", "-"), ("C", "@b"), ("Bar", "b")];
    let two: &[(&str, &str)] = &[("A", "-"), ("C", "→Bar"), ("Bar", "b")];
    let three: &[(&str, &str)] = &[("A", "@b"), ("C", "→Bar"), ("Bar", "→A")];
    assert_eq!(said_of(&[one, two, three]), ["name-lost models/A#@b"]);
    let version = |c, foo| [("B", "a!"), ("C", c), ("Foo", foo)];
    let versions = [version("$a!", "→B"), version("→B", "→B"), version("→B", "a!"), version("→B", "a! $a")];
    let (mut lock, mut fields) = (String::new(), Vec::new());
    for version in versions {
        let one = generated(&defined(&version), "", "", &lock);
        lock = one.lock.expect("a lock").text;
        let files = one.files.expect("files");
        fields.push(files.get("src/models/foo.rs").map_or(0, |text| text.matches(" a = ").count()));
    }
    assert_eq!(fields, [0; 4], "a name that a definition lost with another one: {lock}");
    let changed: [&[(&str, &str)]; 3] =
        [&[("A", "-"), ("Foo", "c")], &[("A", "$c"), ("Foo", "$c")], &[("A", "→Foo"), ("Foo", "c")]];
    assert_eq!(said_of(&changed), ["name-lost models/Foo#c"]);
}

/// An operation that was a trigger for a while has no method of what it was before.
#[test]
fn a_renamed_method_does_not_come_back_from_another_role() {
    let action = |method: &str, name: &str| operation("/a", method, "A", &query(name), "");
    let trigger = operation("/a", "get", "A", &query("c"), r#"{"type":"array","items":{"type":"string"}}"#)
        .replace(r#""operationId""#, r#""x-ms-trigger":"batch","operationId""#);
    let (mut lock, mut methods) = (String::new(), Vec::new());
    for paths in [action("post", "a"), action("post", "c"), trigger, action("get", "c")] {
        let one = generated(&super::aspects::definition(&paths), "", "", &lock);
        lock = one.lock.expect("a lock").text;
        methods.push(one.files.expect("files")["src/client.rs"].matches("pub fn a_with_c(").count());
    }
    assert_eq!(methods, [0, 1, 0, 0]);
}

#[test]
fn a_placeholder_of_an_id_that_was_respelt_is_settled_at_once() {
    let values = ["x", "y"].map(|name| parameter("path", name, REQUIRED)).join(",");
    let trigger = |id: &str| {
        operation("/c/{x}/d/{y}", "post", id, &values, r#"{"type":"array","items":{"type":"string"}}"#)
            .replace(r#""operationId""#, r#""x-ms-trigger":"batch","operationId""#)
    };
    assert_eq!(
        plain([trigger("GetIt"), trigger("Get It"), operation("/a", "get", "GetIt", "", "")]),
        ["name-lost operations#Get It"]
    );
}

#[test]
fn keys_that_leave_the_further_members_of_an_object_are_reported() {
    let of = |properties: &str, open: &str| {
        let schema = format!(r#"{{"type":"object","properties":{{{properties}}},"additionalProperties":{open}}}"#);
        operation("/a", "get", "A", "", &schema)
    };
    let (n, m) = (r#""n":{"type":"string"}"#, r#""n":{"type":"string"},"k/m":{"type":"string"}"#);
    assert_eq!(plain([of(n, "true"), of(m, "true")]), ["leaves-extra responses/A##extra"]);
    assert_eq!(plain([of(n, "true"), of(&n.replace("n\"", "N\""), "true")]), [""; 0]);
    for (old, new) in [(of(n, "false"), of(m, "true")), (of(m, "true"), of(n, "true")), (of(n, "true"), of(m, "false"))]
    {
        assert_eq!(plain([old, new]), [""; 0]);
    }
}

/// A set of connection parameters with values in this order, and policies that put them into headers.
fn sets(set: &str, values: [&str; 2]) -> String {
    let parameter = |name: &&str| {
        format!(r#""{name}":{{"type":"securestring","uiDefinition":{{"constraints":{{"required":"true"}}}}}}"#)
    };
    let of = |name: &str, values: &[&str]| {
        let parameters: Vec<String> = values.iter().map(parameter).collect();
        format!(
            r#"{{"name":"{name}","uiDefinition":{{"displayName":"{name}"}},"parameters":{{{}}}}}"#,
            parameters.join(",")
        )
    };
    let policy = |name: &str, value: &str| {
        format!(
            r#"{{"templateId":"setheader","title":"P","parameters":{{"x-ms-apimTemplateParameter.name":"{name}","x-ms-apimTemplateParameter.value":"@connectionParameters('{value}')","x-ms-apimTemplateParameter.existsAction":"override","x-ms-apimTemplate-policySection":"Request"}}}}"#
        )
    };
    format!(
        r#"{{"properties":{{"connectionParameterSets":{{"uiDefinition":{{"displayName":"T"}},"values":[{}]}},"policyTemplateInstances":[{},{}]}}}}"#,
        of(set, &values),
        policy("X-A", "k1"),
        policy("X-B", "k2")
    )
}

#[test]
fn a_set_of_connection_parameters_that_is_respelt_keeps_the_order_of_its_values() {
    let definition = super::aspects::definition(&operation("/a", "get", "A", "", ""));
    let version = |set: &str, values: [&str; 2]| (definition.clone(), sets(set, values), String::new());
    assert_eq!(last(&[version("basic auth", ["k1", "k2"]), version("basicAuth", ["k2", "k1"])]), [""; 0]);
    let lock = |set: &str, values: [&str; 2], lock: &str| {
        let one = generated(&definition, &sets(set, values), "", lock);
        one.lock.expect("a lock").text
    };
    let former = lock("basic auth", ["k1", "k2"], "");
    assert!(former.contains(r#""calls/connection/basic auth#new": [["text k1", "text k2"]]"#), "{former}");
    let now = lock("basicAuth", ["k2", "k1"], &former);
    assert!(now.contains(r#""calls/connection/basicAuth#new": [["text k1", "text k2"]]"#), "{now}");
    let swapped = sets("basicAuth", ["k1", "k2"]).replace("X-A", "X-C").replace("X-B", "X-A").replace("X-C", "X-B");
    let said = said(&generated(&definition, &swapped, "", &former));
    assert!(said.contains(&"name-lost connection/basicAuth#k1".to_owned()), "{said:?}");
}

/// Each location of a choice has the calls of all others, so a small lock can grow without a bound.
#[test]
fn a_lock_that_grows_too_large_is_an_error() {
    let list = operation("/list", "get", "List", "", r#"{"type":"array","items":{"type":"string"}}"#);
    let choice = r#","x-ms-dynamic-values":{"operationId":"List","value-path":"id"}"#;
    let of = |at: usize| operation(&format!("/p{at}"), "get", &format!("Op{at}"), &parameter("query", "q", choice), "");
    let paths: Vec<String> = std::iter::once(list).chain((0..300).map(of)).collect();
    let lock = |methods: usize| {
        let calls =
            (0..methods).map(|at| format!(r#""calls/sources/Op0~1q#m{at}":[["text query/{}"]]"#, "a".repeat(200)));
        let all: Vec<String> = calls.chain([r#""sources#Op0/q":"list""#.to_owned()]).collect();
        format!("{{{}}}", all.join(",")).replace("Op0~1q", "Op0/q")
    };
    for (methods, is_too_large) in [(10, false), (2_000, true)] {
        let one = generated(&super::aspects::definition(&paths.join(",")), "", "", &lock(methods));
        let notes = one.diagnostics.render(&one.sources);
        assert_eq!(notes.contains("error[lock-too-large]"), is_too_large, "{methods}");
        assert_eq!(one.files.is_none(), is_too_large, "{methods}");
    }
}
