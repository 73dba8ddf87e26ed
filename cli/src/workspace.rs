//! The workspace around generated crates: what its manifest needs, and the manifest of one that the generator writes.

use std::{
    fs, io,
    path::{Path, PathBuf},
    process::Command,
};

use connector_codegen::internal::output::{at, write_whole};
use toml::Value;

use crate::{
    context::Context,
    paths,
    runtime::{self, Source},
};

/// The first line of a manifest that the generator wrote. Only such a manifest is changed.
const MARK: &str = "# Written by connector-codegen. Do not edit.\n";

/// The name of a manifest.
const MANIFEST: &str = "Cargo.toml";

/// The workspace that a folder is in.
enum Around {
    None,
    Workspace {
        manifest: PathBuf,
        table: toml::Table,
    },
    /// There is a manifest, and cargo rejects it with this message.
    Broken(String),
}

/// Makes sure that the crates in `out` have a workspace to inherit `connector-runtime` from, so that they compile as written: `out`
/// becomes one unless it is in one. Prints what another workspace around it lacks. Returns whether the generator's manifest is, or was,
/// out of date. With `check`, nothing is written.
///
/// # Errors
/// Cargo cannot be started, or a manifest cannot be read or written.
pub(crate) fn make(out: &Path, runtime: Option<&Source>, check: bool, context: &Context) -> io::Result<bool> {
    let folder = paths::canonical(out)?;
    let manifest = folder.join(MANIFEST);
    let shown = context.path(&manifest);
    let around = match is_own(&manifest) {
        // Its text is ours, whatever it is now.
        true => Around::None,
        false => around(&folder)?,
    };
    match around {
        Around::None if !is_own(&manifest) && manifest.symlink_metadata().is_ok() => {
            let dependency = runtime.map(|runtime| runtime.dependency(&folder)).transpose()?;
            let dependency = dependency.unwrap_or_else(|| lacking(context));
            context.say(&format!(
                "{shown}: make it a workspace for the crates beside it; it is not the generator's, so nothing was written:\n{WORKSPACE}{dependency}"
            ));
        }
        Around::None => {
            let Some(runtime) = runtime else {
                if !is_own(&manifest) {
                    let folder = context.path(&folder);
                    context.say(&format!(
                        "{folder} is in no workspace, so its crates cannot be built yet: they take connector-runtime from their workspace\n{}",
                        lacking(context)
                    ));
                }
                return Ok(false);
            };
            let (text, before) = (text(&folder, runtime)?, fs::read_to_string(&manifest).ok());
            if before.as_ref().is_some_and(|before| before.replace("\r\n", "\n") == text) {
                return Ok(false);
            }
            if check {
                let what = if before.is_some() { "stale" } else { "missing" };
                let text = format!("{shown}: {what}, the workspace of the crates beside it\n");
                context.say(&context.folded(&text, 2));
            } else {
                write_whole(&out.join(MANIFEST), text.as_bytes())?;
                let text = format!("{shown}: written, a workspace for the crates beside it\n");
                context.say(&context.folded(&text, 2));
            }
            return Ok(true);
        }
        Around::Workspace { manifest, table } => {
            let lines = lines(&manifest, &table, &folder, runtime, context)?;
            if !lines.is_empty() {
                context.say(&format!("{}: add what the crates need:\n{lines}", context.path(&manifest)));
            }
        }
        Around::Broken(message) => {
            let from = folder.parent().unwrap_or(&folder);
            let dependency = runtime.map(|runtime| runtime.dependency(from)).transpose()?;
            context.say(&format!(
                "cargo cannot load the workspace around {}; the crates inherit connector-runtime from it:\n{}{message}\n",
                context.path(&folder),
                dependency.unwrap_or_default()
            ));
        }
    }
    Ok(false)
}

/// The lines that the manifest of the workspace around a folder needs for crates in it: nothing if it is in no workspace, or if that
/// has them. The folder may not exist.
///
/// # Errors
/// Cargo cannot be started, or a manifest cannot be read.
pub(crate) fn needed(folder: &Path, runtime: &Source, context: &Context) -> io::Result<Option<(PathBuf, String)>> {
    let existing = folder.ancestors().find(|folder| folder.is_dir()).unwrap_or(folder);
    let Around::Workspace { manifest, table } = around(existing)? else { return Ok(None) };
    let lines = lines(&manifest, &table, folder, Some(runtime), context)?;
    Ok(Some((manifest, lines)).filter(|(_, lines)| !lines.is_empty()))
}

