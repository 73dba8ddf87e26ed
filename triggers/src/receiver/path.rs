//! Paths of routes.

use percent_encoding::percent_decode_str;
use std::fmt;

/// The path of a route, as a program writes it. What begins at `?` or `#` is not printed: a route has no such part, and in a
/// callback's URL it contains the secret. Nor is anything of a whole URL printed, which may have a login.
#[derive(Clone)]
pub(crate) struct Written(pub(crate) String);

impl Written {
    /// The path for people.
    pub(crate) fn shown(&self) -> String {
        let path = &self.0;
        if !path.starts_with('/') && (path.contains("://") || path.contains('@')) {
            return "…".to_owned();
        }
        path.find(['?', '#']).map_or_else(|| path.clone(), |at| format!("{}…", &path[..=at]))
    }
}

impl fmt::Debug for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.shown().fmt(f)
    }
}

/// The path of a route: segments between `/`.
#[derive(Clone, Debug)]
pub(crate) struct Pattern(Vec<Segment>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Segment {
    Literal(String),
    Trigger,
    Secret,
}

/// What a path has where the pattern has `{trigger}` and `{secret}`, percent-decoded.
#[derive(Default)]
pub(crate) struct Captured {
    pub(crate) trigger: Option<Vec<u8>>,
    pub(crate) secret: Option<Vec<u8>>,
}

impl Pattern {
    /// `None` if it is not a path of a route.
    pub(crate) fn parse(path: &str) -> Option<Self> {
        let rest = path.strip_prefix('/')?;
        let segments = rest.split('/').map(|segment| match segment {
            "{trigger}" => Some(Segment::Trigger),
            "{secret}" => Some(Segment::Secret),
            literal if literal.contains(['{', '}', '?', '#']) => None,
            literal => Some(Segment::Literal(literal.to_owned())),
        });
        let segments: Vec<Segment> = segments.collect::<Option<_>>()?;
        let pattern = Self(segments);
        (pattern.count(&Segment::Trigger) <= 1 && pattern.count(&Segment::Secret) <= 1).then_some(pattern)
    }

    pub(crate) fn has_trigger(&self) -> bool {
        self.count(&Segment::Trigger) > 0
    }

    pub(crate) fn has_secret(&self) -> bool {
        self.count(&Segment::Secret) > 0
    }

    fn count(&self, segment: &Segment) -> usize {
        self.0.iter().filter(|other| *other == segment).count()
    }

    /// Whether a path may match both.
    pub(crate) fn overlaps(&self, other: &Self) -> bool {
        self.0.len() == other.0.len()
            && self.0.iter().zip(&other.0).all(|(one, other)| match (one, other) {
                (Segment::Literal(one), Segment::Literal(other)) => one == other,
                // A capture is never empty.
                (Segment::Literal(literal), _) | (_, Segment::Literal(literal)) => !literal.is_empty(),
                _ => true,
            })
    }

    /// What the path contains, if it matches. Literal segments must be equal as they are written.
    pub(crate) fn matches(&self, path: &str) -> Option<Captured> {
        let mut captured = Captured::default();
        let mut given = path.strip_prefix('/')?.split('/');
        for segment in &self.0 {
            let text = given.next()?;
            let place = match segment {
                Segment::Literal(literal) if literal == text => continue,
                Segment::Literal(_) => return None,
                Segment::Trigger => &mut captured.trigger,
                Segment::Secret => &mut captured.secret,
            };
            if text.is_empty() {
                return None;
            }
            *place = Some(percent_decode_str(text).collect());
        }
        given.next().is_none().then_some(captured)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_not_printed() {
        for (path, shown) in
            [("/a?code=b#c", "/a?…"), ("/a#b?c", "/a#…"), ("/a/{trigger}", "/a/{trigger}"), ("?", "?…")]
        {
            let written = Written(path.to_owned());
            assert_eq!((written.shown(), format!("{written:?}")), (shown.to_owned(), format!("{shown:?}")));
        }
    }

    #[test]
    fn captures_are_decoded_and_never_empty() {
        let pattern = Pattern::parse("/hooks/{secret}/{trigger}").unwrap();
        let captured = pattern.matches("/hooks/a%2Fb/On%20New").unwrap();
        assert_eq!(captured.secret.as_deref(), Some(b"a/b".as_slice()));
        assert_eq!(captured.trigger.as_deref(), Some(b"On New".as_slice()));
        for path in ["/hooks//x", "/hooks/x/", "/hooks/x", "/hooks/x/y/z", "/hook/x/y", "hooks/x/y", ""] {
            assert!(pattern.matches(path).is_none(), "{path}");
        }
    }

    #[test]
    fn paths_overlap_if_one_request_may_match_both() {
        let overlaps = |one: &str, other: &str| Pattern::parse(one).unwrap().overlaps(&Pattern::parse(other).unwrap());
        assert!(overlaps("/a/{trigger}", "/a/b") && overlaps("/a/{trigger}", "/{secret}/b") && overlaps("/a", "/a"));
        assert!(
            !overlaps("/a/{trigger}", "/b/{trigger}") && !overlaps("/a", "/a/b") && !overlaps("/a/", "/a/{trigger}")
        );
    }

    #[test]
    fn what_is_not_a_path_is_refused() {
        for path in ["", "a", "/{name}", "/{trigger}/{trigger}", "/a{trigger}", "/a?b=c", "/a#b"] {
            assert!(Pattern::parse(path).is_none(), "{path}");
        }
    }
}
