//! Operations behind the actions, over a real HTTP server: trigger registrations and the operations for drop-downs against
//! `tests/fixtures/kaizala-wire.toml`, the choices, and error responses.

#![allow(clippy::unwrap_used, reason = "what a test calls is a test too")]

use std::collections::BTreeSet;

use connector_kaizala::{
    KaizalaClient,
    bodies::SendMessageRequest,
    parameters::{GetActionSchemaActionType, GetActionsActionType},
    responses::{
        GetActionPackagesActionPackagesItem, GetActionPackagesResponse, GetActionSchemaResponse, GetActionsActionsItem,
        GetActionsResponse, GetGroupsGroupsItem, GetGroupsResponse,
    },
    runtime::{Choice, ChoiceRequest, ErrorKind, Subscription, Unsubscribed},
};
use connector_tests::{
    exchange::Expected,
    loopback::{CONNECTION_PATH, CONNECTION_URL, Server, credential},
    wire::{Trigger, Wire},
};
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

/// Subscribes to the trigger of this name, with the values of its call in the file.
async fn subscribe(client: &KaizalaClient, trigger: &Trigger) -> connector_kaizala::Result<Subscription> {
    let triggers = client.triggers();
    let value = |key: &str| trigger.call.query[key].clone();
    let body: Value = serde_json::from_str(&trigger.call.json).unwrap();
    let url = body["CallbackUrl"].as_str().unwrap();
    match trigger.operation.as_str() {
        "ActionCreatedOnGroup" => {
            let request = triggers.action_created_on_group(value("objectId"));
            request.action_package_id(value("actionPackageId")).subscribe(url).await
        }
        "AnnouncementOnGroup" => triggers.announcement_on_group(value("objectId")).subscribe(url).await,
        "AttachmentOnGroup" => triggers.attachment_on_group(value("objectId")).subscribe(url).await,
        "GroupAddedToGroup" => triggers.group_added_to_group(value("objectId")).subscribe(url).await,
        "GroupRemovedFromGroup" => triggers.group_removed_from_group(value("objectId")).subscribe(url).await,
        "MemberAddedToGroup" => triggers.member_added_to_group(value("objectId")).subscribe(url).await,
        "MemberRemovedFromGroup" => triggers.member_removed_from_group(value("objectId")).subscribe(url).await,
        "SurveyCreatedOnGroup" => triggers.survey_created_on_group(value("objectId")).subscribe(url).await,
        "TextMessageCreatedOnGroup" => triggers.text_message_created_on_group(value("objectId")).subscribe(url).await,
        "UserJoinedOnGroup" => triggers.user_joined_on_group(value("objectId")).subscribe(url).await,
        "SurveyResponseOnGroup" => {
            triggers.survey_response_on_group(value("groupId"), value("objectId")).subscribe(url).await
        }
        "ActionResponseOnGroup" => {
            let package = value("actionPackageId");
            triggers.action_response_on_group(value("groupId"), package, value("objectId")).subscribe(url).await
        }
        other => panic!("no registration for {other}"),
    }
}

