//! Payments from the balance of a mobile phone: `mfs/pay` and `mfs/approve`.
//! Source: `spec/payout-invoice-gateway.md` 3, `spec/merchant.md` 6.3.

use super::{Answer, Call, after};
use crate::sandbox::cards::Purchase;
use crate::sandbox::codes::{self, Refused};
use crate::sandbox::field::Field;
use crate::sandbox::gateway::Gateway;
use crate::sandbox::payment::{Origin, Payment};

/// The one right SMS code. It is documented for the test phone of Kcell; here every phone has it.
const CODE: &str = "111111";

/// How many wrong codes end a payment.
const TRIES: u32 = 3;

const OPERATORS: [&str; 5] = ["TELE2KZT", "ALTELKZT", "BEELINEKZT", "KCELLKZT", "ACTIVKZT"];

/// The open mobile payment that a call means.
fn open<'a>(gateway: &'a mut Gateway, call: &Call<'_>) -> Result<&'a mut Payment, Refused> {
    call.required("pg_payment_id")?;
    let id = super::status::find(gateway, call)?;
    let payment = gateway.payments.get_mut(id).filter(|payment| payment.origin == Origin::Mobile);
    let payment = payment.ok_or_else(|| Refused::new(codes::WRONG_STATE))?;
    match payment.charge.failure() {
        _ if payment.charge.is_open() && payment.outcome.is_none() => Ok(payment),
        Some(codes::EXPIRED) => Err(Refused::new(codes::EXPIRED)),
        None if payment.is_authorised() => Err(Refused::new(codes::ALREADY_PAID)),
        Some(_) | None => Err(Refused::new(codes::WRONG_STATE)),
    }
}

/// `mfs/pay`: names the phone, which is sent a code. Called again, it sends the code again and forgives no wrong one.
pub(super) fn pay(gateway: &mut Gateway, call: &Call<'_>) -> Result<Answer, Refused> {
    let phone = call.required("pg_abonent_phone")?;
    let phone = phone.strip_prefix('+').unwrap_or(phone).to_owned();
    if phone.len() != 11 || !phone.starts_with('7') || !phone.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Refused::new(codes::WRONG_PHONE));
    }
    if call.text("pg_payment_system_code").is_some_and(|operator| !OPERATORS.contains(&operator)) {
        return Err(Refused::new(codes::WRONG_OPERATOR));
    }
    let payment = open(gateway, call)?;
    payment.charge.begin();
    payment.hooks.phone = Some(phone);
    payment.wrong_codes.get_or_insert(0);
    Ok(told("need_approve", payment.id))
}

/// `mfs/approve`: the code of the SMS. The third wrong one ends the payment.
pub(super) fn approve(gateway: &mut Gateway, call: &Call<'_>) -> Result<Answer, Refused> {
    let code = call.required("pg_approval_code")?;
    let request = after::cause(call);
    let now = gateway.now;
    let payment = open(gateway, call)?;
    let id = payment.id;
    let wrong = payment.wrong_codes.as_mut().ok_or_else(|| Refused::new(codes::WRONG_STATE))?;
    if code != CODE {
        *wrong += 1;
        if *wrong < TRIES {
            return Err(Refused::new(codes::WRONG_SMS_CODE));
        }
        gateway.bank_answers(id, Purchase::Declined(codes::TOO_MANY_SMS_CODES), now);
        return Err(Refused::new(codes::TOO_MANY_SMS_CODES));
    }
    payment.request = Some(request);
    gateway.answer_payer(id, Purchase::Approved, now);
    let word = match gateway.payments.get(id) {
        Some(payment) if payment.is_authorised() => "ok",
        // The merchant is being asked first.
        Some(_) | None => "process",
    };
    Ok(told(word, id))
}

fn told(word: &str, id: u64) -> Answer {
    Answer::Fields(vec![Field::text("pg_status", word), Field::text("pg_payment_id", id.to_string())])
}
