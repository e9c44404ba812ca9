//! Hostile text in everything that a gateway, a ledger or a keyring can say: no cell holds it, and what a real terminal
//! shows is what was drawn, cell by cell, so that no column shifts.

use std::io::Write;
use std::sync::{Arc, Mutex};

use crossterm::event::KeyCode;
use proptest::prelude::*;
use ratatui::backend::CrosstermBackend;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::{Terminal, TerminalOptions, Viewport};

use super::super::activity::{Reading, Sending};
use super::super::dialog::{Ending, Preview};
use super::super::model::{Model, Screen, Tone};
use super::super::msg::Msg;
use super::super::text::width;
use super::super::theme::file::built_in;
use super::super::update::update;
use super::super::view;
use super::super::views::Shape;
use super::looks::{dialog, fill, filled, fitting, on};
use super::support::{
    about, ago, answer_dialog, char, desk, detail, many, numbered, operations, page, press, sending, show, write,
};
use crate::domain::code::Failure;
use crate::domain::query::{Filter, Query};
use crate::domain::text::has_hostile;
use crate::domain::{GatewayId, IntentKind, OrderId, Record, RecordKind, Stage, State};
use crate::ledger::Detail;
use crate::worker::{About, DeskError, Environment, Health, Planned};

/// Pieces that a text may be made of.
fn fragment() -> impl Strategy<Value = String> {
    let fixed = prop::sample::select(vec![
        "\u{1b}[31m",
        "\u{1b}[2J\u{1b}[1;1H",
        "\u{1b}]0;title\u{7}",
        "\u{1b}]52;c;Y2FuYXJ5\u{1b}\\",
        "\u{1b}P1$r\u{1b}\\",
        "\u{9b}31m",
        "\u{9d}0;x\u{9c}",
        "\u{90}q\u{9c}",
        "\u{1b}c",
        "\u{1b}(0",
        "\u{e}",
        "\u{f}",
        "\u{8}\u{8}\u{8}",
        "\r",
        "\n",
        "\t",
        "\u{b}",
        "\u{c}",
        "\u{0}",
        "\u{7f}",
        "\u{85}",
        "\u{202e}",
        "\u{202a}x\u{202c}",
        "\u{2066}",
        "\u{2069}",
        "\u{200e}",
        "\u{200f}",
        "\u{61c}",
        "\u{200b}",
        "\u{200d}",
        "\u{2060}",
        "\u{feff}",
        "\u{ad}",
        "\u{2028}",
        "\u{301}",
        "\u{20dd}",
        "\u{20e3}",
        "\u{338}",
        "\u{fe0f}",
        "\u{fe0e}",
        "\u{e0100}",
        "\u{180b}",
        "\u{e0041}",
        "\u{115f}",
        "\u{3164}",
        "\u{ffa0}",
        "❤\u{fe0f}",
        "1\u{fe0f}\u{20e3}",
        "👍\u{1f3fd}",
        "👨\u{200d}👩\u{200d}👧",
        "🇰🇿",
        "🇰",
        "日本語",
        "ｆｕｌｌ",
        "ｶﾞ",
        "한국",
        "\u{1100}\u{1161}\u{11a8}",
        "กำ",
        "क्षि",
        "\u{644}\u{627}",
        "שלום",
        "\u{600}7",
        "\u{17d8}",
        "\u{a4f9}\u{a4fc}",
        "Қазақ",
        "e\u{301}",
        "…",
        "│",
        "╭",
        "a",
        "Z",
        " ",
        "  ",
        "-",
        "7",
    ])
    .prop_map(str::to_owned);
    prop_oneof![
        8 => fixed,
        1 => any::<char>().prop_map(String::from),
        1 => Just("\u{301}".repeat(200)),
        1 => Just("x".repeat(3_000)),
        1 => Just("日".repeat(700)),
        1 => Just("word ".repeat(90)),
    ]
}

fn texts() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(prop::collection::vec(fragment(), 1..9).prop_map(|parts| parts.concat()), 12)
}

/// Texts in turn.
struct Texts<'a>(std::iter::Cycle<std::slice::Iter<'a, String>>);

impl<'a> Texts<'a> {
    fn of(texts: &'a [String]) -> Self {
        Self(texts.iter().cycle())
    }

    fn next(&mut self) -> String {
        self.0.next().unwrap().clone()
    }

