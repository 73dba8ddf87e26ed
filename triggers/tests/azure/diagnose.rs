//! What is said of a trigger that stays silent.

use super::{
    fake::{Fake, Fault, Kind},
    fake_resources::{CALLER_OBJECT, Resources},
    support::namespace,
};
use connector_triggers::azure::{Consent, Diagnose, Finding};
use serde_json::{Value, json};

type Break = fn(&mut Resources);

async fn sentences(fake: &Fake, options: &Diagnose) -> Vec<String> {
    let diagnosis = namespace(fake).diagnose("mail", options).await;
    assert_eq!(diagnosis.is_healthy(), diagnosis.findings.is_empty());
    diagnosis.findings.iter().map(ToString::to_string).collect()
}

#[tokio::test(start_paused = true)]
async fn a_healthy_trigger_has_no_findings() {
    let fake = Fake::new();
    let options = Diagnose::default().with_caller(CALLER_OBJECT.to_uppercase());
    assert_eq!(sentences(&fake, &options).await, Vec::<String>::new());
    assert_eq!(namespace(&fake).diagnose("mail", &options).await.to_string(), "Nothing is missing.");
    assert!(fake.seen(Kind::Arm).iter().all(|seen| seen.method == "GET"), "a diagnosis changes nothing");
    assert!(fake.seen(Kind::Receive).is_empty(), "a diagnosis locks nothing");
    fake.assert_clean();
}

#[tokio::test(start_paused = true)]
async fn each_fault_has_a_finding() {
    let cases: [(Break, &str); 15] = [
        (|it| drop(it.found.remove("")), "The namespace does not exist"),
        (
            |it| it.properties("")["provisioningState"] = "Failed".into(),
            "The namespace is not usable: its state is Failed",
        ),
        (|it| it.found.get_mut("").unwrap()["identity"] = Value::Null, "The namespace has no managed identity"),
        (|it| drop(it.found.remove("triggerconfigs/mail")), "The trigger configuration does not exist"),
        (
            |it| it.properties("triggerConfigs/mail")["provisioningState"] = "Failed".into(),
            "The trigger configuration could not be made (state Failed)",
        ),
        (
            |it| it.properties("triggerConfigs/mail")["provisioningState"] = "Thinking".into(),
            "The trigger configuration is not ready: its state is Thinking",
        ),
        (
            |it| it.properties("triggerConfigs/mail")["state"] = "disabled".into(),
            "The trigger does not fire: its state is Disabled",
        ),
        (
            |it| it.properties("triggerConfigs/mail")["connectionDetails"] = Value::Null,
            "The trigger configuration names no connection",
        ),
        (
            |it| it.found.retain(|path, _| !path.starts_with("connections/")),
            "The connection `conn` does not exist: create it with `put_connection`",
        ),
        (
            |it| {
                it.properties("connections/conn")["overallStatus"] = Value::Null;
                it.properties("connections/conn")["statuses"] = json!([{ "status": "Error", "target": "token" }]);
            },
            "The connection `conn` cannot call its service: its state is Error. A user must sign in at the link of",
        ),
        (
            |it| drop(it.found.remove("connections/conn/accesspolicies/space")),
            "The connection `conn` has no access policy for the namespace's own identity 11111111-",
        ),
        (
            |it| drop(it.found.remove("connections/conn/accesspolicies/caller")),
            "The connection `conn` has no access policy for the identity 22222222-",
        ),
        (
            |it| it.properties("triggerConfigs/mail")["deliveryMode"] = Value::Null,
            "The trigger configuration has no callback URL",
        ),
        (
            |it| {
                it.properties("triggerConfigs/mail")["deliveryMode"] = Value::Null;
                it.properties("triggerConfigs/mail")["notificationDetails"] =
                    json!({ "callbackUrl": "http://r.example/?code=hunter2" });
            },
            "The callback URL is not an absolute `https` URL.",
        ),
        (
            |it| it.properties("triggerConfigs/mail")["pollingEndpoints"] = json!({}),
            "The trigger configuration has no pull endpoints yet",
        ),
    ];
    for (fault, expected) in cases {
        let fake = Fake::new();
        fake.resources(fault);
        let sentences = sentences(&fake, &Diagnose::default().with_caller(CALLER_OBJECT)).await;
        assert_eq!(sentences.len(), 1, "{expected}: {sentences:?}");
        assert!(sentences[0].starts_with(expected), "{}", sentences[0]);
        assert!(!sentences[0].contains("hunter2"));
        fake.assert_clean();
    }
}

