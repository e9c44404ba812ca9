activity-reading = читается { $name }
activity-reading-many = читается { $count ->
    [one] { $count } запись
    [few] { $count } записи
   *[other] { $count } записей
}
activity-elapsed = { $seconds } с
activity-rate = { $rate }/с
activity-left-seconds = осталось { $count } с
activity-left-minutes = осталось { $count } мин
activity-call-off = { $key } — отменить
activity-called-off = { $count ->
    [one] чтение отменено: ничего не изменено
   *[other] чтения отменены: ничего не изменено
}
activity-work-called-off = отменено после { $done } из { $total }: остальное не сделано
activity-refreshing = записи читаются
activity-refreshing-already = записи уже читаются: подождите или отмените чтение
activity-refreshed = { $done ->
    [one] прочитана { $done } запись
    [few] прочитаны { $done } записи
   *[other] прочитано { $done } записей
}
activity-refreshed-but = не удалось прочитать { $failed } из { $total }; последняя причина: { $reason }
activity-opening = рабочее место открывается…
activity-importing = журнал заполняется: { $done } из { $total }
activity-ended = { $name }: { $stage }, больше не изменится
ring-private = платёж больше не изменится
notice-title = Не сделано
notice-log = Подробности в журнале: { $path }
notice-close = Esc — закрыть
activity-nothing = сейчас ничего нет, что можно отменить
activity-sending = отправляется: { $name }
activity-exporting = строки записываются
activity-exported = { $count ->
    [one] записана { $count } строка: { $path }
    [few] записаны { $count } строки: { $path }
   *[other] записано { $count } строк: { $path }
}
export-exists = { $path } уже есть: ничего не записано, выберите другое имя
export-unwritable = { $path }: записать нельзя ({ $reason }); файл не создан
export-unread = журнал не читается: { $why }; файл не записан
export-gone = рабочий процесс завершился: файл не записан; запустите tolem заново
export-cancelled = экспорт отменён: файл не записан
