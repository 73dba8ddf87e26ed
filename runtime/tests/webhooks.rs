//! Registrations of webhooks: what is kept of one, and how it is removed.

#![allow(clippy::unwrap_used, reason = "what a test calls is a test too")]

use crate::support::{Reply, Service, URL, json, reply};
use connector_runtime::{
    ErrorKind, Secret, Subscription, Unsubscribed,
    codegen::{
        Connection, Connector, Given, Operation, Place, Removal, RemovalValue, RequestBuilder, Webhook,
        direct::{Auth, Credential, Service as Definition, Through},
        policy::{self, Exists, Piece, Policy, Rule},
        subscribe, unsubscribe,
    },
    serde_json::{self, json as value},
    testing,
};

const ADD: Operation = Operation::new("AddHook", "POST", "/teams/{team}/hooks");
const BASE: &str = URL;
const CONNECTOR: Connector = Connector::new("kaizala", "1.2.3").backend("https", "api.kaiza.la", "/");
const CALLBACK: &str = "https://me.example/hooks/hush";

/// The team was sent; the id has to come from the response.
const HOOK: Webhook = Webhook {
    triggers: &["Other", "AddHook"],
    removal: Some(Removal {
        operation: Operation::new("RemoveHook", "DELETE", "/teams/{team}/hooks/{hookId}"),
        values: &[
            RemovalValue(Place::Path, "team", Given::Required),
            RemovalValue(Place::Path, "hookId", Given::Required),
            RemovalValue(Place::Query, "version", Given::Default("2")),
            RemovalValue(Place::Query, "trace", Given::Optional),
            RemovalValue(Place::Header, "X-Kind", Given::Default("hook")),
        ],
        body: None,
    }),
};

/// Nothing removes it but its `Location`.
const BARE: Webhook = Webhook { triggers: &["AddHook"], removal: None };

