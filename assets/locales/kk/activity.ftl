activity-reading = { $name } оқылуда
activity-reading-many = { $count } жазба оқылуда
activity-elapsed = { $seconds } с
activity-rate = { $rate }/с
activity-left-seconds = { $count } с қалды
activity-left-minutes = { $count } мин қалды
activity-call-off = { $key } — тоқтату
activity-called-off = { $count ->
    [one] оқу тоқтатылды: ештеңе өзгерген жоқ
   *[other] оқулар тоқтатылды: ештеңе өзгерген жоқ
}
activity-work-called-off = { $total } ішінен { $done } жасалған соң тоқтатылды: қалғаны жасалмады
activity-refreshing = жазбалар оқылуда
activity-refreshing-already = жазбалар оқылып жатыр: күтіңіз немесе оқуды тоқтатыңыз
activity-refreshed = { $done } жазба оқылды
activity-refreshed-but = { $total } ішінен { $failed } оқылмады; соңғы себебі: { $reason }
activity-opening = жұмыс орны ашылуда…
activity-importing = тізілім толтырылуда: { $total } ішінен { $done }
activity-ended = { $name }: { $stage }, енді өзгермейді
ring-private = төлем енді өзгермейді
notice-title = Жасалмады
notice-log = Толығырақ журналда: { $path }
notice-close = Esc — жабу
activity-nothing = тоқтатуға болатын ештеңе жоқ
activity-sending = жіберілуде: { $name }
activity-exporting = жолдар жазылуда
activity-exported = { $count } жол жазылды: { $path }
export-exists = { $path } бұрыннан бар: ештеңе жазылмады, басқа атау таңдаңыз
export-unwritable = { $path }: жазу мүмкін емес ({ $reason }); файл құрылмады
export-unread = тізілім оқылмайды: { $why }; файл жазылмады
export-gone = жұмыс процесі аяқталды: файл жазылмады; tolem-ді қайта іске қосыңыз
export-cancelled = экспорт тоқтатылды: файл жазылмады
