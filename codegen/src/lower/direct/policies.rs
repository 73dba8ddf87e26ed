//! `policyTemplateInstances` in, policies out, with their expressions parsed.

use std::collections::BTreeSet;

use super::expressions;
use super::ids::Ids;
use crate::diagnostic::{KeyPlace, OperationList, PolicyReason, Problem, Suggestion};
use crate::lower::context::Context;
use crate::model::direct::{Change, Exists, Expression, Location, Policy, Root, Rule, Step, Template};
use crate::source::{Node, Value};
use crate::spec::PolicyInstance;

/// What a piece of a template takes until it is Rust, in bytes, about.
const BYTES_OF_PIECE: usize = 5_000;

/// The policies, and the ids of the operations of policies that cannot be applied.
pub(super) fn lower(
    context: &mut Context<'_>,
    ids: &Ids,
    instances: &[PolicyInstance],
) -> (Vec<Policy>, BTreeSet<String>) {
    let (mut policies, mut closed) = (Vec::new(), BTreeSet::new());
    let mut are_all_closed = false;
    for instance in instances {
        let Some(template) = &instance.template else { continue };
        let place = OperationList::Policy { template: template.value.clone() };
        let operations = ids.known(context, &place, &instance.operations);
        if operations.is_empty() && !instance.operations.is_empty() {
            continue;
        }
        let mut reader = Parameters { context, instance, template: &template.value, read: Vec::new() };
        match reader.rule() {
            Ok(Some((of_response, rule))) => {
                reader.report_unread();
                policies.push(Policy { operations: operations.into_iter().collect(), of_response, rule });
            }
            Ok(None) => {}
            Err(problem) => {
                context.report(instance.span, problem);
                are_all_closed |= operations.is_empty();
                closed.extend(operations);
            }
        }
    }
    if are_all_closed {
        closed.extend(ids.all.iter().cloned());
    }
    (policies, closed)
}

/// The parameters of one policy.
struct Parameters<'c, 'd, 'p> {
    context: &'c mut Context<'d>,
    instance: &'p PolicyInstance,
    template: &'p str,
    /// The names read so far, in lower case.
    read: Vec<String>,
}

