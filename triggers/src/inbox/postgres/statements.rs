//! The statements. Lists of values are arrays, so that a statement has one text whatever their number.

/// Begins a transaction and takes this many numbers, in one round trip: its text has no parameters.
pub(super) fn begin(numbers: usize) -> String {
    match numbers {
        0 => "BEGIN".to_owned(),
        _ => format!("BEGIN; SELECT nextval('events_id') FROM generate_series(1, {numbers})"),
    }
}

/// Parameters: digests, in order, so that two writers never wait for each other in a circle; numbers; windows. Returns the
/// keys that were free. A key that another writer is about to store is waited for.
pub(super) const TAKE_KEYS: &str = "INSERT INTO keys (digest, event, expires) \
    SELECT digest, event, inbox_now() + time FROM unnest($1::bytea[], $2::bigint[], $3::bigint[]) AS k (digest, event, time) \
    ORDER BY digest \
    ON CONFLICT (digest) DO UPDATE SET event = excluded.event, expires = excluded.expires \
    WHERE keys.expires <= inbox_now() RETURNING digest";

/// Parameter: digests.
pub(super) const KNOWN_KEYS: &str = "SELECT digest, event FROM keys WHERE digest = ANY ($1)";

/// Gives back the keys of puts that were refused. Parameter: digests.
pub(super) const DROP_KEYS: &str = "DELETE FROM keys WHERE digest = ANY ($1)";

/// Gives keys to other events of the same transaction. Parameters: digests; numbers; windows.
pub(super) const MOVE_KEYS: &str = "UPDATE keys SET event = k.event, expires = inbox_now() + k.time \
    FROM unnest($1::bytea[], $2::bigint[], $3::bigint[]) AS k (digest, event, time) WHERE keys.digest = k.digest";

/// Parameter: how many.
pub(super) const CLEAN_KEYS: &str = "DELETE FROM keys WHERE digest = ANY (ARRAY (SELECT digest FROM keys \
    WHERE expires <= inbox_now() ORDER BY expires LIMIT $1 FOR UPDATE SKIP LOCKED))";

pub(super) const UNFINISHED: &str = "SELECT sum(events)::bigint, sum(bytes)::bigint FROM (\
    SELECT count(*) AS events, coalesce(sum(size), 0) AS bytes FROM events WHERE state = 0 UNION ALL \
    SELECT count(*), coalesce(sum(size), 0) FROM events WHERE state IN (1, 2)) AS unfinished";

/// An event whose number is null gets the next one, in the order of the arrays. Returns the numbers.
pub(super) const ADD_EVENTS: &str = "INSERT INTO events \
    (id, route, trigger_id, form, sealed, received_at, size, headers, body) \
    SELECT coalesce(id, nextval('events_id')), route, trigger_id, form, sealed, received_at, size, headers, body \
    FROM unnest($1::bigint[], $2::text[], $3::text[], $4::smallint[], $5::boolean[], $6::bigint[], $7::bigint[], \
    $8::bytea[], $9::bytea[]) AS e (id, route, trigger_id, form, sealed, received_at, size, headers, body) RETURNING id";

/// `SKIP LOCKED`: another consumer makes those ready. The array is built once, which a plain `IN` does not promise.
pub(super) const READY: &str = "UPDATE events SET state = 0, due = 0 WHERE id = ANY (ARRAY (SELECT id FROM events \
    WHERE state IN (1, 2) AND due <= inbox_now() ORDER BY due LIMIT 1000 FOR UPDATE SKIP LOCKED))";

/// Parameters: how many; time of the leases.
pub(super) const CLAIM: &str = "UPDATE events SET state = 1, due = inbox_now() + $2, attempts = attempts + 1, \
    fence = fence + 1 WHERE id = ANY (ARRAY (SELECT id FROM events WHERE state = 0 ORDER BY id LIMIT $1 \
    FOR UPDATE SKIP LOCKED)) RETURNING id, fence";

