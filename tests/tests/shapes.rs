//! Rare shapes of definitions, as a caller uses them: `tests/fixtures/decoding` holds such a definition and its generated crate.

#![allow(clippy::unwrap_used, reason = "what a test calls is a test too")]

use connector_shapes::{
    ShapesClient,
    bodies::{AskRequest, PutFormRequest},
    models::{Animal, Fish, Reply, parts::ReplyRating},
    parameters::GetAnimalZoom,
    requests,
    runtime::{
        self,
        serde_json::{self, Value, json},
    },
};
use connector_tests::loopback::{CONNECTION_URL, credential};
use std::collections::BTreeMap;

fn client() -> ShapesClient {
    ShapesClient::new(CONNECTION_URL, credential(), None).unwrap()
}

/// The JSON that a request sends.
fn sent(request: runtime::Result<runtime::HttpRequest>) -> Value {
    let request = request.unwrap();
    serde_json::from_slice(request.body().unwrap()).unwrap()
}

#[test]
fn a_callback_url_is_an_argument_though_it_is_called_internal() {
    let request = client().ask(AskRequest::new("https://caller.example/answers").with_question("Tea?"));
    let expected = json!({ "question": "Tea?", "callback": "https://caller.example/answers" });
    assert_eq!(sent(request.into_request()), expected);
}

#[test]
fn a_request_decodes_the_notification_of_its_callback_url() {
    let reply = requests::Ask::decode_notification(br#"{"text":"yes","rating":2.5}"#).unwrap();
    assert_eq!(reply, Reply::new().with_text("yes").with_rating(ReplyRating::Value2_5));
    let error = requests::Ask::decode_notification(br#"{"text":[]}"#).unwrap_err();
    assert_eq!(error.to_string(), "Ask: `text`: expected text, found a list");
    assert_eq!(error.raw_body(), br#"{"text":[]}"#);
    assert!(requests::Ask::decode_notification(b"").is_err());
}

#[test]
fn a_number_that_is_listed_is_sent_as_it_is_written_and_others_can_be() {
    for (zoom, text) in
        [(GetAnimalZoom::from(1.0), "1"), (GetAnimalZoom::from(-2.25), "-2.25"), (GetAnimalZoom::from(3.5), "3.5")]
    {
        let request = client().get_animal().zoom(zoom).into_request().unwrap();
        assert_eq!(request.url().query(), Some(format!("zoom={text}").as_str()));
    }
    assert_eq!(GetAnimalZoom::from(0.5), GetAnimalZoom::Value0_5);
}

#[test]
fn an_object_with_a_dynamic_schema_accepts_additional_properties() {
    let form = PutFormRequest::new("leave").with_extra(BTreeMap::from([("days".to_owned(), json!(3))]));
    assert_eq!(sent(client().put_form(form).into_request()), json!({ "name": "leave", "valid": true, "days": 3 }));
}

#[test]
fn a_variant_is_read_from_its_object_and_nothing_is_lost() {
    let animal: Animal = serde_json::from_value(json!({ "kind": "Fish", "name": "Wanda", "fins": 7 })).unwrap();
    let fish: Fish = runtime::convert(&animal).unwrap();
    assert_eq!((fish.name.as_deref(), fish.fins), (Some("Wanda"), Some(7)));
    let back: Animal = runtime::convert(&Fish::new(7).with_name("Wanda")).unwrap();
    assert_eq!(back, animal);
}
