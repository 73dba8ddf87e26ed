//! Results as a table or as JSON.

use crate::{arguments::Format, times};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use connector_triggers::{
    Event, Form,
    inbox::{Entry, State, Stats},
};
use serde_json::{Value, json};
use std::fmt::Write as _;

pub(crate) fn entries(entries: &[Entry], format: Format) -> String {
    match format {
        Format::Json => lines(&Value::Array(entries.iter().map(json_of).collect())),
        Format::Table => {
            let head = ["ID", "STATE", "ATTEMPTS", "ARRIVED", "ROUTE", "TRIGGER", "BYTES", "REASON"].map(str::to_owned);
            let rows = entries.iter().map(|entry| {
                [
                    entry.id.to_string(),
                    state(entry.state).to_owned(),
                    entry.attempts.to_string(),
                    times::print(entry.received_at),
                    plain(&entry.route),
                    plain(&entry.trigger),
                    entry.size.to_string(),
                    plain(entry.reason.as_deref().unwrap_or_default()),
                ]
            });
            table(std::iter::once(head).chain(rows).collect())
        }
    }
}

/// One event, with headers and body if `event` is there.
pub(crate) fn event(entry: &Entry, event: Option<&Event>, format: Format) -> String {
    let body = event.map(|event| std::str::from_utf8(&event.body));
    if let Format::Json = format {
        let mut json = json_of(entry);
        if let Some(event) = event {
            json["headers"] = event.headers.iter().map(|(name, value)| json!([name, value])).collect();
            match body {
                Some(Ok(text)) => json["body"] = text.into(),
                _ => json["body_base64"] = STANDARD.encode(&event.body).into(),
            }
        }
        return lines(&json);
    }
    let form = match entry.form {
        Form::Payload => "payload",
        _ => "envelope",
    };
    let mut rows = vec![
        ["id".to_owned(), entry.id.to_string()],
        ["state".to_owned(), state(entry.state).to_owned()],
        ["attempts".to_owned(), entry.attempts.to_string()],
        ["arrived".to_owned(), times::print(entry.received_at)],
        ["route".to_owned(), plain(&entry.route)],
        ["trigger".to_owned(), plain(&entry.trigger)],
        ["form".to_owned(), form.to_owned()],
        ["bytes".to_owned(), entry.size.to_string()],
    ];
    rows.extend(entry.reason.as_deref().map(|reason| ["reason".to_owned(), plain(reason)]));
    let headers = event.into_iter().flat_map(|event| &event.headers);
    rows.extend(headers.map(|(name, value)| [format!("header {}", plain(name)), plain(value)]));
    let mut text = table(rows);
    match (event, body) {
        (_, Some(Ok(body))) => _ = writeln!(text, "\n{}", lines_of(body)),
        (Some(event), _) => _ = writeln!(text, "\nBase64: {}", STANDARD.encode(&event.body)),
        _ => {}
    }
    text
}

pub(crate) fn count(what: &str, count: u64, format: Format) -> String {
    match format {
        Format::Json => lines(&json!({ what: count })),
        Format::Table => format!("{what}: {count}\n"),
    }
}

pub(crate) fn stats(stats: &Stats, format: Format) -> String {
    let Stats { waiting, claimed, done, dead, bytes, .. } = stats;
    if let Format::Json = format {
        let received = |(route, time): &(String, std::time::SystemTime)| (route.clone(), times::print(*time).into());
        let received: serde_json::Map<_, Value> = stats.last_received.iter().map(received).collect();
        return lines(&json!({
            "waiting": waiting, "claimed": claimed, "done": done, "dead": dead, "bytes": bytes,
            "oldest": stats.oldest.map(times::print), "last_received": received,
        }));
    }
    let counts = [("waiting", waiting), ("claimed", claimed), ("done", done), ("dead", dead), ("bytes", bytes)];
    let mut rows: Vec<_> = counts.map(|(name, count)| [name.to_owned(), count.to_string()]).into();
    rows.extend(stats.oldest.map(|oldest| ["oldest unfinished".to_owned(), times::print(oldest)]));
    let received =
        |(route, time): &(String, std::time::SystemTime)| [format!("last of {}", plain(route)), times::print(*time)];
    rows.extend(stats.last_received.iter().map(received));
    table(rows)
}

fn json_of(entry: &Entry) -> Value {
    json!({
        "id": entry.id, "state": entry.state, "attempts": entry.attempts, "received_at": times::print(entry.received_at),
        "route": entry.route, "trigger": entry.trigger, "form": entry.form, "size": entry.size, "reason": entry.reason,
    })
}

fn lines(json: &Value) -> String {
    format!("{json:#}\n")
}

fn state(state: State) -> &'static str {
    match state {
        State::Waiting => "waiting",
        State::Claimed => "claimed",
        State::Done => "done",
        State::Dead => "dead",
        _ => "unknown",
    }
}

/// A sender's text on one line: a terminal obeys control characters.
fn plain(text: &str) -> String {
    let safe = |character: char| {
        if character.is_control() { character.escape_default().to_string() } else { character.into() }
    };
    text.chars().map(safe).collect()
}

/// The same for a text of several lines.
fn lines_of(text: &str) -> String {
    text.lines().map(plain).collect::<Vec<_>>().join("\n")
}

/// Columns of equal width. The last one is not padded.
fn table<const N: usize>(rows: Vec<[String; N]>) -> String {
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
    let widths: Vec<_> = (0..N).map(width).collect();
    let mut text = String::new();
    for row in &rows {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        text.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
        text.push('\n');
    }
    text
}
