-- The desk's memory. Plain SQL that SQLite and PostgreSQL both run: TEXT ids, BIGINT amounts in minor units, BIGINT
-- times in milliseconds since 1970 UTC, BIGINT 0/1 for yes and no.

CREATE TABLE records (
    id           TEXT   NOT NULL PRIMARY KEY,
    kind         TEXT   NOT NULL CHECK (kind IN ('payment', 'invoice', 'card', 'payout')),
    gateway_id   TEXT,
    order_id     TEXT,
    stage        TEXT   NOT NULL,
    word         TEXT   NOT NULL,
    currency     TEXT   NOT NULL,
    amount       BIGINT NOT NULL,
    cleared      BIGINT NOT NULL,
    refunded     BIGINT NOT NULL,
    refund_count BIGINT NOT NULL,
    failure_code BIGINT,
    failure_text TEXT,
    description  TEXT   NOT NULL,
    created_at   BIGINT NOT NULL,
    changed_at   BIGINT NOT NULL,
    read_at      BIGINT,
    watched      BIGINT NOT NULL,
    confirmable  BIGINT NOT NULL,
    page         TEXT,
    customer     TEXT,
    request_id   TEXT,
    facts        TEXT   NOT NULL,
    -- When its status is to be read next; NULL when it no longer moves.
    due_at       BIGINT
);
CREATE INDEX records_newest ON records (kind, created_at DESC, id DESC);
CREATE UNIQUE INDEX records_gateway ON records (kind, gateway_id) WHERE gateway_id IS NOT NULL;
CREATE INDEX records_order ON records (kind, order_id);
CREATE INDEX records_due ON records (due_at) WHERE due_at IS NOT NULL;

-- How many rows a list has, so that no screen counts them.
CREATE TABLE tallies (
    list  TEXT   NOT NULL PRIMARY KEY,
    total BIGINT NOT NULL
);
INSERT INTO tallies (list, total)
VALUES ('payment', 0), ('invoice', 0), ('card', 0), ('payout', 0), ('operation', 0);

CREATE TABLE operations (
    id           TEXT   NOT NULL PRIMARY KEY,
    record       TEXT   NOT NULL REFERENCES records (id),
    intent       TEXT   NOT NULL,
    currency     TEXT,
    amount       BIGINT,
    -- The kind and order number that it creates, such as "payout A-1"; NULL for operations on a record that exists.
    creates      TEXT,
    -- Minted with the intent and never again.
    request_id   TEXT   NOT NULL UNIQUE,
    -- SHA-256 of the request's body, so that a journal row can be held against what was sent.
    payload_hash TEXT   NOT NULL,
    baseline     TEXT   NOT NULL,
    state        TEXT   NOT NULL,
    note         TEXT   NOT NULL,
    created_at   BIGINT NOT NULL,
    sent_at      BIGINT,
    changed_at   BIGINT NOT NULL,
    page         TEXT,
    -- When to read for it next, while its outcome is unknown.
    due_at       BIGINT
);
-- The database, not the code, refuses the second refund.
CREATE UNIQUE INDEX operations_one_unresolved ON operations (record)
    WHERE state IN ('awaiting approval', 'prepared', 'sent', 'unknown', 'escalated');
-- Nor does it let one order number be created twice, by two desks at the same moment.
CREATE UNIQUE INDEX operations_one_creation ON operations (creates)
    WHERE creates IS NOT NULL
      AND state IN ('awaiting approval', 'prepared', 'sent', 'unknown', 'escalated', 'confirmed');
CREATE INDEX operations_newest ON operations (created_at DESC, id DESC);
CREATE INDEX operations_record ON operations (record, created_at DESC);
CREATE INDEX operations_due ON operations (due_at) WHERE due_at IS NOT NULL;

-- The reads that a conclusion about an operation rests on.
CREATE TABLE evidence (
    id        TEXT   NOT NULL PRIMARY KEY,
    operation TEXT   NOT NULL REFERENCES operations (id),
    at        BIGINT NOT NULL,
    word      TEXT   NOT NULL,
    detail    TEXT   NOT NULL
);
CREATE INDEX evidence_operation ON evidence (operation, at, id);

CREATE TABLE events (
    id        TEXT   NOT NULL PRIMARY KEY,
    record    TEXT   NOT NULL REFERENCES records (id),
    at        BIGINT NOT NULL,
    kind      TEXT   NOT NULL,
    operation TEXT,
    text      TEXT   NOT NULL
);
CREATE INDEX events_record ON events (record, at DESC, id DESC);

-- Requests and replies, masked before they come here.
CREATE TABLE exchanges (
    id        TEXT   NOT NULL PRIMARY KEY,
    record    TEXT   REFERENCES records (id),
    at        BIGINT NOT NULL,
    call      TEXT   NOT NULL,
    operation TEXT,
    took_ms   BIGINT NOT NULL,
    status    BIGINT,
    request   TEXT   NOT NULL,
    reply     TEXT,
    outcome   TEXT   NOT NULL
);
CREATE INDEX exchanges_record ON exchanges (record, at DESC, id DESC);
