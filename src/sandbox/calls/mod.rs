//! The calls, one file a family, and what the `pg_sig` families share: who calls, is the signature right, how is the
//! answer signed. Source: `spec/merchant.md` 1.5, `spec/payout-invoice-gateway.md` 0.

mod after;
mod callbacks;
mod card_api;
mod card_reads;
mod card_storage;
mod direct;
mod direct_payout;
mod gateway_async;
mod gift;
mod invoice;
mod invoice_reads;
mod mobile;
mod page;
mod partner;
mod payout;
mod purchase;
mod recurring;
mod saved_card;
mod status;
mod status_v2;
mod sync_gateway;

use super::codes::{self, Refused};
use super::field::{self, Field};
use super::gateway::Gateway;
use super::http::{Request, Response};
use super::{body, pg_sig, time_text, xml};
use crate::domain::{Currency, Money};

/// The paths that can be called, for control calls that name one; `{id}` is the merchant.
pub(super) const PATHS: [&str; 49] = [
    "/init_payment.php",
    "/get_status3.php",
    "/do_capture.php",
    "/revoke.php",
    "/cancel.php",
    "/v1/merchant/{id}/card/init",
    "/v1/merchant/{id}/card/pay",
    "/v1/merchant/{id}/card/direct",
    "/v1/merchant/{id}/cardstorage/add",
    "/v1/merchant/{id}/cardstorage/list",
    "/v1/merchant/{id}/cardstorage/remove",
    "/v1/merchant/{id}/cardstoragepayout/add",
    "/make_recurring_payment.php",
    "/mfs/pay",
    "/mfs/approve",
    "/g2g/status_v2",
    "/g2g/refund",
    "/g2g/clearing",
    "/g2g/cancel",
    "/g2g/recurrent",
    "/g2g/payout_status2",
    "/g2g/balance_status",
    "/v5/merchant/invoice/init",
    "/v5/merchant/invoice/pay",
    "/api/reg2nonreg",
    "/api/reg2reg",
    "/api/to_iban",
    "/get_status2.php",
    "/api/payment_status",
    "/api/payment_status2",
    "/api/balance_status",
    "/v5/merchant/invoice/info",
    "/v5/merchant/invoice/status",
    "/v5/merchant/invoice/create",
    "/v5/g2g/create",
    "/v5/g2g/read",
    "/v5/g2g/edit",
    "/v5/card-api/transaction/info",
    "/v5/card-api/card/statement",
    "/v5/card-api/card/statement_extended",
    "/v5/card-api/limits/list",
    "/v5/cards/activate_card",
    "/v5/partner/wallet/statement",
    "/api/v5/partner/settlement-partitions/{id}/status",
    "/v5/partner/settlement-partitions/{id}/batch-statuses",
    "/v5/card-api/transaction/clearing",
    "/v5/card-api/transaction/refund",
    "/v5/card-api/request/status",
    "/status/healthcheck",
];

