//! A name does not move to another meaning where the key stays: operations that swap their ids, placeholders that swap in a path,
//! choices of another call, columns and credentials that change places.

use std::collections::BTreeSet;

use super::build::*;
use super::name;
use crate::model::direct::*;
use crate::model::*;
use crate::names::Lock;
use crate::span::Span;

/// An operation with a request; each placeholder of its path is a value of the caller.
fn sending(id: &str, request: &str) -> Operation {
    let (method, path) = request.split_once(' ').expect("a method and a path");
    let operation = Operation { method: method.to_owned(), path: path.to_owned(), ..action(id) };
    path.split('{').skip(1).fold(operation, |operation, rest| {
        let key = rest.split('}').next().expect("a placeholder");
        operation.with(ParameterLocation::Path { double: false }, key, Exposure::Positional)
    })
}

/// The methods after each version, with their values in order, and the codes of the diagnostics. Each version is named twice: the
/// second time changes nothing.
fn methods(versions: &[&[(&str, &str)]]) -> Vec<(Vec<String>, Vec<String>)> {
    let connectors = versions.iter().map(|operations| {
        let operations = operations.iter().map(|(id, request)| sending(id, request));
        connector(operations.collect(), Vec::new())
    });
    history(connectors, |connector, names| {
        let methods = connector.operations.iter().zip(&names.operations).map(|(operation, names)| {
            let values = names.order.iter().map(|&index| operation.parameters[index].key.as_str());
            format!("{}({})", names.method, values.collect::<Vec<_>>().join(", "))
        });
        methods.collect()
    })
}

fn history(
    connectors: impl Iterator<Item = Connector>,
    read: impl Fn(&Connector, &crate::names::Names) -> Vec<String>,
) -> Vec<(Vec<String>, Vec<String>)> {
    let mut lock = Lock::default();
    let versions = connectors.map(|connector| {
        let (assigned, messages) = name(&connector, Some(&lock));
        let (again, silent) = name(&connector, Some(&assigned.lock));
        assert_eq!(again.lock.to_string(), assigned.lock.to_string(), "a second run changes nothing");
        assert_eq!(silent, [""; 0]);
        assert_eq!(read(&connector, &again.names), read(&connector, &assigned.names));
        lock = assigned.lock;
        let codes = messages.iter().map(|it| it.split(':').next().unwrap_or_default().to_owned());
        (read(&connector, &assigned.names), codes.collect())
    });
    versions.collect()
}

fn last(versions: &[&[(&str, &str)]]) -> (Vec<String>, Vec<String>) {
    methods(versions).pop().expect("there are versions")
}

/// No name of the first version is one of the last.
fn all_gone(versions: &[&[(&str, &str)]]) {
    let all = methods(versions);
    let (first, last) = (&all[0].0, &all[all.len() - 1].0);
    let name = |method: &String| method.split('(').next().unwrap_or_default().to_owned();
    let last: Vec<String> = last.iter().map(name).collect();
    assert!(first.iter().all(|method| !last.contains(&name(method))), "{first:?} {last:?}");
    let is_reported = |code: &String| code == "name-lost" || code == "name-collision";
    assert!(all[all.len() - 1].1.iter().any(is_reported), "{all:?}");
}

#[test]
fn ids_that_operations_swap_take_no_name_along() {
    all_gone(&[&[("A", "GET /a"), ("B", "GET /b")], &[("A", "GET /b"), ("B", "GET /a")]]);
    // The second of two operations with one id has a made id, until the first is gone.
    all_gone(&[&[("A", "GET /a"), ("GetB", "GET /b")], &[("A", "GET /b")]]);
    // Another operation is before it now.
    all_gone(&[&[("A", "GET /a")], &[("A", "GET /new"), ("GetA", "GET /a")]]);
    all_gone(&[&[("A", "GET /a/{x}")], &[("A", "DELETE /a/{x}")]]);
    all_gone(&[&[("Get A", "GET /a"), ("B", "GET /b")], &[("GetA", "GET /b")]]);
}

