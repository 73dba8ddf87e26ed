//! A request under construction. In: the caller's values. Out: an `HttpRequest`, or its response after sending.

pub(crate) mod body;
pub(crate) mod builder;
pub(crate) mod continuation;
pub(crate) mod media_type;
pub(crate) mod operation;
pub(crate) mod sending;
pub(crate) mod upload;
pub(crate) mod url;
