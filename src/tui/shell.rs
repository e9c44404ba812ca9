//! What the loop hears from the terminal and the system, and what it asks of them beside showing cells.

use std::io;

use crossterm::event::Event;
use ratatui::buffer::Buffer;

use super::Bell;
use super::msg::NotOpened;

/// Something from the terminal or the system.
#[derive(Debug, Clone)]
pub enum Input {
    /// From the terminal.
    Event(Event),
    /// The system asks to end.
    Terminate,
    /// The system asks to stop for a while.
    Stop,
    /// The process was continued.
    Continue,
    /// A part of the program panicked; the terminal was left already.
    Panicked,
}

/// What a terminal does beside showing cells.
pub trait Shell {
    /// A frame begins. Answers whether there is a screen to draw on.
    fn begin_frame(&mut self) -> bool;
    /// A frame was drawn.
    fn end_frame(&mut self, frame: &Buffer);
    /// Hands the terminal back, stops the process, and takes the terminal again.
    fn suspend(&mut self) -> io::Result<()>;
    /// Takes the terminal again after somebody else stopped the process.
    fn resume(&mut self) -> io::Result<()>;
    /// Puts a text on the clipboard.
    fn copy(&mut self, text: &str);
    /// Opens a page outside of the terminal.
    fn open(&mut self, page: &str) -> Result<(), NotOpened>;
    /// Hears the mouse, or leaves it to the terminal.
    fn mouse(&mut self, heard: bool);
    /// How the person who looks elsewhere is called from now on.
    fn bell(&mut self, bell: Bell);
    /// Calls the person who looks elsewhere, with a line about why.
    fn ring(&mut self, why: &str);
}
