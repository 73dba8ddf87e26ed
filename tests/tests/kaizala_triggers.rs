//! Payloads of Kaizala's triggers, decoded through `TriggerPayload`: the twelve notifications of `tests/fixtures/kaizala-triggers`,
//! direct and in Azure's envelope, and the errors for invalid ones.

#![allow(clippy::unwrap_used, reason = "what a test calls is a test too")]

use connector_kaizala::{
    TriggerName, TriggerPayload,
    models::{
        ActionCreatedSchema, AnnouncementSchema, AttachmentSchema, GroupAddedSchema, GroupRemovedSchema,
        MemberAddedSchema, MemberRemovedSchema, SurveyCreatedSchema, TextMessageCreatedSchema, UserJoinedSchema,
    },
    runtime::ErrorKind,
};
use connector_tests::wire::{Wire, json};
use serde_json::{Value, json};

/// The operationIds of the triggers, in the order of the hand-typed facts.
fn names() -> Vec<String> {
    Wire::of_kaizala().triggers.into_iter().map(|trigger| trigger.operation).collect()
}

/// What the service posts for this trigger.
fn posted(name: &str) -> Value {
    json(&connector_tests::read(&format!("tests/fixtures/kaizala-triggers/{name}.json")))
}

fn decode(name: &str, body: &Value) -> TriggerPayload {
    let decoded = TriggerPayload::decode(&TriggerName::from(name), body.to_string().as_bytes());
    decoded.unwrap_or_else(|error| panic!("{error}"))
}

fn decode_envelope(name: &str, body: &Value) -> Vec<TriggerPayload> {
    let decoded = TriggerPayload::decode_envelope(&TriggerName::from(name), body.to_string().as_bytes());
    decoded.unwrap_or_else(|error| panic!("{error}"))
}

