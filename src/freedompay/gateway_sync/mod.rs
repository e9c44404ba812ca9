//! The synchronous Gateway API, `/g2g/*`: the calls that need no card data. They stand beside the purchase and payout
//! calls of the Merchant API and differ in members, not in meaning. Purchases sign with the merchant secret
//! ([`payments`]), payouts with the payout secret ([`payouts`]). Source: `spec/payout-invoice-gateway.md` 5.

mod payments;
mod payouts;

pub use payments::{
    GatewayCancel, GatewayClearing, GatewayClearingReply, GatewayRecurrent, GatewayRecurrentReply, GatewayRefund,
    GatewayReturn, GatewayStatus,
};
pub use payouts::{GatewayPayoutBalance, GatewayPayoutStatus};

#[cfg(test)]
mod tests;
