list-in-all = всего { $count }
count-rows = { $count ->
    [one] { $count } строка
    [few] { $count } строки
   *[other] { $count } строк
}

## Heads of columns: short, for they make a column as wide as they are.
column-stage = статус
column-order = заказ
column-gateway = id
column-description = за что
column-customer = клиент
column-currency = вал.
column-amount = сумма
column-cleared = списано
column-refunded = возврат
column-code = код
column-created = создан
column-age = время
column-changed = изм.
column-read = чтение
column-state = статус
column-asked = действие
column-record = запись
column-note = примечание
column-operation = id

## The line above a list.
list-place = { $at } из { $count }
list-place-uncounted = { $at } из …
list-new = ↑ { $count ->
    [one] { $count } новая
   *[other] { $count } новых
}
list-frozen = СТОП, { $count ->
    [one] ждёт { $count } изменение
    [few] ждут { $count } изменения
   *[other] ждут { $count } изменений
}
list-selected = { $count ->
    [one] выбрана { $count }
   *[other] выбрано { $count }
}
list-left = { $name }: больше нет в списке
list-left-private = выбранной строки больше нет в списке
list-looking = ищем…
list-view = ‹{ $name }{ $star }›
list-failed = ✗ { $reason } — u повторит
list-read-at = прочитано { $ago }
list-changed-at = изменено { $ago }
list-unresolved = без исхода, сначала старые
list-first-listed = показаны первые { $count }
list-marked-loaded = { $count ->
    [one] выбрана { $count } загруженная строка; в списке есть ещё
    [few] выбраны { $count } загруженные строки; в списке есть ещё
   *[other] выбрано { $count } загруженных строк; в списке есть ещё
}
list-marks-off = { $count ->
    [one] снят выбор с { $count } строки: её выбрали при другом фильтре
   *[other] снят выбор с { $count } строк: их выбрали при другом фильтре
}
list-marks-full = за раз можно выбрать не больше { $most } строк: остальные не выбраны
list-loading = чтение журнала…
list-try-again = u повторит
list-no-match = Под фильтр ничего не подходит.
list-no-match-next = Backspace убирает последнее условие, F — весь фильтр; / меняет его.
list-no-invoices = Счетов пока нет.
list-no-cards = Операций по картам пока нет.
list-no-payouts = Выплат пока нет.
list-no-payments = Платежей пока нет.
list-next-read-only = Рабочее место только для чтения: добавьте запись через `tolem track`.
list-next-invoice = Нажмите n, чтобы создать счёт, или добавьте его через `tolem track`.
list-next-card = Добавьте операцию через `tolem track card ID`.
list-next-payout = Нажмите n, чтобы создать страницу выплаты, или добавьте её через `tolem track`.
list-next-payment = Нажмите n, чтобы списать с сохранённой карты, N — для страницы оплаты, или добавьте платёж через `tolem track`.
list-none-unresolved = Всё решено: исход всего отправленного известен.
list-none-unresolved-next = Нажмите t, чтобы увидеть все операции.
list-no-operations = Операций пока нет.
list-no-operations-next = Здесь появится всё, что вы отправите, с доказательством, прошло ли оно.

## The bar in which a filter is typed, and what can be wrong with it.
filter-label = фильтр
filter-completions = Tab
filter-hint = Enter применяет, Esc оставляет список как был
filter-did-you-mean = может быть, { $nearest }?
filter-unknown-field = нет поля { $found }
filter-unknown-value = у { $field } нет значения { $found }
filter-missing-value = для { $field } нужно значение
filter-wrong-sign = { $field } пишется так: { $example }
filter-not-a-number = введите число, например 10000.50
filter-one-comma = запятая может отделять и тысячи, и копейки: введите 1500 или 1.5
filter-too-precise = ни у одной валюты нет стольких знаков после точки
filter-too-large = число слишком велико
filter-not-a-span = введите срок, например 30m, 12h, 2d или 1w
filter-not-a-day = введите день, например 2026-11-20
filter-backwards = диапазон кончается раньше, чем начинается
filter-unclosed = эта кавычка не закрыта
filter-no-word = введите букву или цифру для поиска
filter-card-number = это номер карты: по нему не ищут, его не показывают и не хранят; уберите его
filter-too-many = больше { $most } нельзя: уберите лишнее

## Boxes over a list.
sort-title = Сортировка
sort-ascending = сначала меньшие
sort-descending = сначала большие
columns-title = Столбцы
columns-width = ширина { $width }
columns-no-room = нет места
views-title = Сохранённые виды
views-none = Пока нет: S сохранит то, что сейчас в списке.
views-save-title = Сохранить вид как
views-rename-title = Новое имя вида { $name }
views-delete-sure = ещё раз d — и он удалён
views-saved = вид { $name } сохранён: ' покажет список видов
views-taken = имя { $name } занято другим видом: ничего не изменено
views-full = видов не больше { $most }: сначала удалите лишний
views-card-number = в имени номер карты: ничего не сохранено, выберите другое имя
views-broken = views.toml, { $reason }; списки открыты в исходном виде, при сохранении файл будет отложен как views.toml.bad
views-not-kept = вид списков не сохранён: { $reason }
find-title = Поиск по загруженным строкам
find-among = { $found } из { $count } загруженных; / ищет везде
find-none = среди { $count } загруженных нет; Enter ищет везде

