//! Syntax with resolved names: items by their public paths, local names by number, no documentation.

use std::collections::HashMap;

use proc_macro2::Span;
use quote::ToTokens;
use syn::{
    Attribute, Expr, ExprClosure, ExprField, ExprMethodCall, ExprPath, FieldValue, Ident, Member, Pat, PatIdent, Path,
    PathSegment, Token,
    ext::IdentExt,
    punctuated::Punctuated,
    visit::{self, Visit},
    visit_mut::{self, VisitMut},
};

use crate::{
    names::{Names, Target},
    print, renames,
};

/// What the names of one module mean.
#[derive(Clone, Copy)]
pub(crate) struct Context<'c> {
    pub(crate) names: &'c Names,
    pub(crate) module: &'c str,
    /// Values of private constants, by the path of their declaration.
    pub(crate) constants: &'c HashMap<String, Expr>,
}

impl Context<'_> {
    /// A piece of syntax in one line.
    pub(crate) fn line<T: ToTokens + Clone>(&self, syntax: &T, visit: impl FnOnce(&mut Normal<'_>, &mut T)) -> String {
        self.body_line(syntax, &Locals::default(), visit)
    }

    /// A piece of syntax with its names resolved.
    pub(crate) fn normal<T: Clone>(&self, syntax: &T, visit: impl FnOnce(&mut Normal<'_>, &mut T)) -> T {
        let mut syntax = syntax.clone();
        visit(&mut Normal { context: *self, locals: &Locals::default() }, &mut syntax);
        syntax
    }

    /// A piece of a function's body in one line.
    pub(crate) fn body_line<T: ToTokens + Clone>(
        &self,
        syntax: &T,
        locals: &Locals,
        visit: impl FnOnce(&mut Normal<'_>, &mut T),
    ) -> String {
        let mut syntax = syntax.clone();
        visit(&mut Normal { context: *self, locals }, &mut syntax);
        print::line(syntax.to_token_stream())
    }
}

/// Names that a function gives to its values, and private fields of the type that it belongs to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Locals {
    values: HashMap<String, String>,
    pub(crate) fields: HashMap<String, String>,
}

impl Locals {
    /// The names in a function; `fields` are those of its type that are private.
    pub(crate) fn of(block: &syn::Block, fields: HashMap<String, String>) -> Self {
        let mut locals = Self { values: HashMap::new(), fields };
        locals.visit_block(block);
        locals
    }

    fn add(&mut self, name: &Ident) {
        let number = self.values.len();
        self.values.entry(name.unraw().to_string()).or_insert_with(|| format!("_{number}"));
    }

    fn pattern(&mut self, pattern: &Pat) {
        match pattern {
            Pat::Ident(name) => self.add(&name.ident),
            Pat::Type(typed) => self.pattern(&typed.pat),
            _ => {}
        }
    }
}

impl<'a> Visit<'a> for Locals {
    fn visit_local(&mut self, local: &'a syn::Local) {
        self.pattern(&local.pat);
        visit::visit_local(self, local);
    }

    fn visit_expr_closure(&mut self, closure: &'a ExprClosure) {
        closure.inputs.iter().for_each(|input| self.pattern(input));
        visit::visit_expr_closure(self, closure);
    }
}

/// Replaces names.
pub(crate) struct Normal<'c> {
    context: Context<'c>,
    locals: &'c Locals,
}

impl Normal<'_> {
    fn local(&self, name: &Ident) -> Option<Ident> {
        let name = self.locals.values.get(&name.unraw().to_string())?;
        Some(Ident::new(name, Span::call_site()))
    }
}

