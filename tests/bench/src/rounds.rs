//! Rounds in which several candidates do the same work one after the other. Ratios are taken within a round: a disturbance of the
//! machine affects all candidates of a round.

use crate::{clock::CpuTime, count::allocations};
use std::time::Instant;

/// One way to do the work.
pub(crate) struct Candidate<'c> {
    name: &'static str,
    work: Box<dyn FnMut() + 'c>,
    /// Microseconds, one entry per round.
    wall: Vec<f64>,
    /// Microseconds of CPU time, one entry per round.
    cpu: Vec<f64>,
    /// In the last round.
    allocations: u64,
}

impl<'c> Candidate<'c> {
    pub(crate) fn new(name: &'static str, work: impl FnMut() + 'c) -> Self {
        Self { name, work: Box::new(work), wall: Vec::new(), cpu: Vec::new(), allocations: 0 }
    }

    /// Does the work once; its times are kept unless the round only warms up.
    fn run(&mut self, is_warm: bool) {
        let before = allocations();
        let (wall, cpu) = (Instant::now(), CpuTime::now());
        (self.work)();
        let (wall, cpu) = (wall.elapsed(), cpu.elapsed());
        self.allocations = allocations() - before;
        if is_warm {
            self.wall.push(wall.as_secs_f64() * 1e6);
            self.cpu.push(cpu.as_secs_f64() * 1e6);
        }
    }
}

/// Runs every candidate once in each of `rounds` rounds, and prints for wall and CPU time the median and the paired ratio to the
/// first candidate: its median, and the quartiles around it.
pub(crate) fn compare(title: &str, rounds: usize, mut candidates: Vec<Candidate<'_>>) {
    let warm_up = rounds / 10;
    for round in 0..rounds + warm_up {
        for turn in 0..candidates.len() {
            // In every order: no candidate always finds the caches as the same other one left them.
            let mut index = (round + turn) % candidates.len();
            if (round / candidates.len()).is_multiple_of(2) {
                index = candidates.len() - 1 - index;
            }
            candidates[index].run(round >= warm_up);
        }
    }
    println!(
        "{title:<54}{:>9}{:>7}{:>15}{:>9}{:>7}{:>15}{:>13}",
        "wall µs", "ratio", "quartiles", "CPU µs", "ratio", "quartiles", "allocations"
    );
    let (wall, cpu) = (candidates[0].wall.clone(), candidates[0].cpu.clone());
    for Candidate { name, wall: own_wall, cpu: own_cpu, allocations, .. } in &candidates {
        let columns = [(own_wall, &wall), (own_cpu, &cpu)].map(|(own, unit)| {
            let [_, median, _] = quartiles(own.clone());
            let ratios = own.iter().zip(unit).map(|(own, unit)| own / unit).collect();
            let [low, ratio, high] = quartiles(ratios);
            format!("{median:>9.1}{ratio:>7.2}{:>15}", format!("{low:.2} to {high:.2}"))
        });
        println!("{name:<54}{}{allocations:>13}", columns.concat());
    }
    println!();
}

/// First quartile, median and third quartile.
fn quartiles(mut values: Vec<f64>) -> [f64; 3] {
    values.sort_unstable_by(f64::total_cmp);
    [1, 2, 3].map(|quarter| values[values.len() * quarter / 4])
}
