//! What a request or the reading of its response does beside what names say: policies, sign-ins, registrations, pages, tables and the
//! values of choices. Each change of it is reported, or takes names. Histories of definitions, through all stages.

use super::aspects::{
    A_AND_B, ITEMS, REQUIRED, TABLE, asking, changed, definition, generated, header, last, lost, of, operation,
    parameter, plain, query, route, said, table, with_policies,
};

type Policy = (&'static str, String, String);

/// A policy with these parameters, for one operation or for all.
fn policy(template: &'static str, parameters: &[(&str, &str)], operation: &str) -> Policy {
    let parameters = parameters.iter().map(|(name, value)| format!(r#""x-ms-apimTemplateParameter.{name}":{value:?}"#));
    let operations = match operation {
        "" => String::new(),
        id => format!(r#","x-ms-apimTemplate-operationName":["{id}"]"#),
    };
    (template, parameters.collect::<Vec<_>>().join(","), operations)
}

fn moved(from: &str, to: &str, operation: &str) -> Policy {
    let paths = [("srcParentPath", "@body()"), ("srcSubPath", from), ("dstParentPath", "@body()"), ("dstSubPath", to)];
    policy("moveproperties", &paths, operation)
}

fn property(name: &str, value: &str, operation: &str) -> Policy {
    let paths = [
        ("newPropertyParentPathTemplate", "@body()"),
        ("newPropertySubPathTemplate", name),
        ("propertyValuePathTemplate", value),
    ];
    policy("setproperty", &paths, operation)
}

fn from_url(path: &str, value: &str, operation: &str) -> Policy {
    let parts = [
        ("parameterTemplate", "@headers('X')"),
        ("parameterValueUrl", path),
        ("parameterValuePathTemplate", value),
        ("httpMethod", "GET"),
    ];
    policy("setvaluefromurl", &parts, operation)
}

/// Policies of responses.
fn of_responses(all: &[Policy]) -> String {
    let both: Vec<String> = all.iter().map(|(_, parameters, _)| parameters.clone()).collect();
    let text = of(all);
    let last = both.last().map_or(0, |last| text.rfind(last.as_str()).unwrap_or_default());
    let (these, others) = text.split_at(text[last..].find("},{").map_or(text.len(), |at| last + at));
    these.replace(r#"policySection":"Request""#, r#"policySection":"Response""#) + others
}

const A: [&str; 1] = ["operations#A"];
const NOTHING: [&str; 0] = [];

fn in_path(names: &[&str]) -> String {
    names.iter().map(|name| parameter("path", name, REQUIRED)).collect::<Vec<_>>().join(",")
}

#[test]
fn a_placeholder_in_a_policy_is_that_of_its_operation() {
    let paths = operation("/g/{x}/u/{y}", "get", "A", &in_path(&["x", "y"]), "");
    for policy in [route as fn(&str, &str) -> Policy, |path, id| from_url(path, "@body()", id)] {
        let to = |path: &str| of(&[policy(path, "A")]);
        assert_eq!(with_policies(&paths, [to("/z/{x}/w/{y}"), to("/z/{y}/w/{x}")]), changed(&A));
    }
    // Its name may be respelt.
    let spelled = |x: &str| {
        let paths = operation(&format!("/g/{{{x}}}/u/{{y}}"), "get", "A", &in_path(&[x, "y"]), "");
        (definition(&paths), of(&[route(&format!("/z/{{{x}}}/w/{{y}}"), "A")]), String::new())
    };
    assert_eq!(last(&[spelled("group id"), spelled("groupId")]), NOTHING);
}

#[test]
fn each_policy_is_part_of_what_an_operation_does() {
    let body = r#"{"name":"body","in":"body","required":true,"schema":{"type":"object","properties":{"m":{"type":"string"},"n":{"type":"string"}}}}"#;
    let paths = ["A", "B"].map(|id| operation(&format!("/{id}"), "post", id, body, "")).join(",");
    let both = |make: &dyn Fn(&str, &str) -> Vec<Policy>| {
        let of_both = |a: &str, b: &str| of(&[make(a, "A"), make(b, "B")].concat());
        assert_eq!(with_policies(&paths, [of_both("1", "2"), of_both("2", "1")]), lost(&A_AND_B));
        assert_eq!(with_policies(&paths, [of_both("1", "2"), of_both("3", "2")]), changed(&A));
        assert_eq!(with_policies(&paths, [of_both("1", "2"), of(&make("2", "B"))]), changed(&A));
        assert_eq!(with_policies(&paths, [of(&make("2", "B")), of_both("1", "2")]), changed(&A));
    };
    both(&|value, id| vec![property("k", value, id)]);
    both(&|value, id| vec![from_url(&format!("/o/{value}"), "@body().v", id)]);
    both(&|value, id| vec![from_url("/o", &format!("@body().v{value}"), id)]);
    both(&|value, id| vec![moved("m", value, id)]);
    both(&|value, id| vec![header("X", &format!("@body().v{value}"), id)]);
    both(&|value, id| vec![query("x", &format!("@body().v{value}"), id)]);
    let swapped = |policy: &dyn Fn(&str, &str) -> Policy, [one, two]: [&str; 2], [x, y]: [&str; 2]| {
        let version = |one: &str, two: &str| of(&[policy(one, x), policy(two, y)]);
        with_policies(&paths, [version(one, two), version(two, one)])
    };
    let to = |from: &str, to: &str| moved(from, to, "A");
    let moves = [of(&[to("m", "p"), to("n", "r")]), of(&[to("m", "r"), to("n", "p")])];
    assert_eq!(with_policies(&paths, moves), changed(&A));
    let of_body = |value: &str, name: &str| header(name, value, "A");
    assert_eq!(swapped(&of_body, ["@body().m", "@body().n"], ["X", "Y"]), changed(&A));
    let of_response = |all: [Policy; 2]| of_responses(&all);
    let moves = [of_response([to("m", "p"), to("n", "r")]), of_response([to("m", "r"), to("n", "p")])];
    assert!(moves[0].contains("Response") && moves[0].contains("Request"));
    assert_eq!(with_policies(&paths, moves), changed(&A));
    let headers = ["1", "2"].map(|value| of_responses(&[header("X", value, "A")]));
    assert_eq!(with_policies(&paths, headers), changed(&A));
}

#[test]
fn policies_of_one_target_are_applied_in_their_order() {
    let paths = operation("/a", "get", "A", "", "");
    let two =
        |[first, second]: [&str; 2], [one, two]: [&str; 2]| of(&[header("X", first, one), header("X", second, two)]);
    let key = ["@connectionParameters('k1')", "@connectionParameters('k2')"];
    for values in [["1", "2"], ["1", key[0]], key] {
        let mut turned = values;
        turned.reverse();
        assert_eq!(
            with_policies(&paths, [two(values, ["A", "A"]), two(turned, ["A", "A"])]),
            changed(&A),
            "{values:?}"
        );
    }
    // One for all operations before or after one for this.
    assert_eq!(with_policies(&paths, [two(["1", "2"], ["", "A"]), two(["2", "1"], ["A", ""])]), changed(&A));
    let with = |policies: String, action: &str| policies.replacen(r#"existsAction":"override""#, action, 1);
    for set in [header as fn(&str, &str, &str) -> Policy, query] {
        for value in ["1", "@queryParameters('p')"] {
            let [skip, append] = ["skip", "append"]
                .map(|action| with(of(&[set("X", value, "A")]), &format!(r#"existsAction":"{action}""#)));
            let replace = of(&[set("X", value, "A")]);
            for history in [[skip.clone(), replace.clone()], [replace, append.clone()], [append, skip]] {
                assert_eq!(with_policies(&paths, history), changed(&A));
            }
        }
    }
    // The order of different targets says nothing, also of those for all operations.
    for id in ["A", ""] {
        let [one, two] = [header("X", "1", id), header("Y", "2", id)];
        assert_eq!(with_policies(&paths, [of(&[one.clone(), two.clone()]), of(&[two, one])]), NOTHING);
    }
}

#[test]
fn another_state_of_a_poll_is_reported() {
    let list = r#"{"type":"array","items":{"type":"object","properties":{"i":{"type":"string"}}}}"#;
    let paths =
        operation("/l", "get", "A", "", list).replace(r#""operationId""#, r#""x-ms-trigger":"batch","operationId""#);
    let polled = |state: &str| {
        let (template, parameters, operations) = policy("pollingtrigger", &[("triggerDataPath", "@body()")], "A");
        let state = format!(r#","x-ms-apimTemplateParameter.triggerConfig":{{"since":"{state}"}}"#);
        of(&[(template, parameters + &state, operations)])
    };
    let versions = ["@body().a", "@body().b"].map(polled);
    let lock = generated(&definition(&paths), &versions[0], "", "").lock.expect("a lock").text;
    assert!(lock.contains("reads state = since"), "{lock}");
    assert_eq!(with_policies(&paths, versions), changed(&A));
}

#[test]
fn defaults_and_sign_ins_of_connections_are_reported() {
    let paths = operation("/a", "get", "A", "", "");
    let properties = |parameters: &str, value: &str| {
        format!(
            r#"{{"properties":{{"connectionParameters":{{{parameters}}},"policyTemplateInstances":[{{"templateId":"setheader","title":"P","parameters":{{"x-ms-apimTemplateParameter.name":"X","x-ms-apimTemplateParameter.value":"{value}","x-ms-apimTemplateParameter.existsAction":"override","x-ms-apimTemplate-policySection":"Request"}}}}]}}}}"#
        )
    };
    let region = ["meaning-changed connection/parameters#region"];
    let stated = |default: &str| {
        properties(
            &format!(r#""region":{{"type":"string","defaultValue":"{default}"}}"#),
            "@connectionParameters('region')",
        )
    };
    assert_eq!(with_policies(&paths, [stated("eu"), stated("us")]), region);
    let given = |default: &str| {
        properties(r#""region":{"type":"string"}"#, &format!("@connectionParameters('region','{default}')"))
    };
    assert_eq!(with_policies(&paths, [given("eu"), given("us")]), region);
    let signed_in = |settings: &str| {
        let settings = format!(r#"{{"identityProvider":"oauth2","clientId":"c","redirectMode":"Global",{settings}}}"#);
        let token = format!(r#""token":{{"type":"oauthSetting","oAuthSettings":{settings}}}"#);
        format!(r#"{{"properties":{{"connectionParameters":{{{token}}}}}}}"#)
    };
    let settings = |scope: &str, token: &str, refresh: &str| {
        let url = |name: &str, host: &str| format!(r#""{name}":{{"value":"https://{host}.example/t"}}"#);
        signed_in(&format!(
            r#""scopes":["{scope}"],"customParameters":{{{},{},{}}}"#,
            url("authorizationUrl", "a"),
            url("tokenUrl", token),
            url("refreshUrl", refresh)
        ))
    };
    let token = ["meaning-changed connection/parameters#token"];
    for other in [settings("w", "t", "f"), settings("r", "u", "f"), settings("r", "t", "g")] {
        assert_eq!(with_policies(&paths, [settings("r", "t", "f"), other]), token);
    }
}

#[test]
fn how_a_path_is_encoded_is_reported() {
    let double = r#","required":true,"x-ms-url-encoding":"double""#;
    let of = |rest: &str| operation("/a/{x}", "get", "A", &parameter("path", "x", rest), "");
    assert_eq!(plain([of(double), of(REQUIRED)]), changed(&A));
    assert_eq!(plain([of(REQUIRED), of(double)]), changed(&A));
}

#[test]
fn what_a_registration_sends_and_how_it_is_removed_is_reported() {
    let hook = |path: &str, id: &str, parameters: &str| {
        operation(path, "post", id, parameters, r#"{"type":"object","properties":{"id":{"type":"string"}}}"#)
            .replace(r#""operationId""#, r#""x-ms-trigger":"single","operationId""#)
    };
    let callback = |marked: &str, name: &str| {
        let mark = if marked == name { r#","x-ms-notification-url":true"# } else { "" };
        (name.to_owned(), mark)
    };
    let in_body = |marked: &str| {
        let properties = ["a", "b"].map(|name| {
            let (name, mark) = callback(marked, name);
            format!(r#""{name}":{{"type":"string"{mark}}}"#)
        });
        let schema = format!(r#"{{"type":"object","properties":{{{}}}}}"#, properties.join(","));
        hook("/hooks", "A", &format!(r#"{{"name":"body","in":"body","required":true,"schema":{schema}}}"#))
    };
    assert!(plain([in_body("a"), in_body("b")]).contains(&changed(&A)[0]));
    let in_query = |marked: &str| {
        let all = ["a", "b"].map(|name| {
            let (name, mark) = callback(marked, name);
            parameter("query", &name, mark)
        });
        hook("/hooks", "A", &all.join(","))
    };
    assert!(plain([in_query("a"), in_query("b")]).contains(&changed(&A)[0]));
    let removed = |path: &str| {
        let removal = operation(path, "delete", "Remove", &in_path(&["id"]), "");
        [in_query("a"), removal.replace(r#""operationId""#, r#""x-ms-visibility":"internal","operationId""#)].join(",")
    };
    assert!(plain([removed("/hooks/{id}"), removed("/old/hooks/{id}")]).contains(&changed(&A)[0]));
}

#[test]
fn other_requests_of_tables_and_other_keys_are_reported() {
    let door = ["meaning-changed operations##table"];
    let versions =
        |all: [(String, String); 2]| last(&all.map(|(paths, table)| (definition(&paths), String::new(), table)));
    let rows = table("/datasets/{server}", "", &["server"], "");
    let create = |below: &str, id: &str| {
        let body = r#"{"name":"row","in":"body","required":true,"schema":{"type":"object","additionalProperties":{"type":"object"}}}"#;
        let given = [in_path(&["server", "table"]), body.to_owned()].join(",");
        operation(
            &format!("{below}/tables/{{table}}/items"),
            "post",
            id,
            &given,
            r#"{"type":"object","additionalProperties":{"type":"object"}}"#,
        )
    };
    // They have a path in common with the list.
    let with = |create: &str| (merged(&rows, create), TABLE.to_owned());
    let first = create("/datasets/{server}", "PostItem");
    let second = create("/v2/datasets/{server}", "PostItem_V2");
    let lock = generated(&definition(&with(&first).0), "", TABLE, "").lock.expect("a lock").text;
    assert!(lock.contains("creates POST /datasets/{}/tables/{}/items"), "{lock}");
    assert_eq!(versions([with(&first), with(&[first.as_str(), second.as_str()].join(","))]), door);
    // A request that the methods did not make is none of theirs that changes.
    assert_eq!(versions([(rows.clone(), TABLE.to_owned()), with(&first)]), NOTHING);
    let keyed = TABLE.replace(r#""properties":{"#, r#""properties":{"Code":{"type":"integer","format":"int64"},"#);
    let by_code = keyed
        .replace(r#","x-ms-keyType":"primary","x-ms-keyOrder":1"#, "")
        .replace(r#""Code":{"#, r#""Code":{"x-ms-keyType":"primary","x-ms-keyOrder":1,"#);
    let history = [keyed, by_code].map(|table| (rows.clone(), table));
    assert_eq!(versions(history), ["meaning-changed tables/products/#columns##key"]);
}

/// Paths, the first of which may have another operation.
fn merged(paths: &str, further: &str) -> String {
    let path = further.split(':').next().unwrap_or_default();
    match paths.contains(&format!("{path}:{{")) {
        true => {
            let (inner, rest) = further.split_once(":{").map(|(_, it)| split_path(it)).unwrap_or_default();
            let all = paths.replacen(&format!("{path}:{{"), &format!("{path}:{{{inner},"), 1);
            if rest.is_empty() { all } else { format!("{all},{rest}") }
        }
        false => format!("{paths},{further}"),
    }
}

/// What the braces of a path hold, and the paths behind it.
fn split_path(text: &str) -> (&str, &str) {
    let mut depth = 0;
    for (at, character) in text.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => return (&text[..at], text[at + 1..].trim_start_matches(',')),
            '}' => depth -= 1,
            _ => {}
        }
    }
    (text, "")
}

#[test]
fn where_pages_and_results_come_from_is_reported() {
    let schema = r#"{"type":"object","properties":{"n1":{"type":"string"},"n2":{"type":"string"},"value":{"type":"array","items":{"type":"string"}}}}"#;
    let paged = |link: &str, next: &str| {
        let first = operation("/l", "get", "A", "", schema).replace(
            r#""operationId""#,
            &format!(r#""x-ms-pageable":{{"nextLinkName":"{link}"{next}}},"operationId""#),
        );
        let next = ["N1", "N2"]
            .map(|id| operation(&format!("/{id}"), "get", id, &parameter("query", "nextLink", REQUIRED), schema));
        [first, next.join(",")].join(",")
    };
    assert_eq!(plain([paged("n1", ""), paged("n2", "")]), changed(&A));
    let [one, two] = ["N1", "N2"].map(|id| paged("n1", &format!(r#","operationName":"{id}""#)));
    assert_eq!(plain([one.clone(), two]), changed(&A));
    assert_eq!(plain([paged("n1", ""), one]), changed(&A));
    let long = |via: &str| {
        let options = format!(
            r#""x-ms-long-running-operation":true,"x-ms-long-running-operation-options":{{"final-state-via":"{via}"}},"operationId""#
        );
        operation("/a", "put", "A", "", schema).replace(r#""operationId""#, &options)
    };
    assert_eq!(plain([long("location"), long("original-uri")]), changed(&A));
}

/// Of its values the next call has those of the same location and key.
#[test]
fn what_further_pages_have_of_the_values_of_the_first_call_is_reported() {
    let schema =
        r#"{"type":"object","properties":{"n1":{"type":"string"},"value":{"type":"array","items":{"type":"string"}}}}"#;
    let paged = |path: &str, of_first: &[&str], next_path: &str, of_next: &[&str]| {
        let all = |keys: &[&str]| {
            let all = keys.iter().map(|key| key.split_once(' ').unwrap_or(("query", key)));
            let all =
                all.map(|(location, key)| parameter(location, key, if location == "path" { REQUIRED } else { "" }));
            all.collect::<Vec<_>>().join(",")
        };
        let paging = r#""x-ms-pageable":{"nextLinkName":"n1","operationName":"N"},"operationId""#;
        let first = operation(path, "get", "A", &all(of_first), schema).replace(r#""operationId""#, paging);
        let link = parameter("query", "nextLink", REQUIRED);
        let next = operation(next_path, "get", "N", &[all(of_next), link].join(","), schema);
        [first, next.replace("[,", "[")].join(",")
    };
    let argument = |key: &str| changed(&[&format!("arguments/A#{key}")]);
    for (key, address) in [("filter", "query/filter"), ("header X-F", "header/X-F")] {
        let [with, without] = [&[key][..], &[]].map(|next| paged("/l", &[key], "/n", next));
        for history in [[with.clone(), without.clone()], [without.clone(), with]] {
            assert_eq!(plain(history), argument(address));
        }
        // A new value has changed nothing. One that comes back has.
        assert_eq!(plain([paged("/l", &[], "/n", &[]), without.clone()]), NOTHING);
        let away = paged("/l", &[], "/n", &[key]);
        assert_eq!(plain([paged("/l", &[key], "/n", &[key]), away, without]), argument(address));
    }
    let in_path = |next: &str| paged("/l/{a}/{b}", &["path a", "path b"], next, &["path a", "path b"]);
    let both = [argument("path/a"), argument("path/b")].concat();
    // The arguments of the other operation have notes of their own.
    let of_first = |history: [String; 2]| {
        let said = plain(history).into_iter().filter(|line| line.contains("arguments/A#"));
        said.collect::<Vec<_>>()
    };
    assert_eq!(of_first([in_path("/n/{a}/{b}"), in_path("/n/{b}/{a}")]), both);
    let one =
        |name: &str| paged("/l/{a}/{b}", &["path a", "path b"], &format!("/n/{{{name}}}"), &[&format!("path {name}")]);
    assert_eq!(of_first([one("a"), one("b")]), both);
    // The name of a header is the same in any case.
    let spelled = |first: &str, next: &str| paged("/l", &[first], "/n", &[next]);
    assert_eq!(plain([spelled("header X-F", "header X-F"), spelled("header x-f", "header X-F")]), NOTHING);
    // A lock of an earlier version does not have it.
    let version = |next: &[&str]| definition(&paged("/l", &["filter"], "/n", next));
    let lock = generated(&version(&["filter"]), "", "", "").lock.expect("a lock").text;
    let former: Vec<&str> = lock.split_inclusive('\n').filter(|line| !line.contains("/#pages#")).collect();
    assert_ne!(former.concat(), lock);
    let after = generated(&version(&["filter"]), "", "", &former.concat());
    assert_eq!((said(&after), after.lock.expect("a lock").text), (Vec::new(), lock));
}

#[test]
fn every_value_of_a_choice_is_part_of_what_it_is() {
    let all = ["p", "q", "r"].map(|name| parameter("query", name, "")).join(",");
    let filled = |values: &str| {
        let values = values.split(' ').map(|pair| {
            let (name, value) = pair.split_once(':').unwrap_or_default();
            format!(r#""{name}":{{"parameter":"{value}"}}"#)
        });
        asking(&["/list", "get", &all], ITEMS, &[("g", &values.collect::<Vec<_>>().join(","), "")])
    };
    let choice = lost(&["sources#Send/g"]);
    assert!(plain([filled("p:a q:b r:a"), filled("p:a q:b r:b")]).contains(&choice[0]));
    assert!(!plain([filled("p:a q:b"), filled("p:a q:b r:g")]).contains(&choice[0]));
    // What was sent for it before is not known to be another value.
    let first = plain([filled("p:a q:b"), filled("p:a q:b r:b")]);
    assert!(first.contains(&changed(&["sources#Send/g"])[0]), "{first:?}");
    let tree = |selected: &str, value: &str| {
        let call = |parameters: &str, value: &str| {
            format!(
                r#"{{"operationId":"List","itemValuePath":"{value}","itemTitlePath":"id","itemIsParent":"id","parameters":{{{parameters}}}}}"#
            )
        };
        let tree = format!(
            r#"{REQUIRED},"x-ms-dynamic-tree":{{"settings":{{"canSelectLeafNodes":true}},"open":{},"browse":{}}}"#,
            call("", "id"),
            call(selected, value)
        );
        let given = ["parent", "other"].map(|name| parameter("query", name, "")).join(",");
        let items = r#"{"type":"array","items":{"type":"object","properties":{"id":{"type":"string"},"id2":{"type":"string"},"id3":{"type":"string"}}}}"#;
        [
            operation("/list", "get", "List", &given, items),
            operation("/s", "post", "Send", &parameter("query", "g", &tree), ""),
        ]
        .join(",")
    };
    let selected = |name: &str, path: &str| format!(r#""{name}":{{"selectedItemValuePath":"{path}"}}"#);
    let usual = tree(&selected("parent", "id"), "id");
    for other in [selected("parent", "id2"), selected("other", "id")] {
        assert_eq!(plain([usual.clone(), tree(&other, "id")]), choice);
    }
    let [second, third] = ["id2", "id3"].map(|value| tree(&selected("parent", "id"), value));
    assert_eq!(plain([second, third.clone()]), choice);
    assert_eq!(plain([third, usual.clone()]), choice);
    assert_eq!(plain([usual.clone(), tree(&selected("parent", "id"), "id2")]), changed(&["sources#Send/g"]));
    // A lock of an earlier version does not have these, and keeps the names.
    let lock = generated(&definition(&usual), "", "", "").lock.expect("a lock").text;
    let former = lock.replace(", fills below query parent with item id", "");
    assert_ne!(former, lock);
    let one = generated(&definition(&usual), "", "", &former);
    assert_eq!((said(&one), one.lock.expect("a lock").text), (changed(&["sources#Send/g"]), lock));
}

/// Callers read it of each item. It is not sent, so the choice keeps its name.
#[test]
fn what_a_choice_shows_of_its_items_is_reported() {
    let choice = changed(&["sources#Send/g"]);
    let titled = |title: &str| {
        asking(&["/list", "get", ""], ITEMS, &[("g", "", "")])
            .replace(r#""value-title":"id""#, &format!(r#""value-title":"{title}""#))
    };
    assert_eq!(plain([titled("id"), titled("name")]), choice);
    // A lock of an earlier version does not have it.
    let lock = generated(&definition(&titled("id")), "", "", "").lock.expect("a lock").text;
    let former = lock.replace(", shows its title = id", "");
    assert_ne!(former, lock);
    let one = generated(&definition(&titled("name")), "", "", &former);
    assert_eq!(said(&one), NOTHING);
    let tree = |settings: &str, open: &str, browse: &str| {
        let call =
            |further: &str| format!(r#"{{"operationId":"List","itemValuePath":"id","parameters":{{}}{further}}}"#);
        let tree = format!(
            r#"{REQUIRED},"x-ms-dynamic-tree":{{"settings":{{{settings}}},"open":{},"browse":{}}}"#,
            call(open),
            call(browse)
        );
        [
            operation("/list", "get", "List", "", ITEMS),
            operation("/s", "post", "Send", &parameter("query", "g", &tree), ""),
        ]
        .join(",")
    };
    let selects = |parents: bool| format!(r#""canSelectParentNodes":{parents},"canSelectLeafNodes":true"#);
    let usual = r#","itemTitlePath":"id","itemIsParent":"(id eq 'a')""#;
    let before = tree(&selects(true), usual, usual);
    let others = [
        usual.replace(r#""itemTitlePath":"id""#, r#""itemTitlePath":"name""#),
        usual.replace("'a'", "'b'"),
        format!(r#"{usual},"itemFullTitlePath":"name""#),
    ];
    for other in &others {
        assert_eq!(plain([before.clone(), tree(&selects(true), other, usual)]), choice, "{other}");
        assert_eq!(plain([before.clone(), tree(&selects(true), usual, other)]), choice, "{other}");
    }
    assert_eq!(plain([before, tree(&selects(false), usual, usual)]), choice);
}

#[test]
fn constants_in_fields_of_a_form_count() {
    let form = |[a, b]: [&str; 2]| {
        let field = |value: &str| {
            let object = format!(
                r#"{{"type":"object","required":["kind"],"properties":{{"z":{{"type":"string"}},"kind":{{"type":"string","enum":["{value}"]}}}}}}"#
            );
            format!(
                r#"{{"name":"body","in":"body","required":true,"schema":{{"type":"object","required":["o"],"properties":{{"o":{object},"f":{{"type":"string","format":"binary"}}}}}}}}"#
            )
        };
        let consumes = r#""consumes":["multipart/form-data"],"operationId""#;
        let one = |path: &str, id: &str, value: &str| {
            operation(path, "post", id, &field(value), "").replace(r#""operationId""#, consumes)
        };
        [one("/a", "A", a), one("/b", "B", b)].join(",")
    };
    let lock = generated(&definition(&form(["a", "b"])), "", "", "").lock.expect("a lock").text;
    assert!(lock.contains("sends form o/kind = a"), "{lock}");
    assert_eq!(plain([form(["a", "b"]), form(["b", "a"])]), lost(&A_AND_B));
    assert_eq!(plain([form(["a", "b"]), form(["c", "b"])]), changed(&A));
}

#[test]
fn other_media_types_are_reported() {
    let schema = r#"{"type":"object","properties":{"a":{"type":"string"}}}"#;
    let read = |media_type: &str| {
        let produces = format!(r#""produces":["{media_type}"],"operationId""#);
        operation("/a", "get", "A", "", schema).replace(r#""operationId""#, &produces)
    };
    assert_eq!(plain([read("application/json"), read("application/vnd.x+json")]), changed(&A));
    let bytes = |media_types: &str| {
        let body = r#"{"name":"body","in":"body","required":true,"schema":{"type":"string","format":"binary"}}"#;
        let consumes = format!(r#""consumes":[{media_types}],"operationId""#);
        operation("/a", "post", "A", body, "").replace(r#""operationId""#, &consumes)
    };
    assert_eq!(plain([bytes(r#""image/png""#), bytes(r#""image/png","image/gif""#)]), changed(&A));
}

#[test]
fn the_setter_of_a_header_follows_it_in_any_case() {
    let of = |name: &str| operation("/a", "get", "A", &parameter("header", name, ""), "");
    let before = generated(&definition(&of("X-MyId")), "", "", "").lock.expect("a lock").text;
    let after = generated(&definition(&of("x-myid")), "", "", &before);
    let lock = after.lock.expect("a lock").text;
    assert!(lock.contains(r#""arguments/A#header/x-myid": "x_my_id""#), "{lock}");
    assert_eq!(plain([of("X-MyId"), of("x-myid")]), NOTHING);
}

/// The names are the same, and a caller's program may compile.
#[test]
fn another_way_to_write_a_value_is_reported() {
    let of = |property: &str| {
        let schema = format!(r#"{{"type":"object","properties":{{"k":{property},"t":{{"type":"string"}}}}}}"#);
        let body = format!(r#"{{"name":"body","in":"body","required":true,"schema":{schema}}}"#);
        operation("/a", "post", "A", &body, "")
    };
    let [texts, numbers] = [r#"{"type":"string","enum":["1","2"]}"#, r#"{"type":"integer","enum":[1,2]}"#].map(of);
    let [list, bytes] =
        [r#"{"type":"array","items":{"type":"integer"}}"#, r#"{"type":"string","format":"byte"}"#].map(of);
    for (before, after, address) in [
        (&texts, &numbers, "bodies/A/k##value"),
        (&numbers, &texts, "bodies/A/k##value"),
        (&list, &bytes, "bodies/A#k"),
        (&bytes, &list, "bodies/A#k"),
    ] {
        assert_eq!(plain([before.clone(), after.clone()]), changed(&[address]));
    }
}

/// A list such as `vec![1, 2]` is one of numbers and one of bytes.
#[test]
fn a_parameter_or_a_body_that_becomes_bytes_is_reported() {
    let [numbers, bytes] = [r#""type":"array","items":{"type":"integer"}"#, r#""type":"string","format":"byte""#];
    let of = |path: &str, parameters: &str| operation(path, "post", "A", parameters, "");
    let parameter = |location: &str, rest: &str| format!(r#"{{"name":"x","in":"{location}",{rest}}}"#);
    let body =
        |schema: &str| of("/a", &format!(r#"{{"name":"body","in":"body","required":true,"schema":{{{schema}}}}}"#));
    let with = |rest: &str| {
        let required = format!("{rest}{REQUIRED}");
        let optional = ["query", "header", "formData"].map(|location| of("/a", &parameter(location, rest)));
        let others = [of("/a", &parameter("query", &required)), of("/a/{x}", &parameter("path", &required))];
        optional.into_iter().chain(others).collect::<Vec<_>>()
    };
    let both = |numbers: &str, bytes: &str, argument: &str| {
        let address = format!("arguments/A#{argument}");
        for history in [[numbers, bytes], [bytes, numbers]] {
            assert_eq!(plain(history.map(str::to_owned)), changed(&[&address]), "{history:?}");
        }
    };
    let places = ["query/x", "header/x", "form/x", "query/x", "path/x"];
    for ((numbers, bytes), place) in with(numbers).into_iter().zip(with(bytes)).zip(places) {
        both(&numbers, &bytes, place);
    }
    both(&body(numbers), &body(bytes), "#body");
    // A body of any JSON takes such a list too.
    both(&body(""), &body(bytes), "#body");
    // So does a parameter that was away. A new one has changed nothing.
    let [in_query, in_bytes] = [numbers, bytes].map(|rest| of("/a", &parameter("query", rest)));
    assert_eq!(plain([in_query, of("/a", ""), in_bytes.clone()]), changed(&["arguments/A#query/x"]));
    assert_eq!(plain([of("/a", ""), in_bytes]), NOTHING);
}

/// The definition has no parameter for some values of policies, or not in each operation. Then their defaults are sent.
#[test]
fn a_default_in_a_policy_of_a_value_that_no_caller_has_is_reported() {
    let paths = [operation("/a", "get", "A", "", ""), operation("/b", "get", "B", &parameter("query", "p", ""), "")];
    let paths = paths.join(",");
    let service = ["connection##service"];
    for value in ["@connectionParameters('none','1')", "@headers('none','1')", "@queryParameters('p','1')"] {
        let other = value.replace("'1'", "'2'");
        let of_one = [value, &other].map(|value| of(&[header("X", value, "A")]));
        assert_eq!(with_policies(&paths, of_one), changed(&A), "{value}");
        let of_all = [value, &other].map(|value| of(&[query("x", value, "")]));
        assert!(with_policies(&paths, of_all).contains(&changed(&service)[0]), "{value}");
    }
    // Where a parameter has the value, the default is part of what it stands for.
    let of_b = ["1", "2"].map(|default| of(&[header("X", &format!("@queryParameters('p','{default}')"), "B")]));
    assert_eq!(with_policies(&paths, of_b), changed(&["arguments/B#query/p"]));
    // Two operations exchange such a default.
    let both = |a: &str, b: &str| {
        let value = |default: &str| format!("@connectionParameters('none','{default}')");
        of(&[header("X", &value(a), "A"), header("X", &value(b), "B")])
    };
    assert_eq!(with_policies(&paths, [both("1", "2"), both("2", "1")]), lost(&A_AND_B));
}

/// What no parameter has, a caller may state in another way, or a credential. The text around it is that of the operation.
#[test]
fn a_text_in_a_policy_around_a_value_that_no_parameter_has_is_reported() {
    let paths = [operation("/a", "get", "A", "", ""), operation("/b", "get", "B", &parameter("query", "p", ""), "")];
    let paths = paths.join(",");
    let service = changed(&["connection##service"]);
    let around = |text: &str, value: &str| format!("{text}-@{{{value}}}");
    for value in ["headers('zz')", "headers('zz','')", "queryParameters('p')", "connectionParameters('none','')"] {
        let [one, two] = ["1", "2"].map(|text| around(text, value));
        for set in [header as fn(&str, &str, &str) -> Policy, query] {
            let of_one = || [&one, &two].map(|value| of(&[set("X", value, "A")]));
            assert_eq!(with_policies(&paths, of_one()), changed(&A), "{value}");
            assert_eq!(with_policies(&paths, [of_one()[0].clone(), of(&[])]), changed(&A), "{value}");
            let of_all = [&one, &two].map(|value| of(&[set("X", value, "")]));
            assert!(with_policies(&paths, of_all).contains(&service[0]), "{value}");
        }
    }
    // A default that is empty is sent with the text.
    let values = ["headers('zz')", "headers('zz','')", "headers('zz','1')"].map(|value| around("1", value));
    for (at, one) in values.iter().enumerate() {
        for other in &values[..at] {
            for history in [[one, other], [other, one]] {
                let history = history.map(|value| of(&[header("X", value, "A")]));
                assert_eq!(with_policies(&paths, history), changed(&A), "{one} {other}");
            }
        }
    }
    // Where a parameter has the value, the text is part of what it stands for.
    let of_b = ["1", "2"].map(|text| of(&[header("X", &around(text, "queryParameters('p')"), "B")]));
    assert_eq!(with_policies(&paths, of_b), changed(&["arguments/B#query/p"]));
    // Two operations exchange such a text.
    let both = |a: &str, b: &str| {
        let value = |text: &str| around(text, "headers('zz')");
        of(&[header("X", &value(a), "A"), header("X", &value(b), "B")])
    };
    assert_eq!(with_policies(&paths, [both("1", "2"), both("2", "1")]), lost(&A_AND_B));
    // A header that has a credential, or what another policy sets, counts without a text too. Its name is the same in any case.
    let key = |name: &str| {
        let security =
            r#""securityDefinitions":{"k":{"type":"apiKey","in":"header","name":"Token"}},"security":[{"k":[]}],"#;
        let properties = of(&[header("X", &format!("@headers('{name}')"), "A")]);
        let properties = properties.replace(r#""k2":{"type""#, r#""k3":{"type""#).replace("('k2')", "('k1')");
        (definition(&paths).replacen('{', &format!("{{{security}"), 1), properties, String::new())
    };
    let set = |name: &str| {
        let value = format!("@headers('{name}')");
        of(&[header("Token", "@connectionParameters('k1')", ""), header("X", &value, "A")])
    };
    assert_eq!(with_policies(&paths, ["Token", "Other"].map(set)), changed(&A));
    assert_eq!(with_policies(&paths, ["Token", "token"].map(set)), NOTHING);
    // What a policy of another operation sets, this one does not have.
    let of_a = || header("X", "@headers('Token')", "A");
    let of_b = header("Token", "@connectionParameters('k1')", "B");
    let notes = with_policies(&paths, [of(&[of_b, of_a()]), of(&[of_a()])]);
    assert!(!notes.is_empty() && !notes.contains(&changed(&A)[0]), "{notes:?}");
    assert_eq!(last(&[key("Token"), key("Other")]), changed(&A));
    assert_eq!(last(&[key("Token"), key("token")]), NOTHING);
    // A lock of an earlier version does not have it.
    for id in ["A", ""] {
        let properties = of(&[header("X", &around("1", "headers('zz')"), id)]);
        let lock = generated(&definition(&paths), &properties, "", "").lock.expect("a lock").text;
        let former = lock.replace(", wraps header X = 1-{header zz}", "");
        assert_ne!(former, lock);
        let one = generated(&definition(&paths), &properties, "", &former);
        assert_eq!((said(&one), one.lock.expect("a lock").text), (Vec::new(), lock));
    }
}