/// Sends a request to its call.
pub(super) fn route(gateway: &mut Gateway, request: &Request) -> Response {
    use Family::{Gateway as Sync, GatewayPayout as SyncPayout, Payout, Purchase, SavedCard};
    match request.path.as_str() {
        // The names without `.php` work as well, and are signed as they are called. Source: `spec/merchant.md` 1.3.
        "/init_payment.php" | "/init_payment" => signed(gateway, request, &Purchase, purchase::init),
        "/get_status3.php" | "/get_status3" => signed(gateway, request, &Purchase, status::get),
        "/do_capture.php" | "/do_capture" => signed(gateway, request, &Purchase, after::capture),
        "/revoke.php" | "/revoke" => signed(gateway, request, &Purchase, after::revoke),
        "/cancel.php" | "/cancel" => signed(gateway, request, &Purchase, after::cancel),
        "/make_recurring_payment.php" | "/make_recurring_payment" => {
            signed(gateway, request, &Purchase, recurring::make)
        }
        "/mfs/pay" => signed(gateway, request, &Purchase, mobile::pay),
        "/mfs/approve" => signed(gateway, request, &Purchase, mobile::approve),
        "/g2g/status_v2" => signed(gateway, request, &Sync, status_v2::get),
        "/g2g/refund" => signed(gateway, request, &Sync, sync_gateway::refund),
        "/g2g/clearing" => signed(gateway, request, &Sync, sync_gateway::clearing),
        "/g2g/cancel" => signed(gateway, request, &Sync, sync_gateway::cancel),
        "/g2g/recurrent" => signed(gateway, request, &Sync, recurring::recurrent),
        "/g2g/payout_status2" => signed(gateway, request, &SyncPayout, sync_gateway::payout_status),
        "/g2g/balance_status" => signed(gateway, request, &SyncPayout, sync_gateway::balance),
        "/get_status2.php" | "/get_status2" => signed(gateway, request, &Payout, payout::by_order),
        "/api/reg2reg" => signed(gateway, request, &Payout, direct_payout::to_card),
        "/api/to_iban" => signed(gateway, request, &Payout, direct_payout::to_account),
        "/api/reg2nonreg" => signed(gateway, request, &Payout, payout::create),
        "/api/payment_status" => signed(gateway, request, &Payout, payout::status),
        "/api/payment_status2" => signed(gateway, request, &Payout, payout::status2),
        "/api/balance_status" => signed(gateway, request, &Payout, payout::balance),
        "/v5/merchant/invoice/init" => posted(gateway, request, invoice::init),
        "/v5/merchant/invoice/pay" => posted(gateway, request, invoice::pay),
        "/v5/merchant/invoice/info" => posted(gateway, request, invoice_reads::info),
        "/v5/merchant/invoice/status" => posted(gateway, request, invoice_reads::status),
        "/v5/merchant/invoice/create" => posted(gateway, request, invoice_reads::create),
        "/v5/g2g/create" => posted(gateway, request, gateway_async::create),
        "/v5/g2g/read" => posted(gateway, request, gateway_async::read),
        "/v5/g2g/edit" => posted(gateway, request, gateway_async::edit),
        "/v5/card-api/transaction/info" => posted(gateway, request, card_reads::info),
        "/v5/card-api/card/statement" => posted(gateway, request, card_reads::statement),
        "/v5/card-api/card/statement_extended" => posted(gateway, request, card_reads::statement_extended),
        "/v5/card-api/limits/list" => posted(gateway, request, card_reads::limits),
        "/v5/cards/activate_card" => posted(gateway, request, gift::activate),
        "/v5/partner/wallet/statement" => posted(gateway, request, partner::wallet),
        "/v5/card-api/transaction/clearing" => posted(gateway, request, card_api::clearing),
        "/v5/card-api/transaction/refund" => posted(gateway, request, card_api::refund),
        "/v5/card-api/request/status" => posted(gateway, request, card_api::status),
        "/pay.html" => page::show(gateway, request),
        "/status/healthcheck" => health(gateway),
        path if path.contains("/settlement-partitions/") => partition(gateway, request, path),
        path => match path.strip_prefix("/v1/merchant/").and_then(|rest| rest.split_once('/')) {
            Some((id, "card/init")) => signed(gateway, request, &SavedCard(id), saved_card::init),
            Some((id, "card/pay")) => signed(gateway, request, &SavedCard(id), saved_card::pay),
            Some((id, "card/direct")) => signed(gateway, request, &SavedCard(id), direct::direct),
            // Pages of the reference in Russian know both names. `cardstoragepayout/add2` does not exist.
            Some((id, "cardstorage/add" | "cardstorage/add2")) => {
                signed(gateway, request, &SavedCard(id), card_storage::add)
            }
            Some((id, "cardstorage/list")) => signed(gateway, request, &SavedCard(id), card_storage::list),
            Some((id, "cardstorage/remove")) => signed(gateway, request, &SavedCard(id), card_storage::remove),
            Some((id, "cardstoragepayout/add")) => {
                signed(gateway, request, &SavedCard(id), card_storage::add_for_payouts)
            }
            Some((_, "cardstorage/view" | "cardstoragepayout/view")) => card_storage::view(gateway, request),
            _ => Response::error(404, "there is no such call in this sandbox"),
        },
    }
}

/// The two reads of the settlement account, whose paths differ in more than their last part.
fn partition(gateway: &mut Gateway, request: &Request, path: &str) -> Response {
    let id = |prefix: &str, suffix: &str| path.strip_prefix(prefix).and_then(|rest| rest.strip_suffix(suffix));
    let one = id("/api/v5/partner/settlement-partitions/", "/status");
    match (one, id("/v5/partner/settlement-partitions/", "/batch-statuses")) {
        (Some(id), _) => partner::settlement(gateway, request, id, false),
        (None, Some(id)) => partner::settlement(gateway, request, id, true),
        (None, None) => Response::error(404, "there is no such call in this sandbox"),
    }
}

