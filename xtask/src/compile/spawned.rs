//! Generated crates in; out: a package outside their workspace that sends every request to another thread.
//!
//! Whether a future can be sent is decided in the crate of a caller, by the types of ours: a crate that compiles alone may still
//! not be usable there.

use std::{
    fmt::Write as _,
    fs, io,
    path::{Path, PathBuf},
};

use crate::project::project;
use connector_codegen::internal::output::write_whole;
use syn::{FnArg, ImplItem, ImplItemFn, Item, ReceiverKind, Type, Visibility};

/// The functions that the package calls, and the bounds of `tokio::spawn`.
const HEAD: &str = "//! Sends every request of generated crates to another thread.\n\n\
    #![allow(deprecated)]\n\n\
    /// Takes what `tokio::spawn` takes.\n\
    pub fn spawn<F: Future<Output: Send + 'static> + Send + 'static>(_: F) {}\n\n\
    /// Takes what can be kept in such a future.\n\
    pub fn keep<T: Send + 'static>(_: T) {}\n";

/// Writes the package for some crates in `out`, and returns its manifest and the number of requests.
///
/// # Errors
/// A file cannot be read or written, or is not Rust.
pub(super) fn write(out: &Path, crates: &[String], folder: &Path) -> io::Result<(PathBuf, usize)> {
    let mut manifest = "[package]\nname = \"spawned\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n\
                        [workspace]\n\n[dependencies]\n"
        .to_owned();
    let mut library = HEAD.to_owned();
    let mut count = 0;
    for package in crates {
        let path = out.join(package.trim_start_matches("connector-"));
        let _ = writeln!(manifest, "{package} = {{ path = {:?}, default-features = false }}", path.to_string_lossy());
        let mut requests = requests(&path.join("src/operations"))?;
        requests.sort();
        count += requests.len();
        add(&mut library, &package.replace('-', "_"), &requests);
    }
    fs::create_dir_all(folder.join("src"))?;
    let path = folder.join("Cargo.toml");
    write_whole(&path, manifest.as_bytes())?;
    write_whole(&folder.join("src/lib.rs"), library.as_bytes())?;
    fs::copy(project().join("Cargo.lock"), folder.join("Cargo.lock"))?;
    Ok((path, count))
}

/// A request: its type, and those of its methods that take nothing more.
type Request = (String, Vec<String>);

/// The requests of a crate, read from its files.
fn requests(folder: &Path) -> io::Result<Vec<Request>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        // A folder holds the types of an operation.
        if path.is_dir() {
            continue;
        }
        let text = fs::read_to_string(&path)?;
        let file = syn::parse_file(&text).map_err(|error| io::Error::other(format!("{}: {error}", path.display())))?;
        for item in file.items {
            let Item::Impl(block) = item else { continue };
            let (Type::Path(subject), None) = (&*block.self_ty, &block.trait_) else { continue };
            let methods: Vec<_> = block.items.iter().filter_map(plain_method).collect();
            let subject = subject.path.segments.last().map(|step| step.ident.to_string());
            found.extend(subject.filter(|_| methods.iter().any(|name| is_sent_by(name))).map(|name| (name, methods)));
        }
    }
    Ok(found)
}

/// Whether the request of a type with this method can be sent.
fn is_sent_by(method: &str) -> bool {
    matches!(method, "send" | "subscribe")
}

/// The name of a public method that takes the request alone, or the callback URL beside it.
fn plain_method(item: &ImplItem) -> Option<String> {
    let ImplItem::Fn(ImplItemFn { vis: Visibility::Public(_), sig, .. }) = item else { return None };
    let mut inputs = sig.inputs.iter();
    let takes_self =
        matches!(inputs.next(), Some(FnArg::Receiver(receiver)) if matches!(receiver.kind, ReceiverKind::Value));
    (takes_self && (sig.ident == "subscribe" || inputs.next().is_none())).then(|| sig.ident.to_string())
}

fn add(library: &mut String, name: &str, requests: &[Request]) {
    let _ = writeln!(library, "\n/// Requests of `{name}`.\npub mod {name} {{");
    for (index, (request, methods)) in requests.iter().enumerate() {
        let _ = writeln!(
            library,
            "    /// Spawns `{request}`.\n    pub fn request_{index}(request: ::{name}::requests::{request}) {{"
        );
        for method in methods {
            let arguments = if method == "subscribe" { "\"https://example.com/\"" } else { "" };
            let one = format!("request.clone().{method}({arguments})");
            let _ = match method.as_str() {
                // The first result is held while the second one is awaited.
                "send" | "send_with_response" | "send_and_wait" | "send_streaming" | "subscribe" => writeln!(
                    library,
                    "        crate::spawn({{ let request = request.clone(); async move {{ let held = {one}.await; {one}.await.and(held) }} }});"
                ),
                "pages" | "items" | "poller" | "poll" => writeln!(library, "        crate::keep({one});"),
                _ => continue,
            };
        }
        library.push_str("    }\n");
    }
    library.push_str("}\n");
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "what a test calls is a test too")]

    use super::*;

    #[test]
    fn every_request_is_found_with_its_methods() {
        let operations = project().join("generated/kaizala/src/operations");
        let found = requests(&operations).unwrap();
        let modules = fs::read_dir(operations).unwrap().filter(|it| it.as_ref().unwrap().path().is_file()).count() - 1;
        assert_eq!(found.len(), modules, "every file but `mod.rs` has a request");
        assert!(found.iter().all(|(_, methods)| methods.iter().any(|name| is_sent_by(name))), "{found:?}");
        let mut library = String::new();
        add(&mut library, "connector_kaizala", &found);
        let held = |method: &str| library.matches(&format!("let held = request.clone().{method}(")).count();
        assert_eq!(held("send") + held("subscribe"), found.len());
        syn::parse_file(&library).unwrap();
    }
}
