//! How the list is shown: which columns in which order, how wide, and how dense. Kept in the browser, apart from the account.

use super::columns::{Column, DOCUMENTED, FIRST, LAST, choosable};

/// Smallest and largest width of a column, CSS pixels.
pub(super) const WIDTHS: std::ops::RangeInclusive<u32> = 48..=800;

/// A column that is shown.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Shown {
    pub column: &'static Column,
    /// As the person set it, CSS pixels; `None` = as usual.
    pub width: Option<u32>,
}

impl Shown {
    /// Its width, CSS pixels; 0 = what the other columns leave.
    pub(super) fn pixels(self) -> u32 {
        self.width.unwrap_or(self.column.width)
    }
}

#[derive(Clone, PartialEq)]
pub(super) struct Look {
    /// The columns between the first and the last, in their order.
    between: Vec<Shown>,
    first_width: Option<u32>,
    pub is_compact: bool,
    /// Whether long texts take a second line instead of being cut.
    pub wraps: bool,
}

impl Default for Look {
    /// As the documents show the list.
    fn default() -> Self {
        Self::with(DOCUMENTED.iter().copied())
    }
}

impl Look {
    /// These columns, as wide as usual.
    pub(super) fn with(columns: impl Iterator<Item = &'static Column>) -> Self {
        let between = columns.map(|column| Shown { column, width: None }).collect();
        Self { between, first_width: None, is_compact: false, wraps: false }
    }

    /// The columns in their order, with the first and the last.
    pub(super) fn columns(&self) -> Vec<Shown> {
        let first = Shown { column: FIRST, width: self.first_width };
        let last = Shown { column: LAST, width: None };
        std::iter::once(first).chain(self.between.iter().copied()).chain(std::iter::once(last)).collect()
    }

    /// Shows the columns of another look, in their order and as wide as usual.
    pub(super) fn take_columns(&mut self, of: Self) {
        self.between = of.between;
        self.first_width = None;
    }

    /// Shows or hides a column; a column that comes stands last.
    pub(super) fn show(&mut self, column: &'static Column, on: bool) {
        self.between.retain(|shown| shown.column != column);
        if on {
            self.between.push(Shown { column, width: None });
        }
    }

    pub(super) fn set_width(&mut self, column: &Column, width: Option<u32>) {
        let width = width.map(|width| width.clamp(*WIDTHS.start(), *WIDTHS.end()));
        if *column == *FIRST {
            self.first_width = width;
        }
        self.between.iter_mut().filter(|shown| shown.column == column).for_each(|shown| shown.width = width);
    }

    /// Moves a column to the place of another.
    pub(super) fn put(&mut self, column: &Column, at: usize) {
        if let Some(from) = self.between.iter().position(|shown| shown.column == column) {
            let moved = self.between.remove(from);
            self.between.insert(at.min(self.between.len()), moved);
        }
    }

    /// The place of a column between the first and the last; `None` if it is not shown.
    pub(super) fn place(&self, column: &Column) -> Option<usize> {
        self.between.iter().position(|shown| shown.column == column)
    }

    /// Reads what `text` wrote; leaves out what it does not know. Empty = as documented.
    pub(super) fn read(text: &str) -> Self {
        let mut words = text.split(' ').filter(|word| !word.is_empty()).peekable();
        if words.peek().is_none() {
            return Self::default();
        }
        let mut look = Self::with(std::iter::empty());
        for word in words {
            let (id, width) = word.split_once(':').unwrap_or((word, ""));
            let width = width.parse().ok().filter(|width| WIDTHS.contains(width));
            match id {
                "compact" => look.is_compact = true,
                "wrap" => look.wraps = true,
                id if id == FIRST.id => look.first_width = width,
                id => {
                    if let Some(column) = choosable().find(|column| column.id == id && look.place(column).is_none()) {
                        look.between.push(Shown { column, width });
                    }
                }
            }
        }
        look
    }

    /// The look as words with spaces between them: the columns, each with its width after a colon, `compact`, `wrap`.
    pub(super) fn text(&self) -> String {
        if *self == Self::default() {
            return String::new();
        }
        let columns =
            self.columns().into_iter().filter(|shown| *shown.column != *LAST).map(|shown| match shown.width {
                Some(width) => format!("{}:{width}", shown.column.id),
                None => shown.column.id.to_owned(),
            });
        let flags = [(self.is_compact, "compact"), (self.wraps, "wrap")];
        let flags = flags.into_iter().filter(|(is, _)| *is).map(|(_, word)| word.to_owned());
        columns.chain(flags).collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod test {
    use super::{Look, choosable};

    #[test]
    fn a_look_reads_back_as_written() {
        let mut look = Look::default();
        assert_eq!(look.text(), "");
        assert!(Look::read("") == look);
        let column = |id: &str| choosable().find(|column| column.id == id).unwrap();
        look.show(column("zone"), false);
        look.show(column("created"), true);
        look.put(column("created"), 1);
        look.set_width(column("status"), Some(144));
        look.is_compact = true;
        assert_eq!(
            look.text(),
            "identity ip created status:144 configuration billing protection auto-release tags compact"
        );
        assert!(Look::read(&look.text()) == look);
        let all = Look::with(choosable());
        assert!(Look::read(&all.text()) == all);
    }

    #[test]
    fn no_column_but_first_and_last_is_a_choice_too() {
        let look = Look::with(std::iter::empty());
        assert_eq!(look.text(), "identity");
        assert!(Look::read("identity") == look);
        assert_eq!(look.columns().len(), 2);
    }

    #[test]
    fn what_is_unknown_or_said_twice_is_left_out() {
        assert_eq!(Look::read("ip:9999 colour ip:60 status:abc actions wrap").text(), "identity ip status wrap");
    }
}
