//! A named type: a struct, an enum or an alias.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::literals;
use super::printing::{Doc, Members, Row, Rows, RustFile, code};
use super::responses;
use super::search;
use super::type_tokens::{TypeTokens, Value, ident};
use crate::emit::input::Input;
use crate::model::{
    Enum, EnumBase, EnumValue, Exposure, Field, SchemaLocation, Struct, TablePart, Type, TypeDef, TypeId, TypeKind,
};
use crate::names::{FieldNames, TypeNames};

/// Adds the items of a type to a file; `parsed` holds the members of the crate's earlier files.
pub(super) fn add(file: RustFile, tokens: &TypeTokens<'_>, id: TypeId, parsed: &mut Members) -> RustFile {
    let (def, names) = (tokens.input().type_def(id), tokens.input().type_names(id));
    match &def.kind {
        TypeKind::Struct(structure) => add_struct(file, tokens, def, (names, structure), parsed),
        TypeKind::Enum(enumeration) => add_enum(file, tokens, def, (names, enumeration)),
        TypeKind::Alias(target) => file.items(alias(tokens, def, names, target)),
        TypeKind::Responses(statuses) => file.items(responses::by_status(tokens, doc(def).outer(), names, statuses)),
    }
}

fn alias(tokens: &TypeTokens<'_>, def: &TypeDef, names: &TypeNames, target: &Type) -> TokenStream {
    let (doc, name, target) = (doc(def).outer(), ident(&names.name), tokens.ty(target));
    quote!(#doc pub type #name = #target;)
}

fn add_struct(
    file: RustFile,
    tokens: &TypeTokens<'_>,
    def: &TypeDef,
    (names, structure): (&TypeNames, &Struct),
    parsed: &mut Members,
) -> RustFile {
    let doc = doc(def).paragraph(variants(tokens.input(), structure, names).unwrap_or_default()).outer();
    let name = ident(&names.name);
    let (mut members, mut rows) = (Vec::new(), Vec::new());
    for (field, field_names) in structure.fields.iter().zip(&names.fields) {
        let alias = search::title_alias(field.title.as_deref(), &field.key);
        members.push(parsed.pair(tokens, (&field.ty, true), field_names, (&field_doc(field), alias)));
        rows.push(row(field, field_names));
    }
    if let Some((value, field_names)) = structure.extra.as_ref().zip(names.extra.as_ref()) {
        let doc = Doc::of("Additional properties by wire key.");
        let map = Type::Map(Box::new(value.clone()));
        members.push(parsed.pair(tokens, (&map, false), field_names, (&doc, None)));
        rows.push(Row { keyword: Some("extra"), name: ident(&field_names.field), values: Vec::new() });
    }
    let new = new(tokens, names, structure);
    let required = required(tokens, names, structure);
    let item = quote! {
        #doc
        #[derive(Clone, Debug, Default, PartialEq)]
        #[non_exhaustive]
        pub struct #name {}
    };
    file.structure(item, &name, new, members).items(quote!(#required)).rows(Rows {
        name: "model",
        subject: name,
        rows,
        rest: None,
    })
}

/// The paragraph about the variants of an object with a discriminator.
fn variants(input: Input<'_>, structure: &Struct, names: &TypeNames) -> Option<String> {
    let variants = structure.variants.as_ref()?;
    let link = |id: &TypeId| {
        let names = input.type_names(*id);
        format!("[`{0}`](crate::{1}::{0})", names.name, names.module.path())
    };
    let links: Vec<_> = variants.types.iter().map(link).collect();
    let extra =
        names.extra.as_ref().map(|extra| format!(" `{}` holds the additional properties of a variant.", extra.field));
    Some(format!(
        "{} identifies the variant: {}.{} `runtime::convert` converts between this type and its variants.",
        code(&variants.property),
        links.join(", "),
        extra.unwrap_or_default(),
    ))
}

/// The required fields without a default, in the order of the arguments.
pub(super) fn positional<'a>(structure: &'a Struct, names: &'a TypeNames) -> Vec<(&'a Field, &'a FieldNames)> {
    let field = |index: &usize| Some((structure.fields.get(*index)?, names.fields.get(*index)?));
    names.order.iter().filter_map(field).collect()
}

