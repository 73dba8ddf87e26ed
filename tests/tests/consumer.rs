//! A package outside the workspace depends on a generated crate, as other projects do: by the lines of the crate's README, whose
//! program compiles in it.

use std::{fs, process::Command};

use connector_tests::{compile::PROFILE, root};

const MAIN: &str = r#"
use connector_kaizala::{KaizalaClient, Result, TriggerName, TriggerPayload, bodies::SendMessageRequest};

async fn send(client: KaizalaClient) -> Result<Option<String>> {
    Ok(client.send_message("group", SendMessageRequest::new("Hello")).send().await?.reference_id)
}

#[allow(dead_code)]
mod readme;

fn main() {
    let _ = send;
    let name = TriggerName::from("TextMessageCreatedOnGroup");
    match TriggerPayload::decode(&name, b"{\"textMessage\": \"Hello\"}") {
        Ok(TriggerPayload::TextMessageCreatedOnGroup(message)) => println!("{}", message.text_message.unwrap_or_default()),
        other => println!("{other:?}"),
    }
}
"#;

/// What the README's program uses of `azure_identity`, without its HTTP stack.
const AZURE_IDENTITY: [(&str, &str); 2] = [
    (
        "Cargo.toml",
        r#"
[package]
name = "azure_identity"
version = "1.0.0"
edition = "2024"

[dependencies]
async-trait = "0.1"
azure_core = { version = "1", default-features = false }
"#,
    ),
    (
        "src/lib.rs",
        r#"
use azure_core::credentials::{AccessToken, TokenCredential, TokenRequestOptions};
use std::sync::Arc;

#[derive(Debug)]
pub struct DeveloperToolsCredential;

impl DeveloperToolsCredential {
    pub fn new(_: Option<()>) -> azure_core::Result<Arc<Self>> {
        Ok(Arc::new(Self))
    }
}

#[async_trait::async_trait]
impl TokenCredential for DeveloperToolsCredential {
    async fn get_token(&self, _: &[&str], _: Option<TokenRequestOptions<'_>>) -> azure_core::Result<AccessToken> {
        unimplemented!()
    }
}
"#,
    ),
];

/// The first block of a Markdown file with these words after the fence.
fn block<'m>(markdown: &'m str, words: &str) -> &'m str {
    let start = markdown.split_once(&format!("\n```{words}\n")).expect("the README has the block").1;
    start.split_once("\n```\n").expect("the block ends").0
}

#[test]
fn a_package_outside_the_workspace_compiles_and_runs() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let root = root().canonicalize().expect("the project's folder is there");
    let kaizala = root.join("generated/kaizala");
    let readme = fs::read_to_string(kaizala.join("README.md")).expect("the crate has a README");
    let dependencies = block(&readme, "toml")
        .replace("\"path/to/this/folder\"", &format!("{:?}, default-features = false", kaizala.to_string_lossy()));
    let manifest = format!(
        "[package]\nname = \"consumer\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n{dependencies}\n\n\
         [patch.crates-io]\nazure_identity = {{ path = \"azure_identity\" }}\n\n{PROFILE}"
    );
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("a folder can be made");
        fs::write(path, text).expect("a file can be written");
    };
    write("Cargo.toml", &manifest);
    write("src/main.rs", MAIN);
    write("src/readme.rs", block(&readme, "rust,ignore"));
    AZURE_IDENTITY.iter().for_each(|(path, text)| write(&format!("azure_identity/{path}"), text));
    // The versions that the project was tested with; cargo takes out what this package does not need.
    fs::copy(root.join("Cargo.lock"), folder.path().join("Cargo.lock")).expect("Cargo.lock can be copied");
    let output = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--offline"])
        .current_dir(folder.path())
        .env("CARGO_TARGET_DIR", concat!(env!("CARGO_TARGET_TMPDIR"), "/emitted-target"))
        .env_remove("RUSTFLAGS")
        .output()
        .expect("cargo runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "Hello\n", "{said}");
}
