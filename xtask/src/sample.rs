//! A pseudo-random order of names, for samples that a seed repeats.

/// A number that depends only on seed and name: sorting by it gives the same order on every machine (FNV-1a).
pub(crate) fn mixed(seed: u64, name: &str) -> u64 {
    let bytes = seed.to_le_bytes().into_iter().chain(name.bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
