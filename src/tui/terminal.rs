//! The real terminal: entered once, and left in every way there is to leave: return, panic, signal, suspension.

use std::io::{self, Write as _};
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

use base64::Engine as _;
use crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture, Event, EventStream,
    KeyboardEnhancementFlags, PopKeyboardEnhancementFlags, PushKeyboardEnhancementFlags,
};
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode,
    enable_raw_mode,
};
use crossterm::{cursor, execute};
use futures::{Stream, StreamExt as _, stream};
use ratatui::buffer::Buffer;
use tokio::sync::{Notify, mpsc};

use super::Bell;
use super::msg::NotOpened;
use super::shell::{Input, Shell};

static ENTERED: AtomicBool = AtomicBool::new(false);
static PANICKED: Notify = Notify::const_new();
/// Whether the mouse is heard; else it selects text, as the terminal wants.
static MOUSE: AtomicBool = AtomicBool::new(true);
/// Whether the terminal was told to tell keys apart, and has to be told that it is over.
static KEYS: AtomicBool = AtomicBool::new(false);
static HOOK: Once = Once::new();

/// Leaves the terminal when it is dropped.
#[derive(Debug)]
pub struct Guard(());

impl Guard {
    /// Enters the terminal, and sees to it that a panic leaves it first and is printed afterwards, masked.
    pub fn enter() -> io::Result<Self> {
        HOOK.call_once(|| {
            std::panic::set_hook(Box::new(|info| {
                leave();
                crate::crash::print(info);
                PANICKED.notify_one();
            }));
        });
        // From here on a failure half-way leaves again.
        let guard = Self(());
        enter()?;
        Ok(guard)
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        leave();
    }
}

fn enter() -> io::Result<()> {
    ENTERED.store(true, Ordering::SeqCst);
    enable_raw_mode()?;
    let mut out = io::stdout();
    execute!(out, EnterAlternateScreen, EnableBracketedPaste, cursor::Hide)?;
    if MOUSE.load(Ordering::SeqCst) {
        execute!(out, EnableMouseCapture)?;
    }
    if tells_keys_apart(|name| std::env::var(name).ok()) {
        KEYS.store(true, Ordering::SeqCst);
        // With its repeats told apart from its presses, a key that is held down is known at once.
        let flags = KeyboardEnhancementFlags::DISAMBIGUATE_ESCAPE_CODES | KeyboardEnhancementFlags::REPORT_EVENT_TYPES;
        execute!(out, PushKeyboardEnhancementFlags(flags))?;
    }
    Ok(())
}

/// Whether the terminal is known to speak kitty's keyboard protocol. It is not asked: its answer would come among the keys,
/// and one that never answers would be waited for. Inside tmux and screen nobody knows which terminal it is.
fn tells_keys_apart(variable: impl Fn(&str) -> Option<String>) -> bool {
    const TERMS: [&str; 8] =
        ["xterm-kitty", "xterm-ghostty", "foot", "foot-extra", "alacritty", "alacritty-direct", "rio", "wezterm"];
    const PROGRAMS: [&str; 4] = ["WezTerm", "ghostty", "kitty", "rio"];
    if variable("TMUX").is_some() || variable("STY").is_some() {
        return false;
    }
    variable("TERM").is_some_and(|term| TERMS.contains(&term.as_str()))
        || variable("TERM_PROGRAM").is_some_and(|program| PROGRAMS.contains(&program.as_str()))
}

/// Leaves the terminal. May be called at any time; failures cannot be told to anybody.
fn leave() {
    if ENTERED.swap(false, Ordering::SeqCst) {
        if KEYS.swap(false, Ordering::SeqCst) {
            let _ = execute!(io::stdout(), PopKeyboardEnhancementFlags);
        }
        let _ = execute!(
            io::stdout(),
            EndSynchronizedUpdate,
            DisableMouseCapture,
            DisableBracketedPaste,
            LeaveAlternateScreen,
            cursor::Show
        );
        let _ = disable_raw_mode();
    }
}

/// The terminal's own services.
#[derive(Debug, Clone, Copy)]
pub struct Real {
    bell: Bell,
}

