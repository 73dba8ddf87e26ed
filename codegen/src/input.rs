//! A connector's files as bytes, wherever they come from: what `folder` reads from disk and `spec` reads as a definition.

/// The most bytes that are read of a file. It is ten times the size of the longest known definition. The parsed tree takes about
/// fifty times as much memory, and spans hold offsets of 32 bits.
pub const LONGEST_FILE: usize = 16 << 20;

/// A file of a connector, undecoded.
#[derive(Clone, Debug, Default)]
pub struct InputFile {
    /// For headers and messages, `/` between the parts.
    pub path: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// A connector's definition and the optional files beside it, in memory.
#[derive(Clone, Debug, Default)]
pub struct Input {
    /// Name of the connector, e.g. `kaizala`; the crate's name is made from it.
    pub folder: String,
    /// Name of the folder above, e.g. `certified-connectors`; it decides the family.
    pub tree: Option<String>,
    /// `apiDefinition.swagger.json`. The header of each generated file names its path.
    pub definition: InputFile,
    /// `apiProperties.json`: connection parameters and policies.
    pub properties: Option<InputFile>,
    /// `connector.toml`: facts for the head of the reference page.
    pub head: Option<InputFile>,
    /// `intro.md`: the introduction of the reference page.
    pub intro: Option<InputFile>,
}
