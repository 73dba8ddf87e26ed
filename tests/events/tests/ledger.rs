//! A short run of the ledger. `.ci/run` and `cargo xtask events` have longer ones.

use std::process::Command;

#[test]
fn no_event_is_lost_when_receiver_and_consumer_are_killed() {
    for (store, kills) in [("memory", "0"), ("sqlite", "4")] {
        let output = Command::new(env!("CARGO_BIN_EXE_connector-events"))
            .args(["ledger", "--callbacks", "300", "--kills", kills, "--store", store])
            .output()
            .expect("the program runs");
        let printed = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{printed}{}", String::from_utf8_lossy(&output.stderr));
        assert!(printed.contains("300 accepted") && printed.contains(&format!("{kills} kills")), "{printed}");
    }
}
