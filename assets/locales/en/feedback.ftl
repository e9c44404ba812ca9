## Why a guard let nothing through.
refused-read-only = read-only: nothing was sent; start without --read-only to move money
refused-not-for-kind = a { $kind } cannot take { $intent }: nothing was sent
refused-wrong-stage = it is { $stage }: nothing was sent; { $advice }
refused-too-much = { $asked } is more than the { $most } that can be moved: nothing was sent; type at most { $plain }
refused-other-currency = the record is in { $record }, the amount in { $asked }: nothing was sent
refused-changed = it changed since you decided ({ $what }): nothing was sent; look again and decide anew
refused-exists = { $what }: nothing was sent; choose another number
refused-unsettled = operation { $operation } on it is not settled: nothing was sent; see Operations first
refused-no-limits = a live profile moves no money until config.toml says how much: nothing was sent; set limits.per_operation and limits.per_day in it
refused-over-operation-limit = { $asked } is more than the { $limit } that the profile lets one operation move: nothing was sent; ask who keeps config.toml (limits.per_operation)
refused-over-day-limit = { $asked } is more than the { $left } that is left of today's { $limit }: nothing was sent; wait for tomorrow, or ask who keeps config.toml (limits.per_day)
refused-unlimited = the profile limits what may be moved, but not in { $currency }: nothing was sent; use a profile of that currency
refused-resting = { $why }: nothing was sent; wait until it answers again
refused-not-escalated = it is { $state }, and only an escalated operation takes a decision: nothing was changed; read for it (u) instead
refused-repeats = { $intent } { $operation } did the same, though its answer was lost: nothing was sent; to do it once more, decide anew in the dashboard or add --again { $operation }
refused-lagging = the gateway's status does not show { $what } yet: nothing was sent; look again in a moment
refused-missing = { $what }: nothing was sent

## Why something could not be done.
error-not-found = { $what } is not in the ledger: nothing was sent; track it first
error-unread = could not read: { $why }; nothing was changed, try again (u)
error-resting = { $why }; nothing was changed
error-gateway = the gateway answers { $failure }: nothing was changed
error-ledger = the ledger cannot be written: { $why }; nothing was sent
error-gone = the worker has ended: nothing was sent; start tolem again
error-unanswered = the worker ended before it answered: it may have been sent, do not repeat it; start tolem again, which reads

## What is wrong with what was typed.
amount-empty = no amount: type a number such as 1500.50
amount-comma = use a dot, not a comma: 1500.50
amount-sign = no sign: type the amount as a positive number
amount-not-a-number = digits and one dot only, such as 1500.50
amount-too-precise = { $currency } has { $digits } digits after the dot, not { $got }
amount-zero = the amount is zero: type what is to be moved
amount-too-large = too large: the provider takes at most 99999999
id-name-order = order id
id-name-user = user id
id-empty = { $what } is empty: type it
id-too-long = { $what } has { $got } characters, at most { $max } are allowed: shorten it
id-character = { $what } holds a character that is not allowed: use { $allowed }
id-allowed-latin = Latin letters, digits, - and _
id-allowed-any = letters, digits and punctuation
id-card-number = { $what } looks like a card number: use another
reason-short = the reason is too short: write what was seen or who was asked, in at least { $min } characters
reason-long = the reason has { $got } characters, at most { $max } are kept: shorten it
token-empty = the card token is empty: paste the token of a saved card
token-too-long = the card token is longer than 255 characters: check what was pasted
token-card-number = this looks like a card number: tolem takes tokens of saved cards only
token-character = the card token holds characters that no token has: check what was pasted

## Times. An age takes at most 6 columns, a month 3.
age-now = now
age-minutes = { $count } min
age-hours = { $count } h
age-days = { $count } d
age-days-short = { $count }d
age-just-now = just now
age-ago = { $age } ago
date-month = { $month ->
    [1] Jan
    [2] Feb
    [3] Mar
    [4] Apr
    [5] May
    [6] Jun
    [7] Jul
    [8] Aug
    [9] Sep
    [10] Oct
    [11] Nov
   *[12] Dec
}

## Why an action is not possible now.
cannot-still-opening = the desk is still opening
cannot-no-record = no record is selected
cannot-no-operation = no operation is selected
cannot-no-page = there is no page to open
cannot-no-code = no code is selected
cannot-nothing-to-explain = there is no code or status word to explain here
cannot-nothing-to-read = there is nothing to read
cannot-decide-unknown = it is unknown: reads may still tell (u), then nobody has to decide
cannot-decide = it is { $state }: there is nothing to decide
cannot-resolve-awaited = it is { $state }: its answer is awaited, and if none comes it is read for by itself
cannot-resolve-approval = it waits for a second person: nothing was sent
cannot-resolve-escalated = it is escalated: no read can tell any more, a person decides (d)
cannot-resolve = it is { $state }: nothing to resolve

## Notes.
read-record-is = { $name } is { $stage }
watch-on = it is watched closely
watch-off = it is no longer watched
page-opening = opening { $page }
page-neither = not opened, it is neither a web page nor a file: { $page }
page-failed = nothing here opens pages ({ $error }): copy it: { $page }

## Above and before everything.
environment-sandbox = SANDBOX
environment-test = TEST
environment-live = LIVE
overlay-too-small = tolem needs at least { $least } (now { $now })
overlay-quit = quit
overlay-broken = tolem could not open the desk
overlay-nothing-sent = Nothing was sent.
quit-title = Quit?
quit-text = An operation is under way. If you quit now, its outcome is resolved by reading at the next start; nothing is sent twice.
quit-stay = Stay
quit-leave = Quit

## Codes.
codes-title = Codes
codes-place = { $at } of { $count }
codes-language = language { $code }
codes-search-hint = searches numbers and words, in English, Russian and Kazakh
codes-none = Nothing in the catalogue fits. A code that is not here is not published, and nothing is guessed.
codes-none-next = Esc shows every code again.
explanation-title = Explained ({ $code }) — ↑↓ scroll, l language, Esc closes