/// Who checks the signature, and how a wrong one is answered.
enum Family<'a> {
    /// `*.php`: the merchant's secret; a wrong signature is 9998 in an ordinary reply.
    Purchase,
    /// `/api/*`: the payout secret. Source: `spec/README.md`, decision 9.
    Payout,
    /// `/v1/merchant/{id}/*`: the merchant's secret; a wrong signature is HTTP 401 and 1100.
    SavedCard(&'a str),
    /// `/g2g/*`: the merchant's secret; a wrong signature is 1100 in an ordinary reply.
    /// Source: `spec/payout-invoice-gateway.md` 5.
    Gateway,
    /// `/g2g/*` of payouts: as above, with the payout secret.
    GatewayPayout,
}

/// What a call answers.
enum Answer {
    /// Fields below `<response>`.
    Fields(Vec<Field>),
    /// Fields that have their salts already.
    Salted(Vec<Field>),
    /// Fields below another root.
    Rooted(&'static str, Vec<Field>),
    /// A page.
    Page(String),
}

/// A request whose signature is right.
struct Call<'a> {
    script: &'a str,
    fields: Vec<Field>,
}

impl Call<'_> {
    /// The text of a field; an empty one counts as absent.
    fn text(&self, name: &str) -> Option<&str> {
        field::text(&self.fields, name).filter(|text| !text.is_empty())
    }

    fn required(&self, name: &str) -> Result<&str, Refused> {
        self.text(name).ok_or_else(|| Refused::invalid(format!("{name} is missing")))
    }

    /// A required text of at most `max` characters.
    fn bounded(&self, name: &str, max: usize) -> Result<String, Refused> {
        let text = self.required(name)?;
        if text.chars().count() > max {
            return Err(Refused::invalid(format!("{name} is longer than {max} characters")));
        }
        Ok(text.to_owned())
    }

    /// A required amount that is more than nothing.
    fn amount(&self, name: &str, currency: Currency) -> Result<Money, Refused> {
        let text = self.required(name)?;
        Money::parse(text, currency).map_err(|why| Refused::invalid(format!("{name}: {why}")))
    }

    /// An optional whole number within bounds.
    fn number(&self, name: &str, from: u64, to: u64) -> Result<Option<u64>, Refused> {
        self.text(name)
            .map(|text| {
                text.parse()
                    .ok()
                    .filter(|number| (from..=to).contains(number))
                    .ok_or_else(|| Refused::invalid(format!("{name} has to be a number within {from} and {to}")))
            })
            .transpose()
    }

    /// An optional id of the gateway.
    fn id(&self, name: &str) -> Result<Option<u64>, Refused> {
        let id = |text: &str| text.parse().map_err(|_| Refused::invalid(format!("{name} has to be a whole number")));
        self.text(name).map(id).transpose()
    }

    /// A currency, when it is given, has to be the merchant's.
    fn check_currency(&self, currency: Currency) -> Result<(), Refused> {
        match self.text("pg_currency") {
            Some(code) if Currency::from_code(code) != Some(currency) => {
                Err(Refused::invalid(format!("pg_currency: this merchant takes {currency} only")))
            }
            _ => Ok(()),
        }
    }

    /// A required user id of the merchant's shop. Source: `spec/merchant.md` 3.4.
    fn user_id(&self) -> Result<&str, Refused> {
        let user = self.required("pg_user_id")?;
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        if user.len() > 50 || !user.chars().all(fits) {
            return Err(Refused::invalid("pg_user_id takes at most 50 Latin letters, digits, _ and -"));
        }
        Ok(user)
    }
}

