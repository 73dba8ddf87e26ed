//! Direct calls, without an Azure connection: `apiProperties.json` and `securityDefinitions` in, [`Direct`] out, or the reason why
//! there are none.
//!
//! No direct call is better than a wrong one. If a policy cannot be applied, its operations need a connection. If the definition
//! does not state where requests carry a secret, all operations do.

mod credentials;
mod expressions;
mod ids;
mod policies;
mod sign_in;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use crate::diagnostic::{NoDirectReason, OperationList, Problem};
use crate::lower::context::Context;
use crate::lower::head;
use crate::lower::operations::Lowered;
use crate::lower::texts::text;
use crate::model::Remark;
use crate::model::direct::{Direct, Through};
use crate::span::Span;
use crate::spec::{Definition, Properties, Spanned};
use ids::Ids;

/// The most policies of a connector. Real ones have up to 39. Each is compared with each operation.
const MOST_POLICIES: usize = 1_000;

/// Decides how direct calls work. Operations that only Azure can carry out get a remark.
pub(super) fn lower(
    context: &mut Context<'_>,
    definition: &Definition,
    lowered: &mut [Lowered<'_>],
) -> Result<Direct, NoDirectReason> {
    let none = Properties::default();
    let properties = definition.properties.as_ref().unwrap_or(&none);
    let ids = Ids::new(lowered, context);
    let taken = credentials::Taken::by(lowered);
    let policies = match properties.policies.len() {
        count if count > MOST_POLICIES => Err(NoDirectReason::TooManyPolicies { most: MOST_POLICIES.to_string() }),
        _ => Ok(policies::lower(context, &ids, &properties.policies)),
    };
    let scripts = scripts(context, &ids, properties.script_operations.as_deref(), definition.script.is_some());
    let direct = base(definition).and_then(|base| {
        let (policies, mut closed) = policies?;
        let schemes = credentials::schemes(context, properties, &policies, &taken)?;
        let all = |through: &Through| lowered.iter().all(|lowered| through.holds(&lowered.operation.id));
        if matches!(&scripts, Through::Some(_)) && all(&scripts) && !lowered.is_empty() {
            return Err(NoDirectReason::AllScripts);
        }
        let through_connection = match (scripts, &definition.script) {
            (Through::All, Some(file)) => return Err(NoDirectReason::Script { file: file.clone() }),
            (Through::All, None) => return Err(NoDirectReason::AllScripts),
            (Through::Some(scripts), _) => {
                closed.extend(scripts);
                Through::Some(closed)
            }
        };
        if all(&through_connection) {
            return Err(NoDirectReason::AllThroughConnection);
        }
        Ok(Direct { base, schemes, policies, through_connection })
    });
    match &direct {
        Ok(direct) => {
            for lowered in lowered.iter_mut().filter(|it| direct.through_connection.holds(&it.operation.id)) {
                lowered.operation.remarks.push(Remark::ThroughConnection);
            }
        }
        // Without a host, nobody expects direct calls.
        Err(_) if text(&definition.document.host).is_none() => {}
        Err(reason) => {
            let Span { file, start, .. } = context.document.span;
            let problem = match reason {
                NoDirectReason::AzureGateway => Problem::OnlyConnections,
                reason => Problem::NoDirectCalls { reason: reason.clone() },
            };
            context.report(Span { file, start, end: start + 1 }, problem);
        }
    }
    direct
}

/// `https://`, host and base path.
fn base(definition: &Definition) -> Result<String, NoDirectReason> {
    let document = &definition.document;
    if head::is_gateway(document) {
        return Err(NoDirectReason::AzureGateway);
    }
    let is = |scheme: &str| document.schemes.iter().any(|it| it.value.trim().eq_ignore_ascii_case(scheme));
    if is("http") && !is("https") {
        return Err(NoDirectReason::HttpOnly);
    }
    let host = text(&document.host).ok_or(NoDirectReason::NoHost)?;
    let path = text(&document.base_path).unwrap_or_default();
    let (host, path) = (host.trim().trim_end_matches('/'), path.trim());
    let slash = if path.is_empty() || path.starts_with('/') { "" } else { "/" };
    // These characters would end the host early and so change the address.
    if host.contains(['/', '@', '\\', '?', '#']) || host.chars().any(char::is_whitespace) {
        return Err(NoDirectReason::InvalidHost);
    }
    Ok(format!("https://{host}{slash}{path}"))
}

/// The operations that run the connector's script: those that `scriptOperations` names. An empty list stands for all, and so does a
/// missing one beside a script. A folder may lack the script and have the list.
fn scripts(context: &mut Context<'_>, ids: &Ids, stated: Option<&[Spanned<String>]>, has_script: bool) -> Through {
    match stated {
        None if !has_script => Through::Some(BTreeSet::new()),
        None | Some([]) => Through::All,
        Some(stated) => {
            Through::Some(ids.known(context, &OperationList::ScriptOperations, stated).into_iter().collect())
        }
    }
}
