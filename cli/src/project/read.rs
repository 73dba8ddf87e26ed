//! The tree of a `connectors.toml` in, a [`Project`] out.

use std::path::{Component, Path};

use connector_codegen::{
    Diagnostics, Package, Problem, Sources, Span,
    internal::source::{Member, Node, Value},
    reasons::{ExpectedKind, ProjectPlace, ProjectReason, Quoted},
};

use super::config::{Of, Placed, Project, no_package, suggestion};
use crate::{paths, runtime};

/// Reads nodes and reports their problems.
struct Reader<'d>(&'d mut Diagnostics);

/// Reads the file of the project in the folder `root`. `None` if it lacks something; then there is an error.
pub(super) fn read(node: Node, root: &Path, diagnostics: &mut Diagnostics) -> Option<Project> {
    let mut reader = Reader(diagnostics);
    let (mut definitions, mut crates, mut source) = (None, None, None);
    let mut of_crates = node.span;
    let mut package = no_package();
    let mut connectors = Vec::new();
    let start = Span { end: node.span.start, ..node.span };
    let known = ["definitions", "crates", "runtime", "package", "connectors"];
    reader.table(node, &ProjectPlace::Root, &known, |reader, member| match member.key.as_str() {
        "definitions" => definitions = reader.path(member),
        "crates" => {
            of_crates = member.value.span;
            crates = reader.path(member);
        }
        "runtime" => source = Some(reader.runtime(member, root)),
        "package" => reader.package(member, &mut package),
        _ => connectors = reader.connectors(member),
    });
    for (key, is_missing) in
        [("definitions", definitions.is_none()), ("crates", crates.is_none()), ("runtime", source.is_none())]
    {
        if is_missing && !reader.0.has_errors() {
            let key = if key == "runtime" { "[runtime]" } else { key };
            reader.report(start, Problem::ProjectLacks { key: key.to_owned(), place: ProjectPlace::Root });
        }
    }
    let (definitions, crates) = (absolute(root, &definitions?), absolute(root, &crates?));
    if definitions == crates {
        let (key, reason) = ("crates".to_owned(), ProjectReason::SameFolder);
        reader.report(of_crates, Problem::ProjectValue { key, reason });
    }
    Some(Project {
        root: root.to_owned(),
        definitions,
        crates,
        runtime: source??,
        package,
        connectors,
        sources: Sources::default(),
    })
}

