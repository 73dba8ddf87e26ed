//! The facts of Kaizala agree, link by link, so that each pair of sources is compared once:
//!
//! * `wire_table`: the table of `kaizala-wire.md` equals `tests/fixtures/kaizala-wire.toml`, typed by hand.
//! * `definition`: the definition equals that file and the public reference page; our own reference page equals the definition.
//! * `schema`: Microsoft's JSON Schemas of the format accept the definition and reject broken copies.
//!
//! Tests that need `../shared/reference` are skipped, with a line on standard error, if that folder is missing.

mod definition;
mod schema;
mod wire_table;
