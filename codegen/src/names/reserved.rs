//! The names that the generated code has for itself. A wire name that wants one gets a suffix.

/// Of operations: methods of the client, of `Internal` and of `Choices`, methods that every type has through its traits (an
/// inherent method would hide them) or that clippy takes for a trait's; and the variants of `TriggerName` and
/// `TriggerPayload` that are not triggers.
pub(super) const OPERATIONS: &[&str] = &[
    "new",
    "direct",
    "internal",
    "choices", // ours
    "borrow",
    "borrow_mut",
    "clone",
    "clone_from",
    "clone_into",
    "cmp",
    "drop",
    "eq",
    "fmt",
    "from",
    "into",
    "to_owned",
    "try_from",
    "try_into",
    "type_id", // of traits
    "Unknown",
    "UnlistedValue",
];

/// Of the arguments and setters of a request: its methods, the locals of its constructor, methods of traits and what clippy
/// takes for one where `self` comes by value.
pub(super) const ARGUMENTS: &[&str] = &[
    "new",
    "decode_notification",
    "into_request",
    "into_call",
    "send",
    "send_with_response",
    "send_streaming",
    "with_call_options", // methods
    "call",
    "call_without_body",
    "connection",
    "required", // locals
    "borrow",
    "borrow_mut",
    "clone",
    "clone_from",
    "clone_into",
    "drop",
    "fmt",
    "from",
    "into",
    "to_owned",
    "try_from",
    "try_into",
    "type_id", // of traits
    "add",
    "bitand",
    "bitor",
    "bitxor",
    "div",
    "mul",
    "rem",
    "shl",
    "shr",
    "sub",
];

/// Of the arguments and setters of a request whose answer comes in pages: its further methods.
pub(super) const PAGING: &[&str] = &["pages", "items"];

/// Of the arguments and setters of a request that may take long: its further methods.
pub(super) const LONG_RUNNING: &[&str] = &["poller", "send_and_wait"];

/// Of the arguments of a choice: the further locals of the function that makes its calls.
pub(super) const LOOKUPS: &[&str] = &["body", "below", "item"];

/// Of connection parameters, which are arguments and `with_…` setters: methods of the types that take them, and their locals.
pub(super) const CONNECTION: &[&str] = &["auth", "scopes"];

/// Of the variants of an enumeration.
pub(super) const VARIANTS: &[&str] = &[UNLISTED];

/// The variant for values that the definition does not list.
pub(super) const UNLISTED: &str = "UnlistedValue";

/// The variant for answers with a status that the definition does not list.
pub(super) const OTHER: &str = "Other";