/// What the notification of the fixture says, put together by hand.
fn expected(name: &str) -> TriggerPayload {
    match name {
        "ActionCreatedOnGroup" => TriggerPayload::ActionCreatedOnGroup(
            ActionCreatedSchema::new()
                .with_action_title("Lunch on Friday")
                .with_from_user("+911234567890")
                .with_from_user_name("Asha")
                .with_from_user_profile_pic("https://contoso.example/asha.png")
                .with_group_id("g-21")
                .with_action_id("action-21")
                .with_from_user_id("user-21"),
        ),
        "AnnouncementOnGroup" => TriggerPayload::AnnouncementOnGroup(
            AnnouncementSchema::new()
                .with_text("The canteen is closed on Monday.")
                .with_title("Canteen")
                .with_media(vec!["https://contoso.example/notice.png".into(), "https://contoso.example/map.png".into()])
                .with_media_content(vec!["Tm90aWNl".into()])
                .with_from_user("+911234567891")
                .with_from_user_name("Bilal")
                .with_from_user_profile_pic("https://contoso.example/bilal.png")
                .with_group_id("g-22")
                .with_source_group_id("g-220")
                .with_message_id("message-22")
                .with_from_user_id("user-22"),
        ),
        "AttachmentOnGroup" => TriggerPayload::AttachmentOnGroup(
            AttachmentSchema::new()
                .with_caption("The new shop")
                .with_action_type("image")
                .with_media(vec!["https://contoso.example/shop.png".into()])
                .with_media_content(vec![json!({ "name": "shop.png", "content": "U2hvcA==" })])
                .with_from_user("+911234567892")
                .with_from_user_name("Chitra")
                .with_from_user_profile_pic("https://contoso.example/chitra.png")
                .with_group_id("g-23")
                .with_source_group_id("g-230")
                .with_message_id("message-23")
                .with_from_user_id("user-23"),
        ),
        "GroupAddedToGroup" => TriggerPayload::GroupAddedToGroup(
            GroupAddedSchema::new()
                .with_group_id("g-240")
                .with_group_name("Sales North")
                .with_group_pic_url("https://contoso.example/north.png")
                .with_group_type("connectGroup")
                .with_from_user("+911234567893")
                .with_from_user_name("Dev")
                .with_from_user_profile_pic("https://contoso.example/dev.png"),
        ),
        "GroupRemovedFromGroup" => TriggerPayload::GroupRemovedFromGroup(
            GroupRemovedSchema::new()
                .with_group_id("g-250")
                .with_group_name("Sales South")
                .with_group_pic_url("https://contoso.example/south.png")
                .with_group_type("group")
                .with_from_user("+911234567894")
                .with_from_user_name("Esha")
                .with_from_user_profile_pic("https://contoso.example/esha.png"),
        ),
        "MemberAddedToGroup" => TriggerPayload::MemberAddedToGroup(
            MemberAddedSchema::new()
                .with_member("+912345678901")
                .with_member_name("Farid")
                .with_member_profile_pic("https://contoso.example/farid.png")
                .with_type("Member")
                .with_from_user("+911234567895")
                .with_from_user_name("Gita")
                .with_from_user_profile_pic("https://contoso.example/gita.png"),
        ),
        "MemberRemovedFromGroup" => TriggerPayload::MemberRemovedFromGroup(
            MemberRemovedSchema::new()
                .with_member("+912345678902")
                .with_member_name("Hari")
                .with_member_profile_pic("https://contoso.example/hari.png")
                .with_type("Admin")
                .with_from_user("+911234567896")
                .with_from_user_name("Indu")
                .with_from_user_profile_pic("https://contoso.example/indu.png"),
        ),
        "SurveyCreatedOnGroup" => TriggerPayload::SurveyCreatedOnGroup(
            SurveyCreatedSchema::new()
                .with_survey_title("How was the training?")
                .with_from_user("+911234567897")
                .with_from_user_name("Jaya")
                .with_from_user_profile_pic("https://contoso.example/jaya.png")
                .with_group_id("g-28")
                .with_action_id("survey-28")
                .with_from_user_id("user-28"),
        ),
        "TextMessageCreatedOnGroup" => TriggerPayload::TextMessageCreatedOnGroup(
            TextMessageCreatedSchema::new()
                .with_text_message("On my way – 5 minutes 🚲")
                .with_from_user("+911234567898")
                .with_from_user_name("Kiran")
                .with_from_user_profile_pic("https://contoso.example/kiran.png")
                .with_group_id("g-29")
                .with_source_group_id("g-290")
                .with_message_id("message-29")
                .with_is_reply(true)
                .with_original_message_id("message-290")
                .with_from_user_id("user-29"),
        ),
        "UserJoinedOnGroup" => TriggerPayload::UserJoinedOnGroup(
            UserJoinedSchema::new()
                .with_from_user("+911234567899")
                .with_from_user_name("Leela")
                .with_from_user_profile_pic("https://contoso.example/leela.png")
                .with_from_user_id("user-30")
                .with_group_id("g-30"),
        ),
        "SurveyResponseOnGroup" => TriggerPayload::SurveyResponseOnGroup(json!({
            "responseId": "response-31",
            "responder": { "fromUser": "+911234567800", "fromUserName": "Mohan" },
            "answers": [
                { "question": "How was the training?", "answer": "Good" },
                { "question": "Hours", "answer": 2.5 },
            ],
        })),
        "ActionResponseOnGroup" => TriggerPayload::ActionResponseOnGroup(json!({
            "responseId": "response-32",
            "responder": { "fromUser": "+911234567801", "fromUserName": "Nisha" },
            "properties": [
                { "name": "choice", "value": "Pizza", "type": "Text" },
                { "name": "guests", "value": null },
            ],
        })),
        other => panic!("no payload for {other}"),
    }
}

/// The JSON of a payload, written back.
fn encoded(payload: &TriggerPayload) -> Value {
    let encoded = match payload {
        TriggerPayload::ActionCreatedOnGroup(payload) => serde_json::to_value(payload),
        TriggerPayload::AnnouncementOnGroup(payload) => serde_json::to_value(payload),
        TriggerPayload::AttachmentOnGroup(payload) => serde_json::to_value(payload),
        TriggerPayload::GroupAddedToGroup(payload) => serde_json::to_value(payload),
        TriggerPayload::GroupRemovedFromGroup(payload) => serde_json::to_value(payload),
        TriggerPayload::MemberAddedToGroup(payload) => serde_json::to_value(payload),
        TriggerPayload::MemberRemovedFromGroup(payload) => serde_json::to_value(payload),
        TriggerPayload::SurveyCreatedOnGroup(payload) => serde_json::to_value(payload),
        TriggerPayload::TextMessageCreatedOnGroup(payload) => serde_json::to_value(payload),
        TriggerPayload::UserJoinedOnGroup(payload) => serde_json::to_value(payload),
        TriggerPayload::SurveyResponseOnGroup(json) | TriggerPayload::ActionResponseOnGroup(json) => Ok(json.clone()),
        other => panic!("{other:?} is none of the twelve"),
    };
    encoded.unwrap()
}