fn new(tokens: &TypeTokens<'_>, names: &TypeNames, structure: &Struct) -> TokenStream {
    let positional = positional(structure, names);
    let base = tokens.self_default();
    let new = ident(&names.constructor);
    // Clippy warns about a constructor with the name of its type.
    let same_name = (names.name == "New")
        .then(|| quote!(#[allow(clippy::self_named_constructors, reason = "the definition names the type so")]));
    if positional.is_empty() {
        let doc = Doc::of("Creates a value with no fields set.").outer();
        return quote!(#doc #same_name pub fn #new() -> Self { #base });
    }
    let doc = Doc::of("Creates a value with its required fields set.").outer();
    let doc = quote!(#doc #same_name);
    let fields: Vec<_> = positional.iter().map(|(_, names)| ident(&names.field)).collect();
    let all_set = positional.len() == structure.fields.len() && structure.extra.is_none();
    let rest = (!all_set).then(|| quote!(..#base));
    if let Some(required) = names.required.as_deref().map(ident) {
        return quote! {
            #doc
            pub fn #new(required: #required) -> Self {
                Self { #(#fields: Some(required.#fields),)* #rest }
            }
        };
    }
    let accepted = positional.iter().map(|(field, _)| tokens.accepted(Value::Typed(&field.ty)));
    let values =
        positional.iter().zip(&fields).map(|((field, _), name)| tokens.converted(Value::Typed(&field.ty), name));
    quote! {
        #doc
        pub fn #new(#(#fields: #accepted),*) -> Self {
            Self { #(#fields: Some(#values),)* #rest }
        }
    }
}

/// The struct of the required fields, if they are too many for arguments.
fn required(tokens: &TypeTokens<'_>, names: &TypeNames, structure: &Struct) -> Option<TokenStream> {
    let required = ident(names.required.as_ref()?);
    let doc = Doc::of(format!("Required fields of [`{0}`](crate::{1}::{0}).", names.name, names.module.path())).outer();
    let fields = positional(structure, names).into_iter().map(|(field, names)| {
        let (doc, name, ty) = (field_doc(field).outer(), ident(&names.field), tokens.ty(&field.ty));
        quote!(#doc pub #name: #ty,)
    });
    Some(quote! {
        #doc
        #[derive(Clone, Debug)]
        pub struct #required {
            #(#fields)*
        }
    })
}

fn row(field: &Field, names: &FieldNames) -> Row {
    let key = Literal::string(&field.key);
    let (keyword, values) = match &field.sent {
        Some(sent) => ("default", vec![key, Literal::string(&literals::json(sent))]),
        None if field.required && !field.read_only && !field.filled => ("required", vec![key]),
        None => ("optional", vec![key]),
    };
    Row { keyword: Some(keyword), name: ident(&names.field), values }
}

fn field_doc(field: &Field) -> Doc {
    let mut facts = vec![format!("Wire key: {}.", code(&field.key))];
    if field.required {
        facts.push("Required.".to_owned());
    }
    if field.read_only {
        facts.push("Read-only.".to_owned());
    }
    if let Some(sent) = &field.sent {
        facts.push(format!("Sent as {} if `None`.", code(&literals::json(sent))));
    } else if let Some(default) = &field.default {
        facts.push(format!("Default: {}.", code(&literals::json(default))));
    }
    let doc = Doc::described(field.title.as_deref(), field.description.as_deref());
    let doc = match field.exposure {
        _ if field.filled => doc.paragraph("`subscribe` fills it in."),
        Exposure::InternalSetter => doc.paragraph("Internal: the designer does not show it."),
        _ => doc,
    };
    doc.remarks(&field.remarks).paragraph(facts.join(" "))
}

fn add_enum(
    file: RustFile,
    tokens: &TypeTokens<'_>,
    def: &TypeDef,
    (names, enumeration): (&TypeNames, &Enum),
) -> RustFile {
    let runtime = tokens.runtime();
    let (doc, name) = (doc(def).outer(), ident(&names.name));
    let unlisted = ident(names.unlisted.as_deref().unwrap_or("UnlistedValue"));
    let (wrapped, macro_name) = match enumeration.base {
        EnumBase::Text => (quote!(#runtime::Unlisted), "open_enum"),
        EnumBase::Integer => (quote!(#runtime::UnlistedInteger), "open_integer_enum"),
        EnumBase::Unsigned => (quote!(#runtime::UnlistedUnsigned), "open_unsigned_enum"),
        EnumBase::Number => (quote!(#runtime::UnlistedNumber), "open_number_enum"),
    };
    let mut variants = Vec::new();
    let mut rows = Vec::new();
    for (value, variant) in enumeration.values.iter().zip(&names.variants) {
        let Some(wire) = wire_literal(enumeration.base, &value.wire) else { continue };
        let (doc, variant) = (value_doc(value).outer(), ident(variant));
        variants.push(quote!(#doc #variant,));
        // A service may send the name of an integer.
        let sent_name = value.title.as_deref().filter(|_| enumeration.base == EnumBase::Integer).map(Literal::string);
        rows.push(Row { keyword: None, name: variant, values: [wire].into_iter().chain(sent_name).collect() });
    }
    let items = quote! {
        #doc
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            /// A value that the definition does not list.
            #unlisted(#wrapped),
        }
    };
    file.items(items).rows(Rows { name: macro_name, subject: name, rows, rest: Some(unlisted) })
}

/// The wire value as a literal. `lower` lists a number only if it fits its base; other text has no variant.
fn wire_literal(base: EnumBase, wire: &str) -> Option<Literal> {
    match base {
        EnumBase::Text => Some(Literal::string(wire)),
        EnumBase::Integer => wire.parse().ok().map(Literal::i64_unsuffixed),
        EnumBase::Unsigned => wire.parse().ok().map(Literal::u64_unsuffixed),
        EnumBase::Number => literals::number(wire),
    }
}

fn value_doc(value: &EnumValue) -> Doc {
    let wire = code(&value.wire);
    let doc = Doc::described(value.title.as_deref(), value.description.as_deref());
    if doc.is_empty() { Doc::of(wire) } else { doc.paragraph(format!("Wire value: {wire}.")) }
}

/// Title, description and location in the definition.
fn doc(def: &TypeDef) -> Doc {
    let location = match &def.location {
        SchemaLocation::Definition { name } => format!("Definition {}.", code(name)),
        SchemaLocation::Shared { first, .. } => format!("Shared type; first used in {}.", location(first)),
        other => format!("Type of {}.", location(other)),
    };
    let default = def.default.as_ref().map(|default| format!("Default: {}.", code(&literals::json(default))));
    Doc::described(def.title.as_deref(), def.description.as_deref())
        .paragraph(default.unwrap_or_default())
        .paragraph(location)
}

/// Where a type stands in the definition, as a noun phrase.
pub(super) fn location(location: &SchemaLocation) -> String {
    let (of, path) = match location {
        SchemaLocation::Definition { name } => return format!("the definition {}", code(name)),
        SchemaLocation::Shared { first, .. } => return self::location(first),
        SchemaLocation::Part { definition, path } => (format!("the definition {}", code(definition)), path),
        SchemaLocation::Body { operation, path } => (format!("the body of {}", code(operation)), path),
        SchemaLocation::Response { operation, path } => (format!("the response of {}", code(operation)), path),
        SchemaLocation::Status { operation, status, path } => {
            (format!("the response {} of {}", code(status), code(operation)), path)
        }
        SchemaLocation::Payload { operation, path } => (format!("the payload of {}", code(operation)), path),
        SchemaLocation::Table { table, part, path } => {
            let of = match part {
                TablePart::Row => "a row",
                TablePart::New => "a new row",
                TablePart::Changes => "the changes of a row",
            };
            (format!("{of} of the table {}", code(table)), path)
        }
        SchemaLocation::Parameter { operation, key, path, .. } => {
            (format!("the parameter {} of {}", code(key), code(operation)), path)
        }
    };
    if path.is_empty() { of } else { format!("{} in {of}", code(&path.join("."))) }
}
