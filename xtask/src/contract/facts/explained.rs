//! Differences that are not a fault of the client, by class: each with its condition and its reason. Any other one fails a run.

use super::{
    compare::Difference,
    read::{Call, Callback, NextLink},
};

/// A class of explained differences.
pub(super) struct Class<Fact: 'static> {
    pub(super) name: &'static str,
    pub(super) reason: &'static str,
    is: fn(&Difference, &Fact) -> bool,
}

/// The classes of calls.
pub(super) const CALLS: &[Class<Call>] = &[
    Class {
        name: "default-of-the-service",
        reason: "The value is optional, and its default is the service's. The fact's client sends it (`sent_by_default`); a generated \
                 client sends what the caller sets.",
        is: |difference, fact| match difference {
            Difference::QueryMissing { key, .. } | Difference::BodyDefault(key) => fact.sent_by_default.contains(key),
            _ => false,
        },
    },
    Class {
        name: "media-type",
        reason: "`consumes` decides the media type of a body of bytes; a declared header `Content-Type` is the client's own.",
        is: |difference, fact| {
            fact.body.is_none() && matches!(difference, Difference::Header { name, .. } if name == "content-type")
        },
    },
    Class {
        name: "required-not-given",
        reason: "The fact does not give a value that the definition requires. The client sends no such request.",
        is: |difference, _| {
            matches!(difference, Difference::NotSent { kind, reason } if kind == "no-value"
                || kind == "not-built" && reason.contains("a required field"))
        },
    },
    Class {
        name: "value-of-another-type",
        reason: "The fact gives a string for a parameter that the definition declares as another type.",
        is: |difference, _| matches!(difference, Difference::NotSent { kind, .. } if kind == "no-fit"),
    },
    Class {
        name: "empty-answer",
        reason: "The definition promises a value, and the answer is empty. `send` returns an error of the kind `Empty`, and `Optional` \
                 makes it `None`.",
        is: |difference, _| matches!(difference, Difference::NotRead { kind, .. } if kind == "empty"),
    },
    Class {
        name: "answer-not-json",
        reason: "The definition promises JSON, and the answer is none. An error is right.",
        is: |difference, fact| {
            fact.expect.is_empty() && matches!(difference, Difference::NotRead { kind, .. } if kind == "not-json")
        },
    },
    Class {
        name: "answer-of-another-type",
        reason: "The answer holds another type than the definition declares at the place in the error. `Error::body_without_misfits` \
                 reads the rest.",
        is: |difference, _| matches!(difference, Difference::NotRead { kind, .. } if kind == "not-decoded"),
    },
    Class {
        name: "undeclared-property",
        reason: "The fact reads a property of the answer that the definition does not declare.",
        is: |difference, _| matches!(difference, Difference::Answer { read, .. } if read == "nothing"),
    },
    Class {
        name: "default-left-out",
        reason: "The definition states a default for a query key, and the fact's client leaves it out (`defaults_not_sent`, \
             `url_from = \"client\"`). The definition is right.",
        is: |difference, fact| {
            matches!(difference, Difference::QueryExtra { key, .. } if fact.defaults_not_sent.contains(key)
            || fact.url_from.as_deref() == Some("client") && !fact.values.contains_key(key))
        },
    },
];

/// The classes of callbacks.
pub(super) const CALLBACKS: &[Class<Callback>] = &[Class {
    name: "payload-of-another-type",
    reason: "The body holds another type than the definition declares at the place in the error.",
    is: |difference, _| matches!(difference, Difference::NotRead { error, .. } if error.contains(": expected ")),
}];

/// The classes of links.
pub(super) const LINKS: &[Class<NextLink>] = &[Class {
    name: "foreign-link",
    reason: "The fact's client sends path and query of a link to a foreign host on to the connection. A credential stays with the \
             connection's own origin, and such a link is an error.",
    is: |difference, fact| {
        matches!(difference, Difference::NotSent { .. })
            && origin(&fact.link).is_some()
            && origin(&fact.link) != origin(&fact.connection)
    },
}];

/// Scheme and authority of an absolute URL.
fn origin(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    Some(format!("{scheme}://{authority}").to_ascii_lowercase())
}

/// The class of each difference, or `None` if one of them has none.
pub(super) fn classes<Fact>(
    table: &'static [Class<Fact>],
    differences: &[Difference],
    fact: &Fact,
) -> Option<Vec<&'static str>> {
    let class = |difference| table.iter().find(|class| (class.is)(difference, fact)).map(|class| class.name);
    let mut names = differences.iter().map(class).collect::<Option<Vec<_>>>()?;
    names.sort_unstable();
    names.dedup();
    Some(names)
}
