//! Mail with an attachment, and the attachments of unread mail.
//!
//! The example uses `connector_outlook`, a small definition with two of Outlook's operations
//! (`tests/fixtures/decoding/spec/outlook`). docs/definitions.md shows how to get the whole one from your own tenant. The service
//! does not exist: `main` brings a transport with scripted responses.
//!
//! `cargo run -p connector-examples --example outlook_attachment`

use connector_outlook::{
    OutlookClient, Result,
    models::{ClientSendAttachment, ClientSendHtmlMessage, parts::ClientSendHtmlMessageImportance},
    runtime::{
        Bytes,
        testing::{self, FakeResponse, FakeTransport},
    },
};

#[tokio::main]
async fn main() -> Result<()> {
    let service = FakeTransport::new();
    let mail =
        r#"{"value": [{"subject": "Offer", "attachments": [{"name": "offer.txt", "contentBytes": "MTAwIEVVUg=="}]}]}"#;
    service.then(FakeResponse::new(200)).then(FakeResponse::json(200, mail));
    let client = OutlookClient::new(testing::CONNECTION_URL, testing::credential(), Some(service.options()))?;

    send(&client, "report.csv", b"day,rooms\nMonday,4\n".to_vec()).await?;
    for (name, content) in unread_attachments(&client).await? {
        println!("{name}: {}", String::from_utf8_lossy(&content));
    }
    Ok(())
}

/// Sends a file. The bytes are passed as they are; the client encodes them.
pub(crate) async fn send(client: &OutlookClient, name: &str, content: Vec<u8>) -> Result<()> {
    let mail =
        ClientSendHtmlMessage::new("ada@contoso.com;kurt@contoso.com", "Report", "<p>The report is attached.</p>")
            .with_attachments(vec![ClientSendAttachment::new(name, content)])
            .with_importance(ClientSendHtmlMessageImportance::High);
    client.send_email_v2(mail).send().await?;
    Ok(())
}

/// The attachments of unread mail: name and content.
pub(crate) async fn unread_attachments(client: &OutlookClient) -> Result<Vec<(String, Bytes)>> {
    let mail = client.get_emails_v3().include_attachments(true).top(50).send().await?;
    let attachments = mail.value.unwrap_or_default().into_iter().flat_map(|mail| mail.attachments.unwrap_or_default());
    Ok(attachments.filter_map(|it| Some((it.name?, it.content_bytes?.to_bytes()?))).collect())
}
