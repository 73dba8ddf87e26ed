//! A webhook that decodes the body which a trigger posts to it.
//!
//! `cargo run -p connector-examples --example trigger`

use connector_kaizala::{Result, TriggerName, TriggerPayload};

fn main() -> Result<()> {
    let body = br#"{"body": {"fromUserName": "Ada", "textMessage": "Standup in 5"}}"#;
    for line in run("TextMessageCreatedOnGroup", body)? {
        println!("{line}");
    }
    Ok(())
}

/// A line for each payload in a callback of Azure's connector namespace.
pub(crate) fn run(trigger: &str, body: &[u8]) -> Result<Vec<String>> {
    // A service that posts to you itself sends the payload without Azure's envelope: `TriggerPayload::decode`.
    let payloads = TriggerPayload::decode_envelope(&TriggerName::from(trigger), body)?;
    let lines = payloads.into_iter().map(|payload| match payload {
        TriggerPayload::TextMessageCreatedOnGroup(message) => {
            let (who, what) = (message.from_user_name.unwrap_or_default(), message.text_message.unwrap_or_default());
            format!("{who}: {what}")
        }
        TriggerPayload::Unknown { name, json } => format!("a trigger newer than this crate, {name}: {json}"),
        other => format!("{other:?}"),
    });
    Ok(lines.collect())
}
