//! The cost of generated code next to code written by hand, measured in one process: `cargo xtask bench calls` and
//! `cargo xtask bench decoding` run this. The figures are for a reader; none fails a run.

mod calls;
mod clock;
mod count;
mod decoding;
mod rounds;
mod server;
mod transport;

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    let is_wanted = |part: &str| wanted.is_empty() || wanted.iter().any(|word| word == part);
    if is_wanted("calls") {
        calls::run();
    }
    if is_wanted("decoding") {
        decoding::run();
    }
}
