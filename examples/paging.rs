//! A paged response: reading its items one by one, and resuming where an earlier run stopped.
//!
//! Kaizala has no paged response, so the example uses `connector_calls`, generated from `tests/fixtures/decoding/spec/calls`. Its
//! service does not exist: `main` brings a transport with scripted responses.
//!
//! `cargo run -p connector-examples --example paging`

use connector_calls::{
    CallsClient, Result,
    runtime::testing::{self, FakeResponse, FakeTransport},
};

#[tokio::main]
async fn main() -> Result<()> {
    let service = FakeTransport::new();
    service
        .then(FakeResponse::json(200, r#"{"value": [{"id": "a"}, {"id": "b"}], "nextLink": "/v1/things?skip=2"}"#))
        .then(FakeResponse::json(200, r#"{"value": [{"id": "c"}]}"#))
        .then(FakeResponse::json(200, r#"{"value": [{"id": "a"}, {"id": "b"}], "nextLink": "/v1/things?skip=2"}"#))
        .then(FakeResponse::json(200, r#"{"value": [{"id": "c"}]}"#));
    let client = CallsClient::new(testing::CONNECTION_URL, testing::credential(), Some(service.options()))?;

    println!("all: {:?}", all(&client).await?);
    let (ids, link) = first_page(&client).await?;
    println!("first page: {ids:?}");
    if let Some(link) = link {
        println!("the rest: {:?}", rest(&client, &link).await?);
    }
    Ok(())
}

/// The ids of all things. `Items` is a `futures_core::Stream` too; each page is asked for when its first item is.
pub(crate) async fn all(client: &CallsClient) -> Result<Vec<String>> {
    let mut items = client.list_things().top(2).items();
    let mut ids = Vec::new();
    while let Some(thing) = items.next_item().await {
        ids.extend(thing?.id);
    }
    Ok(ids)
}

/// The ids of the first page, and the link to the next one, for saving; `None` after the last page.
pub(crate) async fn first_page(client: &CallsClient) -> Result<(Vec<String>, Option<String>)> {
    let mut pages = client.list_things().pages();
    let Some(page) = pages.next_page().await else { return Ok((Vec::new(), None)) };
    let things = page?.into_value().value.unwrap_or_default();
    Ok((things.into_iter().filter_map(|thing| thing.id).collect(), pages.next_link().map(str::to_owned)))
}

/// The ids from a link on, in another run, maybe. A link to another origin is an error: no token goes there.
pub(crate) async fn rest(client: &CallsClient, link: &str) -> Result<Vec<String>> {
    let mut items = client.list_things().items().resume(link);
    let mut ids = Vec::new();
    while let Some(thing) = items.next_item().await {
        ids.extend(thing?.id);
    }
    Ok(ids)
}
