//! Choices that form a tree, such as folders: what a picker would open and browse.

use crate::{
    choices::choice::{at, items, text, words},
    error::{Error, ErrorKind, Result},
    http::request::HttpRequest,
    json::{Decode, JsonError, Raw, decode},
    options::CallOptions,
    request::builder::RequestBuilder,
};
use std::{fmt, sync::Arc};

/// Where a response contains its items, and an item its parts. An empty path stands for the response or the item
/// itself.
#[derive(Clone, Copy, Debug)]
pub struct TreeItems {
    /// Path from the response to the list.
    pub collection: &'static [&'static str],
    /// Path from an item to its value.
    pub value: &'static [&'static str],
    /// Path from an item to its title.
    pub title: &'static [&'static str],
    /// Path from an item to a title that includes its position in the tree.
    pub full_title: &'static [&'static str],
    /// Which items have children.
    pub is_parent: IsParent,
}

/// Which items of a tree have children.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum IsParent {
    /// All items.
    Always,
    /// No item.
    Never,
    /// Items with this text at this path.
    Equals(&'static [&'static str], &'static str),
}

/// An item of a tree.
#[derive(Clone)]
#[non_exhaustive]
pub struct TreeItem {
    /// The value to send.
    pub value: String,
    /// The display name.
    pub title: String,
    /// The display name for use outside the tree: it includes the position.
    pub full_title: Option<String>,
    /// Whether the item may have children; [`Tree::browse`] fetches them.
    pub is_parent: bool,
    /// Whether the parameter accepts this item. Some trees accept only leaves, others only parents.
    pub is_selectable: bool,
    /// The item as the service sent it. The request for its children takes values from it.
    json: String,
}

impl TreeItem {
    /// The value at the path `keys` in the item as the service sent it.
    ///
    /// # Errors
    /// There is no such value, or it has another type.
    #[doc(hidden)]
    pub fn selected<T: Decode>(&self, keys: &[&str]) -> Result<T> {
        let found = Raw::parse(&self.json).and_then(|item| at(item, keys)).and_then(|value| match value {
            Some(value) => decode(value.source()),
            None => Err(JsonError::new("missing")),
        });
        found.map_err(|error| {
            Error::new(ErrorKind::Request, format!("the selected item has no `{}`: {error}", keys.join("/")))
        })
    }
}

/// Omits the item as the service sent it: it may contain anything.
impl fmt::Debug for TreeItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TreeItem")
            .field("value", &self.value)
            .field("title", &self.title)
            .field("is_parent", &self.is_parent)
            .finish_non_exhaustive()
    }
}

type Below = Arc<dyn Fn(&TreeItem) -> Result<RequestBuilder> + Send + Sync>;
type Setting = Arc<dyn Fn(&mut RequestBuilder) + Send + Sync>;

/// The values of a parameter that form a tree.
#[derive(Clone)]
#[must_use = "nothing is sent until the tree is opened"]
pub struct Tree {
    open: RequestBuilder,
    items: TreeItems,
    browse: Option<(TreeItems, Below)>,
    /// Optional values of the requests that browse.
    browsing_with: Vec<Setting>,
    selects_parents: bool,
    selects_leaves: bool,
    options: CallOptions,
}

impl Tree {
    /// The request for the topmost items. All items are selectable unless [`selecting`](Self::selecting) is called.
    #[doc(hidden)]
    pub fn new(open: RequestBuilder, items: TreeItems) -> Self {
        let options = CallOptions::default();
        let browsing_with = Vec::new();
        Self { open, items, browse: None, browsing_with, selects_parents: true, selects_leaves: true, options }
    }

    /// Sets the request for the children of an item.
    #[doc(hidden)]
    pub fn browsing(
        mut self,
        items: TreeItems,
        request: impl Fn(&TreeItem) -> Result<RequestBuilder> + Send + Sync + 'static,
    ) -> Self {
        self.browse = Some((items, Arc::new(request)));
        self
    }

    /// Sets which items are selectable.
    #[doc(hidden)]
    pub fn selecting(mut self, parents: bool, leaves: bool) -> Self {
        (self.selects_parents, self.selects_leaves) = (parents, leaves);
        self
    }

    /// The request for the topmost items, for the setters of optional values.
    #[doc(hidden)]
    pub fn call(&mut self) -> &mut RequestBuilder {
        &mut self.open
    }

    /// Sets an optional value of each request for the children of an item.
    #[doc(hidden)]
    pub fn browse_with(&mut self, set: impl Fn(&mut RequestBuilder) + Send + Sync + 'static) {
        self.browsing_with.push(Arc::new(set));
    }

    /// Sets headers, query parameters and limits for each call that opens or browses the tree.
    pub fn with_call_options(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }

    /// Builds the HTTP request for the topmost items without sending it.
    ///
    /// # Errors
    /// A value cannot be sent.
    pub fn into_request(self) -> Result<HttpRequest> {
        self.with_options(self.open.clone()).into_request()
    }

    /// Fetches the topmost items.
    ///
    /// # Errors
    /// The call fails, or its response cannot be decoded.
    pub async fn open(&self) -> Result<Vec<TreeItem>> {
        self.read(self.open.clone(), &self.items).await
    }

    /// Fetches the children of an item. A leaf has none and causes no request.
    ///
    /// # Errors
    /// The call fails, or its response cannot be decoded.
    pub async fn browse(&self, item: &TreeItem) -> Result<Vec<TreeItem>> {
        match &self.browse {
            Some((items, request)) if item.is_parent => {
                let mut request = request(item)?;
                self.browsing_with.iter().for_each(|set| set(&mut request));
                self.read(request, items).await
            }
            _ => Ok(Vec::new()),
        }
    }

    /// Adds this tree's options to a request.
    fn with_options(&self, mut request: RequestBuilder) -> RequestBuilder {
        request.options(self.options.clone());
        request
    }

    async fn read(&self, request: RequestBuilder, shape: &TreeItems) -> Result<Vec<TreeItem>> {
        self.with_options(request).send().await?.read(|response| {
            let mut read = Vec::new();
            for (index, item) in items(response, shape.collection)?.into_iter().enumerate() {
                read.extend(self.item(item, shape).map_err(|error| error.at(index))?);
            }
            Ok(read)
        })
    }

    fn item(&self, item: Raw<'_>, shape: &TreeItems) -> Result<Option<TreeItem>, JsonError> {
        let Some(value) = text(item, shape.value)? else { return Ok(None) };
        let title = words(item, shape.title)?.unwrap_or_else(|| value.clone());
        let full_title = words(item, shape.full_title)?;
        let is_parent = match shape.is_parent {
            IsParent::Always => true,
            IsParent::Never => false,
            IsParent::Equals(keys, wanted) => match item.follow(keys)? {
                Some(found) => found.text().is_ok_and(|found| found.eq_ignore_ascii_case(wanted)),
                None => false,
            },
        };
        let is_selectable = if is_parent { self.selects_parents } else { self.selects_leaves };
        let json = item.source().to_owned();
        Ok(Some(TreeItem { value, title, full_title, is_parent, is_selectable, json }))
    }
}

impl fmt::Debug for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tree").field("open", &self.open).finish_non_exhaustive()
    }
}