## Money for several records, one dialog after another.
walk-place = { $at } из { $total }
walk-left-out = { $count } из { $total } для этого не подходят и пропущены: по ним ничего не отправлено
walk-ended = отправлено: { $sent } из { $total }; не сделано и осталось выбранным: { $left }
walk-all-sent = отправлено: все { $total }
walk-elsewhere = выбрано, { $at } из { $total } — это не строка под курсором

## Why something cannot be done here.
cannot-left = { $name } больше нет в списке, и вместо неё ничего не выбрано: сначала выберите строку
cannot-left-private = выбранной строки больше нет в списке, и вместо неё ничего не выбрано: сначала выберите строку
cannot-old-rows = это строки прежнего фильтра или порядка: дождитесь ответа журнала; u спросит ещё раз
cannot-filter-operations = операции не фильтруются: t покажет операции без исхода, а / работает в списках записей
cannot-no-filter = фильтра нет: / задаёт его
cannot-no-marks = ничего не выбрано: пробел выбирает строку
cannot-no-views = сохранённых видов нет: S сохранит

## Actions.
context-filter = Фильтр
context-find = Поиск
context-sort = Сортировка
context-columns = Столбцы
context-views = Виды
context-naming = Имя вида
action-filter = фильтр
action-filter-help = отфильтровать список, например stage:held amount>10000
action-apply = применить
action-apply-help = принять введённое или выбранное
action-close-box-help = закрыть, ничего не меняя
action-complete = дополнить
action-complete-help = дополнить поле или значение
action-drop-term = убрать условие
action-drop-term-help = убрать последнее условие фильтра
action-clear-filter = без фильтра
action-clear-filter-help = убрать весь фильтр
action-find = найти
action-find-help = перейти к загруженной строке по нескольким её буквам
action-sort = порядок
action-sort-help = выбрать порядок списка
action-sort-now = сортировать
action-sort-now-help = сортировать по выбранному столбцу или обратить порядок
action-columns = столбцы
action-columns-help = выбрать столбцы, их порядок и ширину
action-show-column = показ
action-show-column-help = показать столбец или скрыть
action-move-left = выше
action-move-left-help = сдвинуть столбец влево
action-move-right = ниже
action-move-right-help = сдвинуть столбец вправо
action-wider = шире
action-wider-help = сделать столбец шире
action-narrower = уже
action-narrower-help = сделать столбец уже
action-reset = сброс
action-reset-help = вернуть исходные столбцы
action-mark = выбрать
action-mark-help = выбрать строку или снять выбор и перейти к следующей
action-mark-down = выбрать вниз
action-mark-down-help = выбрать строки отсюда вниз
action-mark-up = выбрать вверх
action-mark-up-help = выбрать строки отсюда вверх
action-mark-all = выбрать все
action-mark-all-help = выбрать все загруженные строки
action-unmark = снять выбор
action-unmark-help = снять выбор со всех строк
action-views = виды
action-views-help = сохранённые виды этого списка
action-save-view = сохранить вид
action-save-view-help = сохранить фильтр, порядок и столбцы под именем
action-rename = имя
action-rename-help = дать виду другое имя
action-delete = удалить
action-delete-help = удалить вид; спросит ещё раз
action-freeze = стоп
action-freeze-help = остановить список или пустить дальше; диалоги всё равно читают заново
action-times = время
action-times-help = показывать давность или само время

## Writing a list to a file.
export-title = Записать список в файл
export-csv = CSV
export-lines = JSON построчно
export-json = JSON
export-rows = { $count ->
    [one] { $count } строка: весь список с этим фильтром и порядком
    [few] { $count } строки: весь список с этим фильтром и порядком
   *[other] { $count } строк: весь список с этим фильтром и порядком
}
export-rows-selected = { $count ->
    [one] { $count } строка: только выбранная
    [few] { $count } строки: только выбранные
   *[other] { $count } строк: только выбранные
}
export-rows-uncounted = весь список с этим фильтром и порядком: строки ещё считаются
export-columns = столбцы: { $columns }
export-members = все поля каждой записи, как их печатает tolem
export-no-name = файлу нужно имя: ничего не записано
cannot-nothing-to-export = список пуст: записывать нечего
context-export = Экспорт
action-export = экспорт
action-export-help = записать список или выбранные строки в файл: CSV или JSON
action-next-format = формат
action-next-format-help = следующий формат файла
action-previous-format = прежний формат
action-previous-format-help = предыдущий формат файла