type Handler = fn(&mut Gateway, &Call<'_>) -> Result<Answer, Refused>;

/// A call of a `pg_sig` family: checks who calls, and signs the answer.
fn signed(gateway: &mut Gateway, request: &Request, family: &Family<'_>, handler: Handler) -> Response {
    if !matches!(request.method.as_str(), "GET" | "POST") {
        return Response::error(405, "use POST");
    }
    let secret = match family {
        Family::Purchase | Family::SavedCard(_) | Family::Gateway => gateway.credentials.secret_key.clone(),
        Family::Payout | Family::GatewayPayout => gateway.credentials.payout_secret_key.clone(),
    };
    let root = root(gateway, request);
    let script = request.script();
    let fields = match body::fields(request) {
        Ok(fields) => fields,
        Err(why) => return unsigned(gateway, root, 200, &Refused::invalid(why)),
    };
    let merchant = gateway.credentials.merchant_id.as_str();
    let path_fits = !matches!(family, Family::SavedCard(id) if *id != merchant);
    if field::text(&fields, "pg_merchant_id") != Some(merchant) || !path_fits {
        return unsigned(gateway, root, 200, &Refused::new(codes::WRONG_MERCHANT));
    }
    let salted = field::text(&fields, "pg_salt").is_some_and(|salt| !salt.is_empty());
    if !salted || !pg_sig::verify(script, &fields, &secret) {
        let (status, code) = match family {
            Family::Purchase | Family::Payout => (200, codes::WRONG_SIGNATURE),
            Family::Gateway | Family::GatewayPayout => (200, codes::WRONG_SIGNATURE_V1),
            Family::SavedCard(_) => (401, codes::WRONG_SIGNATURE_V1),
        };
        return unsigned(gateway, root, status, &Refused::new(code));
    }
    let call = Call { script, fields };
    let answer = gateway.check_refusal().and_then(|()| handler(gateway, &call));
    let (root, mut fields, is_salted) = match answer {
        Ok(Answer::Page(page)) => return Response::html(200, page),
        Ok(Answer::Fields(fields)) => (root, fields, false),
        Ok(Answer::Salted(fields)) => (root, fields, true),
        Ok(Answer::Rooted(root, fields)) => (root, fields, false),
        // The real gateway leaves this one answer unsigned. Source: `spec/payout-invoice-gateway.md` 0.
        Err(refused) if refused.code == codes::NOT_FOUND => return unsigned(gateway, root, 200, &refused),
        Err(refused) => (root, error_fields(gateway, &refused), false),
    };
    if !is_salted {
        fields.push(Field::text("pg_salt", gateway.salt()));
    }
    let signature = pg_sig::sign(script, &fields, &secret);
    fields.push(Field::text("pg_sig", signature));
    Response::xml(200, xml::document(root, &fields))
}

/// What replies are wrapped in. Real ones have `<response>`; samples that were generated for the reference print
/// `<root>`, and a client has to take both. Source: `spec/merchant.md` 0.3.
fn root(gateway: &Gateway, request: &Request) -> &'static str {
    if gateway.config.rooted || request.header("X-Sandbox-Root") == Some("root") { "root" } else { "response" }
}

fn error_fields(gateway: &Gateway, refused: &Refused) -> Vec<Field> {
    vec![
        Field::text("pg_status", "error"),
        Field::text("pg_error_code", refused.code.to_string()),
        Field::text("pg_error_description", refused.text.as_ref()),
        Field::text("pg_datetime", time_text::utc(gateway.now)),
    ]
}

fn unsigned(gateway: &Gateway, root: &str, status: u16, refused: &Refused) -> Response {
    Response::xml(status, xml::document(root, &error_fields(gateway, refused)))
}

/// A call that takes POST only.
fn posted(gateway: &mut Gateway, request: &Request, handler: fn(&mut Gateway, &Request) -> Response) -> Response {
    if request.method == "POST" { handler(gateway, request) } else { Response::error(405, "use POST") }
}

/// Runs a creation once for each idempotency key of a call; a repetition gets the first answer, which is kept only
/// when something was created. Source: `spec/README.md`, decision 10.
fn once(
    gateway: &mut Gateway,
    call: &Call<'_>,
    create: impl FnOnce(&mut Gateway) -> Result<Vec<Field>, Refused>,
) -> Result<Answer, Refused> {
    let Some(key) = call.text("pg_idempotency_key") else { return create(gateway).map(Answer::Fields) };
    if key.chars().count() > 255 {
        return Err(Refused::invalid("pg_idempotency_key is longer than 255 characters"));
    }
    let key = (call.script.trim_end_matches(".php").to_owned(), key.to_owned());
    if let Some(first) = gateway.idempotent.get(&key) {
        return Ok(Answer::Fields(first.clone()));
    }
    let fields = create(gateway)?;
    gateway.idempotent.insert(key, fields.clone());
    Ok(Answer::Fields(fields))
}

/// `GET /status/healthcheck`. Source: `spec/payout-invoice-gateway.md` 0.
fn health(gateway: &Gateway) -> Response {
    Response::json(200, &serde_json::json!({ "status": "ok", "time": time_text::utc(gateway.now) }))
}
