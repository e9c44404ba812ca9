//! Saved cards against captured shapes.

use super::super::tests_support::{
    card_token, gateway_id, merchant, refuses_what_is_not_believable, reply, sends, signed_reply, user_id,
};
use super::*;

fn add() -> CardAdd {
    CardAdd {
        user: user_id(),
        back_link: "https://shop.example/back".to_owned(),
        post_link: "https://shop.example/post".to_owned(),
    }
}

fn list() -> CardList {
    CardList { user: user_id() }
}

fn remove() -> CardRemove {
    CardRemove { user: user_id(), token: card_token() }
}

#[test]
fn a_card_is_saved_on_a_page_for_purchases_or_for_payouts() {
    sends(&add(), include_str!("../../tests/golden/cardstorage_add_request.txt"));
    sends(&PayoutCardAdd(add()), include_str!("../../tests/golden/cardstoragepayout_add_request.txt"));
    let link =
        |storage| format!("https://customer.gateway.example/v1/merchant/123456/{storage}/view?pg_payment_id=c0ffee");
    let read =
        add().decode(&merchant(), &reply(200, include_str!("../../tests/golden/cardstorage_add_ok.xml"))).unwrap();
    assert_eq!((read.gateway_id, read.page.to_string()), (gateway_id("700001"), link("cardstorage")));
    let body = include_str!("../../tests/golden/cardstoragepayout_add_ok.xml");
    let read = PayoutCardAdd(add()).decode(&merchant(), &reply(200, body)).unwrap();
    assert_eq!((read.gateway_id, read.page.to_string()), (gateway_id("700001"), link("cardstoragepayout")));
    refuses_what_is_not_believable(&add());
    refuses_what_is_not_believable(&PayoutCardAdd(add()));
    let nowhere = CardAdd { post_link: String::new(), ..add() };
    assert!(matches!(nowhere.encode(&merchant(), "abc"), Err(EncodeError::Link(_))));
}

#[test]
fn cards_for_payouts_are_saved_with_the_merchant_secret() {
    let mut poor = merchant();
    poor.secrets.payout = None;
    assert!(PayoutCardAdd(add()).encode(&poor, "abc").is_ok());
}

#[test]
fn a_customer_has_no_card_one_card_or_many() {
    sends(&list(), include_str!("../../tests/golden/cardstorage_list_request.txt"));
    let read = |body: &str| list().decode(&merchant(), &reply(200, body)).unwrap();
    assert!(read(include_str!("../../tests/golden/cardstorage_list_empty.xml")).is_empty());
    assert_eq!(read(include_str!("../../tests/golden/cardstorage_list_one.xml")).len(), 1);
    let cards = read(include_str!("../../tests/golden/cardstorage_list_ok.xml"));
    let [first, second] = cards.as_slice() else { panic!("{cards:?}") };
    let fact = |label: &str, value: &str| (label.to_owned(), value.to_owned());
    assert_eq!((first.word.as_str(), first.mask.as_deref()), ("active", Some("5483-18XX-XXXX-0293")));
    assert_eq!(first.token.as_ref().map(CardToken::expose), Some(card_token().expose()));
    assert_eq!(first.profile.as_ref().map(Secret::expose), Some("10055120"));
    assert_eq!(
        first.facts,
        [
            fact("saved", "2026-11-20 12:00:00"),
            fact("bank", "freedom"),
            fact("brand", "mastercard"),
            fact("expiry month", "03"),
            fact("expiry year", "28"),
        ]
    );
    assert_eq!((second.mask.as_deref(), second.profile.is_none()), (Some("4405-64XX-XXXX-6150"), true));
    assert!(!format!("{cards:?}").contains("ef741cfc"));
    refuses_what_is_not_believable(&list());
}

#[test]
fn a_list_with_an_impossible_token_or_for_another_merchant_is_lost() {
    let read = |members: &str| {
        let list = format!("<card><pg_status>active</pg_status>{members}</card>");
        super::CardList { user: user_id() }.decode(&merchant(), &signed_reply("list", &list))
    };
    assert!(read("").is_ok());
    let what = "pg_card_token is not a card token".to_owned();
    let pan = read("<pg_card_token>4405645000006150</pg_card_token>");
    assert_eq!(pan.unwrap_err(), ReplyError::Lost(what));
    assert!(matches!(read("<pg_merchant_id>654321</pg_merchant_id>"), Err(ReplyError::Lost(_))));
}

#[test]
fn a_card_is_forgotten_when_the_reply_says_deleted_about_it() {
    let request = sends(&remove(), include_str!("../../tests/golden/cardstorage_remove_request.txt"));
    assert!(!format!("{:?}", request.shown).contains("ef741cfc"));
    let body = include_str!("../../tests/golden/cardstorage_remove_ok.xml");
    assert_eq!(remove().decode(&merchant(), &reply(200, body)), Ok(Accepted));
    let deleted = "<pg_status>deleted</pg_status>";
    for members in [
        "<pg_status>ok</pg_status>".to_owned(),
        "<card><pg_status>active</pg_status></card>".to_owned(),
        format!("<card>{deleted}<pg_card_token>another</pg_card_token></card>"),
        format!("<card>{deleted}</card><card>{deleted}</card>"),
    ] {
        let read = remove().decode(&merchant(), &signed_reply("remove", &members));
        assert!(matches!(&read, Err(ReplyError::Lost(what)) if !what.contains("another")), "{members}: {read:?}");
    }
    refuses_what_is_not_believable(&remove());
}
