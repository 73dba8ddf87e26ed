//! Exemptions from lints of clippy: the definition decides what they limit.

use proc_macro2::TokenStream;
use quote::quote;

/// The most arguments that clippy accepts, `self` included.
const MOST_ARGUMENTS: usize = 7;

/// The exemption of a function with so many arguments, `self` included; `None` if it needs none.
pub(super) fn many_arguments(count: usize, reason: &str) -> Option<TokenStream> {
    (count > MOST_ARGUMENTS).then(|| quote!(#[allow(clippy::too_many_arguments, reason = #reason)]))
}
