//! What lists are made of.

use uuid::Uuid;

use crate::domain::Record;
use crate::domain::query::Sort;
use crate::ledger::{Cursor, Operation};

/// What a list is made of.
pub trait Row: PartialEq {
    /// What the selection holds on to.
    fn uuid(&self) -> Uuid;
    /// What a person calls it.
    fn name(&self) -> String;
    /// Its place in a list of this order.
    fn place(&self, sort: Sort) -> Cursor;
}

impl Row for Record {
    fn uuid(&self) -> Uuid {
        self.id.uuid()
    }

    fn name(&self) -> String {
        Self::name(self)
    }

    fn place(&self, sort: Sort) -> Cursor {
        self.cursor(sort)
    }
}

impl Row for Operation {
    fn uuid(&self) -> Uuid {
        self.id.uuid()
    }

    fn name(&self) -> String {
        self.record_name.clone()
    }

    fn place(&self, _: Sort) -> Cursor {
        self.cursor()
    }
}