    fn record(&mut self, record: &mut Record) {
        record.description = self.next();
        record.word = self.next();
        record.page = Some(self.next());
        record.customer = Some(self.next());
        record.order_id = OrderId::new(self.next()).ok().or(record.order_id.take());
        record.gateway_id = GatewayId::new(self.next()).ok().or(record.gateway_id.take());
        record.facts = vec![(self.next(), self.next()), ("card".to_owned(), self.next())];
        if record.stage == Stage::Failed {
            record.failure = Some(Failure { code: 10_009, text: self.next() });
        }
    }

    fn records(&mut self, kind: RecordKind) -> Vec<Record> {
        let mut rows = many(kind, 12);
        for row in &mut rows {
            self.record(row);
        }
        rows
    }

    fn detail(&mut self, record: &Record) -> Detail {
        let mut detail = detail(record);
        for event in &mut detail.events {
            event.text = self.next();
        }
        for exchange in &mut detail.exchanges {
            exchange.call = self.next();
            exchange.request = format!("{}\n{}: {}", self.next(), self.next(), self.next());
            exchange.reply = Some(self.next());
            exchange.outcome = self.next();
        }
        for operation in &mut detail.operations {
            operation.note = self.next();
        }
        detail
    }
}

/// Makes a screen of a size.
type Make = dyn Fn(&mut Texts<'_>, u16, u16) -> Model;

/// One state of the screen, made of these texts.
struct Scene {
    name: String,
    make: Box<Make>,
    /// Whether exactly one box is open.
    boxed: bool,
}

fn scene(name: impl Into<String>, boxed: bool, make: impl Fn(&mut Texts<'_>, u16, u16) -> Model + 'static) -> Scene {
    Scene { name: name.into(), boxed, make: Box::new(make) }
}

fn listed(texts: &mut Texts<'_>, kind: RecordKind, screen: Screen, w: u16, h: u16) -> Model {
    let mut model = on(screen, w, h, about(Environment::Sandbox));
    let rows = texts.records(kind);
    let first = rows[0].clone();
    show(&mut model, kind, rows, 12);
    let detail = texts.detail(&first);
    update(&mut model, Msg::Detail(first.id, Ok(Box::new(detail))));
    model
}

#[expect(clippy::too_many_lines, reason = "a list of scenes")]
fn scenes() -> Vec<Scene> {
    let mut scenes = Vec::new();
    for screen in Screen::ALL {
        if let Some(kind) = screen.kind() {
            scenes.push(scene(format!("list {screen:?}"), false, move |texts, w, h| listed(texts, kind, screen, w, h)));
        }
    }
    for turns in 0..3 {
        scenes.push(scene(format!("detail {turns}"), false, move |texts, w, h| {
            let mut model = listed(texts, RecordKind::Payment, Screen::Payments, w, h);
            press(&mut model, KeyCode::Enter);
            (0..turns).for_each(|_| drop(press(&mut model, KeyCode::Tab)));
            model
        }));
    }
    for (name, keys) in
        [("an exchange", "\r"), ("a searched exchange", "\r/e"), ("the copy menu", "y"), ("a code", "Q")]
    {
        scenes.push(scene(name.to_owned(), false, move |texts, w, h| {
            let mut model = listed(texts, RecordKind::Payment, Screen::Payments, w, h);
            press(&mut model, KeyCode::Enter);
            (0..2).for_each(|_| drop(press(&mut model, KeyCode::Tab)));
            for key in keys.chars() {
                if key == '\r' {
                    press(&mut model, KeyCode::Enter)
                } else {
                    char(&mut model, key)
                };
            }
            model
        }));
    }
    scenes.push(scene("operations", false, |texts, w, h| {
        let mut model = on(Screen::Operations, w, h, about(Environment::Sandbox));
        let mut rows = operations();
        for row in &mut rows {
            row.note = texts.next();
            row.record_name = texts.next();
            row.page = Some(texts.next());
        }
        let seq = model.operations.last_asked();
        let total = rows.len() as u64;
        update(&mut model, Msg::Operations(seq, Ok(page(rows, total))));
        model
    }));
    scenes.push(scene("a failed list", false, |texts, w, h| {
        let mut model = on(Screen::Payments, w, h, about(Environment::Sandbox));
        let seq = model.pane(RecordKind::Payment).last_asked();
        update(&mut model, Msg::Page(RecordKind::Payment, seq, Err(DeskError::Unread(texts.next()))));
        model
    }));
    scenes.push(scene("header", false, |texts, w, h| {
        let about =
            About { profile: texts.next(), merchant: texts.next(), host: texts.next(), ..about(Environment::Live) };
        let mut model = on(Screen::Payments, w, h, about);
        update(&mut model, Msg::Health(Health::Down { since: ago(4), reason: texts.next() }));
        let rows = texts.records(RecordKind::Payment);
        show(&mut model, RecordKind::Payment, rows, 12);
        model
    }));
    scenes.push(scene("toasts", false, |texts, w, h| {
        let mut model = listed(texts, RecordKind::Payment, Screen::Payments, w, h);
        model.toast(Tone::Bad, texts.next());
        model
    }));
    scenes.push(scene("broken", false, |texts, w, h| {
        let mut model = desk(w, h, about(Environment::Sandbox));
        update(&mut model, Msg::OpeningFailed(texts.next()));
        model
    }));
    scenes.push(scene("explanation", true, |texts, w, h| {
        let mut model = on(Screen::Payments, w, h, about(Environment::Sandbox));
        let mut failed = numbered(RecordKind::Payment, 7);
        failed.stage = Stage::Failed;
        texts.record(&mut failed);
        failed.failure = Some(Failure { code: 424_242, text: texts.next() });
        show(&mut model, RecordKind::Payment, vec![failed], 1);
        char(&mut model, 'e');
        model
    }));
    scenes.push(scene("codes", false, |texts, w, h| {
        let mut model = on(Screen::Codes, w, h, about(Environment::Sandbox));
        char(&mut model, '/');
        update(&mut model, Msg::Paste(texts.next()));
        write(&mut model, &texts.next().chars().take(80).collect::<String>());
        model
    }));
    for kind in IntentKind::ALL {
        scenes.push(scene(format!("dialog {}", kind.word()), true, move |texts, w, h| {
            let mut model = dialog(kind, w, h, Environment::Sandbox);
            let typed: Vec<String> = (0..5).map(|_| texts.next()).collect();
            if let Some(record) = model.dialog.as_mut().and_then(|dialog| dialog.record.as_mut()) {
                texts.record(record);
            }
            fill(&mut model, &typed.iter().map(String::as_str).collect::<Vec<_>>());
            let fields = (0..6).map(|_| (texts.next(), texts.next())).collect();
            model.dialog.as_mut().unwrap().preview = Preview::Ready(Planned { fields, repeats: None });
            model
        }));
    }
    scenes.push(scene("a dialog that was refused", true, |texts, w, h| {
        let mut model = dialog(IntentKind::Refund, w, h, Environment::Live);
        let record = fitting(IntentKind::Refund);
        let serial = model.dialog.as_ref().unwrap().serial;
        update(&mut model, Msg::Refreshed(Some(serial), record.id, Err(DeskError::Unread(texts.next()))));
        model
    }));
    scenes.push(scene("a dialog that ended", true, |texts, w, h| {
        let mut model = dialog(IntentKind::CreateInvoice, w, h, Environment::Sandbox);
        answer_dialog(&mut model);
        let ending =
            Ending { state: Some(State::Unknown), text: texts.next(), page: Some(texts.next()), operation: None };
        model.dialog.as_mut().unwrap().end(ending);
        model
    }));
    scenes.extend(own());
    scenes
}

/// What operators call things themselves, and what they paste.
fn own() -> Vec<Scene> {
    let over = |name: &'static str, boxed, what: fn(&mut Texts<'_>, &mut Model)| {
        [false, true].map(|private| {
            let looks = if private { "private" } else { "open" };
            scene(format!("{name}, {looks}"), boxed, move |texts, w, h| {
                let mut model = listed(texts, RecordKind::Payment, Screen::Payments, w, h);
                model.privacy = private;
                what(texts, &mut model);
                model
            })
        })
    };
    let all = [
        over("chips, of a view", false, |texts, model| {
            let shape = shape(texts);
            let sheet = model.lists.sheet_mut(RecordKind::Payment);
            sheet.shape = shape;
            sheet.save(&texts.next());
        }),
        over("a filter that is pasted", false, |texts, model| {
            char(model, '/');
            update(model, Msg::Paste(texts.next()));
        }),
        over("views", true, |texts, model| {
            for _ in 0..3 {
                model.lists.sheet_mut(RecordKind::Payment).shape = shape(texts);
                model.lists.sheet_mut(RecordKind::Payment).save(&texts.next());
            }
            char(model, '\'');
        }),
        over("a view that is renamed", true, |texts, model| {
            model.lists.sheet_mut(RecordKind::Payment).save(&texts.next());
            write(model, "'r");
        }),
        over("the finder", true, |texts, model| {
            char(model, 'f');
            update(model, Msg::Paste(texts.next().chars().take(20).collect()));
        }),
        over("the box of an export", true, |texts, model| {
            char(model, 'E');
            update(model, Msg::Paste(texts.next()));
        }),
        over("the palette with an own theme", true, |texts, model| {
            model.themes = vec![(texts.next(), built_in("amber").unwrap()), (texts.next(), built_in("amber").unwrap())];
            char(model, ':');
            write(model, "theme");
            update(model, Msg::Paste(texts.next()));
        }),
        over("the palette with every theme", true, |texts, model| {
            model.themes = vec![(texts.next(), built_in("amber").unwrap()), (texts.next(), built_in("amber").unwrap())];
            char(model, ':');
            press(model, KeyCode::End);
        }),
        over("what is under way", false, |texts, model| {
            let record = model.payments.rows[0].id;
            model.activity.readings.push(Reading { record, name: texts.next(), since: model.now });
            let name = texts.next();
            let sent = Sending { name: format!("refund {name}"), record: Some((record, name)), ..sending(7) };
            model.sending.push(sent);
        }),
    ];
    all.into_iter().flatten().collect()
}

/// A list as a hostile word narrows it.
fn shape(texts: &mut Texts<'_>) -> Shape {
    let word = texts.next().replace('"', "");
    let filter = Filter::parse(&format!("\"{word}\" stage:held")).unwrap_or_default();
    Shape { query: Query { filter, ..Query::default() }, ..Shape::default() }
}

/// What a backend writes, to be looked at.
#[derive(Clone, Default)]
struct Bytes(Arc<Mutex<Vec<u8>>>);

impl Write for Bytes {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// A terminal behind the real backend.
struct Real {
    bytes: Bytes,
    terminal: Terminal<CrosstermBackend<Bytes>>,
    parser: vt100::Parser,
}

impl Real {
    fn new(w: u16, h: u16) -> Self {
        let bytes = Bytes::default();
        let area = Rect::new(0, 0, w, h);
        let options = TerminalOptions { viewport: Viewport::Fixed(area) };
        let terminal = Terminal::with_options(CrosstermBackend::new(bytes.clone()), options).unwrap();
        let cells = |count| std::num::NonZero::new(count).unwrap();
        Self { bytes, terminal, parser: vt100::Parser::new(cells(h), cells(w), 0) }
    }

    /// Draws a frame; answers what was drawn, and what is wrong with what the terminal shows.
    fn draw(&mut self, model: &Model) -> (Buffer, Option<String>) {
        let mut drawn = None;
        self.terminal
            .draw(|frame| {
                view::draw(model, frame.buffer_mut());
                drawn = Some(frame.buffer_mut().clone());
            })
            .unwrap();
        let drawn = drawn.unwrap();
        self.parser.process(&std::mem::take(&mut *self.bytes.0.lock().unwrap()));
        let wrong = self.wrong(&drawn);
        (drawn, wrong)
    }

    fn wrong(&self, drawn: &Buffer) -> Option<String> {
        for y in 0..drawn.area.height {
            let mut x = 0;
            while x < drawn.area.width {
                let symbol = drawn.cell((x, y)).unwrap().symbol();
                let columns = u16::try_from(width(symbol)).unwrap();
                let shown = self.parser.screen().cell(y, x).unwrap();
                let contents = if shown.contents().is_empty() { " " } else { shown.contents() };
                if has_hostile(symbol) || !(1..=2).contains(&columns) {
                    return Some(format!("the cell {x},{y} holds {symbol:?}"));
                }
                if contents != symbol || shown.is_wide() != (columns == 2) {
                    let row: Vec<_> =
                        (0..drawn.area.width).filter_map(|x| Some(drawn.cell((x, y))?.symbol())).collect();
                    return Some(format!("at {x},{y} the terminal shows {contents:?} for {symbol:?} in {row:?}"));
                }
                if columns == 2 && drawn.cell((x + 1, y)).is_some_and(|behind| behind.symbol() != " ") {
                    return Some(format!("at {x},{y} {symbol:?} covers what was drawn beside it"));
                }
                if columns == 2 && !self.parser.screen().cell(y, x + 1).is_some_and(vt100::Cell::is_wide_continuation) {
                    return Some(format!("at {x},{y} half of {symbol:?} is missing"));
                }
                x += columns;
            }
        }
        None
    }
}

/// Places of a symbol.
fn places(drawn: &Buffer, symbol: &str) -> Vec<(u16, u16)> {
    drawn.area.positions().filter(|at| drawn.cell(*at).unwrap().symbol() == symbol).map(|at| (at.x, at.y)).collect()
}

/// What is wrong with the one box of a frame. Texts may hold the signs of a border themselves, so that the box is found
/// by its first corner.
fn crooked(drawn: &Buffer) -> Option<String> {
    let symbol = |x, y| drawn.cell((x, y)).map(|cell| cell.symbol().to_owned()).unwrap_or_default();
    let corners = places(drawn, "╭");
    let found = corners.iter().find_map(|(left, top)| {
        let (right, _) = *places(drawn, "╮").iter().find(|(x, y)| y == top && x > left)?;
        let (_, bottom) = *places(drawn, "╰").iter().find(|(x, y)| x == left && y > top && symbol(right, *y) == "╯")?;
        Some((*left, right, *top, bottom))
    });
    let Some((left, right, top, bottom)) = found else { return Some("there is no whole box".to_owned()) };
    (top + 1..bottom)
        .find(|y| symbol(left, *y) != "│" || symbol(right, *y) != "│")
        .map(|y| format!("row {y} is crooked: {:?}", (left..=right).map(|x| symbol(x, y)).collect::<String>()))
}

/// Where the columns stand that hold no text from outside: from the head of the amount to the end of the list.
fn fixed_columns(drawn: &Buffer) -> Vec<String> {
    let row =
        |y| -> Vec<String> { (0..drawn.area.width).map(|x| drawn.cell((x, y)).unwrap().symbol().to_owned()).collect() };
    let is_head = |y: &u16| row(*y).concat().contains("amount") && row(*y).concat().contains("stage");
    let Some(head) = (0..drawn.area.height.min(6)).find(is_head) else { return Vec::new() };
    let letters = row(head);
    let from = (0..letters.len()).find(|at| letters[*at..].concat().starts_with("amount")).unwrap();
    let until = letters.iter().position(|letter| letter == "│").unwrap_or(letters.len());
    let last = drawn.area.height - 1;
    (head..last).map(|y| row(y)[from..until].concat()).collect()
}

const SIZES: [(u16, u16); 4] = [(80, 24), (120, 40), (40, 10), (61, 17)];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(8) })]

    #[test]
    fn no_text_from_outside_puts_anything_hostile_on_the_screen_or_shifts_a_column(
        texts in texts(),
        (w, h) in prop::sample::select(SIZES.to_vec()),
    ) {
        let harmless = vec!["Tea and bread".to_owned()];
        for scene in scenes() {
            let mut real = Real::new(w, h);
            let plain = (scene.make)(&mut Texts::of(&harmless), w, h);
            let spoilt = (scene.make)(&mut Texts::of(&texts), w, h);
            let (before, wrong) = real.draw(&plain);
            prop_assert_eq!(wrong, None, "{}, harmless, {}×{}", &scene.name, w, h);
            let (drawn, wrong) = real.draw(&spoilt);
            prop_assert_eq!(wrong, None, "{}, {}×{}", &scene.name, w, h);
            if scene.boxed {
                prop_assert_eq!(crooked(&drawn), None, "{}, {}×{}", &scene.name, w, h);
            }
            if scene.name.starts_with("list") {
                prop_assert_eq!(fixed_columns(&drawn), fixed_columns(&before), "{}, {}×{}", &scene.name, w, h);
            }
            let (_, wrong) = real.draw(&plain);
            prop_assert_eq!(wrong, None, "{}, harmless again, {}×{}", &scene.name, w, h);
        }
    }
}

#[test]
fn a_note_and_a_box_over_half_a_wide_character_keep_their_borders() {
    for (w, shift) in [(80, 0), (80, 1), (81, 0), (120, 0), (120, 1), (121, 0)] {
        let mut model = filled(Screen::Payments, w, 24, Some(|kind| many(kind, 19)));
        for row in &mut model.payments.rows {
            row.order_id = OrderId::new(format!("{}{}", "x".repeat(shift), "日".repeat(40))).ok();
            row.description = "日".repeat(80);
        }
        let mut real = Real::new(w, 24);
        model.toast(Tone::Bad, "a note over the list of all payments, as long as notes are");
        let (drawn, wrong) = real.draw(&model);
        assert_eq!((wrong, places(&drawn, "▌").len()), (None, 1));
        model.sending.push(super::support::sending(7));
        char(&mut model, 'q');
        let (drawn, wrong) = real.draw(&model);
        assert_eq!((wrong, crooked(&drawn)), (None, None));
    }
}