#[test]
fn a_request_that_is_new_keeps_the_name_and_is_reported() {
    for now in ["GET /v2/a/{x}", "GET /v2/b/{x}"] {
        let (methods, codes) = last(&[&[("A", "GET /v1/a/{x}")], &[("A", now)]]);
        assert_eq!((methods, codes), (vec!["a(x)".to_owned()], vec!["meaning-changed".to_owned()]));
    }
    let (methods, codes) = last(&[&[("A", "GET /a/{Item Id}")], &[("A", "GET /a/{ItemId}")]]);
    assert_eq!((methods, codes), (vec!["a(ItemId)".to_owned()], vec!["name-follows".to_owned()]));
}

#[test]
fn a_name_that_is_lost_does_not_come_back_to_something_else() {
    let (a_b, b_a): (&[_], &[_]) = (&[("A", "GET /a"), ("B", "GET /b")], &[("A", "GET /b"), ("B", "GET /a")]);
    let all = methods(&[a_b, b_a, a_b, b_a]);
    let mut seen: Vec<&String> = all.iter().flat_map(|(methods, _)| methods).collect();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), 8, "{all:?}");
}

#[test]
fn placeholders_that_swap_in_a_path_rename_the_method() {
    for (before, now) in [
        ("GET /g/{x}/u/{y}", "GET /g/{y}/u/{x}"),
        ("GET /g/{x}/u/{y}", "GET /u/{x}/g/{y}"),
        ("GET /{x}/{y}", "GET /{y}/{x}"),
        ("GET /items({x},{y})", "GET /items({y},{x})"),
        ("GET /g/{x}/g/{y}", "GET /v2/g/{y}/g/{x}"),
    ] {
        all_gone(&[&[("A", before)], &[("A", now)]]);
        let all = methods(&[&[("A", before)], &[("A", now)], &[("A", before)]]);
        assert!(all[0].0 != all[2].0 && all[1].0 != all[2].0, "{all:?}");
    }
    for now in ["GET /g/{yA}/u/{xA}", "GET /g/{y a}/u/{xA}"] {
        all_gone(&[&[("A", "GET /g/{x a}/u/{y a}")], &[("A", now)]]);
    }
    for now in ["GET /g/{y a}/{xA}", "GET /g/{yA}/{x a}", "GET /g/{yA}/{xA}"] {
        all_gone(&[&[("A", "GET /g/{x a}/{y a}")], &[("A", now)]]);
    }
    for now in ["GET /v2/g/{x}/u/{y}", "GET /groups/{x}/users/{y}", "GET /g/{x}/u/{y}/more"] {
        // That the request has changed says it all.
        let (methods, codes) = last(&[&[("A", "GET /g/{x}/u/{y}")], &[("A", now)]]);
        assert_eq!((methods, codes), (vec!["a(x, y)".to_owned()], vec!["meaning-changed".to_owned()]));
    }
}

