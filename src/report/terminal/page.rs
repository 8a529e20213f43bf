//! The page that a report is written on: clean lines, indented, coloured.
//!
//! In: texts. Out: bytes on a writer. What is written is not known here.

use std::fmt::Display;
use std::io;

use anstyle::{AnsiColor, Style as Paint};

use super::{Color, Style, clean, wrap};

/// The colours of a report; all of them plain where colours are off.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Palette {
    /// What is broken.
    pub(super) error: Paint,
    /// What is probably broken, or not known.
    pub(super) warning: Paint,
    /// What is worth knowing.
    pub(super) note: Paint,
    /// What holds.
    pub(super) good: Paint,
    /// What is read first.
    pub(super) strong: Paint,
    /// What is read last.
    pub(super) faint: Paint,
}

impl Palette {
    fn new(color: Color) -> Self {
        let bold = |color: AnsiColor| Paint::new().bold().fg_color(Some(color.into()));
        match color {
            Color::Never => Self::default(),
            Color::Always => Self {
                error: bold(AnsiColor::Red),
                warning: bold(AnsiColor::Yellow),
                note: bold(AnsiColor::Cyan),
                good: bold(AnsiColor::Green),
                strong: Paint::new().bold(),
                faint: Paint::new().dimmed(),
            },
        }
    }

    /// The colour of `error`, `warning` or `note`.
    pub(super) fn of(&self, loudness: &str) -> Paint {
        match loudness {
            "error" => self.error,
            "warning" => self.warning,
            _ => self.note,
        }
    }
}

/// A text in a colour.
pub(super) fn painted(paint: Paint, text: impl Display) -> String {
    format!("{paint}{text}{paint:#}")
}

/// Where a report is written.
pub(super) struct Page<'w> {
    /// How it is shown.
    pub(super) style: &'w Style,
    /// Its colours.
    pub(super) palette: Palette,
    out: &'w mut dyn io::Write,
}

impl<'w> Page<'w> {
    /// A page in a style.
    pub(super) fn new(style: &'w Style, out: &'w mut dyn io::Write) -> Self {
        Self {
            style,
            palette: Palette::new(style.color),
            out,
        }
    }

    /// Columns of a line.
    pub(super) fn width(&self) -> usize {
        usize::from(self.style.width)
    }

    /// An empty line.
    pub(super) fn blank(&mut self) -> io::Result<()> {
        self.out.write_all(b"\n")
    }

    /// A line as it is: the caller has cleaned it.
    pub(super) fn line(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "{}", text.trim_end())
    }

    /// Lines as they are: the caller has cleaned and ended them.
    pub(super) fn lines(&mut self, text: &str) -> io::Result<()> {
        self.out.write_all(text.as_bytes())
    }

    /// A text after a lead, wrapped, with the following lines as far in as the first. Both are cleaned here.
    pub(super) fn hanging(&mut self, lead: &str, paint: Paint, text: &str) -> io::Result<()> {
        let indent = lead.chars().count();
        let lines = wrap::wrap(text, self.width().saturating_sub(indent));
        self.led(lead, paint, indent, &lines)
    }

    /// As [`Page::hanging`], with paragraphs and lists kept.
    pub(super) fn hanging_paragraphs(
        &mut self,
        lead: &str,
        paint: Paint,
        text: &str,
    ) -> io::Result<()> {
        let indent = lead.chars().count();
        let lines = wrap::paragraphs(text, self.width().saturating_sub(indent));
        self.led(lead, paint, indent, &lines)
    }

    /// A text after a lead, wrapped, with the following lines `indent` columns in.
    pub(super) fn headed(
        &mut self,
        lead: &str,
        paint: Paint,
        indent: usize,
        text: &str,
    ) -> io::Result<()> {
        let first = self.width().saturating_sub(lead.chars().count());
        let mut lines = wrap::wrap(text, first);
        if lines.len() > 1 {
            let rest = lines.split_off(1).join(" ");
            lines.extend(wrap::wrap(&rest, self.width().saturating_sub(indent)));
        }
        self.led(lead, paint, indent, &lines)
    }

    /// The lead may start with a path, and so with anything.
    fn led(&mut self, lead: &str, paint: Paint, indent: usize, lines: &[String]) -> io::Result<()> {
        let first = lines.first().map_or("", String::as_str);
        self.line(&format!(
            "{}{first}",
            painted(paint, clean::start_of_line(clean::plain(lead)))
        ))?;
        for line in lines.iter().skip(1) {
            self.line(&format!("{:indent$}{line}", ""))?;
        }
        Ok(())
    }
}
