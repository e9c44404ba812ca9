## Stages of a record. At most 15 columns, the short ones at most 11.
stage-new = создано
stage-processing = в обработке
stage-held = холд
stage-cleared = списано
stage-partly-refunded = частич. возврат
stage-refunded = возвращено
stage-reversed = холд снят
stage-failed = отказ
stage-expired = срок истёк
stage-cleared-short = списано
stage-partly-refunded-short = част.возвр.
stage-reversed-short = холд снят
stage-expired-short = срок истёк

## What is followed.
kind-payment = платёж
kind-invoice = счёт
kind-card = операция по карте
kind-payout = выплата

## States of an operation. At most 17 columns.
state-drafted = черновик
state-awaiting-approval = ждёт одобрения
state-prepared = подготовлено
state-sent = отправлено
state-confirmed = подтверждено
state-rejected = отклонено
state-unknown = исход неизвестен
state-not-applied = не выполнено
state-escalated = нужно решение

## What was asked. At most 14 columns.
intent-refund = возврат
intent-clear = списание
intent-cancel = отмена холда
intent-confirm = подтверждение
intent-pay-invoice = оплата счёта
intent-create-payment = новый платёж
intent-charge-card = платёж с карты
intent-create-invoice = новый счёт
intent-create-payout = новая выплата

## Steps of the journal.
fact-approval-asked = запрошено одобрение
fact-approved = одобрено
fact-withdrawn = отозвано
fact-journalled = записано в журнал
fact-send-started = отправка начата
fact-never-sent = не отправлено
fact-accepted = принято
fact-refused = отказано
fact-outcome-lost = исход потерян
fact-interrupted = прервано
fact-effect-seen = результат виден
fact-no-effect-proven = доказано, что не выполнено
fact-foreign-change = постороннее изменение
fact-decided-applied = решено: выполнено
fact-decided-not-applied = решено: не выполнено

## What a read said.
evidence-effect = выполнено
evidence-unchanged = без изменений
evidence-pending = в обработке
evidence-excluded = исключено
evidence-foreign = постороннее изменение
evidence-claimed = обещано
said-effect = результат есть
said-unchanged = без изменений: всё как было
said-pending = в обработке: шлюз ещё работает над этим
said-excluded = исключено: окончательный ответ шлюза — отказ
said-foreign = нечто иное: { $what }
said-claimed = не проверка: сам ответ сказал «да», но без подписи

## An operation in one sentence.
operation-is = операция { $id }: { $state }
operation-is-because = операция { $id }: { $state }; { $note }
operation-told = { $what } · { $name }: { $state }
operation-told-because = { $what } · { $name }: { $state }. { $note }
operation-asked-amount = { $intent } { $amount }
operation-unknown = исход неизвестен, выясняется запросами статуса; не повторяйте

## What the ledger keeps in English, said in the operator's language (`words::kept`). The English text is the pattern by

## which a kept sentence is known again: it must be word for word what the worker and the domain write.
kept-stage = было: { $was }, стало: { $is }
kept-amount = сумма была { $was }, стала { $is }
kept-cleared = списано было { $was }, стало { $is }
kept-refunded = возвращено было { $was }, стало { $is }
kept-refunds = возвратов было { $was }, стало { $is }
kept-order-exists = заказ уже существует: { $amount }, { $stage }
kept-order-exists-for = заказ { $order } на { $amount } уже существует: { $stage }
kept-order-exists-and = заказ { $order } уже существует: { $stage }
kept-order-in-ledger = заказ { $order } уже есть в этом журнале
kept-gone = шлюз больше не знает об этом
kept-changed-elsewhere = в последний момент запись изменила другая операция или другая программа
kept-changed-meanwhile = тем временем по ней началась или закончилась другая операция
kept-another-desk = другого рабочего места
kept-lagging = { $intent } { $id }, выполнено в { $at }

