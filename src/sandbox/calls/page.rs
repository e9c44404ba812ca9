//! The pages of payers and recipients: what would stand there, how to pay here, and the CVC form of saved cards.

use crate::sandbox::gateway::Gateway;
use crate::sandbox::http::{Request, Response};
use crate::sandbox::payment::{Origin, Payment};
use crate::sandbox::{body, field};

/// `GET` shows a page, `POST` with `cvc` confirms a payment with a saved card.
pub(super) fn show(gateway: &mut Gateway, request: &Request) -> Response {
    let fields = match body::fields(request) {
        Ok(fields) => fields,
        Err(why) => return Response::html(400, page("Not understood", &escaped(why))),
    };
    let customer = field::text(&fields, "customer").unwrap_or_default();
    if let Some(id) = gateway.payments.of_customer(customer) {
        if request.method == "POST" {
            return confirm(gateway, id, field::text(&fields, "cvc").unwrap_or_default());
        }
        let page = gateway.payments.get(id).and_then(|payment| match payment.origin {
            Origin::SavedCard(_) if payment.is_confirmable() => cvc_form(gateway, id),
            Origin::SavedCard(_) | Origin::Page | Origin::Invoice | Origin::Mobile | Origin::Recurring => {
                Some(payer(payment))
            }
        });
        return Response::html(200, page.unwrap_or_default());
    }
    match gateway.payouts.of_customer(customer).and_then(|id| gateway.payouts.get(id)) {
        Some(payout) => Response::html(200, page("Payout", &recipient(payout.id, payout.stage().word()))),
        None => Response::html(404, nothing()),
    }
}

fn confirm(gateway: &mut Gateway, id: u64, cvc: &str) -> Response {
    let saved = gateway.payments.get(id).and_then(|payment| match payment.origin {
        Origin::SavedCard(saved) if payment.is_confirmable() => Some(saved),
        Origin::SavedCard(_) | Origin::Page | Origin::Invoice | Origin::Mobile | Origin::Recurring => None,
    });
    let Some(saved) = saved else {
        return Response::html(409, page("Not waiting", "<p>This payment does not wait for a CVC.</p>"));
    };
    if cvc.len() != 3 || !cvc.bytes().all(|byte| byte.is_ascii_digit()) {
        return Response::html(400, page("Wrong CVC", "<p>Type the three digits.</p>"));
    }
    gateway.confirm(id, saved, cvc);
    let page = gateway.payments.get(id).map(payer);
    Response::html(200, page.unwrap_or_default())
}

/// The document that `card/pay` answers: a form that posts the CVC. Source: the page of `card/pay`.
pub(super) fn cvc_form(gateway: &Gateway, id: u64) -> Option<String> {
    let payment = gateway.payments.get(id)?;
    let form = format!(
        "<p>{} {}, card {}.</p>\n\
         <form method=\"post\" action=\"{}\">\n\
         <label>CVC <input name=\"cvc\" type=\"password\" inputmode=\"numeric\" maxlength=\"3\" autocomplete=\"off\"></label>\n\
         <button>Pay</button>\n</form>\n\
         <p>This is a sandbox: any three digits pay, 000 is refused.</p>",
        escaped(&payment.description),
        payment.charge.amount(),
        payment.mask.as_deref().unwrap_or_default(),
        escaped(&gateway.page(&payment.customer)),
    );
    Some(page("Confirm the payment", &form))
}

fn payer(payment: &Payment) -> String {
    let what = format!(
        "<p>{} {}: {}.</p>\n\
         <p>Here a payer would type a card. In this sandbox, pay with \
         <code>POST /control/payments/{}/pay</code> and <code>{{\"card\":\"4716047261941981\"}}</code>, \
         or wait: payers come by themselves.</p>",
        escaped(&payment.description),
        payment.charge.amount(),
        payment.charge.stage().word(),
        payment.id,
    );
    page("Payment", &what)
}

fn recipient(id: u64, stage: &str) -> String {
    format!(
        "<p>Payout {id}: {stage}.</p>\n\
         <p>Here a recipient would type the card to pay out to. In this sandbox, choose one with \
         <code>POST /control/payments/{id}/pay</code> and <code>{{\"card\":\"4671593866478252\"}}</code>, \
         or wait: recipients come by themselves.</p>"
    )
}

/// The page on which a user types a card to be saved.
pub(super) fn card_page(id: u64, is_saved: bool) -> String {
    let what = format!(
        "<p>Card page {id}: {}.</p>\n\
         <p>Here a user would type a card to be saved. In this sandbox, choose one with \
         <code>POST /control/payments/{id}/pay</code> and <code>{{\"card\":\"4716047261941981\"}}</code>, \
         or wait: users come by themselves.</p>",
        if is_saved { "saved" } else { "waiting" }
    );
    page("Save a card", &what)
}

/// The page of an address that nothing has.
pub(super) fn nothing() -> String {
    page("Nothing here", "<p>No payment, invoice, payout or card page has this address.</p>")
}

fn page(title: &str, body: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>{title}</title></head>\n\
         <body>\n<h1>{title}</h1>\n{body}\n</body>\n</html>\n"
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
