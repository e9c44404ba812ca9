//! What is hidden while others look at the screen: amounts, orders, customers and what was bought. Whoever draws one of
//! them says so ([`veiled`], [`named`], [`money`]); the painter asks the [`Mask`] for every text besides, so that a name in
//! somebody's sentence is found as well. Dialogs that move money are shown as they are, and cannot be opened meanwhile:
//! nobody confirms an amount that is not seen.

use std::borrow::Cow;
use std::ops::Range;

use super::layout;
use super::model::{List, Model};
use super::text::width;
use crate::domain::{Currency, Money, Record};
use crate::ledger::Operation;

/// What stands for an amount, whatever its size.
const HIDDEN: &str = "••••";

/// Members of documents, and labels, whose values are hidden.
const MEMBERS: [&str; 13] = [
    "amount",
    "sum",
    "balance",
    "order",
    "customer",
    "user",
    "phone",
    "email",
    "description",
    "name",
    "address",
    "card",
    "for",
];

/// A text that others may not read at all.
pub fn veiled(model: &Model, text: &str) -> String {
    if model.privacy { dots(&crate::domain::text::clean(text)) } else { text.to_owned() }
}

/// A name of which others may see the ends.
pub fn named(model: &Model, name: &str) -> String {
    if model.privacy { ends(name) } else { name.to_owned() }
}

/// A name of which only the ends are told: the operator knows which one it is.
pub fn ends(name: &str) -> String {
    let name = crate::domain::text::clean(name);
    let hidden = inner(&name);
    let shown = |(at, c): (usize, char)| if hidden.contains(&at) { dot(c) } else { c.to_string() };
    name.char_indices().map(shown).collect()
}

/// An amount with its currency. All amounts look alike to others, however large they are and wherever a line breaks.
pub fn money(model: &Model, money: Money) -> String {
    if model.privacy { format!("{HIDDEN} {}", money.currency().code()) } else { money.to_string() }
}

/// An amount without its currency.
pub fn grouped(model: &Model, money: Money) -> String {
    if model.privacy { HIDDEN.to_owned() } else { money.grouped() }
}

/// A text without the amounts in it.
pub fn without_amounts(text: &str) -> Cow<'_, str> {
    amounts(text).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// Others begin to look, or no longer do. What may not be seen by them is closed.
pub fn set(model: &mut Model, on: bool) {
    model.privacy = on;
    if on {
        // A camera reads what is behind a page's code.
        model.qr = None;
    }
}

/// A text that must not be read.
struct Secret {
    text: String,
    /// The bytes of it that are hidden.
    hidden: Range<usize>,
}

/// What is hidden in a frame, wherever it stands in a text.
pub struct Mask {
    /// Secrets by how they begin, so that a text is looked through once for all of them.
    secrets: Vec<Vec<Secret>>,
    /// What is long enough to be drawn piece by piece, one a line.
    long: String,
}

/// Places for how a secret begins; several may share one.
const BEGINNINGS: usize = 1_024;

impl Default for Mask {
    fn default() -> Self {
        Self { secrets: std::iter::repeat_with(Vec::new).take(BEGINNINGS).collect(), long: String::new() }
    }
}

impl Mask {
    /// What has to be hidden of what is on screen, if anything.
    pub fn of(model: &Model) -> Option<Self> {
        if !model.privacy {
            return None;
        }
        let mut mask = Self::default();
        let height = layout::list_height(model);
        match model.screen.list() {
            List::Records(kind) => model.pane(kind).visible(height).iter().for_each(|record| mask.record(record)),
            List::Operations => {
                model.operations_in_front().visible(height).iter().for_each(|operation| mask.operation(operation));
            }
            List::Codes | List::Overview => {}
        }
        model.subject_id().and_then(|id| model.known(id)).into_iter().for_each(|record| mask.front(record));
        model.operation().into_iter().for_each(|operation| mask.operation(operation));
        let inquired = model.inquiry.and_then(|view| model.inquiry_of(view.operation));
        if let Some(inquiry) = inquired {
            mask.front(&inquiry.record);
        }
        Some(mask)
    }

    fn record(&mut self, record: &Record) {
        self.add(&record.name(), true);
        record.order_id.iter().for_each(|order| self.add(&order.to_string(), true));
        record.customer.iter().chain([&record.description]).for_each(|text| self.add(text, false));
    }

    /// The record that is shown with all that is known of it.
    fn front(&mut self, record: &Record) {
        self.record(record);
        record.page.iter().chain(record.facts.iter().map(|(_, value)| value)).for_each(|text| self.add(text, false));
        let order = record.order_id.as_ref().map(ToString::to_string);
        let name = record.name();
        let texts = record.customer.iter().chain(&record.page).chain(record.facts.iter().map(|(_, value)| value));
        texts.chain(&order).chain([&name, &record.description]).for_each(|text| self.add_long(text));
    }

