# The screens.
screen-invoices = Invoices
screen-cards = Card transactions
screen-cards-short = Cards
screen-payouts = Payouts
screen-payments = Payments
screen-operations = Operations
screen-codes = Codes

# The header.
header-merchant = merchant { $merchant }
header-read-only = READ-ONLY
header-read-only-short = R/O
header-unasked = not asked yet
header-up = up { $ms } ms
header-down = down { $age }
header-down-short = down
header-heard = gateway heard { $ago }
header-private = PRIVATE
footer-mouse-off = mouse: the terminal's ({ $key })
header-unresolved = { $count } unresolved
