//! Resources of a namespace through Azure Resource Manager.

use super::{
    fake::{Fake, Fault, Kind, Tokens},
    fake_resources::{CALLER_OBJECT, NAMESPACE_OBJECT, TENANT},
    support::namespace,
};
use connector_triggers::azure::{
    AzureErrorKind, ConnectionStatus, Consent, Delivery, DeliveryInfo, Frequency, Namespace, NamespaceOptions,
    NewConnection, NewIdentity, Parameters, Principal, ProvisioningState, RunStatus, TriggerConfig, TriggerState,
};
use serde_json::json;
use std::{sync::Arc, time::Duration};

#[tokio::test(start_paused = true)]
async fn a_namespace_is_made_read_and_deleted() {
    let fake = Fake::new();
    let namespace = namespace(&fake);
    assert!(namespace.delete_namespace().await.unwrap());
    assert!(!namespace.delete_namespace().await.unwrap());
    assert_eq!(namespace.get_namespace().await.unwrap_err().kind(), AzureErrorKind::NotFound);
    namespace.put_namespace("brazilsouth", &NewIdentity::SystemAssigned).await.unwrap();
    let put = fake.seen(Kind::Arm).pop().unwrap();
    let identity = json!({ "type": "SystemAssigned" });
    assert_eq!(put.body, json!({ "location": "brazilsouth", "identity": identity, "properties": {} }));
    let found = namespace.get_namespace().await.unwrap();
    assert_eq!(found.location.as_deref(), Some("brazilsouth"));
    assert_eq!(found.provisioning_state, Some(ProvisioningState::Succeeded));
    let own = Principal { object_id: NAMESPACE_OBJECT.into(), tenant_id: TENANT.into() };
    assert_eq!(found.identity, Some(own));
    namespace.put_namespace("x", &NewIdentity::UserAssigned(vec!["/identities/one".into()])).await.unwrap();
    let put = fake.seen(Kind::Arm).pop().unwrap();
    assert_eq!(
        put.body["identity"],
        json!({ "type": "UserAssigned", "userAssignedIdentities": { "/identities/one": {} } })
    );
    fake.assert_clean();
}

#[tokio::test(start_paused = true)]
async fn a_connection_is_made_and_consented_to() {
    let fake = Fake::new();
    let namespace = namespace(&fake);
    let values = json!({ "api_key": "hunter2" }).as_object().unwrap().clone();
    let made = namespace.put_connection("c2", &NewConnection::new("sql").with_parameter_values(values)).await.unwrap();
    assert!(!made.is_connected());
    assert_eq!(made.overall_status, Some(ConnectionStatus::Unauthenticated));
    let put = fake.seen(Kind::Arm).pop().unwrap();
    assert_eq!(
        put.body,
        json!({ "properties": { "connectorName": "sql", "parameterValues": { "api_key": "hunter2" } } })
    );

    let consent = Consent::new("https://back.example").with_user("user", "tenant");
    let link = namespace.consent_link("c2", &consent).await.unwrap();
    assert_eq!(link.as_str(), "https://consent.example/c2?code=consent-hunter2");
    let parameters = json!([{ "redirectUrl": "https://back.example", "parameterName": "token", "objectId": "user",
        "tenantId": "tenant" }]);
    assert_eq!(fake.seen(Kind::Arm).pop().unwrap().body, json!({ "parameters": parameters }));

    let found = namespace.get_connection("conn").await.unwrap();
    assert!(found.is_connected());
    assert_eq!(found.connector.as_deref(), Some("office365"));
    assert_eq!(found.runtime_url.as_deref(), Some("https://runtime.azure-apihub.net/apim/office365/1"));
    assert_eq!(namespace.list_connections().await.unwrap().len(), 2);
    assert!(namespace.delete_connection("c2").await.unwrap());
    fake.assert_clean();
}

#[tokio::test(start_paused = true)]
async fn access_policies_are_made_listed_and_deleted() {
    let fake = Fake::new();
    let namespace = namespace(&fake);
    let principals = async || {
        let policies = namespace.list_access_policies("conn").await.unwrap();
        let objects = policies.into_iter().map(|policy| policy.principal.unwrap().object_id);
        let mut objects: Vec<_> = objects.collect();
        objects.sort();
        objects
    };
    assert_eq!(principals().await, [NAMESPACE_OBJECT, CALLER_OBJECT]);
    assert!(namespace.delete_access_policy("conn", "space").await.unwrap());
    assert!(namespace.delete_access_policy("conn", "caller").await.unwrap());
    namespace.allow_namespace("conn").await.unwrap();
    assert_eq!(principals().await, [NAMESPACE_OBJECT]);
    let identity = json!({ "objectId": NAMESPACE_OBJECT, "tenantId": TENANT });
    let puts = fake.seen(Kind::Arm);
    let put = puts.iter().rfind(|seen| seen.method == "PUT").unwrap();
    assert_eq!(put.body, json!({ "properties": { "principal": { "type": "ActiveDirectory", "identity": identity } } }));
    fake.assert_clean();
}

