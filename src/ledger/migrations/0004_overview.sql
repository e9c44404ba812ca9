-- What the overview counts, hour by hour, so that it never reads the records themselves: one row for each sort of record
-- that was made in an hour. Triggers keep it in the transaction that changes a record, so it cannot disagree with them.
CREATE TABLE buckets (
    -- Hours since 1970 UTC in which the records were made.
    hour         BIGINT NOT NULL,
    kind         TEXT   NOT NULL,
    currency     TEXT   NOT NULL,
    stage        TEXT   NOT NULL,
    -- The failure's code; 0 for none.
    code         BIGINT NOT NULL,
    records      BIGINT NOT NULL,
    amount       BIGINT NOT NULL,
    cleared      BIGINT NOT NULL,
    refunded     BIGINT NOT NULL,
    refund_count BIGINT NOT NULL,
    PRIMARY KEY (hour, kind, currency, stage, code)
) WITHOUT ROWID;

INSERT INTO buckets (hour, kind, currency, stage, code, records, amount, cleared, refunded, refund_count)
SELECT created_at / 3600000, kind, currency, stage, COALESCE(failure_code, 0),
       COUNT(*), SUM(amount), SUM(cleared), SUM(refunded), SUM(refund_count)
FROM records
GROUP BY 1, 2, 3, 4, 5;

CREATE TRIGGER records_are_counted AFTER INSERT ON records
BEGIN
    INSERT INTO buckets (hour, kind, currency, stage, code, records, amount, cleared, refunded, refund_count)
    VALUES (NEW.created_at / 3600000, NEW.kind, NEW.currency, NEW.stage, COALESCE(NEW.failure_code, 0),
            1, NEW.amount, NEW.cleared, NEW.refunded, NEW.refund_count)
    ON CONFLICT (hour, kind, currency, stage, code) DO UPDATE SET
        records = records + 1, amount = amount + excluded.amount, cleared = cleared + excluded.cleared,
        refunded = refunded + excluded.refunded, refund_count = refund_count + excluded.refund_count;
END;

-- Most reads change nothing that is counted, and then this costs a comparison.
CREATE TRIGGER records_are_counted_anew AFTER UPDATE ON records
WHEN OLD.stage IS NOT NEW.stage OR OLD.cleared IS NOT NEW.cleared OR OLD.refunded IS NOT NEW.refunded
  OR OLD.refund_count IS NOT NEW.refund_count OR OLD.amount IS NOT NEW.amount OR OLD.currency IS NOT NEW.currency
  OR OLD.failure_code IS NOT NEW.failure_code OR OLD.created_at IS NOT NEW.created_at OR OLD.kind IS NOT NEW.kind
BEGIN
    UPDATE buckets SET
        records = records - 1, amount = amount - OLD.amount, cleared = cleared - OLD.cleared,
        refunded = refunded - OLD.refunded, refund_count = refund_count - OLD.refund_count
    WHERE hour = OLD.created_at / 3600000 AND kind = OLD.kind AND currency = OLD.currency AND stage = OLD.stage
      AND code = COALESCE(OLD.failure_code, 0);
    INSERT INTO buckets (hour, kind, currency, stage, code, records, amount, cleared, refunded, refund_count)
    VALUES (NEW.created_at / 3600000, NEW.kind, NEW.currency, NEW.stage, COALESCE(NEW.failure_code, 0),
            1, NEW.amount, NEW.cleared, NEW.refunded, NEW.refund_count)
    ON CONFLICT (hour, kind, currency, stage, code) DO UPDATE SET
        records = records + 1, amount = amount + excluded.amount, cleared = cleared + excluded.cleared,
        refunded = refunded + excluded.refunded, refund_count = refund_count + excluded.refund_count;
END;

CREATE TRIGGER records_are_counted_out AFTER DELETE ON records
BEGIN
    UPDATE buckets SET
        records = records - 1, amount = amount - OLD.amount, cleared = cleared - OLD.cleared,
        refunded = refunded - OLD.refunded, refund_count = refund_count - OLD.refund_count
    WHERE hour = OLD.created_at / 3600000 AND kind = OLD.kind AND currency = OLD.currency AND stage = OLD.stage
      AND code = COALESCE(OLD.failure_code, 0);
END;
