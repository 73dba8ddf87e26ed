//! Lists of values, trees of values and schemas that other operations supply at run time.

use super::{Exposure, Literal, Operation, OperationId, Type};

/// A call of another operation that supplies a list of values, a tree of values or a schema.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct DynamicSource {
    /// The values that it is for.
    pub locations: Vec<DynamicLocation>,
    /// The operation to call.
    pub calls: OperationId,
    /// The arguments of the call.
    pub arguments: Vec<DynamicArgument>,
    /// The body of the call; `None` for the operation's own default.
    pub body: Option<DynamicBody>,
    /// Keys from the response to the list or the schema; empty for the whole response.
    pub collection: Vec<String>,
    /// Keys from an item to its value; empty if the item is the value.
    pub value: Vec<String>,
    /// Keys from an item to its title.
    pub title: Vec<String>,
    /// What the call supplies.
    pub kind: DynamicKind,
}

/// A value that a dynamic source is for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct DynamicLocation {
    /// The operation.
    pub operation: OperationId,
    /// The part of the operation.
    pub part: DynamicPart,
    /// Whether the definition declares a list of values for this value too. The lock's key of a tree depends on it.
    pub beside_values: bool,
    /// The parts of the operation that have the caller's values, by the index of [`ArgumentValue::Caller`].
    pub callers: Vec<DynamicPart>,
}

/// A part of an operation for which a dynamic source supplies values or a schema. Paths hold wire keys; an empty path is the
/// whole, and lists add no key.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum DynamicPart {
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

impl DynamicPart {
    /// The wire keys to the value: the parameter's key, or the keys from the body, response or notification.
    pub(crate) fn keys(&self) -> &[String] {
        match self {
            Self::Parameter(key) => std::slice::from_ref(key),
            Self::Body { path, .. } | Self::Response(path) | Self::Notification(path) => path,
        }
    }
}

/// What a dynamic source supplies.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum DynamicKind {
    /// A list of values of this type.
    Values(Scalar),
    /// A tree of strings; the source's own call returns the top items.
    Tree(Box<Tree>),
    /// A JSON Schema.
    Schema,
}

/// The type of a single value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Scalar {
    /// Text.
    Text,
    /// A whole number.
    Integer,
    /// A whole number that is not negative: `format: uint64`.
    Unsigned,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// Any JSON.
    Json,
}

impl Scalar {
    /// As a type of the model.
    pub(crate) fn ty(self) -> Type {
        match self {
            Self::Text => Type::String,
            Self::Integer => Type::Integer,
            Self::Unsigned => Type::Unsigned,
            Self::Number => Type::Number,
            Self::Boolean => Type::Boolean,
            Self::Json => Type::Json,
        }
    }
}

/// A tree of values.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Tree {
    /// Further facts of the top items.
    pub end: TreeEnd,
    /// The call that returns the children of an item.
    pub browse: Option<Branch>,
    /// Whether items with children are values.
    pub selects_parents: bool,
    /// Whether items without children are values.
    pub selects_leaves: bool,
}

/// Facts of a tree's items beside value and title.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct TreeEnd {
    /// Keys from an item to the title that includes its position in the tree.
    pub full_title: Vec<String>,
    /// Which items have children.
    pub is_parent: ParentTest,
}

/// Which items of a tree have children.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum ParentTest {
    /// All.
    Always,
    /// None.
    Never,
    /// The items with this text at these keys.
    Equals(Vec<String>, String),
}

impl ParentTest {
    /// The test that `true` or `false` stands for.
    pub(crate) fn of_word(value: bool) -> Self {
        if value { Self::Always } else { Self::Never }
    }
}

/// The call that returns the children of a tree's item; fields as in [`DynamicSource`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Branch {
    /// The operation to call.
    pub calls: OperationId,
    /// The arguments of the call.
    pub arguments: Vec<DynamicArgument>,
    /// The body of the call.
    pub body: Option<DynamicBody>,
    /// Keys from the response to the list.
    pub collection: Vec<String>,
    /// Keys from an item to its value.
    pub value: Vec<String>,
    /// Keys from an item to its title.
    pub title: Vec<String>,
    /// Further facts of the items.
    pub end: TreeEnd,
}

/// A body that is composed for a call.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct DynamicBody {
    /// The constants of the call, and the defaults that the body sends.
    pub constants: Literal,
    /// The values from the caller or from the selected item.
    pub values: Vec<BodyArgument>,
}

/// A value in such a body.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct BodyArgument {
    /// Keys from the body to the value; empty for the whole body.
    pub path: Vec<String>,
    /// Its origin; never a constant.
    pub value: ArgumentValue,
    /// Its type.
    pub ty: Scalar,
    /// Whether the body needs it.
    pub is_required: bool,
}

