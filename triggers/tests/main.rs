//! Tests through the public door, one program.

mod inbox;