impl Real {
    /// The terminal, with this bell.
    pub const fn new(bell: Bell) -> Self {
        Self { bell }
    }
}

/// What stands between the program and the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Between {
    Nothing,
    Tmux,
    Screen,
}

impl Between {
    fn now() -> Self {
        if std::env::var_os("TMUX").is_some() {
            Self::Tmux
        } else if std::env::var_os("STY").is_some() {
            Self::Screen
        } else {
            Self::Nothing
        }
    }
}

/// Puts a text on the clipboard of the terminal. tmux has one of its own, which it hands on by itself, but takes a text only
/// where `set-clipboard` is `on`; what is wrapped reaches the terminal where `allow-passthrough` is on. Both are written,
/// because nobody tells which.
fn copying(text: &str, between: Between) -> String {
    let coded = base64::engine::general_purpose::STANDARD.encode(text);
    let sequence = format!("\x1b]52;c;{coded}\x07");
    let wrapped = passed(&sequence, between);
    match between {
        Between::Tmux => sequence + &wrapped,
        Between::Nothing | Between::Screen => wrapped,
    }
}

/// A sequence for the terminal itself, through a program that stands between: tmux and screen pass on what is wrapped.
fn passed(sequence: &str, between: Between) -> String {
    if between == Between::Tmux {
        format!("\x1bPtmux;{}\x1b\\", sequence.replace('\x1b', "\x1b\x1b"))
    } else if between == Between::Screen {
        // screen takes strings of at most 768 bytes, and passes on several as one.
        let parts: Vec<String> =
            sequence.as_bytes().chunks(700).map(|part| String::from_utf8_lossy(part).into()).collect();
        format!("\x1bP{}\x1b\\", parts.join("\x1b\\\x1bP"))
    } else {
        sequence.to_owned()
    }
}

/// A note on the desktop. It never begins with what it tells: a terminal may have commands that do, such as `4;1;50`.
fn note(why: &str) -> String {
    format!("\x1b]9;tolem: {}\x07", crate::domain::text::clean(why))
}

/// Hands a text to the desktop as well, for terminals that do not take OSC 52. Whoever copies serves the text for as long
/// as nobody else copies, so a thread of its own does that. A failure is silent: the terminal was told already.
fn copy_natively(text: String) {
    let has_desktop = cfg!(not(target_os = "linux"))
        || ["DISPLAY", "WAYLAND_DISPLAY"]
            .iter()
            .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()));
    if has_desktop {
        // Without a thread there is no such clipboard, and nothing is lost by that.
        let _ = std::thread::Builder::new().name("clipboard".to_owned()).spawn(move || serve(text));
    }
}

#[cfg(target_os = "linux")]
fn serve(text: String) {
    use arboard::SetExtLinux as _;
    let _ = arboard::Clipboard::new().and_then(|mut clipboard| clipboard.set().wait().text(text));
}

#[cfg(not(target_os = "linux"))]
fn serve(text: String) {
    let _ = arboard::Clipboard::new().and_then(|mut clipboard| clipboard.set_text(text));
}

impl Shell for Real {
    fn begin_frame(&mut self) -> bool {
        let entered = ENTERED.load(Ordering::SeqCst);
        if entered {
            let _ = execute!(io::stdout(), BeginSynchronizedUpdate);
        }
        entered
    }

    fn end_frame(&mut self, _frame: &Buffer) {
        let _ = execute!(io::stdout(), EndSynchronizedUpdate);
    }

    fn suspend(&mut self) -> io::Result<()> {
        leave();
        stop_this_process();
        enter()
    }

    fn resume(&mut self) -> io::Result<()> {
        // Whoever stopped the process may have changed the terminal's modes.
        leave();
        enter()
    }

    fn bell(&mut self, bell: Bell) {
        self.bell = bell;
    }

    fn mouse(&mut self, heard: bool) {
        MOUSE.store(heard, Ordering::SeqCst);
        let mut out = io::stdout();
        // A terminal that was left is told when it is taken again.
        if ENTERED.load(Ordering::SeqCst) {
            let _ = if heard { execute!(out, EnableMouseCapture) } else { execute!(out, DisableMouseCapture) };
        }
    }

