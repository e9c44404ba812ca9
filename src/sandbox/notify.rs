//! What the merchant is told, and when. Source: `spec/merchant.md` 3.1, 4.2, 4.3, 4.5.

use std::time::Duration;

use url::Url;

use super::callback::{Callback, CallbackKind, CallbackMethod};
use super::cards::{self, Purchase, SavedCard};
use super::field::{self, Field};
use super::gateway::Gateway;
use super::hooks::Consent;
use super::outbox::Letter;
use super::payment::{Payment, auth_code, net, reference};
use super::payout::PayoutState;
use super::saving::Saving;
use super::schedule::Event;
use super::time_text::local;
use super::{pg_sig, xml};
use crate::domain::Timestamp;

/// How long the answer to a check request may take. INFERRED: that there is a limit is documented, its length is not.
const CHECK_LIMIT: Duration = Duration::from_secs(30);

impl Gateway {
    /// Every callback that is due by now, oldest first, signed for this delivery. Each is to be told
    /// [`Gateway::callback_answered`].
    pub fn take_callbacks(&mut self, now: Timestamp) -> Vec<Callback> {
        self.advance_to(now);
        let mut taken = Vec::new();
        while let Some(id) = self.outbox.start(self.now) {
            let salt = self.salt();
            let Some(letter) = self.outbox.get(id) else { continue };
            taken.push(signed(letter, salt, self.secret_of(letter.kind)));
            if letter.kind == CallbackKind::Check {
                self.schedule.add(self.now.plus(CHECK_LIMIT), Event::CheckTimesOut(id));
            }
        }
        taken
    }

    /// Payouts are signed with the payout secret, everything else with the merchant's.
    pub(super) fn secret_of(&self, kind: CallbackKind) -> &str {
        match kind {
            CallbackKind::Payout => &self.credentials.payout_secret_key,
            CallbackKind::Check | CallbackKind::Result | CallbackKind::Card => &self.credentials.secret_key,
        }
    }

    /// Asks the merchant before money is taken, when there is an address for that. Answers whether the bank has to wait.
    pub(super) fn ask_shop(&mut self, id: u64, outcome: Purchase, at: Timestamp) -> bool {
        let default = self.config.check_url.clone();
        let Some(payment) = self.payments.get_mut(id).filter(|payment| payment.charge.is_open()) else { return false };
        let url = match payment.hooks.consent {
            Consent::Asked => return true,
            Consent::Given => return false,
            Consent::NotAsked => payment.hooks.check_url.clone().or(default),
        };
        let Some(url) = url else { return false };
        payment.charge.begin();
        payment.outcome = Some(outcome);
        payment.hooks.consent = Consent::Asked;
        let mut fields = basics(payment);
        fields.extend(payer_pays(payment));
        fields.extend(payment.hooks.echoed.iter().cloned());
        let method = payment.hooks.method;
        self.outbox.plan(at, (CallbackKind::Check, id), (url, method), fields);
        true
    }

    /// Tells how a payment ended, when there is an address for that.
    pub(super) fn tell_result(&mut self, id: u64, at: Timestamp) {
        let default = self.config.result_url.clone();
        let seed = self.config.seed;
        let Some(payment) = self.payments.get_mut(id) else { return };
        let Some(url) = payment.hooks.result_url.clone().or(default) else { return };
        payment.hooks.can_reject = true;
        let fields = result(payment, seed);
        let method = payment.hooks.method;
        self.outbox.plan(at, (CallbackKind::Result, id), (url, method), fields);
    }

    /// Tells how a payout ended. The reference says "on success", and has a word for failure all the same.
    pub(super) fn tell_payout(&mut self, id: u64, at: Timestamp) {
        let Some(payout) = self.payouts.get(id) else { return };
        let Some(url) = payout.post_link.clone() else { return };
        let mut fields =
            vec![Field::text("pg_payment_id", id.to_string()), Field::text("pg_order_id", payout.order_id.clone())];
        if let Some(mask) = &payout.mask {
            fields.push(Field::text("pg_card_hash", mask.clone()));
        }
        let amount = payout.amount.wire();
        fields.extend([
            Field::text("pg_status", if payout.state == PayoutState::Paid { "ok" } else { "error" }),
            Field::text("pg_balance", self.payouts.balance.wire()),
            Field::text("pg_payment_amount", amount.clone()),
            // The sandbox takes no commission on payouts.
            Field::text("pg_to_pay", amount),
            Field::text("pg_merchant_id", self.credentials.merchant_id.clone()),
            Field::text("pg_payment_date", local(at)),
        ]);
        self.outbox.plan(at, (CallbackKind::Payout, id), (url, CallbackMethod::Post), fields);
    }

