## Titles.
dialog-decide = Решение
dialog-refund = Возврат
dialog-clear = Списание холда
dialog-cancel = Отмена холда
dialog-confirm = Страница для CVC
dialog-pay-invoice = Оплата счёта сохранённой картой
dialog-create-payment = Новая страница оплаты
dialog-charge-card = Платёж с сохранённой карты
dialog-create-invoice = Новый счёт
dialog-create-payout = Новая страница выплаты

## Buttons.
button-decide = Записать
button-refund = Отправить возврат
button-clear = Отправить списание
button-cancel-hold = Отправить отмену
button-confirm = Отправить запрос
button-pay = Отправить платёж
button-create = Отправить заказ
button-charge = Отправить платёж
button-cancel = Отмена
button-keep-hold = Оставить холд
button-look-again = Посмотреть снова
button-next = Дальше
button-close-view = Закрыть окно
button-close = Закрыть

## Fields. At most 18 columns.
field-how-much = Сколько
field-amount = Сумма
field-order = Номер заказа
field-description = Описание
field-user = Номер клиента
field-token = Токен карты
field-decision = Решение
field-reason = Основание
field-search = поиск
field-repeat-order = Введите № заказа
field-repeat-amount = Введите сумму
field-repeat-name = Введите название
choice-part = частично
choice-full = полностью
choice-chooses = выбор

## What is wrong with a field.
paste-full = поле заполнено: больше ничего не принято
paste-too-long = вставка слишком длинна для этого поля: ничего из неё не принято
paste-hostile = во вставке переводы строк или управляющие символы: ничего из неё не принято
paste-card-number = это похоже на номер карты, tolem их не принимает: ничего не взято
wrong-too-much = { $amount } больше, чем { $most }, которые можно провести: введите не больше { $plain }
wrong-no-description = описания нет: напишите, что прочтёт плательщик или получатель
wrong-description-card = описание похоже на номер карты: напишите, что прочтёт плательщик или получатель
wrong-nothing-chosen = ничего не выбрано: выберите ← или →, чем всё закончилось
wrong-repeat-order = настоящие деньги: введите номер заказа точно как показано
wrong-repeat-amount = настоящие деньги: введите сумму точно как показано
wrong-repeat-name = настоящие деньги: введите название точно как показано

## What is in the way of sending.
blocked-reading = запрос статуса…
blocked-changed = изменилось: { $what }
blocked-sending = отправка…
blocked-looking = могло измениться: проверка…
blocked-old = этим данным больше пяти минут: закройте и посмотрите снова
blocked-making = готовится запрос…
status-not-sent = ничего не отправлено
status-not-decided = ничего не решено
status-look-again = { $nothing }: посмотрите снова и решите заново
status-taking-down = записывается…
status-sending = отправка… Esc закроет окно, но ничего не отменит
ready-send = готово: { $what }{ $amount }, один раз
ready-again = { $what }{ $amount } ЕЩЁ РАЗ? { $operation } это сделала, ответ потерян
ready-decision = готово: { $what }; запишется навсегда

## The body.
dialog-reading = запрос статуса у шлюза…
dialog-more-lines = ↓ ещё { $count ->
    [one] { $count } строка
    [few] { $count } строки
   *[other] { $count } строк
}, PgDn
dialog-changed = Изменилось: { $what }.
dialog-page = Нажмите o, чтобы открыть страницу, или скопируйте адрес:
dialog-decided-by = Ничего не отправляется. В журнал навсегда запишется решение от имени { $who }.
dialog-live-account = настоящие деньги: { $profile } · магазин { $merchant } · { $host }
dialog-new = Создаётся { $what } магазина { $merchant }
dialog-amount = · сумма { $amount }
dialog-sums = списано { $cleared } · возвращено { $refunded } · можно вернуть { $refundable }
dialog-no-id = номера шлюза нет
dialog-what-is-sent = Что отправляется:

## How it ended.
ending-see-operations = { $message } — см. 5 Операции
ending-must-decide = { $message } — решение за человеком, см. 5 Операции
ending-faster = кто-то успел раньше: операция уже «{ $state }»; ваше решение не записано
undone-stale = решение принято по старым данным: ничего не отправлено; посмотрите снова и решите заново
closed-not-sent = закрыто: ничего не отправлено
closed-not-decided = закрыто: ничего не решено
closed-goes-on = отправка идёт и без окна, закрытие ничего не отменяет — см. 5 Операции
decision-taken-down = записано: { $what }

## A decision.
ruling-title = { $what } · операция { $id }
ruling-unread = сейчас не проверено: { $reason }
ruling-applied = выполнена
ruling-not-applied = не выполнена
ruling-then-applied = подтверждена: считается сделанной, больше ничего не отправляется
ruling-then-not-applied = не выполнена: можно оформить новую; сначала убедитесь на стороне шлюза
