## Titles.
dialog-decide = Шешім
dialog-refund = Қайтару
dialog-clear = Холдты есептен шығару
dialog-cancel = Холдтың күшін жою
dialog-confirm = CVC бетін алу
dialog-pay-invoice = Шотты сақталған картамен төлеу
dialog-create-payment = Жаңа төлем беті
dialog-charge-card = Сақталған картадан төлем
dialog-create-invoice = Жаңа шот
dialog-create-payout = Жаңа аударым беті

## Buttons.
button-decide = Жазып қою
button-refund = Қайтаруды жіберу
button-clear = Есептен шығаруды жіберу
button-cancel-hold = Жоюды жіберу
button-confirm = Сұрауды жіберу
button-pay = Төлемді жіберу
button-create = Тапсырысты жіберу
button-charge = Төлемді жіберу
button-cancel = Болдырмау
button-keep-hold = Холдты қалдыру
button-look-again = Қайта қарау
button-next = Келесі
button-close-view = Терезені жабу
button-close = Жабу

## Fields. At most 18 columns.
field-how-much = Қанша
field-amount = Сома
field-order = Тапсырыс нөмірі
field-description = Сипаттама
field-user = Клиент нөмірі
field-token = Карта токені
field-decision = Шешім
field-reason = Негіздеме
field-search = іздеу
field-repeat-order = Тапсырыс № жазыңыз
field-repeat-amount = Соманы жазыңыз
field-repeat-name = Атауын жазыңыз
choice-part = ішінара
choice-full = толық
choice-chooses = таңдау

## What is wrong with a field.
paste-full = өріс толды: бұдан артық ештеңе алынбады
paste-too-long = қойылған мәтін бұл өріске тым ұзын: одан ештеңе алынбады
paste-hostile = қойылған мәтінде жол үзілімі не басқару таңбалары бар: одан ештеңе алынбады
paste-card-number = бұл карта нөміріне ұқсайды, tolem оларды қабылдамайды: ештеңе алынбады
wrong-too-much = { $amount } өткізуге болатын { $most } сомасынан көп: ең көбі { $plain } енгізіңіз
wrong-no-description = сипаттама жоқ: төлеуші не алушы оқитын мәтінді жазыңыз
wrong-description-card = сипаттама карта нөміріне ұқсайды: төлеуші не алушы оқитын мәтінді жазыңыз
wrong-nothing-chosen = ештеңе таңдалмады: немен аяқталғанын ← не → арқылы таңдаңыз
wrong-repeat-order = нақты ақша: тапсырыс нөмірін дәл көрсетілгендей енгізіңіз
wrong-repeat-amount = нақты ақша: соманы дәл көрсетілгендей енгізіңіз
wrong-repeat-name = нақты ақша: атауын дәл көрсетілгендей енгізіңіз

## What is in the way of sending.
blocked-reading = күйі сұратылуда…
blocked-changed = өзгерді: { $what }
blocked-sending = жіберілуде…
blocked-looking = өзгерген болуы мүмкін: тексерілуде…
blocked-old = бұл деректерге бес минуттан асты: жауып, қайта қараңыз
blocked-making = сұрау дайындалуда…
status-not-sent = ештеңе жіберілмеді
status-not-decided = ештеңе шешілмеді
status-look-again = { $nothing }: қайта қарап, жаңадан шешіңіз
status-taking-down = жазылуда…
status-sending = жіберілуде… Esc терезені жабады, ештеңе тоқтамайды
ready-send = дайын: { $what }{ $amount }, бір рет
ready-again = { $what }{ $amount } ТАҒЫ БІР РЕТ? { $operation } жасап қойған, жауабы жоғалды
ready-decision = дайын: { $what }; біржола жазылады

## The body.
dialog-reading = шлюзден күйі сұратылуда…
dialog-more-lines = ↓ тағы { $count } жол, PgDn
dialog-changed = Өзгерді: { $what }.
dialog-page = Бетті ашу үшін o басыңыз не мекенжайын көшіріңіз:
dialog-decided-by = Ештеңе жіберілмейді. Шешім журналға { $who } атынан біржола жазылады.
dialog-live-account = нақты ақша: { $profile } · дүкен { $merchant } · { $host }
dialog-new = { $merchant } дүкені үшін жасалады: { $what }
dialog-amount = · сомасы { $amount }
dialog-sums = есептен шыққаны { $cleared } · қайтарылғаны { $refunded } · қайтаруға болады { $refundable }
dialog-no-id = шлюз нөмірі жоқ
dialog-what-is-sent = Не жіберіледі:

## How it ended.
ending-see-operations = { $message } — 5 Операциялар бөлімін қараңыз
ending-must-decide = { $message } — адам шешуі керек, 5 Операциялар бөлімін қараңыз
ending-faster = біреу бұрын үлгерді: операция күйі «{ $state }»; сіздің шешіміңіз жазылмады
undone-stale = шешім ескі деректермен қабылданды: ештеңе жіберілмеді; қайта қарап, жаңадан шешіңіз
closed-not-sent = жабылды: ештеңе жіберілмеді
closed-not-decided = жабылды: ештеңе шешілмеді
closed-goes-on = жіберу терезесіз жалғаса береді, жабу ештеңені тоқтатпайды — 5 Операциялар бөлімін қараңыз
decision-taken-down = жазылды: { $what }

## A decision.
ruling-title = { $what } · { $id } операциясы
ruling-unread = қазір тексерілмеді: { $reason }
ruling-applied = орындалды
ruling-not-applied = орындалмады
ruling-then-applied = расталды: жасалған болып саналады, енді ештеңе жіберілмейді
ruling-then-not-applied = орындалмады: жаңасын рәсімдеуге болады; алдымен шлюз жағынан анықтаңыз
