## Stages of a record. At most 15 columns, the short ones at most 11.
stage-new = жаңа
stage-processing = өңделуде
stage-held = бұғатталған
stage-cleared = есептен шыққан
stage-partly-refunded = ішінара қайту
stage-refunded = қайтарылған
stage-reversed = холд жойылған
stage-failed = өтпеді
stage-expired = мерзімі өткен
stage-cleared-short = шығарылған
stage-partly-refunded-short = ішін. қайту
stage-reversed-short = жойылған
stage-expired-short = мерзім өтті

## What is followed.
kind-payment = төлем
kind-invoice = шот
kind-card = карта операциясы
kind-payout = аударым

## States of an operation. At most 17 columns.
state-drafted = жоба
state-awaiting-approval = мақұлдау күтуде
state-prepared = дайындалды
state-sent = жіберілді
state-confirmed = расталды
state-rejected = қабылданбады
state-unknown = нәтижесі белгісіз
state-not-applied = орындалмады
state-escalated = шешім қажет

## What was asked. At most 14 columns.
intent-refund = қайтару
intent-clear = есептен шығару
intent-cancel = холдты жою
intent-confirm = растау
intent-pay-invoice = шотты төлеу
intent-create-payment = жаңа төлем
intent-charge-card = картадан төлем
intent-create-invoice = жаңа шот
intent-create-payout = жаңа аударым

## Steps of the journal.
fact-approval-asked = мақұлдау сұралды
fact-approved = мақұлданды
fact-withdrawn = кері алынды
fact-journalled = журналға жазылды
fact-send-started = жіберу басталды
fact-never-sent = жіберілмеді
fact-accepted = қабылданды
fact-refused = бас тартылды
fact-outcome-lost = нәтиже жоғалды
fact-interrupted = үзілді
fact-effect-seen = нәтижесі көрінді
fact-no-effect-proven = орындалмағаны дәлелденді
fact-foreign-change = бөгде өзгеріс
fact-decided-applied = шешілді: орындалды
fact-decided-not-applied = шешілді: орындалмады

## What a read said.
evidence-effect = орындалды
evidence-unchanged = өзгеріссіз
evidence-pending = өңделуде
evidence-excluded = мүмкін емес
evidence-foreign = бөгде өзгеріс
evidence-claimed = айтылды
said-effect = нәтижесі бар
said-unchanged = өзгеріссіз: бәрі бұрынғыдай
said-pending = өңделуде: шлюз әлі жұмыс істеп жатыр
said-excluded = мүмкін емес: шлюздің соңғы жауабы — бас тарту
said-foreign = басқа нәрсе: { $what }
said-claimed = тексеру емес: жауаптың өзі «иә» деді, бірақ қолтаңбасыз

## An operation in one sentence.
operation-is = { $id } операциясы: { $state }
operation-is-because = { $id } операциясы: { $state }; { $note }
operation-told = { $what } · { $name }: { $state }
operation-told-because = { $what } · { $name }: { $state }. { $note }
operation-asked-amount = { $intent } { $amount }
operation-unknown = нәтижесі белгісіз, күйін сұрату арқылы анықталуда; қайталамаңыз

## What the ledger keeps in English, said in the operator's language (`words::kept`). The English text is the pattern by

## which a kept sentence is known again: it must be word for word what the worker and the domain write.
kept-stage = болған: { $was }, болды: { $is }
kept-amount = сомасы { $was } болған, { $is } болды
kept-cleared = есептен шыққаны { $was } болған, { $is } болды
kept-refunded = қайтарылғаны { $was } болған, { $is } болды
kept-refunds = қайтарым саны { $was } болған, { $is } болды
kept-order-exists = тапсырыс бұрыннан бар: { $amount }, { $stage }
kept-order-exists-for = { $amount } сомасына { $order } тапсырысы бұрыннан бар: { $stage }
kept-order-exists-and = { $order } тапсырысы бұрыннан бар: { $stage }
kept-order-in-ledger = { $order } тапсырысы осы журналда бұрыннан бар
kept-gone = шлюз оны енді білмейді
kept-changed-elsewhere = соңғы сәтте оны басқа операция не басқа бағдарлама өзгертті
kept-changed-meanwhile = осы кезде ол бойынша басқа операция басталды немесе аяқталды
kept-another-desk = басқа жұмыс орнының
kept-lagging = { $intent } { $id }, { $at } орындалған

