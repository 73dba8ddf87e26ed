//! Each target finds a planted fault: the same engine, the same corpus and property, over a broken subject.

use std::time::Duration;

use connector_fuzz::{
    engine::{Check, Corpus, Target, attempt, corpus, keep_panics, run},
    shrink::shrink,
    targets::{
        TARGETS, callbacks, envelopes, generator, headers, histories, links, policies,
        requests::{self, Fields, Values},
        responses,
    },
};
use serde_json::Value;

/// The number of rounds within which a fault is found.
const ROUNDS: u64 = 20_000;

fn target(name: &str) -> &'static Target {
    TARGETS.iter().find(|target| target.name == name).expect("the target exists")
}

/// Runs a target with another property, and makes the input that breaks it smaller.
fn found(name: &str, check: Check) {
    keep_panics();
    let target = Target { check, ..*target(name) };
    let own = own(&target);
    for seed in &own.seeds {
        assert_eq!(attempt(check, seed), Ok(()), "{name}: the corpus itself does not show the fault");
    }
    let crash = run(&target, &own, 7, &mut |round| round < ROUNDS).expect("the fault is found");
    let mut left = 200;
    let bytes = shrink(crash.bytes, &mut |bytes| attempt(check, bytes).is_err(), &mut || {
        left -= 1;
        left > 0
    });
    assert!(attempt(check, &bytes).is_err(), "{name}: the small input shows the fault as well");
    println!("{name}: found in round {}, {} bytes", crash.round, bytes.len());
}

/// The committed corpus: what is found does not depend on `../shared`.
fn own(target: &Target) -> Corpus {
    corpus(&Target { shared: |_| false, ..*target }).expect("the corpus is there")
}

