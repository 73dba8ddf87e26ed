//! Snapshots of the files for small definitions with one subject each (`fixtures/emitted/spec`). Every crate is compiled too, so that
//! a snapshot with a warning from rustc, clippy or rustdoc cannot be accepted.

use connector_codegen::{Files, Generator};
use connector_tests::{compile::Workspace, generate, root};

const DEFINITIONS: &str = "tests/fixtures/emitted/spec";

/// Compares files of a subject's crate with their snapshots, called by subject and file.
fn assert_printed(subject: &str, paths: &[&str]) {
    let generated = generate::one(&root().join(DEFINITIONS).join(subject));
    let files: &Files = generate::files(&generated);
    for path in paths {
        let text = files.get(*path).unwrap_or_else(|| panic!("{path} is not among {:#?}", files.keys()));
        let name = path.trim_start_matches("src/").replace('/', "-");
        insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(format!("{subject}-{name}"), text);
        });
    }
}

#[test]
fn the_files_of_every_crate() {
    assert_printed(
        "ping",
        &[
            "Cargo.toml",
            "rustfmt.toml",
            ".gitattributes",
            "README.md",
            "docs/reference.md",
            "src/lib.rs",
            "src/client.rs",
        ],
    );
    assert_printed("ping", &["src/triggers.rs"]);
}

#[test]
fn an_action_is_a_method_and_a_request() {
    assert_printed("message", &["src/client.rs", "src/requests.rs", "src/operations/send_message.rs"]);
}

#[test]
fn an_inline_shape_is_a_type_of_its_operation() {
    assert_printed("message", &["src/bodies.rs", "src/responses.rs"]);
}

#[test]
fn an_enumeration_is_open_and_its_other_places_are_aliases() {
    assert_printed("message", &["src/models/mod.rs", "src/models/shared/forward.rs", "src/parameters.rs"]);
}

#[test]
fn a_definition_has_a_row_for_each_property() {
    assert_printed("fields", &["src/models/node.rs", "docs/reference.md"]);
}

#[test]
fn prelude_names_that_a_file_declares_are_absolute_in_it() {
    assert_printed("prelude", &["src/models/option.rs", "src/models/string.rs", "src/models/into.rs"]);
    assert_printed(
        "prelude",
        &["src/models/default.rs", "src/models/vec.rs", "src/models/box_.rs", "src/operations/option.rs"],
    );
}

#[test]
fn more_than_five_values_are_one_struct() {
    assert_printed("wide", &["src/client.rs", "src/operations/many.rs", "src/models/wide.rs"]);
}

#[test]
fn forms_files_and_responses_that_are_not_json() {
    assert_printed("files", &["src/operations/upload.rs", "src/operations/put_text.rs"]);
}

#[test]
fn different_responses_are_an_enumeration_by_status_and_failures_have_types() {
    assert_printed("statuses", &["docs/reference.md", "src/operations/get_thing.rs", "src/operations/get_things.rs"]);
    assert_printed("statuses", &["src/responses.rs"]);
}

#[test]
fn an_object_under_a_form_media_type_is_the_fields_of_a_form() {
    assert_printed("forms", &["src/operations/create_record.rs", "src/operations/search.rs", "src/operations/raw.rs"]);
    assert_printed("forms", &["docs/reference.md"]);
}

#[test]
fn lists_are_written_in_their_collection_format() {
    assert_printed("forms", &["src/operations/find.rs"]);
}

#[test]
fn a_trigger_is_a_variant_and_a_registration() {
    assert_printed(
        "triggers",
        &["src/triggers.rs", "src/operations/action_created.rs", "src/operations/on_item.rs", "src/lib.rs"],
    );
}

#[test]
fn a_choice_is_a_method_with_setters_for_optional_values() {
    assert_printed("choices", &["src/choices.rs", "src/operations/get_actions.rs"]);
}

#[test]
fn trees_schemas_and_bodies_of_lookups() {
    assert_printed("lookups", &["Cargo.toml", "src/choices.rs", "src/operations/find_types.rs"]);
}

#[test]
fn paged_and_long_running_operations_have_their_own_methods() {
    assert_printed("pages", &["src/client.rs", "src/operations/list_things.rs", "src/operations/list_names.rs"]);
    assert_printed("pages", &["src/operations/list_pairs.rs", "src/operations/start_thing.rs"]);
}

#[test]
fn a_deprecated_action_names_its_replacement() {
    assert_printed("choices", &["src/client.rs"]);
}

#[test]
fn a_direct_client_has_its_policies_and_connection_parameters_as_data() {
    assert_printed("policies", &["src/direct.rs", "src/client.rs", "README.md"]);
}

#[test]
fn intended_lint_violations_are_allowed() {
    assert_printed("lints", &["src/choices.rs", "src/models/new.rs", "src/lib.rs"]);
}

#[test]
fn shapes_that_few_definitions_hold() {
    assert_printed(
        "shapes",
        &["src/models/animal.rs", "src/models/reply.rs", "src/models/parts.rs", "src/operations/ask.rs"],
    );
    assert_printed("shapes", &["src/client.rs", "docs/reference.md"]);
}

#[test]
fn every_snapshot_compiles() {
    let generator = Generator::new(root().join(DEFINITIONS));
    let mut workspace = Workspace::new(env!("CARGO_TARGET_TMPDIR"), "snapshots");
    for connector in generator.connectors().expect("the definitions are there") {
        let generated = generator.generate(&connector).expect("a definition can be read");
        workspace.add(&generated.folder, generate::files(&generated));
    }
    // A part of a crate has to hold together as the whole does.
    let part =
        Generator::new(root().join("spec")).operations(["SendMessage", "SendActionReminder", "ActionCreatedOnGroup"]);
    for connector in part.connectors().expect("the committed definitions are there") {
        let generated = part.generate(&connector).expect("a definition can be read");
        workspace.add("part", generate::files(&generated));
    }
    workspace.assert_silent();
}
