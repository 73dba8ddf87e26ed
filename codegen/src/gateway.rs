//! The domains of Azure's gateways, which route the calls of managed connectors.

/// The label before a domain names an environment or a region. `runtime/src/links/link.rs` has the same domains.
const DOMAINS: [&str; 2] = ["azure-apihub.net", "azure-apim.net"];

/// The domain of a gateway's host, in any letter case; `None` if the host is not below one.
pub(crate) fn domain(host: &str) -> Option<&'static str> {
    let host = host.to_ascii_lowercase();
    DOMAINS.into_iter().find(|domain| host.strip_suffix(domain).is_some_and(|labels| labels.ends_with('.')))
}
