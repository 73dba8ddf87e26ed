//! Large responses, decoded by the runtime into models and by serde_json into plain derived structs, and written back.

use crate::{
    rounds::{Candidate, compare},
    transport,
};
use connector_kaizala::models::GroupAddedSchema;
use connector_runtime::{
    Bytes, Decode, Encode, RawResponse,
    codegen::{Connection, Connector, Operation, RequestBuilder, TriggerItem},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use std::{collections::BTreeMap, hint::black_box};

static OPERATION: Operation = Operation::new("Everything", "POST", "/everything");

/// The same fields as a model and as a plain struct.
macro_rules! both {
    ($( $name:ident { $( $field:ident: $type:ty = $key:literal ),* $(,)? } )*) => {
        /// By the runtime's rules.
        mod liberal {
            use super::*;
            $(
                #[derive(Clone, Debug, Default, PartialEq)]
                pub(super) struct $name { $( pub(super) $field: Option<$type>, )* }
                connector_runtime::codegen::model! { $name { $( optional $field = $key, )* } }
            )*
        }

        /// By serde's.
        mod plain {
            use super::*;
            $(
                #[derive(Clone, Debug, Default, Serialize, Deserialize)]
                pub(super) struct $name {
                    $( #[serde(rename = $key, skip_serializing_if = "Option::is_none")] pub(super) $field: Option<$type>, )*
                }
            )*
        }
    };
}

/// [`GroupAddedSchema`] by hand.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct GroupAdded {
    group_id: Option<String>,
    group_name: Option<String>,
    group_pic_url: Option<String>,
    group_type: Option<String>,
    from_user: Option<String>,
    from_user_name: Option<String>,
    from_user_profile_pic: Option<String>,
}

both! {
    Order {
        id: i64 = "id",
        number: String = "orderNumber",
        created: String = "createdDateTime",
        is_paid: bool = "isPaid",
        total: f64 = "totalAmount",
        discount: f64 = "discountRate",
        currency: String = "currencyCode",
        customer: Customer = "customer",
        lines: Vec<Line> = "lines",
        labels: BTreeMap<String, String> = "labels",
        ratings: Vec<i64> = "ratings",
        note: String = "note",
    }
    Customer {
        id: i64 = "id",
        name: String = "displayName",
        mail: String = "mail",
        phone: String = "phone",
        address: Address = "address",
    }
    Address {
        street: String = "street",
        city: String = "city",
        zip: String = "zip",
        country: String = "country",
        latitude: f64 = "latitude",
        longitude: f64 = "longitude",
    }
    Line {
        position: i64 = "position",
        article: String = "article",
        text: String = "text",
        quantity: i64 = "quantity",
        price: f64 = "price",
        is_gift: bool = "isGift",
    }
    Node {
        name: String = "name",
        size: i64 = "size",
        inner: Box<Node> = "inner",
        leaves: Vec<Node> = "leaves",
    }
}

pub(crate) fn run() {
    let groups: Vec<Value> = (0..6_000).map(group).collect();
    let groups = Value::from(groups).to_string();
    decode::<Vec<GroupAddedSchema>, Vec<GroupAdded>>("groups of Kaizala", &groups);
    encode::<Vec<GroupAddedSchema>, Vec<GroupAdded>>("groups of Kaizala, written", &groups);

    let orders: Vec<Value> = (0..2_000).map(order).collect();
    let orders = Value::from(orders);
    let text = orders.to_string();
    decode::<Vec<liberal::Order>, Vec<plain::Order>>("orders: wide, numbers, lists, maps", &text);
    encode::<Vec<liberal::Order>, Vec<plain::Order>>("orders, written", &text);
    let text = serde_json::to_string_pretty(&orders).expect("it is JSON");
    decode::<Vec<liberal::Order>, Vec<plain::Order>>("orders, indented, keys in another order", &text);
    decode::<Value, Value>("orders, as free JSON", &text);
    decode::<liberal::Order, plain::Order>("one object that asks for nothing", &format!(r#"{{"value":{text}}}"#));

    envelopes(&orders);

    let nodes: Vec<Value> = (0..2_000).map(|index| node(index, 40)).collect();
    decode::<Vec<liberal::Node>, Vec<plain::Node>>("nodes: 40 deep", &Value::from(nodes).to_string());
}

/// An envelope beside the same items as a plain body: keys as the models define them, in another case, and unknown ones.
fn envelopes(orders: &Value) {
    let upper = with_keys(orders, &|key| key.to_uppercase());
    let unknown = with_keys(orders, &|key| format!("{key}2"));
    for (what, plain, items) in
        [("as defined", orders, orders), ("in another case", orders, &upper), ("unknown", &unknown, &unknown)]
    {
        let (plain, envelope) = (plain.to_string(), json!({"body": {"value": items}}).to_string());
        compare(
            &format!("an envelope, keys {what} ({:.1} MB)", plain.len() as f64 / 1e6),
            60,
            vec![
                Candidate::new("  a plain body", || {
                    let item = TriggerItem::direct("OnOrder", plain.as_bytes()).expect("it has a body");
                    drop(black_box(item.json::<Vec<liberal::Order>>().expect("it fits")));
                }),
                Candidate::new("  the envelope", || {
                    let items = TriggerItem::envelope("OnOrder", envelope.as_bytes()).expect("it is an envelope");
                    let orders: Result<Vec<liberal::Order>, _> = items.into_iter().map(TriggerItem::json).collect();
                    drop(black_box(orders.expect("they fit")));
                }),
            ],
        );
    }
}

fn decode<L: Decode, P: DeserializeOwned>(what: &str, text: &str) {
    let title = format!("{what} ({:.1} MB)", text.len() as f64 / 1e6);
    let response = response(text);
    compare(
        &title,
        60,
        vec![
            Candidate::new("  serde_json, derived structs", || {
                drop(black_box(serde_json::from_slice::<P>(response.body()).expect("it fits")));
            }),
            Candidate::new("  runtime, models", || {
                drop(black_box(response.clone().json::<L>().expect("it fits")));
            }),
        ],
    );
}

fn encode<L: Decode + Encode, P: DeserializeOwned + Serialize>(what: &str, text: &str) {
    let liberal: L = response(text).json().expect("it fits");
    let plain: P = serde_json::from_str(text).expect("it fits");
    let connection = connection(Bytes::new());
    compare(
        what,
        60,
        vec![
            Candidate::new("  serde_json, derived structs", || {
                drop(black_box(serde_json::to_vec(&plain).expect("it is JSON")));
            }),
            Candidate::new("  runtime, models", || {
                let mut call = RequestBuilder::new(&connection, &OPERATION);
                call.json(&liberal);
                drop(black_box(call));
            }),
        ],
    );
}

fn connection(body: Bytes) -> Connection {
    let options = transport::responding_with(body);
    Connection::new(transport::URL, transport::credential(), Some(options), Connector::new("bench", "0.1.0"))
        .expect("the URL is fit for a connection")
}

/// The response of a service to a call.
fn response(text: &str) -> RawResponse {
    let call = RequestBuilder::new(&connection(Bytes::copy_from_slice(text.as_bytes())), &OPERATION);
    transport::block_on(call.send()).expect("the response is a success")
}

fn group(index: usize) -> Value {
    json!({
        "groupId": format!("a4b1c2d3-{index:08}-4f5a-9b8c-7d6e5f4a3b2c"),
        "groupName": format!("Field team {index} – north"),
        "groupPicUrl": format!("https://cdn.example.com/pictures/groups/{index}/large.png"),
        "groupType": "Group",
        "fromUser": format!("+9198765{index:05}"),
        "fromUserName": "Asha \"Ash\" Rao",
        "fromUserProfilePic": format!("https://cdn.example.com/pictures/users/{index}/large.png?size=240&v=3"),
    })
}

fn order(index: usize) -> Value {
    let line = |position: usize| {
        json!({
            "position": position,
            "article": format!("A-{:06}", index * 7 + position),
            "text": "Stainless steel screws, countersunk,\n4 x 40 mm, box of 200",
            "quantity": position * 3 + 1,
            "price": 12.5 + position as f64 * 0.37,
            "isGift": position == 2,
        })
    };
    json!({
        "id": 4_000_000 + index,
        "orderNumber": format!("SO-2024-{index:07}"),
        "createdDateTime": "2024-05-01T12:34:56.789Z",
        "isPaid": index.is_multiple_of(3),
        "totalAmount": index as f64 * 1.19,
        "discountRate": 0.05,
        "currencyCode": "EUR",
        "customer": {
            "id": index % 97,
            "displayName": "Müller & Söhne GmbH",
            "mail": "purchase@mueller.example.com",
            "phone": null,
            "address": {
                "street": "Lange Straße 17", "city": "Köln", "zip": "50667", "country": "DE",
                "latitude": 50.9375, "longitude": 6.9603,
            },
        },
        "lines": (1..=4).map(line).collect::<Vec<_>>(),
        "labels": {"channel": "web", "priority": "high"},
        "ratings": [5, 4, 3, 5, 1, 2, 5],
        "note": "Please deliver to the back door and ring twice; the bell of the front door does not work.",
        "internalState": {"version": 7, "flags": [true, false], "trace": "0af7651916cd43dd8448eb211c80319c"},
    })
}

/// The same value with other keys.
fn with_keys(value: &Value, change: &dyn Fn(&str) -> String) -> Value {
    match value {
        Value::Object(members) => members.iter().map(|(key, value)| (change(key), with_keys(value, change))).collect(),
        Value::Array(items) => items.iter().map(|item| with_keys(item, change)).collect(),
        other => other.clone(),
    }
}

fn node(index: usize, depth: usize) -> Value {
    let leaf = json!({"name": "leaf", "size": index});
    let mut node = json!({"name": "end", "size": index});
    for level in 0..depth {
        node = json!({"name": format!("level {level}"), "size": level, "inner": node, "leaves": [leaf]});
    }
    node
}