/// The values are in the body.
const BY_BODY: Webhook = Webhook {
    triggers: &["AddHook"],
    removal: Some(Removal {
        operation: Operation::new("RemoveHook", "DELETE", "/hooks"),
        values: &[
            RemovalValue(Place::Member, "kind", Given::Default("\"web\"")),
            RemovalValue(Place::Member, "id", Given::Required),
            RemovalValue(Place::Member, "secret", Given::Required),
        ],
        body: Some(r#"{"by":"api"}"#),
    }),
};

fn connection(service: &Service) -> Connection {
    Connection::new(URL, testing::credential(), Some(service.options()), CONNECTOR).unwrap()
}

fn call(connection: &Connection) -> RequestBuilder {
    let mut call = RequestBuilder::new(connection, &ADD);
    call.path("team", &"a b");
    call.query("kind", &"x&y");
    call.header("X-Kind", &"special");
    call.json(&value!({"secret": "s3cret", "expirationDate": "2027-01-31"}));
    call.callback_url(&["target", "url"], CALLBACK);
    call
}

async fn subscribed(response: Reply) -> (Service, Subscription) {
    let service = Service::new([response]);
    let subscription = subscribe(call(&connection(&service)), CALLBACK).await.unwrap();
    (service, subscription)
}

/// The outcome, and method and URL of the requests, behind the connection's URL.
async fn removed(
    replies: Vec<Reply>,
    webhook: &'static Webhook,
    subscription: &Subscription,
    values: &[(&str, &str)],
) -> (connector_runtime::Result<Unsubscribed>, Vec<String>) {
    let service = Service::new(replies);
    let outcome = unsubscribe(&connection(&service), webhook, subscription, values).await;
    let sent = service.sent().into_iter().map(|sent| format!("{} {}", sent.method, sent.url.replace(BASE, "")));
    (outcome, sent.collect())
}

#[tokio::test]
async fn a_subscription_has_what_was_sent_and_returned() {
    let response =
        reply(201, &[("content-type", "application/json"), ("location", "/hooks/7")], r#"{"id":7,"key":"hush"}"#);
    let (service, subscription) = subscribed(response).await;
    let sent = &service.sent()[0];
    assert_eq!(
        (sent.method.as_str(), sent.url.as_str()),
        ("POST", format!("{BASE}/teams/a%20b/hooks?kind=x%26y").as_str())
    );
    let body: serde_json::Value = serde_json::from_slice(&sent.body).unwrap();
    assert_eq!(body, value!({"secret": "s3cret", "expirationDate": "2027-01-31", "target": {"url": CALLBACK}}));

    assert_eq!(
        (subscription.trigger(), subscription.callback_url(), subscription.status()),
        ("AddHook", CALLBACK, 201)
    );
    assert_eq!(
        (subscription.location(), subscription.response()),
        (Some("/hooks/7"), Some(&value!({"id": 7, "key": "hush"})))
    );
    let of = |name: &str| subscription.sent(name);
    assert_eq!(
        (of("team"), of("kind"), of("x-kind")),
        (Some(value!("a b")), Some(value!("x&y")), Some(value!("special")))
    );
    assert_eq!((of("secret"), of("Accept"), of("authorization")), (Some(value!("s3cret")), None, None));

    let saved = serde_json::to_string(&subscription).unwrap();
    assert_eq!(serde_json::from_str::<Subscription>(&saved).unwrap(), subscription);
    assert!(saved.contains("s3cret"));
    let newer = saved.replace("\"version\":1", "\"version\":2");
    let error = serde_json::from_str::<Subscription>(&newer).unwrap_err();
    assert_eq!(error.to_string(), "not a subscription that was saved in form 1");
    let shown = format!("{subscription:?}");
    for hidden in ["hush", "s3cret", "special", "/hooks/7", "x&y", "a b"] {
        assert!(!shown.contains(hidden), "{shown}");
    }
}

/// serde quotes what it finds.
#[test]
fn an_error_of_reading_a_subscription_quotes_nothing() {
    for text in [
        r#""hush""#,
        r#"{"version":"hush"}"#,
        r#"{"version":1,"trigger":"t","callback_url":4815162342}"#,
        r#"{"version":1,"trigger":"t","callback_url":"u","url":"u","status":"hush"}"#,
        r#"{"version":1,"trigger":"t","callback_url":"u","url":"u","status":201,"sent":"hush"}"#,
        r#"{"version":1,"trigger":"t","callback_url":"u","url":"u","status":201,"sent":{"headers":["hush"]}}"#,
    ] {
        let error = serde_json::from_str::<Subscription>(text).unwrap_err();
        assert_eq!(error.to_string(), "not a subscription that was saved in form 1", "{text}");
    }
}

#[tokio::test]
async fn a_registration_prints_no_value() {
    let service = Service::new([reply(201, &[("location", "/hooks/7")], r#"{"key":"hush"}"#)]);
    let subscribing = subscribe(call(&connection(&service)), CALLBACK);
    assert_eq!(format!("{subscribing:?}"), "Subscribing { .. }");
    assert_eq!(
        format!("{:?}", subscribing.await.unwrap()),
        "Subscription { trigger: \"AddHook\", status: 201, has_location: true, has_response: true, .. }"
    );
}

type Headers = &'static [(&'static str, &'static str)];

/// A registration whose values are unlike words.
async fn with_secrets(location: Headers) -> Subscription {
    let callback = "https://me.example/hooks/callbackSecret77";
    let service = Service::new([reply(201, location, r#"{"id":"idSecret77","keys":[{"sign":"signSecret77"}]}"#)]);
    let connection = connection(&service);
    let mut call = RequestBuilder::new(&connection, &ADD);
    call.path("team", &"teamSecret77");
    call.query("kind", &"kindSecret77");
    call.header("X-Kind", &"headerSecret77");
    call.json(&value!({"secret": "bodySecret77"}));
    call.callback_url(&["target", "url"], callback);
    subscribe(call, callback).await.unwrap()
}

#[tokio::test]
async fn an_error_of_a_removal_has_no_value_of_the_registration() {
    let quoted = "no luck with callbackSecret77, linkSecret77, idSecret77, signSecret77, teamSecret77, kindSecret77, \
                  headerSecret77, bodySecret77, ownSecret77 today";
    let message = value!({"message": quoted}).to_string();
    let failed = || Reply::Answer(400, &[("content-type", "application/json")], message.clone().into());
    let clean = format!("no luck with {} today", ["…"; 9].join(", "));
    let own = [("hookId", "ownSecret77")];
    for (webhook, values) in [(&HOOK, &own[..0]), (&BARE, &own), (&HOOK, &own)] {
        let subscription = with_secrets(&[("location", "/hooks/linkSecret77")]).await;
        let error = removed(vec![failed()], webhook, &subscription, values).await.0.unwrap_err();
        let text = error.to_string().replace("ownSecret77", if values.is_empty() { "…" } else { "ownSecret77" });
        assert!(text.contains(&clean) && !format!("{error:?}").contains("Secret"), "{error} {error:?}");
    }
}

#[tokio::test]
async fn a_link_of_a_removal_that_is_not_followed_has_no_value_of_the_registration() {
    let refused = "the response's link is not followed: it leads to another host, ….evil.example";
    let links: [Headers; 4] = [
        &[("location", "https://callbackSecret77.evil.example/x")],
        &[("location", "https://teamSecret77.evil.example/x")],
        &[("location", "https://signSecret77.evil.example/x")],
        &[("location", "https://bodySecret77.evil.example/x")],
    ];
    for link in links {
        let subscription = with_secrets(link).await;
        let at_location = removed(vec![], &BARE, &subscription, &[]).await.0.unwrap_err();
        let subscription = with_secrets(&[("location", "/hooks/7")]).await;
        let redirect = reply(302, link, "");
        let redirected = removed(vec![redirect], &BARE, &subscription, &[]).await.0.unwrap_err();
        for error in [at_location, redirected] {
            let text = format!("{error} {error:?}");
            assert!(text.contains(refused) && !text.to_lowercase().contains("secret"), "{text}");
        }
    }
}

#[tokio::test]
async fn a_callback_url_is_one_to_which_a_service_can_post() {
    for url in ["", "/hooks", "me.example/hush", "ftp://me.example/hush"] {
        let service = Service::new([]);
        let error = subscribe(call(&connection(&service)), url).await.unwrap_err();
        assert_eq!((error.kind(), error.operation(), service.sent().len()), (ErrorKind::Request, Some("AddHook"), 0));
        assert!(!format!("{error} {error:?}").contains("hush"));
    }
}

#[tokio::test]
async fn an_expiry_is_the_date_of_a_property_for_one() {
    let of = async |response: &'static str| {
        let (_, subscription) = subscribed(json(200, response)).await;
        subscription.expires_at().map(|date| date.to_string())
    };
    for (response, expected) in [
        (r#"{"expirationDateTime":"2026-12-01T00:00:00Z"}"#, "2026-12-01T00:00:00Z"),
        (r#"{"data":{"expires_at":"2026-12-01"}}"#, "2026-12-01"),
        (r#"{"valid-until":"2026-12-01","data":{"expires":"2020-01-01"}}"#, "2026-12-01"),
        // Neither a date, nor a property for one: the request states another.
        (r#"{"expires":3600,"expiresIn":"2026-12-01","expiration":"soon"}"#, "2027-01-31"),
        ("{}", "2027-01-31"),
        ("[]", "2027-01-31"),
    ] {
        assert_eq!(of(response).await.as_deref(), Some(expected), "{response}");
    }
}

#[tokio::test]
async fn an_expiry_may_be_a_parameter_of_the_registration() {
    let service = Service::new([json(200, "{}")]);
    let mut call = RequestBuilder::new(&connection(&service), &ADD);
    call.path("team", &"2020-01-01");
    call.query("expires", &"soon");
    call.query("validUntil", &"2027-03-01");
    let subscription = subscribe(call, CALLBACK).await.unwrap();
    assert_eq!(subscription.expires_at().map(|date| date.to_string()).as_deref(), Some("2027-03-01"));
}

#[tokio::test]
async fn a_location_is_where_a_registration_is_removed() {
    for (location, expected) in [
        ("https://host.azure-apihub.net/apim/kaizala/0123/hooks/7", "DELETE /hooks/7"),
        ("https://api.kaiza.la/hooks/7?a=b", "DELETE /hooks/7?a=b"),
        ("/hooks/7", "DELETE /hooks/7"),
        ("hooks/7", "DELETE /teams/a%20b/hooks/7"),
        (" ../7#x ", "DELETE /teams/7"),
    ] {
        let headers: &'static [_] = vec![("location", location)].leak();
        let (_, subscription) = subscribed(reply(201, headers, "")).await;
        for webhook in [&HOOK, &BARE] {
            let (outcome, sent) = removed(vec![reply(204, &[], "")], webhook, &subscription, &[]).await;
            assert_eq!((outcome.unwrap(), sent), (Unsubscribed::Removed, vec![expected.to_owned()]), "{location}");
        }
    }
}

#[tokio::test]
async fn a_location_elsewhere_is_not_requested() {
    for location in
        ["https://evil.example/hooks/7", "//evil.example/7", "http://api.kaiza.la/7", "../../../../other/id"]
    {
        let headers: &'static [_] = vec![("location", location), ("content-type", "application/json")].leak();
        let (_, subscription) = subscribed(reply(201, headers, r#"{"id":"h 1"}"#)).await;
        let (outcome, sent) = removed(vec![], &BARE, &subscription, &[]).await;
        let error = outcome.unwrap_err();
        assert_eq!((error.kind(), error.operation(), sent.len()), (ErrorKind::Link, Some("AddHook"), 0), "{location}");
        // The definition's own operation helps.
        let (outcome, sent) = removed(vec![], &HOOK, &subscription, &[]).await;
        assert_eq!(outcome.unwrap(), Unsubscribed::Removed);
        assert_eq!(sent, ["DELETE /teams/a%20b/hooks/h%201?version=2"]);
    }
}

#[tokio::test]
async fn the_operation_is_filled_with_what_was_sent_and_returned() {
    let path = |id: &str| vec![format!("DELETE /teams/a%20b/hooks/{id}?version=2")];
    for (response, id) in [
        (json(200, r#"{"hookId":"h1","id":"x"}"#), "h1"),
        (json(200, r#"{"hook_id":"h1","other_id":"x"}"#), "h1"),
        (json(200, r#"{"data":{"HookID":5}}"#), "5"),
        (json(200, r#"{"id":"h1","accountId":"x"}"#), "h1"),
        (json(200, r#"{"subscriptionId":"h1"}"#), "h1"),
        (json(200, "\"h1\""), "h1"),
        (json(200, "12"), "12"),
        (reply(200, &[("content-type", "text/plain")], "h1\n"), "h1"),
    ] {
        let (_, subscription) = subscribed(response).await;
        let (outcome, sent) = removed(vec![], &HOOK, &subscription, &[]).await;
        assert_eq!((outcome.unwrap(), sent), (Unsubscribed::Removed, path(id)));
    }
    for response in [json(200, r#"{"aId":"1","bId":"2"}"#), json(200, "{}"), reply(201, &[], ""), json(200, "[1]")] {
        let (_, subscription) = subscribed(response).await;
        let (outcome, sent) = removed(vec![], &HOOK, &subscription, &[]).await;
        assert_eq!((outcome.unwrap(), sent.len()), (Unsubscribed::Needs(vec!["hookId".to_owned()]), 0));
        let values = [("hookId", "h 1"), ("trace", "t"), ("version", "3")];
        let (outcome, sent) = removed(vec![], &HOOK, &subscription, &values).await;
        assert_eq!(
            (outcome.unwrap(), sent),
            (Unsubscribed::Removed, vec!["DELETE /teams/a%20b/hooks/h%201?version=3&trace=t".to_owned()])
        );
        let (outcome, sent) = removed(vec![], &BARE, &subscription, &[]).await;
        assert_eq!((outcome.unwrap(), sent.len()), (Unsubscribed::NoWay, 0));
    }
}

#[tokio::test]
async fn a_body_is_filled_too() {
    let (_, subscription) = subscribed(json(200, r#"{"id":7}"#)).await;
    let service = Service::new([]);
    let outcome = unsubscribe(&connection(&service), &BY_BODY, &subscription, &[]).await.unwrap();
    let body: serde_json::Value = serde_json::from_slice(&service.sent()[0].body).unwrap();
    assert_eq!(outcome, Unsubscribed::Removed);
    assert_eq!(body, value!({"by": "api", "kind": "web", "id": 7, "secret": "s3cret"}));
}

/// Only in a body, a default is JSON, and stays whatever was sent under its name.
#[tokio::test]
async fn what_was_sent_comes_before_a_default() {
    const BY_QUERY: Webhook = Webhook {
        triggers: &["AddHook"],
        removal: Some(Removal {
            operation: Operation::new("RemoveHook", "DELETE", "/hooks"),
            values: &[
                RemovalValue(Place::Query, "kind", Given::Default("none")),
                RemovalValue(Place::Query, "reason", Given::Default("done")),
                RemovalValue(Place::Member, "team", Given::Required),
                RemovalValue(Place::Member, "x-kind", Given::Default("[1]")),
            ],
            body: None,
        }),
    };
    let (_, subscription) = subscribed(json(200, "{}")).await;
    let service = Service::new([]);
    let outcome = unsubscribe(&connection(&service), &BY_QUERY, &subscription, &[]).await.unwrap();
    assert_eq!(outcome, Unsubscribed::Removed);
    let sent = &service.sent()[0];
    assert_eq!(sent.url, format!("{BASE}/hooks?kind=x%26y&reason=done"));
    let body: serde_json::Value = serde_json::from_slice(&sent.body).unwrap();
    assert_eq!(body, value!({"team": "a b", "x-kind": [1]}));
}

#[tokio::test]
async fn headers_are_those_of_the_operation() {
    let (_, subscription) = subscribed(reply(201, &[("location", "/hooks/7")], "")).await;
    let service = Service::new([]);
    let removal = unsubscribe(&connection(&service), &HOOK, &subscription, &[]);
    assert_eq!(format!("{removal:?}"), "Unsubscribing { .. }");
    assert!(removal.await.unwrap().is_gone());
    let sent = &service.sent()[0];
    assert_eq!((sent.header("x-kind"), sent.header("content-type")), (Some("special"), None));
    assert!(sent.header("authorization").is_some() && sent.body.is_empty());
}

/// One that was sent elsewhere in the registration, one with a default, and one that nobody gives.
#[tokio::test]
async fn headers_of_the_operation_stand_beside_those_of_the_registration() {
    const BY_HEADERS: Webhook = Webhook {
        triggers: &["AddHook"],
        removal: Some(Removal {
            operation: Operation::new("RemoveHook", "DELETE", "/hooks"),
            values: &[
                RemovalValue(Place::Header, "team", Given::Required),
                RemovalValue(Place::Header, "X-Reason", Given::Default("done")),
                RemovalValue(Place::Header, "X-Trace", Given::Optional),
                RemovalValue(Place::Query, "kind", Given::Required),
            ],
            body: None,
        }),
    };
    let (_, subscription) = subscribed(reply(201, &[("location", "/hooks/7")], "")).await;
    let service = Service::new([]);
    assert!(unsubscribe(&connection(&service), &BY_HEADERS, &subscription, &[]).await.unwrap().is_gone());
    let sent = &service.sent()[0];
    let headers = ["x-kind", "team", "x-reason", "x-trace", "kind"].map(|name| sent.header(name));
    assert_eq!(headers, [Some("special"), Some("a b"), Some("done"), None, None]);
}

#[tokio::test]
async fn what_is_gone_already_is_gone() {
    let (_, subscription) = subscribed(reply(201, &[("location", "/hooks/7")], "")).await;
    for status in [404, 410] {
        let (outcome, _) = removed(vec![reply(status, &[], "")], &HOOK, &subscription, &[]).await;
        assert_eq!(outcome.unwrap(), Unsubscribed::AlreadyGone);
    }
    for status in [400, 401, 403, 405, 409] {
        let (outcome, sent) = removed(vec![reply(status, &[], "")], &HOOK, &subscription, &[]).await;
        let error = outcome.unwrap_err();
        assert_eq!((error.status(), error.operation(), sent.len()), (Some(status), Some("RemoveHook"), 1));
    }
    // It may have taken effect before the connection broke.
    let (outcome, sent) = removed(vec![Reply::Lost, reply(404, &[], "")], &HOOK, &subscription, &[]).await;
    assert_eq!((outcome.unwrap(), sent.len()), (Unsubscribed::AlreadyGone, 2));
}

#[tokio::test]
async fn redirects_within_the_service_are_followed() {
    let (_, subscription) = subscribed(reply(201, &[("location", "/hooks/7")], "")).await;
    let to = |status, location: &'static str| reply(status, vec![("location", location)].leak(), "");
    let replies = vec![to(308, "/v2/hooks/7"), to(307, "https://api.kaiza.la/v3/hooks/7"), reply(204, &[], "")];
    let (outcome, sent) = removed(replies, &HOOK, &subscription, &[]).await;
    assert_eq!(outcome.unwrap(), Unsubscribed::Removed);
    assert_eq!(sent, ["DELETE /hooks/7", "DELETE /v2/hooks/7", "DELETE /v3/hooks/7"]);
    // 303 names a page about what was done.
    let (outcome, sent) = removed(vec![to(303, "https://evil.example/")], &HOOK, &subscription, &[]).await;
    assert_eq!((outcome.unwrap(), sent.len()), (Unsubscribed::Removed, 1));
    let (outcome, sent) = removed(vec![to(307, "https://evil.example/")], &HOOK, &subscription, &[]).await;
    assert_eq!((outcome.unwrap_err().kind(), sent.len()), (ErrorKind::Link, 1));
    let (outcome, sent) = removed((0..9).map(|_| to(307, "/hooks/7")).collect(), &HOOK, &subscription, &[]).await;
    assert_eq!((outcome.unwrap_err().kind(), sent.len()), (ErrorKind::Link, 6));
}

#[tokio::test]
async fn a_redirect_that_is_refused_quotes_no_value_of_the_removal() {
    let (_, subscription) = subscribed(json(200, "{}")).await;
    let answer = reply(307, &[("location", "https://hook-word.evil.example/")], "");
    let (outcome, _) = removed(vec![answer], &HOOK, &subscription, &[("hookId", "hook-word")]).await;
    assert_eq!(
        outcome.unwrap_err().to_string(),
        "RemoveHook: the response's link is not followed: it leads to another host, ….evil.example"
    );
}

#[test]
fn a_registration_is_gone_if_it_is_removed_or_not_known() {
    assert!(Unsubscribed::Removed.is_gone() && Unsubscribed::AlreadyGone.is_gone());
    assert!(!Unsubscribed::NoWay.is_gone() && !Unsubscribed::Needs(vec!["hookId".to_owned()]).is_gone());
}

#[tokio::test]
async fn a_subscription_of_another_connector_is_refused() {
    const OTHER: Webhook = Webhook { triggers: &["Other"], removal: None };
    let (_, subscription) = subscribed(reply(201, &[("location", "/hooks/7")], "")).await;
    let (outcome, sent) = removed(vec![], &OTHER, &subscription, &[]).await;
    assert_eq!((outcome.unwrap_err().kind(), sent.len()), (ErrorKind::Request, 0));
}

/// The key goes into the removal by a policy of its own; the tenant of the registration chooses the host.
static DEFINITION: Definition = Definition {
    base: "https://api.example.com/v1",
    policies: &[
        Policy {
            operations: &["AddHook", "RemoveHook"],
            of_response: false,
            rule: Rule::HostUrl(&[
                Piece::Text("https://"),
                Piece::Expression(policy::Expression::Query("kind", None)),
                Piece::Text(".example.com/v2"),
            ]),
        },
        Policy {
            operations: &["RemoveHook"],
            of_response: false,
            rule: Rule::Header(
                "x-remove",
                &[Piece::Text("key "), Piece::Expression(policy::Expression::ConnectionParameter("key", None))],
                Exists::Override,
            ),
        },
        Policy {
            operations: &["RemoveHook"],
            of_response: false,
            rule: Rule::Route(&[Piece::Text("/elsewhere")], Some("POST")),
        },
    ],
    through_connection: Through::Some(&[]),
};

fn direct(service: &Service) -> Connection {
    let mut auth = Auth::new(&[Credential::Query { name: "code", parameter: "key" }]);
    auth.set_secret("key", Secret::from("hush"));
    let connector = Connector::new("tenants", "1.0.0").backend("https", "api.example.com", "/v1");
    Connection::direct(&DEFINITION, auth, Some(service.options()), connector).unwrap()
}

#[tokio::test]
async fn a_direct_removal_has_the_credential_and_the_policies_of_its_operation() {
    let subscribe_at = async |location: &'static str| {
        let service = Service::new([reply(201, vec![("location", location)].leak(), "")]);
        let mut call = RequestBuilder::new(&direct(&service), &ADD);
        call.path("team", &"t");
        call.query("kind", &"ann");
        call.callback_url(&["url"], CALLBACK);
        let subscription = subscribe(call, CALLBACK).await.unwrap();
        assert_eq!(service.sent()[0].url, "https://ann.example.com/v2/teams/t/hooks?kind=ann&code=hush");
        assert!(!serde_json::to_string(&subscription).unwrap().replace("hooks/hush", "").contains("hush"));
        subscription
    };
    for location in ["https://ann.example.com/v2/hooks/7?code=hush", "/v2/hooks/7", "../../hooks/7"] {
        let subscription = subscribe_at(location).await;
        let service = Service::new([reply(204, &[], "")]);
        assert_eq!(unsubscribe(&direct(&service), &HOOK, &subscription, &[]).await.unwrap(), Unsubscribed::Removed);
        let sent = &service.sent()[0];
        let (method, url) = (sent.method.as_str(), sent.url.as_str());
        assert_eq!((method, url), ("DELETE", "https://ann.example.com/v2/hooks/7?code=hush"), "{location}");
        assert_eq!(sent.header("x-remove"), Some("key hush"));
    }
    let subscription = subscribe_at("/v2/hooks/7").await;
    let service = Service::new([
        reply(307, &[("location", "/v2/moved/7")], ""),
        reply(307, &[("location", "/v2/moved/8")], ""),
        reply(204, &[], ""),
    ]);
    assert_eq!(unsubscribe(&direct(&service), &HOOK, &subscription, &[]).await.unwrap(), Unsubscribed::Removed);
    let sent = service.sent().into_iter().map(|sent| format!("{} {}", sent.method, sent.url));
    // A redirect says where the request goes, and not the route of the operation.
    assert_eq!(
        sent.collect::<Vec<_>>(),
        ["hooks/7", "moved/7", "moved/8"].map(|path| format!("DELETE https://ann.example.com/v2/{path}?code=hush"))
    );
    for location in ["https://bob.example.com/v2/hooks/7", "https://evil.example/7"] {
        let subscription = subscribe_at(location).await;
        let service = Service::new([]);
        let outcome = unsubscribe(&direct(&service), &BARE, &subscription, &[]).await;
        assert_eq!((outcome.unwrap_err().kind(), service.sent().len()), (ErrorKind::Link, 0), "{location}");
    }
}

#[test]
fn a_registration_and_a_removal_can_be_spawned() {
    fn is_free<T: Send + 'static>(_: T) {}
    let service = Service::new([]);
    is_free(subscribe(call(&connection(&service)), CALLBACK));
    is_free(async move {
        let (_, subscription) = subscribed(reply(201, &[], "")).await;
        unsubscribe(&connection(&service), &HOOK, &subscription, &[]).await
    });
}
