//! `cargo xtask explain` from the outside.

use crate::support::{root, run};
use std::fs;

#[test]
fn every_diagnostic_is_explained_and_the_page_of_all_is_fresh() {
    let page = run(&root(), &["explain"], &[]);
    assert_eq!(page.code, 0);
    let committed = fs::read_to_string(root().join("docs/diagnostics.md")).unwrap_or_default();
    assert_eq!(committed, page.out, "to update: cargo xtask explain > docs/diagnostics.md");
    assert!(page.out.contains("\n## duplicate-key\n"), "{}", page.out);

    let one = run(&root(), &["explain", "duplicate-key"], &[]);
    assert_eq!(one.code, 0);
    assert!(one.out.starts_with("warning[duplicate-key]: An object has the same key twice.\n"), "{}", one.out);
    assert_eq!(run(&root(), &["explain", "warning[duplicate-key]:"], &[]).out, one.out);
    let unknown = run(&root(), &["explain", "double-key"], &[]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.err.contains("`duplicate-key`"), "{}", unknown.err);
}
