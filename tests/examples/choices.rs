//! The values that a designer's drop-down shows for an argument.
//!
//! `cargo run -p connector-tests --example choices`

use connector_kaizala::{KaizalaClient, Result};
use connector_tests::environment;

#[tokio::main]
async fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    for line in run(&environment::client()?).await? {
        println!("{line}");
    }
    Ok(())
}

/// Each group as a drop-down would list it.
pub(crate) async fn run(client: &KaizalaClient) -> Result<Vec<String>> {
    // One method a choice, called like the operation that supplies the values.
    let groups = client.choices().get_groups().send().await?;
    Ok(groups.iter().map(|group| format!("{}: {}", group.value, group.title)).collect())
}