impl VisitMut for Normal<'_> {
    fn visit_attributes_mut(&mut self, attributes: &mut Vec<Attribute>) {
        attributes.clear();
    }

    fn visit_path_mut(&mut self, path: &mut Path) {
        visit_mut::visit_path_mut(self, path);
        let mut steps: Vec<String> = path.segments.iter().map(|step| step.ident.unraw().to_string()).collect();
        if path.leading_colon.is_some() {
            steps.insert(0, String::new());
        }
        let Some(target) = self.context.names.resolve(self.context.module, &steps) else { return };
        let known = match target {
            Target::Module(_) => return,
            Target::Item(declared, behind) => {
                let canonical = self.context.names.canonical(&declared);
                let path = canonical.strip_prefix("private ").unwrap_or(&canonical);
                let behind = behind.iter().map(|step| renames::member(step));
                path.split("::").map(str::to_owned).chain(behind).collect()
            }
            Target::External(steps) => renames::external(&steps),
        };
        // Arguments in angle brackets stay with the last steps.
        let mut arguments: Vec<_> = std::mem::take(&mut path.segments).into_iter().map(|step| step.arguments).collect();
        path.leading_colon = None;
        let skipped = arguments.len().saturating_sub(known.len());
        arguments.drain(..skipped);
        let bare = known.len() - arguments.len();
        let arguments = std::iter::repeat_n(syn::PathArguments::None, bare).chain(arguments);
        path.segments = known
            .iter()
            .zip(arguments)
            .map(|(step, arguments)| {
                let ident = match step.as_str() {
                    "crate" | "self" | "super" | "Self" => Ident::new(step, Span::call_site()),
                    step => syn::parse_str(step).unwrap_or_else(|_| Ident::new_raw(step, Span::call_site())),
                };
                PathSegment { ident, arguments }
            })
            .collect();
    }

    fn visit_expr_mut(&mut self, expression: &mut Expr) {
        if let Expr::Path(ExprPath { path, qself: None, .. }) = expression {
            if let Some(name) = path.get_ident().and_then(|name| self.local(name)) {
                path.segments[0].ident = name;
                return;
            }
            let steps: Vec<String> = path.segments.iter().map(|step| step.ident.unraw().to_string()).collect();
            if let Some(Target::Item(declared, behind)) = self.context.names.resolve(self.context.module, &steps)
                && behind.is_empty()
                && let Some(value) = self.context.constants.get(&declared)
            {
                *expression = value.clone();
                return;
            }
        }
        // The printer puts braces around the body of a closure that is too long for its line.
        if let Expr::Closure(closure) = expression
            && let Expr::Block(block) = &*closure.body
            && let [syn::Stmt::Expr(only, None)] = block.block.stmts.as_slice()
        {
            *closure.body = only.clone();
        }
        if let Expr::Macro(call) = expression
            && call.mac.path.is_ident("vec")
            && let Ok(mut items) = call.mac.parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated)
        {
            items.iter_mut().for_each(|item| self.visit_expr_mut(item));
            call.mac.tokens = items.into_token_stream();
            return;
        }
        visit_mut::visit_expr_mut(self, expression);
    }

    fn visit_pat_ident_mut(&mut self, pattern: &mut PatIdent) {
        if let Some(name) = self.local(&pattern.ident) {
            pattern.ident = name;
        }
        visit_mut::visit_pat_ident_mut(self, pattern);
    }

    fn visit_field_value_mut(&mut self, field: &mut FieldValue) {
        field.colon_token.get_or_insert_default();
        if let Member::Named(name) = &mut field.member {
            *name = self.member(name);
        }
        visit_mut::visit_field_value_mut(self, field);
    }

    fn visit_expr_field_mut(&mut self, field: &mut ExprField) {
        if let Member::Named(name) = &mut field.member {
            *name = self.member(name);
        }
        visit_mut::visit_expr_field_mut(self, field);
    }

    fn visit_expr_method_call_mut(&mut self, call: &mut ExprMethodCall) {
        call.method = renamed(&call.method);
        visit_mut::visit_expr_method_call_mut(self, call);
    }
}

impl Normal<'_> {
    /// The name of a field, also of a private one.
    fn member(&self, name: &Ident) -> Ident {
        match self.locals.fields.get(&name.unraw().to_string()) {
            Some(known) => Ident::new(known, Span::call_site()),
            None => renamed(name),
        }
    }
}

fn renamed(name: &Ident) -> Ident {
    let text = name.to_string();
    let known = renames::member(&text);
    if known == text { name.clone() } else { Ident::new(&known, Span::call_site()) }
}
