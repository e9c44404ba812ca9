//! `tolem track`: starts to follow a record that exists at the gateway.

use super::money::wrong_amount;
use super::{Global, Stop, log, lookup, print};
use crate::domain::{GatewayId, Money, OrderId, Record, RecordId, RecordKind, RequestId};
use crate::ledger::json;
use crate::worker::export::harmless;
use crate::worker::{Clock as _, DeskError, SystemClock};

#[derive(Debug, clap::Args)]
#[command(after_help = "  tolem track payment 7999007876
  tolem track invoice --order A-1001

Schema of --json: docs/json.md.")]
pub(super) struct Args {
    /// payment, invoice, card or payout
    #[arg(value_parser = ["payment", "invoice", "card", "payout"])]
    kind: String,
    /// The gateway's id
    id: Option<String>,
    /// The merchant's order number
    #[arg(long, value_name = "ORDER")]
    order: Option<String>,
    /// Card transactions: the amount, which no documented call tells
    #[arg(long, value_name = "X", allow_negative_numbers = true)]
    amount: Option<String>,
    /// Card transactions: the request that made it, by which its status is read
    #[arg(long, value_name = "UUID")]
    request: Option<String>,
}

pub(super) async fn run(global: &Global, args: Args) -> Result<(), Stop> {
    let kind = RecordKind::from_word(&args.kind).ok_or_else(|| Stop::usage("the kind is not known"))?;
    let unsent = |error: crate::domain::ids::IdError| Stop::usage(format!("{error}; nothing was sent"));
    let gateway_id = args.id.map(GatewayId::new).transpose().map_err(unsent)?;
    let order_id = args.order.map(OrderId::new).transpose().map_err(unsent)?;
    if gateway_id.is_none() && order_id.is_none() {
        return Err(Stop::usage("name the record: give its gateway id, or --order ORDER; nothing was sent"));
    }
    if let Some(id) = gateway_id.as_ref().filter(|id| !lookup::may_be(kind, id)) {
        let meant = if order_id.is_none() { format!("did you mean --order {id}?") } else { "leave it out".to_owned() };
        let line =
            format!("the gateway's id of a {} is a whole number, {id} is none: nothing was sent; {meant}", kind.noun());
        return Err(Stop::usage(line));
    }
    if kind == RecordKind::Payout && order_id.is_none() {
        return Err(Stop::usage("a payout's status is read by its order id: give --order ORDER; nothing was sent"));
    }
    let paths = global.paths()?;
    let (name, profile) = global.chosen(&paths)?;
    let zero = Money::zero(profile.currency());
    let (amount, request_id) = if kind == RecordKind::Card {
        let amount = args.amount.ok_or_else(|| {
            Stop::usage("no documented call tells a card transaction's amount: give --amount X; nothing was sent")
        })?;
        let amount = Money::parse(&amount, profile.currency()).map_err(|error| wrong_amount(&error))?;
        let request = args.request.as_deref().and_then(RequestId::parse);
        (
            amount,
            Some(request.ok_or_else(|| {
                Stop::usage("its status is read by the request that made it: give --request UUID; nothing was sent")
            })?),
        )
    } else {
        (zero, None)
    };
    let _log = log::start(&paths, global.verbose);
    let handle = lookup::desk(global, &paths, &name, &profile).await?;
    let now = SystemClock::default().now();
    let mut record = Record::new(RecordId::from_uuid(uuid::Uuid::nil()), kind, amount, now);
    record.gateway_id = gateway_id;
    record.order_id = order_id;
    record.request_id = request_id;
    let id = handle.track(record).await.map_err(Stop::failure)?;
    let read = handle.refresh(id).await;
    match read {
        Ok(record) if global.json => print(&format!("{:#}", json::record(&harmless(record)))),
        Ok(record) => print(&format!("{} {}: {} · {}", kind.noun(), record.name(), record.stage.word(), record.amount)),
        Err(DeskError::Gateway(failure)) if failure.is_not_found() => Err(Stop::not_found(format!(
            "the gateway does not know it ({failure}); it is followed all the same, in case it appears"
        ))),
        Err(error) => Err(Stop::failure(format!("it is followed from now on, but {error}"))),
    }
}
