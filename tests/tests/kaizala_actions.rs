//! Each action of Kaizala, called as a user calls it, over a real HTTP server: the server receives what
//! `tests/fixtures/kaizala-wire.toml` states, and the client decodes the response.
//!
//! Each function below makes the file's `full` call and then its `least` one; [`exercise!`] makes a test of it.

#![allow(clippy::unwrap_used, reason = "what a test calls is a test too")]

use connector_kaizala::{
    KaizalaClient,
    bodies::{
        AddGroupToGroupRequest, AddSubscriberToGroupRequest, AddUserToGroupRequest, CreateGroupRequest,
        CreateSubgroupRequest, PostReactionReactionType, PostReactionRequest, SendMessageRequest, SendReplyRequest,
        UploadMediaFromAttachmentRequest, UploadMediaFromUrlRequest,
    },
    models::{
        CreateGroupResponse, PostReactionResponse, SendActionResponse, SendMessageResponse, UploadMediaResponse,
        shared::{ActionType, GroupType, SendToAll},
    },
    parameters::SendActionReminderActionType,
    runtime::Upload,
};
use connector_tests::{exchange::Expected, loopback::Server, wire::Wire};
use serde_json::json;

/// Makes a test of each function, and a list of the operations that they call.
macro_rules! exercise {
    ($( $operation:literal $calls:ident )*) => {
        mod arrives_as_written {
            $(
                #[tokio::test]
                async fn $calls() {
                    let wire = connector_tests::wire::Wire::of_kaizala();
                    let server = super::server(&wire, $operation).await;
                    super::$calls(server.client()).await;
                    super::assert_received(&wire, $operation, &server).await;
                }
            )*
        }

        const EXERCISED: &[&str] = &[$( $operation ),*];
    };
}

exercise! {
    "SendMessage" send_message
    "SendActions" send_actions
    "SendActions_v2" send_actions_v2
    "SendActionReminder" send_action_reminder
    "PostReaction" post_reaction
    "SendReply" send_reply
    "CreateGroup" create_group
    "CreateSubgroup" create_subgroup
    "AddGroupToGroup" add_group_to_group
    "RemoveGroupFromGroup" remove_group_from_group
    "AddUserToGroup" add_user_to_group
    "RemoveUserFromGroup" remove_user_from_group
    "AddSubscriberToGroup" add_subscriber_to_group
    "UploadMediaFileContent" upload_media_file_content
    "UploadMediaFromURL" upload_media_from_url
    "UploadMediaFromAttachment" upload_media_from_attachment
    "DeleteTrigger" delete_trigger
}

/// A server with the response that the file states for this action.
async fn server(wire: &Wire, operation: &str) -> Server {
    Server::responding(wire.action(operation).response.as_ref().map(|response| response.json.as_str())).await
}

async fn assert_received(wire: &Wire, operation: &str, server: &Server) {
    let action = wire.action(operation);
    let calls = [&action.full, &action.least];
    server.assert_received(&calls.map(|call| Expected::of_call(&action.method, call))).await;
}

#[test]
fn no_action_of_the_file_is_left_out() {
    let actions = Wire::of_kaizala().actions;
    let operations: Vec<_> = actions.iter().map(|action| action.operation.as_str()).collect();
    assert_eq!(EXERCISED, operations);
}

async fn send_message(client: KaizalaClient) {
    let body = SendMessageRequest::new("Stand-up in 5").with_subscribers("+911234567890,+912345678901");
    let sent = client.send_message("Sales 100%/EU?", body).send_to_all(SendToAll::Yes).send().await.unwrap();
    assert_eq!(sent, SendMessageResponse::new().with_reference_id("message-1"));

    let sent = client.send_message("g-1", SendMessageRequest::new("Hello")).send().await.unwrap();
    assert_eq!(sent.reference_id.as_deref(), Some("message-1"));
}

async fn send_actions(client: KaizalaClient) {
    let body = json!({ "actionBody": { "title": "Lunch?", "dueDate": 24 }, "subscribers": "+911234567890" });
    let request = client.send_actions("g-2", body).action_type(ActionType::ActionPackage);
    let sent = request.id("com.contoso.kaizala.poll").send_to_all(SendToAll::No).send().await.unwrap();
    assert_eq!(sent, SendActionResponse::new().with_reference_id("message-2").with_action_id("action-2"));

    let sent = client.send_actions("g-2", json!({})).send().await.unwrap();
    assert_eq!(sent.action_id.as_deref(), Some("action-2"));
}

async fn send_actions_v2(client: KaizalaClient) {
    let body = json!({ "actionBody": { "title": "How was it?", "questions": [] }, "subscribers": "+912345678901" });
    let request = client.send_actions_v2("g-3", body).action_type(ActionType::Survey);
    let sent = request.send_to_all(SendToAll::Yes).send().await.unwrap();
    assert_eq!(sent, SendActionResponse::new().with_reference_id("message-3").with_action_id("action-3"));

    let sent = client.send_actions_v2("g-3", json!({})).send().await.unwrap();
    assert_eq!(sent.action_id.as_deref(), Some("action-3"));
}

async fn send_action_reminder(client: KaizalaClient) {
    let body = json!({ "subscribers": "+911234567890", "actionWrapper": { "actionId": "action-4" } });
    let request = client.send_action_reminder("g-4", SendActionReminderActionType::Job);
    let sent = request.send_to_all(SendToAll::No).body(body).send().await.unwrap();
    assert_eq!(sent, SendActionResponse::new().with_reference_id("message-4").with_action_id("action-4"));

    let sent = client.send_action_reminder("g-4", "album").send().await.unwrap();
    assert_eq!(sent.reference_id.as_deref(), Some("message-4"));
}

