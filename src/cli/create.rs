//! `tolem payment`, `tolem invoice` and `tolem payout`: orders that are created, and saved cards that are charged. They go
//! the way of everything that moves money (see [`super::send`]); no card number, CVC or token is ever an argument.

use std::path::{Path, PathBuf};

use super::card::Card;
use super::consent::Consent;
use super::lookup::{One, reading_desk};
use super::money::wrong_amount;
use super::send::Chosen;
use super::{Global, Stop, log, page_file, print, say, status};
use crate::domain::guard;
use crate::domain::intent::{Lifetime, NewOrder};
use crate::domain::text::{clean, mask_pans};
use crate::domain::{Currency, Intent, IntentKind, Money, OrderId, RecordKind};
use crate::worker::Outcome;

/// A new order.
#[derive(Debug, clap::Args)]
pub(super) struct Order {
    /// Your own number for it; one that exists already is refused
    #[arg(long = "order", value_name = "ORDER")]
    id: String,
    /// How much, such as 1500.50, in the profile's currency
    #[arg(long, value_name = "X", allow_negative_numbers = true)]
    amount: String,
    /// What for; the payer or recipient reads it (default: "Order ORDER")
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
}

impl Order {
    fn read(&self, currency: Currency) -> Result<NewOrder, Stop> {
        let order_id =
            OrderId::new(&self.id).map_err(|error| Stop::usage(format!("--order: {error}; nothing was sent")))?;
        let amount = Money::parse(&self.amount, currency).map_err(|error| wrong_amount(&error))?;
        let description = self.description.as_deref().map_or_else(|| format!("Order {order_id}"), str::to_owned);
        let description = description.trim();
        let wrong = |what: &str| Err(Stop::usage(format!("--description {what}: nothing was sent")));
        if description.is_empty() {
            return wrong("is empty; say what it is for, or leave it out");
        }
        if mask_pans(description) != description {
            return wrong("looks like a card number, which goes nowhere");
        }
        if clean(description) != description {
            return wrong("holds characters that cannot be seen, or more than 1000 of them");
        }
        Ok(NewOrder { order_id, amount, description: description.to_owned() })
    }
}

/// An order that is created.
#[derive(Debug, clap::Args)]
pub(super) struct Create {
    #[command(flatten)]
    order: Order,
    #[command(flatten)]
    consent: Consent,
}

/// A payment that is created.
#[derive(Debug, clap::Args)]
pub(super) struct NewPayment {
    #[command(flatten)]
    create: Create,
    /// How long the payer may pay: 5m to 7d, in whole s, m, h or d (default: the shop's setting)
    #[arg(long, value_name = "TIME", allow_negative_numbers = true)]
    lifetime: Option<String>,
}

#[derive(Debug, clap::Subcommand)]
pub(super) enum Payment {
    /// Create a payment and print the page where the payer pays
    #[command(after_help = "  tolem payment create --order A-1001 --amount 1500.50 --description \"Tea and bread\"
  tolem payment create --order A-1001 --amount 1500.50 --lifetime 30m
  tolem payment create --order A-1001 --amount 1500.50 --yes --json | jq -r .page
  tolem status payment --order A-1001 --watch

An order number that is in the ledger is refused before anything is asked; else the request is shown, and `yes` sends it.
Exit codes are those of `tolem refund --help`: after 5 never repeat it, `tolem resolve` reads what became of it.")]
    Create(NewPayment),
    /// Create a payment from a saved card; `tolem payment confirm` has the payer enter the CVC
    #[command(after_help = "  tolem payment charge --order A-1001 --amount 1500.50 --user 77 --token prompt
  CARD=... tolem payment charge --order A-1001 --amount 1500.50 --user 77 --token env:CARD --yes")]
    Charge {
        #[command(flatten)]
        order: Order,
        #[command(flatten)]
        card: Card,
        #[command(flatten)]
        consent: Consent,
    },
    /// Get the page on which the payer confirms a charged card with its CVC
    #[command(after_help = "  tolem payment confirm --order A-1001 --page cvc.html
  tolem resolve --all --wait

The outcome is unknown (exit code 5) until the payer has entered the CVC, which `tolem resolve --wait` reads for.")]
    Confirm {
        #[command(flatten)]
        payment: One,
        /// Where the payer's page is saved; an existing file stays as it is
        #[arg(long, value_name = "FILE")]
        page: PathBuf,
        #[command(flatten)]
        consent: Consent,
    },
}

