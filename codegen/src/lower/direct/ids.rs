//! The operations that policies and lists of scripts name.

use std::collections::{HashMap, HashSet};

use crate::diagnostic::{OperationList, Problem, Suggestion, WordPlace};
use crate::lower::context::Context;
use crate::lower::operations::Lowered;
use crate::lower::texts::text;
use crate::spec::Spanned;

/// The ids of the operations that exist.
pub(super) struct Ids {
    /// As the connector has them.
    pub(super) all: HashSet<String>,
    /// By lower case.
    folded: HashMap<String, String>,
    /// Of the document; the crate leaves some operations out.
    document: HashSet<String>,
}

impl Ids {
    pub(super) fn new(lowered: &[Lowered<'_>], context: &Context<'_>) -> Self {
        let all: HashSet<String> = lowered.iter().map(|lowered| lowered.operation.id.clone()).collect();
        let folded = all.iter().map(|id| (id.to_lowercase(), id.clone())).collect();
        let operations = context.document.paths.iter().flat_map(|item| &item.operations);
        let document = operations.filter_map(|operation| text(&operation.id)).collect();
        Self { all, folded, document }
    }

    /// The stated ids that exist; an id in another letter case is corrected.
    pub(super) fn known(
        &self,
        context: &mut Context<'_>,
        place: &OperationList,
        stated: &[Spanned<String>],
    ) -> Vec<String> {
        let mut known = Vec::new();
        for id in stated {
            if self.all.contains(&id.value) {
                known.push(id.value.clone());
            } else if let Some(existing) = self.folded.get(&id.value.trim().to_lowercase()) {
                let (found, existing) = (id.value.clone(), existing.clone());
                let word = WordPlace::Key {
                    key: match place {
                        OperationList::ScriptOperations => "scriptOperations".to_owned(),
                        OperationList::Policy { .. } => "x-ms-apimTemplate-operationName".to_owned(),
                    },
                };
                context.report(id.span, Problem::LetterCase { word, found, known: existing.clone() });
                known.push(existing);
            } else if !self.document.contains(&id.value) {
                let meant = context.near(&id.value, self.all.iter().map(String::as_str));
                let meant = meant.map_or(Suggestion::Unlike, |name| Suggestion::One { name: name.to_owned() });
                let (place, operation) = (place.clone(), id.value.clone());
                context.report(id.span, Problem::PolicyOperationUnknown { place, operation, meant });
            }
        }
        known
    }
}