#[test]
fn the_seeds_of_each_target_hold() {
    keep_panics();
    for target in TARGETS {
        let seeds = own(target).seeds;
        assert!(!seeds.is_empty(), "{}", target.name);
        for seed in seeds {
            assert_eq!(attempt(target.check, &seed), Ok(()), "{}: {}", target.name, seed.escape_ascii());
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_inputs() {
    use connector_fuzz::engine::input;
    for target in TARGETS {
        let seeds = own(target);
        let inputs = |seed| (0..50).map(|round| input(target, &seeds, seed, round)).collect::<Vec<_>>();
        assert_eq!(inputs(1), inputs(1), "{}", target.name);
        assert_ne!(inputs(1), inputs(2), "{}", target.name);
    }
}

/// Text that reaches a comment of a generated file as it is.
fn spliced(text: &str) -> Result<(), String> {
    generator::parses("src/lib.rs", &format!("/* {text} */"))
}

/// The keys of all objects.
fn keys(value: &Value) -> String {
    match value {
        Value::Array(items) => items.iter().map(keys).collect(),
        Value::Object(members) => members.iter().map(|(key, value)| format!("{key} {}", keys(value))).collect(),
        _ => String::new(),
    }
}

/// A generator that splices a text into the crate. It is broken first: most rounds need no crate then.
fn splicing(check: Check, text: &str, bytes: &[u8]) -> Result<(), String> {
    let Err(error) = spliced(text) else { return Ok(()) };
    check(bytes)?;
    Err(error)
}

fn splicing_keys(check: Check, bytes: &[u8]) -> Result<(), String> {
    serde_json::from_slice(bytes).map_or(Ok(()), |value| splicing(check, &keys(&value), bytes))
}

#[test]
fn text_that_reaches_rust_unquoted_is_found() {
    found("definition", |bytes| splicing_keys(generator::definition, bytes));
    found("properties", |bytes| splicing_keys(generator::properties, bytes));
    found("lock", |bytes| splicing_keys(generator::lock, bytes));
    found("table", |bytes| splicing_keys(generator::table, bytes));
    found("container", |bytes| splicing_keys(generator::container, bytes));
    found("config", |bytes| {
        let table = std::str::from_utf8(bytes).ok().and_then(|text| text.parse::<toml::Table>().ok());
        table.map_or(Ok(()), |table| splicing(generator::head, &table.to_string(), bytes))
    });
    found("expression", |bytes| {
        std::str::from_utf8(bytes).map_or(Ok(()), |text| splicing(generator::expression, text, bytes))
    });
}

#[test]
fn a_name_that_gets_another_meaning_is_found() {
    found("history", |bytes| {
        // Forgets the names.
        histories::holds(|version, _| histories::made(version, ""), bytes)
    });
    found("history", |bytes| {
        // Keeps a change to itself.
        let silent = |made: histories::Made| histories::Made { reported: Default::default(), ..made };
        histories::holds(|version, lock| Ok(histories::made(version, lock)?.map(silent)), bytes)
    });
    found("history", |bytes| {
        // Leaves a file out once a name is given up.
        let cut = |mut made: histories::Made, lock: &str| {
            made.files.retain(|path, _| path != "src/client.rs" || !lock.contains("##gone"));
            made
        };
        histories::holds(|version, lock| Ok(histories::made(version, lock)?.map(|made| cut(made, lock))), bytes)
    });
}

#[test]
fn a_reader_that_takes_what_is_no_json_is_found() {
    found("response", |bytes| {
        // Leaves out what follows the first value.
        responses::agrees(
            |bytes| {
                let end = bytes.iter().rposition(|byte| *byte == b'}').map_or(bytes.len(), |end| end + 1);
                responses::runtime(&bytes[..end])
            },
            bytes,
        )
    });
}

#[test]
fn an_envelope_whose_first_candidate_wins_is_found() {
    found("envelope", |bytes| {
        let lower = |bytes: &[u8]| {
            let text = String::from_utf8_lossy(bytes).replace("\"DISPLAYNAME\"", "\"displayName\"");
            envelopes::runtime(text.as_bytes())
        };
        envelopes::agrees(lower, bytes)
    });
}

#[test]
fn a_link_that_climbs_is_found() {
    found("link", |bytes| {
        links::stays(
            |link| {
                let base = url::Url::parse(connector_runtime::testing::CONNECTION_URL).ok()?;
                let url = base.join(link).ok()?;
                // Forgets what a server decodes.
                (url.origin() == base.origin() && url.path().starts_with(base.path())).then(|| url.into())
            },
            bytes,
        )
    });
}

#[test]
fn a_value_that_changes_on_its_way_is_found() {
    found("url", |bytes| {
        requests::holds(
            |values| requests::form(&Values { first: values.first.trim().to_owned(), ..values.clone() }),
            bytes,
        )
    });
    found("multipart", |bytes| {
        requests::holds_parts(
            |fields| {
                let texts = fields.texts.iter().map(|text| text.replace("\r\n", "\n")).collect();
                requests::parts(&Fields { texts, ..fields.clone() })
            },
            bytes,
        )
    });
}

#[test]
fn a_value_that_is_read_as_part_of_a_policy_is_found() {
    found("policy", |bytes| {
        policies::holds(
            |values| policies::runtime(&policies::Values { text: values.text.replace('"', ""), ..values.clone() }),
            bytes,
        )
    });
}

#[test]
fn a_wait_and_a_charset_that_are_misread_are_found() {
    found("header", |bytes| {
        headers::agrees(
            |answer| {
                let seen = headers::runtime(answer);
                headers::Seen { wait: seen.wait.filter(|wait| *wait < Duration::from_secs(1_000)), ..seen }
            },
            bytes,
        )
    });
    found("header", |bytes| {
        // Takes one charset for another.
        headers::agrees(
            |answer| {
                let content_type = &answer.content_type.replace("iso-8859-1", "utf-8");
                headers::runtime(&headers::Answer { content_type, ..*answer })
            },
            bytes,
        )
    });
}

#[test]
fn a_receiver_that_asks_no_credential_is_found() {
    fn open(bytes: &[u8]) -> Result<(), String> {
        callbacks::holds(
            |inbox| callbacks::routes(inbox, |_| connector_triggers::receiver::Auth::none_anyone_may_post()),
            bytes,
        )
    }
    found("callback", open);
}
