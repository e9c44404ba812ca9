//! Finding what an argument names, in the ledger and never at the gateway.

use super::secrets::{self, Purpose};
use super::{Global, Stop};
use crate::config::{Paths, Profile};
use crate::domain::{GatewayId, OperationId, OrderId, Record, RecordId, RecordKind};
use crate::ledger::Operation;
use crate::worker::{Handle, Sought, desk};

/// Opens the desk of a profile, with its secrets from where the profile says.
pub(super) async fn desk(global: &Global, paths: &Paths, name: &str, profile: &Profile) -> Result<Handle, Stop> {
    let vault = secrets::vault(paths, name, profile, Purpose::Read).await?;
    let (ledger, purpose) = (paths.ledger(name), desk::Purpose::Command);
    desk::open(name, profile, &ledger, vault, global.read_only, purpose).await.map_err(Stop::failure)
}

/// [`desk()`] for a command that only reads: it sends nothing that moves money, and looks at copies of ledgers too.
pub(super) async fn reading_desk(
    global: &Global,
    paths: &Paths,
    name: &str,
    profile: &Profile,
) -> Result<Handle, Stop> {
    desk(&Global { read_only: true, ..global.clone() }, paths, name, profile).await
}

/// A record of any kind, as a command line names it.
#[derive(Debug, clap::Args)]
pub(super) struct Followed {
    /// payment, invoice, card or payout
    #[arg(value_name = "KIND", value_parser = ["payment", "invoice", "card", "payout"])]
    kind: String,
    #[command(flatten)]
    one: One,
}

impl Followed {
    /// Reads the ids, before anything is opened.
    pub(super) fn read(&self) -> Result<Name, Stop> {
        self.one.read(RecordKind::from_word(&self.kind).ok_or_else(|| Stop::usage("the kind is not known"))?)
    }
}

/// A record whose kind the command tells.
#[derive(Debug, clap::Args)]
pub(super) struct One {
    /// The gateway's id
    id: Option<String>,
    /// The merchant's order number, in place of the id
    #[arg(long, value_name = "ORDER")]
    order: Option<String>,
}

impl One {
    /// Reads the ids, before anything is opened.
    pub(super) fn read(&self, kind: RecordKind) -> Result<Name, Stop> {
        let unsent = |error: crate::domain::ids::IdError| Stop::usage(format!("{error}; nothing was sent"));
        let gateway_id = self.id.as_deref().map(GatewayId::new).transpose().map_err(unsent)?;
        let order_id = self.order.as_deref().map(OrderId::new).transpose().map_err(unsent)?;
        if gateway_id.is_some() == order_id.is_some() {
            return Err(Stop::usage("name one record, by its gateway id or by --order ORDER: nothing was sent"));
        }
        Ok(Name { kind, gateway_id, order_id })
    }
}

/// A record that money commands act on, as a command line names it.
#[derive(Debug, clap::Args)]
pub(super) struct Named {
    /// payment, invoice or card
    #[arg(value_name = "KIND", value_parser = ["payment", "invoice", "card"])]
    kind: String,
    #[command(flatten)]
    one: One,
}

/// A record's name, read.
#[derive(Debug)]
pub(super) struct Name {
    pub(super) kind: RecordKind,
    gateway_id: Option<GatewayId>,
    order_id: Option<OrderId>,
}

impl Named {
    /// Reads the ids, before anything is opened.
    pub(super) fn read(&self) -> Result<Name, Stop> {
        self.one.read(RecordKind::from_word(&self.kind).ok_or_else(|| Stop::usage("the kind is not known"))?)
    }
}

impl Name {
    /// The record in the ledger.
    pub(super) async fn find(&self, handle: &Handle) -> Result<RecordId, Stop> {
        let sought = Sought { kind: self.kind, gateway_id: self.gateway_id.clone(), order_id: self.order_id.clone() };
        let found = handle.find(sought).await?;
        // Several records may have one order number (a payer who tried again); then only the gateway's id tells which.
        if let [first, second, ..] = found.as_slice() {
            let id = |record: &Record| record.gateway_id.as_ref().map_or("unknown", GatewayId::as_str).to_owned();
            return Err(Stop::refused(format!(
                "{} records have this order ({}, {}): nothing was sent; name the one by its gateway id",
                found.len(),
                id(first),
                id(second)
            )));
        }
        match found.first() {
            Some(record) => Ok(record.id),
            None => Err(self.missing(handle).await?),
        }
    }

