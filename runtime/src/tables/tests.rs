//! A table written by hand, as generated code would have it.

#![allow(unreachable_pub, reason = "the macros write it for a generated crate")]

use super::*;
use crate::{
    codegen::{Connection, Connector, Operation, RequestBuilder, model, open_enum, open_unsigned_enum},
    values::{Date, DateTime, Decimal, Unlisted, UnlistedUnsigned},
};
use azure_core::credentials::{AccessToken, TokenCredential, TokenRequestOptions};
use std::sync::Arc;

#[derive(Clone, Debug, Default, PartialEq)]
struct Booking {
    id: Option<i64>,
    status: Option<String>,
}

model! { Booking { required id = "ID", optional status = "Status", } }

impl Table for Booking {
    const NAME: &'static str = "Bookings";
    const DIALECT: Dialect = Dialect { numeric_booleans: true, quoted_dates: true };
    type Key = i64;
    type New = Booking;
    type Changes = Booking;
}

impl And for Booking {}
impl Or for Booking {}
impl Not for Booking {}

#[derive(Clone, Debug, PartialEq)]
enum Kind {
    Known,
    UnlistedValue(Unlisted),
}

open_enum! { Kind { Known = "known" } UnlistedValue }

#[derive(Clone, Debug, PartialEq)]
enum Mask {
    Value0,
    UnlistedValue(UnlistedUnsigned),
}

open_unsigned_enum! { Mask { Value0 = 0 } UnlistedValue }

/// A column of bookings with these capabilities.
macro_rules! column {
    ($constant:ident $name:ident $value:ty, $path:literal: $($capability:ident)*) => {
        struct $name;
        impl ColumnType for $name {
            type Table = Booking;
            type Value = $value;
            const PATH: &'static str = $path;
            const NAME: &'static str = $path;
        }
        $(impl $capability for $name {})*
        const $constant: Column<$name> = Column::new();
    };
}

column!(ID Id i64, "ID": Equals Greater Less GreaterOrEqual LessOrEqual NotEquals Sortable Selectable);
column!(STATUS Status String, "Status": Equals NotEquals StartsWith EndsWith Contains IsNull Sortable Selectable);
column!(OPEN Open bool, "Open_x0020_now": Equals);
column!(PRICE Price f64, "Price": Less);
column!(DAY Day Date, "Day": Equals);
column!(SINCE Since DateTime, "Since": Greater);
column!(COST Cost Decimal, "Cost": Less);
column!(OWNER Owner Guid, "Owner/Id": Equals);
column!(KIND KindColumn Kind, "Kind": Equals);
column!(MASK MaskColumn Mask, "Mask": Equals);
column!(MADE Made LocalTime, "Made": Greater);

#[test]
fn operators_bind_as_the_caller_wrote_them() {
    let [a, b, c] = [1_i64, 2, 3].map(|id| ID.eq(id));
    let text = |filter: Filter<Booking>| filter.as_str().to_owned();
    assert_eq!(text(a.clone().and(b.clone()).or(c.clone())), "ID eq 1 and ID eq 2 or ID eq 3");
    assert_eq!(text(a.clone().or(b.clone()).and(c.clone())), "(ID eq 1 or ID eq 2) and ID eq 3");
    assert_eq!(text(a.clone().and(b.clone().or(c.clone()))), "ID eq 1 and (ID eq 2 or ID eq 3)");
    assert_eq!(text(a.clone().and(b.clone()).and(c.clone())), "ID eq 1 and ID eq 2 and ID eq 3");
    assert_eq!(text(a.clone().or(b.clone()).or(c.clone())), "ID eq 1 or ID eq 2 or ID eq 3");
    assert_eq!(text(a.or(b).negated().and(c)), "not (ID eq 1 or ID eq 2) and ID eq 3");
}

#[test]
fn every_comparison_has_its_operator() {
    let filters = [ID.ne(1), ID.gt(1), ID.ge(1), ID.lt(1), ID.le(1)];
    let texts = filters.map(|filter| filter.as_str().to_owned());
    assert_eq!(texts, ["ID ne 1", "ID gt 1", "ID ge 1", "ID lt 1", "ID le 1"]);
    let filters = [STATUS.starts_with("a"), STATUS.ends_with("a"), STATUS.contains("a"), STATUS.is_null()];
    let texts = filters.map(|filter| filter.as_str().to_owned());
    assert_eq!(texts, ["startswith(Status,'a')", "endswith(Status,'a')", "contains(Status,'a')", "Status eq null"]);
}

