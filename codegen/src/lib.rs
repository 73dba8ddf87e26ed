//! Connector definitions in, Rust crates out.
//!
//! [`Generator`] finds connector folders, generates the files of each crate in memory, and compares or writes them on request. It
//! also generates from an [`Input`] in memory. A [`Generated`] holds the files and the [`Diagnostics`] of a definition.
//!
//! The library uses no network and writes nothing unless asked. Everything that is public at this root follows SemVer.

mod add;
mod container;
mod counts;
mod diagnostic;
mod digest;
mod emit;
mod files;
mod folder;
mod gateway;
mod generator;
mod graph;
mod input;
mod inspect;
mod lower;
mod model;
mod names;
mod narrow;
mod output;
mod package;
mod pipeline;
mod shapes;
mod similar;
mod source;
mod span;
mod spec;

pub use add::{AddError, Added, Replacement, add};
pub use diagnostic::{Diagnostic, Diagnostics, Entry as ProblemEntry, More, Problem, Severity};
pub use files::Files;
pub use folder::{ConnectorFolder, DiscoverError, NoDefinition};
pub use generator::{Generator, Locks, OrphanCrate};
pub use input::{DefinitionForm, Input, InputFile};
pub use inspect::{
    ArgumentDescription, ArgumentKind, Calls, ChoiceDescription, ChoiceKind, ColumnDescription,
    ConnectionParameterDescription, ConnectorDescription, ConnectorHead, ConnectorReference, ConnectorSummary,
    ContactDescription, CredentialPlace, DirectStart, FailureDescription, FieldDescription, FinalPlace,
    HeaderDescription, LongRunningDescription, OperationDescription, OperationReference, OperationRole,
    OptionDescription, PagingDescription, ProductDescription, PropertyDescription, RequestDescription,
    SchemeDescription, SentDescription, TableDescription, TableOperationsDescription, ThrottleDescription,
    TokenDescription, TriggerDelivery, TriggerDescription, TypeDescription, TypeForm, UnknownOperation, ValueLocation,
};
pub use output::{Change, ChangeKind};
pub use package::Package;
pub use pipeline::{Described, Generated, LockFile};
pub use span::{FileId, Source, Sources, Span};

/// The closed parts of the messages of [`Problem`].
pub mod reasons {
    pub use crate::diagnostic::{
        Cause, ContinuationReason, DefaultPlace, DynamicArgumentReason, DynamicReason, DynamicTarget, EnumValues,
        ExpectedKind, FoundVersion, Holder, JsonKind, JsonReason, KeyPlace, Listed, LockPlace, NameLoss,
        NoDirectReason, ObjectPlace, OperationList, OperationReason, PagesReason, PolicyReason, ProjectPlace,
        ProjectReason, Quoted, SchemaKind, SharedKind, Suggestion, TextlessKind, ValuePlace, WordPlace,
    };
}

/// The stages themselves, for this project's own tests and tools. Nothing here follows SemVer.
#[doc(hidden)]
pub mod internal {
    use std::io;

    use crate::{ConnectorFolder, Generated, counts::Counts, generator, shapes::Shapes};

    pub mod diagnostic {
        pub use crate::diagnostic::{Drawing, pieces, prose, shown, shown_json, without_login, wrapped};
    }
    pub mod digest {
        pub use crate::digest::hexadecimal;
    }
    pub mod folder {
        pub use crate::folder::discover;
    }
    pub mod input {
        pub use crate::input::LONGEST_FILE;
    }
    pub mod output {
        pub use crate::files::at;
        pub use crate::output::{origin_of, paths, read_here, sweep_folder, write_whole};
    }
    pub mod shapes {
        pub use crate::shapes::Shapes;
    }
    pub mod similar {
        pub use crate::similar::{closest, misspelt};
    }
    pub mod source {
        pub use crate::source::{Member, Node, Value, add, json, toml};
    }
    pub mod text {
        pub use crate::emit::text::options;
    }

    /// Sizes of a generated crate; zeros if there is none.
    pub fn counts(generated: &Generated) -> Counts {
        generated.counts()
    }

    /// The text of a library that calls each operation of a crate with values that it is given; `None` if there is no crate.
    /// `cargo xtask contract` checks the requests of those calls. The library links to the crate and to `connector-contract`.
    pub fn calls(generated: &Generated) -> Option<String> {
        generated.calls()
    }

    /// The shapes that a connector holds; none if its definition has an error.
    ///
    /// # Errors
    /// A file of the connector exists and cannot be read.
    pub fn shapes(connector: &ConnectorFolder) -> io::Result<Shapes> {
        generator::shapes(connector)
    }
}
