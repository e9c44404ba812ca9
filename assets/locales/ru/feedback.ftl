## Why a guard let nothing through.
refused-read-only = только чтение: ничего не отправлено; чтобы двигать деньги, запустите без --read-only
refused-not-for-kind = { $kind }: операция «{ $intent }» невозможна, ничего не отправлено
refused-wrong-stage = состояние «{ $stage }»: ничего не отправлено; { $advice }
refused-too-much = { $asked } больше, чем { $most }, которые можно провести: ничего не отправлено; введите не больше { $plain }
refused-other-currency = валюта записи { $record }, а суммы { $asked }: ничего не отправлено
refused-changed = с момента решения что-то изменилось ({ $what }): ничего не отправлено; посмотрите и решите заново
refused-exists = { $what }: ничего не отправлено; выберите другой номер
refused-unsettled = предыдущая операция { $operation } не завершена: ничего не отправлено; сначала см. раздел 5
refused-no-limits = боевой профиль не двигает деньги, пока в config.toml не указано сколько: ничего не отправлено; задайте limits.per_operation и limits.per_day
refused-over-operation-limit = { $asked } больше лимита профиля на одну операцию, { $limit }: ничего не отправлено; обратитесь к тому, кто ведёт config.toml (limits.per_operation)
refused-over-day-limit = { $asked } больше остатка { $left } от дневного лимита { $limit }: ничего не отправлено; подождите до завтра или обратитесь к тому, кто ведёт config.toml (limits.per_day)
refused-unlimited = лимиты профиля заданы не в { $currency }: ничего не отправлено; возьмите профиль в этой валюте
refused-resting = { $why }: ничего не отправлено; дождитесь, пока он ответит
refused-not-escalated = операция «{ $state }», а решают только там, где проверки не помогли: ничего не изменено; запросите статус (u)
refused-repeats = { $intent } { $operation }: то же уже сделано, хотя ответ потерян; ничего не отправлено, чтобы сделать ещё раз, решите заново
refused-lagging = статус шлюза ещё не показывает: { $what }; ничего не отправлено, посмотрите снова чуть позже
refused-missing = { $what }: ничего не отправлено

## Why something could not be done.
error-not-found = { $what }: нет в журнале, ничего не отправлено; сначала возьмите её на учёт (`tolem track`)
error-unread = не удалось запросить статус: { $why }; ничего не изменено, повторите (u)
error-resting = { $why }; ничего не изменено
error-gateway = шлюз отвечает: { $failure }. Ничего не изменено
error-ledger = в журнал нельзя записать: { $why }; ничего не отправлено
error-gone = рабочий процесс завершился: ничего не отправлено; запустите tolem заново
error-unanswered = рабочий процесс завершился без ответа: операция могла уйти, не повторяйте её; запустите tolem заново, он всё проверит

## What is wrong with what was typed.
amount-empty = суммы нет: введите число, например 1500.50
amount-comma = нужна точка, а не запятая: 1500.50
amount-sign = без знака: введите сумму положительным числом
amount-not-a-number = только цифры и одна точка, например 1500.50
amount-too-precise = у { $currency } знаков после точки: { $digits }, а не { $got }
amount-zero = сумма равна нулю: введите, сколько провести
amount-too-large = слишком много: Freedom Pay принимает не больше 99999999
id-name-order = номер заказа
id-name-user = номер клиента
id-empty = { $what } не указан: введите его
id-too-long = { $what } слишком длинный: символов { $got }, можно не больше { $max }; сократите
id-character = { $what }: есть недопустимый символ; можно { $allowed }
id-allowed-latin = латинские буквы, цифры, - и _
id-allowed-any = буквы, цифры и знаки препинания
id-card-number = { $what } похож на номер карты: возьмите другой
reason-short = основание слишком короткое: напишите, что увидели или кого спросили, не меньше { $min } символов
reason-long = в основании { $got } символов, хранится не больше { $max }: сократите
token-empty = токен карты не указан: вставьте токен сохранённой карты
token-too-long = токен карты длиннее 255 символов: проверьте, что вставлено
token-card-number = это похоже на номер карты: tolem принимает только токены сохранённых карт
token-character = в токене карты недопустимые символы: проверьте, что вставлено

## Times. An age takes at most 6 columns, a month 3.
age-now = сейчас
age-minutes = { $count } мин
age-hours = { $count } ч
age-days = { $count } дн
age-days-short = { $count }дн
age-just-now = только что
age-ago = { $age } назад
date-month = { $month ->
    [1] янв
    [2] фев
    [3] мар
    [4] апр
    [5] мая
    [6] июн
    [7] июл
    [8] авг
    [9] сен
    [10] окт
    [11] ноя
   *[12] дек
}

## Why an action is not possible now.
cannot-still-opening = рабочее место ещё открывается
cannot-no-record = запись не выбрана
cannot-no-operation = операция не выбрана
cannot-no-page = нет страницы, которую можно открыть
cannot-no-code = код не выбран
cannot-nothing-to-explain = здесь нет кода или статуса, который можно пояснить
cannot-nothing-to-read = нечего запрашивать
cannot-decide-unknown = исход неизвестен: запрос статуса ещё может дать ответ (u), тогда решать не придётся
cannot-decide = операция «{ $state }»: решать нечего
cannot-resolve-awaited = операция «{ $state }»: ответ ожидается, а если его не будет, статус запросится сам
cannot-resolve-approval = ждёт второго человека: ничего не отправлено
cannot-resolve-escalated = запросы статуса больше не помогут, решает человек (d)
cannot-resolve = операция «{ $state }»: выяснять нечего

## Notes.
read-record-is = { $name }: { $stage }
watch-on = запись под пристальным наблюдением
watch-off = запись больше не под наблюдением
page-opening = открывается { $page }
page-neither = не открыто: это не веб-страница и не файл: { $page }
page-failed = здесь нечем открыть страницу ({ $error }), скопируйте адрес: { $page }

## Above and before everything.
environment-sandbox = ПЕСОЧНИЦА
environment-test = ТЕСТ
environment-live = БОЕВОЙ
overlay-too-small = tolem нужно не меньше { $least } (сейчас { $now })
overlay-quit = выход
overlay-broken = tolem не смог открыть рабочее место
overlay-nothing-sent = Ничего не отправлено.
quit-title = Выйти?
quit-text = Операция ещё идёт. Если выйти сейчас, её исход выяснится запросом статуса при следующем запуске; дважды ничего не отправляется.
quit-stay = Остаться
quit-leave = Выйти

## Codes.
codes-title = Коды
codes-place = { $at } из { $count }
codes-language = язык { $code }
codes-search-hint = ищет номера и слова на английском, русском и казахском
codes-none = В каталоге ничего не подходит. Кода здесь нет, значит, его не публиковали, а гадать нельзя.
codes-none-next = Esc снова покажет все коды.
explanation-title = Пояснение ({ $code }) — ↑↓ листать, l язык, Esc закрыть
