use super::*;
use crate::diagnostic::Problem;

/// Reads one file as JSON.
fn read(bytes: &[u8]) -> (Option<Node>, Diagnostics, Sources) {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let file = add(&mut sources, "api.json", bytes.to_vec(), &mut diagnostics);
    let node = file.and_then(|file| json(&sources, file, &mut diagnostics));
    (node, diagnostics, sources)
}

/// What a text is read as, written in strict JSON, and the codes and places of what was wrong.
fn reading(text: &str) -> String {
    let (node, diagnostics, sources) = read(text.as_bytes());
    let mut lines = vec![node.as_ref().map_or("nothing".to_owned(), plain)];
    for diagnostic in diagnostics.iter() {
        let (line, column) = sources.get(FileId(0)).expect("a file is kept").position(diagnostic.span.start);
        let marked = text.get(diagnostic.span.start as usize..diagnostic.span.end as usize).unwrap_or_default();
        lines.push(format!("{line}:{column} {} {marked:?}", diagnostic.problem.code()));
    }
    lines.join("\n")
}

fn plain(node: &Node) -> String {
    match &node.value {
        Value::Null => "null".to_owned(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) => number.clone(),
        Value::String(text) => serde_json::to_string(text).unwrap(),
        Value::Array(items) => format!("[{}]", items.iter().map(plain).collect::<Vec<_>>().join(",")),
        Value::Object(members) => {
            let member = |member: &Member| format!("{:?}:{}", member.key, plain(&member.value));
            format!("{{{}}}", members.iter().map(member).collect::<Vec<_>>().join(","))
        }
    }
}

fn code_of(bytes: &[u8]) -> &'static str {
    let (node, diagnostics, _) = read(bytes);
    assert!(node.is_none());
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.problem.severity() == Severity::Error);
    errors.map(|diagnostic| diagnostic.problem.code()).next().expect("an error")
}

#[test]
fn strict_json_is_read_without_a_word() {
    let text = "\u{FEFF}{ \"a\" : [ 1, -0.5e+3, true, null, \"\\u00e9\\n\\ud83d\\ude00\" ],\r\n\t\"b\": {} }";
    let (node, diagnostics, _) = read(text.as_bytes());
    assert_eq!(plain(&node.unwrap()), "{\"a\":[1,-0.5e+3,true,null,\"é\\n😀\"],\"b\":{}}");
    assert_eq!(diagnostics.iter().count(), 0);
}

#[test]
fn spans_cover_keys_and_values() {
    let text = "{\"key\": [\"é\", 12]}";
    let (node, ..) = read(text.as_bytes());
    let Some(Node { span, value: Value::Object(members) }) = node else { panic!("an object") };
    let at = |span: Span| &text[span.start as usize..span.end as usize];
    assert_eq!(at(span), text);
    assert_eq!(at(members[0].key_span), "\"key\"");
    let Value::Array(items) = &members[0].value.value else { panic!("a list") };
    assert_eq!((at(items[0].span), at(items[1].span)), ("\"é\"", "12"));
}

