//! The statements. Lists of values are one JSON parameter, so that a statement has one text whatever their number.
//! `+state` keeps the planner from an index by state where the number of the event is known, and `INDEXED BY` from passing
//! over all that is claimed to find what is due.

/// Parameters: digests as hexadecimal text; now.
pub(super) const KNOWN_KEYS: &str = "SELECT k.digest, k.event FROM json_each(?1) AS d \
    CROSS JOIN keys AS k ON k.digest = unhex(d.value) WHERE k.expires > ?2";

pub(super) const UNFINISHED: &str = "SELECT sum(events), sum(bytes) FROM totals WHERE state <= 2";

pub(super) const LAST_NUMBER: &str = "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'events'";

/// Parameter: `[number, route, trigger, form, sealed, received, size]` of each event.
pub(super) const ADD_EVENTS: &str = "INSERT INTO events (id, route, trigger_id, form, sealed, received_at, size) \
    SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6 FROM json_each(?1)";

/// Parameters: number, headers, body; [`CONTENTS`] rows of them, or one.
pub(super) const ADD_CONTENT: &str = "INSERT INTO contents (id, headers, body) VALUES (?, ?, ?)";
pub(super) const ADD_CONTENTS: &str = "INSERT INTO contents (id, headers, body) VALUES (?, ?, ?), (?, ?, ?), (?, ?, ?), \
    (?, ?, ?), (?, ?, ?), (?, ?, ?), (?, ?, ?), (?, ?, ?)";
pub(super) const CONTENTS: usize = 8;

/// Parameter: `[route, received]` of each event.
pub(super) const ADD_ROUTES: &str = "INSERT INTO routes (route, last_received) \
    SELECT value ->> 0, value ->> 1 FROM json_each(?1) WHERE TRUE \
    ON CONFLICT (route) DO UPDATE SET last_received = max(last_received, excluded.last_received)";

/// Parameter: `[digest, number, end]` of each key. An ended key of the same digest is replaced.
pub(super) const ADD_KEYS: &str = "INSERT OR REPLACE INTO keys (digest, event, expires) \
    SELECT unhex(value ->> 0), value ->> 1, value ->> 2 FROM json_each(?1)";

/// Parameters: now; how many.
pub(super) const CLEAN_KEYS: &str =
    "DELETE FROM keys WHERE digest IN (SELECT digest FROM keys WHERE expires <= ?1 ORDER BY expires LIMIT ?2)";

/// Parameter: now.
pub(super) const READY: &str = "UPDATE events INDEXED BY events_due SET state = 0, due = 0 \
    WHERE state IN (1, 2) AND due <= ?1";

/// Parameter: how many.
pub(super) const OLDEST: &str = "SELECT id FROM events WHERE state = 0 ORDER BY id LIMIT ?1";

/// Parameters: how many; route.
pub(super) const OLDEST_OF_ROUTE: &str = "SELECT id FROM events WHERE state = 0 AND route = ?2 ORDER BY id LIMIT ?1";

/// Parameters: numbers; end of the leases.
pub(super) const CLAIM: &str = "UPDATE events SET state = 1, due = ?2, attempts = attempts + 1, fence = fence + 1 \
    WHERE id IN (SELECT value FROM json_each(?1)) RETURNING id, fence";

/// Parameter: `[number, fence, end]` of each lease. A lease is held while its fence is the event's.
pub(super) const EXTEND: &str = "UPDATE events SET state = 1, due = l.value ->> 2 FROM json_each(?1) AS l \
    WHERE events.id = l.value ->> 0 AND fence = l.value ->> 1 AND +state IN (0, 1) RETURNING id, fence";

/// Parameter: `[number, fence]` of each lease. Returns the fence of the lease, as [`FAILED`] does.
pub(super) const DONE: &str = "UPDATE events SET state = 3, due = 0, fence = fence + 1 FROM json_each(?1) AS l \
    WHERE events.id = l.value ->> 0 AND fence = l.value ->> 1 AND +state IN (0, 1) RETURNING id, fence - 1";

/// Parameter: `[number, fence, state, due, attempts to take back, reason or null]` of each lease.
pub(super) const FAILED: &str = "UPDATE events SET state = l.value ->> 2, due = l.value ->> 3, fence = fence + 1, \
    attempts = max(0, attempts - (l.value ->> 4)), reason = coalesce(l.value ->> 5, reason) FROM json_each(?1) AS l \
    WHERE events.id = l.value ->> 0 AND fence = l.value ->> 1 AND +state IN (0, 1) RETURNING id, fence - 1";

/// Parameter: numbers.
pub(super) const REPLAY: &str = "UPDATE events \
    SET state = 0, due = 0, attempts = 0, fence = fence + 1, reason = NULL \
    WHERE id IN (SELECT value FROM json_each(?1)) AND +state IN (3, 4)";

/// Parameter: numbers.
pub(super) const PURGE: &str = "DELETE FROM events WHERE id IN (SELECT value FROM json_each(?1)) AND +state IN (3, 4)";

/// Parameter: now.
pub(super) const CLAIMABLE: &str = "SELECT EXISTS (SELECT 1 FROM events WHERE state = 0) \
    OR EXISTS (SELECT 1 FROM events INDEXED BY events_due WHERE state IN (1, 2) AND due <= ?1)";

/// The columns of a row; parameter: now.
pub(super) const COLUMNS: &str =
    "events.id, route, trigger_id, form, state, due, attempts, received_at, size, reason, ?1";

/// After [`COLUMNS`]: contents of events; parameter: numbers.
pub(super) const OF_CONTENTS: &str = "sealed, headers, body FROM events CROSS JOIN contents USING (id) \
    WHERE events.id IN (SELECT value FROM json_each(?2)) ORDER BY events.id";

pub(super) const TOTALS: &str = "SELECT state, events, bytes FROM totals ORDER BY state";

/// Claimed events whose lease has ended. Parameter: now.
pub(super) const ENDED_LEASES: &str = "SELECT count(*) FROM events INDEXED BY events_due \
    WHERE state IN (1, 2) AND due <= ?1 AND +state = 1";

/// When the unfinished event with the smallest number arrived.
pub(super) const OLDEST_RECEIVED: &str = "SELECT received_at FROM events WHERE id = (SELECT min(id) FROM (\
    SELECT min(id) AS id FROM events WHERE state = 0 UNION ALL SELECT min(id) FROM events WHERE state = 1 UNION ALL \
    SELECT min(id) FROM events WHERE state = 2))";

pub(super) const ROUTES: &str = "SELECT route, last_received FROM routes ORDER BY route";