    fn operation(&mut self, operation: &Operation) {
        self.add(&operation.record_name, true);
        operation.page.iter().for_each(|page| {
            self.add(page, false);
            self.add_long(page);
        });
    }

    /// A text that is drawn is made harmless first, and so is what is looked for in it.
    fn add(&mut self, text: &str, ends: bool) {
        let text = crate::domain::text::clean(text);
        // Rows repeat each other's descriptions.
        if text.chars().nth(1).is_some()
            && let Some(alike) = place(text.as_bytes()).and_then(|place| self.secrets.get_mut(place))
            && alike.iter().all(|secret| secret.text != text)
        {
            let hidden = if ends { inner(&text) } else { 0..text.len() };
            alike.push(Secret { text, hidden });
        }
    }

    fn add_long(&mut self, text: &str) {
        self.long.push('\n');
        self.long.push_str(&crate::domain::text::clean(text));
    }

    /// The text as others may see it; it takes as many columns as before.
    pub fn hide<'t>(&self, text: &'t str) -> Cow<'t, str> {
        // A single sign tells nothing, and borders are made of them.
        if text.chars().nth(1).is_none() {
            return Cow::Borrowed(text);
        }
        if self.is_piece(text.trim_end_matches('…')) {
            return Cow::Owned(dots(text));
        }
        let mut shown = self.covered(text).map_or(Cow::Borrowed(text), Cow::Owned);
        if let Some(hidden) = members(&shown) {
            shown = Cow::Owned(hidden);
        }
        amounts(&shown).map_or(shown, Cow::Owned)
    }

    /// The text without the secrets in it, wherever they overlap; `None` when it has none.
    fn covered(&self, text: &str) -> Option<String> {
        let bytes = text.as_bytes();
        let mut hidden: Vec<Range<usize>> = Vec::new();
        for at in 0..bytes.len() {
            let rest = bytes.get(at..)?;
            let alike = place(rest).and_then(|place| self.secrets.get(place));
            for secret in alike.into_iter().flatten().filter(|secret| rest.starts_with(secret.text.as_bytes())) {
                hidden.push(at + secret.hidden.start..at + secret.hidden.end);
            }
        }
        let is_hidden = |at: &usize| hidden.iter().any(|range| range.contains(at));
        let shown = |(at, c): (usize, char)| if is_hidden(&at) { dot(c) } else { c.to_string() };
        (!hidden.is_empty()).then(|| text.char_indices().map(shown).collect())
    }

    /// Whether a text is a part of a longer one: what is too long for a line is drawn piece by piece.
    fn is_piece(&self, text: &str) -> bool {
        text.len() > 1
            && !text.starts_with(' ')
            && !text.ends_with(' ')
            && self.long.contains(text)
            && self.long.lines().all(|whole| whole != text)
    }

    /// Whether the value behind this label is hidden whatever it is.
    pub fn hides_after(label: &str) -> bool {
        let label = label.trim_matches(|c: char| !c.is_alphanumeric() && c != '_');
        is_member(label) || (label.len() < 40 && !label.contains(' ') && label.split('_').any(is_member))
    }
}

fn is_member(word: &str) -> bool {
    MEMBERS.iter().any(|member| word.eq_ignore_ascii_case(member))
}

/// The place of secrets that begin like this.
fn place(text: &[u8]) -> Option<usize> {
    let (first, second) = (text.first()?, text.get(1)?);
    Some((usize::from(*first) * 31 + usize::from(*second)) % BEGINNINGS)
}

/// The bytes of a name between its ends.
fn inner(name: &str) -> Range<usize> {
    let count = name.chars().count();
    let keep = (count / 3).min(2);
    let place = |nth| name.char_indices().nth(nth).map_or(name.len(), |(at, _)| at);
    place(keep)..place(count - keep)
}

/// Every character as dots of its width.
pub fn dots(text: &str) -> String {
    text.chars().map(dot).collect()
}

fn dot(c: char) -> String {
    if c == ' ' { " ".to_owned() } else { "•".repeat(width(c.encode_utf8(&mut [0; 4]))) }
}