#[test]
fn placeholders_that_come_and_go_change_no_other() {
    let setters = |paths: &[&str]| {
        let versions: Vec<Connector> = paths.iter().map(|path| with_setters(path)).collect();
        history(versions.into_iter(), |connector, names| {
            let keys = connector.operations[0].parameters.iter().map(|it| it.key.clone());
            keys.zip(&names.operations[0].parameters).map(|(key, setter)| format!("{key}: {setter}")).collect()
        })
    };
    for paths in [
        ["/a/{x}/{y}", "/a/{z}/{x}/{y}", "/a/{z}/{x}/{w}/{y}", "/a/{x}/{y}"],
        ["/a/{x}/{y}", "/a/{y}", "/a/{z}/{y}", "/a/{x}/{y}"],
        ["/a/{x}/u/{y}", "/a/{x}", "/b/{x}", "/b/{x}/{z}/u/{y}"],
    ] {
        let all = setters(&paths);
        for (names, _) in &all {
            let is_plain = |name: &String| name.split(": ").next() == name.split(": ").nth(1);
            assert!(names.iter().all(is_plain), "{all:?}");
        }
    }
    // Also not one that another spelling has.
    let all = setters(&["/a/{x a}/{y}", "/a/{z}/{xA}/{y}"]);
    let names = ["z: z", "xA: x_a", "y: y"].map(str::to_owned).to_vec();
    assert_eq!(all[1], (names, ["meaning-changed", "name-follows"].map(str::to_owned).to_vec()));
    let all = setters(&["/g/{x}/u/{y}", "/u/{x}"]);
    assert_ne!(all[1].0[0], "x: x", "{all:?}");
    // One comes back to another path.
    for last in ["/a/{z}/{x}/{y}", "/a/{z}/{y}/{x}"] {
        let all = setters(&["/a/{x}/{y}", "/a/{y}", "/a/{z}/{y}", last]);
        assert!(!all[3].0.contains(&"x: x".to_owned()) && all[3].0.contains(&"y: y".to_owned()), "{all:?}");
    }
    // One comes, and another one goes.
    for paths in [
        &["/x/{a}/{b}", "/x/{n}/{a}"][..],
        &["/x/{b}/{a}", "/x/{a}/{n}"],
        &["/x/{b}/{a}", "/x/{b}/{c}", "/x/{a}/{c}"],
        &["/x/{a}/{b}/{c}", "/x/{b}/{c}", "/x/{b}/{a}/{c}"],
    ] {
        let all = setters(paths);
        let (names, codes) = &all[paths.len() - 1];
        assert!(!names.contains(&"a: a".to_owned()) && codes.contains(&"name-lost".to_owned()), "{all:?}");
        assert!(!names.contains(&"c: c_x2d71".to_owned()), "{all:?}");
    }
}

/// An operation whose placeholders have setters.
fn with_setters(path: &str) -> Connector {
    let mut operation = sending("A", &format!("GET {path}"));
    operation.parameters.iter_mut().for_each(|parameter| parameter.exposure = Exposure::Setter);
    connector(vec![operation], Vec::new())
}

#[test]
fn the_setters_of_placeholders_that_swap_are_gone() {
    let versions = [with_setters("/g/{x}/u/{y}"), with_setters("/g/{y}/u/{x}")];
    let all = history(versions.into_iter(), |_, names| names.operations[0].parameters.clone());
    assert!(all[0].0.iter().all(|setter| !all[1].0.contains(setter)), "{all:?}");
}

#[test]
fn choices_of_another_call_or_value_have_another_name() {
    let version = |calls: usize, value: &str| {
        let operations = vec![sending("Send", "POST /send"), sending("List", "GET /list"), sending("All", "GET /all")];
        let mut source = choice(calls, &[(0, "x")], &[]);
        source.value = vec![value.to_owned()];
        Connector { dynamic_sources: vec![source], ..connector(operations, Vec::new()) }
    };
    let names = |versions: Vec<Connector>| {
        let all = history(versions.into_iter(), |_, names| vec![names.choices[0].method.clone()]);
        all.into_iter().map(|(mut names, codes)| (names.remove(0), codes.join(" "))).collect::<Vec<_>>()
    };
    let all = names(vec![version(1, "id"), version(1, "name")]);
    assert_eq!(all[0].0, "list");
    assert!(all[1].0 != "list" && all[1].1.contains("name-lost"), "{all:?}");
    let all = names(vec![version(1, "id"), version(2, "id")]);
    assert_eq!(all[1].0, "all", "{all:?}");
    assert_eq!(names(vec![version(1, "item id"), version(1, "itemId")])[1], ("list".to_owned(), String::new()));
}

