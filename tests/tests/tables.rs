//! Typed rows: the crates of `tests/fixtures/decoding/spec/bookings`, `contacts` and `sheets`, each with the schema of one table in
//! another form.

#![allow(clippy::unwrap_used, reason = "what a test calls is a test too")]

use std::{fs, process::Command};

use connector_bookings::{
    BookingsClient,
    runtime::{
        DateTime, Decimal, Nullable,
        testing::{self, CONNECTION_URL, FakeResponse, FakeTransport},
    },
    tables::{Bookings, BookingsChanges, BookingsLevel, BookingsStatus, NewBookings},
};
use connector_contacts::{
    ContactsClient,
    tables::{Contacts, ContactsChanges, ContactsFamilystatuscode, ContactsStatecode, NewContacts},
};
use connector_sheets::{
    SheetsClient,
    tables::{NewStock, Stock, StockChanges},
};
use serde_json::{Value, json};

const SITE: &str = "https://contoso.sharepoint.com/sites/rooms";
const TABLE: &str = "b0000000-0000-4000-8000-000000000001";

/// A client of a service that gives these responses in turn.
fn answering(responses: impl IntoIterator<Item = FakeResponse>) -> (FakeTransport, BookingsClient) {
    let service = FakeTransport::new();
    for response in responses {
        service.then(response);
    }
    let client = BookingsClient::new(CONNECTION_URL, testing::credential(), Some(service.options())).unwrap();
    (service, client)
}

fn json_of(body: &Value) -> FakeResponse {
    FakeResponse::json(200, body.to_string())
}

/// The path and query of a request below the connection, decoded once.
fn target(url: &str) -> String {
    let below = url.strip_prefix(CONNECTION_URL.trim_end_matches('/')).unwrap();
    percent_encoding::percent_decode_str(below).decode_utf8().unwrap().into_owned()
}

#[tokio::test]
async fn rows_are_listed_by_typed_columns_over_all_pages() {
    let page = |ids: &[i64], next: Option<&str>| {
        let rows: Vec<Value> = ids.iter().map(|id| json!({"ID": id, "Status": {"Id": 1, "Value": "Active"}})).collect();
        json_of(&json!({"value": rows, "@odata.nextLink": next}))
    };
    let next = format!("{CONNECTION_URL}/more?$skiptoken=2");
    let (service, client) = answering([page(&[6, 7], Some(&next)), page(&[8], None)]);
    let list = client.table::<Bookings>(SITE).list();
    let list =
        list.filter(Bookings::STATUS.eq("O'Neill & Co").and(Bookings::ID.eq(5).or(Bookings::CONFIRMED.eq(true))));
    let list = list.order_by(Bookings::DAY.descending()).order_by(Bookings::ID.ascending()).top(2);
    let list = list.select([Bookings::ID.selected(), Bookings::STATUS.selected()]);
    let list = list.with_request(|request| request.view("All items"));
    let mut rows = list.items();
    let mut ids = Vec::new();
    while let Some(row) = rows.next_item().await {
        let row = row.unwrap();
        assert_eq!(row.status.unwrap().value.as_deref(), Some("Active"));
        ids.push(row.id.unwrap());
    }
    assert_eq!(ids, [6, 7, 8]);
    let requests = service.requests();
    let site = "https%3A%2F%2Fcontoso.sharepoint.com%2Fsites%2Frooms";
    assert_eq!(
        target(requests[0].url().as_str()),
        format!(
            "/datasets/{site}/tables/{TABLE}/items?view=All items\
             &$filter=Status eq 'O''Neill & Co' and (ID eq 5 or Confirmed eq 1)\
             &$orderby=Day desc,ID asc&$select=ID,Status&$top=2"
        )
    );
    assert_eq!(requests[1].url().as_str(), next);
}

