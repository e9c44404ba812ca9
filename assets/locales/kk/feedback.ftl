## Why a guard let nothing through.
refused-read-only = тек оқу: ештеңе жіберілмеді; ақша қозғау үшін --read-only жоқ іске қосыңыз
refused-not-for-kind = { $kind }: «{ $intent }» мүмкін емес, ештеңе жіберілмеді
refused-wrong-stage = күйі «{ $stage }»: ештеңе жіберілмеді; { $advice }
refused-too-much = { $asked } өткізуге болатын { $most } сомасынан көп: ештеңе жіберілмеді; ең көбі { $plain } енгізіңіз
refused-other-currency = жазба валютасы { $record }, ал соманікі { $asked }: ештеңе жіберілмеді
refused-changed = сіз шешкеннен бері өзгерді ({ $what }): ештеңе жіберілмеді; қайта қарап, жаңадан шешіңіз
refused-exists = { $what }: ештеңе жіберілмеді; басқа нөмір таңдаңыз
refused-unsettled = алдыңғы { $operation } операциясы аяқталмаған: ештеңе жіберілмеді; алдымен 5-бөлімді қараңыз
refused-no-limits = мөлшері config.toml ішінде көрсетілмейінше жұмыс профилі ақша қозғамайды: ештеңе жіберілмеді; limits.per_operation және limits.per_day орнатыңыз
refused-over-operation-limit = { $asked } профильдің бір операцияға лимитінен ({ $limit }) көп: ештеңе жіберілмеді; config.toml жүргізетін адамға айтыңыз (limits.per_operation)
refused-over-day-limit = { $asked } бүгінгі { $limit } лимитінен қалған { $left } сомасынан көп: ештеңе жіберілмеді; ертеңді күтіңіз не config.toml жүргізетін адамға айтыңыз (limits.per_day)
refused-unlimited = профиль лимиттері { $currency } валютасында емес: ештеңе жіберілмеді; осы валютадағы профильді алыңыз
refused-resting = { $why }: ештеңе жіберілмеді; қайта жауап бергенін күтіңіз
refused-not-escalated = операция күйі «{ $state }», ал шешім тек тексеру көмектеспегенде қабылданады: ештеңе өзгермеді; күйін сұратыңыз (u)
refused-repeats = { $intent } { $operation }: дәл сол жасалып қойған, жауабы жоғалса да; ештеңе жіберілмеді, тағы бір рет жасау үшін қайта шешіңіз
refused-lagging = шлюз күйі әлі көрсетпейді: { $what }; ештеңе жіберілмеді, сәлден соң қайта қараңыз
refused-missing = { $what }: ештеңе жіберілмеді

## Why something could not be done.
error-not-found = { $what } журналда жоқ, ештеңе жіберілмеді; алдымен бақылауға алыңыз (`tolem track`)
error-unread = күйін сұрату мүмкін болмады: { $why }; ештеңе өзгермеді, қайталаңыз (u)
error-resting = { $why }; ештеңе өзгермеді
error-gateway = шлюз жауабы: { $failure }. Ештеңе өзгермеді
error-ledger = журналға жазу мүмкін емес: { $why }; ештеңе жіберілмеді
error-gone = жұмыс процесі аяқталды: ештеңе жіберілмеді; tolem-ді қайта іске қосыңыз
error-unanswered = жұмыс процесі жауапсыз аяқталды: операция жіберілген болуы мүмкін, қайталамаңыз; tolem-ді қайта іске қосыңыз, ол тексереді

