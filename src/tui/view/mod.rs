//! From a model to cells. Nothing is decided here and nothing is changed; what the mouse can reach is written down.
//!
//! Start with [`draw`]. Everything goes through the [`Painter`], which makes text harmless and cuts it by display width.

mod activity;
mod codes;
mod copying;
mod detail;
mod dialog;
mod exchanges;
mod explanation;
pub mod extent;
mod facts;
mod figures;
mod filter;
mod footer;
mod header;
mod help;
mod inquiry;
mod list;
mod notice;
pub mod overlay;
mod overview;
pub mod painter;
mod palette;
mod popup;
mod qr;
mod ruling;
mod standing;
pub mod timeline;
mod which;

use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use painter::Painter;

use super::hits::Hits;
use super::layout;
use super::model::{Model, Phase, Screen};
use super::privacy::Mask;

/// What drawing a frame left behind.
#[derive(Debug)]
pub struct Drawn {
    /// Where things are.
    pub hits: Hits,
    /// Where the text cursor belongs.
    pub cursor: Option<Position>,
}

/// Draws the whole screen.
pub fn draw(model: &Model, buffer: &mut Buffer) -> Drawn {
    let mut painter = Painter::new(buffer, model.theme);
    let size = painter.area().as_size();
    if size.width < layout::SMALLEST.width || size.height < layout::SMALLEST.height {
        overlay::too_small(model.language, &mut painter);
    } else {
        match &model.phase {
            Phase::Opening => overlay::opening(model, &mut painter),
            Phase::Broken(reason) => overlay::broken(model.language, reason, &mut painter),
            Phase::Open(about) => {
                let parts = layout::parts(size);
                painter.shows_desk();
                painter.hide(Mask::of(model));
                header::draw(model, about, parts.header, &mut painter);
                if let Some(view) = model.detail {
                    detail::draw(model, about, view, parts.body, &mut painter);
                } else if let Some(view) = model.inquiry {
                    inquiry::draw(model, about, view, parts.body, &mut painter);
                } else if model.screen == Screen::Codes {
                    codes::draw(model, parts, &mut painter);
                } else if model.screen == Screen::Overview {
                    overview::draw(model, about, parts.body, &mut painter);
                } else {
                    list::draw(model, about, parts, &mut painter);
                    if let Some(side) = parts.side {
                        detail::side(model, about, side, &mut painter);
                    }
                }
                footer::draw(model, parts.footer, &mut painter);
                let rest = activity::draw(model, parts.body, &mut painter);
                overlay::toasts(model, rest, &mut painter);
                popup::draw(model, parts.body, &mut painter);
                which::draw(model, parts.body, &mut painter);
                if let Some(open) = &model.explanation {
                    explanation::draw(model, open, parts.body, &mut painter);
                }
                if let Some(qr) = &model.qr {
                    qr::draw(model, qr, &mut painter);
                }
                if let Some(menu) = &model.copying {
                    copying::draw(model, menu, &mut painter);
                }
                if let Some(scroll) = model.help {
                    help::draw(model, scroll, parts.body, &mut painter);
                }
                if let Some(open) = &model.palette {
                    palette::draw(model, open, parts.body, &mut painter);
                }
                // What is confirmed has to be seen.
                painter.hide(None);
                if let Some(open) = &model.dialog {
                    dialog::draw(model, open, &mut painter);
                }
                if let Some(open) = &model.notice {
                    notice::draw(model, open, &mut painter);
                }
                if let Some(leaving) = model.quit {
                    overlay::quit_question(model.language, leaving, &mut painter);
                }
            }
        }
    }
    painter.finish()
}
