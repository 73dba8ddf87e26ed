//! The values that a designer's drop-down shows for an argument.
//!
//! The service does not exist: `main` brings a transport with scripted responses. docs/connecting.md shows a real connection.
//!
//! `cargo run -p connector-examples --example choices`

use connector_kaizala::{
    KaizalaClient, Result,
    runtime::testing::{self, FakeResponse, FakeTransport},
};

#[tokio::main]
async fn main() -> Result<()> {
    let service = FakeTransport::new();
    service.then(FakeResponse::json(200, r#"{"groups": [{"groupId": "g-1", "groupName": "Sales"}]}"#));
    let client = KaizalaClient::new(testing::CONNECTION_URL, testing::credential(), Some(service.options()))?;
    for line in run(&client).await? {
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