#[test]
fn no_value_can_change_a_filter() {
    assert_eq!(STATUS.eq("' or 1 eq 1 or 'a' eq '").as_str(), "Status eq ''' or 1 eq 1 or ''a'' eq '''");
    assert_eq!(STATUS.contains("O'Brien").as_str(), "contains(Status,'O''Brien')");
    assert_eq!(DAY.eq(Date::from("2026-01-31' or '1' eq '1")).as_str(), "Day eq '2026-01-31'' or ''1'' eq ''1'");
    assert_eq!(date_of("2026-01-31 or 1 eq 1"), "'2026-01-31 or 1 eq 1'");
    assert_eq!(date_of("2026-01-31T12:00:00Z"), "2026-01-31T12:00:00Z");
    assert_eq!(PRICE.lt(f64::NAN).as_str(), "Price lt NaN");
    assert_eq!(PRICE.lt(f64::NEG_INFINITY).as_str(), "Price lt -INF");
    assert_eq!(COST.lt(f64::INFINITY).as_str(), "Cost lt INF");
    for owner in [
        "a00000d9-0000-4000-8000-0000000000d9 or 1 eq 1",
        "g00000d9-0000-4000-8000-0000000000d9",
        "a00000d9-0000-4000-8000-0000000000d9-",
        "a00000d9",
        "",
    ] {
        assert_eq!(OWNER.eq(owner).as_str(), format!("Owner/Id eq '{owner}'"));
    }
}

/// A time in the dialect that writes times bare.
fn date_of(text: &str) -> String {
    DateTime::from(text).literal(Dialect { numeric_booleans: false, quoted_dates: false })
}

#[test]
fn values_are_in_the_dialect_of_the_table() {
    assert_eq!(OPEN.eq(true).as_str(), "Open_x0020_now eq 1");
    assert_eq!(SINCE.gt("2026-01-31T12:00:00Z").as_str(), "Since gt '2026-01-31T12:00:00Z'");
    assert_eq!(MADE.gt(DateTime::from("2026-01-31T12:00:00Z")).as_str(), "Made gt '2026-01-31T12:00:00'");
    assert_eq!((PRICE.lt(1.5).as_str(), PRICE.lt(-2.0).as_str()), ("Price lt 1.5", "Price lt -2"));
    assert_eq!(
        (KIND.eq("it's").as_str(), MASK.eq(u64::MAX).as_str()),
        ("Kind eq 'it''s'", "Mask eq 18446744073709551615")
    );
    assert_eq!(COST.lt("0.10".parse::<Decimal>().unwrap()).as_str(), "Cost lt 0.10");
    let id = "A00000D9-0000-4000-8000-0000000000d9";
    assert_eq!(OWNER.eq(id).as_str(), format!("Owner/Id eq {id}"));
    assert_eq!(true.literal(Dialect { numeric_booleans: false, quoted_dates: false }), "true");
}

#[derive(Debug)]
struct Nobody;

#[async_trait::async_trait]
impl TokenCredential for Nobody {
    async fn get_token(&self, _: &[&str], _: Option<TokenRequestOptions<'_>>) -> azure_core::Result<AccessToken> {
        Err(azure_core::Error::with_message(azure_core::error::ErrorKind::Credential, "nobody"))
    }
}

#[test]
fn a_query_sets_what_was_asked_for() {
    static LIST: Operation = Operation::new("GetItems", "GET", "/tables/{table}/items");
    let connection =
        Connection::new("https://host/apim/rows/id", Arc::new(Nobody), None, Connector::new("rows", "1")).unwrap();
    let url = |query: Query<Booking>| {
        let mut request = RequestBuilder::new(&connection, &LIST);
        request.path("table", &Booking::NAME);
        query.apply(&mut request);
        request.into_request().unwrap().url.to_string()
    };
    assert_eq!(url(Query::new()), "https://host/apim/rows/id/tables/Bookings/items");
    let mut query = Query::new();
    query.filter(STATUS.eq("A & B"));
    query.order_by(STATUS.ascending());
    query.order_by(ID.descending());
    query.select([ID.selected(), STATUS.selected()]);
    query.expand("Author".to_owned());
    query.top(5);
    assert_eq!(
        url(query),
        "https://host/apim/rows/id/tables/Bookings/items?$filter=Status%20eq%20%27A%20%26%20B%27\
         &$orderby=Status%20asc%2CID%20desc&$select=ID%2CStatus&$expand=Author&$top=5"
    );
}

#[test]
fn a_page_of_rows_is_typed() {
    let page: RowPage<Booking> =
        crate::json::decode(r#"{"@odata.nextLink":"x","value":[{"ID":1},{"ID":"2","X":0}]}"#).unwrap();
    assert_eq!(page.value.iter().map(|row| row.id).collect::<Vec<_>>(), [Some(1), Some(2)]);
    let error = crate::json::decode::<RowPage<Booking>>(r#"{"value":[{"ID":[]}, {"ID":{"a":1}}]}"#).unwrap_err();
    assert!(error.to_string().contains("value[1].ID"), "{error}");
}

#[test]
fn neither_values_nor_filters_are_printed() {
    let mut query = Query::new();
    query.filter(STATUS.eq("hush"));
    query.order_by(ID.ascending());
    query.select([ID.selected()]);
    assert_eq!(format!("{:?}", STATUS.eq("hush")), "Filter { .. }");
    assert_eq!(format!("{query:?}"), "Query { order: [\"ID asc\"], select: [\"ID\"], .. }");
    let parts = format!("{STATUS:?} {:?} {:?}", ID.descending(), ID.selected());
    assert_eq!(parts, "Column(\"Status\") Order(\"ID desc\") Selected(\"ID\")");
}
