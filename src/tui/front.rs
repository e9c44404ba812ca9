//! What is in front: where keys are meant, and what they act on.

use uuid::Uuid;

use super::actions::Context;
use super::lists::Popup;
use super::model::Model;
use super::screen::{List, Screen};
use crate::domain::{OperationId, Record, RecordId, RecordKind};
use crate::ledger::{Detail, Inquiry, Operation};

impl Model {
    /// The place where keys are meant.
    pub fn context(&self) -> Context {
        if self.notice.is_some() {
            return Context::Notice;
        }
        if self.dialog.is_some() {
            return Context::Dialog;
        }
        if self.palette.is_some() {
            return Context::Palette;
        }
        if self.help.is_some() { Context::Help } else { self.ground() }
    }

    /// The place that help and palette lie above: what they speak of.
    pub fn ground(&self) -> Context {
        if self.copying.is_some() {
            return Context::Copying;
        }
        if self.qr.is_some() {
            return Context::Qr;
        }
        if self.explanation.is_some() {
            return Context::Explanation;
        }
        if self.detail.is_some() {
            return match (self.reader.typing, &self.reader.open) {
                (true, Some(_)) => Context::Search,
                (false, Some(_)) => Context::Exchange,
                (_, None) => Context::Detail,
            };
        }
        if self.inquiry.is_some() {
            return Context::Inquiry;
        }
        if self.screen == Screen::Codes && self.codes.typing {
            return Context::Search;
        }
        match (&self.lists.bar, &self.lists.popup) {
            (Some(_), _) => Context::Filter,
            (None, Some(Popup::Find(_))) => Context::Find,
            (None, Some(Popup::Sort(_))) => Context::Sort,
            (None, Some(Popup::Columns(_))) => Context::Columns,
            (None, Some(Popup::Views { .. })) => Context::Views,
            (None, Some(Popup::Naming(_))) => Context::Naming,
            (None, Some(Popup::Export(_))) => Context::Export,
            (None, None) => self.base_context(),
        }
    }

    /// The context of the list, whatever lies above it.
    pub const fn base_context(&self) -> Context {
        match self.screen {
            Screen::Overview => Context::Overview,
            Screen::Invoices => Context::Invoices,
            Screen::Cards => Context::Cards,
            Screen::Payouts => Context::Payouts,
            Screen::Payments => Context::Payments,
            Screen::Operations => Context::Operations,
            Screen::Codes => Context::Codes,
        }
    }

    /// The name of the row that was selected until it left the list in front.
    pub fn left(&self) -> Option<&str> {
        let left = match self.screen.list() {
            List::Records(kind) if self.detail.is_none() => self.pane(kind).left.as_ref(),
            List::Operations if self.detail.is_none() && self.inquiry.is_none() => {
                self.operations_in_front().left.as_ref()
            }
            List::Records(_) | List::Operations | List::Overview | List::Codes => None,
        };
        left.map(|left| left.name.as_str())
    }

    /// The record that actions act on.
    pub fn subject(&self) -> Option<&Record> {
        if let Some(view) = self.detail {
            return self.known(view.record);
        }
        self.screen.kind().and_then(|kind| self.pane(kind).current())
    }

    /// The id of the record in front, be it selected or an operation's.
    pub fn subject_id(&self) -> Option<RecordId> {
        match (self.detail, self.screen.list()) {
            (Some(view), _) => Some(view.record),
            (None, List::Records(kind)) => self.pane(kind).current().map(|record| record.id),
            (None, List::Operations) => self.operation().map(|operation| operation.record),
            (None, List::Overview | List::Codes) => None,
        }
    }

    /// A record that happens to be loaded.
    pub fn known(&self, id: RecordId) -> Option<&Record> {
        let listed = RecordKind::ALL.into_iter().flat_map(|kind| &self.pane(kind).rows).find(|record| record.id == id);
        self.detail_of(id).map(|detail| &detail.record).or(listed)
    }

    /// The loaded detail of a record.
    pub fn detail_of(&self, id: RecordId) -> Option<&Detail> {
        self.loaded.get(id).and_then(Result::ok)
    }

    /// The loaded inquiry into an operation.
    pub fn inquiry_of(&self, id: OperationId) -> Option<&Inquiry> {
        self.inquiries.get(id).and_then(Result::ok)
    }

    /// The operation in front: the one that is inquired into, else the selected one. As new as it is known.
    pub fn operation(&self) -> Option<&Operation> {
        let listed = &self.operations_in_front().rows;
        match self.inquiry {
            Some(view) => match self.inquiry_of(view.operation) {
                Some(inquiry) => Some(&inquiry.operation),
                None => listed.iter().find(|operation| operation.id == view.operation),
            },
            None if self.screen == Screen::Operations => self.operations_in_front().current(),
            None => None,
        }
    }

    /// The kind of record that the list in front shows, when nothing covers it.
    pub fn listed(&self) -> Option<RecordKind> {
        self.screen.kind().filter(|_| self.detail.is_none())
    }

    /// The marked records, when the list is in front and some are: what is done next is done with each of them.
    pub fn marked(&self) -> Vec<&Record> {
        self.listed().map(|kind| self.lists.sheet(kind).marks.records()).unwrap_or_default()
    }

    /// The selected row's id; codes have none.
    pub fn selected(&self) -> Option<Uuid> {
        match self.screen.list() {
            List::Records(kind) => self.pane(kind).selected,
            List::Operations => self.operations_in_front().selected,
            List::Overview | List::Codes => None,
        }
    }
}