#[test]
fn a_name_that_places_share_is_gone_when_the_last_of_them_stands_for_something_else() {
    let version = |choices: &[(usize, &[&str], &str)]| {
        let operations = vec![sending("Send", "POST /send"), sending("List", "GET /list"), sending("All", "GET /all")];
        let sources = choices.iter().map(|(calls, places, value)| {
            let places: Vec<(usize, &str)> = places.iter().map(|place| (0, *place)).collect();
            DynamicSource { value: vec![(*value).to_owned()], ..choice(*calls, &places, &[]) }
        });
        Connector { dynamic_sources: sources.collect(), ..connector(operations, Vec::new()) }
    };
    let all = (2, &["z"][..], "id");
    let first = name(&version(&[(1, &["x", "y"], "id"), all]), None).0;
    let second = name(&version(&[(1, &["x"], "id"), (1, &["y"], "name"), all]), Some(&first.lock)).0;
    let third = name(&version(&[(1, &["x"], "key"), (1, &["y"], "name"), all]), Some(&second.lock)).0;
    let kept = [&first, &second, &third].map(|it| it.names.choices[0].method == "list");
    let gone = [&first, &second, &third].map(|it| it.lock.get("sources##gone/list").is_some());
    assert_eq!((kept, gone), ([true, true, false], [false, false, true]));
    assert_ne!(second.names.choices[1].method, "list");
}

#[test]
fn values_of_choices_whose_placeholders_swap_rename_the_method() {
    let version = |path: &str| {
        let operations = vec![sending("Send", "POST /send"), sending("List", path)];
        let at = |key: &str| operations[1].parameters.iter().position(|it| it.key == key).expect("a parameter");
        let (x, y) = (at("x"), at("y"));
        let mut source = choice(1, &[(0, "k")], &["a", "b"]);
        source.arguments = [x, y]
            .into_iter()
            .enumerate()
            .map(|(caller, parameter)| DynamicArgument { parameter, value: ArgumentValue::Caller(caller) })
            .collect();
        Connector { dynamic_sources: vec![source], ..connector(operations, Vec::new()) }
    };
    let all = history([version("GET /g/{x}/u/{y}"), version("GET /g/{y}/u/{x}")].into_iter(), |_, names| {
        vec![names.choices[0].method.clone()]
    });
    assert_ne!(all[0].0, all[1].0);
}

/// A direct client whose credentials are at these places.
fn with_credentials(credentials: Vec<Credential>, policies: Vec<Rule>) -> Connector {
    let parameter = |key: &str| ConnectionParameter {
        key: key.to_owned(),
        title: None,
        description: None,
        required: true,
        kind: ParameterKind::Secret,
        default: None,
        allowed: Vec::new(),
        span: Span::default(),
    };
    let scheme = AuthenticationScheme {
        name: None,
        title: None,
        description: None,
        parameters: vec![parameter("key"), parameter("secret")],
        credentials,
        sign_in_only: Vec::new(),
        span: Span::default(),
    };
    let policies = policies.into_iter().map(|rule| Policy { operations: BTreeSet::new(), of_response: false, rule });
    let direct = Direct {
        base: "https://example.com".to_owned(),
        schemes: vec![scheme],
        policies: policies.collect(),
        through_connection: Through::Some(Default::default()),
    };
    Connector { direct: Ok(direct), ..connector(vec![action("Send")], Vec::new()) }
}

/// The fields and the constructor of each version.
fn credentials(versions: Vec<Connector>) -> Vec<(Vec<String>, Vec<String>)> {
    history(versions.into_iter(), |_, names| {
        let scheme = &names.direct.as_ref().expect("a direct client")[0];
        let fields = scheme.parameters.iter().map(|it| it.field.clone());
        fields.chain([scheme.constructor.clone()]).collect()
    })
}

