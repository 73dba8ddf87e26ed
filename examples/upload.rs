//! A file upload in a form: its bytes, file name and content type.
//!
//! The service does not exist: `main` brings a transport with scripted responses. docs/connecting.md shows a real connection.
//!
//! `cargo run -p connector-examples --example upload`

use connector_kaizala::{
    KaizalaClient, Result,
    runtime::{
        Upload,
        testing::{self, FakeResponse, FakeTransport},
    },
};

#[tokio::main]
async fn main() -> Result<()> {
    let service = FakeTransport::new();
    service.then(FakeResponse::json(200, r#"{"mediaResource": "r-1"}"#));
    let client = KaizalaClient::new(testing::CONNECTION_URL, testing::credential(), Some(service.options()))?;
    println!("uploaded as {}", run(&client, b"day,rooms\nMonday,4\n".to_vec()).await?);
    Ok(())
}

/// Uploads the content; what the service calls it.
pub(crate) async fn run(client: &KaizalaClient, content: Vec<u8>) -> Result<String> {
    let file = Upload::new(content).with_file_name("table.csv").with_content_type("text/csv");
    let uploaded = client.upload_media_file_content(file).send().await?;
    Ok(uploaded.media_resource.unwrap_or_default())
}