## What is wrong with what was typed.
amount-empty = сома жоқ: сан енгізіңіз, мысалы 1500.50
amount-comma = үтір емес, нүкте қойыңыз: 1500.50
amount-sign = таңбасыз: соманы оң санмен енгізіңіз
amount-not-a-number = тек цифрлар мен бір нүкте, мысалы 1500.50
amount-too-precise = { $currency } үшін нүктеден кейін { $digits } цифр, { $got } емес
amount-zero = сома нөлге тең: қанша өткізу керегін енгізіңіз
amount-too-large = тым көп: Freedom Pay 99999999-дан аспайтын соманы қабылдайды
id-name-order = тапсырыс нөмірі
id-name-user = клиент нөмірі
id-empty = { $what } бос: енгізіңіз
id-too-long = { $what } тым ұзын: { $got } таңба, { $max } ғана болады; қысқартыңыз
id-character = { $what }: рұқсат етілмеген таңба бар; { $allowed } қолданыңыз
id-allowed-latin = латын әріптерін, цифрларды, - және _
id-allowed-any = әріптерді, цифрларды және тыныс белгілерін
id-card-number = { $what } карта нөміріне ұқсайды: басқасын алыңыз
reason-short = негіздеме тым қысқа: не көргеніңізді не кімнен сұрағаныңызды жазыңыз, кемінде { $min } таңба
reason-long = негіздемеде { $got } таңба, { $max } ғана сақталады: қысқартыңыз
token-empty = карта токені бос: сақталған карта токенін қойыңыз
token-too-long = карта токені 255 таңбадан ұзын: не қойылғанын тексеріңіз
token-card-number = бұл карта нөміріне ұқсайды: tolem тек сақталған карта токендерін қабылдайды
token-character = карта токенінде рұқсат етілмеген таңбалар бар: не қойылғанын тексеріңіз

## Times. An age takes at most 6 columns, a month 3.
age-now = қазір
age-minutes = { $count } мин
age-hours = { $count } сағ
age-days = { $count } күн
age-days-short = { $count }к.
age-just-now = жаңа ғана
age-ago = { $age } бұрын
date-month = { $month ->
    [1] қаң
    [2] ақп
    [3] нау
    [4] сәу
    [5] мам
    [6] мау
    [7] шіл
    [8] там
    [9] қыр
    [10] қаз
    [11] қар
   *[12] жел
}

## Why an action is not possible now.
cannot-still-opening = жұмыс орны әлі ашылуда
cannot-no-record = жазба таңдалмаған
cannot-no-operation = операция таңдалмаған
cannot-no-page = ашатын бет жоқ
cannot-no-code = код таңдалмаған
cannot-nothing-to-explain = мұнда түсіндіретін код не күй жоқ
cannot-nothing-to-read = сұрататын ештеңе жоқ
cannot-decide-unknown = нәтижесі белгісіз: күйін сұрату әлі жауап бере алады (u), онда шешудің қажеті болмайды
cannot-decide = операция күйі «{ $state }»: шешетін ештеңе жоқ
cannot-resolve-awaited = операция күйі «{ $state }»: жауап күтілуде, келмесе күйі өздігінен сұратылады
cannot-resolve-approval = екінші адамды күтуде: ештеңе жіберілмеді
cannot-resolve-escalated = күйін сұрату енді көмектеспейді, адам шешеді (d)
cannot-resolve = операция күйі «{ $state }»: анықтайтын ештеңе жоқ

## Notes.
read-record-is = { $name }: { $stage }
watch-on = жазба жіті бақылауда
watch-off = жазба енді бақылауда емес
page-opening = ашылуда: { $page }
page-neither = ашылмады: бұл веб-бет те, файл да емес: { $page }
page-failed = мұнда бетті ашатын ештеңе жоқ ({ $error }), мекенжайын көшіріңіз: { $page }

## Above and before everything.
environment-sandbox = ҚҰМСАЛҒЫШ
environment-test = СЫНАҚ
environment-live = НАҚТЫ АҚША
overlay-too-small = tolem үшін кемінде { $least } керек (қазір { $now })
overlay-quit = шығу
overlay-broken = tolem жұмыс орнын аша алмады
overlay-nothing-sent = Ештеңе жіберілмеді.
quit-title = Шығасыз ба?
quit-text = Операция әлі жүріп жатыр. Қазір шықсаңыз, нәтижесі келесі іске қосуда күйін сұрату арқылы анықталады; ештеңе екі рет жіберілмейді.
quit-stay = Қалу
quit-leave = Шығу

## Codes.
codes-title = Кодтар
codes-place = { $count } ішінде { $at }
codes-language = тіл { $code }
codes-search-hint = нөмірлер мен сөздерді ағылшын, орыс және қазақ тілдерінде іздейді
codes-none = Каталогта сай келетін ештеңе жоқ. Мұнда жоқ код жарияланбаған, ал болжауға болмайды.
codes-none-next = Esc барлық кодты қайта көрсетеді.
explanation-title = Түсіндірме ({ $code }) — ↑↓ айналдыру, l тіл, Esc жабу
