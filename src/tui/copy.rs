//! What can be copied of the record or operation in front. The texts are made when the menu is opened, so that what is
//! copied is what was chosen.

use super::curl::{self, Gap};
use super::model::{Model, Section};
use super::possible;
use crate::domain::Record;
use crate::domain::text::clean;
use crate::key;
use crate::ledger::{Operation, json};

/// One line of the menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The key of what it is called.
    pub name: &'static str,
    /// The text, or the key of why there is none.
    pub text: Result<String, &'static str>,
}

/// The menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Menu {
    /// What can be copied.
    pub items: Vec<Item>,
    /// The chosen line.
    pub chosen: usize,
}

impl Menu {
    /// Of what is in front; `None` where there is nothing to copy.
    pub fn of(model: &Model) -> Option<Self> {
        let items = items(model);
        (!items.is_empty()).then_some(Self { items, chosen: 0 })
    }

    /// Chooses another line.
    pub fn step(&mut self, by: isize) {
        self.chosen = self.chosen.saturating_add_signed(by).min(self.items.len().saturating_sub(1));
    }
}

/// The id that is copied at once: what a person calls it.
pub fn id(model: &Model) -> Option<String> {
    match in_front(model)? {
        Front::Record(record) => Some(record.name()),
        Front::Operation(operation) => Some(operation.record_name.clone()),
    }
}

/// Everything that can be copied.
fn items(model: &Model) -> Vec<Item> {
    let mut items = Vec::new();
    let mut add = |name: &'static str, text: Option<String>| {
        items.extend(text.filter(|text| !text.is_empty()).map(|text| Item { name, text: Ok(text) }));
    };
    match in_front(model) {
        Some(Front::Record(record)) => {
            add(key!("copy-order"), record.order_id.as_ref().map(ToString::to_string));
            add(key!("copy-gateway-id"), record.gateway_id.as_ref().map(ToString::to_string));
            add(key!("copy-id"), Some(record.id.to_string()));
            add(key!("copy-amount"), Some(record.amount.plain()));
            add(key!("copy-row"), Some(row(record)));
            add(key!("copy-json"), Some(format!("{:#}", json::record(record))));
        }
        Some(Front::Operation(operation)) => {
            add(key!("copy-record"), Some(operation.record_name.clone()));
            add(key!("copy-id"), Some(operation.id.to_string()));
            add(key!("copy-request-id"), Some(operation.request_id.to_string()));
            add(key!("copy-amount"), operation.amount.map(crate::domain::Money::plain));
            add(key!("copy-json"), Some(format!("{:#}", json::operation(operation))));
        }
        None => {}
    }
    add(key!("copy-page"), possible::page(model));
    items.extend(curl_line(model).map(|text| Item { name: key!("copy-curl"), text }));
    items
}

enum Front<'a> {
    Record(&'a Record),
    Operation(&'a Operation),
}

fn in_front(model: &Model) -> Option<Front<'_>> {
    match (model.detail, model.operation()) {
        (None, Some(operation)) => Some(Front::Operation(operation)),
        (Some(_) | None, Some(_) | None) => model.subject().map(Front::Record),
    }
}

/// The `curl` line of the exchange in front, or why there is none.
fn curl_line(model: &Model) -> Option<Result<String, &'static str>> {
    model.detail.filter(|view| view.section == Section::Exchanges)?;
    let line = curl::line(&model.about()?.host, &possible::exchange(model)?.request);
    Some(line.map_err(|gap| match gap {
        Gap::Unsent => key!("copy-curl-unsent"),
        Gap::Untold => key!("copy-curl-untold"),
    }))
}

/// A record as a row of a table, with tabs between. Amounts have all decimals and no spaces.
fn row(record: &Record) -> String {
    let cells = [
        record.kind.word().to_owned(),
        record.order_id.as_ref().map(ToString::to_string).unwrap_or_default(),
        record.gateway_id.as_ref().map(ToString::to_string).unwrap_or_default(),
        record.stage.word().to_owned(),
        record.amount.plain(),
        record.cleared.plain(),
        record.refunded.plain(),
        record.amount.currency().code().to_owned(),
        json::time(record.created_at),
        clean(&record.description),
    ];
    cells.join("\t")
}

#[cfg(test)]
mod tests {
    use super::super::tests::support::numbered;
    use super::*;
    use crate::domain::RecordKind;

    #[test]
    fn a_row_has_a_tab_between_its_cells_and_none_inside_of_them() {
        let mut record = numbered(RecordKind::Payment, 3);
        record.description = "Tea\tand\nbread".to_owned();
        assert_eq!(
            row(&record),
            format!(
                "payment\tA-1003\t700003\tcleared\t1870.35\t{}\t0.00\tKZT\t{}\tTea·and·bread",
                record.cleared.plain(),
                json::time(record.created_at)
            )
        );
    }
}
