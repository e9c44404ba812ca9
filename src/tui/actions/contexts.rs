//! Where keys are meant.

use crate::key;
use crate::locale::{self, Language};

/// Where a key is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Context {
    /// The overview.
    Overview,
    /// The list of invoices.
    Invoices,
    /// The list of card transactions.
    Cards,
    /// The list of payouts.
    Payouts,
    /// The list of payments.
    Payments,
    /// The list of operations.
    Operations,
    /// Did it go through? One operation.
    Inquiry,
    /// The catalogue.
    Codes,
    /// The search of the catalogue, while it is typed.
    Search,
    /// An explanation.
    Explanation,
    /// The detail view.
    Detail,
    /// An exchange that is open.
    Exchange,
    /// The menu of what can be copied.
    Copying,
    /// A QR code.
    Qr,
    /// A dialog.
    Dialog,
    /// The help.
    Help,
    /// A box that something serious stands in.
    Notice,
    /// The palette of commands.
    Palette,
    /// The filter of a list, while it is typed.
    Filter,
    /// Fuzzy find, while it is typed.
    Find,
    /// The columns to sort by.
    Sort,
    /// The columns to show.
    Columns,
    /// The saved views.
    Views,
    /// The name of a view, while it is typed.
    Naming,
    /// The file that the list is written to, while its name is typed.
    Export,
}

impl Context {
    /// All of them.
    pub const ALL: [Self; 25] = [
        Self::Overview,
        Self::Invoices,
        Self::Cards,
        Self::Payouts,
        Self::Payments,
        Self::Operations,
        Self::Inquiry,
        Self::Codes,
        Self::Search,
        Self::Explanation,
        Self::Detail,
        Self::Exchange,
        Self::Copying,
        Self::Qr,
        Self::Dialog,
        Self::Help,
        Self::Notice,
        Self::Palette,
        Self::Filter,
        Self::Find,
        Self::Sort,
        Self::Columns,
        Self::Views,
        Self::Naming,
        Self::Export,
    ];

    /// Its name in `keymap.toml`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Overview => "overview",
            Self::Invoices => "invoices",
            Self::Cards => "cards",
            Self::Payouts => "payouts",
            Self::Payments => "payments",
            Self::Operations => "operations",
            Self::Inquiry => "inquiry",
            Self::Codes => "codes",
            Self::Search => "search",
            Self::Explanation => "explanation",
            Self::Detail => "detail",
            Self::Exchange => "exchange",
            Self::Copying => "copy-menu",
            Self::Qr => "qr-code",
            Self::Dialog => "dialog",
            Self::Help => "help",
            Self::Notice => "notice",
            Self::Palette => "palette",
            Self::Filter => "filter",
            Self::Find => "find",
            Self::Sort => "sort",
            Self::Columns => "columns",
            Self::Views => "views",
            Self::Naming => "naming",
            Self::Export => "export",
        }
    }

    /// The heading in the help.
    pub fn title(self, language: Language) -> String {
        let key = match self {
            Self::Overview => key!("screen-overview"),
            Self::Invoices => key!("screen-invoices"),
            Self::Cards => key!("screen-cards"),
            Self::Payouts => key!("screen-payouts"),
            Self::Payments => key!("screen-payments"),
            Self::Operations => key!("screen-operations"),
            Self::Inquiry => key!("context-inquiry"),
            Self::Codes => key!("screen-codes"),
            Self::Search => key!("context-search"),
            Self::Explanation => key!("context-explanation"),
            Self::Detail => key!("context-detail"),
            Self::Exchange => key!("context-exchange"),
            Self::Copying => key!("context-copying"),
            Self::Qr => key!("context-qr"),
            Self::Dialog => key!("context-dialog"),
            Self::Help => key!("context-help"),
            Self::Notice => key!("context-notice"),
            Self::Palette => key!("context-palette"),
            Self::Filter => key!("context-filter"),
            Self::Find => key!("context-find"),
            Self::Sort => key!("context-sort"),
            Self::Columns => key!("context-columns"),
            Self::Views => key!("context-views"),
            Self::Naming => key!("context-naming"),
            Self::Export => key!("context-export"),
        };
        locale::speak(language, key, &[])
    }

    /// Whether letters are typed here, so that no action may take them away.
    pub const fn types(self) -> bool {
        match self {
            Self::Search | Self::Dialog | Self::Palette | Self::Filter | Self::Find | Self::Naming | Self::Export => {
                true
            }
            Self::Overview
            | Self::Exchange
            | Self::Copying
            | Self::Qr
            | Self::Invoices
            | Self::Cards
            | Self::Payouts
            | Self::Payments
            | Self::Operations
            | Self::Inquiry
            | Self::Codes
            | Self::Explanation
            | Self::Detail
            | Self::Help
            | Self::Notice
            | Self::Sort
            | Self::Columns
            | Self::Views => false,
        }
    }
}