#[tokio::test(start_paused = true)]
async fn the_client_tries_whether_it_may_pull() {
    let fake = Fake::new();
    fake.allow_caller(false);
    let diagnosis = namespace(&fake).diagnose("mail", &Diagnose::default()).await;
    let [Finding::CallerAccessPolicyMissing { connection, object_id: None }] = &diagnosis.findings[..] else {
        panic!("{diagnosis}")
    };
    assert_eq!(connection, "conn");
    assert!(diagnosis.to_string().contains("the identity of the client's credential, which may not pull"));
    // The list of policies shows it too: one finding.
    fake.resources(|it| it.found.remove("connections/conn/accesspolicies/caller"));
    assert_eq!(sentences(&fake, &Diagnose::default().with_caller(CALLER_OBJECT)).await.len(), 1);
    fake.allow_caller(true);
    fake.fault(Kind::Depth, Fault::Status(410));
    assert!(sentences(&fake, &Diagnose::default()).await[0].starts_with("The pull endpoint of the trigger"));
}

#[tokio::test(start_paused = true)]
async fn a_consent_link_is_fetched_on_demand() {
    let fake = Fake::new();
    fake.resources(|it| it.properties("connections/conn")["overallStatus"] = "Unauthenticated".into());
    let options = Diagnose::default().with_consent(Consent::new("https://back.example"));
    let diagnosis = namespace(&fake).diagnose("mail", &options).await;
    let [Finding::ConnectionNotAuthenticated { status, consent_link: Some(link), .. }] = &diagnosis.findings[..] else {
        panic!("{diagnosis}")
    };
    assert_eq!(
        (status.as_str(), link.as_str()),
        ("Unauthenticated", "https://consent.example/conn?code=consent-hunter2")
    );
    assert!(!format!("{diagnosis} {diagnosis:?}").contains("hunter2"));
    fake.assert_clean();
}

#[tokio::test(start_paused = true)]
async fn failed_runs_are_reported_with_their_messages() {
    let fake = Fake::new();
    let failed = |message: &str| {
        json!({ "properties": { "status": "Failed", "outputs": { "statusCode": "Unauthorized" },
            "error": { "message": message } } })
    };
    fake.resources(|it| {
        it.set("triggerConfigs/mail/runs/1", failed("no key"));
        it.set("triggerConfigs/mail/runs/2", json!({ "properties": { "status": "Succeeded" } }));
        it.set("triggerConfigs/mail/runs/3", failed("no key"));
        it.set("triggerConfigs/mail/runs/4", failed("wrong key at https://r.example/?code=hunter2"));
        it.set("triggerConfigs/mail/runs/5", json!({ "properties": { "status": "Skipped" } }));
    });
    assert_eq!(
        sentences(&fake, &Diagnose::default()).await,
        [
            "3 of the last 5 runs failed, the last one with status Unauthorized: no key; wrong key at https://r.example/…"
        ]
    );
    fake.resources(|it| it.found.retain(|path, _| !path.contains("/runs/") || path.ends_with('2')));
    assert_eq!(sentences(&fake, &Diagnose::default()).await, Vec::<String>::new());
}

#[tokio::test(start_paused = true)]
async fn a_finding_quotes_nothing_that_the_trigger_has_sent() {
    let message = "401: code hunter2 and %68unter2, folder hunter3 with hunter4, POST /hooks/a-path-with-hunter2";
    for is_pull in [false, true] {
        let fake = Fake::new();
        fake.resources(|it| {
            let trigger = it.properties("triggerConfigs/mail");
            trigger["parameters"] = json!([{ "name": "folder", "value": "hunter3" },
                { "name": "body", "value": { "labels": ["hunter4"] } }]);
            let url = "https://r.example/hooks/a-path-with-hunter2?code=hunter2";
            if is_pull {
                trigger["pollingEndpoints"] = json!({ "receiveUri": url, "acknowledgeUri": "https://r.example" });
            } else {
                trigger["deliveryMode"] = Value::Null;
                trigger["notificationDetails"] = json!({ "callbackUrl": url });
            }
            let outputs = json!({ "statusCode": "hunter2" });
            let run = json!({ "status": "Failed", "outputs": outputs, "error": { "message": message } });
            it.set("triggerConfigs/mail/runs/1", json!({ "properties": run }));
        });
        let diagnosis = namespace(&fake).diagnose("mail", &Diagnose::default()).await;
        let text = format!("{diagnosis} {diagnosis:?}");
        assert!(text.contains("1 of the last 1 runs failed, the last one with status …: 401: code … and …"), "{text}");
        assert!(!text.contains("hunter"), "{text}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_check_that_fails_is_a_finding() {
    let fake = Fake::new();
    fake.fault(Kind::Arm, Fault::Status(403));
    assert_eq!(
        sentences(&fake, &Diagnose::default()).await,
        ["Not checked: the namespace. could not get the namespace (403): Fault: a fault"]
    );
}
