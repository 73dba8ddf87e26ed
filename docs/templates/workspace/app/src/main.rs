//! A client whose transport sends nothing. docs/connecting.md shows a real connection.

use connector_kaizala::{
    KaizalaClient, Result,
    runtime::testing::{CONNECTION_URL, FakeTransport, credential},
};

fn main() -> Result<()> {
    let client = KaizalaClient::new(CONNECTION_URL, credential(), Some(FakeTransport::new().options()))?;
    println!("{client:?}");
    Ok(())
}
