//! Text that must not be printed, and that is wiped from memory on drop.

use super::wire_text::wire_text;
use std::fmt;
use zeroize::Zeroize as _;

/// A password or key. `Debug` hides the text; [`as_str`](Self::as_str) and JSON contain it. Its memory is wiped on drop.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Secret(String);

wire_text!(Secret);

impl Drop for Secret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_hides_the_text() {
        let secret = Secret::from("hunter2");
        assert_eq!(format!("{secret:?}"), "Secret");
        assert_eq!(secret.as_str(), "hunter2");
    }
}
