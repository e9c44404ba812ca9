//! The real program in a real pseudo-terminal: keys in, a vt100 screen out. Waits on what is drawn, never on time.

#![allow(dead_code, reason = "each test binary uses its own part")]

use std::io::{Read, Write};
use std::path::Path;
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// How long a wait may last before the test fails.
pub const PATIENCE: Duration = Duration::from_secs(40);

fn cells(count: u16) -> std::num::NonZero<u16> {
    std::num::NonZero::new(count).unwrap()
}

struct Shared {
    parser: Mutex<(vt100::Parser, bool)>,
    /// Every byte that was written to the terminal.
    written: Mutex<Vec<u8>>,
    drawn: Condvar,
}

pub struct Terminal {
    shared: Arc<Shared>,
    writer: Box<dyn Write + Send>,
    pub child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    /// The line discipline's settings before the program was started.
    before: String,
}

fn line_discipline(master: &dyn MasterPty) -> String {
    format!("{:?}", master.get_termios().map(|termios| (termios.local_flags, termios.input_flags)))
}

fn restored(parser: &vt100::Parser) -> bool {
    let screen = parser.screen();
    !screen.alternate_screen()
        && !screen.hide_cursor()
        && !screen.bracketed_paste()
        && screen.mouse_protocol_mode() == vt100::MouseProtocolMode::None
}

impl Terminal {
    /// Starts `tolem` with a home of its own under `home`.
    pub fn start(home: &Path, rows: u16, columns: u16, arguments: &[&str]) -> Self {
        Self::start_with(home, rows, columns, arguments, &[])
    }

    /// [`Terminal::start`] with more of an environment.
    pub fn start_with(home: &Path, rows: u16, columns: u16, arguments: &[&str], more: &[(&str, &str)]) -> Self {
        let pair =
            native_pty_system().openpty(PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_tolem"));
        command.args(arguments);
        for (name, folder) in [("XDG_CONFIG_HOME", "config"), ("XDG_DATA_HOME", "data"), ("XDG_STATE_HOME", "state")] {
            command.env(name, home.join(folder));
        }
        command.env("TERM", "xterm-256color");
        command.env_remove("NO_COLOR");
        command.env("TOLEM_LANG", "en");
        command.env_remove("TOLEM_PROFILE");
        for (name, value) in more {
            command.env(name, value);
        }
        let before = line_discipline(&*pair.master);
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let shared = Arc::new(Shared {
            parser: Mutex::new((vt100::Parser::new(cells(rows), cells(columns), 0), false)),
            written: Mutex::new(Vec::new()),
            drawn: Condvar::new(),
        });
        let mut reader = pair.master.try_clone_reader().unwrap();
        let feeding = Arc::clone(&shared);
        std::thread::spawn(move || {
            let mut bytes = [0_u8; 8_192];
            loop {
                let count = reader.read(&mut bytes).unwrap_or(0);
                feeding.written.lock().unwrap().extend_from_slice(&bytes[..count]);
                let mut guard = feeding.parser.lock().unwrap();
                if count == 0 {
                    guard.1 = true;
                } else {
                    guard.0.process(&bytes[..count]);
                }
                feeding.drawn.notify_all();
                if count == 0 {
                    return;
                }
            }
        });
        let writer = pair.master.take_writer().unwrap();
        Self { shared, writer, child, master: pair.master, before }
    }

    pub fn keys(&mut self, keys: &str) {
        self.writer.write_all(keys.as_bytes()).unwrap();
        self.writer.flush().unwrap();
    }

    /// Pastes a text as a terminal does that brackets pastes.
    pub fn paste(&mut self, text: &str) {
        self.keys(&format!("\x1b[200~{text}\x1b[201~"));
    }

    /// Every byte that was written to the terminal until now.
    pub fn written(&self) -> Vec<u8> {
        self.shared.written.lock().unwrap().clone()
    }

    /// Waits until the screen satisfies `wanted`; fails with the screen as it is.
    pub fn wait(&self, what: &str, wanted: impl Fn(&str) -> bool) -> String {
        let until = Instant::now() + PATIENCE;
        let mut guard = self.shared.parser.lock().unwrap();
        loop {
            let text = guard.0.screen().contents();
            if wanted(&text) {
                return text;
            }
            let left = until.saturating_duration_since(Instant::now());
            assert!(!left.is_zero() && !guard.1, "never saw {what}; the screen is:\n{text}");
            guard = self.shared.drawn.wait_timeout(guard, left).unwrap().0;
        }
    }

    pub fn wait_for(&self, text: &str) -> String {
        self.wait(text, |screen| screen.contains(text))
    }

    /// Waits for the program's end and for the last of its output; answers with its exit code.
    pub fn end(&mut self) -> u32 {
        let status = self.child.wait().unwrap();
        let until = Instant::now() + PATIENCE;
        let mut guard = self.shared.parser.lock().unwrap();
        while !guard.1 {
            let left = until.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "the output never ended");
            guard = self.shared.drawn.wait_timeout(guard, left).unwrap().0;
        }
        status.exit_code()
    }

    /// Whether the screen's modes are as a shell wants them, once everything that was written has been read.
    pub fn modes_are_restored(&self) -> bool {
        restored(&self.shared.parser.lock().unwrap().0)
    }

    /// Waits until the modes are as a shell wants them, while the program goes on.
    pub fn wait_for_restored_modes(&self) {
        let until = Instant::now() + PATIENCE;
        let mut guard = self.shared.parser.lock().unwrap();
        while !restored(&guard.0) {
            let left = until.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "the terminal's modes were not given back");
            guard = self.shared.drawn.wait_timeout(guard, left).unwrap().0;
        }
    }

    /// Whether the line discipline is as it was before the program was started.
    pub fn line_discipline_is_restored(&self) -> bool {
        line_discipline(&*self.master) == self.before
    }

    pub fn resize(&self, rows: u16, columns: u16) {
        self.shared.parser.lock().unwrap().0.screen_mut().set_size(cells(rows), cells(columns));
        self.master.resize(PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }).unwrap();
    }
}
