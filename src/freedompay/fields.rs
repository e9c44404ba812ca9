//! Looking into the members of a reply: tolerant about what is missing, strict about money and ids.

use url::Url;

use super::call::ReplyError;
use super::signature::{Fields, Value};
use crate::domain::code::Failure;
use crate::domain::text::{clean, has_hostile, holds_card_number};
use crate::domain::{Currency, GatewayId, Money, OrderId};

/// The text of a member without white space around it; `None` when it is absent, empty or not a text. For words that
/// are shown only; what a rule depends on is read by [`leaf`].
#[must_use]
pub fn text<'a>(fields: &'a Fields, name: &str) -> Option<&'a str> {
    fields.iter().find(|(known, _)| known == name).and_then(|(_, value)| match value {
        Value::Text(text) => Some(text.trim()).filter(|text| !text.is_empty()),
        Value::List(_) | Value::Map(_) => None,
    })
}

/// Like [`text`], for what money depends on: a member that is there twice, or that is a group or a list where a text
/// belongs, makes the reply unbelievable rather than absent.
pub fn leaf<'a>(fields: &'a Fields, name: &str) -> Result<Option<&'a str>, ReplyError> {
    let mut values = fields.iter().filter(|(known, _)| known == name).map(|(_, value)| value);
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(Value::Text(text)), None) => Ok(Some(text.trim()).filter(|text| !text.is_empty())),
        (Some(Value::List(_) | Value::Map(_)), None) => Err(ReplyError::Lost(format!("{name} is not a text"))),
        (Some(_), Some(_)) => Err(ReplyError::Lost(format!("{name} is there twice"))),
    }
}

/// The text of a member that the reply must have.
pub fn required<'a>(fields: &'a Fields, name: &str) -> Result<&'a str, ReplyError> {
    leaf(fields, name)?.ok_or_else(|| missing(name))
}

fn missing(name: &str) -> ReplyError {
    ReplyError::Lost(format!("{name} is missing"))
}

/// The nested members under a name; one item, many items or a list read alike, and what is no group is left out. For
/// signed replies; in others it could be a refund that is left out, and [`groups`] says so.
#[must_use]
pub fn children<'a>(fields: &'a Fields, name: &str) -> Vec<&'a Fields> {
    fn collect<'a>(value: &'a Value, found: &mut Vec<&'a Fields>) {
        match value {
            Value::Map(members) => found.push(members),
            Value::List(items) => items.iter().for_each(|item| collect(item, found)),
            Value::Text(_) => {}
        }
    }
    let mut found = Vec::new();
    for (_, value) in fields.iter().filter(|(known, _)| known == name) {
        collect(value, &mut found);
    }
    found
}

/// Like [`children`], but a text where a group belongs makes the reply unbelievable. An empty element is no item.
pub fn groups<'a>(fields: &'a Fields, name: &str) -> Result<Vec<&'a Fields>, ReplyError> {
    fn holds_text(value: &Value) -> bool {
        match value {
            Value::Text(text) => !text.trim().is_empty(),
            Value::List(items) => items.iter().any(holds_text),
            Value::Map(_) => false,
        }
    }
    if fields.iter().any(|(known, value)| known == name && holds_text(value)) {
        return Err(ReplyError::Lost(format!("{name} is a text and no group of members")));
    }
    Ok(children(fields, name))
}

/// Like [`groups`], of a name that the reply must have; it may hold nothing.
pub fn required_groups<'a>(fields: &'a Fields, name: &str) -> Result<Vec<&'a Fields>, ReplyError> {
    if fields.iter().any(|(known, _)| known == name) { groups(fields, name) } else { Err(missing(name)) }
}

/// The nested members of a name that is there once at most; two of them make the reply unbelievable.
pub fn one<'a>(fields: &'a Fields, name: &str) -> Result<Option<&'a Fields>, ReplyError> {
    match groups(fields, name)?.as_slice() {
        [] => Ok(None),
        [only] => Ok(Some(only)),
        _ => Err(ReplyError::Lost(format!("{name} is there twice"))),
    }
}

/// An amount with its sign. One that does not parse makes the reply unbelievable; it is never guessed.
pub fn amount(fields: &Fields, name: &str, currency: Currency) -> Result<Option<Money>, ReplyError> {
    leaf(fields, name)?
        .map(|text| {
            Money::from_wire(text, currency)
                .map_err(|error| ReplyError::Lost(format!("{name} is {:?}, not an amount: {error}", clean(text))))
        })
        .transpose()
}

