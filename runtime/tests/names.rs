//! The macros beside types that are named like everything they use.

#![allow(dead_code, non_camel_case_types, clippy::enum_variant_names, reason = "the names are the test")]

use connector_runtime::{Unlisted, UnlistedInteger, codegen::TriggerItem};

mod option {
    #[derive(Debug, Default, PartialEq)]
    pub(crate) struct Option {
        pub(crate) r#type: ::std::option::Option<::std::string::String>,
        pub(crate) object: ::std::option::Option<::std::string::String>,
        pub(crate) value: ::std::option::Option<::std::string::String>,
        pub(crate) out: ::std::option::Option<::std::string::String>,
    }
    connector_runtime::codegen::model! {
        Option {
            required r#type = "type",
            optional object = "object",
            optional value = "value",
            default out = "out", "1",
        }
    }

    pub(crate) struct Vec;
    pub(crate) struct String;
    pub(crate) struct Result;
    pub(crate) struct Box;
    pub(crate) enum Some {}
    pub(crate) enum None {}
    pub(crate) enum Ok {}
    pub(crate) enum Err {}
    pub(crate) trait Into {}
    pub(crate) trait From {}
    pub(crate) trait Default {}
    pub(crate) trait Iterator {}
    pub(crate) mod core {}
    pub(crate) mod std {}
}

#[derive(Debug, PartialEq)]
enum Text {
    From,
    Text,
    Self_,
    None,
    UnlistedValue(Unlisted),
}
connector_runtime::codegen::open_enum! { Text { From = "From", Text = "Text", Self_ = "Self", None = "None" } UnlistedValue }

#[derive(Debug, PartialEq)]
enum Decode {
    Ok,
    UnlistedValue(UnlistedInteger),
}
connector_runtime::codegen::open_integer_enum! { Decode { Ok = 0 } UnlistedValue }

#[derive(Debug, PartialEq)]
enum Nothing {
    UnlistedValue(Unlisted),
}
connector_runtime::codegen::open_enum! { Nothing {} UnlistedValue }

#[test]
fn a_model_may_have_any_name_and_any_fields() {
    let item = TriggerItem::direct("T", br#"{"type":"a","object":"b","value":"c","out":"d"}"#).unwrap();
    let value: option::Option = item.json().unwrap();
    assert_eq!(
        (value.r#type.as_deref(), value.object.as_deref(), value.value.as_deref(), value.out.as_deref()),
        (Some("a"), Some("b"), Some("c"), Some("d"))
    );
}

#[test]
fn an_enumeration_may_have_any_name_and_any_variants() {
    assert_eq!(Text::from("None"), Text::None);
    assert_eq!(Text::Self_.as_str(), "Self");
    assert_eq!(Decode::from(0), Decode::Ok);
    assert_eq!(Nothing::from("x").as_str(), "x");
}