    fn copy(&mut self, text: &str) {
        let sequence = copying(text, Between::now());
        let mut out = io::stdout();
        let _ = out.write_all(sequence.as_bytes()).and_then(|()| out.flush());
        copy_natively(text.to_owned());
    }

    fn ring(&mut self, why: &str) {
        let sequence = match self.bell {
            Bell::Off => return,
            Bell::Sound => "\x07".to_owned(),
            Bell::Note => passed(&note(why), Between::now()),
        };
        let mut out = io::stdout();
        let _ = out.write_all(sequence.as_bytes()).and_then(|()| out.flush());
    }

    fn open(&mut self, page: &str) -> Result<(), NotOpened> {
        let is_link = page.starts_with("https://") || page.starts_with("http://");
        if !is_link && !std::path::Path::new(page).is_file() {
            return Err(NotOpened::Neither);
        }
        open::that_detached(page).map_err(|error| NotOpened::Failed(error.to_string()))
    }
}

/// Stops this process until the shell continues it. `kill` is asked because raising a signal oneself takes unsafe code.
#[cfg(unix)]
fn stop_this_process() {
    let _ = std::process::Command::new("kill").arg("-STOP").arg(std::process::id().to_string()).status();
}

#[cfg(not(unix))]
const fn stop_this_process() {}

/// Everything that comes from the terminal and the system.
pub fn inputs() -> io::Result<impl Stream<Item = io::Result<Input>> + Unpin> {
    let terminal = EventStream::new().map(|event: io::Result<Event>| event.map(Input::Event));
    let system = stream::unfold(signals()?, |mut signals| async move { Some((Ok(signals.recv().await?), signals)) });
    let panics = stream::once(async {
        PANICKED.notified().await;
        Ok(Input::Panicked)
    });
    Ok(stream::select(terminal, stream::select(system, panics).boxed()))
}

/// How long the loop may take to end once it was asked to.
#[cfg(unix)]
const GRACE: std::time::Duration = std::time::Duration::from_secs(5);

/// Ends the program when the loop does not: reading a terminal that hung up can spin inside crossterm for ever, and the
/// loop with it. Nothing is lost by that: what was sent is in the ledger, and is resolved at the next start.
#[cfg(unix)]
async fn end_if_stuck() {
    tokio::time::sleep(GRACE).await;
    leave();
    std::process::exit(1);
}

#[cfg(unix)]
fn signals() -> io::Result<mpsc::Receiver<Input>> {
    use tokio::signal::unix::{SignalKind, signal};
    // POSIX gives these two no common number, and tokio no name.
    const STOP: i32 = if cfg!(target_os = "linux") { 20 } else { 18 };
    const CONTINUE: i32 = if cfg!(target_os = "linux") { 18 } else { 19 };
    let (heard, out) = mpsc::channel(8);
    for (kind, input) in [
        (SignalKind::terminate(), Input::Terminate),
        (SignalKind::hangup(), Input::Terminate),
        (SignalKind::interrupt(), Input::Terminate),
        (SignalKind::from_raw(STOP), Input::Stop),
        (SignalKind::from_raw(CONTINUE), Input::Continue),
    ] {
        let mut signal = signal(kind)?;
        let heard = heard.clone();
        tokio::spawn(async move {
            while signal.recv().await.is_some() {
                if heard.send(input.clone()).await.is_err() {
                    break;
                }
                if matches!(input, Input::Terminate) {
                    tokio::spawn(end_if_stuck());
                }
            }
        });
    }
    Ok(out)
}