#[tokio::test(start_paused = true)]
async fn a_trigger_is_made_switched_and_deleted() {
    let fake = Fake::new();
    let namespace = namespace(&fake);
    let config = TriggerConfig::new("office365", "conn", "OnNewEmailV3", Delivery::Pull)
        .with_parameters(Parameters::new().with("folderPath", "Inbox").with_body(json!({ "filter": ["a"] })))
        .with_description("new mail")
        .with_state(TriggerState::Disabled)
        .with_recurrence(Frequency::Minute, 5)
        .with_condition("@true")
        .with_split_on(false)
        .with_metadata(json!({ "owner": "me" }).as_object().unwrap().clone());
    let made = namespace.put_trigger("new", &config).await.unwrap();
    assert_eq!(
        fake.seen(Kind::Arm).pop().unwrap().body,
        json!({ "properties": {
            "description": "new mail",
            "state": "Disabled",
            "connectionDetails": { "connectorName": "office365", "connectionName": "conn" },
            "operationName": "OnNewEmailV3",
            "parameters": [
                { "name": "folderPath", "value": "Inbox" },
                { "name": "body", "value": { "filter": ["a"] } },
            ],
            "recurrence": { "frequency": "Minute", "interval": 5 },
            "conditions": [{ "expression": "@true" }],
            "settings": { "disableSplitOn": true },
            "metadata": { "owner": "me" },
            "deliveryMode": "Poll",
        } })
    );
    assert_eq!(made.state, Some(TriggerState::Disabled));
    assert_eq!(made.parameters()["folderPath"], "Inbox");
    let Some(DeliveryInfo::Pull(Some(endpoints))) = made.delivery else { panic!("not pull") };
    assert!(endpoints.receive_uri.as_str().contains("/triggerConfigs/new/receive"));

    namespace.enable_trigger("new").await.unwrap();
    assert_eq!(namespace.get_trigger("new").await.unwrap().state, Some(TriggerState::Enabled));
    namespace.disable_trigger("new").await.unwrap();
    assert_eq!(namespace.get_trigger("new").await.unwrap().state, Some(TriggerState::Disabled));
    let names: Vec<_> = namespace.list_triggers().await.unwrap().into_iter().map(|it| it.name.unwrap()).collect();
    assert_eq!(names, ["mail", "new"]);
    assert!(namespace.delete_trigger("new").await.unwrap());
    assert!(!namespace.delete_trigger("new").await.unwrap());
    assert_eq!(namespace.enable_trigger("new").await.unwrap_err().kind(), AzureErrorKind::NotFound);
    fake.assert_clean();
}

#[tokio::test(start_paused = true)]
async fn runs_are_listed_up_to_a_number() {
    let fake = Fake::new();
    let run = json!({ "properties": { "status": "Failed", "startTime": "2026-11-28T20:00:00Z",
        "outputs": { "statusCode": 503 }, "error": { "message": "no\nreceiver at https://r.example/x?code=hunter2" } } });
    fake.resources(|resources| {
        resources.page = 2;
        resources.set("triggerConfigs/mail/runs/1", run);
        resources.set("triggerConfigs/mail/runs/2", json!({ "properties": { "status": "Postponed" } }));
        resources.set("triggerConfigs/mail/runs/3", json!({ "properties": null }));
    });
    let runs = namespace(&fake).list_runs("mail", 10).await.unwrap();
    assert_eq!(runs.len(), 3);
    assert_eq!(runs[0].status, Some(RunStatus::Failed));
    assert_eq!(runs[0].status_code.as_deref(), Some("503"));
    assert_eq!(runs[0].error.as_deref(), Some("no receiver at https://r.example/…"));
    let shown = format!("{:?}", runs[0]);
    assert!(shown.contains("has_error: true") && !shown.contains("r.example"), "{shown}");
    assert_eq!(runs[1].status.as_ref().unwrap().as_str(), "Postponed");
    let requests = fake.seen(Kind::Arm).len();
    assert_eq!(namespace(&fake).list_runs("mail", 1).await.unwrap().len(), 1);
    assert_eq!(fake.seen(Kind::Arm).len(), requests + 1, "no page beyond the number");
    fake.assert_clean();
}

