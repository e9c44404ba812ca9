list-in-all = { $count } in all
count-rows = { $count ->
    [one] { $count } row
   *[other] { $count } rows
}

## Heads of columns: short, for they make a column as wide as they are.
column-stage = stage
column-order = order
column-gateway = id
column-description = for
column-customer = customer
column-currency = cur
column-amount = amount
column-cleared = cleared
column-refunded = refunded
column-code = code
column-created = created
column-age = age
column-changed = changed
column-read = read
column-state = state
column-asked = asked
column-record = record
column-note = note
column-operation = id

## The line above a list.
list-place = { $at } of { $count }
list-place-uncounted = { $at } of …
list-new = ↑ { $count } new
list-frozen = FROZEN, { $count ->
    [one] { $count } change waits
   *[other] { $count } changes wait
}
list-selected = { $count } selected
list-left = { $name } left the list
list-left-private = the selected row left the list
list-looking = looking…
list-view = ‹{ $name }{ $star }›
list-failed = ✗ { $reason } — u tries again
list-read-at = read { $ago }
list-changed-at = changed { $ago }
list-unresolved = unresolved, oldest first
list-first-listed = the first { $count } are listed
list-marked-loaded = { $count ->
    [one] { $count } loaded row is selected; the list has more
   *[other] { $count } loaded rows are selected; the list has more
}
list-marks-off = { $count ->
    [one] { $count } row is selected no longer: it was chosen under another filter
   *[other] { $count } rows are selected no longer: they were chosen under another filter
}
list-marks-full = at most { $most } rows can be selected at once: the others were not
list-loading = reading the ledger…
list-try-again = u tries again
list-no-match = Nothing passes the filter.
list-no-match-next = Backspace takes its last term away, F all of it; / changes it.
list-no-invoices = No invoices yet.
list-no-cards = No card transactions yet.
list-no-payouts = No payouts yet.
list-no-payments = No payments yet.
list-next-read-only = This desk is read-only: follow one with `tolem track`.
list-next-invoice = Press n to create one, or follow one with `tolem track`.
list-next-card = Follow one with `tolem track card ID`.
list-next-payout = Press n to create a payout page, or follow one with `tolem track`.
list-next-payment = Press n to charge a saved card, N for a hosted page, or follow one with `tolem track`.
list-none-unresolved = Nothing is unresolved: the outcome of everything that was sent is known.
list-none-unresolved-next = Press t to list all operations.
list-no-operations = No operations yet.
list-no-operations-next = What you send appears here, with the proof whether it went through.

## The bar in which a filter is typed, and what can be wrong with it.
filter-label = filter
filter-completions = Tab
filter-hint = Enter applies, Esc leaves the list as it was
filter-did-you-mean = did you mean { $nearest }?
filter-unknown-field = no field is called { $found }
filter-unknown-value = { $field } has no value { $found }
filter-missing-value = { $field } needs a value
filter-wrong-sign = { $field } is written like { $example }
filter-not-a-number = type a number such as 10000.50
filter-one-comma = a comma may part thousands or decimals: type 1500 or 1.5
filter-too-precise = no currency has so many digits after the dot
filter-too-large = the number is too large
filter-not-a-span = type a time such as 30m, 12h, 2d or 1w
filter-not-a-day = type a day such as 2026-11-20
filter-backwards = the range ends before it begins
filter-unclosed = this quotation mark is not closed
filter-no-word = type a letter or a digit to look for
filter-card-number = this is a card number: it is not looked for, shown or kept; take it away
filter-too-many = more than { $most } are not answered: take some away

## Boxes over a list.
sort-title = Sort by
sort-ascending = smallest first
sort-descending = largest first
columns-title = Columns
columns-width = width { $width }
columns-no-room = no room
views-title = Saved views
views-none = None yet: S saves what the list shows now.
views-save-title = Save the view as
views-rename-title = New name of { $name }
views-delete-sure = d once more deletes it
views-saved = view { $name } is saved: ' lists the views
views-taken = another view is called { $name }: nothing was changed
views-full = at most { $most } views are kept: delete one first
views-card-number = this name holds a card number: nothing was saved, choose another
views-broken = views.toml, { $reason }; the lists open as at first, and the file is put aside as views.toml.bad when something is saved
views-not-kept = how the lists are was not kept: { $reason }
find-title = Find among the loaded rows
find-among = { $found } of { $count } loaded rows; / looks at everything
find-none = none of { $count } loaded rows; Enter looks at everything

