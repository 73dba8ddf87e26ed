//! Sign-in of an authentication scheme: URLs and scopes of the definition as constants, and the docs of the credential.

use proc_macro2::TokenStream;
use quote::quote;

use super::printing::{Doc, code};
use super::type_tokens::ident;
use crate::model::direct::{AuthenticationScheme, Direct, ParameterKind, SignIn};

/// More scopes than these are not listed in the docs of an argument.
const FEW_SCOPES: usize = 3;

/// The sign-in of an authentication scheme that takes tokens.
fn of(scheme: &AuthenticationScheme) -> Option<&SignIn> {
    scheme.parameters.iter().find_map(|parameter| match &parameter.kind {
        ParameterKind::Token(sign_in) => Some(sign_in),
        _ => None,
    })
}

/// Whether an authentication scheme takes tokens.
pub(super) fn takes_tokens(direct: &Direct) -> bool {
    direct.schemes.iter().any(|scheme| of(scheme).is_some())
}

/// The constants of the type of a scheme.
pub(super) fn constants(scheme: &AuthenticationScheme) -> TokenStream {
    let Some(sign_in) = of(scheme) else { return TokenStream::new() };
    let addresses = [
        ("AUTHORIZATION_URL", "Authorization URL", &sign_in.authorization_url),
        ("TOKEN_URL", "Token URL", &sign_in.token_url),
        ("REFRESH_URL", "Token URL for refresh tokens", &sign_in.refresh_url),
    ];
    let addresses = addresses.into_iter().filter_map(|(name, what, url)| {
        let (name, url) = (ident(name), url.as_deref()?);
        let doc = Doc::of(format!("{what} from the definition.")).paragraph(open_places(scheme, url)).outer();
        Some(quote!(#doc pub const #name: &'static str = #url;))
    });
    let scopes = (!sign_in.scopes.is_empty()).then(|| {
        let (doc, scopes) = (Doc::of("OAuth scopes from the definition.").outer(), &sign_in.scopes);
        quote!(#doc pub const SCOPES: &'static [&'static str] = &[#(#scopes),*];)
    });
    quote!(#(#addresses)* #scopes)
}

/// The scopes, within the type that [`constants`] are of.
pub(super) fn scopes(sign_in: &SignIn) -> TokenStream {
    if sign_in.scopes.is_empty() { quote!(&[]) } else { quote!(Self::SCOPES) }
}

/// The docs of the argument that provides tokens.
pub(super) fn remark(sign_in: &SignIn) -> String {
    let mut remark = "token credential".to_owned();
    let scopes: Vec<_> = sign_in.scopes.iter().map(|scope| code(scope)).collect();
    match scopes.len() {
        0 => remark.push_str(". The definition names no scopes; set them with `with_scopes`"),
        1..=FEW_SCOPES => remark.push_str(&format!(" for the scopes {}", scopes.join(", "))),
        _ => remark.push_str(" for the scopes in [`SCOPES`](Self::SCOPES)"),
    }
    if sign_in.of_entra {
        remark.push_str(". Microsoft Entra issues the tokens; use a credential of `azure_identity`");
    } else if sign_in.token_url.is_some() {
        remark
            .push_str(". With the feature `oauth2`, `runtime::oauth2` gets tokens from [`TOKEN_URL`](Self::TOKEN_URL)");
    }
    remark
}

/// The placeholders of a URL: names in braces, which stand for connection parameters.
fn open_places(scheme: &AuthenticationScheme, url: &str) -> String {
    let mut places: Vec<String> = Vec::new();
    for place in url.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name) {
        let stands_for = |key: &&String| {
            let name_of = key.rsplit(':').next().unwrap_or_default();
            name_of.eq_ignore_ascii_case(place)
        };
        let keys = scheme.sign_in_only.iter().chain(scheme.parameters.iter().map(|parameter| &parameter.key));
        let place = match keys.into_iter().find(stands_for) {
            Some(key) => format!("{} (the connection parameter {})", code(&format!("{{{place}}}")), code(key)),
            None => code(&format!("{{{place}}}")),
        };
        if !places.contains(&place) {
            places.push(place);
        }
    }
    if places.is_empty() { String::new() } else { format!("Replace these placeholders: {}.", places.join(", ")) }
}
