//! Roles, not colours: every style on screen has a name here ([`roles`]). The first theme is ANSI-16, so that the terminal's
//! palette decides; without colours the modifiers alone carry the meaning, and words and symbols always do.
//!
//! [`Theme::plain`], [`Theme::dim`], [`Theme::strong`] and [`Theme::selected`] are the same in every theme while a frame is
//! drawn; a theme that has colours for them lays these over the whole frame at its end ([`Theme::finish`]).

pub mod file;
mod glyphs;
pub mod roles;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier, Style};

use crate::domain::{Stage, State};
use crate::worker::{Environment, Health};
use roles::{ANSI, Look, MONO, Roles};

/// The styles of one desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    roles: Roles,
    colour: bool,
    accent: Option<Color>,
    ascii: bool,
}

impl Theme {
    /// With colours, or with modifiers only (`NO_COLOR`, `--no-color`).
    pub const fn new(no_color: bool) -> Self {
        Self { roles: if no_color { MONO } else { ANSI }, colour: !no_color, accent: None, ascii: false }
    }

    /// Whether there are colours.
    pub const fn has_colour(self) -> bool {
        self.colour
    }

    /// Whether only signs of ASCII are drawn.
    pub const fn is_ascii(self) -> bool {
        self.ascii
    }

    /// With other colours, where there are any at all.
    #[must_use]
    pub const fn with_roles(self, roles: Roles) -> Self {
        if self.colour { Self { roles, ..self } } else { self }
    }

    /// With the profile's own colour, where there are any at all.
    #[must_use]
    pub const fn with_accent(self, accent: Option<Color>) -> Self {
        Self { accent, ..self }
    }

    /// With signs of ASCII only.
    #[must_use]
    pub const fn with_ascii(self, ascii: bool) -> Self {
        Self { ascii, ..self }
    }

    /// Ordinary text.
    pub const fn plain() -> Style {
        Style::new()
    }

    /// Text that may be overlooked.
    pub fn dim() -> Style {
        Style::new().add_modifier(Modifier::DIM)
    }

    /// Text that leads the eye.
    pub fn strong() -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// The selected row, the focused button.
    pub fn selected() -> Style {
        Style::new().add_modifier(Modifier::REVERSED)
    }

    /// Done well.
    pub fn good(self) -> Style {
        self.roles.good.style()
    }

    /// Wrong.
    pub fn bad(self) -> Style {
        self.roles.bad.style()
    }

    /// Needs a look.
    pub fn warn(self) -> Style {
        self.roles.warn.style()
    }

    /// Under way.
    pub fn info(self) -> Style {
        self.roles.info.style()
    }

    /// Keys in hints, field labels.
    pub fn key(self) -> Style {
        self.roles.key.style()
    }

    /// The profile's name, in its own colour if it has one.
    pub fn accent(self) -> Style {
        let style = self.roles.accent.style();
        self.accent.filter(|_| self.colour).map_or(style, |accent| style.fg(accent))
    }

    /// Boxes and rules.
    pub fn border(self) -> Style {
        self.roles.border.style()
    }

    /// The environment's word. Live is like nothing else on screen.
    pub fn environment(self, environment: Environment) -> Style {
        match environment {
            Environment::Sandbox => self.roles.sandbox.style(),
            Environment::Test => self.roles.test.style(),
            Environment::Live => self.roles.live.style(),
        }
    }

    /// The rule below the header of a live desk: the colour of its word, without its ground.
    pub fn live_rule(self) -> Style {
        let Look { fg, bg, .. } = self.roles.live;
        let colour = bg.or(fg).filter(|_| self.colour);
        colour.map_or_else(Style::new, |colour| Style::new().fg(colour)).add_modifier(Modifier::BOLD)
    }

    /// A record's stage.
    pub fn stage(self, stage: Stage) -> Style {
        match stage {
            Stage::New => Self::plain(),
            Stage::Processing => self.info(),
            Stage::Held => self.warn(),
            Stage::Cleared => self.good(),
            Stage::PartlyRefunded | Stage::Refunded => self.roles.returned.style(),
            Stage::Reversed | Stage::Expired => Self::dim(),
            Stage::Failed => self.bad(),
        }
    }