## Money for several records, one dialog after another.
walk-place = { $at } of { $total }
walk-left-out = { $count } of { $total } cannot take this and are left out: nothing was sent for them
walk-ended = sent: { $sent } of { $total }; not done and still selected: { $left }
walk-all-sent = sent: all { $total }
walk-elsewhere = selected, { $at } of { $total } — not the row under the cursor

## Why something cannot be done here.
cannot-left = { $name } left the list, and nothing was selected in its place: select a row first
cannot-left-private = the selected row left the list, and nothing was selected in its place: select a row first
cannot-old-rows = these rows are still those of the filter or order before: wait for the ledger; u asks it again
cannot-filter-operations = operations cannot be filtered: t lists the unresolved ones, and / works on the lists of records
cannot-no-filter = there is no filter: / types one
cannot-no-marks = nothing is selected: Space selects a row
cannot-no-views = there are no saved views: S saves one

## Actions.
context-filter = Filter
context-find = Find
context-sort = Sort
context-columns = Columns
context-views = Views
context-naming = Name of a view
action-filter = filter
action-filter-help = filter the list, such as stage:held amount>10000
action-apply = apply
action-apply-help = take what is typed or chosen
action-close-box-help = close without taking it
action-complete = complete
action-complete-help = complete the field or value that is being typed
action-drop-term = drop term
action-drop-term-help = take the last term of the filter away
action-clear-filter = no filter
action-clear-filter-help = take the whole filter away
action-find = find
action-find-help = jump to one of the loaded rows by a few of its letters
action-sort = sort
action-sort-help = choose the order of the list
action-sort-now = sort
action-sort-now-help = sort by the chosen column, or turn its order round
action-columns = columns
action-columns-help = choose columns, their order and widths
action-show-column = show/hide
action-show-column-help = show the column, or hide it
action-move-left = move up
action-move-left-help = move the column to the left
action-move-right = move down
action-move-right-help = move the column to the right
action-wider = wider
action-wider-help = make the column wider
action-narrower = narrower
action-narrower-help = make the column narrower
action-reset = reset
action-reset-help = the columns as they were at first
action-mark = select
action-mark-help = select the row, or no longer, and go on to the next
action-mark-down = select down
action-mark-down-help = select the rows from here downwards
action-mark-up = select up
action-mark-up-help = select the rows from here upwards
action-mark-all = select all
action-mark-all-help = select all loaded rows
action-unmark = unselect
action-unmark-help = select nothing
action-views = views
action-views-help = saved views of this list
action-save-view = save view
action-save-view-help = save filter, order and columns under a name
action-rename = rename
action-rename-help = give the view another name
action-delete = delete
action-delete-help = delete the view; asks once more
action-freeze = freeze
action-freeze-help = hold the list as it is, or let it move on; dialogs still read anew
action-times = times
action-times-help = show times as ages, or as moments

## Writing a list to a file.
export-title = Write the list to a file
export-csv = CSV
export-lines = JSON lines
export-json = JSON
export-rows = { $count ->
    [one] { $count } row: the list as it is filtered and sorted
   *[other] { $count } rows: the list as it is filtered and sorted
}
export-rows-selected = { $count ->
    [one] { $count } row: the one that is selected
   *[other] { $count } rows: those that are selected
}
export-rows-uncounted = the list as it is filtered and sorted: its rows are being counted
export-columns = columns: { $columns }
export-members = every member of each record, as tolem prints it
export-no-name = the file needs a name: nothing was written
cannot-nothing-to-export = the list is empty: there is nothing to write
context-export = Export
action-export = export
action-export-help = write the list or the selected rows to a file: CSV or JSON
action-next-format = format
action-next-format-help = the next format of the file
action-previous-format = format before
action-previous-format-help = the format before
