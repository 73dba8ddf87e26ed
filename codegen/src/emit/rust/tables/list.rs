//! The request of a list of rows.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::emit::input::Input;
use crate::emit::rust::printing::{Doc, code};
use crate::emit::rust::type_tokens::ident;
use crate::model::{OperationId, ParameterLocation};

/// The request of a list, called `name`: what its operation takes of a query.
pub(super) fn request(input: Input<'_>, id: OperationId, name: &Ident) -> TokenStream {
    let operation = input.operation(id);
    let has = |key: &str| {
        let mut parameters = operation.parameters.iter();
        parameters.any(|parameter| parameter.location == ParameterLocation::Query && parameter.key == key)
    };
    let request = ident(&input.operation_names(id).request);
    let filter = has("$filter").then(|| {
        let doc = Doc::of("Lists only rows that fulfil a condition.").outer();
        quote! {
            #doc
            pub fn filter(mut self, filter: runtime::tables::Filter<T>) -> Self {
                self.query.filter(filter);
                self
            }
        }
    });
    let order = has("$orderby").then(|| {
        let doc = Doc::of("Sorts the rows; a further call sorts those that are equal.").outer();
        quote! {
            #doc
            pub fn order_by(mut self, order: runtime::tables::Order<T>) -> Self {
                self.query.order_by(order);
                self
            }
        }
    });
    let select = has("$select").then(|| {
        let doc = Doc::of("Returns only these columns. The other fields of a row are `None`.").outer();
        quote! {
            #doc
            pub fn select(mut self, columns: impl IntoIterator<Item = runtime::tables::Selected<T>>) -> Self {
                self.query.select(columns);
                self
            }
        }
    });
    let expand = has("$expand").then(|| {
        let doc = Doc::of("Returns rows that a row refers to, e.g. `primarycontactid($select=fullname)`.")
            .paragraph("They are in the field for additional properties.")
            .outer();
        quote! {
            #doc
            pub fn expand(mut self, expand: impl Into<String>) -> Self {
                self.query.expand(expand.into());
                self
            }
        }
    });
    let top = has("$top").then(|| {
        let doc = Doc::of("Lists at most this number of rows.").outer();
        quote! {
            #doc
            pub fn top(mut self, most: i64) -> Self {
                self.query.top(most);
                self
            }
        }
    });
    let pages = operation.paging.as_ref().filter(|paging| paging.continuation.is_none()).map(|paging| {
        let link = &paging.link;
        let pages = Doc::of("Sends the request and streams the pages of rows.").outer();
        let items = Doc::of("Streams the rows of every page. Pages are fetched as needed.").outer();
        quote! {
            #pages
            pub fn pages(self) -> runtime::Pages<runtime::tables::RowPage<T>> {
                runtime::Pages::new(self.call(), &[#(#link),*], runtime::RawResponse::json)
            }

            #items
            pub fn items(self) -> runtime::Items<runtime::tables::RowPage<T>, T> {
                runtime::Items::new(self.pages(), |page| page.value)
            }
        }
    });
    let doc = Doc::of("Request of a list of rows.").paragraph(format!("Calls {}.", code(&operation.id))).outer();
    let change = Doc::of("Sets further values of the operation.")
        .paragraph("What the query sets, e.g. a filter, counts before a value that is set here.")
        .outer();
    let into_request =
        Doc::of("Builds the HTTP request without sending it.").section("Errors", "A value cannot be sent.").outer();
    let send = Doc::of("Sends the request and returns the first page of rows.")
        .section(
            "Errors",
            "The request cannot be built or sent, the service reports a failure, or the response cannot be decoded.",
        )
        .outer();
    quote! {
        #doc
        #[must_use = "a request does nothing until it is sent"]
        #[derive(Clone, Debug)]
        pub struct #name<T> {
            request: crate::requests::#request,
            query: runtime::tables::Query<T>,
        }

        impl<T: runtime::tables::Table> #name<T> {
            #filter
            #order
            #select
            #expand
            #top

            #change
            pub fn with_request(
                mut self,
                change: impl FnOnce(crate::requests::#request) -> crate::requests::#request,
            ) -> Self {
                self.request = change(self.request);
                self
            }

            fn call(self) -> runtime::codegen::RequestBuilder {
                let mut call = self.request.into_call();
                self.query.apply(&mut call);
                call
            }

            #into_request
            pub fn into_request(self) -> runtime::Result<runtime::HttpRequest> {
                self.call().into_request()
            }

            #send
            pub fn send(self) -> runtime::Sending<runtime::tables::RowPage<T>> {
                self.call().sending(runtime::RawResponse::json)
            }

            #pages
        }
    }
}
