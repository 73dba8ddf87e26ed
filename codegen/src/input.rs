//! A connector's files as bytes, wherever they come from: what `folder` reads from disk, a caller hands over from memory, and
//! `spec` reads as a definition.

use std::sync::Arc;

use serde::Serialize;

use crate::diagnostic::Diagnostics;
use crate::span::{Source, Span};

/// The name that a definition has in the catalogue.
pub(crate) const DEFINITION: &str = "apiDefinition.swagger.json";
/// The connector's properties, beside its definition.
pub(crate) const PROPERTIES: &str = "apiProperties.json";
/// Facts for the head of the reference page, beside the definition.
pub(crate) const HEAD: &str = "connector.toml";
/// The introduction of the reference page, beside the definition.
pub(crate) const INTRO: &str = "intro.md";
/// The file that keeps a connector's Rust names stable.
pub(crate) const LOCK: &str = "names.lock";

/// The connector's code beside the definition, in the catalogue: C# that Azure runs.
pub(crate) const SCRIPT: &str = "script.csx";

/// The folder with the schemas of tables, beside the definition.
pub(crate) const TABLES: &str = "tables";

/// The most bytes that are read of a file. It is ten times the size of the longest known definition. The parsed tree takes about
/// fifty times as much memory, and spans hold offsets of 32 bits.
pub const LONGEST_FILE: usize = 16 << 20;

/// The most bytes that are read of a file of settings in TOML, whose parsed tree takes two hundred times as much memory. Real ones have
/// some thousand.
pub(crate) const LONGEST_SETTINGS: usize = 1 << 20;

/// The most bytes that are read of a file with this name.
pub(crate) fn longest(name: &str) -> usize {
    if name == HEAD { LONGEST_SETTINGS } else { LONGEST_FILE }
}

/// A file of a connector, undecoded.
#[derive(Clone, Debug, Default)]
pub struct InputFile {
    /// For headers and messages, `/` between the parts.
    pub path: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// A file with several connectors, read once for all of them. Each connector's own part of it is small.
#[derive(Debug)]
pub(crate) struct Shared {
    /// The digest of its bytes.
    pub(crate) digest: String,
    /// The digest of its lines.
    pub(crate) sha256: String,
    /// The decoded file.
    pub(crate) source: Source,
    /// Its value; `None` if it is not JSON.
    pub(crate) root: Option<Span>,
    /// Its connectors, in its order; `None` for one whose definition was left out.
    pub(crate) parts: Vec<Option<Part>>,
    /// The errors of the file, which are those of each connector.
    pub(crate) errors: Diagnostics,
    /// What else is wrong outside of all connectors. The first one reports it.
    pub(crate) around: Diagnostics,
}

/// A connector in a file of several.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part {
    /// The object that holds its definition and its connection parameters.
    pub(crate) properties: Span,
    /// Where the definition starts.
    pub(crate) definition: u32,
}

/// A part of a connector's properties that a solution keeps in a file of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PropertyPart {
    /// `connectionParameters`.
    ConnectionParameters,
    /// `connectionParameterSets`.
    ConnectionParameterSets,
    /// `policyTemplateInstances`.
    Policies,
    /// `scriptOperations`.
    ScriptOperations,
}

impl PropertyPart {
    /// All of them.
    pub(crate) const ALL: [Self; 4] =
        [Self::ConnectionParameters, Self::ConnectionParameterSets, Self::Policies, Self::ScriptOperations];

    /// The key in `apiProperties.json`.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::ConnectionParameters => "connectionParameters",
            Self::ConnectionParameterSets => "connectionParameterSets",
            Self::Policies => "policyTemplateInstances",
            Self::ScriptOperations => "scriptOperations",
        }
    }
}

/// What holds a definition.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum DefinitionForm {
    /// A file that is the definition, as in the catalogue.
    #[default]
    File,
    /// A connector as its platform answers it: an export of Azure, or a schema of a code app.
    Export,
    /// An Azure Resource Manager template.
    Template,
    /// The files of an unpacked solution.
    Solution,
}

/// Something about the files of a connector that its user should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Remark {
    /// The definition stands in a folder under another name than the catalogue's.
    OtherName(String),
    /// Another definition in the folder is not used.
    OtherDefinition(String),
    /// A file with connection parameters is not used.
    SignInNotUsed(String),
    /// A solution's file names a file that does not exist.
    Missing(String),
    /// The connector has no lock, and the folder has locks that are no connector's.
    StrayLocks {
        strays: Vec<String>,
        /// The name of the connector's own lock.
        own: String,
    },
}

/// A connector's definition and the optional files beside it, in memory.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Input {
    /// Name of the connector, e.g. `kaizala`; the crate's name is made from it.
    pub folder: String,
    /// Name of the folder above, e.g. `certified-connectors`. The crate's name has a prefix for connectors of
    /// `independent-publisher-connectors` and `custom-connectors`.
    pub tree: Option<String>,
    /// `apiDefinition.swagger.json`. The header of each generated file names its path. It has no bytes if it is one of several
    /// connectors that were found in a file: these share what was read.
    pub definition: InputFile,
    /// `apiProperties.json`: connection parameters and policies.
    pub properties: Option<InputFile>,
    /// `connector.toml`: facts for the head of the reference page.
    pub head: Option<InputFile>,
    /// `intro.md`: the introduction of the reference page.
    pub intro: Option<InputFile>,
    /// `names.lock`: the Rust names of an earlier run. An empty file starts one.
    pub lock: Option<InputFile>,
    /// The schemas of tables, which `tables/*.json` beside the definition holds.
    pub tables: Vec<InputFile>,
    /// `script.csx`: code that Azure runs. It counts that there is one; the code is not read.
    pub script: Option<InputFile>,
    /// Which connector of the definition's file this is, if the file can have several.
    pub(crate) index: Option<usize>,
    /// The definition's file, if it was read for all of its connectors.
    pub(crate) shared: Option<Arc<Shared>>,
    /// Parts of the properties that have files of their own.
    pub(crate) parts: Vec<(PropertyPart, InputFile)>,
    /// What a user should know about the files.
    pub(crate) remarks: Vec<Remark>,
}

impl Input {
    /// The connector `name` with its definition alone. The paths in headers and messages are `{name}/{file}`.
    pub fn new(name: impl Into<String>, definition: impl Into<Vec<u8>>) -> Self {
        let mut input = Self { folder: name.into(), ..Self::default() };
        input.definition = input.beside(DEFINITION, definition);
        input
    }

    /// Adds `apiProperties.json`.
    pub fn with_properties(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.properties = Some(self.beside(PROPERTIES, bytes));
        self
    }

    /// Adds `connector.toml`.
    pub fn with_head(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.head = Some(self.beside(HEAD, bytes));
        self
    }

    /// Adds `intro.md`.
    pub fn with_intro(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.intro = Some(self.beside(INTRO, bytes));
        self
    }

    /// Adds `names.lock`.
    pub fn with_lock(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.lock = Some(self.beside(LOCK, bytes));
        self
    }

    /// Adds the schema of a table, in a file `name` below `tables`.
    pub fn with_table(mut self, name: &str, bytes: impl Into<Vec<u8>>) -> Self {
        self.tables.push(self.beside(&format!("{TABLES}/{name}"), bytes));
        self
    }

    /// Adds `script.csx`.
    pub fn with_script(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.script = Some(self.beside(SCRIPT, bytes));
        self
    }

    fn beside(&self, file: &str, bytes: impl Into<Vec<u8>>) -> InputFile {
        InputFile { path: format!("{}/{file}", self.folder), bytes: bytes.into() }
    }
}