    /// Tells that a card was saved: always a document in a form, as an integrator's log shows it.
    pub(super) fn tell_card(&mut self, saving: &Saving, url: Url, card: &SavedCard, at: Timestamp) {
        let fields = vec![
            Field::text("pg_payment_id", saving.id.to_string()),
            Field::text("pg_order_id", saving.order_id.clone().unwrap_or_default()),
            Field::text("pg_card_hash", card.mask.clone()),
            Field::text("pg_card_hhash", card.hhash.clone()),
            Field::text("pg_card_month", cards::EXPIRY.0),
            Field::text("pg_card_year", cards::EXPIRY.1),
            Field::text("pg_bank", "FREEDOM"),
            Field::text("pg_country", "KZ"),
            Field::text("pg_card_3ds", "1"),
            Field::text("pg_status", "success"),
            Field::text("pg_card_id", card.card_id.clone()),
            Field::text("pg_card_token", card.token.clone()),
            Field::text("pg_user_id", card.user_id.clone()),
            Field::text("pg_recurring_profile_id", card.profile.clone().unwrap_or_default()),
            Field::text("pg_type", "approve"),
        ];
        self.outbox.plan(at, (CallbackKind::Card, saving.id), (url, CallbackMethod::Xml), fields);
    }
}

/// What check and result tell first.
fn basics(payment: &Payment) -> Vec<Field> {
    let amount = payment.charge.amount();
    vec![
        Field::text("pg_order_id", payment.order_id.clone().unwrap_or_default()),
        Field::text("pg_payment_id", payment.id.to_string()),
        Field::text("pg_amount", amount.wire()),
        Field::text("pg_currency", amount.currency().code()),
    ]
}

/// What the payer pays: the sandbox adds no fee to the amount.
fn payer_pays(payment: &Payment) -> [Field; 3] {
    let amount = payment.charge.amount();
    [
        Field::text("pg_ps_amount", amount.wire()),
        Field::text("pg_ps_currency", amount.currency().code()),
        Field::text("pg_ps_full_amount", amount.wire()),
    ]
}

fn flag(name: &str, on: bool) -> Field {
    Field::text(name, if on { "1" } else { "0" })
}

fn result(payment: &Payment, seed: u64) -> Vec<Field> {
    let hooks = &payment.hooks;
    let paid = payment.is_authorised();
    let mut fields = basics(payment);
    let mut add = |name: &str, value: String| fields.push(Field::text(name, value));
    add("pg_net_amount", if paid { net(payment.charge.amount()).wire() } else { "0.00".to_owned() });
    add("pg_description", payment.description.clone());
    if let Some(phone) = &hooks.phone {
        add("pg_user_phone", phone.clone());
    }
    if let Some(email) = &hooks.email {
        add("pg_user_contact_email", email.clone());
    }
    if let Some(method) = payment.method_word() {
        add("pg_payment_method", method.to_owned());
    }
    if let Some(mask) = &payment.mask {
        add("pg_card_pan", mask.clone());
        add("pg_card_exp", format!("{}/{}", cards::EXPIRY.0, cards::EXPIRY.1));
        add("pg_card_owner", cards::OWNER.to_owned());
        add("pg_card_brand", cards::brand(mask).to_owned());
    }
    if paid {
        add("pg_reference", reference(seed, payment.id));
        add("pg_auth_code", auth_code(seed, payment.id));
        add("pg_payment_date", local(payment.paid_at.unwrap_or(payment.created_at)));
    }
    if let Some(profile) = &payment.profile {
        add("pg_recurring_profile_id", profile.clone());
    }
    if let Some(code) = payment.charge.failure() {
        add("pg_failure_code", code.to_string());
        add("pg_failure_description", payment.failure_text(code));
    }
    fields.extend([
        flag("pg_result", paid),
        flag("pg_can_reject", payment.can_reject()),
        flag("pg_need_phone_notification", false),
        flag("pg_need_email_notification", false),
        flag("pg_testing_mode", true),
        flag("pg_captured", payment.is_captured()),
    ]);
    if paid {
        fields.extend(payer_pays(payment));
    }
    fields.extend(hooks.echoed.iter().cloned());
    fields
}

/// One delivery of a callback.
fn signed(letter: &Letter, salt: String, secret: &str) -> Callback {
    let mut fields = letter.fields.clone();
    if letter.attempt() > 1 {
        // After a failed first call nobody may refuse any more.
        for field in fields.iter_mut().filter(|field| field.name == "pg_can_reject") {
            *field = flag("pg_can_reject", false);
        }
    }
    // The query of the merchant's own address comes back among the fields. Source: `spec/merchant.md` 1.6.
    for (name, value) in letter.url.query_pairs() {
        if field::text(&fields, &name).is_none() {
            fields.push(Field::text(name, value));
        }
    }
    fields.push(Field::text("pg_salt", salt));
    let signature = pg_sig::sign(letter.script(), &fields, secret);
    fields.push(Field::text("pg_sig", signature));
    let mut url = letter.url.clone();
    let root = if letter.kind == CallbackKind::Card { "response" } else { "request" };
    let (content_type, body) = match letter.method {
        CallbackMethod::Get => {
            url.set_query(Some(&form(&fields)));
            ("", String::new())
        }
        CallbackMethod::Post => ("application/x-www-form-urlencoded", form(&fields)),
        CallbackMethod::Xml => {
            let document = [Field::text("pg_xml", xml::document(root, &fields))];
            ("application/x-www-form-urlencoded", form(&document))
        }
    };
    let (id, kind, method) = (letter.id, letter.kind, letter.method.http());
    Callback { id, attempt: letter.attempt(), kind, method, url: url.into(), content_type, body }
}

fn form(fields: &[Field]) -> String {
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    for field in fields {
        if let field::Value::Text(text) = &field.value {
            form.append_pair(&field.name, text);
        }
    }
    form.finish()
}
