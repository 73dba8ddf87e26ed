//! The inventory depends on public paths and on what is sent, not on files, on modules of the runtime, or on local names.

use connector_emitted::{Files, facts};

const MANIFEST: &str = "[package]\nname = \"connector-thing\"\n[dependencies]\nconnector-runtime.workspace = true\n";

fn files(files: &[(&str, &str)]) -> Files {
    let manifest = ("Cargo.toml", MANIFEST);
    files.iter().chain([&manifest]).map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

/// One file per type; the runtime has one module.
fn before() -> Files {
    files(&[
        ("src/lib.rs", "pub mod bodies;\npub mod requests;\npub use connector_runtime as runtime;\n"),
        ("src/requests/mod.rs", "mod put;\npub use self::put::Put;\n"),
        (
            "src/requests/put.rs",
            r#"
            use crate::runtime;
            const OPERATION: runtime::Operation = runtime::Operation::new("Put", "PUT", "/things/{id}");
            /// Text.
            #[derive(Debug, Clone)]
            pub struct Put { call: runtime::Call }
            impl Put {
                pub(crate) fn new(connection: &runtime::Connection, id: String, body: crate::bodies::Thing) -> Self {
                    let mut call = runtime::Call::new(connection, &OPERATION);
                    call.path("id", &id);
                    call.json(&body);
                    Self { call }
                }
                /// Text.
                pub fn send(self) -> runtime::Sending<()> { self.call.sending(|answer| answer.into_response(runtime::Answer::empty)) }
            }
            "#,
        ),
        ("src/bodies/mod.rs", "mod thing;\npub use self::thing::Thing;\n"),
        (
            "src/bodies/thing.rs",
            r#"
            use crate::runtime;
            pub struct Thing { pub name: Option<String> }
            runtime::model! { Thing { required name = "Name" } }
            "#,
        ),
    ])
}

/// One file per operation; the runtime's items stand in another module and have other names.
fn after() -> Files {
    files(&[
        (
            "src/lib.rs",
            "mod put;\npub mod bodies { pub use crate::put::Thing; }\npub mod requests { pub use crate::put::Put; }\npub use connector_runtime as runtime;\n",
        ),
        (
            "src/put.rs",
            r#"
            use crate::runtime::internal;
            const PUT: internal::Operation = internal::Operation::new("Put", "PUT", "/things/{id}");
            /// Other text.
            #[derive(Clone, Debug)]
            pub struct Put { request: internal::RequestBuilder }
            impl Put {
                pub(crate) fn new(connection: &internal::Connection, id: String, body: Thing) -> Self {
                    let mut request = internal::RequestBuilder::new(connection, &PUT);
                    request.path("id", &id);
                    request.json(&body);
                    Self { request }
                }
                pub fn send(self) -> crate::runtime::Sending<()> {
                    self.request.sending(|response| response.into_response(internal::RawResponse::empty))
                }
            }
            pub struct Thing { pub name: Option<::std::string::String> }
            internal::model! { Thing { required name = "Name", } }
            "#,
        ),
    ])
}

#[test]
fn another_layout_has_the_same_facts() {
    assert_eq!(facts(&before()), facts(&after()));
}

#[test]
fn a_change_of_what_is_offered_or_sent_is_a_change_of_facts() {
    let changes = [
        ("src/requests/put.rs", r#"call.path("id""#, r#"call.query("id""#),
        ("src/requests/put.rs", "call.json(&body);", ""),
        ("src/requests/put.rs", r#""PUT""#, r#""POST""#),
        ("src/requests/put.rs", "Sending<()>", "Sending<u8>"),
        ("src/requests/put.rs", "Answer::empty", "Answer::json"),
        ("src/requests/put.rs", "pub fn send", "fn send"),
        ("src/requests/mod.rs", "pub use", "use"),
        ("src/bodies/thing.rs", "required", "optional"),
        ("src/bodies/thing.rs", "Name", "name"),
        ("src/bodies/thing.rs", "Option<String>", "Option<i64>"),
        ("src/bodies/thing.rs", "pub name", "name"),
        ("Cargo.toml", "connector-runtime.workspace", "other.workspace"),
    ];
    let whole = facts(&before());
    for (file, from, to) in changes {
        let mut files = before();
        let text = files.get_mut(file).expect("the file is there");
        assert!(text.contains(from), "{from} in {file}");
        *text = text.replace(from, to);
        assert_ne!(facts(&files), whole, "{from} in {file}");
    }
}

#[test]
fn a_file_that_does_not_parse_is_named() {
    let mut files = before();
    files.insert("src/bodies/thing.rs".to_owned(), "pub struct {".to_owned());
    assert!(facts(&files).expect_err("it is not Rust").starts_with("src/bodies/thing.rs: "));
}
