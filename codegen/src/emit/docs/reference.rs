//! `docs/reference.md`: the reference page, in its order.

use super::markup::Markup;
use super::{definitions, head, operations};
use crate::emit::input::Input;
use crate::emit::snippets::Snippets;
use crate::model::Role;

/// The text of the file.
pub(super) fn text(input: Input<'_>, snippets: &Snippets) -> String {
    let mut markup = Markup::default();
    head::add(&mut markup, input);
    operations::add_index(&mut markup, input, snippets);
    for (role, title) in
        [(Role::Action, "Actions"), (Role::Trigger, "Triggers"), (Role::Internal, "Internal operations")]
    {
        operations::add(&mut markup, input, snippets, (role, title));
    }
    definitions::add(&mut markup, input);
    markup.into_text()
}