/// An amount that cannot be negative.
pub fn unsigned_amount(fields: &Fields, name: &str, currency: Currency) -> Result<Option<Money>, ReplyError> {
    match amount(fields, name, currency)? {
        Some(money) if money.minor() < 0 => Err(ReplyError::Lost(format!("{name} is negative"))),
        other => Ok(other),
    }
}

/// The currency that a reply names, else `default`. One that the desk does not keep makes the reply unbelievable.
pub fn currency(fields: &Fields, name: &str, default: Currency) -> Result<Currency, ReplyError> {
    leaf(fields, name)?.map_or(Ok(default), |code| {
        Currency::from_code(code)
            .ok_or_else(|| ReplyError::Lost(format!("{name} is {:?}, a currency that is not kept here", clean(code))))
    })
}

/// The provider's id; 0 is its way to say that there is none.
pub fn gateway_id(fields: &Fields, name: &str) -> Result<Option<GatewayId>, ReplyError> {
    leaf(fields, name)?
        .filter(|text| *text != "0")
        .map(|text| GatewayId::new(text).map_err(|error| ReplyError::Lost(format!("{name}: {error}"))))
        .transpose()
}

/// A link that a person may be sent to: a web page, without anything hostile and without a card number.
#[must_use]
pub fn link(text: &str) -> Option<Url> {
    Url::parse(text).ok().filter(|url| {
        matches!(url.scheme(), "https" | "http") && !has_hostile(text) && !holds_card_number(url.as_str())
    })
}

/// The merchant's order number, as far as the reply has a usable one.
#[must_use]
pub fn order_id(fields: &Fields, name: &str) -> Option<OrderId> {
    text(fields, name).and_then(|text| OrderId::new(text).ok())
}

/// Refuses a reply that is about something else: a genuine but old reply must not pass as the answer to this call.
/// Ids that the provider types as integers may have lost leading zeros. An absent member is fine.
pub fn same(fields: &Fields, name: &str, asked: &str) -> Result<(), ReplyError> {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let bare = |text: &str| text.trim_start_matches('0').to_owned();
    match leaf(fields, name)? {
        Some(got) if got != asked && !(digits(got) && digits(asked) && bare(got) == bare(asked)) => {
            Err(ReplyError::Lost(format!("{name} is {:?}, asked was {asked:?}", clean(got))))
        }
        Some(_) | None => Ok(()),
    }
}

/// Like [`same`], for a value that is a secret: the error names the member and repeats no value.
pub fn same_secret(fields: &Fields, name: &str, asked: &str) -> Result<(), ReplyError> {
    match leaf(fields, name)? {
        Some(got) if got != asked => Err(ReplyError::Lost(format!("{name} is not the one that was sent"))),
        Some(_) | None => Ok(()),
    }
}

/// A yes or no; any word but the documented ones makes the reply unbelievable.
pub fn flag(fields: &Fields, name: &str) -> Result<Option<bool>, ReplyError> {
    match leaf(fields, name)? {
        None => Ok(None),
        Some("1" | "true") => Ok(Some(true)),
        Some("0" | "false") => Ok(Some(false)),
        Some(other) => Err(ReplyError::Lost(format!("{name} is {:?}", clean(other)))),
    }
}

/// A code with its text, under the first name that the reply has. A code that is no number reads as 0, which is
/// ambiguous by definition.
#[must_use]
pub fn failure(fields: &Fields, codes: &[&str], texts: &[&str]) -> Option<Failure> {
    let code = codes.iter().find_map(|name| text(fields, name));
    let words = texts.iter().find_map(|name| text(fields, name)).map(clean);
    let code = code.map(|code| code.parse().unwrap_or(0)).filter(|code| *code != 0 || words.is_some());
    match (code, words) {
        (None, None) => None,
        (code, words) => Some(Failure { code: code.unwrap_or(0), text: words.unwrap_or_default() }),
    }
}

#[cfg(test)]
mod tests {
    use super::super::xml;
    use super::*;

    fn fields(members: &str) -> Fields {
        xml::read(format!("<response>{members}</response>").as_bytes()).unwrap()
    }