#[test]
fn credentials_that_swap_places_lose_their_names() {
    let set = |name: &str, key: &str| {
        let value = vec![Piece::Expression(Expression::ConnectionParameter(key.to_owned(), None))];
        Rule::Header(name.to_owned(), value, Exists::Override)
    };
    let header =
        |name: &str, parameter: &str| Credential::Header { name: name.to_owned(), parameter: parameter.to_owned() };
    let query =
        |name: &str, parameter: &str| Credential::Query { name: name.to_owned(), parameter: parameter.to_owned() };
    let basic = |user: &str, password: &str| Credential::Basic { user: user.to_owned(), password: password.to_owned() };
    let of_policies = |one: &str, other: &str| with_credentials(Vec::new(), vec![set("X-A", one), set("X-B", other)]);
    let of = |credentials: Vec<Credential>| with_credentials(credentials, Vec::new());
    for (before, now) in [
        (of_policies("key", "secret"), of_policies("secret", "key")),
        (
            of(vec![header("X-A", "key"), header("X-B", "secret")]),
            of(vec![header("X-A", "secret"), header("X-B", "key")]),
        ),
        (of(vec![basic("key", "secret")]), of(vec![basic("secret", "key")])),
    ] {
        let all = credentials(vec![before, now]);
        assert!(all[0].0.iter().all(|name| !all[1].0.contains(name)), "{all:?}");
        assert!(all[1].1.contains(&"name-lost".to_owned()) && all[1].1.contains(&"method-renamed".to_owned()));
    }
    let all = credentials(vec![of(vec![header("X-A", "key")]), of(vec![query("a", "key")])]);
    assert!(all[1].0[0] != "key" && all[1].0[1] == "secret", "{all:?}");
    let all = credentials(vec![of(vec![header("X-A", "key")]), of(vec![header("X-New", "key")])]);
    assert_eq!(all[1], (all[0].0.clone(), vec!["meaning-changed".to_owned()]));
}

#[test]
fn a_credential_that_is_called_like_a_function_of_its_connection_says_that_it_is_a_parameter() {
    let mut connector = with_credentials(Vec::new(), Vec::new());
    let direct = connector.direct.as_mut().expect("a direct client");
    direct.schemes[0].parameters[0].key = "scopes".to_owned();
    let names = credentials(vec![connector]).remove(0).0;
    assert_eq!(names[..2], ["scopes_parameter", "secret"]);
}

/// The types of rows, new rows and changes of each version, then the markers and the constants of the columns.
fn tables(versions: Vec<Connector>) -> Vec<(Vec<String>, Vec<String>)> {
    history(versions.into_iter(), |_, names| {
        let types = names.types.iter().map(|it| it.name.clone());
        let columns = || names.tables.iter().flat_map(|it| &it.columns);
        let markers = columns().map(|it| it.marker.clone());
        types.chain(markers).chain(columns().map(|it| it.constant.clone())).collect()
    })
}

/// How many names are lost.
fn lost(codes: &[String]) -> usize {
    codes.iter().filter(|code| *code == "name-lost").count()
}

#[test]
fn columns_that_swap_in_queries_lose_their_names() {
    let version = |queries: [&str; 3]| {
        let [a, b, c] = queries;
        with_tables(&[("rows", "Rows", &[("Author", a), ("Editor", b), ("Title", c)])])
    };
    let before = || version(["Author/Id", "Editor/Id", "Title"]);
    let all = tables(vec![before(), before(), version(["Editor/Id", "Author/Id", "Title"]), before()]);
    let names = |version: usize, of: usize| (&all[version].0[3 + of], &all[version].0[6 + of]);
    assert_eq!(all[0].0[3..], ["Author", "Editor", "Title", "AUTHOR", "EDITOR", "TITLE"]);
    assert_eq!(all[1], (all[0].0.clone(), Vec::new()), "nothing has changed");
    for version in [2, 3] {
        assert_eq!(lost(&all[version].1), 2, "{all:?}");
        for column in 0..2 {
            let (marker, constant) = names(version, column);
            assert!(
                !all[..version].iter().any(|(names, _)| names.contains(marker) || names.contains(constant)),
                "{all:?}"
            );
        }
        assert_eq!((&all[version].0[..3], names(version, 2)), (&all[0].0[..3], names(0, 2)), "{all:?}");
    }
    // A name that differs from the plain one for another reason is not a lost name.
    let alike = name(&with_tables(&[("rows", "Rows", &[("A b", "a"), ("A-b", "b")])]), None).0.names;
    let fields: Vec<String> = alike.types[0].fields.iter().map(|it| it.field.to_ascii_uppercase()).collect();
    let constants: Vec<&String> = alike.tables[0].columns.iter().map(|it| &it.constant).collect();
    assert_eq!(constants, fields.iter().collect::<Vec<_>>());
    assert!(alike.tables[0].columns.iter().all(|it| it.marker != "AB"), "{alike:?}");
    let all = tables(vec![before(), version(["Author/Name", "Editor/Id", "Title"])]);
    assert_eq!(all[1], (all[0].0.clone(), vec!["meaning-changed".to_owned()]));
    // The lock knows the columns of a table whose file has another spelling now.
    let spelled = |stem: &str, [a, b]: [&str; 2]| with_tables(&[(stem, "Rows", &[("Author", a), ("Editor", b)])]);
    let [before, after] = [["Author/Id", "Editor/Id"], ["Editor/Id", "Author/Id"]];
    let all = tables(vec![spelled("my rows", before), spelled("my_rows", before), spelled("MyRows", after)]);
    assert_eq!((&all[1].0, lost(&all[1].1), lost(&all[2].1)), (&all[0].0, 0, 2), "{all:?}");
}

