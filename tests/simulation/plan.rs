//! What one run does: everything that a seed decides, as a value, so that a failing run can be made smaller.

use std::time::Duration;

use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{Rng as _, SeedableRng as _};
use tolem::sandbox::{Fault, FaultKind};

/// How many different gateways runs start from.
pub const BOOKS: u64 = 8;

/// One run.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// The seed that it was made from.
    pub seed: u64,
    /// Which gateway it starts from.
    pub books: u64,
    /// Desks on the one ledger.
    pub desks: usize,
    /// What operators want.
    pub goals: Vec<Goal>,
    /// What goes wrong at the gateway.
    pub faults: Vec<Fault>,
    /// What goes wrong between desk and gateway.
    pub snags: Vec<Snag>,
    /// When a desk dies.
    pub deaths: Vec<Death>,
    /// When the disk is full.
    pub full: Vec<Full>,
    /// When the machine's clock is set.
    pub jumps: Vec<Jump>,
    /// What somebody does at the provider's own console.
    pub foreign: Vec<Foreign>,
    /// Whether the machine does not tell its runs apart, so that each program has a steady clock of its own.
    pub own_clocks: bool,
    /// A defect that the desk is given on purpose.
    pub sabotage: Option<Sabotage>,
}

/// A defect on purpose: the simulation has to find it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sabotage {
    /// A request whose answer was lost is sent again.
    Resend,
    /// One read without an effect counts as proof that there is none.
    OneRead,
    /// The journal reaches the disk only after the request was sent.
    LateJournal,
}

/// What an operator wants done once. They go on until the desk says that it is done, or that it cannot be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Goal {
    /// Tells goals apart; refunds of part carry it in their amount.
    pub number: u32,
    /// At which desk.
    pub desk: usize,
    /// What.
    pub what: What,
    /// Which of the records that it is possible on.
    pub subject: usize,
    /// When, in seconds after the start.
    pub at: u64,
    /// Whether the operator tries again without waiting for an unknown outcome.
    pub hasty: bool,
    /// How long the operator thinks between reading and sending.
    pub thinks: u64,
}

/// The kinds of goal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// Return part of it.
    RefundPart,
    /// Return all of it.
    RefundAll,
    /// Debit a hold.
    Clear,
    /// Let a hold go.
    Cancel,
    /// Create an order of this kind.
    CreatePayment,
    CreateInvoice,
    CreatePayout,
    ChargeCard,
    /// Pay an invoice with a saved card.
    PayInvoice,
    /// Ask for the payer's CVC page.
    Confirm,
}

/// What happens to one exchange on its way; exchanges are counted over the whole run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Snag {
    pub exchange: u64,
    pub kind: SnagKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SnagKind {
    /// The connection is refused.
    Refused,
    /// The request is cut at this part of its bytes, in thousandths.
    CutRequest(u16),
    /// The request is carried out; its reply is cut at this part of its bytes.
    CutReply(u16),
    /// As above, but the end looks like a regular one.
    ShortReply(u16),
    /// The client gives up; the request arrives this many seconds later all the same.
    Stuck(u64),
    /// The reply takes this many seconds.
    Slow(u64),
}

/// When a desk dies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Death {
    pub moment: Moment,
    /// Seconds until it is started again.
    pub dead_for: u64,
    /// Whether the machine loses its power, so that both desks die and what was not flushed is gone.
    pub power: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// Before or after the commit with this number; commits of all desks are counted.
    Commit { number: u64, after: bool },
    /// In the exchange with this number.
    Exchange { number: u64, place: Place },
}

/// Where in an exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Before the first byte.
    Before,
    /// Within the request, at this part of its bytes, in thousandths.
    InRequest(u16),
    /// Within the reply, at this part of its bytes: it was carried out.
    InReply(u16),
}

/// The disk takes nothing more from this commit on, for this many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Full {
    pub from: u64,
    pub count: u64,
}

/// The clock on the wall is set by so many seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Jump {
    pub at: u64,
    pub by: i64,
}

/// Somebody refunds or clears a subject at the provider's console.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Foreign {
    pub at: u64,
    pub subject: usize,
}

const YEAR: i64 = 365 * 24 * 3_600;

impl Plan {
    pub fn of(seed: u64, sabotage: Option<Sabotage>) -> Self {
        let rng = &mut StdRng::seed_from_u64(seed);
        let desks = if rng.random_bool(0.5) { 2 } else { 1 };
        let goals = (0..rng.random_range(1..=5)).map(|number| goal(rng, number, desks)).collect();
        let faults = (0..rng.random_range(0..=5)).map(|_| fault(rng)).collect();
        let snags =
            (0..rng.random_range(0..=4)).map(|_| Snag { exchange: rng.random_range(0..40), kind: snag(rng) }).collect();
        let deaths = (0..rng.random_range(0..=3)).map(|_| death(rng)).collect();
        let full = if rng.random_bool(0.2) {
            vec![Full { from: rng.random_range(0..60), count: rng.random_range(1..12) }]
        } else {
            Vec::new()
        };
        let jumps = (0..rng.random_range(0..=2))
            .map(|_| Jump {
                at: rng.random_range(0..300),
                by: *[-YEAR, -3_600, -40, 40, 3_600, YEAR].choose(rng).unwrap(),
            })
            .collect();
        let foreign = if rng.random_bool(0.3) {
            vec![Foreign { at: rng.random_range(0..120), subject: rng.random_range(0..3) }]
        } else {
            Vec::new()
        };
        let own_clocks = rng.random_bool(0.25);
        Self {
            own_clocks,
            seed,
            books: seed % BOOKS,
            desks,
            goals,
            faults,
            snags,
            deaths,
            full,
            jumps,
            foreign,
            sabotage,
        }
    }

