//! A name that is not known in, the known name that may be meant out.

/// The known name that is most like `name`, if one is like it.
pub fn closest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = name.to_lowercase();
    let scored = known.into_iter().map(|it| (strsim::jaro_winkler(&wanted, &it.to_lowercase()), it));
    let best = scored.fold(None, |best: Option<(f64, &str)>, it| match best {
        Some(best) if best.0 >= it.0 => Some(best),
        _ => Some(it),
    });
    best.filter(|(score, _)| *score > 0.8).map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::closest;

    #[test]
    fn a_misspelt_name_has_the_closest_known_one() {
        let known = ["SendMessage", "SendAnnouncement", "GetGroups"];
        assert_eq!(closest("sendmesage", known), Some("SendMessage"));
        assert_eq!(closest("Invoices", known), None);
        assert_eq!(closest("getgroup", known), Some("GetGroups"));
        assert_eq!(closest("", []), None);
    }
}
