//! Signatures of services, with vectors that other code has computed.

use crate::receiver_support::{Fake, full, now, one, post, send, status};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use connector_triggers::receiver::{Auth, Part, Refusal, Route, Signature, TimeUnit};
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::{Request, request::Parts};
use sha2::Sha256;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// One genuine request.
struct Vector {
    service: &'static str,
    signature: fn(&[&str]) -> Signature,
    key: &'static str,
    path: &'static str,
    headers: &'static [(&'static str, &'static str)],
    body: &'static str,
    /// When it was sent; `None` if the service signs no time.
    sent_at: Option<u64>,
}

const VECTORS: [Vector; 9] = [
    // From GitHub's documentation.
    Vector {
        service: "GitHub",
        signature: |keys| Signature::github(keys.to_vec()),
        key: "It's a Secret to Everybody",
        path: "/",
        headers: &[("X-Hub-Signature-256", "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")],
        body: "Hello, World!",
        sent_at: None,
    },
    // From Slack's documentation.
    Vector {
        service: "Slack",
        signature: |keys| Signature::slack(keys.to_vec()),
        key: "8f742231b10e8888abcd99yyyzzz85a5",
        path: "/",
        headers: &[
            ("X-Slack-Signature", "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"),
            ("X-Slack-Request-Timestamp", "1531420618"),
        ],
        body: "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V\
            &channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=\
            &response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN\
            &trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c",
        sent_at: Some(1_531_420_618),
    },
    // From the tests of the Standard Webhooks libraries.
    Vector {
        service: "Standard Webhooks",
        signature: |keys| Signature::standard_webhooks(keys.to_vec()),
        key: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        path: "/",
        headers: &[
            ("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"),
            ("webhook-timestamp", "1614265330"),
            ("webhook-signature", "v1a,aGVsbG8= v1,aGVsbG8= v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
        ],
        body: "{\"test\": 2432232314}",
        sent_at: Some(1_614_265_330),
    },
    // The others: Python's `hmac`, over what the service's documentation says.
    Vector {
        service: "Stripe",
        signature: |keys| Signature::stripe(keys.to_vec()),
        key: "whsec_test",
        path: "/",
        headers: &[(
            "Stripe-Signature",
            "t=1492774577,v1=00,v1=7656fc2882a7ca0a651666b36bf2f2f22ee204f54f608f227498a2419f2890b2,v0=6ffb",
        )],
        body: "{\"id\":\"evt_1\"}",
        sent_at: Some(1_492_774_577),
    },
    Vector {
        service: "Zoom",
        signature: |keys| Signature::zoom(keys.to_vec()),
        key: "zoomsecret",
        path: "/",
        headers: &[
            ("x-zm-signature", "v0=44262df2a8e341acb88add552a83789bc378baf5abd921f7496b424d571cdff5"),
            ("x-zm-request-timestamp", "1658940994"),
        ],
        body: "{\"event\":\"meeting.ended\"}",
        sent_at: Some(1_658_940_994),
    },
    Vector {
        service: "Xero",
        signature: |keys| Signature::xero(keys.to_vec()),
        key: "xerokey",
        path: "/",
        headers: &[("x-xero-signature", "+pn45x8GJPQFkoDhHbptwlL5UNuXLvEUGeLnLAMdZ/s=")],
        body: "{\"events\":[],\"firstEventSequence\":0}",
        sent_at: None,
    },
    Vector {
        service: "Dropbox",
        signature: |keys| Signature::dropbox(keys.to_vec()),
        key: "appsecret",
        path: "/",
        headers: &[("X-Dropbox-Signature", "b4e5e7ca614550d98c384e262fdfd69ca9593e418d1630af7d525e85e35fba5c")],
        body: "{\"list_folder\":{\"accounts\":[\"dbid:1\"]}}",
        sent_at: None,
    },
    Vector {
        service: "Meta",
        signature: |keys| Signature::meta(keys.to_vec()),
        key: "appsecret",
        path: "/",
        headers: &[("X-Hub-Signature-256", "sha256=0e9e0080a310f376450c46d999aa4d49ed772bfe43c13205f38a3a6e6611ed2b")],
        body: "{\"object\":\"page\",\"entry\":[]}",
        sent_at: None,
    },
    Vector {
        service: "HubSpot",
        signature: |keys| Signature::hubspot_v3(keys.to_vec(), "https://www.example.com/"),
        key: "yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy",
        path: "/webhook_uri?a=b%3Ac%2Fd%20e",
        headers: &[
            ("X-HubSpot-Signature-v3", "6//HXt+ZQzK225Ms9Pp6OGdy8p+RrbH9INtHIy+iv8I="),
            ("X-HubSpot-Request-Timestamp", "1700000000000"),
        ],
        body: "{\"example_field\":\"example_value\"}",
        sent_at: Some(1_700_000_000),
    },
];

impl Vector {
    fn request(&self) -> Parts {
        let mut request = Request::post(self.path);
        for (name, value) in self.headers {
            request = request.header(*name, *value);
        }
        request.body(()).unwrap().into_parts().0
    }

    fn time(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(self.sent_at.unwrap_or(1_800_000_000))
    }
}

#[test]
fn genuine_requests_of_each_service_are_accepted() {
    for vector in VECTORS {
        let verify =
            |keys: &[&str], time| (vector.signature)(keys).verify(&vector.request(), vector.body.as_bytes(), time);
        assert_eq!(verify(&[vector.key], vector.time()), Ok(()), "{}", vector.service);
        // While a key is replaced, both are accepted, in any order.
        let other = "whsec_AAAA";
        assert_eq!(verify(&[other, vector.key], vector.time()), Ok(()), "{}", vector.service);
        assert_eq!(verify(&[other], vector.time()), Err(Refusal::Wrong), "{}", vector.service);
    }
}

#[test]
fn changed_requests_of_each_service_are_refused() {
    for vector in VECTORS {
        let signature = (vector.signature)(&[vector.key]);
        let service = vector.service;
        let mut longer = vector.body.as_bytes().to_vec();
        longer.push(b' ');
        assert_eq!(signature.verify(&vector.request(), &longer, vector.time()), Err(Refusal::Wrong), "{service}");
        for (name, value) in vector.headers {
            let mut request = vector.request();
            request.headers.remove(*name);
            let refusal = signature.verify(&request, vector.body.as_bytes(), vector.time());
            assert_eq!(refusal, Err(Refusal::Missing), "{service}: {name}");
            // The same header again: which of the two would count?
            let mut request = vector.request();
            request.headers.append(*name, value.parse().unwrap());
            let refusal = signature.verify(&request, vector.body.as_bytes(), vector.time());
            assert_eq!(refusal, Err(Refusal::Repeated), "{service}: {name}");
            // One character less, and another last one.
            for changed in [value[..value.len() - 1].to_owned(), format!("{}~", &value[..value.len() - 1])] {
                let mut request = vector.request();
                // The last item of these lists is not the signature.
                let is_list = matches!(*name, "Stripe-Signature");
                request
                    .headers
                    .insert(*name, if is_list { changed.replace("7656", "7657") } else { changed }.parse().unwrap());
                let refusal = signature.verify(&request, vector.body.as_bytes(), vector.time());
                assert!(matches!(refusal, Err(Refusal::Wrong | Refusal::Malformed)), "{service}: {name}: {refusal:?}");
            }
        }
    }
}

#[test]
fn a_replayed_request_is_refused_once_its_time_is_over() {
    for vector in VECTORS {
        let signature = (vector.signature)(&[vector.key]);
        let at = |time| signature.verify(&vector.request(), vector.body.as_bytes(), time);
        let (five, six) = (Duration::from_secs(300), Duration::from_secs(301));
        let too_far = if vector.sent_at.is_some() { Err(Refusal::Stale) } else { Ok(()) };
        assert_eq!((at(vector.time() + five), at(vector.time() - five)), (Ok(()), Ok(())), "{}", vector.service);
        assert_eq!((at(vector.time() + six), at(vector.time() - six)), (too_far, too_far), "{}", vector.service);
        let wider = (vector.signature)(&[vector.key]).tolerance(six);
        assert_eq!(wider.verify(&vector.request(), vector.body.as_bytes(), vector.time() + six), Ok(()));
    }
}

#[test]
fn a_time_is_digits() {
    for text in ["", "abc", "-5", "+1531420618", "1531420618.0", "99999999999999999999"] {
        let mut request = VECTORS[1].request();
        request.headers.insert("x-slack-request-timestamp", text.parse().unwrap());
        let refusal = Signature::slack([VECTORS[1].key]).verify(&request, b"", VECTORS[1].time());
        assert!(matches!(refusal, Err(Refusal::Malformed | Refusal::Missing)), "{text}: {refusal:?}");
    }
}

#[test]
fn a_signature_of_a_service_of_ones_own() {
    let signature = Signature::new("x-sign", ["key512"]).sha512();
    let value = "d35bee6e585930115739953426d0da075c5bf4c718a7150c537a54debe1d9b805cb865d4ade09863b371bd9be3e3843d08afa570\
        f5b8cc3966e0c7d1b3af3ff7";
    let request = Request::post("/").header("x-sign", value.to_uppercase()).body(()).unwrap().into_parts().0;
    assert_eq!(signature.verify(&request, b"body", SystemTime::now()), Ok(()));
    assert_eq!(signature.verify(&request, b"Body", SystemTime::now()), Err(Refusal::Wrong));

    let signature = Signature::new("x-sign", ["k"])
        .base64()
        .prefix("a=")
        .list(b';')
        .timestamp_item("at=", TimeUnit::Milliseconds, Duration::from_secs(1))
        .signed([Part::Method, Part::Literal(" "), Part::Timestamp, Part::Body]);
    let code = BASE64_STANDARD.encode(code("k", "PUT 5000body"));
    let request = |value: String| Request::put("/").header("x-sign", value).body(()).unwrap().into_parts().0;
    let at = UNIX_EPOCH + Duration::from_secs(5);
    assert_eq!(signature.verify(&request(format!("at=5000; a={code}")), b"body", at), Ok(()));
    assert_eq!(signature.verify(&request(format!("at=5001; a={code}")), b"body", at), Err(Refusal::Wrong));
    assert_eq!(signature.verify(&request(format!("at=5000; at=1; a={code}")), b"body", at), Err(Refusal::Repeated));
    assert_eq!(signature.verify(&request(format!("a={code}")), b"body", at), Err(Refusal::Missing));
    // Only so many signatures are compared.
    let after = |others: usize| {
        let others = "a=aGVsbG8=;".repeat(others);
        signature.verify(&request(format!("at=5000;{others}a={code}")), b"body", at)
    };
    assert_eq!((after(7), after(8), after(20)), (Ok(()), Err(Refusal::Wrong), Err(Refusal::Wrong)));
}

/// What looks like hexadecimal digits without a `%` stays, as does the escape of another character.
#[test]
fn only_escapes_of_an_address_are_decoded() {
    let signature = Signature::new("x-sign", ["k"])
        .base64()
        .public_url("https://example.com/")
        .signed([Part::UriDecoded(":/"), Part::Body]);
    let given = BASE64_STANDARD.encode(code("k", "https://example.com/a2F/v3A?to=b:c/d%20e2fbody"));
    let path = "/a2F/v3A?to=b%3Ac%2Fd%20e2f";
    let request = Request::post(path).header("x-sign", given).body(()).unwrap().into_parts().0;
    assert_eq!(signature.verify(&request, b"body", SystemTime::now()), Ok(()));
}

fn code(key: &str, message: &str) -> Vec<u8> {
    Hmac::<Sha256>::new_from_slice(key.as_bytes()).unwrap().chain_update(message).finalize().into_bytes().to_vec()
}

#[tokio::test]
async fn the_receiver_checks_signatures_over_the_raw_body() {
    let inbox = Fake::new();
    let receiver =
        one(&inbox, Route::payload("slack", "/slack", Auth::signature(Signature::slack(["k"]))).trigger("On"));
    let signed = |body: &str, at: u64| {
        let code: String = code("k", &format!("v0:{at}:{body}")).iter().map(|byte| format!("{byte:02x}")).collect();
        post("/slack").header("x-slack-signature", format!("v0={code}")).header("x-slack-request-timestamp", at)
    };
    // White space and key order stay as they are.
    let body = "{ \"b\":1,\"a\" : 2 }\n";
    assert_eq!(status(&receiver, signed(body, now()), body).await, 202);
    assert_eq!(inbox.events()[0].body, body.as_bytes());
    assert!(inbox.events()[0].headers.iter().all(|(name, _)| name == "content-type"));
    assert_eq!(status(&receiver, signed(body, now()), "{\"a\":2,\"b\":1}").await, 401);
    assert_eq!(status(&receiver, signed(body, now() - 400), body).await, 401);
    assert_eq!(status(&receiver, post("/slack"), body).await, 401);
    assert_eq!(send(&receiver, full(signed("not JSON", now()), "not JSON")).await.status, 400);
    assert_eq!(inbox.count(), 1);
}