#[tokio::test]
async fn a_row_is_got_created_changed_and_deleted() {
    let row = json!({"ID": 5, "Title": "Room 1", "Seats": 4, "Day": "2026-01-31", "Room_x0020_Name": "Red", "{Link}": "https://a",
        "Price": 12.50, "OData__Level": 2, "@odata.etag": "1"});
    let priced = FakeResponse::json(200, row.to_string().replace("12.5", "12.50"));
    let (service, client) = answering([priced, json_of(&row), json_of(&row), FakeResponse::new(200)]);
    let table = client.table::<Bookings>(SITE);
    let got = table.get(5).send().await.unwrap();
    assert_eq!((got.title.as_deref(), got.seats, got.link.as_deref()), (Some("Room 1"), Some(4.0), Some("https://a")));
    assert_eq!(got.day.unwrap().as_str(), "2026-01-31");
    assert_eq!(got.room_name.unwrap().as_str(), "Red");
    assert_eq!((got.level, got.extra["@odata.etag"].as_str()), (Some(BookingsLevel::High), Some("1")));
    // The digits of the text, not those of a float.
    assert_eq!(got.price.as_ref().map(Decimal::as_str), Some("12.50"));
    let new = NewBookings::new("Room 1").with_status(BookingsStatus::new().with_value("Active")).with_confirmed(false);
    table.create(new).send().await.unwrap();
    let changes = BookingsChanges::new().with_seats(6.0).with_note(Nullable::Null);
    table.update(5, changes).send().await.unwrap();
    table.delete(5).send().await.unwrap();

    let requests = service.requests();
    let body = |at: usize| serde_json::from_slice::<Value>(requests[at].body()).unwrap();
    let sent: Vec<(&str, String)> =
        requests.iter().map(|request| (request.method(), target(request.url().as_str()).replace(TABLE, "T"))).collect();
    let site = "https%3A%2F%2Fcontoso.sharepoint.com%2Fsites%2Frooms";
    let expected = [
        ("GET", format!("/datasets/{site}/tables/T/items/5")),
        ("POST", format!("/v2/datasets/{site}/tables/T/items")),
        ("PATCH", format!("/datasets/{site}/tables/T/items/5")),
        ("DELETE", format!("/datasets/{site}/tables/T/items/5")),
    ];
    assert_eq!(sent, expected);
    assert_eq!(body(1), json!({"Title": "Room 1", "Status": {"Value": "Active"}, "Confirmed": false}));
    // Only what is set is sent, and a cleared column is null.
    assert_eq!(body(2), json!({"Seats": 6, "Note": null}));
}