async fn post_reaction(client: KaizalaClient) {
    let body = PostReactionRequest::new()
        .with_source_group_id("g-50")
        .with_reference_id("message-5")
        .with_reaction_type(PostReactionReactionType::Comment)
        .with_comment("Well said");
    let posted = client.post_reaction("g-5", body).send().await.unwrap();
    assert_eq!(posted, PostReactionResponse::new().with_reaction_id("reaction-5"));

    let posted = client.post_reaction("g-5", PostReactionRequest::new()).send().await.unwrap();
    assert_eq!(posted.reaction_id.as_deref(), Some("reaction-5"));
}

async fn send_reply(client: KaizalaClient) {
    for _ in ["full", "least"] {
        let body = SendReplyRequest::new("message-60", "On my way");
        let sent = client.send_reply("g-6", body).send().await.unwrap();
        assert_eq!(sent, SendMessageResponse::new().with_reference_id("message-6"));
    }
}

async fn create_group(client: KaizalaClient) {
    let body = CreateGroupRequest::new("Sales", "Good morning")
        .with_members("+911234567890,+916810870005")
        .with_group_type(GroupType::ConnectGroup)
        .with_short_description_string("Sales people")
        .with_long_description_string("Everybody who sells");
    let created = client.create_group(body).send().await.unwrap();
    assert_eq!(created, CreateGroupResponse::new().with_group_id("g-7"));

    let created = client.create_group(CreateGroupRequest::new("Sales", "Good morning")).send().await.unwrap();
    assert_eq!(created.group_id.as_deref(), Some("g-7"));
}

async fn create_subgroup(client: KaizalaClient) {
    let body = CreateSubgroupRequest::new("Sales North", "Good evening")
        .with_members("+916810870005")
        .with_group_type("group")
        .with_short_description_string("The north")
        .with_long_description_string("Everybody who sells in the north");
    let () = client.create_subgroup("g-8", body).send().await.unwrap();

    let () =
        client.create_subgroup("g-8", CreateSubgroupRequest::new("Sales North", "Good evening")).send().await.unwrap();
}

async fn add_group_to_group(client: KaizalaClient) {
    let body = AddGroupToGroupRequest::new(vec!["g-90".to_owned(), "g-91".to_owned()]);
    let () = client.add_group_to_group("g-9", body).send().await.unwrap();

    let () = client.add_group_to_group("g-9", AddGroupToGroupRequest::new(Vec::new())).send().await.unwrap();
}

async fn remove_group_from_group(client: KaizalaClient) {
    let () = client.remove_group_from_group("g-10", "sub/group 100%").send().await.unwrap();

    let () = client.remove_group_from_group("g-10", "g-100").send().await.unwrap();
}

async fn add_user_to_group(client: KaizalaClient) {
    let body = AddUserToGroupRequest::new("+911234567890,+912345678901");
    let () = client.add_user_to_group("g-11", body).send().await.unwrap();

    let () = client.add_user_to_group("g-11", AddUserToGroupRequest::new("+911234567890")).send().await.unwrap();
}

async fn remove_user_from_group(client: KaizalaClient) {
    let () = client.remove_user_from_group("g-12", "zoë#1").send().await.unwrap();

    let () = client.remove_user_from_group("g-12", "member-12").send().await.unwrap();
}

async fn add_subscriber_to_group(client: KaizalaClient) {
    let body = AddSubscriberToGroupRequest::new("+911234567890,+912345678901");
    let () = client.add_subscriber_to_group("g-13", body).send().await.unwrap();

    let body = AddSubscriberToGroupRequest::new("+911234567890");
    let () = client.add_subscriber_to_group("g-13", body).send().await.unwrap();
}

async fn upload_media_file_content(client: KaizalaClient) {
    for _ in ["full", "least"] {
        let file = Upload::new("Monday: stand-up").with_file_name("plan.txt").with_content_type("text/plain");
        let uploaded = client.upload_media_file_content(file).send().await.unwrap();
        assert_eq!(uploaded, UploadMediaResponse::new().with_media_resource("media-14"));
    }
}

async fn upload_media_from_url(client: KaizalaClient) {
    for _ in ["full", "least"] {
        let body = UploadMediaFromUrlRequest::new("https://contoso.example/photo.png?size=2");
        let uploaded = client.upload_media_from_url(body).send().await.unwrap();
        assert_eq!(uploaded, UploadMediaResponse::new().with_media_resource("media-15"));
    }
}

async fn upload_media_from_attachment(client: KaizalaClient) {
    let attachment = json!({ "$content-type": "text/plain", "$content": "SGVsbG8=" });
    let body = UploadMediaFromAttachmentRequest::new(attachment);
    let uploaded = client.upload_media_from_attachment(body).send().await.unwrap();
    assert_eq!(uploaded, UploadMediaResponse::new().with_media_resource("media-16"));

    let body = UploadMediaFromAttachmentRequest::new(json!({}));
    let uploaded = client.upload_media_from_attachment(body).send().await.unwrap();
    assert_eq!(uploaded.media_resource.as_deref(), Some("media-16"));
}

async fn delete_trigger(client: KaizalaClient) {
    let deleted = client.delete_trigger("hook 17/a").send().await.unwrap();
    assert_eq!(deleted, json!({}));

    let deleted = client.delete_trigger("hook-17").send().await.unwrap();
    assert_eq!(deleted, json!({}));
}
