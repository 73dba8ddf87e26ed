//! Tokens of OAuth 2 for direct clients: client credentials and refresh tokens, of any service.
//!
//! In: the address of a service's token endpoint, and what the service gave to the caller's application. Out: a
//! [`TokenCredential`](crate::TokenCredential), as an `Auth` of a generated crate takes it. What is sent and what comes back
//! is the crate `oauth2`'s to say; it goes through this crate's own pipeline: `https` only, no redirects, bounded answers,
//! tries and waits as for any other call.
//!
//! It opens no browser: how a user signs in, and where a first refresh token comes from, is the application's own. Microsoft
//! Entra has credentials of its own in the crate `azure_identity`.
//!
//! ```
//! # async fn example() -> connector_runtime::Result<()> {
//! use connector_runtime::{TokenCredential, oauth2::{ClientCredentials, TokenEndpoint}};
//! use std::sync::Arc;
//!
//! let endpoint = TokenEndpoint::new("https://login.example/oauth/token", "client-id")?
//!     .with_client_secret("what the service gave you")
//!     .with_parameter("audience", "https://api.example");
//! // A generated crate takes it in `XAuth::new(credential)`.
//! let credential: Arc<dyn TokenCredential> = Arc::new(ClientCredentials::new(endpoint)?);
//! # Ok(())
//! # }
//! ```

mod credentials;
mod endpoint;
mod failure;
mod token_response;
mod tokens;

pub use credentials::{ClientCredentials, RefreshToken};
pub use endpoint::{ClientAuth, TokenEndpoint};