    #[test]
    fn amounts_are_exact_or_the_reply_is_lost() {
        let fields = fields("<a> 20.50 </a><b>-1</b><c>1,5</c><d/><e>10000000000000.01</e>");
        let kzt = |minor| Some(Money::from_minor(minor, Currency::Kzt));
        assert_eq!(amount(&fields, "a", Currency::Kzt), Ok(kzt(2_050)));
        assert_eq!(amount(&fields, "b", Currency::Kzt), Ok(kzt(-100)));
        assert_eq!(unsigned_amount(&fields, "b", Currency::Kzt), Err(ReplyError::Lost("b is negative".to_owned())));
        assert!(matches!(amount(&fields, "c", Currency::Kzt), Err(ReplyError::Lost(_))));
        assert_eq!(amount(&fields, "d", Currency::Kzt), Ok(None));
        let unbelievable = "e is \"10000000000000.01\", not an amount: larger than any amount that is kept (1000000000000000 minor units)";
        assert_eq!(amount(&fields, "e", Currency::Kzt), Err(ReplyError::Lost(unbelievable.to_owned())));
        assert!(matches!(currency(&fields, "c", Currency::Kzt), Err(ReplyError::Lost(_))));
    }

    #[test]
    fn one_item_and_many_items_read_alike() {
        let count = |members: &str| groups(&fields(members), "l").map(|found| found.len());
        assert_eq!(count("<l><v>1</v></l>"), Ok(1));
        assert_eq!(count("<l><v>1</v></l><l><v>2</v></l>"), Ok(2));
        assert_eq!(count("<l/>"), Ok(0));
        let listed = vec![("l".to_owned(), Value::List(vec![Value::Map(Vec::new()), Value::Map(Vec::new())]))];
        assert_eq!(groups(&listed, "l").map(|found| found.len()), Ok(2));
    }

    #[test]
    fn what_could_be_read_in_two_ways_is_lost_and_names_the_member() {
        let lost = |what: &str| ReplyError::Lost(what.to_owned());
        let members = fields("<a>1</a><a>2</a><b><c>1</c></b><d>1</d><d><e>1</e></d><g><v>1</v></g><g><v>2</v></g>");
        assert_eq!(amount(&members, "a", Currency::Kzt), Err(lost("a is there twice")));
        assert_eq!(required(&members, "a"), Err(lost("a is there twice")));
        assert_eq!(same(&members, "a", "1"), Err(lost("a is there twice")));
        assert_eq!(amount(&members, "b", Currency::Kzt), Err(lost("b is not a text")));
        assert_eq!(gateway_id(&members, "d"), Err(lost("d is there twice")));
        assert_eq!(flag(&members, "b"), Err(lost("b is not a text")));
        assert_eq!(one(&members, "g"), Err(lost("g is there twice")));
        assert_eq!(groups(&members, "a"), Err(lost("a is a text and no group of members")));
        assert_eq!(required_groups(&members, "x"), Err(lost("x is missing")));
        assert_eq!(one(&members, "b").map(|found| found.is_some()), Ok(true));
        assert_eq!(one(&members, "x"), Ok(None));
    }

    #[test]
    fn a_reply_about_another_payment_is_lost() {
        let fields = fields("<id>00102</id>");
        assert_eq!(same(&fields, "id", "102"), Ok(()));
        assert_eq!(same(&fields, "id", "00102"), Ok(()));
        assert_eq!(same(&fields, "absent", "1"), Ok(()));
        assert!(same(&fields, "id", "1020").is_err());
        assert!(same(&fields, "id", "A-102").is_err());
    }

    #[test]
    fn a_code_that_is_no_number_is_zero_and_its_text_is_harmless() {
        let some = |code, text: &str| Some(Failure { code, text: text.to_owned() });
        let read = |members: &str| failure(&fields(members), &["c", "d"], &["t"]);
        assert_eq!(read("<d>11068</d><t>a\u{202e}b</t>"), some(11_068, "a·b"));
        assert_eq!(read("<c>x</c><t>y</t>"), some(0, "y"));
        assert_eq!(read("<t>y</t>"), some(0, "y"));
        assert_eq!(read("<c>0</c><t/>"), None);
        assert_eq!(read(""), None);
    }
}
