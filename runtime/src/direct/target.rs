//! Where a direct call goes, told without sending anything: links of its response start there. In: the request as the caller said
//! it. Out: the address that policies make of it, without what they and the credential put into its query.

use super::Direct;
use crate::{
    error::Result,
    http::request::{HttpRequest, RequestTarget},
    policy::{self, Outgoing},
};
use url::Url;

impl Direct {
    /// # Errors
    /// Where an address needs a value that is not set, or that only a token or another request gives.
    pub(crate) fn target_of(&self, base: &Url, request: &HttpRequest) -> Result<RequestTarget> {
        let mut outgoing = Outgoing::new(request.clone(), base, self.base_path());
        policy::apply_routing(&mut outgoing, self.service.policies, &self.auth.settled())?;
        outgoing.target()
    }
}