## Why something is not possible, and what is.
kept-clear-first-card = алдымен холдты есептен шығарыңыз (c) не аяқталғанын күтіңіз
kept-cancel-or-clear-first = алдымен холдты жойыңыз (x) не есептен шығарыңыз (c)
kept-wait-cleared = есептен шығарылғанын күтіңіз
kept-nothing-to-refund = қайтаратын ештеңе қалмады
kept-cleared-before = бұрын есептен шығарылған
kept-wait-held = бұғатталғанын күтіңіз
kept-only-hold-cleared = тек холдты есептен шығаруға болады
kept-refund-instead = ақша есептен шығарылған: орнына қайтарыңыз (r)
kept-only-hold-cancelled = тек холдтың күшін жоюға болады
kept-not-waiting = төлеушіні енді күтпейді
kept-only-open-invoice = тек ашық шотты төлеуге болады
kept-only-charged = CVC арқылы тек сақталған картадан жасалған төлем расталады
kept-customer-created-here = шоттың клиенті белгісіз; мұнда тек осында жасалған шоттарды төлеуге болады
kept-customer-unknown = шоттың клиенті белгісіз
kept-no-gateway-id = шлюздегі нөмірі әлі белгісіз; алдымен күйін сұратыңыз (u)
kept-no-links = аударым бетіне профильде (config.toml) back_link пен post_link керек; оларды орнатыңыз
kept-does-not-fit = операция жазбаға сай келмейді
kept-creates-nothing = операция ештеңе жасамайды

## Notes of operations.
kept-ledger-not-written = журналға жазу мүмкін болмады
kept-answer-not-kept = журнал жауапты сақтай алмады: { $reason }
kept-unsigned-yes = шлюз қолтаңбасыз «иә» деді; күйін сұрату дәлелдеуі керек
kept-payer-enters-cvc = төлеуші беттегі CVC-ді енгізуі керек
kept-page-not-saved = төлеуші бетін сақтау мүмкін болмады: { $reason }
kept-not-sent = жіберу мүмкін болмады: { $reason }
kept-ambiguous = шлюз { $failure } деп жауап берді: ақшаның қозғалғаны белгісіз
kept-program-ended = нәтижесі белгілі болғанша бағдарлама жабылды
kept-outcome-not-kept = нәтижесін сол кезде жазу мүмкін болмады
kept-nothing-happened = шлюзде ештеңе болған жоқ ({ $seen }); жаңасын рәсімдеуге болады
kept-reads = { $count } тексеру, соңғысы { $at } — { $evidence }
kept-person = { $why }; адам шешуі керек
kept-something-else = оны басқа нәрсе өзгертті: { $what }
kept-no-read-settles = ешбір тексеру жауап бермейді ({ $seen })
kept-no-read-answered = күйін сұратуға жауап жоқ ({ $error })
kept-yes-but-unseen = шлюз «иә» деді, бірақ ешбір тексеру мұны көрсетпейді
kept-unlike-any = күйі ешбір нәтижеге ұқсамайды
kept-decided-applied = { $who }: орындалды деп шешті. { $reason }
kept-decided-not-applied = { $who }: орындалмады деп шешті. { $reason }
kept-page-lost = күйін сұрату арқылы табылды; бет мекенжайы жауаппен бірге жоғалды
kept-followed = осы сәттен бақылауда: { $stage }
kept-unread-record = әлі сұратылмаған
kept-being-created = жасалуда
kept-not-created = жасалмады

## Why nothing was read or sent.
kept-resting = { $host } { $since } бері жауап бермейді, { $count } с кейін қайта көріледі
kept-never-read = күйі әлі сұратылмаған
kept-shown-seconds = көрсетілген деректер { $count } с бұрын алынған
kept-shown-minutes = көрсетілген деректер { $count } мин бұрын алынған
kept-shown-hours = көрсетілген деректер { $count } сағ бұрын алынған
kept-shown-days = көрсетілген деректер { $count } күн бұрын алынған
kept-busy = оны басқа операция үнемі өзгертіп жатыр
kept-no-ids = төлем нөмірі де, тапсырыс нөмірі де жоқ
kept-payout-order-needed = аударым күйі үшін оның тапсырыс нөмірі керек
kept-card-undocumented = Card API операция күйін сипаттамайды, ал оны жасаған сұрау белгісіз
kept-no-answer = { $time } ішінде жауап болмады
kept-no-complete-answer = { $time } ішінде толық жауап болмады
kept-cannot-connect = қосылу мүмкін емес
kept-cannot-connect-because = қосылу мүмкін емес: { $error }
kept-broke = байланыс үзілді
kept-broke-because = байланыс үзілді: { $error }
kept-refused-by = { $host } қосылымды қабылдамады
kept-no-way = { $host } мекенжайына жол жоқ: желі бар ма?
kept-not-in-time = { $host } қосылымды уақытында қабылдамады
kept-no-name = { $host } атауы желіден табылмады
kept-nothing-sent = ештеңе жіберілмеді, { $reason }
kept-not-believed = сенімді жауап жоқ, { $reason }
kept-proves-nothing = шлюз жауабы: { $failure }, ол құпия туралы ештеңе айтпайды
kept-operation = { $id } операциясы
kept-record = { $id } жазбасы
kept-seconds = { $count } с
kept-operation-event = { $intent } { $id }: { $state }
kept-operation-event-because = { $intent } { $id }: { $state } · { $note }