    /// That it is not in the ledger, and what to do. Whoever forgets --order is told so, where that is to be seen.
    async fn missing(&self, handle: &Handle) -> Result<Stop, Stop> {
        let kind = self.kind;
        let (name, flags) = match (&self.gateway_id, &self.order_id) {
            (Some(id), _) => (id.to_string(), id.to_string()),
            (None, order) => {
                let order = order.as_ref().map(ToString::to_string).unwrap_or_default();
                (format!("of order {order}"), format!("--order {order}"))
            }
        };
        let meant = match self.gateway_id.as_ref().map(|id| (id, OrderId::new(id.as_str()))) {
            Some((id, Ok(order))) => {
                let sought = Sought { kind, gateway_id: None, order_id: Some(order) };
                !may_be(kind, id) || !handle.find(sought).await?.is_empty()
            }
            Some((_, Err(_))) | None => false,
        };
        let next = if meant {
            format!("did you mean --order {name}?")
        } else {
            format!("track it first (tolem track {} {flags})", kind.word())
        };
        Ok(Stop::not_found(format!("{} {name} is not in the ledger: nothing was sent; {next}", kind.noun())))
    }
}

/// Whether the gateway may have given this id to a record of this kind. Source: `spec/merchant.md` and
/// `spec/payout-invoice-gateway.md`, `pg_payment_id` and `invoice_id` are integers; the ids of card transactions have no
/// published form.
pub(super) fn may_be(kind: RecordKind, id: &GatewayId) -> bool {
    match kind {
        RecordKind::Payment | RecordKind::Invoice | RecordKind::Payout => {
            id.as_str().bytes().all(|byte| byte.is_ascii_digit())
        }
        RecordKind::Card => true,
    }
}

/// What a person may call an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum OperationName {
    /// The whole id.
    Full(OperationId),
    /// Its last eight hexadecimal digits.
    Short(String),
}

impl OperationName {
    /// Reads the argument.
    pub(super) fn read(text: &str) -> Result<Self, Stop> {
        let text = text.trim();
        if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Ok(Self::Short(text.to_ascii_lowercase()));
        }
        OperationId::parse(text).map(Self::Full).ok_or_else(|| {
            Stop::usage(
                "an operation is named by its id, or by the eight digits of `tolem operations`: nothing was done",
            )
        })
    }

    /// Whether this operation is called so.
    pub(super) fn fits(&self, id: OperationId) -> bool {
        match self {
            Self::Full(full) => *full == id,
            Self::Short(short) => *short == id.short(),
        }
    }

    /// The operation in the ledger.
    pub(super) async fn find(&self, handle: &Handle) -> Result<Operation, Stop> {
        let found = match self {
            Self::Full(id) => vec![handle.inquiry(*id).await?.operation],
            Self::Short(short) => handle.operations_called(short.clone()).await?,
        };
        match found.as_slice() {
            [] => Err(Stop::not_found(
                "no such operation is in the ledger: nothing was done; `tolem operations` lists them",
            )),
            [operation] => Ok(operation.clone()),
            [one, other, ..] => Err(Stop::usage(format!(
                "two operations end like this, {} and {}: nothing was done; give the whole id",
                one.id, other.id
            ))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Exit;

    fn named(id: Option<&str>, order: Option<&str>) -> Named {
        let own = |text: Option<&str>| text.map(ToOwned::to_owned);
        Named { kind: "payment".to_owned(), one: One { id: own(id), order: own(order) } }
    }

    #[test]
    fn a_record_is_named_once() {
        assert!(named(Some("700001"), None).read().is_ok());
        assert!(named(None, Some("A-1001")).read().is_ok());
        for wrong in [named(None, None), named(Some("1"), Some("A")), named(Some("1 2"), None), named(None, Some(""))] {
            let stop = wrong.read().unwrap_err();
            assert_eq!(stop.exit, Exit::Usage);
            assert!(stop.line.contains("nothing was sent"), "{}", stop.line);
        }
    }

    #[test]
    fn only_card_transactions_may_have_ids_that_are_no_numbers() {
        let named: GatewayId = GatewayId::new("A-1").unwrap();
        let may: Vec<_> = RecordKind::ALL.into_iter().filter(|kind| may_be(*kind, &named)).collect();
        assert_eq!(may, [RecordKind::Card]);
        let number = GatewayId::new("7999007876").unwrap();
        assert!(RecordKind::ALL.into_iter().all(|kind| may_be(kind, &number)));
    }

    #[test]
    fn an_operation_is_named_by_eight_digits_or_the_whole_id() {
        let full = "0192f0c1-2233-7abc-8def-00112233aabb";
        assert_eq!(OperationName::read("2233AABB").unwrap(), OperationName::Short("2233aabb".to_owned()));
        assert!(matches!(OperationName::read(full).unwrap(), OperationName::Full(id) if id.to_string() == full));
        for wrong in ["", "2233aab", "2233aabg", "last"] {
            assert_eq!(OperationName::read(wrong).unwrap_err().exit, Exit::Usage, "{wrong}");
        }
    }
}
