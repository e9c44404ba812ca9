## Stages of a record. At most 15 columns, the short ones at most 11.
stage-new = new
stage-processing = processing
stage-held = held
stage-cleared = cleared
stage-partly-refunded = partly refunded
stage-refunded = refunded
stage-reversed = reversed
stage-failed = failed
stage-expired = expired
stage-cleared-short = cleared
stage-partly-refunded-short = part refund
stage-reversed-short = reversed
stage-expired-short = expired

## What is followed.
kind-payment = payment
kind-invoice = invoice
kind-card = card transaction
kind-payout = payout

## States of an operation. At most 17 columns.
state-drafted = drafted
state-awaiting-approval = awaiting approval
state-prepared = prepared
state-sent = sent
state-confirmed = confirmed
state-rejected = rejected
state-unknown = unknown
state-not-applied = not applied
state-escalated = escalated

## What was asked. At most 14 columns.
intent-refund = refund
intent-clear = clear
intent-cancel = cancel
intent-confirm = confirm
intent-pay-invoice = pay invoice
intent-create-payment = create payment
intent-charge-card = charge card
intent-create-invoice = create invoice
intent-create-payout = create payout

## Steps of the journal.
fact-approval-asked = approval asked
fact-approved = approved
fact-withdrawn = withdrawn
fact-journalled = journalled
fact-send-started = send started
fact-never-sent = never sent
fact-accepted = accepted
fact-refused = refused
fact-outcome-lost = outcome lost
fact-interrupted = interrupted
fact-effect-seen = effect seen
fact-no-effect-proven = no effect proven
fact-foreign-change = foreign change
fact-decided-applied = decided: applied
fact-decided-not-applied = decided: not applied

## What a read said.
evidence-effect = effect
evidence-unchanged = unchanged
evidence-pending = pending
evidence-excluded = excluded
evidence-foreign = foreign
evidence-claimed = claimed
said-effect = the effect is there
said-unchanged = unchanged: it stands as before
said-pending = pending: the gateway is still working on it
said-excluded = excluded: the gateway's final word is that it failed
said-foreign = something else: { $what }
said-claimed = not a read: the reply itself said yes, without a signature

## An operation in one sentence.
operation-is = operation { $id } is { $state }
operation-is-because = operation { $id } is { $state }: { $note }
operation-told = { $what } · { $name }: { $state }
operation-told-because = { $what } · { $name }: { $state }. { $note }
operation-asked-amount = { $intent } of { $amount }
operation-unknown = outcome unknown, being resolved by reading; do not repeat it

## What the ledger keeps in English, said in the operator's language (`words::kept`). The English text is the pattern by

## which a kept sentence is known again: it must be word for word what the worker and the domain write.
kept-stage = was { $was }, is { $is }
kept-amount = amount was { $was }, is { $is }
kept-cleared = cleared was { $was }, is { $is }
kept-refunded = refunded was { $was }, is { $is }
kept-refunds = refunds were { $was }, are { $is }
kept-order-exists = the order exists already: { $amount }, { $stage }
kept-order-exists-for = order { $order } exists already for { $amount } and is { $stage }
kept-order-exists-and = order { $order } exists already and is { $stage }
kept-order-in-ledger = order { $order } exists already in this ledger
kept-gone = the gateway no longer knows it
kept-changed-elsewhere = another operation or another desk changed it at the last moment
kept-changed-meanwhile = another operation on it began or ended meanwhile
kept-another-desk = of another desk
kept-lagging = { $intent } { $id }, done at { $at }

## Why something is not possible, and what is.
kept-clear-first-card = clear it (c) first, or let the hold end
kept-cancel-or-clear-first = cancel the hold (x) or clear it (c) first
kept-wait-cleared = wait until it is cleared
kept-nothing-to-refund = nothing is left to refund
kept-cleared-before = it was cleared before
kept-wait-held = wait until it is held
kept-only-hold-cleared = only a hold can be cleared
kept-refund-instead = it is debited: refund it (r) instead
kept-only-hold-cancelled = only a hold can be cancelled
kept-not-waiting = it no longer waits for the payer
kept-only-open-invoice = only an open invoice can be paid
kept-only-charged = only a payment that was charged to a saved card is confirmed with its CVC
kept-customer-created-here = the invoice's customer is not known; only invoices created here can be paid here
kept-customer-unknown = the invoice's customer is not known
kept-no-gateway-id = the gateway's id of it is not known yet; read it first (u)
kept-no-links = a payout page needs back_link and post_link in the profile (config.toml); set them
kept-does-not-fit = the intent does not fit its record
kept-creates-nothing = the intent creates nothing