#[tokio::test]
async fn each_trigger_is_registered_as_the_file_states() {
    let triggers = Wire::of_kaizala().triggers;
    assert_eq!(triggers.len(), 12);
    for trigger in triggers {
        let server = Server::responding(Some(r#"{"webhookId":"hook-1"}"#)).await;
        let subscription = subscribe(&server.client(), &trigger).await.unwrap();
        assert_eq!(subscription.response(), Some(&json!({"webhookId": "hook-1"})), "{}", trigger.operation);
        server.assert_received(&[Expected::of_registration(&trigger)]).await;
        // The id of the response is what the removal needs.
        let server = Server::responding(Some("")).await;
        let outcome = server.client().triggers().unsubscribe(&subscription).await.unwrap();
        assert_eq!(outcome, Unsubscribed::Removed);
        let sent = &server.received().await[0];
        assert_eq!(sent.method, "DELETE");
        assert!(sent.path.ends_with("/v1/webhook/hook-1"), "{}", sent.path);
    }
}

#[tokio::test]
async fn only_action_created_has_an_optional_value_and_it_stays_off_the_wire() {
    let server = Server::responding(Some("{}")).await;
    let request = server.client().triggers().action_created_on_group("g-21");
    request.subscribe("https://contoso.example/hooks/21").await.unwrap();
    assert_eq!(server.received().await[0].query, [("objectId".to_owned(), "g-21".to_owned())]);
}

/// The request that the file states for an operation behind drop-downs, with `{groupId}` filled in.
fn expected(operation: &str) -> Expected {
    let internals = Wire::of_kaizala().internals;
    let found = internals.iter().find(|internal| internal.operation == operation);
    let internal = found.unwrap_or_else(|| panic!("kaizala-wire.toml has no operation {operation}"));
    Expected::new(&internal.method, &internal.path.replace("{groupId}", "g-1"))
}

#[test]
fn the_file_has_four_operations_behind_drop_downs() {
    let operations: BTreeSet<_> = Wire::of_kaizala().internals.into_iter().map(|internal| internal.operation).collect();
    let exercised = ["GetGroups", "GetActions", "GetActionPackages", "GetActionSchema"];
    assert_eq!(operations, exercised.map(str::to_owned).into());
}

const GROUPS: &str = r#"{"groups":[{"groupId":"g-1","groupName":"Sales"},{"groupId":"g-2","groupName":null}]}"#;
const ACTIONS: &str = r#"{"actions":[{"actionId":"a-1","actionTitle":"Lunch?"}]}"#;
const PACKAGES: &str = r#"{"actionPackages":[{"actionPackageId":"com.contoso.poll","actionPackageName":"Poll"}]}"#;

#[tokio::test]
async fn groups_are_listed() {
    let server = Server::responding(Some(GROUPS)).await;
    let response = server.client().internal().get_groups().send().await.unwrap();
    let sales = GetGroupsGroupsItem::new().with_group_id("g-1").with_group_name("Sales");
    let nameless = GetGroupsGroupsItem::new().with_group_id("g-2");
    assert_eq!(response, GetGroupsResponse::new().with_groups(vec![sales, nameless]));
    server.assert_received(&[expected("GetGroups")]).await;
}

#[tokio::test]
async fn actions_of_a_group_are_listed() {
    let server = Server::responding(Some(ACTIONS)).await;
    let internal = server.client().internal();
    let request = internal.get_actions("g-1").action_type(GetActionsActionType::ActionPackage).id("com.contoso.poll");
    let response = request.send().await.unwrap();
    let lunch = GetActionsActionsItem::new().with_action_id("a-1").with_action_title("Lunch?");
    assert_eq!(response, GetActionsResponse::new().with_actions(vec![lunch]));
    internal.get_actions("g-1").send().await.unwrap();

    let full = expected("GetActions").with_query("actionType", "Action Package").with_query("id", "com.contoso.poll");
    server.assert_received(&[full, expected("GetActions")]).await;
}

#[tokio::test]
async fn action_packages_of_a_group_are_listed() {
    let server = Server::responding(Some(PACKAGES)).await;
    let response = server.client().internal().get_action_packages("g-1").send().await.unwrap();
    let poll = GetActionPackagesActionPackagesItem::new().with_action_package_id("com.contoso.poll");
    let poll = poll.with_action_package_name("Poll");
    assert_eq!(response, GetActionPackagesResponse::new().with_action_packages(vec![poll]));
    server.assert_received(&[expected("GetActionPackages")]).await;
}

#[tokio::test]
async fn the_schema_of_an_action_is_fetched() {
    let server = Server::responding(Some(r#"{"schema":{"type":"object"}}"#)).await;
    let response =
        server.client().internal().get_action_schema(GetActionSchemaActionType::Survey).send().await.unwrap();
    assert_eq!(response, GetActionSchemaResponse::new().with_schema(json!({ "type": "object" })));
    server.assert_received(&[expected("GetActionSchema").with_query("actionType", "survey")]).await;
}

/// Values and titles.
fn pairs(choices: &[Choice]) -> Vec<(&str, &str)> {
    choices.iter().map(|choice| (choice.value.as_str(), choice.title.as_str())).collect()
}

#[tokio::test]
async fn groups_are_the_choices_for_a_group() {
    let server = Server::responding(Some(GROUPS)).await;
    let choices = server.client().choices();
    let groups = choices.get_groups().send().await.unwrap();
    assert_eq!(pairs(&groups), [("g-1", "Sales"), ("g-2", "g-2")]);
    // A name of an earlier version.
    let groups = choices.text_message_created_on_group_object_id().send().await.unwrap();
    assert_eq!(pairs(&groups), [("g-1", "Sales"), ("g-2", "g-2")]);
    server.assert_received(&[expected("GetGroups"), expected("GetGroups")]).await;
}

#[tokio::test]
async fn action_packages_are_the_choices_for_an_action_package() {
    let server = Server::responding(Some(PACKAGES)).await;
    let choices = server.client().choices();
    for request in [
        choices.send_actions_id("g-1"),
        choices.action_response_on_group_action_package_id("g-1"),
        choices.action_created_on_group_action_package_id("g-1"),
    ] {
        assert_eq!(pairs(&request.send().await.unwrap()), [("com.contoso.poll", "Poll")]);
    }
    server
        .assert_received(&[expected("GetActionPackages"), expected("GetActionPackages"), expected("GetActionPackages")])
        .await;
}

#[tokio::test]
async fn actions_are_the_choices_for_an_action() {
    let server = Server::responding(Some(ACTIONS)).await;
    let choices = server.client().choices();
    for request in [
        choices.survey_response_on_group_object_id("g-1"),
        choices.action_response_on_group_object_id("g-1", "com.contoso.poll"),
    ] {
        assert_eq!(pairs(&request.send().await.unwrap()), [("a-1", "Lunch?")]);
    }
    choices.get_actions("g-1").id("com.contoso.poll").send().await.unwrap();
    choices.get_actions("g-1").send().await.unwrap();
    let surveys = expected("GetActions").with_query("actionType", "survey");
    let of_all = expected("GetActions").with_query("actionType", "Action Package");
    let of_package =
        expected("GetActions").with_query("actionType", "Action Package").with_query("id", "com.contoso.poll");
    server.assert_received(&[surveys, of_package.clone(), of_package, of_all]).await;
}

#[test]
fn each_drop_down_asks_its_operation() {
    let client = KaizalaClient::new(CONNECTION_URL, credential(), None).unwrap();
    let choices = client.choices();
    let path_and_query = |request: ChoiceRequest| {
        let url = request.into_request().unwrap().url().to_string();
        url.strip_prefix(CONNECTION_URL).unwrap().to_owned()
    };
    for request in [
        choices.add_group_to_group_group_id(),
        choices.create_subgroup_group_id(),
        choices.remove_group_from_group_group_id(),
        choices.add_user_to_group_group_id(),
        choices.remove_user_from_group_group_id(),
        choices.add_subscriber_to_group_group_id(),
        choices.send_message_group_id(),
        choices.send_reply_group_id(),
        choices.post_reaction_group_id(),
        choices.send_actions_group_id(),
        choices.send_actions_v2_group_id(),
        choices.send_action_reminder_group_id(),
        choices.action_created_on_group_object_id(),
        choices.announcement_on_group_object_id(),
        choices.attachment_on_group_object_id(),
        choices.group_added_to_group_object_id(),
        choices.group_removed_from_group_object_id(),
        choices.member_added_to_group_object_id(),
        choices.member_removed_from_group_object_id(),
        choices.survey_created_on_group_object_id(),
        choices.text_message_created_on_group_object_id(),
        choices.user_joined_on_group_object_id(),
        choices.survey_response_on_group_group_id(),
        choices.action_response_on_group_group_id(),
    ] {
        assert_eq!(path_and_query(request), "/v1/groups");
    }
    for request in [
        choices.send_actions_id("g/1"),
        choices.action_response_on_group_action_package_id("g/1"),
        choices.action_created_on_group_action_package_id("g/1"),
    ] {
        assert_eq!(path_and_query(request), "/v1/groups/g%2F1/actionPackages");
    }
    let surveys = choices.survey_response_on_group_object_id("g-1");
    assert_eq!(path_and_query(surveys), "/v1/groups/g-1/actions?actionType=survey");
    let actions = choices.action_response_on_group_object_id("g-1", "com.contoso.poll");
    assert_eq!(path_and_query(actions), "/v1/groups/g-1/actions?actionType=Action%20Package&id=com.contoso.poll");
}

#[tokio::test]
async fn an_error_response_keeps_everything_that_the_service_sent() {
    let body = r#"{"error":{"code":"GroupNotFound","message":"There is no such group.","groupId":"g-1"}}"#;
    let response = ResponseTemplate::new(404)
        .insert_header("x-ms-request-id", "request-1")
        .insert_header("x-private", "header-value")
        .set_body_raw(body, "application/json");
    let server = Server::with(response).await;
    let error = server.client().send_message("g-1", SendMessageRequest::new("Hello")).send().await.unwrap_err();

    assert_eq!(error.kind(), ErrorKind::Status);
    assert_eq!(error.operation(), Some("SendMessage"));
    assert_eq!(error.status(), Some(404));
    assert_eq!(error.code(), Some("GroupNotFound"));
    assert_eq!(error.message(), Some("There is no such group."));
    assert_eq!(error.request_id(), Some("request-1"));
    assert_eq!(error.raw_body(), body.as_bytes());
    assert_eq!(error.body_as::<serde_json::Value>().unwrap()["error"]["groupId"], "g-1");
    assert_eq!((error.is_retryable(), error.is_timeout(), error.location()), (false, false, None));
    assert!(!format!("{error} {error:?}").contains("header-value"));
    assert_eq!(server.received().await.len(), 1);
}

#[tokio::test]
async fn a_response_of_another_type_is_an_error_with_the_path_and_the_response() {
    let server = Server::responding(Some(r#"{"groups":[{"groupId":"g-1"},{"groupId":{"id":"g-2"}}]}"#)).await;
    let error = server.client().internal().get_groups().send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!((error.operation(), error.status()), (Some("GetGroups"), Some(200)));
    assert!(error.to_string().contains("`groups[1].groupId`: expected text, found an object"), "{error}");
    assert!(error.raw_body().starts_with(br#"{"groups""#));
}

#[tokio::test]
async fn the_response_is_available_with_its_value() {
    let response = ResponseTemplate::new(201)
        .insert_header("x-ms-request-id", "request-2")
        .set_body_raw(r#"{"referenceId":"message-1","later":1}"#, "application/json");
    let server = Server::with(response).await;
    let request = server.client().send_message("g-1", SendMessageRequest::new("Hello"));
    let response = request.send_with_response().await.unwrap();
    assert_eq!((response.status(), response.header("X-MS-Request-Id")), (201, Some("request-2")));
    assert_eq!(&response.body()[..], br#"{"referenceId":"message-1","later":1}"#);
    assert_eq!(response.into_value().reference_id.as_deref(), Some("message-1"));
    assert!(server.received().await[0].path.starts_with(CONNECTION_PATH));
}
