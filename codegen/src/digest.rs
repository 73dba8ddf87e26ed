//! SHA-256 digests as text.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

/// The digest of the bytes, as 64 lower-case hexadecimal digits.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

/// The digest of text in lines, the same whether they end in LF or in CR LF: a checkout may change that.
pub(crate) fn sha256_of_lines(bytes: &[u8]) -> String {
    let mut digest = Sha256::new();
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        match line.strip_suffix(b"\r\n") {
            Some(line) => {
                digest.update(line);
                digest.update(b"\n");
            }
            None => digest.update(line),
        }
    }
    hexadecimal(&digest.finalize())
}

/// Bytes as lower-case hexadecimal digits, two per byte.
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        write!(text, "{byte:02x}").expect("writing to a string cannot fail");
        text
    })
}
