//! Payments and invoices: one book, because a paid invoice is a payment. Source: `spec/README.md`, decision 6.

use std::collections::BTreeMap;

use super::cards::Purchase;
use super::chance::Chance;
use super::charge::{Charge, State};
use super::codes;
use super::hooks::Hooks;
use crate::domain::{Money, RecordKind, Timestamp};

/// How it is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// On the hosted page.
    Page,
    /// With the saved card at this place of the list, confirmed with its CVC.
    SavedCard(usize),
    /// By QR code or saved card.
    Invoice,
    /// From the balance of a mobile phone.
    Mobile,
    /// By the merchant alone, with a recurring profile.
    Recurring,
}

/// One payment or invoice.
#[derive(Debug, Clone)]
pub(super) struct Payment {
    pub(super) id: u64,
    pub(super) origin: Origin,
    pub(super) order_id: Option<String>,
    pub(super) description: String,
    pub(super) charge: Charge,
    /// Debited at once rather than held.
    pub(super) one_step: bool,
    /// What the page's address names it by.
    pub(super) customer: String,
    /// The card that paid or was declined, masked.
    pub(super) mask: Option<String>,
    pub(super) created_at: Timestamp,
    pub(super) expires_at: Timestamp,
    pub(super) paid_at: Option<Timestamp>,
    /// What the bank will answer.
    pub(super) outcome: Option<Purchase>,
    /// The call that started the payment, when it was a call.
    pub(super) request: Option<String>,
    pub(super) hooks: Hooks,
    /// For how many months a recurring profile is asked for.
    pub(super) profile_months: Option<u64>,
    /// The recurring profile that it made or is charged with.
    pub(super) profile: Option<String>,
    /// How often a wrong SMS code was given; `None` until a phone is named.
    pub(super) wrong_codes: Option<u32>,
}

impl Payment {
    pub(super) fn kind(&self) -> RecordKind {
        match self.origin {
            Origin::Page | Origin::SavedCard(_) | Origin::Mobile | Origin::Recurring => RecordKind::Payment,
            Origin::Invoice => RecordKind::Invoice,
        }
    }

    /// Whether it waits for the CVC of a saved card.
    pub(super) fn is_confirmable(&self) -> bool {
        matches!(self.origin, Origin::SavedCard(_)) && self.charge.is_open()
    }

    /// `pg_payment_status`. Source: `spec/merchant.md` 2.7.
    pub(super) fn status_word(&self) -> &'static str {
        match self.charge.state() {
            State::New => "new",
            State::Processing => "process",
            State::Held | State::Debited => "success",
            State::Reversed => "revoked",
            State::Failed | State::Expired => "error",
        }
    }

    /// `invoice_status`. Source: `spec/payout-invoice-gateway.md` 2.1.1.
    pub(super) fn invoice_word(&self) -> &'static str {
        match self.charge.state() {
            State::New => "new",
            State::Processing => "process",
            State::Held | State::Debited => "ok",
            State::Reversed | State::Failed => "failed",
            State::Expired => "incomplete",
        }
    }

    /// `pg_transaction_status`, the older word for the same. Source: `spec/merchant.md` 2.7.
    pub(super) fn transaction_word(&self) -> &'static str {
        match self.charge.state() {
            State::New => "partial",
            State::Processing => "pending",
            State::Held | State::Debited => "ok",
            State::Reversed => "revoked",
            State::Failed => "failed",
            State::Expired => "incomplete",
        }
    }

    /// `pg_payment_method`, once it is known.
    pub(super) fn method_word(&self) -> Option<&'static str> {
        match self.origin {
            Origin::Mobile => Some("mobile_commerce"),
            Origin::Page | Origin::SavedCard(_) | Origin::Invoice | Origin::Recurring => {
                self.mask.is_some().then_some("bankcard")
            }
        }
    }

    /// `pg_can_reject`: whether an answer `rejected` still reverses it.
    pub(super) fn can_reject(&self) -> bool {
        self.hooks.can_reject && self.charge.state() == State::Held
    }

    /// Why it failed: in the merchant's words, when it was the merchant who refused.
    pub(super) fn failure_text(&self, code: u32) -> String {
        self.hooks.reason.clone().unwrap_or_else(|| codes::text(code).to_owned())
    }

    /// `pg_captured`.
    pub(super) fn is_captured(&self) -> bool {
        self.charge.state() == State::Debited
    }

    /// Whether a bank authorised it, so that it has a reference and a code.
    pub(super) fn is_authorised(&self) -> bool {
        matches!(self.charge.state(), State::Held | State::Debited | State::Reversed)
    }
}

/// What the merchant is paid of an amount: the sandbox's fee is 2.5 %, rounded down.
pub(super) fn net(amount: Money) -> Money {
    let minor = amount.minor();
    Money::from_minor(minor - minor / 40, amount.currency())
}

/// The retrieval reference number of a payment or refund.
pub(super) fn reference(seed: u64, id: u64) -> String {
    Chance::of(seed, "reference", id).digits(12)
}

/// The authorisation code of a payment.
pub(super) fn auth_code(seed: u64, id: u64) -> String {
    Chance::of(seed, "auth code", id).digits(6)
}

/// All payments and invoices.
#[derive(Clone, Default)]
pub(super) struct Payments {
    all: BTreeMap<u64, Payment>,
    orders: BTreeMap<String, u64>,
    customers: BTreeMap<String, u64>,
}

impl Payments {
    pub(super) fn add(&mut self, payment: Payment) {
        if let Some(order) = &payment.order_id {
            self.orders.insert(order.clone(), payment.id);
        }
        self.customers.insert(payment.customer.clone(), payment.id);
        self.all.insert(payment.id, payment);
    }

    pub(super) fn get(&self, id: u64) -> Option<&Payment> {
        self.all.get(&id)
    }

    pub(super) fn get_mut(&mut self, id: u64) -> Option<&mut Payment> {
        self.all.get_mut(&id)
    }

    pub(super) fn of_order(&self, order_id: &str) -> Option<u64> {
        self.orders.get(order_id).copied()
    }

    pub(super) fn of_customer(&self, customer: &str) -> Option<u64> {
        self.customers.get(customer).copied()
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Payment> {
        self.all.values()
    }
}
