//! What the merchant answers to a callback, and what follows from it. Source: `spec/merchant.md` 4.2, 4.3.

use super::callback::{CallbackAnswer, CallbackKind};
use super::effect::EffectKind;
use super::field;
use super::gateway::Gateway;
use super::hooks::Consent;
use super::{pg_sig, xml};
use crate::domain::Timestamp;

/// The code of a payment that the shop refused, or whose check request nobody answered. No code is documented for that;
/// this one is "payment error, ask the support of the site", and the site is whom the payer has to ask.
const REFUSED_BY_SHOP: u32 = 10_016;

/// What was heard, once it is understood.
enum Heard {
    Ok,
    /// With the merchant's reason, which the payer is shown.
    Rejected(Option<String>),
    /// HTTP 200, and nothing that can be believed.
    Nonsense(String),
    /// To be delivered again.
    Lost(String),
    NotSent(String),
}

impl Heard {
    fn words(&self) -> String {
        match self {
            Self::Ok => "ok".to_owned(),
            Self::Rejected(None) => "rejected".to_owned(),
            Self::Rejected(Some(reason)) => format!("rejected: {reason}"),
            Self::Nonsense(why) => format!("not understood: {why}"),
            Self::Lost(why) => format!("failed: {why}"),
            Self::NotSent(why) => format!("not sent: {why}"),
        }
    }
}

impl Gateway {
    /// Tells what came of a delivery. A callback that is not under way, because it is answered already or its time is
    /// over, stays as it is.
    pub fn callback_answered(&mut self, id: u64, answer: &CallbackAnswer, now: Timestamp) {
        self.advance_to(now);
        let Some(letter) = self.outbox.get(id) else { return };
        let (kind, subject) = (letter.kind, letter.subject);
        let heard = hear(kind, answer, letter.script(), self.secret_of(kind));
        let words = heard.words();
        let was_under_way = match heard {
            Heard::Lost(_) => self.outbox.fail(id, words),
            Heard::Ok | Heard::Rejected(_) | Heard::Nonsense(_) | Heard::NotSent(_) => self.outbox.end(id, words),
        };
        if !was_under_way {
            return;
        }
        match kind {
            CallbackKind::Check => self.decide(subject, heard),
            CallbackKind::Result => self.reject(subject, &heard),
            // Only that they arrive matters.
            CallbackKind::Payout | CallbackKind::Card => {}
        }
    }

    /// The time for the answer to a check request is over.
    pub(super) fn check_times_out(&mut self, id: u64, at: Timestamp) {
        self.callback_answered(id, &CallbackAnswer::NoAnswer("no answer within 30 seconds".to_owned()), at);
    }

    /// The payment goes on, or ends without money. Anything but a signed `ok` is a refusal.
    fn decide(&mut self, id: u64, heard: Heard) {
        let now = self.now;
        let Some(payment) = self.payments.get_mut(id).filter(|payment| payment.charge.is_open()) else { return };
        match (heard, payment.outcome) {
            (Heard::Ok, Some(outcome)) => {
                payment.hooks.consent = Consent::Given;
                self.bank_answers(id, outcome, now);
            }
            (heard, _) => {
                if let Heard::Rejected(reason) = heard {
                    payment.hooks.reason = reason;
                }
                payment.charge.fail(REFUSED_BY_SHOP);
                self.tell_result(id, now);
            }
        }
    }

    /// Lets a hold go when the merchant refuses it with the first answer. Whatever that was, there is no second chance.
    fn reject(&mut self, id: u64, heard: &Heard) {
        let Some(payment) = self.payments.get_mut(id) else { return };
        let can_reject = payment.can_reject();
        payment.hooks.can_reject = false;
        if let Heard::Rejected(reason) = heard
            && can_reject
            && let Ok(amount) = payment.charge.cancel()
        {
            payment.hooks.reason.clone_from(reason);
            self.record_payment(self.now, EffectKind::Reverse, id, amount, Some("result_url".to_owned()));
        }
    }
}

/// Understands an answer. The reply has to be signed like the callback: with the script name of the merchant's own
/// address; its salt may be any. Source: `spec/merchant.md` 1.6.
fn hear(kind: CallbackKind, answer: &CallbackAnswer, script: &str, secret: &str) -> Heard {
    let body = match answer {
        CallbackAnswer::NoAnswer(why) => return Heard::Lost(why.clone()),
        CallbackAnswer::NotSent(why) => return Heard::NotSent(why.clone()),
        CallbackAnswer::Replied { status: 200, body } => body,
        CallbackAnswer::Replied { status, .. } => return Heard::Lost(format!("HTTP {status}")),
    };
    if matches!(kind, CallbackKind::Payout | CallbackKind::Card) {
        return Heard::Ok;
    }
    let nonsense = |why: &str| Heard::Nonsense(why.to_owned());
    let Ok(text) = std::str::from_utf8(body) else { return nonsense("the answer is not UTF-8") };
    let fields = match xml::fields(text.trim_start()) {
        Ok(fields) => fields,
        Err(why) => return nonsense(why),
    };
    let salted = field::text(&fields, "pg_salt").is_some_and(|salt| !salt.is_empty());
    if !salted || !pg_sig::verify(script, &fields, secret) {
        return nonsense("the answer is not signed, or its signature is wrong");
    }
    match field::text(&fields, "pg_status") {
        Some("ok") => Heard::Ok,
        Some("rejected") => {
            let reason = field::text(&fields, "pg_description").filter(|reason| !reason.is_empty());
            Heard::Rejected(reason.map(|reason| reason.chars().take(255).collect()))
        }
        Some("error") => nonsense("the merchant did not understand it"),
        _ => nonsense("pg_status is none of ok, rejected, error"),
    }
}

#[cfg(test)]
#[expect(clippy::needless_pass_by_value, reason = "a test's table")]
mod tests {
    use super::*;

    fn words(kind: CallbackKind, script: &str, answer: CallbackAnswer) -> String {
        hear(kind, &answer, script, "test_secret_key").words()
    }

    fn replied(status: u16, body: &str) -> CallbackAnswer {
        CallbackAnswer::Replied { status, body: body.as_bytes().to_vec() }
    }

    #[test]
    fn an_answer_is_believed_when_it_is_signed_with_the_merchants_own_script_name() {
        let check = |script, body: &str| words(CallbackKind::Check, script, replied(200, body));
        let ok = include_str!("../../tests/golden/callback_reply_ok.xml");
        let rejected = include_str!("../../tests/golden/callback_reply_rejected.xml");
        let error = include_str!("../../tests/golden/callback_reply_error.xml");
        assert_eq!(check("check", ok), "ok");
        assert_eq!(check("check", rejected), "rejected: Tea & bread are sold out");
        assert!(check("check", error).starts_with("not understood: the merchant"));
        for (script, body) in [
            ("result", rejected.to_owned()),
            ("check", rejected.replace("sold", "told")),
            ("check", "<response><pg_status>rejected</pg_status></response>".to_owned()),
            ("check", "ok".to_owned()),
            ("check", String::new()),
        ] {
            assert!(check(script, &body).starts_with("not understood"), "{body}");
        }
    }

    #[test]
    fn another_status_than_200_is_a_failed_delivery_whatever_the_body_says() {
        let ok = include_str!("../../tests/golden/callback_reply_ok.xml");
        assert_eq!(words(CallbackKind::Result, "result", replied(201, ok)), "failed: HTTP 201");
        assert_eq!(words(CallbackKind::Payout, "post", replied(200, "thanks")), "ok");
        assert_eq!(words(CallbackKind::Payout, "post", replied(500, "")), "failed: HTTP 500");
    }
}