## Why something is not possible, and what is.
kept-clear-first-card = сначала спишите холд (c) или дождитесь его окончания
kept-cancel-or-clear-first = сначала отмените холд (x) или спишите его (c)
kept-wait-cleared = дождитесь списания
kept-nothing-to-refund = возвращать больше нечего
kept-cleared-before = списание уже было
kept-wait-held = дождитесь холда
kept-only-hold-cleared = списать можно только холд
kept-refund-instead = деньги уже списаны: оформите возврат (r)
kept-only-hold-cancelled = отменить можно только холд
kept-not-waiting = плательщика больше не ждут
kept-only-open-invoice = оплатить можно только открытый счёт
kept-only-charged = по CVC подтверждают только платёж с сохранённой карты
kept-customer-created-here = клиент счёта неизвестен; здесь можно оплатить только счета, созданные здесь
kept-customer-unknown = клиент счёта неизвестен
kept-no-gateway-id = его номер у шлюза ещё неизвестен; сначала запросите статус (u)
kept-no-links = для страницы выплаты нужны back_link и post_link в профиле (config.toml); задайте их
kept-does-not-fit = операция не подходит к записи
kept-creates-nothing = операция ничего не создаёт

## Notes of operations.
kept-ledger-not-written = запись в журнал не удалась
kept-answer-not-kept = журнал не смог сохранить ответ: { $reason }
kept-unsigned-yes = шлюз ответил «да» без подписи; доказать должен запрос статуса
kept-payer-enters-cvc = плательщик должен ввести CVC на странице
kept-page-not-saved = страницу плательщика не удалось сохранить: { $reason }
kept-not-sent = не удалось отправить: { $reason }
kept-ambiguous = шлюз ответил { $failure }: неясно, двигались ли деньги
kept-program-ended = программа завершилась раньше, чем стал известен исход
kept-outcome-not-kept = исход тогда не удалось записать
kept-nothing-happened = на шлюзе ничего не произошло ({ $seen }); можно оформить новую
kept-reads = { $count -> 
    [one] { $count } проверка, в { $at } —
    [few] { $count } проверки, последняя в { $at } —
   *[other] { $count } проверок, последняя в { $at } —
} { $evidence }
kept-person = { $why }; решение за человеком
kept-something-else = это изменило что-то другое: { $what }
kept-no-read-settles = ни одна проверка не даёт ответа ({ $seen })
kept-no-read-answered = на запросы статуса нет ответа ({ $error })
kept-yes-but-unseen = шлюз ответил «да», но ни один запрос статуса этого не показывает
kept-unlike-any = состояние не похоже ни на один исход
kept-decided-applied = { $who }: решено, что выполнена. { $reason }
kept-decided-not-applied = { $who }: решено, что не выполнена. { $reason }
kept-page-lost = найдено запросом статуса; адрес страницы потерян вместе с ответом
kept-followed = отслеживается с этого момента: { $stage }
kept-unread-record = ещё не проверялось
kept-being-created = создаётся
kept-not-created = не создано

## Why nothing was read or sent.
kept-resting = { $host } не отвечает с { $since }, следующая попытка через { $count } с
kept-never-read = статус ещё не запрашивался
kept-shown-seconds = данные получены { $count } с назад
kept-shown-minutes = данные получены { $count } мин назад
kept-shown-hours = данные получены { $count } ч назад
kept-shown-days = данные получены { $count } дн назад
kept-busy = запись всё время меняет другая операция
kept-no-ids = нет ни номера платежа, ни номера заказа
kept-payout-order-needed = для статуса выплаты нужен её номер заказа
kept-card-undocumented = в Card API нет описанного статуса операции, а запрос, который её создал, неизвестен
kept-no-answer = нет ответа за { $time }
kept-no-complete-answer = нет полного ответа за { $time }
kept-cannot-connect = не удаётся соединиться
kept-cannot-connect-because = не удаётся соединиться: { $error }
kept-broke = соединение прервалось
kept-broke-because = соединение прервалось: { $error }
kept-refused-by = { $host } не принимает соединений
kept-no-way = нет пути к { $host }: есть ли сеть?
kept-not-in-time = { $host } не принял соединение вовремя
kept-no-name = имя { $host } не удалось найти в сети
kept-nothing-sent = ничего не отправлено, { $reason }
kept-not-believed = нет достоверного ответа, { $reason }
kept-proves-nothing = шлюз отвечает { $failure }, что ничего не говорит о секрете
kept-operation = операция { $id }
kept-record = запись { $id }
kept-seconds = { $count } с
kept-operation-event = { $intent } { $id }: { $state }
kept-operation-event-because = { $intent } { $id }: { $state } · { $note }