#[cfg(not(unix))]
fn signals() -> io::Result<mpsc::Receiver<Input>> {
    let (heard, out) = mpsc::channel(1);
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            let _ = heard.send(Input::Terminate).await;
        }
    });
    Ok(out)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    /// Not a test of its own: what the test below runs in a terminal.
    #[tokio::test]
    #[ignore = "panics on purpose, inside the terminal of `a_panic_leaves_the_terminal_first_and_is_printed_afterwards`"]
    async fn panics_in_the_terminal() {
        let _guard = Guard::enter().unwrap();
        panic!("the canary sang \u{1b}[31m of 4405 6450 0000 6150 and\u{202e} 4405645000006150");
    }

    #[test]
    fn only_terminals_that_are_known_to_speak_the_protocol_are_told_to_tell_keys_apart() {
        for (term, program, tmux, told) in [
            ("xterm-kitty", "", "", true),
            ("foot", "", "", true),
            ("xterm-256color", "WezTerm", "", true),
            ("xterm-256color", "", "", false),
            ("xterm-kitty", "", "/tmp/tmux-0/default,1,0", false),
            ("linux", "Apple_Terminal", "", false),
        ] {
            let told_now = tells_keys_apart(|name| {
                let value = match name {
                    "TERM" => term,
                    "TERM_PROGRAM" => program,
                    "TMUX" => tmux,
                    _ => "",
                };
                (!value.is_empty()).then(|| value.to_owned())
            });
            assert_eq!(told_now, told, "{term} {program} {tmux}");
        }
    }

    #[test]
    fn a_text_is_copied_through_whatever_stands_between() {
        let plain = "\x1b]52;c;QS0x\x07";
        assert_eq!(copying("A-1", Between::Nothing), plain);
        assert_eq!(copying("A-1", Between::Tmux), format!("{plain}\x1bPtmux;\x1b{plain}\x1b\\"));
        assert_eq!(copying("A-1", Between::Screen), format!("\x1bP{plain}\x1b\\"));
        // screen takes a long text in parts.
        let long = copying(&"x".repeat(900), Between::Screen);
        assert_eq!(long.matches("\x1bP").count(), 2);
    }

    #[test]
    fn a_note_on_the_desktop_is_no_command_whatever_it_tells() {
        for (why, note_) in [
            ("A-1 is cleared", "\x1b]9;tolem: A-1 is cleared\x07"),
            ("4;1;50", "\x1b]9;tolem: 4;1;50\x07"),
            ("a\x07\x1b]52;c;eA==\x07", "\x1b]9;tolem: a··]52;c;eA==·\x07"),
        ] {
            assert_eq!(note(why), note_);
        }
    }

    #[test]
    fn a_panic_leaves_the_terminal_first_and_is_printed_afterwards() {
        use std::io::Read as _;

        let size = portable_pty::PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 };
        let pair = portable_pty::native_pty_system().openpty(size).unwrap();
        let mut command = portable_pty::CommandBuilder::new(std::env::current_exe().unwrap());
        command.env("RUST_BACKTRACE", "full");
        command.args(["tui::terminal::tests::panics_in_the_terminal", "--exact", "--ignored", "--nocapture"]);
        let mut child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let mut written = Vec::new();
        let mut bytes = [0_u8; 4_096];
        // Linux ends the reading side of a terminal with an error when the last writer is gone.
        while let Ok(count @ 1..) = reader.read(&mut bytes) {
            written.extend_from_slice(&bytes[..count]);
        }
        assert!(!child.wait().unwrap().success());
        let cells = |count| std::num::NonZero::new(count).unwrap();
        let mut parser = vt100::Parser::new(cells(24), cells(80), 0);
        parser.process(&written);
        let screen = parser.screen();
        let text = String::from_utf8_lossy(&written).into_owned();
        assert!(text.contains("\x1b[?1049h"), "it did enter: {text}");
        let (left, said) = (text.find("\x1b[?1049l"), text.find("the canary sang"));
        assert!(left.is_some() && left < said, "left first, printed afterwards: {text}");
        assert!(text.contains("of 4405 64XX XXXX 6150 and· 440564XXXXXX6150"), "masked: {text}");
        assert!(!text.contains("\u{202e}") && !text.contains("0000615"), "masked: {text}");
        assert!(!screen.alternate_screen() && !screen.hide_cursor() && !screen.bracketed_paste());
        assert!(screen.mouse_protocol_mode() == vt100::MouseProtocolMode::None);
    }
}