/// A value that the caller of a dynamic source passes.
#[derive(Clone, Debug)]
pub(crate) struct CallerValue<'a> {
    /// Index into [`DynamicLocation::callers`].
    pub index: usize,
    /// Its type.
    pub ty: Type,
    /// The first part of a call that takes it.
    pub taker: Taker<'a>,
    /// Whether a call needs it. Otherwise the caller may leave it out.
    pub is_required: bool,
}

/// A part of the called operation that takes a value.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Taker<'a> {
    /// A parameter: the operation, and its index among the operation's parameters.
    Parameter(OperationId, usize),
    /// The keys from the body to the value; empty for the whole body.
    Body(&'a [String]),
}

impl DynamicSource {
    /// The operations that it calls.
    pub(crate) fn calls(&self) -> impl Iterator<Item = OperationId> {
        std::iter::once(self.calls).chain(self.branch().map(|branch| branch.calls))
    }

    /// Like [`DynamicSource::calls`], to renumber them.
    pub(crate) fn calls_mut(&mut self) -> impl Iterator<Item = &mut OperationId> {
        let branch = branch_mut(&mut self.kind);
        std::iter::once(&mut self.calls).chain(branch.map(|branch| &mut branch.calls))
    }

    /// The call for the children of a tree's item.
    pub(crate) fn branch(&self) -> Option<&Branch> {
        match &self.kind {
            DynamicKind::Tree(tree) => tree.browse.as_ref(),
            DynamicKind::Values(_) | DynamicKind::Schema => None,
        }
    }

    /// The origins of all its arguments, to change them.
    pub(crate) fn values_mut(&mut self) -> impl Iterator<Item = &mut ArgumentValue> {
        let branch = branch_mut(&mut self.kind);
        let calls = std::iter::once((&mut self.arguments, &mut self.body))
            .chain(branch.map(|branch| (&mut branch.arguments, &mut branch.body)));
        calls.flat_map(|(arguments, body)| {
            let in_body = body.iter_mut().flat_map(|body| &mut body.values).map(|argument| &mut argument.value);
            arguments.iter_mut().map(|argument| &mut argument.value).chain(in_body)
        })
    }

    /// The values that its caller passes. Each pair of a value and a type occurs once.
    pub(crate) fn callers(&self, operations: &[Operation]) -> Vec<CallerValue<'_>> {
        let mut callers: Vec<CallerValue<'_>> = Vec::new();
        let calls = std::iter::once((self.calls, &self.arguments, &self.body));
        let calls = calls.chain(self.branch().map(|branch| (branch.calls, &branch.arguments, &branch.body)));
        for (calls, arguments, body) in calls {
            let parameters =
                operations.get(calls.0).map(|operation| operation.parameters.as_slice()).unwrap_or_default();
            let of_parameters = arguments.iter().filter_map(|DynamicArgument { parameter: at, value }| {
                let parameter = parameters.get(*at)?;
                let is_required = parameter.exposure == Exposure::Positional;
                Some((value, parameter.ty.clone(), Taker::Parameter(calls, *at), is_required))
            });
            let of_body = body.iter().flat_map(|body| &body.values);
            let of_body = of_body.map(|it| (&it.value, it.ty.ty(), Taker::Body(&it.path), it.is_required));
            for (value, ty, taker, is_required) in of_parameters.chain(of_body) {
                let ArgumentValue::Caller(index) = *value else { continue };
                match callers.iter_mut().find(|known| known.index == index && known.ty == ty) {
                    Some(known) => known.is_required |= is_required,
                    None => callers.push(CallerValue { index, ty, taker, is_required }),
                }
            }
        }
        callers
    }
}

/// Like [`DynamicSource::branch`], beside borrows of the source's other fields.
fn branch_mut(kind: &mut DynamicKind) -> Option<&mut Branch> {
    match kind {
        DynamicKind::Tree(tree) => tree.browse.as_mut(),
        DynamicKind::Values(_) | DynamicKind::Schema => None,
    }
}

/// A value for one parameter of the operation that a dynamic source calls.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct DynamicArgument {
    /// Index into the called operation's parameters.
    pub parameter: usize,
    /// The value or its origin.
    pub value: ArgumentValue,
}

/// The origin of an argument.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum ArgumentValue {
    /// Stated by the definition.
    Constant(Literal),
    /// Passed by the caller: the value at this index of [`DynamicLocation::callers`]. The indexes ascend in the order of their
    /// first use, so that equal calls are equal wherever the operations have the values.
    Caller(usize),
    /// Taken from the tree's item whose children are listed: keys from the item to the value.
    Selected(Vec<String>),
}
