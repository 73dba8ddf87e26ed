//! The connection in the paths of managed connectors: the first segment of such a path is exactly `{connectionId}`. The runtime
//! URL of a connection ends with that segment, so a request does not name the connection again.

use crate::diagnostic::Problem;
use crate::lower::context::Context;
use crate::lower::json_pointer;
use crate::lower::parameter_location::is_in;
use crate::spec::{self, In, NotificationContent, ParameterOrRef, PathItem};

/// The name of the parameter, in the path and wherever it is declared.
const CONNECTION: &str = "connectionId";

/// The path below the connection; `None` if its first segment is not the connection.
pub(super) fn below(path: &str) -> Option<&str> {
    let rest = path.strip_prefix("/{connectionId}")?;
    (rest.is_empty() || rest.starts_with(['/', '?'])).then_some(rest)
}

/// Whether an argument for an operation with this path names the connection.
pub(super) fn is_connection(path: &str, key: &str) -> bool {
    key == CONNECTION && below(path).is_some_and(|rest| !rest.contains("{connectionId}"))
}

/// Removes the parameter for the connection from the parameters of a path.
pub(super) fn remove_parameter(path: &str, parameters: &mut Vec<&spec::Parameter>) {
    if is_connection(path, CONNECTION) {
        parameters.retain(|parameter| !declares_connection(parameter));
    }
}

/// Notes, once for a definition, that paths begin with the connection.
pub(super) fn note(context: &mut Context<'_>) {
    let mut paths = context.document.paths.iter().filter(|item| below(&item.path.value).is_some());
    if let Some(first) = paths.next() {
        let count = (1 + paths.count()).to_string();
        context.report(first.path.span, Problem::ConnectionInPath { count });
    }
}

/// Reports the parameters that a notification declares, but for the connection: the service posts to the callback URL as it is.
pub(super) fn report_notification_parameters(context: &mut Context<'_>, item: &PathItem) {
    let contents = item.operations.iter().filter_map(|operation| operation.notification_content.as_ref());
    for content in item.notification_content.iter().chain(contents) {
        report_parameters(context, content);
    }
}

fn report_parameters(context: &mut Context<'_>, content: &NotificationContent) {
    for parameter in &content.parameters {
        let (span, is_connection) = match parameter {
            ParameterOrRef::Parameter(parameter) => (parameter.span, declares_connection(parameter)),
            ParameterOrRef::Reference(reference) => {
                let found = json_pointer::parameter(context, &reference.value);
                (reference.span, found.is_some_and(declares_connection))
            }
        };
        if !is_connection {
            context.report(span, Problem::NotificationParameter);
        }
    }
}

fn declares_connection(parameter: &spec::Parameter) -> bool {
    is_in(parameter, In::Path) && parameter.name.as_ref().is_some_and(|name| name.value == CONNECTION)
}
