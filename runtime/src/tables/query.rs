//! The query of a list of rows.

use super::{filter::Filter, table::Table};
use crate::request::builder::RequestBuilder;
use std::{fmt, marker::PhantomData};

/// An order of rows.
pub struct Order<T> {
    text: String,
    table: PhantomData<fn() -> T>,
}

impl<T> Order<T> {
    pub(super) fn new(path: &str, direction: &str) -> Self {
        Self { text: format!("{path} {direction}"), table: PhantomData }
    }
}

impl<T> fmt::Debug for Order<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Order").field(&self.text).finish()
    }
}

/// A column that a list returns.
pub struct Selected<T> {
    name: &'static str,
    table: PhantomData<fn() -> T>,
}

impl<T> Selected<T> {
    pub(super) fn new(name: &'static str) -> Self {
        Self { name, table: PhantomData }
    }
}

impl<T> fmt::Debug for Selected<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Selected").field(&self.name).finish()
    }
}

/// What a list of rows asks for. Generated code holds one.
#[doc(hidden)]
pub struct Query<T> {
    filter: Option<Filter<T>>,
    order: Vec<String>,
    select: Vec<&'static str>,
    expand: Option<String>,
    top: Option<i64>,
}

impl<T: Table> Query<T> {
    /// Asks for all rows.
    #[expect(clippy::new_without_default, reason = "a default would need T: Default in a derive")]
    pub fn new() -> Self {
        Self { filter: None, order: Vec::new(), select: Vec::new(), expand: None, top: None }
    }

    /// Replaces the filter.
    pub fn filter(&mut self, filter: Filter<T>) {
        self.filter = Some(filter);
    }

    /// Adds an order behind those that are there.
    pub fn order_by(&mut self, order: Order<T>) {
        self.order.push(order.text);
    }

    /// Adds columns to those that are returned.
    pub fn select(&mut self, columns: impl IntoIterator<Item = Selected<T>>) {
        self.select.extend(columns.into_iter().map(|column| column.name));
    }

    /// Replaces what is expanded.
    pub fn expand(&mut self, expand: String) {
        self.expand = Some(expand);
    }

    /// Limits the number of rows.
    pub fn top(&mut self, most: i64) {
        self.top = Some(most);
    }

    /// Sets the query of a request. What was not asked for stays as it is.
    pub fn apply(self, request: &mut RequestBuilder) {
        if let Some(filter) = self.filter {
            request.query("$filter", &filter.as_str());
        }
        if !self.order.is_empty() {
            request.query("$orderby", &self.order.join(","));
        }
        if !self.select.is_empty() {
            request.query("$select", &self.select.join(","));
        }
        if let Some(expand) = self.expand {
            request.query("$expand", &expand);
        }
        if let Some(most) = self.top {
            request.query("$top", &most);
        }
    }
}

impl<T> Clone for Query<T> {
    fn clone(&self) -> Self {
        Self {
            filter: self.filter.clone(),
            order: self.order.clone(),
            select: self.select.clone(),
            expand: self.expand.clone(),
            top: self.top,
        }
    }
}

/// Without the filter: it holds values of the caller.
impl<T> fmt::Debug for Query<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Query").field("order", &self.order).field("select", &self.select).finish_non_exhaustive()
    }
}