/// What a workspace's manifest lacks for the crates in a folder.
fn lines(
    manifest: &Path,
    table: &toml::Table,
    folder: &Path,
    runtime: Option<&Source>,
    context: &Context,
) -> io::Result<String> {
    let root = manifest.parent().unwrap_or(manifest);
    let workspace = table.get("workspace");
    let mut lines = String::new();
    let path = paths::relative(root, folder).map(|path| paths::slashed(&path)).unwrap_or_default();
    let members = workspace.and_then(|workspace| workspace.get("members")).and_then(Value::as_array);
    let patterns = members.into_iter().flatten().filter_map(Value::as_str);
    if !patterns.clone().any(|pattern| has_crates(pattern, &path)) {
        let members: Vec<_> = patterns.map(str::to_owned).chain([format!("{path}/*")]).collect();
        lines.push_str(&format!("[workspace]\nmembers = {}\n", Value::from(members)));
    }
    let dependencies = workspace.and_then(|workspace| workspace.get("dependencies"));
    if dependencies.and_then(|dependencies| dependencies.get("connector-runtime")).is_none() {
        if !lines.is_empty() {
            lines.push('\n');
        }
        lines.push_str("[workspace.dependencies]\n");
        match runtime {
            Some(runtime) => lines.push_str(&runtime.dependency(root)?),
            None => lines.push_str(&lacking(context)),
        }
    }
    Ok(lines)
}

/// Whether a pattern of workspace members has the crates of a folder.
fn has_crates(pattern: &str, folder: &str) -> bool {
    let pattern: Vec<&str> = pattern.trim_start_matches("./").trim_end_matches('/').split('/').collect();
    let path: Vec<&str> = folder.split('/').chain([""]).filter(|part| *part != ".").collect();
    let is_fitting = |(pattern, part): (&&str, &&str)| {
        *pattern == "*" || pattern == part || part.is_empty() && pattern.contains('*')
    };
    pattern.contains(&"**") || pattern.len() == path.len() && pattern.iter().zip(&path).all(is_fitting)
}

/// What to do where the place of the runtime is not known.
fn lacking(context: &Context) -> String {
    let flags = runtime::FLAGS;
    format!("# connector-runtime = …: pass {flags}, or run `{} init`\n", context.program())
}

/// Whether a manifest is one that the generator wrote.
fn is_own(manifest: &Path) -> bool {
    let is_file = manifest.symlink_metadata().is_ok_and(|metadata| metadata.is_file());
    is_file && fs::read_to_string(manifest).is_ok_and(|text| text.replace("\r\n", "\n").starts_with(MARK))
}

fn around(folder: &Path) -> io::Result<Around> {
    if !folder.ancestors().any(|folder| folder.join(MANIFEST).is_file()) {
        return Ok(Around::None);
    }
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    let output =
        cargo.args(["locate-project", "--workspace", "--message-format", "plain"]).current_dir(folder).output();
    let output = output.map_err(|error| at(folder, error))?;
    if !output.status.success() {
        return Ok(Around::Broken(String::from_utf8_lossy(&output.stderr).trim_end().to_owned()));
    }
    let manifest = PathBuf::from(String::from_utf8_lossy(&output.stdout).trim_end());
    let text = fs::read_to_string(&manifest).map_err(|error| at(&manifest, error))?;
    let table: toml::Table = text.parse().map_err(|error| at(&manifest, io::Error::other(error)))?;
    // A package outside of any workspace is the root of its own, which other crates are not in.
    if table.contains_key("workspace") { Ok(Around::Workspace { manifest, table }) } else { Ok(Around::None) }
}

/// The head of the manifest of a workspace of the crates beside it.
const WORKSPACE: &str =
    "[workspace]\nmembers = [\"*\"]\nexclude = [\"target\"]\nresolver = \"3\"\n\n[workspace.dependencies]\n";

/// The manifest of a workspace of the crates in its folder.
fn text(folder: &Path, runtime: &Source) -> io::Result<String> {
    Ok(format!("{MARK}\n{WORKSPACE}{}", runtime.dependency(folder)?))
}

#[cfg(test)]
mod tests {
    use super::has_crates;

    #[test]
    fn a_pattern_of_members_has_the_crates_of_a_folder() {
        for (pattern, folder, has) in [
            ("crates/*", "crates", true),
            ("./crates/*", "crates", true),
            ("crates/connector-*", "crates", true),
            ("*/*", "crates", true),
            ("crates/**", "crates/deep", true),
            ("*", ".", true),
            ("crates/small", "crates", false),
            ("crates/*", "crates/deep", false),
            ("crates", "crates", false),
        ] {
            assert_eq!(has_crates(pattern, folder), has, "{pattern} {folder}");
        }
    }
}
