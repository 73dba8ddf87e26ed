//! Types of values that plain Rust types do not cover. Each keeps its text on the wire.

mod base64;
mod date;
mod decimal;
mod deep;
mod nullable;
mod secret;
mod unlisted;
mod wire_text;

pub use base64::Base64;
pub(crate) use base64::from_base64;
pub use date::{Date, DateTime};
pub use decimal::{Decimal, ParseDecimalError};
pub use deep::Deep;
pub use nullable::Nullable;
pub use secret::Secret;
pub use unlisted::{Unlisted, UnlistedInteger, UnlistedNumber, UnlistedUnsigned};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Text;

    #[test]
    fn a_value_in_a_parameter_is_its_wire_text() {
        let texts: [(&dyn Text, &str); 6] = [
            (&DateTime::from("2024-05-01T12:00:00Z"), "2024-05-01T12:00:00Z"),
            (&Date::from("2024-05-01"), "2024-05-01"),
            (&Base64::from(b"Hi".to_vec()), "SGk="),
            (&Secret::from("key"), "key"),
            (&Nullable::Value(7_i64), "7"),
            (&Nullable::<i64>::Null, ""),
        ];
        for (value, text) in texts {
            assert_eq!(value.text(), text);
        }
    }
}