/// Parameters: how many; time of the leases; routes. Each route's oldest are locked, the oldest of all are taken.
pub(super) const CLAIM_OF_ROUTES: &str = "UPDATE events SET state = 1, due = inbox_now() + $2, attempts = attempts + 1, \
    fence = fence + 1 WHERE id = ANY (ARRAY (SELECT picked.id FROM unnest($3::text[]) AS r (route) CROSS JOIN LATERAL (\
    SELECT id FROM events WHERE state = 0 AND events.route = r.route ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED) AS picked \
    ORDER BY picked.id LIMIT $1)) RETURNING id, fence";

/// Parameters: numbers; fences; times. A lease is held while its fence is the event's.
pub(super) const EXTEND: &str = "UPDATE events SET state = 1, due = inbox_now() + l.time \
    FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS l (id, fence, time) \
    WHERE events.id = l.id AND events.fence = l.fence AND state IN (0, 1) RETURNING events.id, l.fence";

/// Parameters: numbers; fences.
pub(super) const DONE: &str = "UPDATE events SET state = 3, due = 0, fence = events.fence + 1 \
    FROM unnest($1::bigint[], $2::bigint[]) AS l (id, fence) \
    WHERE events.id = l.id AND events.fence = l.fence AND state IN (0, 1) RETURNING events.id, l.fence";

/// Parameters: numbers; fences; states; delays; attempts to take back; reasons.
pub(super) const FAILED: &str = "UPDATE events SET state = l.state, fence = events.fence + 1, \
    due = CASE l.state WHEN 2 THEN inbox_now() + l.time ELSE 0 END, \
    attempts = greatest(0, attempts - l.back), reason = coalesce(l.reason, events.reason) \
    FROM unnest($1::bigint[], $2::bigint[], $3::smallint[], $4::bigint[], $5::integer[], $6::text[]) \
    AS l (id, fence, state, time, back, reason) \
    WHERE events.id = l.id AND events.fence = l.fence AND events.state IN (0, 1) RETURNING events.id, l.fence";

/// Parameter: numbers.
pub(super) const REPLAY: &str = "UPDATE events \
    SET state = 0, due = 0, attempts = 0, fence = fence + 1, reason = NULL WHERE id = ANY ($1) AND state IN (3, 4)";

/// Parameter: numbers.
pub(super) const KEEP_ROUTES: &str = "INSERT INTO routes (route, last_received) \
    SELECT route, max(received_at) FROM events WHERE id = ANY ($1) AND state IN (3, 4) GROUP BY route ORDER BY route \
    ON CONFLICT (route) DO UPDATE SET last_received = greatest(routes.last_received, excluded.last_received)";

/// Parameter: numbers.
pub(super) const PURGE: &str = "DELETE FROM events WHERE id = ANY ($1) AND state IN (3, 4)";

pub(super) const CLAIMABLE: &str = "SELECT EXISTS (SELECT 1 FROM events WHERE state = 0) \
    OR EXISTS (SELECT 1 FROM events WHERE state IN (1, 2) AND due <= inbox_now())";

/// The columns of a row.
pub(super) const COLUMNS: &str =
    "id, route, trigger_id, form, state, due, attempts, received_at, size, reason, inbox_now()";

/// Number, size and ended leases by state.
pub(super) const TOTALS: &str = "SELECT state, count(*), sum(size)::bigint, \
    count(*) FILTER (WHERE state = 1 AND due <= inbox_now()) FROM events GROUP BY state";

/// When the unfinished event with the smallest number arrived.
pub(super) const OLDEST_RECEIVED: &str = "SELECT received_at FROM events WHERE id = least(\
    (SELECT min(id) FROM events WHERE state = 0), (SELECT min(id) FROM events WHERE state IN (1, 2)))";

pub(super) const ROUTES: &str = "SELECT route, max(at) FROM (\
    SELECT route, max(received_at) AS at FROM events GROUP BY route UNION ALL SELECT route, last_received FROM routes\
    ) AS received GROUP BY route ORDER BY route COLLATE \"C\"";
