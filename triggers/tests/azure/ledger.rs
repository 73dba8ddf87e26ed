//! Many messages, faults at random. `LEDGER_SEED` runs one seed, `LEDGER_SEEDS` that many.

use super::{
    fake::Fake,
    inbox::TestInbox,
    support::{namespace, outputs, pull},
};
use connector_triggers::azure::Pull;
use std::{collections::BTreeMap, env, sync::Arc};

const MESSAGES: u32 = 300;

fn number(name: &str) -> Option<u64> {
    env::var(name).ok()?.parse().ok()
}

#[tokio::test(start_paused = true)]
async fn every_message_is_stored_and_none_is_acknowledged_before() {
    let one = number("LEDGER_SEED");
    let seeds = match one {
        Some(seed) => seed..seed + 1,
        None => 1..number("LEDGER_SEEDS").unwrap_or(8) + 1,
    };
    for seed in seeds {
        println!("seed {seed}");
        let (fake, inbox) = (Fake::new(), Arc::new(TestInbox::default()));
        let stored = inbox.clone();
        fake.audit(move |id| stored.has_number(id));
        fake.chaos(seed, 40);
        inbox.chaos(seed, 20);
        for id in 0..MESSAGES {
            match id % 10 {
                0 => fake.linked_event(&id.to_string(), outputs(id)),
                _ => fake.event(&id.to_string(), outputs(id)),
            }
        }
        let puller = Pull::new(&namespace(&fake), "mail");
        // Pulls end and begin again.
        for _ in 0..200 {
            if fake.left().is_empty() {
                break;
            }
            pull(&puller, &inbox, 100).await.unwrap();
        }
        assert_eq!(fake.left(), Vec::<String>::new(), "seed {seed}");
        let mut times = BTreeMap::<String, u32>::new();
        inbox.bodies().into_iter().for_each(|body| *times.entry(body).or_default() += 1);
        let expected: BTreeMap<_, _> = (0..MESSAGES).map(|id| (outputs(id), 1)).collect();
        assert_eq!(times, expected, "seed {seed}: each message is stored, and once");
        assert_eq!(fake.violations(), Vec::<String>::new(), "seed {seed}");
        let stats = puller.stats();
        assert!(stats.failures > 0 && stats.duplicate > 0 && stats.unusable > 0, "seed {seed}: {stats:?}");
    }
}