#[derive(Debug, clap::Subcommand)]
pub(super) enum Invoice {
    /// Create an invoice that is paid by QR code, and print its page
    #[command(after_help = "  tolem invoice create --order I-77 --amount 900 --description \"Dinner\"")]
    Create(Create),
    /// Pay an invoice with a saved card
    #[command(after_help = "  tolem invoice pay --order I-77 --user 77 --token prompt")]
    Pay {
        #[command(flatten)]
        invoice: One,
        #[command(flatten)]
        card: Card,
        #[command(flatten)]
        consent: Consent,
    },
    /// Show an invoice as it stands now, with its page
    #[command(after_help = "  tolem invoice show --order I-77\n\nExit codes are those of `tolem status --help`.")]
    Show(One),
}

#[derive(Debug, clap::Subcommand)]
pub(super) enum Payout {
    /// Create a page where the recipient enters the card that is paid out to
    #[command(after_help = "  tolem payout create --order P-5 --amount 20000 --description \"Refund of the deposit\"

The page needs back_link and post_link in the profile, and is open for a day.")]
    Create(Create),
    /// What is left to pay out, read now at the gateway
    #[command(after_help = "  tolem payout balance --json | jq -r .amount")]
    Balance,
}

pub(super) async fn payment(global: &Global, command: Payment) -> Result<(), Stop> {
    match command {
        Payment::Create(NewPayment { create, lifetime }) => {
            let lifetime = lifetime.as_deref().map(read_lifetime).transpose()?;
            new(global, &create, |order| Intent::CreatePayment { order, lifetime }).await
        }
        Payment::Charge { order, card, consent } => {
            let chosen = Chosen::find(global)?;
            let order = order.read(chosen.about.currency)?;
            let (user, token) = card.read()?;
            let desk = chosen.desk(global, &consent).await?;
            let intent = Intent::ChargeCard { order: order.clone(), user, token };
            let outcome = desk.create(&order, intent, &consent).await?;
            desk.report(global, &outcome).await?;
            say(&format!("next: tolem payment confirm --order {} --page FILE", order.order_id));
            Ok(())
        }
        Payment::Confirm { payment, page, consent } => confirm(global, &payment, &page, &consent).await,
    }
}

pub(super) async fn invoice(global: &Global, command: Invoice) -> Result<(), Stop> {
    match command {
        Invoice::Create(create) => new(global, &create, Intent::CreateInvoice).await,
        Invoice::Pay { invoice, card, consent } => {
            let name = invoice.read(RecordKind::Invoice)?;
            let chosen = Chosen::find(global)?;
            let (user, token) = card.read()?;
            let desk = chosen.desk(global, &consent).await?;
            let fresh = desk.fresh(&name, &consent).await?;
            guard::permitted(IntentKind::PayInvoice, &fresh).map_err(Stop::refused)?;
            let outcome = desk.change(&fresh, Intent::PayInvoice { user, token }, "", None, &consent).await?;
            desk.report(global, &outcome).await
        }
        Invoice::Show(invoice) => status::show(global, &invoice).await,
    }
}

pub(super) async fn payout(global: &Global, command: Payout) -> Result<(), Stop> {
    match command {
        Payout::Create(create) => new(global, &create, Intent::CreatePayout).await,
        Payout::Balance => balance(global).await,
    }
}

fn read_lifetime(text: &str) -> Result<Lifetime, Stop> {
    Lifetime::parse(text).ok_or_else(|| {
        Stop::usage("--lifetime is 5m to 7d, a whole number with s, m, h or d, such as 30m: nothing was sent")
    })
}

async fn new(global: &Global, create: &Create, intent: impl Fn(NewOrder) -> Intent) -> Result<(), Stop> {
    let chosen = Chosen::find(global)?;
    let order = create.order.read(chosen.about.currency)?;
    let desk = chosen.desk(global, &create.consent).await?;
    let outcome = desk.create(&order, intent(order.clone()), &create.consent).await?;
    desk.report(global, &outcome).await
}

