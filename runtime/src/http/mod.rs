//! HTTP messages as data: a request before it is sent, and the parts that requests and responses share. Nothing here sends
//! or receives.

pub(crate) mod charset;
pub(crate) mod common;
pub(crate) mod escapes;
pub(crate) mod headers;
pub(crate) mod path;
pub(crate) mod payload;
pub(crate) mod percent;
pub(crate) mod pieces;
pub(crate) mod request;
pub(crate) mod retry_after;
pub(crate) mod values;
