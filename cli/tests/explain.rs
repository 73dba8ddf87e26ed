//! `cargo connector explain` from the outside.

use crate::support::{read, root, run};

#[test]
fn every_diagnostic_is_explained_and_the_page_of_all_is_fresh() {
    let page = run(&root(), &["explain"], &[]);
    assert_eq!(page.code, 0);
    let committed = read("docs/diagnostics.md").replacen("cargo xtask", "cargo connector", 1);
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
