//! What every page of one connector shows around its own content.

use connector_codegen::{OperationRole, Severity};

use super::links::Links;
use super::subject::Subject;
use super::text::line;

/// The colour of a connector that states none.
pub(super) const COLOR: &str = "#5b6472";

/// A link of a list.
pub(super) struct Link {
    pub(super) href: String,
    pub(super) title: String,
    /// Whether it leads to the page that it stands on.
    pub(super) current: bool,
    /// Words before the link.
    pub(super) note: String,
}

impl Link {
    pub(super) fn new(href: impl Into<String>, title: impl Into<String>) -> Self {
        Self { href: href.into(), title: title.into(), current: false, note: String::new() }
    }
}

/// A section of the connector's page.
pub(super) struct Section {
    pub(super) anchor: &'static str,
    pub(super) title: &'static str,
    pub(super) count: usize,
}

/// What is around the content of a page.
pub(super) struct Shell {
    pub(super) title: String,
    pub(super) color: String,
    pub(super) sections: Vec<Section>,
    pub(super) file: String,
    pub(super) version: String,
    pub(super) sha256: String,
    /// The start of the digest.
    pub(super) digest: String,
    /// The number of warnings.
    pub(super) repaired: usize,
    pub(super) generator: &'static str,
}

impl Shell {
    pub(super) fn new(subject: &Subject) -> Self {
        let summary = &subject.description.summary;
        let sections = [
            Section { anchor: "facts", title: "Facts", count: 0 },
            Section { anchor: "quick-start", title: "Quick start", count: 0 },
            Section { anchor: "sign-in", title: "Sign-in", count: 0 },
        ];
        let lists = [
            Section { anchor: "actions", title: "Actions", count: summary.actions },
            Section { anchor: "triggers", title: "Triggers", count: summary.triggers },
            Section { anchor: "internal", title: "Internal operations", count: summary.internal },
            Section { anchor: "definitions", title: "Definitions", count: subject.reference.types.len() },
        ];
        let operations = subject.description.operations.len();
        let ends = [
            Section { anchor: "map", title: "Map", count: 0 },
            Section { anchor: "diagnostics", title: "Diagnostics", count: subject.findings.len() + subject.more },
        ];
        let lists = lists.into_iter().filter(|list| list.count > 0);
        let ends = ends.into_iter().filter(|end| end.anchor != "map" || operations > 0);
        let head = &subject.reference.head;
        Self {
            title: line(&summary.title),
            color: color(head.brand_color.as_deref()),
            sections: sections.into_iter().chain(lists).chain(ends).collect(),
            file: summary.file.clone(),
            version: subject.description.version.as_deref().map(line).unwrap_or_default(),
            sha256: head.sha256.clone(),
            digest: head.sha256.chars().take(12).collect(),
            repaired: subject.findings.iter().filter(|finding| finding.severity == Severity::Warning).count(),
            generator: env!("CARGO_PKG_VERSION"),
        }
    }
}

/// A colour in hexadecimal, or the usual one.
pub(super) fn color(stated: Option<&str>) -> String {
    let digits = stated.and_then(|stated| stated.trim().strip_prefix('#'));
    let is_color = |digits: &&str| matches!(digits.len(), 3 | 6) && digits.bytes().all(|it| it.is_ascii_hexdigit());
    digits.filter(is_color).map_or(COLOR.to_owned(), |digits| format!("#{}", digits.to_ascii_lowercase()))
}

/// The title of an operation as the designer shows it, or its operationId.
pub(super) fn title(subject: &Subject, index: usize) -> String {
    let operation = &subject.description.operations[index];
    let title = operation.title.as_deref().map(line).filter(|title| !title.is_empty());
    title.unwrap_or_else(|| operation.id.clone())
}

/// A link to an operation.
pub(super) fn to_operation(subject: &Subject, links: &Links, index: usize) -> Link {
    Link::new(links.operation(index), title(subject, index))
}

/// The word for a role, the heading of its list, and its anchor.
pub(super) fn role(role: OperationRole) -> (&'static str, &'static str, &'static str) {
    match role {
        OperationRole::Trigger => ("trigger", "Triggers", "triggers"),
        OperationRole::Internal => ("internal operation", "Internal operations", "internal"),
        _ => ("action", "Actions", "actions"),
    }
}

/// A number of things in words.
pub(super) fn counted(number: usize, one: &str, many: &str) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{grouped} {}", if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_colour_is_a_colour() {
        assert_eq!(color(Some(" #DA3B01 ")), "#da3b01");
        for other in ["red", "#12", "#12345", "\"/><script>", "#ggg", "url(https://example.com)"] {
            assert_eq!(color(Some(other)), COLOR);
        }
    }

    #[test]
    fn numbers_have_groups_of_three_digits() {
        assert_eq!(counted(1, "action", "actions"), "1 action");
        assert_eq!(counted(9401, "action", "actions"), "9,401 actions");
        assert_eq!(counted(100, "action", "actions"), "100 actions");
    }
}