impl Reader<'_> {
    fn report(&mut self, span: Span, problem: Problem) {
        self.0.push(span, problem);
    }

    /// Reports the value of a key.
    fn rejected(&mut self, member: &Member, reason: ProjectReason) {
        self.report(member.value.span, Problem::ProjectValue { key: member.key.clone(), reason });
    }

    /// Reports a value of another kind than its key takes.
    fn wrong_kind<T>(&mut self, key: &str, node: &Node, expected: ExpectedKind) -> Option<T> {
        let found = node.value.kind();
        self.report(node.span, Problem::ProjectKind { key: key.to_owned(), expected, found });
        None
    }

    /// Passes each known key of a table to `take`, and reports the others.
    fn table(&mut self, node: Node, place: &ProjectPlace, known: &[&str], mut take: impl FnMut(&mut Self, Member)) {
        let Value::Object(members) = node.value else {
            self.wrong_kind::<()>(&place.to_string().replace('`', ""), &node, ExpectedKind::Table);
            return;
        };
        for member in members {
            if known.contains(&member.key.as_str()) {
                take(self, member);
            } else {
                let meant = suggestion(&member.key, known.iter().copied());
                self.report(member.key_span, Problem::ProjectKey { key: member.key, place: place.clone(), meant });
            }
        }
    }

    /// A text that is not empty.
    fn text(&mut self, member: &Member) -> Option<String> {
        match &member.value.value {
            Value::String(text) if text.trim().is_empty() => {
                self.rejected(member, ProjectReason::Empty);
                None
            }
            Value::String(text) => Some(text.clone()),
            _ => self.wrong_kind(&member.key, &member.value, ExpectedKind::String),
        }
    }

    fn flag(&mut self, member: &Member) -> Option<bool> {
        match member.value.value {
            Value::Bool(flag) => Some(flag),
            _ => self.wrong_kind(&member.key, &member.value, ExpectedKind::Boolean),
        }
    }

    /// A relative path.
    fn path(&mut self, member: Member) -> Option<String> {
        let text = self.text(&member)?;
        let path = Path::new(&text);
        // A drive of Windows is absolute too where it is not one.
        let has_drive = text.as_bytes().get(1) == Some(&b':') || text.starts_with('\\');
        let is_absolute = path.is_absolute()
            || has_drive
            || matches!(path.components().next(), Some(Component::RootDir | Component::Prefix(_)));
        if is_absolute {
            self.rejected(&member, ProjectReason::Absolute);
            return None;
        }
        Some(text)
    }

    fn version(&mut self, member: &Member) -> Option<String> {
        let version = self.text(member)?;
        let core = version.split(['-', '+']).next().unwrap_or_default();
        let numbers: Vec<_> = core.split('.').map(str::parse::<u64>).collect();
        if numbers.len() == 3 && numbers.iter().all(Result::is_ok) {
            return Some(version);
        }
        self.rejected(member, ProjectReason::NotVersion);
        None
    }

    fn texts(&mut self, member: &Member) -> Option<Vec<Placed>> {
        let Value::Array(items) = &member.value.value else {
            return self.wrong_kind(&member.key, &member.value, ExpectedKind::List);
        };
        let mut texts = Vec::new();
        for item in items {
            match &item.value {
                Value::String(text) => texts.push(Placed { text: text.clone(), span: item.span }),
                _ => return self.wrong_kind(&member.key, item, ExpectedKind::String),
            }
        }
        Some(texts)
    }

    fn runtime(&mut self, member: Member, root: &Path) -> Option<runtime::Source> {
        let span = member.key_span;
        let [mut path, mut git, mut rev, mut version, mut registry] = [const { None }; 5];
        let place = ProjectPlace::Table { table: member.key };
        let mut whole = true;
        self.table(member.value, &place, &["path", "git", "rev", "version", "registry"], |reader, member| {
            let value = if member.key == "path" { reader.path(member.clone()) } else { reader.text(&member) };
            whole &= value.is_some();
            match member.key.as_str() {
                "path" => path = value,
                "git" => git = value,
                "rev" => rev = value,
                "version" => version = value,
                _ => registry = value,
            }
        });
        match (path, git, rev, version, registry) {
            // The reason is reported.
            _ if !whole => None,
            (Some(path), None, None, None, None) => Some(runtime::Source::Path(absolute(root, &path))),
            (None, Some(url), Some(rev), None, None) => Some(runtime::Source::Git { url, rev }),
            (None, None, None, Some(version), registry) => Some(runtime::Source::Version { version, registry }),
            _ => {
                self.report(span, Problem::ProjectRuntime);
                None
            }
        }
    }

    fn package(&mut self, member: Member, package: &mut Package) {
        let place = ProjectPlace::Table { table: member.key };
        self.table(member.value, &place, &["license", "publish", "version"], |reader, member| {
            match member.key.as_str() {
                "license" => package.license = reader.text(&member),
                "publish" => package.publish = reader.flag(&member).unwrap_or_default(),
                _ => package.version = reader.version(&member).unwrap_or_default(),
            }
        });
    }

    fn connectors(&mut self, member: Member) -> Vec<Of> {
        let Value::Object(members) = member.value.value else {
            self.wrong_kind::<()>(&member.key, &member.value, ExpectedKind::Table);
            return Vec::new();
        };
        members.into_iter().map(|member| self.settings(member)).collect()
    }

    fn settings(&mut self, member: Member) -> Of {
        let place = ProjectPlace::Connector { name: member.key.clone() };
        let name = Placed { text: member.key.trim_end_matches('/').to_owned(), span: member.key_span };
        let mut settings = Of { name, operations: Vec::new(), features: None, lock: None, version: None };
        self.table(member.value, &place, &["operations", "features", "lock", "version"], |reader, member| match member
            .key
            .as_str()
        {
            "operations" => {
                settings.operations = reader.texts(&member).unwrap_or_default();
                if matches!(&member.value.value, Value::Array(items) if items.is_empty()) {
                    reader.rejected(&member, ProjectReason::Empty);
                }
            }
            "features" => settings.features = reader.features(&member),
            "lock" => settings.lock = reader.flag(&member),
            _ => settings.version = reader.version(&member),
        });
        settings
    }

    fn features(&mut self, member: &Member) -> Option<Vec<Placed>> {
        let features = self.texts(member)?;
        for Placed { text, span } in &features {
            let known = Package::known_features();
            if !known.contains(&text.as_str()) {
                let known = Quoted(known.iter().map(|feature| (*feature).to_owned()).collect());
                let reason = ProjectReason::Feature { feature: text.clone(), known };
                self.report(*span, Problem::ProjectValue { key: member.key.clone(), reason });
            }
        }
        Some(features)
    }
}

/// A path of the file, absolute. The folder may not exist yet.
fn absolute(root: &Path, path: &str) -> std::path::PathBuf {
    let path = root.join(path);
    paths::absolute(&path).unwrap_or(path)
}
