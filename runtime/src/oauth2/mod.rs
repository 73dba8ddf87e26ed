//! OAuth 2 tokens for direct clients: client credentials and refresh tokens, for any service.
//!
//! In: the URL of a service's token endpoint, and the client that is registered there. Out: a
//! [`TokenCredential`](crate::TokenCredential), which the authentication type of a generated crate accepts. The library
//! `oauth2` builds requests and reads responses. They go through this crate's own pipeline: `https` only, no redirects,
//! limited responses, retries as for any other call.
//!
//! It opens no browser: the application signs the user in and obtains the first refresh token. For Microsoft Entra, use
//! the credentials of the crate `azure_identity`.
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
