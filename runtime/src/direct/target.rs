//! The target of a direct call, found without sending anything: links of the response are resolved from it. In: the
//! caller's request. Out: the address that policies give, without what they and the credential add to the query.

use super::Direct;
use crate::{
    error::Result,
    http::request::{HttpRequest, RequestTarget},
    policy::{self, Outgoing},
};
use url::Url;

impl Direct {
    /// Where a request goes.
    ///
    /// # Errors
    /// The address needs a value that is not set, or that only a token or another request supplies.
    pub(crate) fn target_of(&self, base: &Url, request: &HttpRequest) -> Result<RequestTarget> {
        let mut outgoing = Outgoing::new(request.clone(), base, self.base_path());
        policy::apply_routing(&mut outgoing, self.service.policies, &self.auth.settled())?;
        outgoing.target()
    }
}