/// The triggers whose payload is a model, with their notifications.
fn modelled() -> Vec<(String, serde_json::Map<String, Value>)> {
    let dynamic = ["SurveyResponseOnGroup", "ActionResponseOnGroup"];
    let names = names().into_iter().filter(|name| !dynamic.contains(&name.as_str()));
    names.map(|name| (name.clone(), posted(&name).as_object().unwrap().clone())).collect()
}

#[test]
fn the_twelve_notifications_are_decoded() {
    let names = names();
    assert_eq!(names.len(), 12);
    for name in names {
        let payload = decode(&name, &posted(&name));
        assert_eq!(payload, expected(&name));
        assert_eq!(encoded(&payload), posted(&name), "{name} keeps every key");
    }
}

#[test]
fn the_envelope_holds_one_notification() {
    for name in names() {
        assert_eq!(decode_envelope(&name, &json!({ "body": posted(&name) })), [expected(&name)]);
    }
}

#[test]
fn the_envelope_holds_a_batch() {
    for name in names() {
        let batch = json!({ "headers": {}, "body": { "value": [posted(&name), null, posted(&name)] } });
        assert_eq!(decode_envelope(&name, &batch), [expected(&name), expected(&name)]);
        assert_eq!(decode_envelope(&name, &json!({ "body": { "value": [] } })), []);
        assert_eq!(decode_envelope(&name, &json!({ "body": { "value": null } })), []);
    }
}

#[test]
fn keys_in_the_envelope_may_be_in_other_case() {
    for (name, members) in modelled() {
        let shouted: serde_json::Map<_, _> =
            members.into_iter().map(|(key, value)| (key.to_uppercase(), value)).collect();
        assert_eq!(decode_envelope(&name, &json!({ "Body": shouted })), [expected(&name)]);
        assert_eq!(decode_envelope(&name, &json!({ "BODY": { "Value": [shouted] } })), [expected(&name)]);
        assert_eq!(encoded(&decode(&name, &shouted.into())), json!({}), "{name}: what the service posts is exact");
    }
}

#[test]
fn null_and_missing_keys_are_none() {
    for (name, members) in modelled() {
        assert_eq!(encoded(&decode(&name, &json!({}))), json!({}));
        for key in members.keys() {
            let mut without = members.clone();
            without.remove(key);
            let mut with_null = members.clone();
            with_null.insert(key.clone(), Value::Null);
            assert_eq!(encoded(&decode(&name, &without.clone().into())), Value::from(without.clone()));
            assert_eq!(encoded(&decode(&name, &with_null.into())), Value::from(without));
        }
    }
}

#[test]
fn keys_that_the_definition_does_not_know_are_dropped() {
    for (name, mut members) in modelled() {
        members.insert("tenant".to_owned(), json!({ "id": [1, null] }));
        members.insert("FROMUSER".to_owned(), json!({}));
        assert_eq!(decode(&name, &members.into()), expected(&name));
    }
}