## Did it go through?
inquiry-operation = { $id } операциясы
inquiry-more = тағы { $count }
inquiry-try-again = u — қайталау
inquiry-reading = журнал оқылуда…
inquiry-steps = Барлық қадамдар
inquiry-exchange = Сұрау мен жауап, құпиялар жасырылған
inquiry-nothing-open = ашық сұрақ қалмады
inquiry-no-key = перне жоқ: { $why }
inquiry-no-order = мұндай тапсырыс жоқ
inquiry-not-read = әлі сұратылмаған
inquiry-gateway-now = шлюзде қазір
inquiry-gateway-read = шлюзде, { $at } күйі
inquiry-when-decided = шешілген сәтте
inquiry-reads = Ол бойынша тексерулер: { $count }
inquiry-earlier = бұрынғы { $count } тексеру көрсетілмеген
inquiry-none = жоқ
inquiry-what-was-sent = Не жіберілді

## Labels of the comparison. At most 9 columns.
compared-stage = күйі
compared-amount = сомасы
compared-cleared = шыққаны
compared-refunded = қайтқаны
compared-refunds = қайтарым

## Labels of what was sent. At most 12 columns.
sent-asked = сұралды
sent-call = шақыру
sent-sent = жіберілді
sent-answer = жауап
sent-note = түсініктеме
sent-page = бет
sent-request-id = сұрау id
sent-id = id
sent-no-reply = жауап жоқ
sent-answered = { $status }, { $took } мс кейін: { $outcome }
sent-not-kept = сақталмады: бағдарлама бұрын жабылды
sent-no = жоқ: бірде-бір байт кетпеді

## Where it stands and what happens next.
standing-drafted = Бұл тек жоба: ештеңе жіберілмеді.
standing-awaiting-approval = Екінші адамды күтуде: ештеңе жіберілмеді.
standing-prepared = Журналға жазылды және қазір жіберіледі.
standing-sent = Жіберілді, жауап күтілуде. Келмесе, күйі өздігінен сұратылады; қайталамаңыз.
standing-unknown = { $what } Операцияны қайталамаңыз.
standing-confirmed = Өтті: { $at } расталды. Ештеңе істеудің қажеті жоқ.
standing-rejected = Шлюз оны { $at } қабылдамады: ештеңе орындалмады. Жаңасын рәсімдеуге болады.
standing-not-applied = Орындалмады: { $at } анықталды. Жаңасын рәсімдеуге болады.
standing-must-decide = адам шешуі керек
standing-escalated = { $why }. Күйін сұрату енді көмектеспейді: басқаша анықтаңыз (дүкеннің жеке кабинеті, Freedom Pay, төлеуші), сосын шешіңіз. Оған дейін ол бойынша ештеңе жіберілмейді.
unknown-unread = Өткен-өтпегені әлі белгісіз: күйі әзірге сұратылмаған. Ол өздігінен сұратылады.
unknown-reads = { $count } тексеру, соңғысы { $at }
unknown-again = Күйі өздігінен қайта сұратылады
unknown-again-at = Күйі { $at } өздігінен қайта сұратылады
unknown-unchanged = Тексерулер оны әзірге көрмейді. { $again }; бақылау уақытында ештеңе көрінбесе, орындалмаған болып жабылады
unknown-pending = Шлюз онымен әлі жұмыс істеуде. { $again }, аяқталғанша
unknown-foreign = Соңғы тексеру ол түсіндірмейтін нәрсені көрсетті. { $again }; солай қалса, адам шешеді
unknown-claimed = Шлюз қолтаңбасыз «иә» деді, бұл ештеңені дәлелдемейді. Күйі өздігінен сұратылады.
unknown-tells = Соңғы тексеру жауап берді, ол жазылуда
