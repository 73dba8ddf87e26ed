//! Path templates: their placeholders, and the parameters that claim them.

use std::collections::HashSet;

use crate::diagnostic::OperationReason;

/// A path with its placeholders.
pub(super) struct Template {
    pieces: Vec<Piece>,
}

enum Piece {
    Text(String),
    Placeholder { written: String, claimed: Option<String> },
}

/// The result of a parameter's claim.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Claim {
    /// The path has its placeholder.
    Found,
    /// The path has it in another spelling, which is corrected: placeholders are not sent.
    Respelt(String),
    /// The path has no such placeholder.
    Missing,
}

impl Template {
    /// Reads a path; `Err` is the reason why it is not valid.
    pub(super) fn parse(path: &str) -> Result<Self, OperationReason> {
        let mut pieces = Vec::new();
        let mut rest = path;
        while let Some((before, after)) = rest.split_once('{') {
            let Some((written, after)) = after.split_once('}') else {
                return Err(OperationReason::PlaceholderNotClosed);
            };
            if written.trim().is_empty() || written.contains('{') {
                return Err(OperationReason::PlaceholderUnnamed);
            }
            pieces.push(Piece::Text(before.to_owned()));
            pieces.push(Piece::Placeholder { written: written.to_owned(), claimed: None });
            rest = after;
        }
        if rest.contains('}') {
            return Err(OperationReason::PlaceholderNotOpened);
        }
        pieces.push(Piece::Text(rest.to_owned()));
        Ok(Self { pieces })
    }

    /// Finds the placeholder of a path parameter: with the same spelling, or with other spaces or letter case unless another
    /// parameter (`declared`) has that spelling.
    pub(super) fn claim(&mut self, key: &str, declared: &HashSet<&str>) -> Claim {
        if self.claim_where(key, |written| written == key).is_some() {
            return Claim::Found;
        }
        let similar =
            |written: &str| !declared.contains(written) && written.trim().to_lowercase() == key.trim().to_lowercase();
        self.claim_where(key, similar).map_or(Claim::Missing, Claim::Respelt)
    }

    /// Claims all placeholders that fit and returns the spelling of the first one.
    fn claim_where(&mut self, key: &str, fits: impl Fn(&str) -> bool) -> Option<String> {
        let mut first = None;
        for piece in &mut self.pieces {
            match piece {
                Piece::Placeholder { written, claimed } if claimed.is_none() && fits(written) => {
                    *claimed = Some(key.to_owned());
                    first.get_or_insert_with(|| written.clone());
                }
                _ => {}
            }
        }
        first
    }

    /// The placeholders that no parameter claimed, each once.
    pub(super) fn unclaimed(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for piece in &self.pieces {
            match piece {
                Piece::Placeholder { written, claimed: None } if !names.contains(written) => {
                    names.push(written.clone())
                }
                _ => {}
            }
        }
        names
    }

    /// The path, with placeholders spelt like their parameters.
    pub(super) fn path(&self) -> String {
        let pieces = self.pieces.iter().map(|piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Placeholder { written, claimed } => format!("{{{}}}", claimed.as_ref().unwrap_or(written)),
        });
        pieces.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_placeholder_has_a_name_and_both_braces() {
        let read = |path: &str| Template::parse(path).map(|template| template.path());
        assert_eq!(read("/a/{b}.json"), Ok("/a/{b}.json".to_owned()));
        for unnamed in ["/{}", "/{ }", "/{a{b}"] {
            assert_eq!(read(unnamed), Err(OperationReason::PlaceholderUnnamed), "{unnamed}");
        }
        assert_eq!(read("/{a"), Err(OperationReason::PlaceholderNotClosed));
        assert_eq!(read("/a}"), Err(OperationReason::PlaceholderNotOpened));
    }

    #[test]
    fn a_placeholder_that_no_parameter_claims_is_named_once() {
        let mut template = Template::parse("/{a}/{b}/{c}/{b}").expect("the path is valid");
        assert_eq!(template.claim("a", &HashSet::new()), Claim::Found);
        assert_eq!(template.unclaimed(), ["b", "c"]);
    }
}
