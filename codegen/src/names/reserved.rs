//! Names that the generated code uses itself. A wire name that equals one gets a suffix.

/// Reserved among operations: methods of the client, of `Internal` and of `Choices`; methods of traits, which an inherent method would
/// hide or clippy would confuse with it; and the variants of `TriggerName` and `TriggerPayload` that are not triggers.
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

/// Reserved among operations if the client reaches tables.
pub(super) const TABLES: &[&str] = &["table", "library"];

/// Reserved among operations if there are triggers: a method of the client.
pub(super) const TRIGGERS: &[&str] = &["triggers"];

/// Reserved among operations if a trigger would have one of these names: methods beside those of triggers.
pub(super) const BESIDE_TRIGGERS: &[&str] = &["unsubscribe", "unsubscribe_with"];

/// Reserved among arguments and setters of a request: its methods, the local variables of its constructor, methods of traits, and names
/// that clippy reserves for operator traits if `self` is taken by value.
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

/// Also reserved if the response comes in pages: methods of the request.
pub(super) const PAGING: &[&str] = &["pages", "items"];

/// Also reserved for long-running operations: methods of the request.
pub(super) const LONG_RUNNING: &[&str] = &["poller", "send_and_wait"];

/// Also reserved for triggers: methods of the request, and an argument.
pub(super) const TRIGGER: &[&str] = &["subscribe", "poll", "decode_response", "callback_url"];

/// Also reserved among arguments and setters of a choice: local variables of its method, and the methods of a tree.
pub(super) const CHOICES: &[&str] = &["below", "item", "open", "browse"];

/// Reserved among the types of requests for choices: the type that has the methods.
pub(super) const CHOICE_TYPES: &[&str] = &["Choices"];

/// Reserved among connection parameters, which are arguments and `with_…` setters: methods and local variables of their types.
pub(super) const CONNECTION: &[&str] = &["auth", "scopes"];

/// Reserved among variants of an enumeration.
pub(super) const VARIANTS: &[&str] = &[UNLISTED];

/// The variant for values that the definition does not list.
pub(super) const UNLISTED: &str = "UnlistedValue";

/// The variant for responses with a status that the definition does not list.
pub(super) const OTHER: &str = "Other";
