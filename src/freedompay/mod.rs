//! The provider's wire: what a call to Freedom Pay looks like as bytes, and what of its answer may be believed.
//!
//! Every call has one shape: request struct → fields → signed → sent → verified → typed reply, in one file per family
//! ([`payments`], [`saved_card`], [`card_storage`], [`mobile`], [`invoices`], [`invoice_create`], [`payouts`],
//! [`card_api`], [`card_reads`], [`gift_cards`], [`gateway_sync`], [`gateway_async`], [`partner`]); what comes unasked is
//! in [`callbacks`]. Start with [`call`] (the shape), then
//! [`client`] (one call from end to end) and [`document`] (which answers are believed). Nothing here retries, keeps
//! state or reads a clock.
#![deny(clippy::float_arithmetic)]

pub mod bench;
pub mod call;
pub mod callbacks;
pub mod card_api;
pub mod card_reads;
pub mod card_storage;
pub mod client;
pub mod document;
pub mod encode;
pub mod fields;
pub mod forms;
pub mod gateway_async;
pub mod gateway_sync;
pub mod gift_cards;
pub mod http;
pub mod invoice_create;
pub mod invoices;
pub mod json;
pub mod jws;
pub mod mask;
pub mod mobile;
pub mod pain002;
pub mod partner;
pub mod payments;
pub mod payouts;
mod request;
pub mod saved_card;
pub mod secret;
pub mod signature;
mod spelling;
pub mod status;
pub mod transport;
pub mod xml;

#[cfg(test)]
mod hostile_tests;
#[cfg(test)]
pub(crate) mod tests_support;

pub use call::{BodyForm, Call, CardAuth, EncodeError, Merchant, ReplyError, Settings, Unproven, UriMember};
pub use callbacks::{Callback, CallbackError, Genuine, Received, receive};
pub use card_api::{CardClearing, CardRefund, CardReply, CardRequestStatus, RequestOutcome, RequestWord};
pub use card_reads::{CardLimits, CardStatement, CardStatementExtended, CardTransactionInfo};
pub use card_storage::{CardAdd, CardList, CardRemove, PayoutCardAdd, SavedCard};
pub use client::{CallError, Client, MaskedExchange, Sent, Unread};
pub use gateway_async::{AsyncClearing, AsyncCreate, AsyncRead, AsyncRefund, AsyncRequestStatus, AsyncReverse};
pub use gateway_sync::{
    GatewayCancel, GatewayClearing, GatewayClearingReply, GatewayPayoutBalance, GatewayPayoutStatus, GatewayRecurrent,
    GatewayRecurrentReply, GatewayRefund, GatewayReturn, GatewayStatus,
};
pub use gift_cards::GiftCardConfirm;
pub use http::{HttpTransport, Limits};
pub use invoice_create::InvoiceCreate;
pub use invoices::{InvoiceInfo, InvoiceInit, InvoicePay, InvoiceReply, InvoiceStatus, InvoiceWord};
pub use mobile::{MobileApprove, MobileInit, MobilePay, MobileReply, Operator, Phone};
pub use partner::{AccountBatchStatuses, AccountPaymentStatus, WalletStatement};
pub use payments::{
    Accepted, Cancel, Capture, CaptureReply, HostedPage, InitPayment, Recurring, RecurringReply, Revoke,
};
pub use payouts::{
    Balance, IbanPayout, PayoutBalance, PayoutPage, PayoutReply, PayoutSent, PayoutStatus, PayoutStatusById,
    PayoutStatusByOrder, TokenPayout,
};
pub use saved_card::{CardDirect, CardDirectReply, CardInit, CardInitReply, CardPay, CardPayReply};
pub use secret::{Secret, Secrets};
pub use signature::{Fields, Value, Verified};
pub use status::{Lookup, RefundLine, Status, StatusReply};
pub use transport::{Method, Transport, TransportError, WireReply, WireRequest};
