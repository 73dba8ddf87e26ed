//! `docs/reference.md`: the reference page, in its order.

use super::Input;
use super::markup::Markup;
use super::{definitions, head, operations};
use crate::model::Role;

/// The text of the file.
pub(super) fn text(input: Input<'_>) -> String {
    let mut markup = Markup::default();
    head::add(&mut markup, input);
    operations::add(&mut markup, input, Role::Action, "Actions");
    operations::add(&mut markup, input, Role::Trigger, "Triggers");
    operations::add(&mut markup, input, Role::Internal, "Internal operations");
    definitions::add(&mut markup, input);
    markup.into_text()
}
