//! `docs/reference.md`: the reference page, in its order.

use super::Input;
use super::markup::Markup;
use super::{definitions, head, operations};
use crate::model::Role;

/// The text of the file.
pub(super) fn text(input: Input<'_>, examples: &[String]) -> String {
    let mut markup = Markup::default();
    head::add(&mut markup, input);
    for (role, title) in
        [(Role::Action, "Actions"), (Role::Trigger, "Triggers"), (Role::Internal, "Internal operations")]
    {
        operations::add(&mut markup, input, examples, (role, title));
    }
    definitions::add(&mut markup, input);
    markup.into_text()
}
