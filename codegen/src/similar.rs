//! A name that is not known in, the known name that may be meant out.

/// The known name that is most like `name`, if one is like it.
pub fn closest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = name.to_lowercase();
    let score = |known: &str| {
        let known = known.to_lowercase();
        // The known name may be short for the other.
        let is_short = known.len() >= 3 && wanted.starts_with(&known);
        strsim::jaro_winkler(&wanted, &known).max(if is_short { SHORT } else { 0.0 })
    };
    let scored = known.into_iter().map(|it| (score(it), it));
    let best = scored.fold(None, |best: Option<(f64, &str)>, it| match best {
        Some(best) if best.0 >= it.0 => Some(best),
        _ => Some(it),
    });
    best.filter(|(score, _)| *score > 0.8).map(|(_, name)| name)
}

/// How similar a name is to one that begins it.
const SHORT: f64 = 0.9;

/// The most letters of a name that may be misspelt.
const LONGEST: usize = 64;

/// The most letters that may be wrong.
const MOST: usize = 2;

/// The known name that `name` is with one or two letters wrong, or in another case.
pub fn misspelt<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let may_be = |known: &str| known.len().abs_diff(name.len()) <= MOST && known != name;
    if !(3..=LONGEST).contains(&name.len()) {
        return None;
    }
    let wanted = name.to_lowercase();
    let near = known.into_iter().filter(|known| may_be(known)).filter_map(|known| {
        let distance = strsim::osa_distance(&wanted, &known.to_lowercase());
        (distance <= MOST && distance * 4 <= known.len()).then_some((distance, known))
    });
    near.min().map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::{closest, misspelt};

    #[test]
    fn a_misspelt_name_has_the_closest_known_one() {
        let known = ["SendMessage", "SendAnnouncement", "GetGroups"];
        assert_eq!(closest("sendmesage", known), Some("SendMessage"));
        assert_eq!(closest("Invoices", known), None);
        assert_eq!(closest("getgroup", known), Some("GetGroups"));
        assert_eq!(closest("", []), None);
        assert_eq!(closest("revision", ["path", "git", "rev", "version"]), Some("rev"));
        assert_eq!(closest("GetGroupsOf", ["Get", "GetGroups"]), Some("GetGroups"));
    }

    #[test]
    fn a_name_with_a_letter_or_two_wrong_has_the_known_one() {
        let known = ["Item", "Items", "CreateItem", "in"];
        assert_eq!(misspelt("Itme", known), Some("Item"));
        assert_eq!(misspelt("ITEMS", known), Some("Items"));
        assert_eq!(misspelt("CreatItm", known), Some("CreateItem"));
        for other in ["Atoms", "UpdateItem", "i", "CreateItemResponse"] {
            assert_eq!(misspelt(other, known), None, "{other}");
        }
    }
}
