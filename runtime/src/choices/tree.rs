//! Values that form a tree, such as folders: what a picker would open and browse.

use crate::{
    choices::choice::{at, items, text, words},
    error::{Error, ErrorKind, Result},
    http::request::HttpRequest,
    json::{Decode, JsonError, Raw, decode},
    options::CallOptions,
    request::builder::RequestBuilder,
};
use std::{fmt, sync::Arc};

/// Where a response has its items, and an item its parts. No keys: the response is the list, the item is the value.
#[derive(Clone, Copy, Debug)]
pub struct TreeItems {
    /// Keys from the response to the list.
    pub collection: &'static [&'static str],
    /// Keys from an item to its value.
    pub value: &'static [&'static str],
    /// Keys from an item to its title.
    pub title: &'static [&'static str],
    /// Keys from an item to the title that names its place too.
    pub full_title: &'static [&'static str],
    /// Which items have others below them.
    pub is_parent: IsParent,
}

/// Which items of a tree have others below them.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum IsParent {
    /// All of them.
    Always,
    /// None of them.
    Never,
    /// Those with this text at the end of these keys.
    Equals(&'static [&'static str], &'static str),
}

/// A value in a tree.
#[derive(Clone)]
#[non_exhaustive]
pub struct TreeItem {
    /// What to send.
    pub value: String,
    /// What to show.
    pub title: String,
    /// What to show where the place in the tree is not seen.
    pub full_title: Option<String>,
    /// Whether there may be items below it, which [`Tree::browse`] finds.
    pub is_parent: bool,
    /// Whether the parameter takes it: of some trees only the leaves are values, of others only the parents.
    pub is_selectable: bool,
    /// The item as the service gave it; the call for what is below takes values from it.
    json: String,
}

impl TreeItem {
    /// For generated code: the value at the end of `keys` in the item as the service gave it.
    ///
    /// # Errors
    /// Where there is none, or it is of another type.
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

/// Not the item as the service gave it, which may hold anything.
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

/// The values of a parameter that form a tree.
#[derive(Clone)]
#[must_use = "nothing is sent until the tree is opened"]
pub struct Tree {
    open: RequestBuilder,
    items: TreeItems,
    browse: Option<(TreeItems, Below)>,
    selects_parents: bool,
    selects_leaves: bool,
    options: CallOptions,
}

impl Tree {
    /// For generated code: the call that answers with the topmost items. All of them can be selected.
    #[doc(hidden)]
    pub fn new(open: RequestBuilder, items: TreeItems) -> Self {
        let options = CallOptions::default();
        Self { open, items, browse: None, selects_parents: true, selects_leaves: true, options }
    }

    /// For generated code: the call that answers with what is below an item.
    #[doc(hidden)]
    pub fn browsing(
        mut self,
        items: TreeItems,
        request: impl Fn(&TreeItem) -> Result<RequestBuilder> + Send + Sync + 'static,
    ) -> Self {
        self.browse = Some((items, Arc::new(request)));
        self
    }

    /// For generated code: which items are values.
    #[doc(hidden)]
    pub fn selecting(mut self, parents: bool, leaves: bool) -> Self {
        (self.selects_parents, self.selects_leaves) = (parents, leaves);
        self
    }

    /// Sets headers, query and limits of the caller's own for each call, of opening and of browsing.
    pub fn with_call_options(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }

    /// The HTTP request that asks for the topmost items, without sending it.
    ///
    /// # Errors
    /// Where a value cannot be sent.
    pub fn into_request(self) -> Result<HttpRequest> {
        self.with_options(self.open.clone()).into_request()
    }

    /// The topmost items.
    ///
    /// # Errors
    /// Where the call fails, or its response cannot be read.
    pub async fn open(&self) -> Result<Vec<TreeItem>> {
        self.read(self.open.clone(), &self.items).await
    }

    /// The items below one; none below a leaf, which nobody is asked for.
    ///
    /// # Errors
    /// Where the call fails, or its response cannot be read.
    pub async fn browse(&self, item: &TreeItem) -> Result<Vec<TreeItem>> {
        match &self.browse {
            Some((items, request)) if item.is_parent => self.read(request(item)?, items).await,
            _ => Ok(Vec::new()),
        }
    }

    /// A call with the options of this tree.
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