/// Hides the values of members in a line of a document: `pg_amount=15`, `"amount": 15`, `<pg_amount>15<`.
fn members(text: &str) -> Option<String> {
    let at = text.find(['=', ':', '>'])?;
    let (label, rest) = text.split_at_checked(at)?;
    let word = label.trim_end_matches('"').rsplit(|c: char| !c.is_alphanumeric() && c != '_').next()?;
    if rest.len() < 2 || !Mask::hides_after(word) {
        return None;
    }
    let value = rest.get(1..)?;
    let end = value.find(['<', '&']).unwrap_or(value.len());
    let (value, tail) = value.split_at_checked(end)?;
    Some(format!("{label}{}{}{tail}", rest.get(..1)?, dots(value)))
}

/// Hides every amount: digits in groups, with two decimals, or before the code of a currency.
fn amounts(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let digits = |from: usize| (from..bytes.len()).take_while(|at| digit(*at)).count();
    let mut out = String::new();
    let (mut copied, mut at) = (0, 0);
    while at < bytes.len() {
        let begins =
            digit(at) && !at.checked_sub(1).is_some_and(|before| digit(before) || bytes.get(before) == Some(&b'.'));
        if !begins {
            at += 1;
            continue;
        }
        let mut end = at + digits(at);
        let mut is_amount = false;
        if end - at <= 3 {
            while bytes.get(end) == Some(&b' ') && digits(end + 1) == 3 {
                end += 4;
                is_amount = true;
            }
        }
        let decimals = digits(end + 1);
        if bytes.get(end) == Some(&b'.') && matches!(decimals, 2 | 3) && bytes.get(end + 1 + decimals) != Some(&b'.') {
            end += 1 + decimals;
            is_amount = true;
        }
        let code = text.get(end..).and_then(|rest| rest.strip_prefix(' ')).and_then(|rest| rest.get(..3));
        is_amount |= code.is_some_and(|code| Currency::ALL.iter().any(|currency| currency.code() == code));
        if is_amount {
            out.push_str(text.get(copied..at)?);
            let pad = (end - at).saturating_sub(HIDDEN.chars().count());
            out.push_str(&" ".repeat(pad));
            out.extend(HIDDEN.chars().take(end - at));
            copied = end;
        }
        at = end;
    }
    (copied > 0).then(|| out + text.get(copied..).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(secrets: &[(&str, bool)]) -> Mask {
        let mut mask = Mask::default();
        for (text, ends) in secrets {
            mask.add(text, *ends);
            mask.add_long(text);
        }
        mask
    }

    #[test]
    fn amounts_of_any_size_look_alike_and_other_numbers_stay() {
        let mask = Mask::default();
        for (text, shown) in [
            ("1 500.00 KZT", "    •••• KZT"),
            ("12 345 678.90", "         ••••"),
            ("refunded was 0.00 KZT, is 40.00 KZT", "refunded was •••• KZT, is  •••• KZT"),
            ("7 KZT", "• KZT"),
            ("1 234", " ••••"),
            ("3 of 5000", "3 of 5000"),
            ("127.0.0.1:8080", "127.0.0.1:8080"),
            ("2026-11-21 14:03:09", "2026-11-21 14:03:09"),
            ("42 ms, 17 min", "42 ms, 17 min"),
            ("code 10009", "code 10009"),
        ] {
            assert_eq!(mask.hide(text), shown);
            assert_eq!(width(&mask.hide(text)), width(text), "{text}");
        }
    }

    #[test]
    fn of_an_order_the_ends_are_seen_and_of_a_customer_nothing_not_even_in_pieces() {
        let mask = masked(&[("A-2026-1003", true), ("Чай и хлеб для Анны", false), ("77001234567", false)]);
        assert_eq!(mask.hide("payment A-2026-1003 ◉"), "payment A-•••••••03 ◉");
        assert_eq!(mask.hide("Чай и хлеб для Анны"), "••• • •••• ••• ••••");
        assert_eq!(mask.hide("для Анны"), "••• ••••");
        assert_eq!(mask.hide("Чай и хл…"), "••• • •••");
        assert_eq!(mask.hide("+77001234567"), "+•••••••••••");
        assert_eq!(mask.hide("Timeline"), "Timeline");
        let bordered = masked(&[("a│b ─ c", false)]);
        assert_eq!((bordered.hide("│"), bordered.hide("a│b")), ("│".into(), "•••".into()));
    }

    #[test]
    fn documents_hide_the_values_of_their_members() {
        let mask = Mask::default();
        for (text, shown) in [
            ("pg_amount=1500", "pg_amount=••••"),
            ("  \"amount\": 15,", "  \"amount\": •••"),
            ("<pg_user_phone>7700</pg_user_phone>", "<pg_user_phone>••••</pg_user_phone>"),
            ("pg_status=ok", "pg_status=ok"),
            ("HTTP/1.1 200", "HTTP/1.1 200"),
        ] {
            assert_eq!(mask.hide(text), shown);
        }
    }
}
