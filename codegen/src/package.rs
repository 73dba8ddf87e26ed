//! What a crate's manifest states and no definition says: plain data that a caller sets.

/// The features that a generated crate can have, in the order of its manifest.
pub(crate) const FEATURES: [&str; 3] = ["reqwest_rustls", "jsonschema", "oauth2"];

/// What a crate's manifest states and no definition says.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Package {
    /// The crate's version.
    pub version: String,
    /// The crate's licence, as SPDX writes it; without one, the manifest states none.
    pub license: Option<String>,
    /// Whether cargo may publish the crate. If not, the manifest has `publish = false`.
    pub publish: bool,
    /// The crate's default features. Those that it does not have are left out.
    pub features: Vec<String>,
}

impl Default for Package {
    /// Version 0.1.0, licence MIT, not kept from being published, with an HTTP transport.
    fn default() -> Self {
        Self {
            version: "0.1.0".to_owned(),
            license: Some("MIT".to_owned()),
            publish: true,
            features: vec!["reqwest_rustls".to_owned()],
        }
    }
}

impl Package {
    /// Names of the features that crates can have. A crate has those that its definition needs.
    pub fn known_features() -> &'static [&'static str] {
        &FEATURES
    }
}
