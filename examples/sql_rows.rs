//! Rows of an SQL table: a typed filter over all pages, and the same query by hand.
//!
//! The example uses `connector_sql`, a small definition with the operations for rows and the schema of one table beside it
//! (`tests/fixtures/decoding/spec/sql`). docs/tables.md shows how to get both from your own tenant. The service does not exist:
//! `main` brings a transport with scripted responses.
//!
//! `cargo run -p connector-examples --example sql_rows`

use connector_sql::{
    Result, SqlClient,
    runtime::testing::{self, FakeResponse, FakeTransport},
    tables::Orders,
};

/// What the connector sends for the server and the database that the connection states.
const DEFAULT: &str = "default";

#[tokio::main]
async fn main() -> Result<()> {
    let service = FakeTransport::new();
    let rows = r#"{"value": [{"OrderID": 7, "Customer": "O'Neill", "Total": 120.5}]}"#;
    service.then(FakeResponse::json(200, rows)).then(FakeResponse::json(200, rows));
    let client = SqlClient::new(testing::CONNECTION_URL, testing::credential(), Some(service.options()))?;

    println!("open: {:?}", open_orders(&client, "O'Neill").await?);
    println!("by hand: {:?}", customers(&client, "Total gt 100").await?);
    Ok(())
}

/// Key and total of a customer's open orders, the dearest first. Values are quoted by type, whatever they hold.
pub(crate) async fn open_orders(client: &SqlClient, customer: &str) -> Result<Vec<(i64, f64)>> {
    let open = Orders::STATUS.ne("Closed").and(Orders::CUSTOMER.eq(customer)).and(Orders::TOTAL.gt(0.0));
    let table = client.table::<Orders>(DEFAULT, DEFAULT);
    let mut rows = table.list().filter(open).order_by(Orders::TOTAL.descending()).top(100).items();
    let mut orders = Vec::new();
    while let Some(row) = rows.next_item().await {
        let row = row?;
        orders.extend(row.order_id.zip(row.total));
    }
    Ok(orders)
}

/// The same operation without types: the filter is a string, and a row is a JSON object.
pub(crate) async fn customers(client: &SqlClient, filter: &str) -> Result<Vec<String>> {
    let page = client.get_items_v2(DEFAULT, DEFAULT, "[dbo].[Orders]").filter(filter).send().await?;
    let rows = page.value.unwrap_or_default();
    Ok(rows.iter().filter_map(|row| Some(row.get("Customer")?.as_str()?.to_owned())).collect())
}
