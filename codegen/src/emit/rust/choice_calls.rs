//! The calls behind choices: the request that a dynamic source sends, with constants and the caller's values.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::arguments::{self, Argument, Source};
use super::literals;
use super::type_tokens::{TypeTokens, Value, ident};
use crate::emit::input::Input;
use crate::model::{
    ArgumentValue, BodyArgument, Branch, CallerValue, DynamicArgument, DynamicBody, DynamicSource, EnumBase, Exposure,
    Literal, OperationId, Parameter, Type, TypeId, TypeKind,
};
use crate::names::ChoiceNames;

/// A value that the caller of a choice passes.
pub(super) struct Passed<'a> {
    pub(super) name: Ident,
    pub(super) value: CallerValue<'a>,
    /// Whether the statements before the call convert it to its type.
    is_bound: bool,
}

impl<'a> Passed<'a> {
    /// The values of a choice, in the order of its arguments.
    pub(super) fn all(tokens: &TypeTokens<'_>, choice: &'a DynamicSource, names: &ChoiceNames) -> Vec<Self> {
        let callers = choice.callers(&tokens.input().connector.operations).into_iter();
        let passed = callers.zip(&names.arguments).map(|(value, name)| {
            let mut passed = Self { name: ident(name), value, is_bound: false };
            let is_moved_at_once = names.required.is_none() && {
                let call = SourceRequest::of(tokens, choice, &[]);
                let below =
                    choice.branch().map_or(0, |branch| SourceRequest::of_branch(tokens, branch, &[]).uses(&passed));
                call.uses(&passed) == 1 && call.is_positional(&passed) && below == 0
            };
            passed.is_bound = !is_moved_at_once;
            passed
        });
        passed.collect()
    }

    /// The statement that converts an argument to its type, if one has to.
    pub(super) fn binding(&self, tokens: &TypeTokens<'_>) -> Option<TokenStream> {
        let Self { name, value, .. } = self;
        (self.is_bound && tokens.takes_into(Value::Typed(&value.ty))).then(|| {
            let (ty, converted) = (tokens.ty(&value.ty), tokens.converted(Value::Typed(&value.ty), name));
            quote!(let #name: #ty = #converted;)
        })
    }
}

/// The request to a dynamic source.
pub(super) struct SourceRequest<'l> {
    tokens: &'l TypeTokens<'l>,
    calls: OperationId,
    arguments: &'l [DynamicArgument],
    body: Option<&'l DynamicBody>,
    passed: &'l [Passed<'l>],
    /// Whether the request is built in a closure that may run again, so captured values are cloned.
    in_closure: bool,
}