    /// An operation's state.
    pub fn state(self, state: State) -> Style {
        match state {
            State::Drafted | State::AwaitingApproval => Self::plain(),
            State::Prepared | State::Sent => self.info(),
            State::Confirmed => self.good(),
            State::Rejected => self.bad(),
            State::Unknown => self.warn().add_modifier(Modifier::BOLD),
            State::NotApplied => Self::dim(),
            State::Escalated => self.bad().add_modifier(Modifier::REVERSED),
        }
    }

    /// The gateway's health.
    pub fn health(self, health: &Health) -> Style {
        match health {
            Health::Unasked => Self::dim(),
            Health::Up { .. } => self.good(),
            Health::Down { .. } => self.bad(),
        }
    }

    /// The sign that is drawn for a sign.
    pub fn sign(self, sign: &str) -> &str {
        if self.ascii { glyphs::ascii(sign) } else { sign }
    }

    /// Lays the theme's own colours for plain, dim, strong and selected text over a frame.
    pub fn finish(self, frame: &mut Buffer) {
        let colours = [self.roles.text, self.roles.dim, self.roles.strong, self.roles.selected];
        if colours.iter().all(|look| look.fg.is_none() && look.bg.is_none()) {
            return;
        }
        for cell in &mut frame.content {
            self.colour_in(cell);
        }
    }

    fn colour_in(self, cell: &mut Cell) {
        let roles = self.roles;
        let has_selected = roles.selected.bg.is_some();
        if has_selected && cell.modifier.contains(Modifier::REVERSED) && cell.bg == Color::Reset {
            cell.modifier.remove(Modifier::REVERSED | Modifier::DIM);
            over(cell, roles.selected);
        } else if cell.fg == Color::Reset && cell.modifier.contains(Modifier::DIM) && roles.dim.fg.is_some() {
            cell.modifier.remove(Modifier::DIM);
            over(cell, roles.dim);
        } else if cell.fg == Color::Reset && cell.modifier.contains(Modifier::BOLD) {
            over(cell, roles.strong);
        }
        let look = roles.text;
        cell.fg = if cell.fg == Color::Reset { look.fg.unwrap_or(Color::Reset) } else { cell.fg };
        cell.bg = if cell.bg == Color::Reset { look.bg.unwrap_or(Color::Reset) } else { cell.bg };
    }
}

fn over(cell: &mut Cell, look: Look) {
    cell.fg = look.fg.unwrap_or(cell.fg);
    cell.bg = look.bg.unwrap_or(cell.bg);
    cell.modifier.insert(look.modifiers);
}

/// The symbol of a stage: one column in every terminal.
pub const fn stage_symbol(stage: Stage) -> &'static str {
    match stage {
        Stage::New => "○",
        Stage::Processing => "◔",
        Stage::Held => "◐",
        Stage::Cleared => "●",
        Stage::PartlyRefunded => "◒",
        Stage::Refunded => "↩",
        Stage::Reversed => "⊘",
        Stage::Failed => "✗",
        Stage::Expired => "◌",
    }
}

