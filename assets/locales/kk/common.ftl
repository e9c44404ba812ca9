# The screens.
screen-invoices = Шоттар
screen-cards = Карта операциялары
screen-cards-short = Карта
screen-payouts = Аударымдар
screen-payments = Төлемдер
screen-operations = Операциялар
screen-codes = Кодтар

# The header.
header-merchant = дүкен { $merchant }
header-read-only = ТЕК ОҚУ
header-read-only-short = ОҚУ
header-unasked = әлі сұралған жоқ
header-up = жауап береді { $ms } мс
header-down = жауап жоқ { $age }
header-down-short = жауап жоқ
header-heard = шлюз { $ago } жауап берді
header-private = ЖАСЫРЫН
footer-mouse-off = тінтуір терминалда ({ $key })
header-unresolved = { $count } шешілмеген
