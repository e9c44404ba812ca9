-- Lists in any order, filtered and searched, at any size.
--
-- The table of records is made anew (with foreign keys off, see `open`), because it needs a number of its own for each
-- row: it breaks ties, and full text is kept by it. A row's place in the file would not do, VACUUM changes that.

CREATE TABLE followed (
    seq          INTEGER NOT NULL PRIMARY KEY,
    id           TEXT   NOT NULL UNIQUE,
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
    due_at       BIGINT,
    version      BIGINT NOT NULL DEFAULT 0,

    -- What lists are sorted by (domain::query::sort): never NULL, computed and not stored.
    stage_key    BIGINT GENERATED ALWAYS AS (CASE stage
        WHEN 'new' THEN 0 WHEN 'processing' THEN 1 WHEN 'held' THEN 2 WHEN 'cleared' THEN 3
        WHEN 'partly refunded' THEN 4 WHEN 'refunded' THEN 5 WHEN 'reversed' THEN 6 WHEN 'failed' THEN 7
        WHEN 'expired' THEN 8 ELSE 9 END) VIRTUAL,
    order_key    TEXT   GENERATED ALWAYS AS (lower(COALESCE(order_id, ''))) VIRTUAL,
    gateway_key  TEXT   GENERATED ALWAYS AS (lower(COALESCE(gateway_id, ''))) VIRTUAL,
    about_key    TEXT   GENERATED ALWAYS AS (substr(lower(description), 1, 32)) VIRTUAL,
    customer_key TEXT   GENERATED ALWAYS AS (lower(COALESCE(customer, ''))) VIRTUAL,
    -- Thousandths of a major unit, in which all currencies compare; 9223372036854775 thousand are the most that fit.
    amount_key   BIGINT GENERATED ALWAYS AS (max(min(amount, 9223372036854775), -9223372036854775)
        * CASE currency WHEN 'JPY' THEN 1000 WHEN 'KWD' THEN 1 ELSE 10 END) VIRTUAL,
    cleared_key  BIGINT GENERATED ALWAYS AS (max(min(cleared, 9223372036854775), -9223372036854775)
        * CASE currency WHEN 'JPY' THEN 1000 WHEN 'KWD' THEN 1 ELSE 10 END) VIRTUAL,
    refunded_key BIGINT GENERATED ALWAYS AS (max(min(refunded, 9223372036854775), -9223372036854775)
        * CASE currency WHEN 'JPY' THEN 1000 WHEN 'KWD' THEN 1 ELSE 10 END) VIRTUAL,
    code_key     BIGINT GENERATED ALWAYS AS (COALESCE(failure_code, -1)) VIRTUAL,
    read_key     BIGINT GENERATED ALWAYS AS (COALESCE(read_at, -1)) VIRTUAL
);
INSERT INTO followed (
    id, kind, gateway_id, order_id, stage, word, currency, amount, cleared, refunded, refund_count, failure_code,
    failure_text, description, created_at, changed_at, read_at, watched, confirmable, page, customer, request_id, facts,
    due_at, version)
SELECT
    id, kind, gateway_id, order_id, stage, word, currency, amount, cleared, refunded, refund_count, failure_code,
    failure_text, description, created_at, changed_at, read_at, watched, confirmable, page, customer, request_id, facts,
    due_at, version
FROM records ORDER BY created_at, id;
DROP TABLE records;
ALTER TABLE followed RENAME TO records;

CREATE UNIQUE INDEX records_gateway ON records (kind, gateway_id) WHERE gateway_id IS NOT NULL;
CREATE INDEX records_due ON records (due_at) WHERE due_at IS NOT NULL;
-- One for each column. Records that share a value are ordered by time within it, so that a filter by that value gives the
-- newest at once, and a page that begins among very many of them is found at once. The number of the row ends every index.
CREATE INDEX records_by_created ON records (kind, created_at);
CREATE INDEX records_by_stage ON records (kind, stage_key, created_at);
CREATE INDEX records_by_currency ON records (kind, currency, created_at);
CREATE INDEX records_by_code ON records (kind, code_key, created_at);
CREATE INDEX records_by_order ON records (kind, order_key, created_at);
CREATE INDEX records_by_gateway ON records (kind, gateway_key, created_at);
CREATE INDEX records_by_description ON records (kind, about_key, created_at);
CREATE INDEX records_by_customer ON records (kind, customer_key, created_at);
CREATE INDEX records_by_amount ON records (kind, amount_key, created_at);
CREATE INDEX records_by_cleared ON records (kind, cleared_key, created_at);
CREATE INDEX records_by_refunded ON records (kind, refunded_key, created_at);
CREATE INDEX records_by_changed ON records (kind, changed_at, created_at);
CREATE INDEX records_by_read ON records (kind, read_key, created_at);
CREATE INDEX records_watched ON records (kind, created_at) WHERE watched = 1;

-- Full text. Only which rows hold a word is kept: the texts are in the records. The first letters of words are kept too,
-- because what somebody begins to type is the beginning of very many words.
CREATE VIRTUAL TABLE search USING fts5 (
    order_id, gateway_id, description, customer, failure_text,
    content = 'records', content_rowid = 'seq', detail = none, columnsize = 0,
    prefix = '1 2 3',
    tokenize = 'unicode61 remove_diacritics 0');
INSERT INTO search (search) VALUES ('rebuild');
CREATE TRIGGER records_search_new AFTER INSERT ON records
BEGIN
    INSERT INTO search (rowid, order_id, gateway_id, description, customer, failure_text)
    VALUES (NEW.seq, NEW.order_id, NEW.gateway_id, NEW.description, NEW.customer, NEW.failure_text);
END;
-- A read that changed nothing of the texts writes nothing here.
CREATE TRIGGER records_search_changed
AFTER UPDATE OF order_id, gateway_id, description, customer, failure_text ON records
WHEN NEW.order_id IS NOT OLD.order_id OR NEW.gateway_id IS NOT OLD.gateway_id
    OR NEW.description IS NOT OLD.description OR NEW.customer IS NOT OLD.customer
    OR NEW.failure_text IS NOT OLD.failure_text
BEGIN
    INSERT INTO search (search, rowid, order_id, gateway_id, description, customer, failure_text)
    VALUES ('delete', OLD.seq, OLD.order_id, OLD.gateway_id, OLD.description, OLD.customer, OLD.failure_text);
    INSERT INTO search (rowid, order_id, gateway_id, description, customer, failure_text)
    VALUES (NEW.seq, NEW.order_id, NEW.gateway_id, NEW.description, NEW.customer, NEW.failure_text);
END;
CREATE TRIGGER records_search_gone AFTER DELETE ON records
BEGIN
    INSERT INTO search (search, rowid, order_id, gateway_id, description, customer, failure_text)
    VALUES ('delete', OLD.seq, OLD.order_id, OLD.gateway_id, OLD.description, OLD.customer, OLD.failure_text);
END;