#[tokio::test]
async fn filters_name_columns_as_the_service_does() {
    let (service, client) = answering([json_of(&json!({"value": []})), json_of(&json!({}))]);
    let library = client.library::<Bookings>(SITE);
    let filters = [
        Bookings::AUTHOR__EMAIL.eq("a@example.com"),
        Bookings::FLOOR__ID.eq(5),
        Bookings::FLOOR__VALUE.eq("Top"),
        Bookings::PRICE.lt(9.5),
        Bookings::LEVEL.eq(BookingsLevel::High),
        Bookings::TOKEN.eq("a00000d9-0000-4000-8000-0000000000d9"),
    ];
    let filter = filters.into_iter().reduce(|all, next| all.and(next)).unwrap();
    library.list().filter(filter).send().await.unwrap();
    library.update(5, BookingsChanges::new().with_price("0.10".parse::<Decimal>().unwrap())).send().await.unwrap();
    let requests = service.requests();
    let site = "https%3A%2F%2Fcontoso.sharepoint.com%2Fsites%2Frooms";
    assert_eq!(
        target(requests[0].url().as_str()),
        format!(
            "/datasets/{site}/tables/{TABLE}/getfileitems?$filter=Author/EMail eq 'a@example.com' and Floor/Id eq 5 \
             and Floor/Title eq 'Top' and Price lt 9.5 and OData__Level eq 2 \
             and Token eq a00000d9-0000-4000-8000-0000000000d9"
        )
    );
    assert_eq!(target(requests[1].url().as_str()), format!("/datasets/{site}/tables/{TABLE}/items/5/patchfileitem"));
    assert_eq!(requests[1].body().as_ref(), br#"{"Price":0.10}"#);
}

#[tokio::test]
async fn rows_of_entity_sets_have_their_names_on_the_wire() {
    let id = "a0000001-0000-4000-8000-000000000001";
    let row = json!({"contactid": id, "lastname": "Doe", "statecode": 0, "familystatuscode": 470160000, "donotemail": true,
        "_ownerid_value": "a0000002-0000-4000-8000-000000000002", "creditlimit": 10.25});
    let service = FakeTransport::new();
    for body in [json!({"value": [row.clone()]}), row.clone(), row.clone(), row] {
        service.then(json_of(&body));
    }
    service.then(FakeResponse::new(204));
    let client = ContactsClient::new(CONNECTION_URL, testing::credential(), Some(service.options())).unwrap();
    let table = client.table::<Contacts>();
    let filter = Contacts::STATECODE.eq(ContactsStatecode::Active).and(Contacts::NEW_CASE_VALUE.eq(id).negated());
    let list = table.list().filter(filter.and(Contacts::CREATEDON.ge(DateTime::from("2026-01-31T12:00:00Z"))));
    let list = list.select([Contacts::LASTNAME.selected()]).expand("parentcontactid($select=lastname)");
    let rows = list.send().await.unwrap().value;
    assert_eq!(rows[0].familystatuscode, Some(ContactsFamilystatuscode::LivingTogether));
    assert_eq!(rows[0].creditlimit.as_ref().unwrap().as_str(), "10.25");
    assert_eq!(table.get(id).send().await.unwrap().donotemail, Some(true));
    let new = NewContacts::new("Doe")
        .with_familystatuscode(ContactsFamilystatuscode::Single)
        .with_new_case_odata_bind(format!("/cases({id})"));
    table.create(new).send().await.unwrap();
    let changes = ContactsChanges::new().with_parentcontactid_odata_bind(Nullable::Null);
    table.update(id, changes).send().await.unwrap();
    table.delete(id).send().await.unwrap();
    let requests = service.requests();
    let sent: Vec<_> = requests.iter().map(|it| format!("{} {}", it.method(), target(it.url().as_str()))).collect();
    assert_eq!(
        sent,
        [
            format!(
                "GET /api/data/v9.1/contacts?$filter=statecode eq 0 and not (_new_case_value eq {id}) \
                 and createdon ge 2026-01-31T12:00:00Z&$select=lastname&$expand=parentcontactid($select=lastname)"
            ),
            format!("GET /api/data/v9.1/contacts({id})"),
            "POST /api/data/v9.1/contacts".to_owned(),
            format!("PATCH /api/data/v9.2/contacts({id})"),
            format!("DELETE /api/data/v9.1/contacts({id})"),
        ]
    );
    let body = |at: usize| serde_json::from_slice::<Value>(requests[at].body()).unwrap();
    let case = format!("/cases({id})");
    assert_eq!(body(2), json!({"lastname": "Doe", "familystatuscode": 1, "new_Case@odata.bind": case}));
    assert_eq!(body(3), json!({"parentcontactid@odata.bind": null}));
    assert_eq!(requests[3].header("if-match"), Some("*"));
}

#[tokio::test]
async fn rows_in_files_of_drives_need_the_column_of_their_key() {
    let service = FakeTransport::new();
    for body in [json!({"value": []}), json!({}), json!({}), json!({})] {
        service.then(json_of(&body));
    }
    let client = SheetsClient::new(CONNECTION_URL, testing::credential(), Some(service.options())).unwrap();
    let table = client.table::<Stock>("me", "b!1", "F1", "Article");
    table.list().filter(Stock::NUMBER.eq("7")).send().await.unwrap();
    table.get("A 1").send().await.unwrap();
    table.create(NewStock::new().with_article("A 1")).send().await.unwrap();
    table.update("A 1", StockChanges::new().with_number("8".to_owned())).send().await.unwrap();
    let sent: Vec<_> =
        service.requests().iter().map(|it| format!("{} {}", it.method(), target(it.url().as_str()))).collect();
    let name = "{00000000-000C-0000-FFFF-FFFF00000000}";
    assert_eq!(
        sent,
        [
            format!("GET /drives/b!1/files/F1/tables/{name}/items?source=me&$filter=Number eq '7'"),
            format!("GET /drives/b!1/files/F1/tables/{name}/items/A%201?source=me&idColumn=Article"),
            format!("POST /codeless/v1.2/drives/b!1/items/F1/workbook/tables/{name}/rows?source=me"),
            format!("PATCH /drives/b!1/files/F1/tables/{name}/items/A%201?source=me&idColumn=Article"),
        ]
    );
}

#[test]
fn a_description_shows_what_was_understood_of_a_table() {
    let spec = connector_tests::root().join("tests/fixtures/decoding/spec");
    let describe = |name: &str| {
        let generator = connector_codegen::Generator::new(&spec).only([name]);
        let connectors = generator.connectors().unwrap();
        serde_json::to_value(generator.describe(&connectors[0]).unwrap().description.unwrap()).unwrap()["tables"][0]
            .take()
    };
    let table = describe("contacts");
    assert_eq!(
        (&table["name"], &table["key"], &table["key_type"]),
        (&json!("contacts"), &json!(["contactid"]), &json!("String"))
    );
    let operations = json!({"list": "ListRows", "get": "GetRow", "create": "CreateRow", "update": "UpdateRow", "delete": "DeleteRow"});
    assert_eq!((&table["operations"], &table["library"]), (&operations, &Value::Null));
    let column = |table: &Value, key: &str| {
        table["columns"].as_array().unwrap().iter().find(|column| column["key"] == key).unwrap().clone()
    };
    let options = json!([{"value": "1", "label": "Single"}, {"value": "470160000", "label": "Living together"}]);
    let status = column(&table, "familystatuscode");
    assert_eq!((&status["type"], &status["options"]), (&json!("tables::ContactsFamilystatuscode"), &options));
    let name = column(&table, "lastname");
    assert_eq!(
        (&name["required"], &name["constant"], &name["filters"][0]),
        (&json!(true), &json!("LASTNAME"), &json!("eq"))
    );
    let table = describe("bookings");
    assert_eq!(table["library"]["update"], "PatchFileItem");
    let email = column(&table, "Author/Email");
    assert_eq!((&email["constant"], &email["query"]), (&json!("AUTHOR__EMAIL"), &json!("Author/EMail")));
}

#[test]
fn a_new_row_needs_its_required_columns() {
    let (_, client) = answering([]);
    let error = client.table::<Bookings>(SITE).create(NewBookings::default()).into_request().unwrap_err();
    assert!(error.to_string().contains("Title"), "{error}");
}

/// Programs that ask for what the table does not allow. Each is compiled outside the workspace.
#[test]
fn what_the_table_does_not_allow_does_not_compile() {
    let folder = tempfile::tempdir().unwrap();
    let root = connector_tests::root().canonicalize().unwrap();
    let bookings = root.join("tests/fixtures/decoding/generated/bookings");
    let manifest = format!(
        "[package]\nname = \"queries\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
         connector-bookings = {{ path = {bookings:?}, default-features = false }}\n\n{}",
        connector_tests::compile::PROFILE
    );
    fs::create_dir(folder.path().join("src")).unwrap();
    fs::write(folder.path().join("Cargo.toml"), manifest).unwrap();
    fs::copy(root.join("Cargo.lock"), folder.path().join("Cargo.lock")).unwrap();
    let check = |expression: &str| {
        let program = format!("use connector_bookings::tables::*;\npub fn run() {{ let _ = {expression}; }}\n");
        fs::write(folder.path().join("src/lib.rs"), program).unwrap();
        let output = Command::new(env!("CARGO"))
            .args(["check", "--quiet", "--offline"])
            .current_dir(folder.path())
            .env("CARGO_TARGET_DIR", concat!(env!("CARGO_TARGET_TMPDIR"), "/emitted-target"))
            .env_remove("RUSTFLAGS")
            .output()
            .unwrap();
        (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (compiles, errors) = check("Bookings::TITLE.starts_with(\"R\").and(Bookings::SEATS.gt(3.0))");
    assert!(compiles, "{errors}");
    for (expression, expected) in [
        ("Bookings::TITLE.contains(\"R\")", "`contains`"),
        ("Bookings::NOTE.eq(\"R\")", "with `eq`"),
        ("Bookings::LINK.ascending()", "sort by"),
        ("Bookings::ID.gt(3)", "with `gt`"),
        ("Bookings::SEATS.eq(\"three\")", "From<&str>"),
        ("Bookings::ID.eq(3).negated()", "cannot use `not`"),
        ("NewBookings::new(\"R\").with_id(5)", "with_id"),
    ] {
        let (compiles, errors) = check(expression);
        assert!(!compiles && errors.contains(expected), "{expression}: {errors}");
    }
}
