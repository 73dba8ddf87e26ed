//! Conditions on events as SQL.

use crate::inbox::{
    contract::{State, Which},
    time::micros,
};

/// The condition of `which`. `now` is an expression for the time now. The route is bound as the parameter `route`, if it is
/// set; everything else is a number.
pub(crate) fn condition(which: &Which, now: &str, route: &str) -> String {
    let mut sql = "TRUE".to_owned();
    let mut and = |condition: &str| {
        sql.push_str(" AND ");
        sql.push_str(condition);
    };
    if let Some(ids) = &which.ids {
        let ids: Vec<_> = ids.iter().map(|id| id.0.to_string()).collect();
        // PostgreSQL refuses an empty list.
        and(&if ids.is_empty() { "FALSE".to_owned() } else { format!("id IN ({})", ids.join(", ")) });
    }
    if let Some(state) = which.state {
        and(&match state {
            State::Waiting => format!("state IN (0, 1, 2) AND (state <> 1 OR due <= {now})"),
            State::Claimed => format!("state IN (1, 2) AND state = 1 AND due > {now}"),
            State::Done => "state = 3".to_owned(),
            State::Dead => "state = 4".to_owned(),
        });
    }
    if which.route.is_some() {
        and(&format!("route = {route}"));
    }
    if let Some(since) = which.since {
        and(&format!("received_at >= {}", micros(since)));
    }
    if let Some(before) = which.before {
        and(&format!("received_at < {}", micros(before)));
    }
    if let Some(after) = which.after {
        and(&format!("id > {}", after.0));
    }
    sql
}
