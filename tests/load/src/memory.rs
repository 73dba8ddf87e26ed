//! What the kernel says about this process. In: `/proc/self`. Out: bytes, and open file descriptors.

use std::{fs, io};

/// The highest resident memory so far, in bytes.
///
/// # Errors
/// The kernel does not say it.
pub(crate) fn peak() -> io::Result<u64> {
    status("VmHWM:")
}

/// The resident memory, in bytes.
///
/// # Errors
/// The kernel does not say it.
pub(crate) fn resident() -> io::Result<u64> {
    status("VmRSS:")
}

fn status(name: &str) -> io::Result<u64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kilobytes
        .map(|kilobytes| kilobytes * 1024)
        .ok_or_else(|| io::Error::other(format!("no {name} in /proc/self/status")))
}

/// How many file descriptors are open.
///
/// # Errors
/// The kernel does not say it.
pub(crate) fn descriptors() -> io::Result<usize> {
    Ok(fs::read_dir("/proc/self/fd")?.count())
}
