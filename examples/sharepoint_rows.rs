//! A SharePoint list as typed rows: rows by a typed filter, a new row, a change.
//!
//! The example uses `connector_bookings`, a small definition with the schema of one list beside it
//! (`tests/fixtures/decoding/spec/bookings`). docs/tables.md shows how to get both from your own tenant. The service does not
//! exist: `main` brings a transport with scripted responses.
//!
//! `cargo run -p connector-examples --example sharepoint_rows`

use connector_bookings::{
    BookingsClient, Result,
    runtime::testing::{self, FakeResponse, FakeTransport},
    tables::{Bookings, BookingsChanges, BookingsStatus, NewBookings},
};

const SITE: &str = "https://contoso.sharepoint.com/sites/rooms";

#[tokio::main]
async fn main() -> Result<()> {
    let service = FakeTransport::new();
    service
        .then(FakeResponse::json(200, r#"{"ID": 8, "Title": "Room 2", "Status": {"Value": "Requested"}}"#))
        .then(FakeResponse::json(200, r#"{"value": [{"ID": 8, "Title": "Room 2", "Seats": 4}]}"#))
        .then(FakeResponse::json(200, r#"{"ID": 8}"#));
    let client = BookingsClient::new(testing::CONNECTION_URL, testing::credential(), Some(service.options()))?;

    println!("booked: {:?}", book(&client, "Room 2").await?);
    println!("confirmed: {:?}", confirm_all(&client).await?);
    Ok(())
}

/// Adds a row; its key. A new row has the columns that a caller can write, and `new` takes the required ones.
pub(crate) async fn book(client: &BookingsClient, room: &str) -> Result<Option<i64>> {
    let row = NewBookings::new(room).with_status(BookingsStatus::new().with_value("Requested"));
    Ok(client.table::<Bookings>(SITE).create(row).send().await?.id)
}

/// Confirms each requested booking; their titles. An update sends only the columns that are set.
pub(crate) async fn confirm_all(client: &BookingsClient) -> Result<Vec<String>> {
    let table = client.table::<Bookings>(SITE);
    let requested = Bookings::STATUS.eq("Requested").and(Bookings::SEATS.gt(0.0));
    let mut rows = table.list().filter(requested).order_by(Bookings::ID.ascending()).items();
    let mut confirmed = Vec::new();
    while let Some(row) = rows.next_item().await {
        let row = row?;
        let Some(id) = row.id else { continue };
        table.update(id, BookingsChanges::new().with_confirmed(true)).send().await?;
        confirmed.extend(row.title);
    }
    Ok(confirmed)
}