/// The symbol of an operation's state.
pub const fn state_symbol(state: State) -> &'static str {
    match state {
        State::Drafted => "○",
        State::AwaitingApproval | State::Prepared => "◔",
        State::Sent => "◐",
        State::Confirmed => "●",
        State::Rejected => "✗",
        State::Unknown => "?",
        State::NotApplied => "⊘",
        State::Escalated => "!",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::text::width;

    #[test]
    fn every_symbol_takes_one_column_and_belongs_to_one_stage() {
        for stage in Stage::ALL {
            assert_eq!(width(stage_symbol(stage)), 1);
            assert_eq!(Stage::ALL.iter().filter(|other| stage_symbol(**other) == stage_symbol(stage)).count(), 1);
        }
        assert!(State::ALL.iter().all(|state| width(state_symbol(*state)) == 1));
    }

    /// Every style that a theme gives.
    fn styles(theme: Theme) -> Vec<Style> {
        let environments = [Environment::Sandbox, Environment::Test, Environment::Live];
        let mut styles = vec![theme.good(), theme.bad(), theme.warn(), theme.info(), theme.key(), theme.accent()];
        styles.extend([theme.border(), Theme::plain(), Theme::dim(), Theme::strong(), Theme::selected()]);
        styles.extend(Stage::ALL.map(|stage| theme.stage(stage)));
        styles.extend(State::ALL.map(|state| theme.state(state)));
        styles.extend(environments.map(|environment| theme.environment(environment)));
        styles
    }

    #[test]
    fn in_every_theme_live_looks_like_nothing_else() {
        for name in file::BUILT_IN {
            let roles = file::built_in(name).unwrap_or_else(|| panic!("{name} does not parse"));
            assert!(file::stands_out(&roles), "{name}");
        }
        assert!(file::stands_out(&MONO));
    }

    #[test]
    fn no_theme_and_no_accent_brings_colours_to_a_desk_without_them() {
        for name in file::BUILT_IN {
            let theme = Theme::new(true).with_roles(file::built_in(name).unwrap()).with_accent(Some(Color::Red));
            assert!(styles(theme).iter().all(|style| style.fg.is_none() && style.bg.is_none()), "{name}");
            let mut frame = Buffer::with_lines(["one", "two"]);
            frame.set_style(*frame.area(), Theme::selected());
            theme.finish(&mut frame);
            assert!(frame.content.iter().all(|cell| cell.fg == Color::Reset && cell.bg == Color::Reset), "{name}");
        }
    }

    #[test]
    fn a_theme_with_a_ground_of_its_own_covers_every_cell() {
        let theme = Theme::new(false).with_roles(file::built_in("steppe-night").unwrap());
        let mut frame = Buffer::with_lines(["plain", "dim  ", "chose"]);
        frame.set_style(ratatui::layout::Rect::new(0, 1, 5, 1), Theme::dim());
        frame.set_style(ratatui::layout::Rect::new(0, 2, 5, 1), Theme::selected());
        theme.finish(&mut frame);
        assert!(frame.content.iter().all(|cell| cell.fg != Color::Reset && cell.bg != Color::Reset));
        let looks: Vec<_> = [0, 1, 2].map(|row| (frame[(0, row)].fg, frame[(0, row)].bg)).into_iter().collect();
        assert!(looks[0] != looks[1] && looks[1] != looks[2] && looks[0] != looks[2], "{looks:?}");
        assert!(frame.content.iter().all(|cell| !cell.modifier.contains(Modifier::REVERSED)));
    }

    #[test]
    fn a_theme_with_a_mistake_is_told_with_its_line() {
        let error = |text: &str| file::parse(text, std::path::Path::new("mine.toml")).unwrap_err().to_string();
        assert_eq!(
            error("[roles]\nwran = { fg = \"red\" }\n"),
            "mine.toml:2: unknown key `wran`: did you mean `warn`?"
        );
        assert_eq!(
            error("[roles]\nbad = { fg = \"rde\" }\n"),
            "mine.toml:2: `rde` is no colour: write `red`, `light-blue`, `#1e90ff` or a number up to 255"
        );
        assert!(error("[roles]\ntext = {}\nlive = { fg = \"red\" }\n").starts_with("mine.toml:3: `live` must look"));
    }

    #[test]
    fn signs_of_ascii_keep_stages_apart() {
        let theme = Theme::new(true).with_ascii(true);
        let signs: std::collections::BTreeSet<_> = Stage::ALL.map(|stage| theme.sign(stage_symbol(stage))).into();
        assert_eq!(signs.len(), Stage::ALL.len(), "{signs:?}");
        assert!(signs.iter().all(|sign| sign.len() == 1 && sign.is_ascii()));
    }

    #[test]
    fn without_colours_no_style_has_a_colour() {
        let theme = Theme::new(true);
        for stage in Stage::ALL {
            assert_eq!((theme.stage(stage).fg, theme.stage(stage).bg), (None, None));
        }
        assert_eq!(theme.environment(Environment::Live).fg, None);
        assert!(theme.environment(Environment::Live).add_modifier.contains(Modifier::REVERSED));
    }
}
