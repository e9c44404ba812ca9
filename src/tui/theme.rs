//! Roles, not colours: every style on screen has a name here. ANSI-16 only, so that the terminal's palette decides;
//! without colours the modifiers alone carry the meaning, and words and symbols always do.

use ratatui::style::{Color, Modifier, Style};

use crate::domain::{Stage, State};
use crate::worker::{Environment, Health};

/// The styles of one desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    colour: bool,
}

impl Theme {
    /// With colours, or with modifiers only (`NO_COLOR`, `--no-color`).
    pub const fn new(no_color: bool) -> Self {
        Self { colour: !no_color }
    }

    /// Whether there are colours.
    pub const fn has_colour(self) -> bool {
        self.colour
    }

    fn tint(self, colour: Color) -> Style {
        if self.colour { Style::new().fg(colour) } else { Style::new() }
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
        self.tint(Color::Green)
    }

    /// Wrong.
    pub fn bad(self) -> Style {
        self.tint(Color::Red).add_modifier(Modifier::BOLD)
    }

    /// Needs a look.
    pub fn warn(self) -> Style {
        self.tint(Color::Yellow)
    }

    /// Under way.
    pub fn info(self) -> Style {
        self.tint(Color::Cyan)
    }

    /// Keys in hints, field labels.
    pub fn key(self) -> Style {
        self.tint(Color::Cyan).add_modifier(Modifier::BOLD)
    }

    /// The environment's word. Live is like nothing else on screen.
    pub fn environment(self, environment: Environment) -> Style {
        match environment {
            Environment::Sandbox => self.tint(Color::Green).add_modifier(Modifier::BOLD),
            Environment::Test => self.tint(Color::Yellow).add_modifier(Modifier::BOLD),
            Environment::Live => self.tint(Color::Red).add_modifier(Modifier::BOLD | Modifier::REVERSED),
        }
    }

    /// A record's stage.
    pub fn stage(self, stage: Stage) -> Style {
        match stage {
            Stage::New => Self::plain(),
            Stage::Processing => self.info(),
            Stage::Held => self.warn(),
            Stage::Cleared => self.good(),
            Stage::PartlyRefunded | Stage::Refunded => self.tint(Color::Magenta),
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
