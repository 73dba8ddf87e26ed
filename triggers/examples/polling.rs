//! A polled trigger whose state outlives the program: after a restart it goes on where it was.
//!
//! `cargo run -p connector-triggers --example polling`

use std::{error::Error, fs, path::Path};

use connector_calls::{
    CallsClient,
    runtime::{
        PollState,
        testing::{self, FakeResponse, FakeTransport},
    },
};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    for title in run(&folder.path().join("state.json")).await? {
        println!("new: {title}");
    }
    Ok(())
}

/// Two runs of a program with one file. The titles of what is new.
pub(crate) async fn run(file: &Path) -> Result<Vec<String>, Box<dyn Error>> {
    let page = |ids: &[u64]| {
        let items: Vec<String> = ids.iter().map(|id| format!(r#"{{"id":{id},"title":"Item {id}"}}"#)).collect();
        let body = format!(r#"{{"count":{},"value":[{}]}}"#, ids.len(), items.join(","));
        FakeResponse::json(200, body).with_header("retry-after", "0")
    };
    let service = FakeTransport::new();
    service.then(page(&[1])).then(page(&[2, 1])).then(page(&[4, 3, 2, 1]));
    let client = CallsClient::new(testing::CONNECTION_URL, testing::credential(), Some(service.options()))?;

    let mut titles = poll(&client, file, 2).await?;
    titles.extend(poll(&client, file, 1).await?);
    Ok(titles)
}

/// What a program does after its start: so many pages, then it ends.
async fn poll(client: &CallsClient, file: &Path, pages: usize) -> Result<Vec<String>, Box<dyn Error>> {
    let mut polled = client.triggers().on_new_item("inbox").poll();
    if let Ok(saved) = fs::read_to_string(file) {
        polled = polled.resume(serde_json::from_str::<PollState>(&saved)?);
    }
    let mut titles = Vec::new();
    for _ in 0..pages {
        let mut page = polled.next_page().await?;
        for item in page.take_items() {
            titles.push(item?.title.unwrap_or_default());
        }
        // What was handled is committed, then saved: a crash in between delivers the page again.
        page.commit();
        fs::write(file, serde_json::to_string(&polled.state())?)?;
    }
    Ok(titles)
}
