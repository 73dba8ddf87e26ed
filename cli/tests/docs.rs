//! `cargo connector docs` from the outside.

use crate::support::{Run, operations, run, tree, two_connectors, write};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

fn docs(folder: &Path, arguments: &[&str]) -> Run {
    run(folder, &[&["docs", "--spec", "spec", "--out", "site"], arguments].concat(), &[])
}

/// The texts of the files of a site, by their paths.
fn files(site: &Path) -> BTreeMap<String, String> {
    let name = |path: PathBuf| path.to_string_lossy().replace('\\', "/");
    tree(site).into_iter().map(|(path, bytes)| (name(path), String::from_utf8(bytes).unwrap())).collect()
}

/// The values of an attribute.
fn values<'a>(html: &'a str, attribute: &str) -> Vec<&'a str> {
    let start = format!(" {attribute}=\"");
    html.split(start.as_str()).skip(1).filter_map(|rest| rest.split_once('"')).map(|(value, _)| value).collect()
}

/// The links of a site that lead nowhere, and what a page may not have.
fn faults(files: &BTreeMap<String, String>) -> Vec<String> {
    let pages = files.iter().filter(|(path, _)| path.ends_with(".html"));
    let anchors: BTreeMap<&str, BTreeSet<&str>> =
        pages.clone().map(|(path, html)| (path.as_str(), values(html, "id").into_iter().collect())).collect();
    let mut faults = Vec::new();
    for (path, html) in pages {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let links = values(html, "href").into_iter().chain(values(html, "src"));
        for link in links.filter(|link| !link.starts_with("http://") && !link.starts_with("https://")) {
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
            for part in file.split('/') {
                if part == ".." {
                    parts.pop();
                } else {
                    parts.push(part);
                }
            }
            let target = if file.is_empty() { path.clone() } else { parts.join("/") };
            let is_there = match anchors.get(target.as_str()) {
                Some(anchors) => anchor.is_empty() || anchors.contains(anchor),
                None => files.contains_key(&target),
            };
            if !is_there {
                faults.push(format!("{path}: {link}"));
            }
        }
        if html.len() >= 300_000 {
            faults.push(format!("{path}: {} bytes", html.len()));
        }
        if !html.contains("http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';") {
            faults.push(format!("{path}: no policy"));
        }
        let ids = values(html, "id");
        if ids.iter().collect::<BTreeSet<_>>().len() < ids.len() {
            faults.push(format!("{path}: an id stands twice"));
        }
    }
    faults
}

#[test]
fn a_site_has_pages_without_dead_links_and_is_written_once() {
    let folder = two_connectors();
    write(folder.path(), "spec/many/apiDefinition.swagger.json", &operations(0..90, "The same title"));
    let first = docs(folder.path(), &["--format", "json"]);
    assert_eq!(first.code, 0, "{}", first.err);
    let report: serde_json::Value = serde_json::from_str(&first.out).unwrap();
    assert_eq!((&report["connectors"], &report["failed"]), (&3.into(), &serde_json::json!([])));
    let site = folder.path().join("site");
    let made = files(&site);
    assert_eq!(faults(&made), Vec::<String>::new());
    for path in ["index.html", "small/index.html", "small/get_small.html", "small/get_small.json", "many/types.html"] {
        assert!(made.contains_key(path), "{path}");
    }
    assert!(made["search/operations-0.js"].contains("GetSmall"));
    assert!(made["search/fields-a1.js"].contains("\"a17\""));

    let second = docs(folder.path(), &[]);
    assert_eq!(second.code, 0, "{}", second.err);
    assert!(second.out.contains("; 0 files changed\n"), "{}", second.out);
    assert_eq!(files(&site), made);

    std::fs::remove_dir_all(folder.path().join("spec/many")).unwrap();
    assert_eq!(docs(folder.path(), &[]).code, 0);
    assert!(!site.join("many").exists());
    assert_eq!(faults(&files(&site)), Vec::<String>::new());
}

#[test]
fn a_folder_with_foreign_files_is_left_alone() {
    let folder = two_connectors();
    write(folder.path(), "site/notes.txt", "mine");
    let run = docs(folder.path(), &[]);
    assert_eq!(run.code, 1);
    assert!(run.err.contains("site has files that this command did not write"), "{}", run.err);
    assert_eq!(files(&folder.path().join("site")).len(), 1);
}