#[test]
fn a_dynamic_notification_is_kept_as_it_is() {
    let name = TriggerName::SurveyResponseOnGroup;
    for body in [json!({ "body": { "value": [1] } }), json!([null, 1.5, "x"]), json!(null), json!("text")] {
        let payload = TriggerPayload::decode(&name, body.to_string().as_bytes()).unwrap();
        assert_eq!(payload, TriggerPayload::SurveyResponseOnGroup(body));
    }
    let enveloped = TriggerPayload::decode_envelope(&name, br#"{"body":{"Answers":[{"Value":1}]}}"#).unwrap();
    assert_eq!(enveloped, [TriggerPayload::SurveyResponseOnGroup(json!({ "Answers": [{ "Value": 1 }] }))]);
}

#[test]
fn scalars_are_read_liberally() {
    let body = br#"{"textMessage":1.50,"fromUser":true,"messageId":12345678901234567890123,"isReply":"False"}"#;
    let payload = TriggerPayload::decode(&TriggerName::TextMessageCreatedOnGroup, body).unwrap();
    let message = TextMessageCreatedSchema::new()
        .with_text_message("1.50")
        .with_from_user("true")
        .with_message_id("12345678901234567890123")
        .with_is_reply(false);
    assert_eq!(payload, TriggerPayload::TextMessageCreatedOnGroup(message));

    let body = br#"{"media":"https://contoso.example/a.png","mediaContent":{"name":"a.png"}}"#;
    let payload = TriggerPayload::decode(&TriggerName::AttachmentOnGroup, body).unwrap();
    let attachment = AttachmentSchema::new()
        .with_media(vec!["https://contoso.example/a.png".into()])
        .with_media_content(vec![json!({ "name": "a.png" })]);
    assert_eq!(payload, TriggerPayload::AttachmentOnGroup(attachment), "one item is a list of one");
}

#[test]
fn the_name_of_a_trigger_is_its_operation_id() {
    for name in names() {
        let trigger = TriggerName::from(name.as_str());
        assert_eq!((trigger.as_str(), trigger.to_string()), (name.as_str(), name.clone()));
        assert!(!matches!(trigger, TriggerName::UnlistedValue(_)), "{name}");
    }
    assert_eq!(TriggerName::from("UserJoinedOnGroup"), TriggerName::UserJoinedOnGroup);
}

#[test]
fn a_trigger_of_unknown_name_keeps_name_and_json() {
    for name in ["MessagePinnedOnGroup", "userjoinedongroup", ""] {
        let payload = decode(name, &json!({ "FromUser": 1.0, "fromUser": null }));
        let TriggerPayload::Unknown { name: kept, json } = payload else { panic!("{payload:?}") };
        assert_eq!((kept.as_str(), json), (name, json!({ "FromUser": 1.0, "fromUser": null })));
    }
    let enveloped = decode_envelope("MessagePinnedOnGroup", &json!({ "body": { "Id": 7 } }));
    let name = TriggerName::from("MessagePinnedOnGroup");
    assert_eq!(enveloped, [TriggerPayload::Unknown { name, json: json!({ "Id": 7 }) }]);
}

/// The error that a body of this trigger is; direct, or in the envelope.
fn error(envelope: bool, body: &str) -> connector_kaizala::Error {
    let name = &TriggerName::TextMessageCreatedOnGroup;
    match envelope {
        false => TriggerPayload::decode(name, body.as_bytes()).unwrap_err(),
        true => TriggerPayload::decode_envelope(name, body.as_bytes()).unwrap_err(),
    }
}

#[test]
fn a_body_that_does_not_fit_is_an_error_with_its_path_and_the_body() {
    for (envelope, body, problem) in [
        (false, r#"{"textMessage":{"secret":1}}"#, "`textMessage`: expected text, found an object"),
        (false, r#"{"fromUser":["secret"]}"#, "`fromUser`: expected text, found a list"),
        (false, r#"{"isReply":"secret"}"#, "`isReply`: expected a boolean, found a string"),
        (false, r#"{"isReply":1}"#, "`isReply`: expected a boolean, found a number"),
        (false, r#"[{"textMessage":"secret"}]"#, "expected an object, found a list"),
        (false, r#""secret""#, "expected an object, found a string"),
        (true, r#"{"body":{"textMessage":[]}}"#, "`body.textMessage`: expected text, found a list"),
        (
            true,
            r#"{"body":{"value":[{},{"TEXTMESSAGE":{"secret":1}}]}}"#,
            "`body.value[1].textMessage`: expected text, found an object",
        ),
        (true, r#"{"textMessage":"secret"}"#, "not an envelope: `body` is missing"),
        (true, r#"{"body":null}"#, "`body`: expected an item, found null"),
    ] {
        let error = error(envelope, body);
        assert_eq!(error.to_string(), format!("TextMessageCreatedOnGroup: {problem}"), "{body}");
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert_eq!(error.operation(), Some("TextMessageCreatedOnGroup"));
        assert_eq!((error.status(), error.raw_body()), (None, body.as_bytes()));
        assert!(!format!("{error:?}").contains("secret"), "{error:?}");
    }
}

#[test]
fn a_body_that_is_not_json_is_an_error() {
    for envelope in [false, true] {
        for body in ["{", "", "textMessage=secret", r#"{"textMessage":"a"} {"#] {
            let error = error(envelope, body);
            assert_eq!(error.kind(), ErrorKind::Decode, "{body}");
            assert!(!format!("{error} {error:?}").contains("secret"));
        }
    }
    let error = TriggerPayload::decode(&TriggerName::UserJoinedOnGroup, b"{\"fromUser\":\"\xff\"}").unwrap_err();
    assert_eq!(error.to_string(), "UserJoinedOnGroup: not UTF-8");
}
