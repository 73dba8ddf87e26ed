//! Facts in, cases for the driver out; then its outcomes in, and verdicts out.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    str::Lines,
};

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};

use super::{
    build::{Built, Needed},
    compare::{self, Difference},
    definition::Definition,
    explained::{self, CALLBACKS, CALLS, Evidence, LINKS},
    read::{Call, Callback, Folder, NextLink},
    report::{Line, Untried, Verdict},
};

/// The definitions that facts name, each with the operations.
pub(super) fn needed(folder: &Folder) -> Needed {
    let calls = folder.wire.call.iter().map(|call| (folder.definition(&call.connector), Some(&call.operation)));
    let callbacks = folder
        .callbacks
        .iter()
        .map(|callback| (folder.definition_of_callback(&callback.connector), callback.operation.as_ref()));
    let mut needed = Needed::new();
    for (definition, operation) in calls.chain(callbacks) {
        if let (Some(definition), Some(operation)) = (definition, operation) {
            needed.entry(definition.to_owned()).or_default().insert(operation.clone());
        }
    }
    needed
}

/// A verdict without a call, and its detail.
type Settled = (Verdict, String);

/// The facts of a folder, each with its case for the driver or its verdict without one.
pub(super) struct Planned<'a> {
    folder: &'a Folder,
    documents: BTreeMap<PathBuf, Option<Definition>>,
    calls: Vec<(&'a Call, Result<Value, Settled>)>,
    links: Vec<(&'a NextLink, Value)>,
    callbacks: Vec<(&'a Callback, Result<Value, Settled>)>,
}

/// Plans the cases of every fact.
pub(super) fn planned<'a>(folder: &'a Folder, built: &BTreeMap<PathBuf, Built>) -> Planned<'a> {
    let definitions = Definitions { folder, built };
    let calls = folder.wire.call.iter().map(|fact| (fact, definitions.call(fact)));
    let links = folder
        .wire
        .next_link
        .iter()
        .map(|fact| (fact, json!({ "link": { "connection": fact.connection, "link": fact.link } })));
    let callbacks = folder.callbacks.iter().map(|fact| (fact, definitions.callback(fact)));
    let documents = built.keys().map(|path| (path.clone(), Definition::read(path))).collect();
    Planned { folder, documents, calls: calls.collect(), links: links.collect(), callbacks: callbacks.collect() }
}

struct Definitions<'a> {
    folder: &'a Folder,
    built: &'a BTreeMap<PathBuf, Built>,
}

impl Definitions<'_> {
    fn call(&self, fact: &Call) -> Result<Value, Settled> {
        let definition = self.folder.definition(&fact.connector).and_then(|path| self.built.get(path));
        let name = named(definition, &fact.operation, fact.operation_is_sdk_method)?;
        let file = fact.answer.as_ref().map(|file| self.folder.path.join(file));
        Ok(json!({ "call": {
            "case": 0,
            "connector": name,
            "operation": fact.operation,
            "values": values(fact),
            "reply": { "status": fact.status(), "file": file, "text": fact.answer_text },
        }}))
    }

    fn callback(&self, fact: &Callback) -> Result<Value, Settled> {
        let definition = self.folder.definition_of_callback(&fact.connector).and_then(|path| self.built.get(path));
        let Some(operation) = &fact.operation else {
            return Err((Verdict::NotTried(Untried::NoDefinition), String::new()));
        };
        let name = named(definition, operation, false)?;
        Ok(json!({ "callback": {
            "connector": name,
            "trigger": operation,
            "body": fact.body,
            "is_envelope": true,
        }}))
    }
}

/// The name of the caller that has an operation.
fn named<'a>(definition: Option<&'a Built>, operation: &str, is_sdk_method: bool) -> Result<&'a str, Settled> {
    let Some(Built { name, operations }) = definition else {
        return Err((Verdict::NotTried(Untried::NoDefinition), String::new()));
    };
    let operations = match operations {
        Ok(operations) => operations,
        Err(message) => return Err((Verdict::NotTried(Untried::NoCrate), message.clone())),
    };
    match operations.iter().any(|id| id == operation) {
        true => Ok(name),
        false if is_sdk_method => Err((Verdict::NotTried(Untried::SdkMethod), String::new())),
        false => Err((Verdict::Differs, "the crate has no such operation".to_owned())),
    }
}

/// The values that the caller gives, by place and key.
fn values(fact: &Call) -> Vec<Value> {
    let parameters = fact.values.iter().map(|(key, value)| json!({ "place": "parameter", "key": key, "value": value }));
    let body = fact.given_body().map(|value| json!({ "place": "body", "key": "", "value": value }));
    parameters.chain(body).collect()
}

