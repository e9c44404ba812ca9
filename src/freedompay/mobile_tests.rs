//! Mobile balance calls against captured shapes.

use url::Url;

use super::super::tests_support::{
    gateway_id, merchant, new_order, refuses_what_is_not_believable, reply, request_id, sends, signed_reply,
};
use super::*;

fn phone() -> Phone {
    Phone::new("+7 (707) 777-77-77").unwrap()
}

fn init() -> MobileInit {
    MobileInit { order: new_order(150_050), phone: phone(), idempotency: request_id(), testing: true }
}

fn pay() -> MobilePay {
    MobilePay { payment: gateway_id("700001"), phone: phone(), operator: Some(Operator::Tele2) }
}

fn approve() -> MobileApprove {
    MobileApprove { payment: gateway_id("700001"), code: Secret::new("077587") }
}

#[test]
fn a_phone_is_digits_with_a_country_code_and_shown_by_its_last_four() {
    assert_eq!(phone().expose(), "77077777777");
    assert_eq!(format!("{:?}", Phone::new("77001234567").unwrap()), "Phone(•••4567)");
    for text in ["", "7700123", "7700123456x", "7700123456789012", "٧٧٠٠١٢٣٤٥٦٧"] {
        assert!(Phone::new(text).is_err(), "{text}");
    }
}

#[test]
fn a_mobile_payment_is_created_by_the_same_script_with_the_phone_masked() {
    let request = sends(&init(), include_str!("../../tests/golden/mobile_init_request.txt"));
    assert!(request.shown.contains(&("pg_user_phone".to_owned(), "•••7777".to_owned())));
    assert!(request.hidden.iter().any(|secret| secret.expose() == "77077777777"));
    let body = include_str!("../../tests/golden/mobile_init_ok.xml");
    assert_eq!(
        init().decode(&merchant(), &reply(200, body)),
        Ok(HostedPage {
            gateway_id: gateway_id("700001"),
            page: Url::parse("https://customer.gateway.example/pay.html?customer=c0ffee").unwrap(),
        })
    );
    refuses_what_is_not_believable(&init());
}

#[test]
fn the_operator_charges_or_asks_for_a_code_and_unknown_words_are_pending() {
    let request = sends(&pay(), include_str!("../../tests/golden/mfs_pay_request.txt"));
    assert!(!format!("{:?}", request.shown).contains("77077777777"));
    let read = |body: &str| pay().decode(&merchant(), &reply(200, body));
    assert_eq!(read(include_str!("../../tests/golden/mfs_pay_ok.xml")), Ok(MobileReply::Charged));
    assert_eq!(read(include_str!("../../tests/golden/mfs_pay_need_approve.xml")), Ok(MobileReply::NeedsCode));
    let signed = |members: &str| pay().decode(&merchant(), &signed_reply("pay", members));
    let id = "<pg_payment_id>700001</pg_payment_id>";
    let odd = signed(&format!("<pg_status>failed</pg_status>{id}"));
    assert_eq!(odd, Ok(MobileReply::Pending("failed".to_owned())));
    for members in [
        "<pg_status>ok</pg_status>".to_owned(),
        id.to_owned(),
        "<pg_status>ok</pg_status><pg_payment_id>700002</pg_payment_id>".to_owned(),
    ] {
        assert!(matches!(signed(&members), Err(ReplyError::Lost(_))), "{members}");
    }
    refuses_what_is_not_believable(&pay());
}

#[test]
fn an_approval_code_is_a_secret() {
    let request = sends(&approve(), include_str!("../../tests/golden/mfs_approve_request.txt"));
    assert!(!format!("{:?} {request:?} {:?}", request.shown, approve()).contains("077587"));
    assert!(request.hidden.iter().any(|secret| secret.expose() == "077587"));
    let empty = MobileApprove { code: Secret::new(" "), ..approve() };
    assert_eq!(empty.encode(&merchant(), "abc").unwrap_err(), EncodeError::Empty("the approval code"));
    let read = |body: &str| approve().decode(&merchant(), &reply(200, body));
    assert_eq!(read(include_str!("../../tests/golden/mfs_approve_ok.xml")), Ok(MobileReply::Charged));
    let process = MobileReply::Pending("process".to_owned());
    assert_eq!(read(include_str!("../../tests/golden/mfs_approve_process.xml")), Ok(process));
    refuses_what_is_not_believable(&approve());
}

#[test]
fn every_operator_has_a_code_of_its_own() {
    let mut codes: Vec<_> = Operator::ALL.map(Operator::code).to_vec();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), Operator::ALL.len());
}
