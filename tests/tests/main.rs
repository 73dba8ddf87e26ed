//! The tests over the parts together, one module a subject. They are one program: it links once, and slow subjects run beside quick
//! ones. `cargo test -p connector-tests walls::` runs one subject.

mod arrows;
mod calls;
mod cases;
mod chains;
mod consumer;
mod containers;
mod contract_calls;
mod corpus;
mod decoding;
mod direct;
mod double_count;
mod emitted;
mod examples;
mod faults;
mod kaizala_actions;
mod kaizala_client;
mod kaizala_facts;
mod kaizala_internal;
mod kaizala_triggers;
mod mutations;
mod names_last;
mod obstacle_course;
mod readme;
mod rebound;
mod rebound_programs;
mod reported;
mod second_document;
mod shapes;
mod statuses;
mod subscriptions;
mod tables;
mod text_is_data;
mod walls;
