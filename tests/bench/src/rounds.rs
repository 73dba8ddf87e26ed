//! Rounds of several ways to do the same, by turns, so that whatever else the machine does hits all of them.

use crate::count::allocations;
use std::time::{Duration, Instant};

/// A way to do it.
pub(crate) struct Way<'w> {
    name: &'static str,
    work: Box<dyn FnMut() + 'w>,
    times: Vec<Duration>,
    allocations: u64,
}

impl<'w> Way<'w> {
    pub(crate) fn new(name: &'static str, work: impl FnMut() + 'w) -> Self {
        Self { name, work: Box::new(work), times: Vec::new(), allocations: 0 }
    }

    /// The median and the shortest time, in microseconds.
    fn figures(&mut self) -> [f64; 2] {
        self.times.sort_unstable();
        [self.times.len() / 2, 0].map(|index| self.times[index].as_secs_f64() * 1e6)
    }
}

/// Runs each way `rounds` times, by turns, and prints the times; the first way is what the ratios are to.
pub(crate) fn compare(title: &str, rounds: usize, mut ways: Vec<Way<'_>>) {
    for round in 0..rounds + rounds / 10 {
        // Each follows each other one: what a way leaves in caches is not always the same one's gain.
        let first = round % ways.len();
        for turn in 0..ways.len() {
            let index = (first + turn) % ways.len();
            let way = &mut ways[index];
            let before = allocations();
            let start = Instant::now();
            (way.work)();
            let time = start.elapsed();
            way.allocations = allocations() - before;
            // The first tenth warms up.
            if round >= rounds / 10 {
                way.times.push(time);
            }
        }
    }
    println!("{title:<52}{:>11}{:>7}{:>11}{:>7}{:>13}", "median µs", "ratio", "least µs", "ratio", "allocations");
    let [median_unit, least_unit] = ways[0].figures();
    for way in &mut ways {
        let ([median, least], name, allocations) = (way.figures(), way.name, way.allocations);
        let (to_median, to_least) = (median / median_unit, least / least_unit);
        println!("{name:<52}{median:>11.1}{to_median:>7.2}{least:>11.1}{to_least:>7.2}{allocations:>13}");
    }
    println!();
}
