## Titles.
dialog-decide = Decide
dialog-refund = Refund
dialog-clear = Clear a hold
dialog-cancel = Cancel a hold
dialog-confirm = Get the CVC page
dialog-pay-invoice = Pay an invoice with a saved card
dialog-create-payment = New payment page
dialog-charge-card = Charge a saved card
dialog-create-invoice = New invoice
dialog-create-payout = New payout page

## Buttons.
button-decide = Take it down
button-refund = Send refund
button-clear = Send clearing
button-cancel-hold = Send cancellation
button-confirm = Send request
button-pay = Send payment
button-create = Send order
button-charge = Send charge
button-cancel = Cancel
button-keep-hold = Keep the hold
button-look-again = Look again
button-next = Next
button-close-view = Close the view
button-close = Close

## Fields. At most 18 columns.
field-how-much = How much
field-amount = Amount
field-order = Order id
field-description = Description
field-user = User id
field-token = Card token
field-decision = Decision
field-reason = Reason
field-search = search
field-repeat-order = Type the order id
field-repeat-amount = Type the amount
field-repeat-name = Type the name
choice-part = in part
choice-full = in full
choice-chooses = chooses

## What is wrong with a field.
paste-full = the field is full: nothing more was taken
paste-too-long = the paste is too long for this field: nothing of it was taken
paste-hostile = the paste holds line breaks or control characters: nothing of it was taken
paste-card-number = this looks like a card number, which tolem never takes: nothing of it was taken
wrong-too-much = { $amount } is more than the { $most } that can be moved: type at most { $plain }
wrong-no-description = no description: type what the payer or recipient shall read
wrong-description-card = the description looks like a card number: type what the payer or recipient shall read
wrong-nothing-chosen = nothing is chosen: choose with ← or → what became of it
wrong-repeat-order = live money: type the order id exactly as it is shown
wrong-repeat-amount = live money: type the amount exactly as it is shown
wrong-repeat-name = live money: type the name exactly as it is shown

## What is in the way of sending.
blocked-reading = reading…
blocked-changed = it changed: { $what }
blocked-sending = sending…
blocked-looking = it may have changed: looking…
blocked-old = what you see is older than five minutes: close and look again
blocked-making = making the request…
status-not-sent = nothing was sent
status-not-decided = nothing was decided
status-look-again = { $nothing }: look again and decide anew
status-taking-down = taking it down…
status-sending = sending… Esc closes the view, it cancels nothing
ready-send = ready: { $what }{ $amount }, once
ready-again = { $what }{ $amount } ONCE MORE? { $operation } did it, the answer was lost
ready-decision = ready: { $what }; kept for good

## The body.
dialog-reading = reading at the gateway…
dialog-more-lines = ↓ { $count } more lines, PgDn
dialog-changed = It changed: { $what }.
dialog-page = Press o to open the page, or copy it:
dialog-decided-by = Nothing is sent. It is kept in the journal for good, as decided by { $who }.
dialog-live-account = live account { $profile } · merchant { $merchant } · { $host }
dialog-new = A new { $what } of merchant { $merchant }
dialog-amount = · amount { $amount }
dialog-sums = cleared { $cleared } · refunded { $refunded } · refundable { $refundable }
dialog-no-id = no gateway id
dialog-what-is-sent = What is sent:

## How it ended.
ending-see-operations = { $message } — see 5 Operations
ending-must-decide = { $message } — a person must decide, see 5 Operations
ending-faster = somebody was faster: it is { $state } now; nothing of yours was taken down
undone-stale = it was decided on an old read: nothing was sent; look again and decide anew
closed-not-sent = closed: nothing was sent
closed-not-decided = closed: nothing was decided
closed-goes-on = it goes on without the dialog, closing cancels nothing — see 5 Operations
decision-taken-down = taken down: { $what }

## A decision.
ruling-title = { $what } · operation { $id }
ruling-unread = not read now: { $reason }
ruling-applied = it took effect
ruling-not-applied = it had no effect
ruling-then-applied = confirmed: it counts as done, and nothing more is sent
ruling-then-not-applied = not applied: a new one may be drafted; be sure at the gateway first
