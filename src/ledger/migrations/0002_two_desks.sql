-- Several desks on one ledger, time that nobody can set, and a journal that only grows.

-- Grows with everything that matters to an operation, so that an intent is journalled only on what its guard saw.
ALTER TABLE records ADD COLUMN version BIGINT NOT NULL DEFAULT 0;

-- The desk that carries it out, and when its outcome was lost by a clock that cannot be set: the era (one run of the
-- machine) and milliseconds since that began.
ALTER TABLE operations ADD COLUMN desk TEXT NOT NULL DEFAULT '';
ALTER TABLE operations ADD COLUMN lost_era TEXT;
ALTER TABLE operations ADD COLUMN lost_ms BIGINT;
-- When it ended, by the same clock.
ALTER TABLE operations ADD COLUMN ended_era TEXT;
ALTER TABLE operations ADD COLUMN ended_ms BIGINT;
-- What it counts against the day's limit, in minor units of its currency.
ALTER TABLE operations ADD COLUMN moves BIGINT NOT NULL DEFAULT 0;
UPDATE operations SET moves = COALESCE(amount, 0);
-- The same signed bytes are not journalled again while the first may have done something.
CREATE UNIQUE INDEX operations_payload ON operations (payload_hash)
    WHERE state IN ('awaiting approval', 'prepared', 'sent', 'unknown', 'escalated', 'confirmed');
CREATE INDEX operations_under_way ON operations (desk) WHERE state IN ('prepared', 'sent');
-- People call an operation by the last eight digits of its id.
CREATE INDEX operations_short ON operations (substr(id, 29));
CREATE INDEX exchanges_operation ON exchanges (operation, at) WHERE operation IS NOT NULL;

ALTER TABLE evidence ADD COLUMN era TEXT NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000';
ALTER TABLE evidence ADD COLUMN steady_ms BIGINT NOT NULL DEFAULT 0;
-- The order in which the reads of one operation were kept; no clock tells it.
ALTER TABLE evidence ADD COLUMN place BIGINT NOT NULL DEFAULT 0;

-- Every step of every operation, in the order in which they were taken.
CREATE TABLE journal (
    operation TEXT   NOT NULL REFERENCES operations (id),
    step      BIGINT NOT NULL,
    at        BIGINT NOT NULL,
    desk      TEXT   NOT NULL,
    fact      TEXT   NOT NULL,
    state     TEXT   NOT NULL,
    note      TEXT   NOT NULL,
    PRIMARY KEY (operation, step)
);

-- Whose ledger it is: one row.
CREATE TABLE home (
    only        BIGINT NOT NULL PRIMARY KEY CHECK (only = 1),
    environment TEXT   NOT NULL,
    host        TEXT   NOT NULL,
    merchant    TEXT   NOT NULL,
    machine     TEXT   NOT NULL
);

CREATE TRIGGER journal_is_not_changed BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_is_not_cut BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER evidence_is_not_changed BEFORE UPDATE ON evidence
BEGIN SELECT RAISE(ABORT, 'evidence is append-only'); END;
CREATE TRIGGER evidence_is_not_cut BEFORE DELETE ON evidence
BEGIN SELECT RAISE(ABORT, 'evidence is append-only'); END;
CREATE TRIGGER events_are_not_changed BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'the timeline is append-only'); END;
CREATE TRIGGER events_are_not_cut BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'the timeline is append-only'); END;
CREATE TRIGGER operations_are_not_cut BEFORE DELETE ON operations
BEGIN SELECT RAISE(ABORT, 'operations are not deleted'); END;
-- What was decided and signed stays as it was.
CREATE TRIGGER operations_keep_their_intent
BEFORE UPDATE OF id, record, intent, currency, amount, creates, request_id, payload_hash, baseline, created_at, desk, moves
ON operations
BEGIN SELECT RAISE(ABORT, 'an intent is not changed'); END;
-- An operation begins before anything was sent, and moves along the edges of the state machine (domain::operation).
CREATE TRIGGER operations_begin_unsent BEFORE INSERT ON operations
WHEN NEW.state NOT IN ('awaiting approval', 'prepared')
BEGIN SELECT RAISE(ABORT, 'an operation begins before it is sent'); END;
CREATE TRIGGER operations_keep_to_the_machine BEFORE UPDATE OF state ON operations
WHEN OLD.state || ' > ' || NEW.state NOT IN (
    'awaiting approval > prepared', 'awaiting approval > not applied',
    'prepared > sent', 'prepared > not applied', 'prepared > unknown',
    'sent > confirmed', 'sent > rejected', 'sent > not applied', 'sent > unknown',
    'unknown > unknown', 'unknown > confirmed', 'unknown > not applied', 'unknown > escalated',
    'escalated > confirmed', 'escalated > not applied')
BEGIN SELECT RAISE(ABORT, 'the state machine has no such step'); END;
