//! Differences that are not a fault of the client, by class: each with its condition and its reason. Any other one fails a run.

use super::{
    compare::Difference,
    read::{Call, NextLink},
};

/// A class of explained differences.
pub(super) struct Class<Fact: 'static> {
    pub(super) name: &'static str,
    pub(super) reason: &'static str,
    is: fn(&Difference, &Fact) -> bool,
}

/// The classes of calls.
pub(super) const CALLS: &[Class<Call>] = &[Class {
    name: "default-left-out",
    reason: "The definition states a default for a query key, and the fact's client leaves it out (`defaults_not_sent`, \
             `url_from = \"client\"`). The definition is right.",
    is: |difference, fact| {
        matches!(difference, Difference::QueryExtra { key, .. } if fact.defaults_not_sent.contains(key)
            || fact.url_from.as_deref() == Some("client") && !fact.values.contains_key(key))
    },
}];

/// The classes of links.
pub(super) const LINKS: &[Class<NextLink>] = &[Class {
    name: "foreign-link",
    reason: "The fact's client sends path and query of a link to a foreign host on to the connection. A credential stays with the \
             connection's own origin, and such a link is an error.",
    is: |difference, fact| {
        matches!(difference, Difference::NotSent(_))
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
