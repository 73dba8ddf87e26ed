//! A message in a channel of Teams: team and channel by name, and a body whose fields only the service knows.
//!
//! The example uses `connector_teams`, a small definition with four of Teams' operations
//! (`tests/fixtures/decoding/spec/teams`). docs/definitions.md shows how to get the whole one from your own tenant. The service does
//! not exist: `main` brings a transport with scripted responses.
//!
//! `cargo run -p connector-examples --example teams_message`

use connector_teams::{
    Result, TeamsClient,
    runtime::{
        Row, serde_json,
        testing::{self, FakeResponse, FakeTransport},
    },
};

#[tokio::main]
async fn main() -> Result<()> {
    let service = FakeTransport::new();
    service
        .then(FakeResponse::json(200, r#"{"value": [{"id": "t-1", "displayName": "Rooms"}]}"#))
        .then(FakeResponse::json(200, r#"{"value": [{"id": "c-1", "displayName": "General"}]}"#))
        .then(FakeResponse::json(200, r#"{"id": "m-1"}"#));
    let client = TeamsClient::new(testing::CONNECTION_URL, testing::credential(), Some(service.options()))?;

    match channel(&client, "Rooms", "General").await? {
        Some((team, channel)) => println!("{:?}", post(&client, &team, &channel, "<b>Room 1</b> is free").await?),
        None => println!("no such channel"),
    }
    Ok(())
}

/// The ids of a team and of one of its channels, by their names.
pub(crate) async fn channel(client: &TeamsClient, team: &str, channel: &str) -> Result<Option<(String, String)>> {
    let teams = client.get_all_teams().send().await?.value.unwrap_or_default();
    let Some(team) = teams.into_iter().find(|it| it.display_name.as_deref() == Some(team)).and_then(|it| it.id) else {
        return Ok(None);
    };
    let channels = client.get_channels_for_group(&team).send().await?.value.unwrap_or_default();
    let found = channels.into_iter().find(|it| it.display_name.as_deref() == Some(channel)).and_then(|it| it.id);
    Ok(found.map(|channel| (team, channel)))
}

/// Posts a message; its id. The fields of the body depend on the poster and the location, so the body is a `Row`, a
/// JSON object. `client.choices()` gets the schema that the service states for it; `Row::from_serialize` takes your own type.
pub(crate) async fn post(client: &TeamsClient, team: &str, channel: &str, message: &str) -> Result<Option<String>> {
    let recipient = serde_json::json!({"groupId": team, "channelId": channel});
    let body = Row::new().with("recipient", recipient).with("messageBody", message);
    Ok(client.post_message_to_conversation("Flow bot", "Channel", body).send().await?.id)
}
