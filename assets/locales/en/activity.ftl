activity-reading = reading { $name }
activity-reading-many = reading { $count ->
    [one] { $count } record
   *[other] { $count } records
}
activity-elapsed = { $seconds } s
activity-rate = { $rate }/s
activity-left-seconds = { $count } s left
activity-left-minutes = { $count } min left
activity-call-off = { $key } cancels
activity-called-off = { $count ->
    [one] the read was cancelled: nothing was changed
   *[other] the reads were cancelled: nothing was changed
}
activity-work-called-off = cancelled after { $done } of { $total }: the rest was not done
activity-refreshing = reading records
activity-refreshing-already = the records are being read already; wait, or call it off
activity-refreshed = { $done ->
    [one] { $done } record was read
   *[other] { $done } records were read
}
activity-refreshed-but = { $failed } of { $total } records could not be read; the last one: { $reason }
activity-opening = opening the desk…
activity-importing = filling the ledger: { $done } of { $total }
activity-ended = { $name } is { $stage }: it moves no more
ring-private = a payment moves no more
notice-title = It was not done
notice-log = The log has more: { $path }
notice-close = Esc closes
activity-nothing = nothing that can be cancelled is under way
activity-sending = sending: { $name }
activity-exporting = writing rows
activity-exported = { $count ->
    [one] { $count } row was written to { $path }
   *[other] { $count } rows were written to { $path }
}
export-exists = { $path } exists already: nothing was written, choose another name
export-unwritable = { $path } cannot be written: { $reason }; no file is left behind
export-unread = the ledger cannot be read: { $why }; no file was written
export-gone = the worker has ended: no file was written; start tolem again
export-cancelled = the export was cancelled: no file was written
