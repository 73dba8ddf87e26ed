-- An inbox in PostgreSQL. Times are microseconds since 1970.

-- The one clock of all processes. STABLE, so that an index can be searched by it.
CREATE FUNCTION inbox_now() RETURNS BIGINT LANGUAGE sql STABLE
    AS 'SELECT (extract(epoch FROM statement_timestamp()) * 1000000)::bigint';

-- A sequence of its own: a writer takes numbers before it knows which events are duplicates.
CREATE SEQUENCE events_id AS BIGINT;

-- One table with contents: PostgreSQL keeps what is larger than 2 kB elsewhere, and does not copy it with the row.
CREATE TABLE events (
    id BIGINT PRIMARY KEY,
    route TEXT NOT NULL,
    trigger_id TEXT NOT NULL,
    -- 0: payload, 1: envelope
    form SMALLINT NOT NULL,
    -- Whether headers and body are sealed.
    sealed BOOLEAN NOT NULL,
    -- 0: ready, 1: claimed until `due`, 2: delayed until `due`, 3: done, 4: dead
    state SMALLINT NOT NULL DEFAULT 0,
    due BIGINT NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0,
    -- Grows with each claim, and with each end of a lease by an answer.
    fence BIGINT NOT NULL DEFAULT 0,
    received_at BIGINT NOT NULL,
    -- Of the body before it was sealed, in bytes.
    size BIGINT NOT NULL,
    reason TEXT,
    -- JSON, which may be sealed
    headers BYTEA NOT NULL,
    body BYTEA NOT NULL
);
-- A queue leaves old versions of rows behind with each step of an event. The default waits for a fifth of the table.
ALTER TABLE events SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.05);

-- A claim of all routes takes the smallest numbers. The size is there for the limits, which count without the table.
CREATE INDEX events_ready ON events (id) INCLUDE (size) WHERE state = 0;
-- A claim of some routes.
CREATE INDEX events_ready_of_route ON events (route, id) WHERE state = 0;
-- What a claim makes ready first: ended leases, and retries that are due.
CREATE INDEX events_due ON events (due) INCLUDE (size) WHERE state IN (1, 2);
-- Replay and purge by age.
CREATE INDEX events_finished ON events (received_at) WHERE state IN (3, 4);
-- A list of dead letters.
CREATE INDEX events_dead ON events (id) WHERE state = 4;

-- Duplicate keys. They outlive their events, since a service repeats an event also after it is purged.
CREATE TABLE keys (
    digest BYTEA PRIMARY KEY,
    event BIGINT NOT NULL,
    expires BIGINT NOT NULL
);
-- The deletion of ended keys.
CREATE INDEX keys_expires ON keys (expires);

-- When the last event of a route arrived, written by a purge. A put does not write it: all receivers of a route would wait
-- for each other.
CREATE TABLE routes (
    route TEXT PRIMARY KEY,
    last_received BIGINT NOT NULL
);