    /// The same run with one thing less, in every possible way.
    pub fn smaller(&self) -> Vec<Self> {
        let mut all = Vec::new();
        macro_rules! without {
            ($list:ident) => {
                for at in 0..self.$list.len() {
                    let mut less = self.clone();
                    less.$list.remove(at);
                    all.push(less);
                }
            };
        }
        without!(goals);
        without!(faults);
        without!(snags);
        without!(deaths);
        without!(full);
        without!(jumps);
        without!(foreign);
        if self.desks > 1 && self.goals.iter().all(|goal| goal.desk == 0) {
            all.push(Self { desks: 1, ..self.clone() });
        }
        all
    }
}

fn goal(rng: &mut StdRng, number: u32, desks: usize) -> Goal {
    let what = *[
        What::RefundPart,
        What::RefundPart,
        What::RefundPart,
        What::RefundAll,
        What::RefundAll,
        What::Clear,
        What::Clear,
        What::Cancel,
        What::CreatePayment,
        What::CreateInvoice,
        What::CreatePayout,
        What::ChargeCard,
        What::PayInvoice,
        What::Confirm,
    ]
    .choose(rng)
    .unwrap();
    Goal {
        number,
        desk: rng.random_range(0..desks),
        what,
        // Few subjects, so that operators meet on them.
        subject: rng.random_range(0..3),
        at: rng.random_range(0..60),
        hasty: rng.random_bool(0.5),
        thinks: rng.random_range(0..4),
    }
}

/// The calls that move money or prove it.
const CALLS: [&str; 14] = [
    "revoke.php",
    "revoke.php",
    "do_capture.php",
    "cancel.php",
    "transaction/refund",
    "transaction/clearing",
    "request/status",
    "get_status3.php",
    "init_payment.php",
    "card/init",
    "card/pay",
    "invoice/init",
    "invoice/pay",
    "*",
];

fn fault(rng: &mut StdRng) -> Fault {
    let seconds = |rng: &mut StdRng, from, to| Duration::from_secs(rng.random_range(from..=to));
    let kind = match rng.random_range(0..14) {
        0 => FaultKind::RefuseConnection(seconds(rng, 1, 40)),
        1 => FaultKind::DropRequest,
        2 | 3 => FaultKind::ApplyThenDropReply,
        4 => FaultKind::ApplyThenResetMidBody(rng.random_range(0..300)),
        5 => FaultKind::DelayReply(seconds(rng, 1, 90)),
        6 => FaultKind::Error500Before,
        7 => FaultKind::Error500After,
        8 => FaultKind::WrongSignature,
        9 => FaultKind::UnsignedOk,
        10 => FaultKind::BrokenXml,
        11 => FaultKind::TruncatedGzip,
        12 => FaultKind::TooManyRequests(seconds(rng, 1, 20)),
        _ => FaultKind::ErrorCode(*[9_999, 10_000, 10_009, 10_017, 11_068].choose(rng).unwrap()),
    };
    let call = CALLS.choose(rng).unwrap();
    // Statuses lag only where there are statuses.
    if rng.random_bool(0.15) {
        let lag = Fault::once("get_status3.php", FaultKind::StatusLag(seconds(rng, 1, LAG)));
        return Fault { left: rng.random_range(1..8), ..lag };
    }
    Fault { left: rng.random_range(1..4), after: rng.random_range(0..3), ..Fault::once(call, kind) }
}

/// The longest lag of a status, and the longest time that a request may arrive late, in seconds. Together they stay
/// below the settling window; nothing could be proven otherwise.
pub const LAG: u64 = 20;
const LATEST: u64 = 60;

fn snag(rng: &mut StdRng) -> SnagKind {
    match rng.random_range(0..7) {
        0 => SnagKind::Refused,
        1 => SnagKind::CutRequest(rng.random_range(0..1_000)),
        2 => SnagKind::CutReply(rng.random_range(0..1_000)),
        3 => SnagKind::ShortReply(rng.random_range(0..1_000)),
        4 | 5 => SnagKind::Stuck(rng.random_range(1..=LATEST)),
        _ => SnagKind::Slow(rng.random_range(1..60)),
    }
}

fn death(rng: &mut StdRng) -> Death {
    let moment = if rng.random_bool(0.5) {
        Moment::Commit { number: rng.random_range(0..80), after: rng.random_bool(0.5) }
    } else {
        let place = match rng.random_range(0..3) {
            0 => Place::Before,
            1 => Place::InRequest(rng.random_range(0..1_000)),
            _ => Place::InReply(rng.random_range(0..=1_000)),
        };
        Moment::Exchange { number: rng.random_range(0..40), place }
    };
    Death { moment, dead_for: rng.random_range(0..90), power: rng.random_bool(0.3) }
}
