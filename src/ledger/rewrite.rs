//! Writing the row of a record: whole, when it is new, and what changed of it afterwards.

use sqlx::{QueryBuilder, Sqlite, Transaction};

use super::LedgerError;
use super::records::add_to_tally;
use super::search::{insert_words, update_words};
use super::sql::record_columns;
use crate::domain::query::words::searched;
use crate::domain::{Record, RecordKind, Timestamp};

pub(super) async fn insert(
    tx: &mut Transaction<'_, Sqlite>,
    new: &Record,
    due_at: Option<Timestamp>,
) -> Result<(), LedgerError> {
    insert_all(tx, &[(new.clone(), due_at)]).await
}

/// Inserts records with one statement.
pub(super) async fn insert_all(
    tx: &mut Transaction<'_, Sqlite>,
    records: &[(Record, Option<Timestamp>)],
) -> Result<(), LedgerError> {
    let mut sql = QueryBuilder::<Sqlite>::new(concat!("INSERT INTO records (", record_columns!(), ", due_at) "));
    sql.push_values(records, |mut row, (new, due_at)| {
        row.push_bind(new.id.to_string())
            .push_bind(new.kind.word())
            .push_bind(new.gateway_id.as_ref().map(ToString::to_string))
            .push_bind(new.order_id.as_ref().map(ToString::to_string))
            .push_bind(new.stage.word())
            .push_bind(new.word.clone())
            .push_bind(new.amount.currency().code())
            .push_bind(new.amount.minor())
            .push_bind(new.cleared.minor())
            .push_bind(new.refunded.minor())
            .push_bind(i64::from(new.refund_count))
            .push_bind(new.failure.as_ref().map(|failure| i64::from(failure.code)))
            .push_bind(new.failure.as_ref().map(|failure| failure.text.clone()))
            .push_bind(new.description.clone())
            .push_bind(new.created_at.millis())
            .push_bind(new.changed_at.millis())
            .push_bind(new.read_at.map(Timestamp::millis))
            .push_bind(i64::from(new.watched))
            .push_bind(i64::from(new.confirmable))
            .push_bind(new.page.clone())
            .push_bind(new.customer.clone())
            .push_bind(new.request_id.map(|id| id.to_string()))
            .push_bind(facts(new))
            .push_bind(due_at.map(Timestamp::millis));
    });
    sql.build().execute(&mut **tx).await?;
    insert_words(tx, records.iter().map(|(new, _)| new)).await?;
    for kind in RecordKind::ALL {
        match records.iter().filter(|(new, _)| new.kind == kind).count() {
            0 => {}
            count => add_to_tally(tx, kind.word(), count).await?,
        }
    }
    Ok(())
}

/// Writes what changed of a record. A column that is named is written to every index that it is in, changed or not, and
/// most reads change nothing but the time of reading: so only those that changed are named.
pub(super) async fn update(
    tx: &mut Transaction<'_, Sqlite>,
    before: &Record,
    after: &Record,
    due_at: Option<Timestamp>,
) -> Result<(), LedgerError> {
    let mut sql = QueryBuilder::<Sqlite>::new("UPDATE records SET due_at = ");
    sql.push_bind(due_at.map(Timestamp::millis));
    if let Some(gateway_id) = after.gateway_id.as_ref().filter(|_| before.gateway_id != after.gateway_id) {
        // Another record may have been followed by that id before: two records do not share one.
        sql.push(
            ", gateway_id = CASE WHEN EXISTS (
                 SELECT 1 FROM records AS other
                 WHERE other.kind = records.kind AND other.id <> records.id AND other.gateway_id = ",
        );
        sql.push_bind(gateway_id.to_string()).push(") THEN gateway_id ELSE ").push_bind(gateway_id.to_string());
        sql.push(" END");
    }
    if before.order_id != after.order_id {
        sql.push(", order_id = ").push_bind(after.order_id.as_ref().map(ToString::to_string));
    }
    if before.stage != after.stage {
        sql.push(", stage = ").push_bind(after.stage.word());
    }
    if before.word != after.word {
        sql.push(", word = ").push_bind(after.word.clone());
    }
    if before.amount.currency() != after.amount.currency() {
        sql.push(", currency = ").push_bind(after.amount.currency().code());
    }
    for (column, before, after) in [
        (", amount = ", before.amount, after.amount),
        (", cleared = ", before.cleared, after.cleared),
        (", refunded = ", before.refunded, after.refunded),
    ] {
        if before.minor() != after.minor() {
            sql.push(column).push_bind(after.minor());
        }
    }
    if before.refund_count != after.refund_count {
        sql.push(", refund_count = ").push_bind(i64::from(after.refund_count));
    }
    if before.failure != after.failure {
        sql.push(", failure_code = ").push_bind(after.failure.as_ref().map(|failure| i64::from(failure.code)));
        sql.push(", failure_text = ").push_bind(after.failure.as_ref().map(|failure| failure.text.clone()));
    }
    if before.changed_at != after.changed_at {
        sql.push(", changed_at = ").push_bind(after.changed_at.millis());
    }
    if before.read_at != after.read_at {
        sql.push(", read_at = ").push_bind(after.read_at.map(Timestamp::millis));
    }
    if before.watched != after.watched {
        sql.push(", watched = ").push_bind(i64::from(after.watched));
    }
    if before.confirmable != after.confirmable {
        sql.push(", confirmable = ").push_bind(i64::from(after.confirmable));
    }
    if before.page != after.page {
        sql.push(", page = ").push_bind(after.page.clone());
    }
    if before.customer != after.customer {
        sql.push(", customer = ").push_bind(after.customer.clone());
    }
    if before.request_id != after.request_id {
        sql.push(", request_id = ").push_bind(after.request_id.map(|id| id.to_string()));
    }
    if before.facts != after.facts {
        sql.push(", facts = ").push_bind(facts(after));
    }
    sql.push(" WHERE id = ").push_bind(after.id.to_string());
    sql.build().execute(&mut **tx).await?;
    // A read that changed nothing of the texts writes nothing there.
    if searched(before) == searched(after) { Ok(()) } else { update_words(tx, after).await }
}

fn facts(of: &Record) -> String {
    // Pairs of strings always serialise.
    serde_json::to_string(&of.facts).unwrap_or_default()
}