#[tokio::test(start_paused = true)]
async fn pages_are_followed_at_the_same_origin_only() {
    let fake = Fake::new();
    let namespace = namespace(&fake);
    for number in 0..5 {
        let config = TriggerConfig::new("c", "conn", "O", Delivery::Pull);
        namespace.put_trigger(&format!("t{number}"), &config).await.unwrap();
    }
    fake.resources(|resources| resources.page = 2);
    assert_eq!(namespace.list_triggers().await.unwrap().len(), 6);
    for origin in ["https://evil.example", "http://management.azure.com", "https://management.azure.com:444"] {
        fake.resources(|resources| resources.next_origin = Some(origin));
        let error = namespace.list_triggers().await.unwrap_err();
        assert_eq!(error.kind(), AzureErrorKind::Protocol, "{origin}");
    }
    fake.assert_clean();
}

#[tokio::test(start_paused = true)]
async fn a_call_is_repeated_as_long_as_it_may_succeed() {
    let fake = Fake::new();
    let namespace = namespace(&fake);
    let repeated =
        [Fault::Status(429), Fault::Status(500), Fault::LostResponse, Fault::Silence, Fault::RetryAfter(503, 9)];
    for fault in repeated {
        let before = fake.seen(Kind::Arm).len();
        fake.fault(Kind::Arm, fault.clone());
        fake.fault(Kind::Arm, fault.clone());
        namespace.get_namespace().await.unwrap();
        let seen = fake.seen(Kind::Arm).split_off(before);
        assert_eq!(seen.len(), 3, "{fault:?}");
        if let Fault::RetryAfter(_, seconds) = fault {
            assert!(seen[1].at - seen[0].at >= Duration::from_secs(seconds));
        }
    }
    for (fault, kind, status) in [
        (Fault::Status(400), AzureErrorKind::Refused, Some(400)),
        (Fault::Status(401), AzureErrorKind::Unauthorized, Some(401)),
        (Fault::Status(403), AzureErrorKind::Forbidden, Some(403)),
        (Fault::Status(409), AzureErrorKind::Conflict, Some(409)),
        (Fault::Body("<html>"), AzureErrorKind::Protocol, Some(200)),
        (Fault::Redirect, AzureErrorKind::Refused, Some(302)),
        (Fault::RetryAfter(429, 3600), AzureErrorKind::Throttled, Some(429)),
    ] {
        let before = fake.seen(Kind::Arm).len();
        fake.fault(Kind::Arm, fault.clone());
        let error = namespace.get_namespace().await.unwrap_err();
        assert_eq!((error.kind(), error.status()), (kind, status), "{fault:?}");
        assert_eq!(fake.seen(Kind::Arm).len(), before + 1, "{fault:?}");
    }
    for _ in 0..3 {
        fake.fault(Kind::Arm, Fault::Silence);
    }
    assert_eq!(namespace.get_namespace().await.unwrap_err().kind(), AzureErrorKind::Timeout);
}

#[tokio::test(start_paused = true)]
async fn a_failure_has_the_services_code_and_message() {
    let fake = Fake::new();
    let error = namespace(&fake).get_trigger("absent").await.unwrap_err();
    assert_eq!((error.status(), error.code()), (Some(404), Some("ResourceNotFound")));
    assert_eq!(
        error.to_string(),
        "could not get the trigger configuration (404): ResourceNotFound: The resource was not found."
    );
}

#[tokio::test]
async fn a_name_is_one_segment_of_the_path() {
    let fake = Fake::new();
    for name in ["", ".", ".."] {
        assert_eq!(namespace(&fake).get_trigger(name).await.unwrap_err().kind(), AzureErrorKind::Invalid);
        let made = Namespace::new("sub", "group", name, Arc::new(Tokens), None);
        assert_eq!(made.unwrap_err().kind(), AzureErrorKind::Invalid);
    }
    namespace(&fake).get_trigger("../a?b#c%2e").await.unwrap_err();
    let url = fake.seen(Kind::Arm).pop().unwrap().url;
    assert!(url.contains("/space/triggerConfigs/..%2Fa%3Fb%23c%252e?api-version="), "{url}");
}

#[tokio::test(start_paused = true)]
async fn another_cloud_has_another_endpoint_and_scope() {
    let fake = Fake::new();
    let made = |url: &str| {
        let options = NamespaceOptions::default()
            .with_transport(fake.transport())
            .with_endpoint(url, "https://management.other.example/.default");
        Namespace::new("sub", "group", "space", Arc::new(Tokens), Some(options))
    };
    made("https://management.other.example/").unwrap().get_namespace().await.unwrap();
    assert!(fake.seen(Kind::Arm)[0].url.starts_with("https://management.other.example/subscriptions/sub/"));
    for url in ["http://management.other.example", "https://u:p@management.other.example", "management", "https://m/?a"]
    {
        assert_eq!(made(url).unwrap_err().kind(), AzureErrorKind::Invalid, "{url}");
    }
    fake.assert_clean();
}