## Notes of operations.
kept-ledger-not-written = the ledger could not be written
kept-answer-not-kept = the ledger could not keep the answer: { $reason }
kept-unsigned-yes = the gateway says yes, without a signature; a read must prove it
kept-payer-enters-cvc = the payer has to enter the CVC on the page
kept-page-not-saved = the payer's page could not be saved: { $reason }
kept-not-sent = could not be sent: { $reason }
kept-ambiguous = the gateway answers { $failure }, which leaves open whether money moved
kept-program-ended = the program ended before the outcome was known
kept-outcome-not-kept = its outcome could not be kept at the time
kept-nothing-happened = nothing happened at the gateway ({ $seen }); a new one may be drafted
kept-reads = { $count } reads, the last at { $at } says { $evidence }
kept-person = { $why }; a person must decide
kept-something-else = something else changed it: { $what }
kept-no-read-settles = no read settles it ({ $seen })
kept-no-read-answered = no read for it is answered ({ $error })
kept-yes-but-unseen = the gateway said yes, but no read shows it
kept-unlike-any = it stands unlike any outcome
kept-decided-applied = { $who } decided that it took effect: { $reason }
kept-decided-not-applied = { $who } decided that it had no effect: { $reason }
kept-page-lost = found by reading; the address of its page was lost with the reply
kept-followed = followed from now on; it is { $stage }
kept-unread-record = not read yet
kept-being-created = being created
kept-not-created = not created

## Why nothing was read or sent.
kept-resting = { $host } has not answered since { $since } and is tried again in { $count } s
kept-never-read = it was never read
kept-shown-seconds = what is shown was read { $count } s ago
kept-shown-minutes = what is shown was read { $count } min ago
kept-shown-hours = what is shown was read { $count } h ago
kept-shown-days = what is shown was read { $count } days ago
kept-busy = it is being changed by another operation all the time
kept-no-ids = it has neither a payment id nor an order id
kept-payout-order-needed = the payout's order id is needed for its status
kept-card-undocumented = the Card API documents no status of a transaction, and the request that made this one is not known
kept-no-answer = no answer within { $time }
kept-no-complete-answer = no complete answer within { $time }
kept-cannot-connect = cannot connect
kept-cannot-connect-because = cannot connect: { $error }
kept-broke = the connection broke
kept-broke-because = the connection broke: { $error }
kept-refused-by = the connection was refused by { $host }
kept-no-way = no way to { $host }: is there a network?
kept-not-in-time = no connection to { $host } in time
kept-no-name = the name { $host } could not be looked up
kept-nothing-sent = nothing was sent, { $reason }
kept-not-believed = no believable answer, { $reason }
kept-proves-nothing = the gateway answers { $failure }, which says nothing about the secret
kept-operation = operation { $id }
kept-record = record { $id }
kept-seconds = { $count } s
kept-operation-event = { $intent } { $id }: { $state }
kept-operation-event-because = { $intent } { $id }: { $state } · { $note }

## Did it go through?
inquiry-operation = operation { $id }
inquiry-more = { $count } more
inquiry-try-again = u tries again
inquiry-reading = reading the ledger…
inquiry-steps = Every step
inquiry-exchange = The request and its reply, masked
inquiry-nothing-open = nothing is open any more
inquiry-no-key = no key: { $why }
inquiry-no-order = no such order
inquiry-not-read = not read yet
inquiry-gateway-now = the gateway now
inquiry-gateway-read = the gateway, read { $at }
inquiry-when-decided = when decided
inquiry-reads = Reads made for it: { $count }
inquiry-earlier = { $count } earlier ones are not shown
inquiry-none = none
inquiry-what-was-sent = What was sent

## Labels of the comparison. At most 9 columns.
compared-stage = stage
compared-amount = amount
compared-cleared = cleared
compared-refunded = refunded
compared-refunds = refunds

## Labels of what was sent. At most 12 columns.
sent-asked = asked
sent-call = call
sent-sent = sent
sent-answer = answer
sent-note = note
sent-page = page
sent-request-id = request id
sent-id = id
sent-no-reply = no reply
sent-answered = { $status } after { $took } ms: { $outcome }
sent-not-kept = not kept: the program ended before
sent-no = no: no byte of it left

## Where it stands and what happens next.
standing-drafted = It was only made up: nothing was sent.
standing-awaiting-approval = It waits for a second person: nothing was sent.
standing-prepared = It is durable and about to be sent.
standing-sent = It was sent, and the answer is awaited. If none comes, it is read for by itself; do not repeat it.
standing-unknown = { $what } Do not repeat it.
standing-confirmed = It went through: confirmed at { $at }. Nothing is left to do.
standing-rejected = The gateway refused it at { $at }: it had no effect. A new one may be drafted.
standing-not-applied = It had no effect: settled at { $at }. A new one may be drafted.
standing-must-decide = a person must decide
standing-escalated = { $why }. No read can tell any more: find out elsewhere (the merchant's cabinet, the provider, the payer), then decide. Until then nothing else is sent on it.
unknown-unread = Nobody knows yet whether it went through, and nothing was read for it so far. It is read for by itself.
unknown-reads = { $count ->
    [one] one read, at { $at }
   *[other] { $count } reads, the last at { $at }
}
unknown-again = It is read again by itself
unknown-again-at = It is read again by itself at { $at }
unknown-unchanged = No read shows it yet. { $again }; when reads across the settling window show nothing, it ends as not applied
unknown-pending = The gateway is still working on it. { $again } until that ends
unknown-foreign = The last read shows something that it does not explain. { $again }; when that stays, a person decides
unknown-claimed = The gateway said yes without a signature, which proves nothing. It is read for by itself.
unknown-tells = The last read tells, and is being taken down