impl<'l> SourceRequest<'l> {
    pub(super) fn of(tokens: &'l TypeTokens<'l>, choice: &'l DynamicSource, passed: &'l [Passed<'l>]) -> Self {
        let DynamicSource { calls, arguments, body, .. } = choice;
        Self { tokens, calls: *calls, arguments, body: body.as_ref(), passed, in_closure: false }
    }

    pub(super) fn of_branch(tokens: &'l TypeTokens<'l>, branch: &'l Branch, passed: &'l [Passed<'l>]) -> Self {
        let Branch { calls, arguments, body, .. } = branch;
        Self { tokens, calls: *calls, arguments, body: body.as_ref(), passed, in_closure: true }
    }

    /// The statements that build the request, without optional values of the caller.
    pub(super) fn call(&self, connection: &TokenStream) -> TokenStream {
        let request = self.request(connection);
        let mut statements = self.statements();
        if let Some(body) = self.body {
            let constants = literals::json(&body.constants);
            statements.push(quote!(call.json_default(#constants);));
            let values =
                body.values.iter().filter(|argument| !self.is_left_to_setter(&argument.value, &argument.ty.ty()));
            statements.extend(values.map(|argument| {
                let value = self.value(&argument.value, &argument.ty.ty(), false);
                put_member(argument, &quote!(call), &value)
            }));
        }
        if statements.is_empty() {
            quote!(let call = #request;)
        } else {
            quote!(let mut call = #request; #(#statements)*)
        }
    }

    /// The statements that put `value`, an optional value of the caller, into the request `call`.
    pub(super) fn settings(&self, passed: &Passed<'_>, call: &TokenStream, value: &TokenStream) -> Vec<TokenStream> {
        let form = self.tokens.input().operation(self.calls).form;
        let parameters = self.given().filter(|(parameter, given)| is_value(given, &parameter.ty, passed));
        let parameters =
            parameters.map(|(parameter, _)| arguments::put_parameter(parameter, form, call, value.clone()));
        let members = self.body.iter().flat_map(|body| &body.values);
        let members = members.filter(|argument| is_value(&argument.value, &argument.ty.ty(), passed));
        parameters.chain(members.map(|argument| put_member(argument, call, value))).collect()
    }

    /// The request with its required values.
    fn request(&self, connection: &TokenStream) -> TokenStream {
        let input = self.tokens.input();
        let called = input.operation_names(self.calls);
        let request = ident(&called.request);
        let positional = arguments::positional(input, self.calls);
        let positional = positional.iter().filter(|argument| match argument.source {
            Source::Parameter(_) => true,
            Source::Body(_) => self.body.is_none(),
        });
        let values = positional.clone().map(|argument| self.required(argument));
        if self.body.is_some() {
            return quote!(crate::requests::#request::call_without_body(#connection, #(#values),*));
        }
        match called.required.as_deref().map(ident) {
            Some(required) => {
                let fields = positional.zip(values).map(|(argument, value)| member(&argument.ident(), &value));
                quote! {
                    crate::requests::#request::new(#connection, crate::requests::#required { #(#fields),* }).into_call()
                }
            }
            None => quote!(crate::requests::#request::new(#connection, #(#values),*).into_call()),
        }
    }

    fn required(&self, argument: &Argument<'_>) -> TokenStream {
        let given = self.given().find(|(parameter, _)| match argument.source {
            Source::Parameter(wanted) => std::ptr::eq(wanted, *parameter),
            Source::Body(_) => false,
        });
        match given {
            Some((parameter, value)) => self.value(value, &parameter.ty, true),
            // `lower` drops choices that leave a required value open.
            None => quote!(::std::default::Default::default()),
        }
    }

    /// The statements that set the optional values.
    fn statements(&self) -> Vec<TokenStream> {
        let form = self.tokens.input().operation(self.calls).form;
        let call = quote!(call);
        let optional = self.given().filter(|(parameter, _)| parameter.exposure != Exposure::Positional);
        let optional = optional.filter(|(parameter, value)| !self.is_left_to_setter(value, &parameter.ty));
        let statements = optional.filter_map(|(parameter, value)| match value {
            ArgumentValue::Constant(literal) => arguments::put_default(parameter, form, &call, literal),
            value => {
                let value = self.value(value, &parameter.ty, false);
                Some(arguments::put_parameter(parameter, form, &call, value))
            }
        });
        statements.collect()
    }

    /// The parameters that the choice fills, with their values.
    fn given(&self) -> impl Iterator<Item = (&'l Parameter, &'l ArgumentValue)> {
        let parameters: &'l [Parameter] = &self.tokens.input().operation(self.calls).parameters;
        let arguments: &'l [DynamicArgument] = self.arguments;
        arguments.iter().filter_map(|argument| Some((parameters.get(argument.parameter)?, &argument.value)))
    }

    /// A value as an expression of a type; `is_kept` if the expression moves it.
    fn value(&self, value: &ArgumentValue, ty: &Type, is_kept: bool) -> TokenStream {
        match value {
            ArgumentValue::Constant(literal) => constant(self.tokens.input(), ty, literal),
            ArgumentValue::Selected(keys) => {
                let ty = self.tokens.ty(ty);
                quote!(item.selected::<#ty>(&[#(#keys),*])?)
            }
            ArgumentValue::Caller(_) => {
                let passed = self.passed(value, ty).expect("`DynamicSource::callers` lists each value of the caller");
                let name = &passed.name;
                if !passed.is_bound {
                    return self.tokens.converted(Value::Typed(ty), name);
                }
                let is_needed_again = self.in_closure || self.uses(passed) > 1;
                if is_kept && is_needed_again && !is_copy(ty) { quote!(#name.clone()) } else { quote!(#name) }
            }
        }
    }

    /// The caller's value that an argument is.
    fn passed(&self, value: &ArgumentValue, ty: &Type) -> Option<&'l Passed<'l>> {
        self.passed.iter().find(|passed| is_value(value, ty, passed))
    }

    /// Whether an argument is a value that the caller may leave out.
    fn is_left_to_setter(&self, value: &ArgumentValue, ty: &Type) -> bool {
        self.passed(value, ty).is_some_and(|passed| !passed.value.is_required)
    }

    /// Whether a caller's value is an argument of the request's constructor.
    fn is_positional(&self, passed: &Passed<'_>) -> bool {
        let is_positional = |parameter: &Parameter| parameter.exposure == Exposure::Positional;
        self.given().any(|(parameter, value)| is_positional(parameter) && is_value(value, &parameter.ty, passed))
    }

    /// How often a caller's value is used.
    pub(super) fn uses(&self, passed: &Passed<'_>) -> usize {
        let in_body = self.body.iter().flat_map(|body| &body.values);
        let in_body = in_body.filter(|argument| is_value(&argument.value, &argument.ty.ty(), passed)).count();
        self.given().filter(|(parameter, value)| is_value(value, &parameter.ty, passed)).count() + in_body
    }

    pub(super) fn takes_selected(&self) -> bool {
        let in_body = self.body.iter().flat_map(|body| &body.values).map(|argument| &argument.value);
        self.given().map(|(_, value)| value).chain(in_body).any(|value| matches!(value, ArgumentValue::Selected(_)))
    }
}

/// Whether an argument of a type is a value of the caller.
fn is_value(value: &ArgumentValue, ty: &Type, passed: &Passed<'_>) -> bool {
    matches!(value, ArgumentValue::Caller(index) if *index == passed.value.index) && *ty == passed.value.ty
}

/// The statement that puts a value into the JSON body.
fn put_member(argument: &BodyArgument, call: &TokenStream, value: &TokenStream) -> TokenStream {
    let path = &argument.path;
    quote!(#call.json_member(&[#(#path),*], &#value);)
}

/// Whether a value of the type is copied where another one is cloned.
pub(super) fn is_copy(ty: &Type) -> bool {
    matches!(ty, Type::Integer | Type::Unsigned | Type::Number | Type::Boolean)
}

/// A field of a struct literal, in short form if the value has the name of the field.
pub(super) fn member(field: &Ident, value: &TokenStream) -> TokenStream {
    if *field == value.to_string() { quote!(#field) } else { quote!(#field: #value) }
}

/// A constant as an expression of the parameter's type.
fn constant(input: Input<'_>, ty: &Type, literal: &Literal) -> TokenStream {
    match (input.resolve(ty), literal) {
        (Type::List(item), Literal::List(items)) => {
            let items = items.iter().map(|literal| constant(input, item, literal));
            quote!(::std::vec![#(#items),*])
        }
        (Type::Integer, Literal::Number(text)) => {
            let number = proc_macro2::Literal::i64_unsuffixed(text.parse().unwrap_or_default());
            quote!(#number)
        }
        (Type::Unsigned, Literal::Number(text)) => {
            let number = proc_macro2::Literal::u64_unsuffixed(text.parse().unwrap_or_default());
            quote!(#number)
        }
        (Type::Number, Literal::Number(text)) => {
            let number = literals::number(text).unwrap_or_else(|| proc_macro2::Literal::f64_unsuffixed(0.0));
            quote!(#number)
        }
        (Type::Boolean, Literal::Bool(value)) => quote!(#value),
        (Type::Named(id), Literal::Number(text)) if enum_base(input, *id) == Some(EnumBase::Number) => {
            let number = literals::number(text).unwrap_or_else(|| proc_macro2::Literal::f64_unsuffixed(0.0));
            quote!(#number.into())
        }
        (Type::Named(id), Literal::Number(text)) if enum_base(input, *id) == Some(EnumBase::Integer) => {
            let number = proc_macro2::Literal::i64_unsuffixed(text.parse().unwrap_or_default());
            quote!(#number.into())
        }
        (Type::Named(id), Literal::Number(text)) if enum_base(input, *id) == Some(EnumBase::Unsigned) => {
            let number = proc_macro2::Literal::u64_unsuffixed(text.parse().unwrap_or_default());
            quote!(#number.into())
        }
        (Type::Integer | Type::Unsigned | Type::Number | Type::Boolean, _) => {
            quote!(::std::default::Default::default())
        }
        (_, literal) => {
            let text = literals::parameter_text(literal).unwrap_or_default();
            quote!(#text.into())
        }
    }
}

/// What the values of an enumeration are; `None` for another type.
fn enum_base(input: Input<'_>, id: TypeId) -> Option<EnumBase> {
    match &input.type_def(id).kind {
        TypeKind::Enum(enumeration) => Some(enumeration.base),
        _ => None,
    }
}
