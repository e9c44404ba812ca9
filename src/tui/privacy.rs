//! What is hidden while others look at the screen: amounts, orders, customers and what was bought. The painter asks for
//! every text that it draws, so that no view can forget it. Dialogs that move money are shown as they are, and cannot be
//! opened meanwhile: nobody confirms an amount that is not seen.

use std::borrow::Cow;

use super::layout;
use super::lists::Popup;
use super::model::{List, Model};
use super::text::width;
use crate::domain::query::Test;
use crate::domain::{Currency, Record};
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

/// A text that must not be read.
struct Secret {
    text: String,
    /// Whether its ends may be seen, so that the operator knows which one it is.
    ends: bool,
}

/// What is hidden in a frame.
#[derive(Default)]
pub struct Mask {
    secrets: Vec<Secret>,
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
            List::Records(kind) => {
                let pane = model.pane(kind);
                // Fuzzy find shows rows that are not on screen otherwise.
                let finding = matches!(model.lists.popup, Some(Popup::Find(_)));
                let rows = if finding { pane.rows.as_slice() } else { pane.visible(height) };
                for record in rows {
                    mask.record(record);
                }
                // What is looked for is told by the filter: words and ids here, members by their names like anywhere.
                for term in model.lists.sheet(kind).shape.query.filter.terms() {
                    if let Test::Text(text) | Test::Id(text) = &term.test {
                        mask.add(text, false);
                    }
                }
                if let Some((bar, _)) = &model.lists.bar {
                    // While it is typed nobody knows what it will mean, so every value is hidden.
                    let typed = bar.field.shown();
                    let values = typed.split_whitespace().filter_map(|word| word.rsplit([':', '>', '<', '=']).next());
                    values.for_each(|value| mask.add(value, false));
                }
            }
            List::Operations => {
                model.operations_in_front().visible(height).iter().for_each(|operation| mask.operation(operation));
            }
            List::Codes | List::Overview => {}
        }
        model.subject_id().and_then(|id| model.known(id)).into_iter().for_each(|record| mask.record(record));
        model.operation().into_iter().for_each(|operation| mask.operation(operation));
        let inquired = model.inquiry.and_then(|view| model.inquiry_of(view.operation));
        if let Some(inquiry) = inquired {
            mask.record(&inquiry.record);
        }
        if !model.toasts.is_empty() {
            // A note may speak of any record.
            let rows = [&model.invoices, &model.cards, &model.payouts, &model.payments]
                .into_iter()
                .flat_map(|pane| &pane.rows);
            rows.for_each(|record| mask.add(&record.name(), true));
        }
        // The longest first: a short one may be a part of it.
        mask.secrets.sort_by_key(|secret| std::cmp::Reverse(secret.text.len()));
        mask.secrets.dedup_by(|one, other| one.text == other.text);
        Some(mask)
    }

    fn record(&mut self, record: &Record) {
        self.add(&record.name(), true);
        record.order_id.iter().for_each(|order| self.add(&order.to_string(), true));
        self.add(&record.description, false);
        let texts = record.customer.iter().chain(&record.page).chain(record.facts.iter().map(|(_, value)| value));
        texts.for_each(|text| self.add(text, false));
    }

    fn operation(&mut self, operation: &Operation) {
        self.add(&operation.record_name, true);
        operation.page.iter().for_each(|page| self.add(page, false));
    }

    /// A text that is drawn is made harmless first, and so is what is looked for in it.
    fn add(&mut self, text: &str, ends: bool) {
        let text = crate::domain::text::clean(text);
        if text.chars().count() > 1 {
            self.secrets.push(Secret { text, ends });
        }
    }

    /// The text as others may see it; it takes as many columns as before.
    pub fn hide<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut shown = Cow::Borrowed(text);
        let piece = text.trim_end_matches('…');
        for secret in &self.secrets {
            if shown.contains(&secret.text) {
                shown = Cow::Owned(shown.replace(&secret.text, &secret.shown()));
            } else if is_piece(piece, &secret.text) {
                return Cow::Owned(dots(text));
            }
        }
        if let Some(hidden) = members(&shown) {
            shown = Cow::Owned(hidden);
        }
        match amounts(&shown) {
            Some(hidden) => Cow::Owned(hidden),
            None => shown,
        }
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

impl Secret {
    fn shown(&self) -> String {
        let count = self.text.chars().count();
        let keep = if self.ends { (count / 3).min(2) } else { 0 };
        let hidden = |(at, c): (usize, char)| if at < keep || at + keep >= count { c.to_string() } else { dot(c) };
        self.text.chars().enumerate().map(hidden).collect()
    }
}

/// Whether a text is a part of a secret: what is too long for a line is drawn piece by piece.
fn is_piece(text: &str, secret: &str) -> bool {
    text.len() > 1
        && text.len() < secret.len()
        && !text.starts_with(' ')
        && !text.ends_with(' ')
        && secret.contains(text)
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

    fn mask(secrets: &[(&str, bool)]) -> Mask {
        let mut mask = Mask::default();
        for (text, ends) in secrets {
            mask.add(text, *ends);
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
        let mask = mask(&[("A-2026-1003", true), ("Чай и хлеб для Анны", false), ("77001234567", false)]);
        assert_eq!(mask.hide("payment A-2026-1003 ◉"), "payment A-•••••••03 ◉");
        assert_eq!(mask.hide("Чай и хлеб для Анны"), "••• • •••• ••• ••••");
        assert_eq!(mask.hide("для Анны"), "••• ••••");
        assert_eq!(mask.hide("Чай и хл…"), "••• • •••");
        assert_eq!(mask.hide("+77001234567"), "+•••••••••••");
        assert_eq!(mask.hide("Timeline"), "Timeline");
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