#[test]
fn every_repair_is_named_with_its_place() {
    insta::assert_snapshot!(reading("{\"a\": 1,}"), @r#"
    {"a":1}
    1:8 json-trailing-comma ","
    "#);
    insta::assert_snapshot!(reading("[1, 2 ,\n]"), @r#"
    [1,2]
    1:7 json-trailing-comma ","
    "#);
    insta::assert_snapshot!(reading("{\"a\": 1\n \"b\": [1 2]}"), @r#"
    {"a":1,"b":[1,2]}
    1:8 json-missing-comma ""
    2:9 json-missing-comma ""
    "#);
    insta::assert_snapshot!(reading("{'a': 'it\\'s', b: 0x1F, c: [+1, .5, 5., -0x10]}"), @r#"
    {"a":"it's","b":31,"c":[1,0.5,5.0,-16]}
    1:2 json-single-quotes "'a'"
    1:7 json-single-quotes "'it\\'s'"
    1:16 json-bare-key "b"
    1:19 json-number "0x1F"
    1:25 json-bare-key "c"
    1:29 json-number "+1"
    1:33 json-number ".5"
    1:37 json-number "5."
    1:41 json-number "-0x10"
    "#);
    insta::assert_snapshot!(reading("{\"a\": \"\\d\\x41\\v\\/\"}"), @r#"
    {"a":"dA\u000b/"}
    1:8 json-escape "\\d"
    1:10 json-escape "\\x"
    1:14 json-escape "\\v"
    "#);
    insta::assert_snapshot!(reading("// head\n{\"a\": /* one, two */ 1, // tail, with a comma\n \"b\": 2 /* end */}\n// last"), @r#"
    {"a":1,"b":2}
    1:1 json-comment "// head"
    4:1 json-comment "// last"
    2:7 json-comment "/* one, two */"
    2:25 json-comment "// tail, with a comma"
    3:9 json-comment "/* end */"
    "#);
    insta::assert_snapshot!(reading("{\"a\":\u{A0}1,\u{0B}\"b\": 2}"), @r#"
    {"a":1,"b":2}
    1:6 json-white-space "\u{a0}"
    1:9 json-white-space "\u{b}"
    "#);
    insta::assert_snapshot!(reading("{\"a\nb\": \"one\t\t two\u{1}\"}"), @r#"
    {"a\nb":"one\t\t two\u0001"}
    1:4 json-control-character "\n"
    2:9 json-control-character "\t\t"
    2:15 json-control-character "\u{1}"
    "#);
    insta::assert_snapshot!(reading("{\"a\": 1, \"b\": 2, \"a\": 3, \"a\": 4}"), @r#"
    {"b":2,"a":4}
    1:2 duplicate-key "\"a\""
    1:18 duplicate-key "\"a\""
    "#);
    insta::assert_snapshot!(reading("{\"a\": 1}}\n"), @r#"
    {"a":1}
    1:9 text-after-end "}"
    "#);
}

#[test]
fn what_is_no_json_is_an_error_with_a_place() {
    insta::assert_snapshot!(reading("{\"a\": 1,, \"b\": 2}"), @r#"
    nothing
    1:9 invalid-json ","
    "#);
    insta::assert_snapshot!(reading("{\"a\" 1}"), @r#"
    nothing
    1:6 invalid-json "1"
    "#);
    insta::assert_snapshot!(reading("{\"a\": \"never closed\n}"), @r#"
    nothing
    1:7 invalid-json "\"never closed\n}"
    "#);
    insta::assert_snapshot!(reading("{\n\"a\": [1, 2\n"), @r#"
    nothing
    2:11 text-ends-early ""
    "#);
    insta::assert_snapshot!(reading("{\"a\": NaN}"), @r#"
    nothing
    1:7 invalid-json "NaN"
    "#);
    insta::assert_snapshot!(reading("{\"a\": \"\\ud800\"}"), @r#"
    nothing
    1:8 invalid-json "\\ud800\""
    "#);
    insta::assert_snapshot!(reading("{\"a\": 1} , \"b\": 2 }"), @r#"
    nothing
    1:10 keys-after-end ", \"b\": 2 }"
    "#);
    insta::assert_snapshot!(reading("{\"a\": 1} ; \"b\": 2 }"), @r#"
    nothing
    1:10 keys-after-end "; \"b\": 2 }"
    "#);
    insta::assert_snapshot!(reading("{\"a\": 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF}"), @r#"
    nothing
    1:7 invalid-json "0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"
    "#);
    insta::assert_snapshot!(reading("<html><body>Not found</body></html>"), @r#"
    nothing
    1:1 invalid-json "<"
    "#);
    insta::assert_snapshot!(reading(" \n"), @r#"
    nothing
    1:1 empty-file ""
    "#);
}

#[test]
fn files_that_hold_no_text_are_refused() {
    assert_eq!(code_of(b""), "empty-file");
    assert_eq!(code_of(b"\xEF\xBB\xBF"), "empty-file");
    assert_eq!(code_of(b"// only a comment"), "empty-file");
    assert_eq!(code_of(b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR"), "invalid-json");
    assert_eq!(code_of(&[0; 4096]), "invalid-json");
}

#[test]
fn nesting_is_bounded() {
    for depth in [101, 300, 600, 100_000] {
        assert_eq!(
            code_of("[".repeat(depth).as_bytes()).replace("text-ends-early", "nested-too-deep"),
            "nested-too-deep"
        );
        let closed = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert_eq!(code_of(closed.as_bytes()), "nested-too-deep");
        let objects = format!("{}1{}", "{\"a\":".repeat(depth), "}".repeat(depth));
        assert_eq!(code_of(objects.as_bytes()), "nested-too-deep");
    }
    let deepest = format!("{}{}", "[".repeat(100), "]".repeat(100));
    assert!(read(deepest.as_bytes()).0.is_some());
}

#[test]
fn bytes_that_are_no_utf8_are_read_as_windows_1252_and_the_rest_as_it_is() {
    let (node, diagnostics, sources) = read(b"{\n\"a\": \"caf\xE9 \x93\xC3\xA9\x94\"}");
    assert_eq!(plain(&node.unwrap()), "{\"a\":\"café “é”\"}");
    let first = diagnostics.iter().next().unwrap();
    assert_eq!(first.problem, Problem::NotUtf8 { byte: "0xE9".to_owned() });
    assert_eq!(sources.get(FileId(0)).expect("a file is kept").position(first.span.start), (2, 10));
    assert_eq!(diagnostics.iter().count(), 1);
}

#[test]
fn utf16_is_read_by_its_byte_order_mark() {
    let text = "{\"a\": \"é😀\"}";
    let units: Vec<u16> = std::iter::once(0xFEFF).chain(text.encode_utf16()).collect();
    let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
    let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
    for bytes in [&little, &big] {
        let (node, diagnostics, _) = read(bytes);
        assert_eq!(plain(&node.unwrap()), text.replace(' ', ""));
        assert_eq!(diagnostics.iter().count(), 0);
    }
    let (_, diagnostics, _) = read(&little[..little.len() - 1]);
    assert_eq!(diagnostics.iter().next().unwrap().problem, Problem::BrokenUtf16);
}

#[test]
fn utf16_is_read_without_a_byte_order_mark_too() {
    let text = "{\r\n\"a\": \"é😀\"}";
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for bytes in [little, big] {
        let (node, diagnostics, _) = read(&bytes);
        assert_eq!(plain(&node.unwrap()), "{\"a\":\"é😀\"}");
        assert_eq!(diagnostics.iter().count(), 0);
    }
    assert_eq!(code_of(b"{\0"), "invalid-json");
}

#[test]
fn line_ends_of_a_checkout_change_nothing() {
    let text = b"{\n\n  \"a\": \"b\xFFc\",\n  \"d\": 1\n}".to_vec();
    let other: Vec<u8> =
        text.iter().flat_map(|byte| if *byte == b'\n' { vec![b'\r', b'\n'] } else { vec![*byte] }).collect();
    let [(one, first, sources), (two, second, _)] = [read(&text), read(&other)];
    assert_eq!(plain(&one.unwrap()), plain(&two.unwrap()));
    let spans = |diagnostics: &Diagnostics| diagnostics.iter().map(|it| it.span).collect::<Vec<_>>();
    assert_eq!((spans(&first).len(), spans(&first)), (1, spans(&second)));
    assert_eq!(sources.iter().next().unwrap().position(spans(&first)[0].start).0, 3);
    let digest = crate::digest::sha256_of_lines;
    assert_eq!(digest(&text), digest(&other));
    assert_eq!(digest(&text), crate::digest::sha256(&text));
    assert_ne!(digest(b"a\rb"), digest(b"a\nb"));
}

#[test]
fn several_byte_order_marks_are_as_good_as_one() {
    let (node, diagnostics, sources) = read("\u{FEFF}\u{FEFF}{\"a\": 1}".as_bytes());
    assert_eq!(plain(&node.unwrap()), "{\"a\":1}");
    assert_eq!((diagnostics.iter().count(), &*sources.get(FileId(0)).expect("a file is kept").text), (0, "{\"a\": 1}"));

    let (node, diagnostics, sources) = read(b"\xEF\xBB\xBF{\"a\": \"\xE9\"}");
    assert_eq!(plain(&node.unwrap()), "{\"a\":\"é\"}");
    let place = diagnostics.iter().next().unwrap().span;
    assert_eq!(sources.get(FileId(0)).expect("a file is kept").position(place.start), (1, 8));
}

#[test]
fn positions_count_lines_and_characters_from_one() {
    let source = Source::new("a", "é1\r\nb\rc\n\nlast");
    let position = |found: char| source.position(source.text.find(found).unwrap() as u32);
    assert_eq!([position('é'), position('1'), position('b'), position('c')], [(1, 1), (1, 2), (2, 1), (3, 1)]);
    assert_eq!(position('t'), (5, 4));
    assert_eq!(source.position(source.text.len() as u32), (5, 5));
    assert_eq!(source.position(u32::MAX).0, 5);
    assert_eq!(Source::new("a", "").position(0), (1, 1));
}

#[test]
fn a_file_of_settings_has_a_mebibyte_at_most() {
    let read = |length: usize| {
        let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
        let text = format!("a = 1\n{}", "#".repeat(length - 6));
        let file = add(&mut sources, "connector.toml", text.into(), &mut diagnostics).unwrap();
        let node = toml(&sources, file, &mut diagnostics);
        (node.is_some(), diagnostics.iter().map(|it| it.problem.code()).collect::<Vec<_>>())
    };
    assert_eq!(read(1 << 20), (true, vec![]));
    assert_eq!(read((1 << 20) + 1), (false, vec!["file-too-large"]));
}

#[test]
fn toml_is_read_into_the_same_tree() {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let text = "b = \"text\"\na = [1, true]\n[[t]]\nz = 0x10\n";
    let file = add(&mut sources, "connector.toml", text.into(), &mut diagnostics).unwrap();
    let node = toml(&sources, file, &mut diagnostics).unwrap();
    assert_eq!(plain(&node), "{\"b\":\"text\",\"a\":[1,true],\"t\":[{\"z\":\"0x10\"}]}");
    let file = add(&mut sources, "connector.toml", "a = 1\na = 2\nb = [".into(), &mut diagnostics).unwrap();
    assert!(toml(&sources, file, &mut diagnostics).is_none());
    insta::assert_snapshot!(diagnostics.render(&sources), @r#"
    error[invalid-toml]: this is not TOML: duplicate key
     --> connector.toml:2:1
      |
    2 | a = 2
      | ^
      = help: correct the text here

    error[invalid-toml]: this is not TOML: unclosed array, expected `]`
     --> connector.toml:3:6
      |
    3 | b = [
      |      ^
      = help: correct the text here
    "#);
}

#[test]
fn positions_are_right_around_every_mark() {
    let text: String = (0..400).map(|at| ["a", "é", "\r\n", "表", "\r", "\n"][at * at % 11 % 6]).collect();
    let source = Source::new("a", text.as_str());
    let (mut line, mut column) = (1, 1);
    for (at, character) in text.char_indices() {
        assert_eq!(source.position(at as u32), (line, column), "{at}");
        column += 1;
        if character == '\n' || character == '\r' && !text[at + 1..].starts_with('\n') {
            (line, column) = (line + 1, 1);
        }
    }
    assert_eq!(source.position(text.len() as u32), (line, column));
}

#[test]
fn a_text_with_too_many_values_is_not_read() {
    let text = format!("[{}]", "1,".repeat(1_000_000));
    let (node, diagnostics, _) = read(text.as_bytes());
    assert!(node.is_none());
    let problems: Vec<_> = diagnostics.iter().map(|it| (it.problem.code(), it.span.start)).collect();
    assert_eq!(problems, [("too-many-values", 1_999_999)]);
    assert!(read(format!("[{}1]", "1,".repeat(999_998)).as_bytes()).0.is_some());
}