async fn confirm(global: &Global, payment: &One, page: &Path, consent: &Consent) -> Result<(), Stop> {
    let name = payment.read(RecordKind::Payment)?;
    let chosen = Chosen::find(global)?;
    chosen.may_send(consent)?;
    // Before anything is sent: a page that cannot be kept would be lost.
    let kept = page_file::Kept::begin(page)?;
    let desk = chosen.desk(global, consent).await?;
    let fresh = desk.fresh(&name, consent).await?;
    let outcome = desk.change(&fresh, Intent::Confirm, "", None, consent).await?;
    let outcome = match &outcome.page {
        Some(made) if !made.starts_with("http") => match kept.copy(Path::new(made)) {
            Ok(path) => Outcome { page: Some(path), ..outcome },
            Err(trouble) => {
                say(&format!("tolem: {trouble}"));
                outcome
            }
        },
        Some(_) | None => outcome,
    };
    desk.report(global, &outcome).await
}

async fn balance(global: &Global) -> Result<(), Stop> {
    let paths = global.paths()?;
    let (name, profile) = global.chosen(&paths)?;
    let _log = log::start(&paths, global.verbose);
    let left = reading_desk(global, &paths, &name, &profile).await?.balance().await?;
    if global.json {
        let currency = left.currency().code();
        let value = serde_json::json!({ "schema": "tolem.balance/1", "amount": left.plain(), "currency": currency });
        return print(&value.to_string());
    }
    print(&left.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Exit;

    fn order(order: &str, amount: &str, description: Option<&str>) -> Result<NewOrder, Stop> {
        let order =
            Order { id: order.to_owned(), amount: amount.to_owned(), description: description.map(ToOwned::to_owned) };
        order.read(Currency::Kzt)
    }

    #[test]
    fn an_order_without_a_description_is_called_by_its_number() {
        let made = order("A-1001", "1500.50", None).unwrap();
        assert_eq!((made.amount.minor(), made.description.as_str()), (150_050, "Order A-1001"));
        assert_eq!(order("A-1001", "1", Some(" Чай ")).unwrap().description, "Чай");
    }

    #[test]
    fn what_cannot_be_an_order_is_named_by_its_flag_and_nothing_is_sent() {
        let long = "x".repeat(51);
        for (id, amount, description, says) in [
            ("", "1", None, "--order: order id is empty"),
            (long.as_str(), "1", None, "--order: order id has 51 characters"),
            ("4405645000006150", "1", None, "--order: order id looks like a card number"),
            ("A", "", None, "--amount: no amount"),
            ("A", "1,5", None, "--amount: use a dot"),
            ("A", "-1", None, "--amount: no sign"),
            ("A", "1.005", None, "--amount: KZT has 2 digits"),
            ("A", "100000000", None, "--amount: too large"),
            ("A", "1", Some(" "), "--description is empty"),
            ("A", "1", Some("4405645000006150"), "--description looks like a card number"),
            ("A", "1", Some("a\u{202e}b"), "--description holds characters that cannot be seen"),
        ] {
            let stop = order(id, amount, description).unwrap_err();
            assert_eq!(stop.exit, Exit::Usage);
            assert!(stop.line.starts_with(says) && stop.line.contains("nothing was sent"), "{}", stop.line);
            assert!(!stop.line.contains("4405645000006150"), "{}", stop.line);
        }
    }

    #[test]
    fn a_lifetime_is_a_whole_number_with_its_unit_between_five_minutes_and_seven_days() {
        for (text, seconds) in [("300s", 300), ("5m", 300), ("30m", 1_800), ("12h", 43_200), ("7d", 604_800)] {
            assert_eq!(read_lifetime(text).unwrap().seconds(), seconds, "{text}");
        }
        for wrong in [
            "",
            "m",
            "300",
            "299s",
            "4m",
            "8d",
            "604801s",
            "-5m",
            "+5m",
            "1.5h",
            "1e3s",
            "5 m",
            "5M",
            "5м",
            "99999999999d",
        ] {
            let stop = read_lifetime(wrong).unwrap_err();
            assert!(stop.exit == Exit::Usage && stop.line.ends_with(": nothing was sent"), "{wrong}: {}", stop.line);
        }
    }
}