#[test]
fn texts_of_a_definition_stay_text_on_every_page() {
    let folder = tempfile::tempdir().unwrap();
    let hostile =
        "</title></code></pre><script>alert(1)</script><img src=x onerror=alert(1)>' onclick='x\" onclick=\"x";
    let definition = serde_json::json!({
        "swagger": "2.0", "host": "example.com", "basePath": format!("/{hostile}"),
        "info": {"title": hostile, "description": format!("{hostile} [a](javascript:alert(1)) ![b](https://example.com/b.png)"),
            "version": hostile, "contact": {"name": hostile, "url": "javascript:alert(1)", "email": hostile}},
        "x-ms-connector-metadata": [{"propertyName": "Website", "propertyValue": "javascript:alert(2)"},
            {"propertyName": hostile, "propertyValue": hostile}, {"propertyName": "Categories", "propertyValue": hostile}],
        "paths": {"/x/{id}": {"post": {"operationId": hostile, "summary": hostile, "description": hostile,
            "parameters": [
                {"name": "id", "in": "path", "required": true, "type": "string", "x-ms-summary": hostile, "description": hostile},
                {"name": hostile, "in": "query", "type": "string", "default": hostile, "enum": [hostile, "b"]},
                {"name": "body", "in": "body", "schema": {"$ref": "#/definitions/Thing"}}],
            "responses": {"200": {"description": hostile, "schema": {"$ref": "#/definitions/Thing"}},
                "404": {"description": hostile}}}}},
        "definitions": {"Thing": {"type": "object", "description": hostile, "title": hostile,
            "properties": {hostile: {"type": "string", "title": hostile, "description": hostile.repeat(9), "default": hostile}}}}
    });
    write(folder.path(), "spec/hostile/apiDefinition.swagger.json", &definition.to_string());
    let properties = serde_json::json!({"properties": {"iconBrandColor": hostile, "publisher": hostile}});
    write(folder.path(), "spec/hostile/apiProperties.json", &properties.to_string());
    let run = docs(folder.path(), &[]);
    assert_eq!(run.code, 0, "{}", run.err);
    let files = files(&folder.path().join("site"));
    assert_eq!(faults(&files), Vec::<String>::new());
    for (path, html) in files.iter().filter(|(path, _)| path.ends_with(".html")) {
        let scripts = html.matches("<script").count();
        assert_eq!(scripts, html.matches("<script src=\"").count(), "{path}");
        assert!(!html.contains("<img") && !html.contains("href=\"javascript:"), "{path}");
        // Text may have quotes; a tag may not have an attribute from a text.
        let tags = html.split('<').skip(1).filter_map(|rest| rest.split_once('>')).map(|(tag, _)| tag);
        let mut names = tags.flat_map(|tag| tag.split('"').step_by(2));
        assert_eq!(names.find(|name| name.contains("onclick") || name.contains("onerror")), None, "{path}");
        assert_eq!(html.matches("</title>").count(), html.matches("<title>").count(), "{path}");
    }
    // A script is not HTML, but a text may not end its string.
    let search = &files["search/connectors.js"];
    let data = search.strip_prefix("connectorSearch.connectors(").and_then(|rest| rest.strip_suffix(");\n")).unwrap();
    let data: serde_json::Value = serde_json::from_str(data).unwrap();
    assert_eq!(data[0][0][4], "#5b6472");
}

/// `DOCS_SPEC` names a tree of connectors, e.g. `../shared/corpus`. Without it, the committed connectors are checked.
#[test]
fn no_link_of_a_large_site_is_dead() {
    let spec = std::env::var("DOCS_SPEC").unwrap_or_else(|_| "spec".to_owned());
    let spec = crate::support::root().join(spec);
    let folder = tempfile::tempdir().unwrap();
    let run = run(folder.path(), &["docs", "--spec", spec.to_str().unwrap(), "--out", "site"], &[]);
    // Definitions with errors have no pages.
    assert!(folder.path().join("site/files.txt").is_file() && run.code < 2, "{}", run.err);
    let faults = faults(&files(&folder.path().join("site")));
    assert!(faults.is_empty(), "{} faults: {:#?}", faults.len(), &faults[..faults.len().min(20)]);
}
