//! The commands from the outside: each test runs the binary, as `cargo xtask` does.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod facts;
