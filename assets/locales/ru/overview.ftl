overview-hours = Последние 24 часа
overview-days = Последние 30 дней
overview-keys = h часы  d дни  v валюта
overview-counting = считаем…
overview-nothing = За это время ничего не создано.
overview-records = записи
overview-cleared = списано
overview-largest-hour = больше всего за час { $value }
overview-largest-day = больше всего за день { $value }
overview-success = успешно
overview-of-ended = { $well } из { $ended } завершённых
overview-none-ended = завершённых ещё нет
overview-asked = запрошено
overview-moving = { $count } в пути
overview-refunds = возвраты
overview-payouts = выплачено
overview-gateway = шлюз
overview-unasked = ещё не спрашивали
overview-up = отвечает, { $millis } мс
overview-down = не отвечает { $age }: { $reason }
overview-latency = ответы, мс
overview-unanswered = без ответа { $count } из { $of }
overview-operations = операции
overview-all-resolved = все выяснены
overview-unresolved = { $count ->
    [one] { $count } не выяснена (5)
   *[other] { $count } не выяснены (5)
}
overview-balance = на выплаты
overview-reading = читаем у шлюза…
overview-not-read = ещё не читали (u)
overview-codes = Самые частые коды
overview-no-codes = Отказов с кодом не было.
overview-unknown-code = нет в каталоге

# Keys.
screen-overview = Обзор
screen-operations-short = Операции
action-go-overview = обзор
action-go-overview-help = объёмы, успешность, коды, шлюз
action-span-hours = 24 часа
action-span-hours-help = последние 24 часа по часам
action-span-days = 30 дней
action-span-days-help = последние 30 дней по дням
action-currency = валюта
action-currency-help = следующая валюта
action-refresh-overview-help = посчитать заново и прочитать у шлюза остаток на выплаты
