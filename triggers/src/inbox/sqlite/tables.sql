-- An inbox in SQLite. Times are microseconds since 1970.

-- Events without their contents. A claim, an answer and a replay rewrite a whole row, so what is large stands elsewhere.
-- AUTOINCREMENT: the number of a purged event is never given again, because a duplicate key may point to it.
CREATE TABLE events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    route TEXT NOT NULL,
    trigger_id TEXT NOT NULL,
    -- 0: payload, 1: envelope
    form INTEGER NOT NULL,
    -- Whether headers and body are sealed.
    sealed INTEGER NOT NULL,
    -- 0: ready, 1: claimed until `due`, 2: delayed until `due`, 3: done, 4: dead
    state INTEGER NOT NULL DEFAULT 0,
    due INTEGER NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0,
    -- Grows with each claim, and with each end of a lease by an answer.
    fence INTEGER NOT NULL DEFAULT 0,
    received_at INTEGER NOT NULL,
    -- Of the body before it was sealed, in bytes.
    size INTEGER NOT NULL,
    reason TEXT
) STRICT;

-- A claim of all routes takes the smallest numbers of state 0: an index entry ends with the number. Lists by state use it too.
CREATE INDEX events_state ON events (state);
-- A claim of some routes.
CREATE INDEX events_ready ON events (route, id) WHERE state = 0;
-- What a claim makes ready first: ended leases, and retries that are due.
CREATE INDEX events_due ON events (due) WHERE state IN (1, 2);
-- Replay and purge by age.
CREATE INDEX events_finished ON events (received_at) WHERE state IN (3, 4);

CREATE TABLE contents (
    id INTEGER PRIMARY KEY,
    -- JSON, which may be sealed
    headers BLOB NOT NULL,
    body BLOB NOT NULL
) STRICT;

-- Duplicate keys. They outlive their events, since a service repeats an event also after it is purged.
CREATE TABLE keys (
    digest BLOB PRIMARY KEY,
    event INTEGER NOT NULL,
    expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
-- The deletion of ended keys.
CREATE INDEX keys_expires ON keys (expires);

-- When the last event of a route arrived: it outlives the events, for a health check.
CREATE TABLE routes (
    route TEXT PRIMARY KEY,
    last_received INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Number and size of the events of each state. Each put checks the limits, and must not count for that.
CREATE TABLE totals (
    state INTEGER PRIMARY KEY,
    events INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO totals (state) VALUES (0), (1), (2), (3), (4);

CREATE TRIGGER events_added AFTER INSERT ON events BEGIN
    UPDATE totals SET events = events + 1, bytes = bytes + NEW.size WHERE state = NEW.state;
END;
CREATE TRIGGER events_moved AFTER UPDATE OF state ON events WHEN OLD.state <> NEW.state BEGIN
    UPDATE totals SET events = events - 1, bytes = bytes - OLD.size WHERE state = OLD.state;
    UPDATE totals SET events = events + 1, bytes = bytes + NEW.size WHERE state = NEW.state;
END;
CREATE TRIGGER events_removed AFTER DELETE ON events BEGIN
    UPDATE totals SET events = events - 1, bytes = bytes - OLD.size WHERE state = OLD.state;
    DELETE FROM contents WHERE id = OLD.id;
END;
