//! Trigger configurations that post to a callback URL, and the parameters of all.

use super::{
    fake::{Fake, Kind},
    support::namespace,
};
use connector_triggers::azure::{
    Authentication, AzureErrorKind, Delivery, DeliveryInfo, Frequency, Parameters, TriggerConfig,
};
use serde_json::{Value, json};

const URL: &str = "https://receiver.example/callbacks";

fn config(delivery: Delivery) -> TriggerConfig {
    TriggerConfig::new("office365", "conn", "OnNewEmailV3", delivery)
}

#[tokio::test(start_paused = true)]
async fn each_kind_of_authentication_has_its_fields() {
    let text = String::from;
    for (authentication, expected) in [
        (None, Value::Null),
        (
            Some(Authentication::QueryString { name: text("code"), value: "hunter2".into() }),
            json!({ "type": "QueryString", "name": "code", "value": "hunter2" }),
        ),
        (
            Some(Authentication::Raw { scheme: text("Bearer"), parameter: "hunter2".into() }),
            json!({ "type": "Raw", "scheme": "Bearer", "parameter": "hunter2" }),
        ),
        (
            Some(Authentication::Basic { username: text("me"), password: "hunter2".into() }),
            json!({ "type": "Basic", "username": "me", "password": "hunter2" }),
        ),
        (
            Some(Authentication::ManagedServiceIdentity { audience: text("api://me"), identity: None }),
            json!({ "type": "ManagedServiceIdentity", "audience": "api://me" }),
        ),
        (
            Some(Authentication::ManagedServiceIdentity { audience: text("a"), identity: Some(text("/id")) }),
            json!({ "type": "ManagedServiceIdentity", "audience": "a", "identity": "/id" }),
        ),
        (
            Some(Authentication::ActiveDirectoryOAuth {
                tenant: text("t"),
                audience: text("a"),
                client_id: text("c"),
                secret: "hunter2".into(),
            }),
            json!({ "type": "ActiveDirectoryOAuth", "tenant": "t", "audience": "a", "clientId": "c",
                "secret": "hunter2" }),
        ),
        (
            Some(Authentication::ClientCertificate { pfx: "AAAA".into(), password: "hunter2".into() }),
            json!({ "type": "ClientCertificate", "pfx": "AAAA", "password": "hunter2" }),
        ),
    ] {
        let fake = Fake::new();
        let made = namespace(&fake).put_trigger("t", &config(Delivery::callback(URL, authentication))).await.unwrap();
        let properties = &fake.seen(Kind::Arm)[0].body["properties"];
        let mut details = json!({ "callbackUrl": URL, "httpMethod": "Post" });
        if !expected.is_null() {
            details["authentication"] = expected.clone();
        }
        assert_eq!(properties["notificationDetails"], details);
        assert_eq!(properties.get("deliveryMode"), None);
        let Some(DeliveryInfo::Callback { url, authentication }) = made.delivery else { panic!("not a callback") };
        assert_eq!(url.unwrap().as_str(), URL);
        assert_eq!(authentication.as_deref(), expected["type"].as_str());
        fake.assert_clean();
    }
}

#[tokio::test(start_paused = true)]
async fn what_would_never_deliver_is_not_sent() {
    let fake = Fake::new();
    let with_audience = |audience: &str| {
        Delivery::callback(URL, Authentication::ManagedServiceIdentity { audience: audience.into(), identity: None })
    };
    let named = |parameters: Parameters| config(Delivery::Pull).with_parameters(parameters);
    for config in [
        config(Delivery::callback("http://receiver.example", None)),
        config(Delivery::callback("/callbacks", None)),
        config(Delivery::callback("", None)),
        config(with_audience(URL)),
        config(Delivery::Pull).with_recurrence(Frequency::Minute, 0),
        named(Parameters::new().with("body.filter", 1)),
        named(Parameters::new().with("body/filter", 1)),
        named(Parameters::new().with("body", 1).with_body(json!({ "a": 1 }))),
        TriggerConfig::new("office365", "", "OnNewEmailV3", Delivery::Pull),
        TriggerConfig::new("office365", "conn", "", Delivery::Pull),
    ] {
        let error = namespace(&fake).put_trigger("t", &config).await.unwrap_err();
        assert_eq!(error.kind(), AzureErrorKind::Invalid, "{config:?}");
    }
    assert_eq!(fake.seen(Kind::Arm).len(), 0);
}

#[test]
fn a_request_gives_parameters() {
    let values = json!({ "groupId": "g", "top": 5, "Accept": "x" }).as_object().unwrap().clone();
    let on_wire = |parameters: Parameters| serde_json::to_value(&parameters).unwrap();
    let expected = |body: Option<Value>| {
        let mut all = vec![
            json!({ "name": "Accept", "value": "x" }),
            json!({ "name": "groupId", "value": "g" }),
            json!({ "name": "top", "value": 5 }),
        ];
        all.extend(body.map(|body| json!({ "name": "body", "value": body })));
        Value::Array(all)
    };
    assert_eq!(on_wire(values.clone().into()), expected(None));
    assert_eq!(on_wire(Parameters::from_request(values.clone(), Some(json!({})))), expected(None));
    for body in [json!({ "a": { "b": [1] } }), json!([]), json!("text"), Value::Null] {
        assert_eq!(on_wire((values.clone(), Some(body.clone())).into()), expected(Some(body)));
    }
}

#[tokio::test(start_paused = true)]
async fn a_message_about_a_parameter_is_kept_and_its_value_is_not() {
    let fake = Fake::new();
    fake.fault(Kind::Arm, super::fake::Fault::Status(400));
    let secret = Parameters::new().with("folder", "Fault").with_body(json!({ "deep": ["a fault"] }));
    let error = namespace(&fake).put_trigger("t", &config(Delivery::Pull).with_parameters(secret)).await.unwrap_err();
    assert_eq!((error.code(), error.message()), (Some("…"), "…"));
}