#[test]
fn tables_that_swap_their_names_lose_those_of_their_types() {
    let version =
        |one: &str, other: &str| with_tables(&[("one", one, &[("Id", "Id")]), ("other", other, &[("Id", "Id")])]);
    let all = tables(vec![version("A", "B"), version("A", "B"), version("B", "A")]);
    assert_eq!(all[0].0[..6], ["One", "NewOne", "OneChanges", "Other", "NewOther", "OtherChanges"]);
    assert_eq!(all[1], (all[0].0.clone(), Vec::new()), "nothing has changed");
    assert_eq!(lost(&all[2].1), 6, "{all:?}");
    assert!(all[2].0[..6].iter().all(|name| !all[0].0[..6].contains(name)), "{all:?}");
    let all = tables(vec![version("A", "B"), version("A", "C")]);
    assert_eq!(all[1], (all[0].0.clone(), vec!["meaning-changed".to_owned(); 3]));
}

#[test]
fn the_lock_says_what_names_stand_for() {
    let of = |connector: Connector| {
        let lock = name(&connector, None).0.lock;
        let means = lock.iter().filter_map(|(place, text)| Some(format!("{}: {text}", place.strip_prefix("means/")?)));
        means.collect::<Vec<_>>()
    };
    let operation = |path: &str| of(connector(vec![sending("A", &format!("GET {path}"))], Vec::new()));
    assert_eq!(operation("/a/{x}/b"), ["operations#A: GET /a/{}/b"], "one placeholder has one place");
    assert_eq!(
        operation("/a/{x}/{y}/b({z})"),
        [
            "arguments/A#path/x: after a/ no. 1",
            "arguments/A#path/y: after a/ no. 2",
            "arguments/A#path/z: after b( no. 1",
            "operations#A: GET /a/{}/{}/b({})",
        ]
    );

    let key = |name: &str| Piece::Expression(Expression::ConnectionParameter(name.to_owned(), None));
    let set = |name: &str, value: Vec<Piece>| Rule::Header(name.to_owned(), value, Exists::Override);
    let policies = vec![
        set("X-Key", vec![key("key")]),
        set("X-Both", vec![Piece::Text("K ".to_owned()), key("key"), Piece::Text(" ".to_owned()), key("secret")]),
    ];
    let mut token = with_credentials(vec![Credential::Bearer], policies);
    let scheme = &mut token.direct.as_mut().expect("a direct client").schemes[0];
    scheme.parameters[1].kind = ParameterKind::Token(SignIn::default());
    assert_eq!(
        of(token),
        [
            "connection##service: https://example.com",
            "connection/parameters#key: header X-Both K {} {*}, header X-Key",
            "connection/parameters#secret: bearer token, header X-Both K {*} {}",
            "operations#Send: POST /",
        ]
    );
}
