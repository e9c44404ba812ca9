# The screens.
screen-invoices = Счета
screen-cards = Операции по картам
screen-cards-short = Карты
screen-payouts = Выплаты
screen-payments = Платежи
screen-operations = Операции
screen-codes = Коды

# The header.
header-merchant = магазин { $merchant }
header-read-only = ТОЛЬКО ЧТЕНИЕ
header-read-only-short = ЧТЕН
header-unasked = ещё не спрашивали
header-up = отвечает { $ms } мс
header-down = не отвечает { $age }
header-down-short = нет ответа
header-heard = шлюз отвечал { $ago }
header-private = СКРЫТО
footer-mouse-off = мышь у терминала ({ $key })
header-unresolved = { $count ->
    [one] { $count } нерешённая
    [few] { $count } нерешённые
   *[other] { $count } нерешённых
}