## Did it go through?
inquiry-operation = операция { $id }
inquiry-more = ещё { $count }
inquiry-try-again = u — повторить
inquiry-reading = чтение журнала…
inquiry-steps = Все шаги
inquiry-exchange = Запрос и ответ, секреты скрыты
inquiry-nothing-open = открытых вопросов больше нет
inquiry-no-key = клавиши нет: { $why }
inquiry-no-order = такого заказа нет
inquiry-not-read = ещё не проверялось
inquiry-gateway-now = у шлюза сейчас
inquiry-gateway-read = у шлюза, статус на { $at }
inquiry-when-decided = на момент решения
inquiry-reads = Проверок по ней: { $count }
inquiry-earlier = ещё { $count } более ранних не показано
inquiry-none = нет
inquiry-what-was-sent = Что отправлено

## Labels of the comparison. At most 9 columns.
compared-stage = состояние
compared-amount = сумма
compared-cleared = списано
compared-refunded = возврат
compared-refunds = возвратов

## Labels of what was sent. At most 12 columns.
sent-asked = запрошено
sent-call = вызов
sent-sent = отправлено
sent-answer = ответ
sent-note = пояснение
sent-page = страница
sent-request-id = id запроса
sent-id = id
sent-no-reply = нет ответа
sent-answered = { $status } через { $took } мс: { $outcome }
sent-not-kept = не сохранён: программа завершилась раньше
sent-no = нет: ни один байт не ушёл

## Where it stands and what happens next.
standing-drafted = Это лишь черновик: ничего не отправлено.
standing-awaiting-approval = Ждёт второго человека: ничего не отправлено.
standing-prepared = Записана в журнал и сейчас отправится.
standing-sent = Отправлена, ответ ожидается. Если его не будет, статус запросится сам; не повторяйте.
standing-unknown = { $what } Не повторяйте операцию.
standing-confirmed = Прошла: подтверждена в { $at }. Делать ничего не нужно.
standing-rejected = Шлюз отклонил её в { $at }: ничего не выполнено. Можно оформить новую.
standing-not-applied = Не выполнена: выяснено в { $at }. Можно оформить новую.
standing-must-decide = решение за человеком
standing-escalated = { $why }. Запросы статуса больше не помогут: выясните иначе (личный кабинет магазина, Freedom Pay, плательщик) и решите. До этого по ней ничего не отправляется.
unknown-unread = Прошла ли она, ещё неизвестно: статус пока не запрашивался. Он запросится сам.
unknown-reads = { $count ->
    [one] { $count } проверка, последняя в { $at }
    [few] { $count } проверки, последняя в { $at }
   *[other] { $count } проверок, последняя в { $at }
}
unknown-again = Статус запросится снова сам
unknown-again-at = Статус запросится снова сам в { $at }
unknown-unchanged = Проверки её пока не видят. { $again }; если за контрольное время ничего не появится, она закроется как не выполненная
unknown-pending = Шлюз ещё работает над ней. { $again }, пока не закончит
unknown-foreign = Последняя проверка видит то, чего она не объясняет. { $again }; если так и останется, решит человек
unknown-claimed = Шлюз ответил «да» без подписи, это ничего не доказывает. Статус запросится сам.
unknown-tells = Последняя проверка дала ответ, он записывается
