//! Takes a definition out of the tree of its file.

use super::form::{Foreign, Form, Inside};
use super::recognise::look_at;
use super::template;
use crate::diagnostic::{Diagnostics, Problem, Quoted};
use crate::input::DefinitionForm;
use crate::source::{self, Node, Value};
use crate::span::{FileId, Sources, Span};

/// A definition, and what its file has beside it.
pub(crate) struct Opened {
    /// The definition.
    pub(crate) definition: Node,
    /// The object that holds the connection parameters, if the file wraps its definition.
    pub(crate) properties: Option<Node>,
    /// What holds the definition.
    pub(crate) form: DefinitionForm,
}

/// The definition of the connector `index` of a file; of its only one if that is `None`. `None` if there is no definition; a
/// diagnostic gives the reason.
pub(super) fn open_file(
    sources: &Sources,
    file: FileId,
    index: Option<usize>,
    diagnostics: &mut Diagnostics,
) -> Option<Opened> {
    let text = sources.text(file);
    let contents = look_at(text);
    let first = Span { file, start: 0, end: text.chars().next().map_or(0, char::len_utf8) as u32 };
    if let Some(problem) = refusal(&contents.form) {
        diagnostics.push(first, problem);
        return None;
    }
    let node = source::json(sources, file, diagnostics)?;
    let inside = match (index, contents.connectors.as_slice()) {
        (_, []) => return Some(Opened { definition: node, properties: None, form: DefinitionForm::File }),
        (None, [one]) => one,
        (None, several) => {
            let names = several.iter().map(|inside| inside.name.clone().unwrap_or_default()).collect();
            diagnostics.push(first, Problem::SeveralConnectors { names: Quoted(names) });
            return None;
        }
        (Some(index), connectors) => connectors.get(index).or(connectors.last())?,
    };
    if contents.form == Form::Definition {
        return Some(Opened { definition: node, properties: None, form: DefinitionForm::File });
    }
    let root = node.span;
    let form = if contents.form == Form::Template { DefinitionForm::Template } else { DefinitionForm::Export };
    opened(unwrapped(node, inside), root, form, diagnostics)
}

/// The definition, unless it was left out, or is a text. `root` is the value of the file.
pub(super) fn opened(
    found: Option<(Node, Node)>,
    root: Span,
    form: DefinitionForm,
    diagnostics: &mut Diagnostics,
) -> Option<Opened> {
    let Some((definition, properties)) = found else {
        diagnostics.push(Span { end: root.start + 1, ..root }, Problem::DefinitionLeftOut);
        return None;
    };
    if let Value::String(expression) = &definition.value {
        let inner = expression.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        let problem = match inner.and_then(template::parameter) {
            Some(parameter) => Problem::DefinitionIsParameter { parameter: parameter.to_owned() },
            None => Problem::DefinitionIsText,
        };
        diagnostics.push(definition.span, problem);
        return None;
    }
    Some(Opened { definition, properties: Some(properties), form })
}

/// The definition, and the rest of the object that holds it.
fn unwrapped(node: Node, inside: &Inside) -> Option<(Node, Node)> {
    parted(take(node, inside.properties?)?, inside.definition?)
}

/// An object in two: the member whose value starts at an offset, and the others.
pub(super) fn parted(properties: Node, start: u32) -> Option<(Node, Node)> {
    let Value::Object(mut members) = properties.value else { return None };
    let at = members.iter().position(|member| member.value.span.start == start)?;
    let definition = members.remove(at).value;
    Some((definition, Node { span: properties.span, value: Value::Object(members) }))
}

/// The problem of a form that no crate can be made from.
fn refusal(form: &Form) -> Option<Problem> {
    Some(match form {
        Form::Foreign(Foreign::SwaggerYaml) => Problem::SwaggerAsYaml,
        Form::Foreign(Foreign::OpenApiYaml) => Problem::OpenApiAsYaml,
        Form::Foreign(Foreign::Wadl) => Problem::WadlDocument,
        Form::Foreign(Foreign::Canvas) => Problem::CanvasFile,
        Form::Foreign(Foreign::Archive) => Problem::Archive,
        Form::Table => Problem::TableAlone,
        Form::Solution(_) => Problem::SolutionHeadAlone,
        _ => return None,
    })
}

/// The value that starts at an offset.
fn take(node: Node, at: u32) -> Option<Node> {
    let mut node = node;
    while node.span.start != at {
        let holds = |node: &Node| (node.span.start..node.span.end).contains(&at);
        node = match node.value {
            Value::Object(members) => members.into_iter().map(|member| member.value).find(holds)?,
            Value::Array(items) => items.into_iter().find(holds)?,
            _ => return None,
        };
    }
    Some(node)
}
