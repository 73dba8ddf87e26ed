//! A connector in an exported solution: `X.xml` names the files of its definition, its connection parameters and its policies.

use super::form::SolutionHead;
use crate::input::PropertyPart;

/// The escapes of the platform in the names of connectors.
const ESCAPES: [(&str, &str); 3] = [("_5f", "_"), ("-5f", "_"), ("-2d", "-")];

/// The file of a solution that names the files of a connector; `None` if the document is another one.
pub(super) fn head(text: &str) -> Option<SolutionHead> {
    let root = text.find("<Connector").filter(|at| {
        let before = &text[..*at];
        let after = text.as_bytes().get(at + "<Connector".len());
        !before.split("?>").last().is_some_and(|before| before.contains('<'))
            && after.is_some_and(|byte| *byte == b'>' || byte.is_ascii_whitespace())
    })?;
    let body = &text[root..];
    let properties = PropertyPart::ALL.into_iter().filter_map(|part| {
        let file = element(body, &part.key().to_ascii_lowercase())?;
        Some((part, file_name(&file)?))
    });
    Some(SolutionHead {
        name: element(body, "name").map(|name| decoded(&name)),
        definition: element(body, "openapidefinition").and_then(|file| file_name(&file)),
        properties: properties.collect(),
    })
}

/// The text of an element; `None` if it is missing or empty.
fn element(text: &str, name: &str) -> Option<String> {
    let opening = format!("<{name}>");
    let (_, rest) = text.split_once(&opening)?;
    let (content, _) = rest.split_once(&format!("</{name}>"))?;
    let mut content = content.trim().to_owned();
    for (entity, character) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")] {
        content = content.replace(entity, character);
    }
    Some(content).filter(|content| !content.is_empty())
}

/// The last part of a path in a solution. The folder differs between a solution and its unpacked form.
fn file_name(path: &str) -> Option<String> {
    let name = path.rsplit(['/', '\\']).next()?;
    Some(name.to_owned()).filter(|name| !name.is_empty() && name != "." && name != "..")
}

/// A connector's name without the escapes of the platform: `_5F` and `-5f` are an underscore, `-2d` is a hyphen.
pub(crate) fn decoded(name: &str) -> String {
    let mut decoded = String::with_capacity(name.len());
    let mut rest = name;
    while let Some(first) = rest.chars().next() {
        let escape = ESCAPES
            .iter()
            .find(|(escape, _)| rest.get(..escape.len()).is_some_and(|start| start.eq_ignore_ascii_case(escape)));
        match escape {
            Some((escape, character)) => {
                decoded.push_str(character);
                rest = &rest[escape.len()..];
            }
            None => {
                decoded.push(first);
                rest = &rest[first.len_utf8()..];
            }
        }
    }
    decoded
}
