//! A connector folder's name in, the names of its crate and client out. They depend only on the folder's spelling and family, so the
//! lock does not hold them.

use heck::ToKebabCase;

use super::identifier::{Style, digest};
use super::words::Spelling;
use crate::model::Family;

/// Packages of this project. Package names in a workspace must differ, and a generated crate depends on the first of these.
const OURS: &[&str] = &["connector-runtime", "connector-codegen", "connector-triggers", "connector-tests"];
/// The longest package name that registries accept.
const LONGEST: usize = 64;
/// Number of digits of the folder name's digest in a package name that needs it.
const DIGITS: usize = 8;

/// The package name of a connector: `connector-`, its folder in kebab case, and `-ip` (independent publisher) or `-custom`.
///
/// ASCII, at most 64 characters. The name ends in a digest of the folder's spelling if it would be too long, look like one of another
/// family, or equal one of this project's packages. Folders of one family that differ only in case or punctuation have the same
/// package name (there are none in the catalogue), so a caller that writes several crates must refuse the second.
pub(crate) fn package_name(folder: &str, family: Family) -> String {
    let words = Spelling::of(folder).words.join("-").to_kebab_case();
    let suffix = match family {
        Family::Plain => "",
        Family::IndependentPublisher => "-ip",
        Family::Custom => "-custom",
    };
    let name = format!("connector-{words}{suffix}");
    let is_of_another = family == Family::Plain && (name.ends_with("-ip") || name.ends_with("-custom"));
    if name.len() <= LONGEST && !is_of_another && !OURS.contains(&name.as_str()) {
        return name;
    }
    let digest = digest(folder, DIGITS);
    let space = LONGEST - "connector-".len() - 1 - digest.len() - suffix.len();
    let mut cut = words.as_str();
    while cut.len() > space {
        cut = cut.rsplit_once('-').map_or(&cut[..space], |(start, _)| start);
    }
    format!("connector-{cut}-{digest}{suffix}")
}

/// The client's type, e.g. `KaizalaClient`.
pub(super) fn client_name(folder: &str) -> String {
    type_name(folder, "client")
}

/// The type of a direct client's credentials, e.g. `KaizalaAuth`.
pub(super) fn auth_name(folder: &str) -> String {
    type_name(folder, "auth")
}

/// The type whose methods are the triggers, e.g. `KaizalaTriggers`.
pub(super) fn triggers_name(folder: &str) -> String {
    type_name(folder, "triggers")
}

/// A type that is named after its connector.
fn type_name(folder: &str, word: &str) -> String {
    let words = Spelling::of(folder).words;
    let connector = Style::Camel.join_bounded("n", "", &words, folder);
    Style::Camel.join("n", &connector, &[word])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_is_named_after_its_folder_and_family() {
        for (folder, family, expected) in [
            ("kaizala", Family::Plain, "connector-kaizala"),
            ("Adobe Creative Cloud", Family::IndependentPublisher, "connector-adobe-creative-cloud-ip"),
            ("AzureAdIp", Family::Custom, "connector-azure-ad-ip-custom"),
            ("Brønnøysundregistrene", Family::Plain, "connector-bronnoysundregistrene"),
            ("3E Events", Family::Plain, "connector-3e-events"),
            ("Asite (US Gov.)", Family::Plain, "connector-asite-us-gov"),
            ("", Family::Plain, "connector-empty"),
        ] {
            assert_eq!(package_name(folder, family), expected);
        }
    }

    #[test]
    fn no_family_takes_a_name_of_another() {
        let plain = package_name("Foo IP", Family::Plain);
        assert!(plain.starts_with("connector-foo-ip-x"), "{plain}");
        assert_eq!(package_name("Foo", Family::IndependentPublisher), "connector-foo-ip");
    }

    #[test]
    fn no_connector_takes_a_name_of_this_project() {
        for ours in OURS {
            let folder = ours.trim_start_matches("connector-");
            let name = package_name(folder, Family::Plain);
            assert!(name.starts_with(&format!("{ours}-x")), "{name}");
            assert_eq!(package_name(folder, Family::Custom), format!("{ours}-custom"));
        }
    }

    #[test]
    fn names_that_differ_by_case_only_claim_one_package() {
        assert_eq!(package_name("Teams", Family::Plain), package_name("teams", Family::Plain));
    }

    #[test]
    fn long_names_are_cut() {
        for folder in ["a".repeat(300), "word ".repeat(60), "日本語".repeat(30)] {
            for family in [Family::Plain, Family::IndependentPublisher, Family::Custom] {
                let name = package_name(&folder, family);
                assert!(name.len() <= LONGEST, "{name}");
                assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'));
            }
        }
    }

    #[test]
    fn a_client_is_named_after_its_folder() {
        assert_eq!(client_name("kaizala"), "KaizalaClient");
        assert_eq!(client_name("3E Events"), "N3eEventsClient");
    }

    /// Over the public corpus, if it is beside the project.
    #[test]
    fn the_catalogue_has_no_two_packages_of_one_name() {
        let corpus = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
        let mut names = std::collections::BTreeMap::new();
        for (tree, family) in [
            ("certified-connectors", Family::Plain),
            ("independent-publisher-connectors", Family::IndependentPublisher),
            ("custom-connectors", Family::Custom),
        ] {
            for folder in std::fs::read_dir(corpus.join(tree)).into_iter().flatten().flatten() {
                let folder = folder.file_name().to_string_lossy().into_owned();
                let name = package_name(&folder, family);
                assert_eq!(names.insert(name.clone(), folder.clone()), None, "{name} of {folder}");
            }
        }
    }
}
