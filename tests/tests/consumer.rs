//! A package outside the workspace depends on a generated crate, as other projects do.

use std::{fs, process::Command};

use connector_tests::{compile::PROFILE, root};

const MAIN: &str = r#"
use connector_kaizala::{KaizalaClient, Result, TriggerName, TriggerPayload, bodies::SendMessageRequest};

async fn send(client: KaizalaClient) -> Result<Option<String>> {
    Ok(client.send_message("group", SendMessageRequest::new("Hello")).send().await?.reference_id)
}

fn main() {
    let _ = send;
    let name = TriggerName::from("TextMessageCreatedOnGroup");
    match TriggerPayload::decode(&name, b"{\"textMessage\": \"Hello\"}") {
        Ok(TriggerPayload::TextMessageCreatedOnGroup(message)) => println!("{}", message.text_message.unwrap_or_default()),
        other => println!("{other:?}"),
    }
}
"#;

#[test]
fn a_package_outside_the_workspace_compiles_and_runs() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let root = root().canonicalize().expect("the project's folder is there");
    let kaizala = root.join("generated/kaizala");
    let manifest = format!(
        "[package]\nname = \"consumer\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
         connector-kaizala = {{ path = {:?}, default-features = false }}\n\n{}",
        kaizala.to_string_lossy(),
        PROFILE
    );
    fs::create_dir(folder.path().join("src")).expect("a folder can be made");
    fs::write(folder.path().join("Cargo.toml"), manifest).expect("a file can be written");
    fs::write(folder.path().join("src/main.rs"), MAIN).expect("a file can be written");
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
