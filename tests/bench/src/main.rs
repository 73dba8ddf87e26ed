//! What generated code costs over code written by hand, each beside the other in the same process: `cargo xtask bench
//! calls` and `cargo xtask bench decoding` run this. Figures for a reader; none fails a run.

mod calls;
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
