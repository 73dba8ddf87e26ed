//! What other operations supply for a value: lists of values, trees of them, and schemas.

use super::{Literal, Operation, OperationId, Type};

/// What another operation supplies for a value: a list of values, a tree of them, or a schema.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DynamicSource {
    /// The values that it is for.
    pub locations: Vec<DynamicLocation>,
    /// The operation to call.
    pub calls: OperationId,
    /// What that operation is called with.
    pub arguments: Vec<DynamicArgument>,
    /// The body that it is called with, where it is not the operation's own default.
    pub body: Option<DynamicBody>,
    /// Keys from the answer to the list, or to the schema; empty where the answer is that.
    pub collection: Vec<String>,
    /// Keys from an item to its value; empty where the item is the value.
    pub value: Vec<String>,
    /// Keys from an item to its title.
    pub title: Vec<String>,
    /// What it supplies.
    pub kind: DynamicKind,
}

/// A value that a dynamic source is for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DynamicLocation {
    /// The operation.
    pub operation: OperationId,
    /// The part of the operation.
    pub part: DynamicPart,
    /// Whether the definition declares a list of values for this value, whatever else it declares.
    pub beside_values: bool,
}

/// A part of an operation for which a dynamic source supplies values or a schema. Paths hold wire keys; an empty path is the
/// whole, and lists add no key.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum DynamicPart {
    /// A parameter, the body parameter among them: its wire key.
    Parameter(String),
    /// The schema of the body.
    Body {
        /// Name of the body parameter.
        parameter: String,
        /// Wire keys from the body to the property.
        path: Vec<String>,
    },
    /// The successful response.
    Response(Vec<String>),
    /// The payload that a service posts to the callback URL.
    Notification(Vec<String>),
}

/// What a dynamic source supplies.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum DynamicKind {
    /// A list of values of this sort.
    Values(Scalar),
    /// A tree of texts; the source's own call answers with the topmost items.
    Tree(Box<Tree>),
    /// A JSON Schema.
    Schema,
}

/// What sort of value something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scalar {
    /// Text.
    Text,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// Anything.
    Json,
}

impl Scalar {
    /// The type of such a value.
    pub fn ty(self) -> Type {
        match self {
            Self::Text => Type::String,
            Self::Integer => Type::Integer,
            Self::Number => Type::Number,
            Self::Boolean => Type::Boolean,
            Self::Json => Type::Json,
        }
    }
}

/// A tree of values.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Tree {
    /// What else the topmost items say.
    pub end: TreeEnd,
    /// The call that answers with what is below an item.
    pub browse: Option<Branch>,
    /// Whether items with others below them are values.
    pub selects_parents: bool,
    /// Whether items without others below them are values.
    pub selects_leaves: bool,
}

/// What items of a tree say beside value and title.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TreeEnd {
    /// Keys from an item to the title that names its place too.
    pub full_title: Vec<String>,
    /// Which items have others below them.
    pub is_parent: ParentTest,
}

/// Which items of a tree have others below them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ParentTest {
    /// All.
    Always,
    /// None.
    Never,
    /// Those with this text at the end of these keys.
    Equals(Vec<String>, String),
}

impl ParentTest {
    /// What `true` and `false` mean.
    pub fn of_word(value: bool) -> Self {
        if value { Self::Always } else { Self::Never }
    }
}

/// The call that answers with what is below an item of a tree; fields as of [`DynamicSource`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Branch {
    /// The operation to call.
    pub calls: OperationId,
    /// What that operation is called with.
    pub arguments: Vec<DynamicArgument>,
    /// The body that it is called with.
    pub body: Option<DynamicBody>,
    /// Keys from the answer to the list.
    pub collection: Vec<String>,
    /// Keys from an item to its value.
    pub value: Vec<String>,
    /// Keys from an item to its title.
    pub title: Vec<String>,
    /// What else the items say.
    pub end: TreeEnd,
}

/// A body that is put together for a call.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DynamicBody {
    /// What the definition states: the call's constants, and what the body sends by itself.
    pub constants: Literal,
    /// What the caller or the selected item has.
    pub values: Vec<BodyArgument>,
}

/// A value of such a body.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BodyArgument {
    /// Keys from the body to the value; none where it is the whole body.
    pub path: Vec<String>,
    /// Who has it; never a constant.
    pub value: ArgumentValue,
    /// What sort of value it is.
    pub ty: Scalar,
}

impl DynamicSource {
    /// The operations that it calls.
    pub fn calls(&self) -> impl Iterator<Item = OperationId> {
        std::iter::once(self.calls).chain(self.branch().map(|branch| branch.calls))
    }

    /// The same, to be renumbered.
    pub fn calls_mut(&mut self) -> impl Iterator<Item = &mut OperationId> {
        let branch = match &mut self.kind {
            DynamicKind::Tree(tree) => tree.browse.as_mut(),
            DynamicKind::Values(_) | DynamicKind::Schema => None,
        };
        std::iter::once(&mut self.calls).chain(branch.map(|branch| &mut branch.calls))
    }

    /// The call below an item of a tree.
    pub fn branch(&self) -> Option<&Branch> {
        match &self.kind {
            DynamicKind::Tree(tree) => tree.browse.as_ref(),
            DynamicKind::Values(_) | DynamicKind::Schema => None,
        }
    }

    /// The values that it asks of its caller: the wire key in the source's own operation, and the type. One that is used
    /// twice is asked once.
    pub fn callers(&self, operations: &[Operation]) -> Vec<(&str, Type)> {
        let mut callers: Vec<(&str, Type)> = Vec::new();
        let calls = std::iter::once((self.calls, &self.arguments, &self.body));
        let calls = calls.chain(self.branch().map(|branch| (branch.calls, &branch.arguments, &branch.body)));
        for (calls, arguments, body) in calls {
            let parameters =
                operations.get(calls.0).map(|operation| operation.parameters.as_slice()).unwrap_or_default();
            let of_parameters = arguments
                .iter()
                .filter_map(|argument| Some((&argument.value, parameters.get(argument.parameter)?.ty.clone())));
            let of_body = body.iter().flat_map(|body| &body.values).map(|argument| (&argument.value, argument.ty.ty()));
            for (value, ty) in of_parameters.chain(of_body) {
                if let ArgumentValue::Caller(key) = value
                    && !callers.iter().any(|(other, known)| other == key && *known == ty)
                {
                    callers.push((key, ty));
                }
            }
        }
        callers
    }
}

/// A value for one parameter of the operation that a dynamic source calls.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DynamicArgument {
    /// Index into the called operation's parameters.
    pub parameter: usize,
    /// The value, or who has it.
    pub value: ArgumentValue,
}

/// Where a dynamic source's argument comes from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ArgumentValue {
    /// Stated by the definition.
    Constant(Literal),
    /// Asked of the caller: the wire key of the parameter that holds it in the source's own operation.
    Caller(String),
    /// Taken from the item of a tree that is browsed: keys from the item to the value.
    Selected(Vec<String>),
}
