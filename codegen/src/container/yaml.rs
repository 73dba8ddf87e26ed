//! YAML: a look at the keys without indentation tells what a document is.

use super::form::{Foreign, Form};

/// The form of a YAML document; `None` if it does not describe a service.
pub(super) fn form(text: &str) -> Option<Form> {
    text.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        let value = value.trim().trim_matches(['"', '\'']);
        match key.trim_end().trim_matches(['"', '\'']) {
            "swagger" if value.starts_with("2") => Some(Form::Foreign(Foreign::SwaggerYaml)),
            "openapi" if value.starts_with("3") => Some(Form::Foreign(Foreign::OpenApiYaml)),
            _ => None,
        }
    })
}
