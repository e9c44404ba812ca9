//! Any keys, clicks, sizes and answers in any order.

use proptest::prelude::*;

use super::*;

#[derive(Debug, Clone)]
enum Move {
    Key(KeyCode, KeyModifiers),
    Type(&'static str),
    Click(u16, u16),
    Size(u16, u16),
    Change(u128),
    /// The rows that there are from now on.
    Rows(u64),
    /// The questions that were asked are answered, the oldest first or the newest.
    Answer(bool),
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let letters = prop::sample::select("sCfSzTAF'/ dr+-<>0jkGu".chars().collect::<Vec<_>>());
    let letters = letters.prop_map(|c| {
        let modifiers = if c.is_uppercase() { KeyModifiers::SHIFT } else { KeyModifiers::NONE };
        Move::Key(KeyCode::Char(c), modifiers)
    });
    let plain = prop::sample::select(vec![
        KeyCode::Enter,
        KeyCode::Esc,
        KeyCode::Up,
        KeyCode::Down,
        KeyCode::PageDown,
        KeyCode::Home,
        KeyCode::End,
        KeyCode::Backspace,
        KeyCode::Tab,
    ]);
    let typed =
        prop::sample::select(vec!["/stage:held", "/amount>2000 ", "tea", "fA-10", "/-stage:failed code:", "SMine"]);
    let one = prop_oneof![
        8 => letters,
        8 => plain.prop_map(|code| Move::Key(code, KeyModifiers::NONE)),
        2 => prop::sample::select(vec![KeyCode::Up, KeyCode::Down]).prop_map(|code| Move::Key(code, KeyModifiers::SHIFT)),
        3 => typed.prop_map(Move::Type),
        4 => (0_u16..130, 0_u16..45).prop_map(|(x, y)| Move::Click(x, y)),
        1 => (1_u16..150, 1_u16..50).prop_map(|(w, h)| Move::Size(w, h)),
        2 => (900_000_u128..1_000_100).prop_map(Move::Change),
        1 => (0_u64..60).prop_map(Move::Rows),
        6 => any::<bool>().prop_map(Move::Answer),
    ];
    prop::collection::vec(one, 1..100)
}

/// What the ledger would answer to a question.
fn ledger(all: &[Record], query: &Query, ask: &crate::tui::pane::Ask) -> Page<Record> {
    let moment = crate::domain::query::Moment { now: NOW, zone: chrono_tz::Asia::Almaty };
    let mut rows: Vec<Record> = all.iter().filter(|row| query.filter.matches(row, &moment)).cloned().collect();
    let key = |row: &Record| (crate::domain::query::Key::of(row, query.sort.column), row.created_at, row.id.uuid());
    rows.sort_by_key(key);
    if query.sort.descending {
        rows.reverse();
    }
    let total = query.filter.is_empty().then_some(rows.len() as u64);
    let place = |id: uuid::Uuid| rows.iter().position(|row| row.id.uuid() == id);
    let limit = ask.limit as usize;
    let (start, end) = match &ask.from {
        From::First => (0, limit),
        From::Last => (rows.len().saturating_sub(limit), rows.len()),
        From::At(cursor) => place(cursor.id).map_or((0, limit), |at| (at, at + limit)),
        From::After(cursor) => place(cursor.id).map_or((0, 0), |at| (at + 1, at + 1 + limit)),
        From::Before(cursor) => place(cursor.id).map_or((0, 0), |at| (at.saturating_sub(limit), at)),
    };
    let above = (ask.from == From::First).then_some(0);
    let rows = rows.get(start.min(rows.len())..end.min(rows.len())).unwrap_or_default().to_vec();
    Page { rows, total, above }
}

/// Answers a question as the ledger would.
fn told(model: &mut Model, question: Effect, all: &[Record]) -> Vec<Effect> {
    match question {
        Effect::LoadPage(KIND, query, ask) => {
            let page = ledger(all, &query, &ask);
            update(model, Msg::Page(KIND, ask.seq, Ok(page)))
        }
        Effect::LoadTotals(KIND, number, filter) => {
            let query = Query { filter, ..Query::default() };
            let ask = crate::tui::pane::Ask { from: From::First, limit: 1_000, seq: 0 };
            let rows = ledger(all, &query, &ask).rows;
            update(model, Msg::Totals(KIND, number, Ok(Some(totals(&rows)))))
        }
        _ => Vec::new(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever is pressed and however late the answers come: the chosen row is one of the rows, sums are those of the
    /// rows, and nothing is sent.
    #[test]
    fn any_keys_and_clicks_leave_a_list_that_holds_together(moves in moves()) {
        let mut model = desk(100, 30, about(Environment::Sandbox));
        let mut all = many(KIND, 54);
        let mut waiting: Vec<Effect> = show(&mut model, KIND, all.clone(), 54);
        for step in moves {
            let effects = match step {
                Move::Key(code, modifiers) => update(&mut model, Msg::Key(KeyEvent::new(code, modifiers))),
                Move::Type(text) => write(&mut model, text),
                Move::Click(column, row) => {
                    let kind = MouseEventKind::Down(MouseButton::Left);
                    update(&mut model, Msg::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE }))
                }
                Move::Size(width, height) => update(&mut model, Msg::Resize(ratatui::layout::Size { width, height })),
                Move::Change(n) => changed(&mut model, n),
                Move::Rows(count) => {
                    all = many(KIND, count);
                    changed(&mut model, 1_000_000)
                }
                Move::Answer(newest) => {
                    let next = if newest { waiting.pop() } else { (!waiting.is_empty()).then(|| waiting.remove(0)) };
                    next.map_or_else(Vec::new, |question| told(&mut model, question, &all))
                }
            };
            for effect in effects.into_iter().chain(seen(&mut model).1) {
                prop_assert!(!matches!(effect, Effect::Submit(_) | Effect::Decide(_)));
                waiting.push(effect);
            }
            let pane = model.pane(KIND);
            prop_assert!(pane.index().is_some() || pane.left.is_some() || pane.rows.is_empty(), "{:?}", pane.selected);
            prop_assert!(pane.selected.is_none() || pane.left.is_none(), "{:?}", pane.left);
            prop_assert!(pane.top <= pane.rows.len());
            prop_assert_eq!(pane.sort, query(&model).sort);
            let sheet = model.lists.sheet(KIND);
            let marked = sheet.marks.records();
            let sum = marked.iter().try_fold(Money::zero(Currency::Kzt), |sum, row| sum.plus(row.amount));
            prop_assert_eq!(sheet.marks.sums(), if marked.is_empty() { Vec::new() } else { vec![(Currency::Kzt, sum)] });
            if let Some(Ok(known)) = sheet.tally.of(&sheet.shape.query.filter) {
                let counted: u64 = known.sums.iter().map(|sum| sum.count).sum();
                prop_assert_eq!(counted, known.count);
            }
        }
        // Once everything is answered, the rows are a window of what the ledger would list.
        model.pane_mut(KIND).frozen = None;
        waiting.extend(update(&mut model, Msg::Resumed));
        for seconds in 1..3 {
            while let Some(question) = waiting.pop() {
                let more = told(&mut model, question, &all);
                waiting.extend(more);
            }
            // What changes all the time is loaded anew a little later.
            waiting.extend(update(&mut model, Msg::Tick(NOW.plus(std::time::Duration::from_secs(seconds)))));
        }
        while let Some(question) = waiting.pop() {
            let more = told(&mut model, question, &all);
            waiting.extend(more);
        }
        let whole = crate::tui::pane::Ask { from: From::First, limit: 1_000, seq: 0 };
        let listed = ledger(&all, &query(&model), &whole).rows;
        let rows = &model.pane(KIND).rows;
        if model.screen == Screen::Payments {
            let at = rows.first().and_then(|first| listed.iter().position(|row| row.id == first.id)).unwrap_or(0);
            prop_assert_eq!(rows.as_slice(), &listed[at..(at + rows.len()).min(listed.len())]);
            prop_assert_eq!(rows.is_empty(), listed.is_empty());
        }
    }
}
