//! What a style is for, and how each of them looks in the themes that come with the program.

use ratatui::style::{Color, Modifier, Style};

/// The look of one role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Look {
    /// The colour of the text.
    pub fg: Option<Color>,
    /// The colour behind it.
    pub bg: Option<Color>,
    /// Bold, dim, underlined, reversed.
    pub modifiers: Modifier,
}

impl Look {
    /// No colour of its own.
    pub const PLAIN: Self = Self { fg: None, bg: None, modifiers: Modifier::empty() };

    const fn fg(colour: Color) -> Self {
        Self { fg: Some(colour), ..Self::PLAIN }
    }

    const fn on(self, colour: Color) -> Self {
        Self { bg: Some(colour), ..self }
    }

    const fn with(self, modifiers: Modifier) -> Self {
        Self { modifiers: self.modifiers.union(modifiers), ..self }
    }

    const fn bold(self) -> Self {
        self.with(Modifier::BOLD)
    }

    /// As a style.
    pub const fn style(self) -> Style {
        let mut style = Style::new().add_modifier(self.modifiers);
        style.fg = self.fg;
        style.bg = self.bg;
        style
    }
}

/// Every role, and its look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Roles {
    /// Ordinary text.
    pub text: Look,
    /// Text that may be overlooked.
    pub dim: Look,
    /// Text that leads the eye.
    pub strong: Look,
    /// The selected row, the focused button.
    pub selected: Look,
    /// Done well.
    pub good: Look,
    /// Wrong.
    pub bad: Look,
    /// Needs a look.
    pub warn: Look,
    /// Under way.
    pub info: Look,
    /// Keys in hints, field labels.
    pub key: Look,
    /// Money that went back.
    pub returned: Look,
    /// The profile's name.
    pub accent: Look,
    /// Boxes and rules.
    pub border: Look,
    /// The word of a sandbox.
    pub sandbox: Look,
    /// The word of the test environment.
    pub test: Look,
    /// The word of the live environment: like nothing else on screen.
    pub live: Look,
}

/// Modifiers only, for `NO_COLOR`.
pub const MONO: Roles = Roles {
    text: Look::PLAIN,
    dim: Look::PLAIN.with(Modifier::DIM),
    strong: Look::PLAIN.bold(),
    selected: Look::PLAIN.with(Modifier::REVERSED),
    good: Look::PLAIN,
    bad: Look::PLAIN.bold(),
    warn: Look::PLAIN,
    info: Look::PLAIN,
    key: Look::PLAIN.bold(),
    returned: Look::PLAIN,
    accent: Look::PLAIN.bold(),
    border: Look::PLAIN.with(Modifier::DIM),
    sandbox: Look::PLAIN.bold(),
    test: Look::PLAIN.bold(),
    live: Look::PLAIN.bold().with(Modifier::REVERSED),
};

/// The terminal's own sixteen colours.
pub const ANSI: Roles = Roles {
    good: Look::fg(Color::Green),
    bad: Look::fg(Color::Red).bold(),
    warn: Look::fg(Color::Yellow),
    info: Look::fg(Color::Cyan),
    key: Look::fg(Color::Cyan).bold(),
    returned: Look::fg(Color::Magenta),
    sandbox: Look::fg(Color::Green).bold(),
    test: Look::fg(Color::Yellow).bold(),
    live: Look::fg(Color::Red).bold().with(Modifier::REVERSED),
    ..MONO
};

/// The same on a light ground, where yellow and cyan can hardly be read.
pub const ANSI_LIGHT: Roles = Roles {
    warn: Look::fg(Color::Magenta),
    info: Look::fg(Color::Blue),
    key: Look::fg(Color::Blue).bold(),
    returned: Look::fg(Color::Cyan),
    test: Look::fg(Color::Magenta).bold(),
    live: Look::fg(Color::White).on(Color::Red).bold(),
    ..ANSI
};

/// Nothing faint, and nothing that colour alone tells.
pub const HIGH_CONTRAST: Roles = Roles {
    text: Look::fg(Color::White).on(Color::Black),
    dim: Look::fg(Color::Gray),
    strong: Look::fg(Color::White).bold(),
    selected: Look::fg(Color::Black).on(Color::LightYellow).bold(),
    good: Look::fg(Color::LightGreen),
    bad: Look::fg(Color::LightRed).bold().with(Modifier::UNDERLINED),
    warn: Look::fg(Color::LightYellow).bold(),
    info: Look::fg(Color::LightCyan),
    key: Look::fg(Color::LightCyan).bold(),
    returned: Look::fg(Color::LightMagenta),
    accent: Look::fg(Color::LightYellow).bold(),
    border: Look::fg(Color::White),
    sandbox: Look::fg(Color::LightGreen).bold(),
    test: Look::fg(Color::LightYellow).bold(),
    live: Look::fg(Color::White).on(Color::Red).bold().with(Modifier::UNDERLINED),
};
