//! A file upload in a form: its bytes, file name and content type.
//!
//! `cargo run -p connector-tests --example upload`

use connector_kaizala::{KaizalaClient, Result, runtime::Upload};
use connector_tests::environment;

#[tokio::main]
async fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    println!("{}", run(&environment::client()?, std::fs::read("Cargo.toml")?).await?);
    Ok(())
}

/// Uploads the content; what the service calls it.
pub(crate) async fn run(client: &KaizalaClient, content: Vec<u8>) -> Result<String> {
    let file = Upload::new(content).with_file_name("table.csv").with_content_type("text/csv");
    let uploaded = client.upload_media_file_content(file).send().await?;
    Ok(uploaded.media_resource.unwrap_or_default())
}
