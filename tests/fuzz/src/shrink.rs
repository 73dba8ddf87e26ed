//! A failing input in, a smaller one that still fails out.

/// Leaves out ever smaller pieces, then makes each byte plain, while the input fails and `may_try` allows another attempt.
pub fn shrink(mut bytes: Vec<u8>, fails: &mut dyn FnMut(&[u8]) -> bool, may_try: &mut dyn FnMut() -> bool) -> Vec<u8> {
    let mut length = bytes.len().div_ceil(2);
    while length > 0 {
        let (mut start, before) = (0, bytes.len());
        while start < bytes.len() {
            if !may_try() {
                return bytes;
            }
            let end = (start + length).min(bytes.len());
            let without = [&bytes[..start], &bytes[end..]].concat();
            if fails(&without) { bytes = without } else { start = end }
        }
        // What one pass leaves out may let the next one leave out more.
        if bytes.len() == before {
            length /= 2;
        }
    }
    for index in 0..bytes.len() {
        if bytes[index] != b'a' && may_try() {
            let mut plainer = bytes.clone();
            plainer[index] = b'a';
            if fails(&plainer) {
                bytes = plainer;
            }
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_matter_goes() {
        let input = b"some [text with a needle] in it".to_vec();
        let mut fails = |bytes: &[u8]| bytes.windows(6).any(|window| window == b"needle") && bytes.contains(&b'[');
        assert_eq!(shrink(input.clone(), &mut fails, &mut || true), b"[needle");
        assert_eq!(shrink(input.clone(), &mut fails, &mut || false), input);
    }
}