impl Planned<'_> {
    /// The driver's cases, in the order of their outcomes.
    pub(super) fn cases(&self) -> impl Iterator<Item = &Value> {
        let calls = self.calls.iter().filter_map(|(_, case)| case.as_ref().ok());
        let callbacks = self.callbacks.iter().filter_map(|(_, case)| case.as_ref().ok());
        calls.chain(self.links.iter().map(|(_, case)| case)).chain(callbacks)
    }

    /// The verdict of each fact.
    ///
    /// # Errors
    /// An outcome is missing, or is of another kind.
    pub(super) fn verdicts(&self, outcomes: &mut Lines<'_>) -> io::Result<Vec<Line>> {
        let mut lines = Vec::new();
        for (fact, case) in &self.calls {
            let (verdict, details) = match case {
                Err((verdict, detail)) => (verdict.clone(), detailed(detail)),
                Ok(_) => judged_call(fact, compare::call(fact, &next(outcomes)?), &self.evidence_of_call(fact)?),
            };
            let (connector, operation) = (fact.connector.clone(), fact.operation.clone());
            lines.push(Line { kind: "call", id: fact.id.clone(), connector, operation, verdict, details });
        }
        for (index, (fact, _)) in self.links.iter().enumerate() {
            let found = link(fact, &next(outcomes)?);
            let verdict = verdict(explained::classes(LINKS, &found, fact, &Evidence::default()));
            let (connector, operation) = (fact.connection.clone(), fact.link.clone());
            let id = format!("link-{}", index + 1);
            lines.push(Line { kind: "link", id, connector, operation, verdict, details: shown(&found) });
        }
        for (fact, case) in &self.callbacks {
            let (verdict, details) = match case {
                Err((verdict, detail)) => (verdict.clone(), detailed(detail)),
                Ok(_) => {
                    let found = compare::callback(fact, &next(outcomes)?);
                    judged_callback(fact, &found, &self.evidence_of_callback(fact))
                }
            };
            let (connector, operation) = (fact.connector.clone(), fact.operation.clone().unwrap_or_default());
            lines.push(Line { kind: "callback", id: fact.id.clone(), connector, operation, verdict, details });
        }
        Ok(lines)
    }

    fn evidence_of_call(&self, fact: &Call) -> io::Result<Evidence<'_>> {
        let operation =
            self.document(self.folder.definition(&fact.connector)).and_then(|it| it.operation(&fact.operation));
        let answer = match &fact.answer {
            Some(file) => Some(String::from_utf8_lossy(&fs::read(self.folder.path.join(file))?).into_owned()),
            None => fact.answer_text.clone(),
        };
        Ok(Evidence { operation, answer })
    }

    fn evidence_of_callback(&self, fact: &Callback) -> Evidence<'_> {
        let document = self.document(self.folder.definition_of_callback(&fact.connector));
        let operation = document.zip(fact.operation.as_deref()).and_then(|(it, operation)| it.operation(operation));
        Evidence { operation, answer: None }
    }

    fn document(&self, definition: Option<&Path>) -> Option<&Definition> {
        self.documents.get(definition?)?.as_ref()
    }
}

/// The next outcome of the driver.
fn next<T: DeserializeOwned>(lines: &mut Lines<'_>) -> io::Result<T> {
    let line = lines.next().ok_or_else(|| io::Error::other("the driver lost an outcome"))?;
    Ok(serde_json::from_str(line)?)
}

fn judged_call(fact: &Call, found: Vec<Difference>, evidence: &Evidence<'_>) -> (Verdict, Vec<String>) {
    let is_sdk_named = fact.values_named_by.as_deref() == Some("sdk");
    let not_taken = found.iter().any(|difference| matches!(difference, Difference::NotTaken(_)));
    let other_path = found.iter().any(|difference| matches!(difference, Difference::Path { .. }));
    let details = shown(&found);
    let verdict = match verdict(explained::classes(CALLS, &found, fact, evidence)) {
        _ if fact.doubtful => Verdict::NotTried(Untried::Doubtful),
        Verdict::Differs if fact.operation_is_sdk_method && other_path => Verdict::NotTried(Untried::SdkMethod),
        Verdict::Differs if is_sdk_named && not_taken => Verdict::NotTried(Untried::SdkValues),
        Verdict::Same | Verdict::Explained(_) if fact.url.is_none() => Verdict::NotTried(Untried::NoAddress),
        other => other,
    };
    (verdict, fact.doubtful_reason.clone().into_iter().chain(details).collect())
}

fn judged_callback(fact: &Callback, found: &[Difference], evidence: &Evidence<'_>) -> (Verdict, Vec<String>) {
    let verdict = match fact.doubtful {
        true => Verdict::NotTried(Untried::Doubtful),
        false => verdict(explained::classes(CALLBACKS, found, fact, evidence)),
    };
    (verdict, fact.doubtful_reason.clone().into_iter().chain(shown(found)).collect())
}

/// The verdict of differences by their classes.
fn verdict(classes: Option<Vec<&'static str>>) -> Verdict {
    match classes {
        None => Verdict::Differs,
        Some(classes) if classes.is_empty() => Verdict::Same,
        Some(classes) => Verdict::Explained(classes),
    }
}

fn shown(found: &[Difference]) -> Vec<String> {
    found.iter().map(ToString::to_string).collect()
}

fn detailed(detail: &str) -> Vec<String> {
    Some(detail.to_owned()).filter(|detail| !detail.is_empty()).into_iter().collect()
}

/// What the driver saw of a link.
#[derive(Deserialize)]
struct Followed {
    url: Option<String>,
    error: Option<String>,
}

fn link(fact: &NextLink, followed: &Followed) -> Vec<Difference> {
    match (&followed.url, &fact.request) {
        (None, None) if fact.refused => Vec::new(),
        (Some(sent), Some(fact)) if sent == fact => Vec::new(),
        (Some(sent), fact) => {
            let fact = fact.clone().unwrap_or_else(|| "no request".to_owned());
            vec![Difference::Path { fact, sent: sent.clone() }]
        }
        (None, _) => {
            let (kind, reason) = ("link".to_owned(), followed.error.clone().unwrap_or_default());
            vec![Difference::NotSent { kind, reason, argument: None }]
        }
    }
}