impl Parameters<'_, '_, '_> {
    /// Whether the policy changes responses, and its effect; `None` if it has no effect without a connection.
    fn rule(&mut self) -> Result<Option<(bool, Rule)>, Problem> {
        let section = self.instance.section.as_ref().map_or("Request", |section| section.value.as_str());
        if section == "Failure" {
            let problem = self.left_out(PolicyReason::Failure);
            self.context.report(self.instance.span, problem);
            return Ok(None);
        }
        let of_response = section == "Response";
        let rule = match self.template.to_ascii_lowercase().as_str() {
            "dynamichosturl" => Rule::HostUrl(self.template_of("urlTemplate", false)?),
            "setheader" => Rule::Header(self.text("name")?, self.template_of("value", false)?, self.exists()?),
            "setqueryparameter" => Rule::Query(self.text("name")?, self.template_of("value", false)?, self.exists()?),
            "routerequesttoendpoint" => Rule::Route(self.template_of("newPath", true)?, self.method("httpMethod")?),
            "setvaluefromurl" => Rule::FromUrl {
                target: self.target()?,
                path: self.template_of("parameterValueUrl", true)?,
                value: self.location("parameterValuePathTemplate")?,
                method: self.method("httpMethod")?.unwrap_or_else(|| "GET".to_owned()),
            },
            "pollingtrigger" => {
                return Ok(Some((
                    true,
                    Rule::Polling { state: self.state()?, items: self.location("triggerDataPath")? },
                )));
            }
            // These concern only the connection: links through it, and its state.
            "updatenextlink" | "setconnectionstatustounauthenticated" => return Ok(None),
            "dynamicsubdomain" => return Err(self.left_out(PolicyReason::Undocumented)),
            template => match self.reshape(template)? {
                Some(rule) => rule,
                None => return Err(Problem::UnknownPolicy { template: self.template.to_owned() }),
            },
        };
        Ok(Some((of_response, rule)))
    }

    fn reshape(&mut self, template: &str) -> Result<Option<Rule>, Problem> {
        let (change, source) = match template {
            "setproperty" => {
                let parent = self.location("newPropertyParentPathTemplate")?;
                let path = self.path("newPropertySubPathTemplate")?;
                let value = self.template_of("propertyValuePathTemplate", false)?;
                let target = Location { root: Root::Item, steps: path };
                return Ok(Some(Rule::Reshape { parent, source: Vec::new(), change: Change::Set(value), target }));
            }
            "moveproperties" => {
                let parent = self.location("srcParentPath")?;
                let source = self.path("srcSubPath")?;
                let mut target = self.location("dstParentPath")?;
                target.steps.extend(self.path("dstSubPath")?);
                let properties = self.flag("copyOnlySubProperties", false);
                return Ok(Some(Rule::Reshape { parent, source, change: Change::Move { properties }, target }));
            }
            "stringreplace" => {
                let (from, to) = (self.text("sourceString")?, self.optional("replacementString").unwrap_or_default());
                (Change::Replace { from, to }, self.path("propertySubPath")?)
            }
            "encodepropertyvalue" => (Change::Encode, self.path("propertySubPath")?),
            "stringtoarray" => {
                let (delimiters, property) = (self.text("delimiterList")?, self.text("childPropertyName")?);
                (Change::Split { delimiters, property }, self.path("propertySubPath")?)
            }
            "convertobjecttoarray" => {
                let key = self.optional("keyName").unwrap_or_else(|| "key".to_owned());
                let value = self.optional("valueName").unwrap_or_else(|| "value".to_owned());
                (Change::ToList { key, value }, self.path("propertySubPath")?)
            }
            "convertarraytoobject" => {
                let key = self.path("keyWithinCollectionPath")?;
                let retain = self.flag("retainKey", true);
                (Change::ToObject { key, retain }, self.path("propertySubPath")?)
            }
            _ => return Ok(None),
        };
        let (parent, target) = (self.location("propertyParentPath")?, self.location("newPropertyPath")?);
        Ok(Some(Rule::Reshape { parent, source, change, target }))
    }

    fn node(&mut self, name: &str) -> Option<&Node> {
        self.read.push(name.to_ascii_lowercase());
        let parameters = &self.instance.parameters;
        parameters.iter().find(|(key, _)| key.value.eq_ignore_ascii_case(name)).map(|(_, node)| node)
    }

    fn optional(&mut self, name: &str) -> Option<String> {
        match &self.node(name)?.value {
            Value::String(text) | Value::Number(text) => Some(text.clone()),
            Value::Bool(flag) => Some(flag.to_string()),
            _ => None,
        }
    }

    fn text(&mut self, name: &str) -> Result<String, Problem> {
        let text = self.optional(name).filter(|text| !text.is_empty());
        text.ok_or_else(|| self.left_out(PolicyReason::MissingParameter { name: name.to_owned() }))
    }

    fn flag(&mut self, name: &str, default: bool) -> bool {
        self.optional(name).map_or(default, |text| text.eq_ignore_ascii_case("true"))
    }

    fn template_of(&mut self, name: &str, placeholders: bool) -> Result<Template, Problem> {
        let text = self.text(name)?;
        Ok(self.parsed(&text, placeholders))
    }

    fn parsed(&mut self, text: &str, placeholders: bool) -> Template {
        let parsed = expressions::template(text, placeholders);
        self.context.copy(BYTES_OF_PIECE * parsed.template.len());
        for name in parsed.unknown {
            let template = self.template.to_owned();
            self.context.report(self.instance.span, Problem::UnknownFunction { name, template });
        }
        parsed.template
    }

    fn location(&mut self, name: &str) -> Result<Location, Problem> {
        let text = self.text(name)?;
        expressions::location(&text).ok_or_else(|| self.unreadable(name))
    }

    fn path(&mut self, name: &str) -> Result<Vec<Step>, Problem> {
        let text = self.optional(name).unwrap_or_default();
        expressions::path(&text).ok_or_else(|| self.unreadable(name))
    }

    fn exists(&mut self) -> Result<Exists, Problem> {
        let Some(text) = self.optional("existsAction") else { return Ok(Exists::Override) };
        match text.trim().to_ascii_lowercase().as_str() {
            "" | "override" => Ok(Exists::Override),
            "append" => Ok(Exists::Append),
            "skip" => Ok(Exists::Skip),
            _ => Err(self.unreadable("existsAction")),
        }
    }

    /// A method; `None` for the operation's own.
    fn method(&mut self, name: &str) -> Result<Option<String>, Problem> {
        const METHODS: [&str; 6] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"];
        let Some(text) = self.optional(name).filter(|text| !text.trim().is_empty()) else { return Ok(None) };
        if expressions::single(&text) == Some(Expression::Method) {
            return Ok(None);
        }
        let method = text.trim().to_ascii_uppercase();
        if METHODS.contains(&method.as_str()) { Ok(Some(method)) } else { Err(self.unreadable(name)) }
    }

    /// The target of `setvaluefromurl`.
    fn target(&mut self) -> Result<Expression, Problem> {
        let text = self.text("parameterTemplate")?;
        match expressions::single(&text) {
            Some(call @ (Expression::Header(..) | Expression::Query(..))) => Ok(call),
            _ => Err(self.unreadable("parameterTemplate")),
        }
    }

    fn state(&mut self) -> Result<Vec<(String, Template)>, Problem> {
        let Some(Value::Object(members)) = self.node("triggerConfig").map(|node| node.value.clone()) else {
            return Err(self.unreadable("triggerConfig"));
        };
        let mut state = Vec::new();
        for member in members {
            match member.value.value {
                Value::String(text) | Value::Number(text) => state.push((member.key, self.parsed(&text, false))),
                _ => return Err(self.unreadable("triggerConfig")),
            }
        }
        Ok(state)
    }

    /// Reports the parameters that were not read.
    fn report_unread(&mut self) {
        for (key, _) in &self.instance.parameters {
            if !self.read.contains(&key.value.to_ascii_lowercase()) {
                let place = KeyPlace::Policy { template: self.template.to_owned() };
                self.context
                    .report(key.span, Problem::UnknownKey { key: key.value.clone(), place, meant: Suggestion::Unlike });
            }
        }
    }

    fn unreadable(&self, name: &str) -> Problem {
        self.left_out(PolicyReason::UnreadableParameter { name: name.to_owned() })
    }

    fn left_out(&self, reason: PolicyReason) -> Problem {
        Problem::PolicyLeftOut { template: self.template.to_owned(), reason }
    }
}

/// Calls `each` for every connection parameter in a template, with whether the template has a default for it.
pub(super) fn needed(policies: &[Policy], mut each: impl FnMut(&Rule, &str, bool)) {
    for policy in policies {
        for template in policy.rule.templates() {
            for piece in template {
                if let crate::model::direct::Piece::Expression(Expression::ConnectionParameter(key, default)) = piece {
                    each(&policy.rule, key, default.is_some());
                }
            }
        }
    }
}
