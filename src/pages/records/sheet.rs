//! A table as a file: CSV that a spreadsheet opens without running anything, and JSON. Pure; the download is `platform::files`.

use crate::{codec::iso, rules::UnixMillis};

/// One cell.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Cell {
    Empty,
    Text(String),
    Number(u64),
    Flag(bool),
}

impl Cell {
    /// The instant in UTC, to the second, as the API writes it.
    #[must_use]
    pub fn time(at: UnixMillis) -> Self {
        Self::Text(iso::second(at))
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text.to_owned()) }
    }
}

/// A table with the names of its columns, which are wire names and the same in every language.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sheet {
    pub heads: &'static [&'static str],
    pub rows: Vec<Vec<Cell>>,
}

impl Sheet {
    /// CSV after RFC 4180, in UTF-8 with a byte order mark so that Excel reads Chinese. A cell that a spreadsheet would take for a
    /// formula gets an apostrophe before it.
    #[must_use]
    pub fn csv(&self) -> String {
        let mut out = String::from("\u{feff}");
        push_line(&mut out, self.heads.iter().map(|head| csv_text(head)));
        for row in &self.rows {
            push_line(&mut out, row.iter().map(csv_cell));
        }
        out
    }

    /// An array of objects, one a line, the keys in the order of the columns. Empty cells are `null`.
    #[must_use]
    pub fn json(&self) -> String {
        let object = |row: &Vec<Cell>| {
            let pairs =
                self.heads.iter().zip(row).map(|(head, cell)| format!("{}: {}", json_text(head), json_cell(cell)));
            format!("  {{{}}}", pairs.collect::<Vec<_>>().join(", "))
        };
        let rows: Vec<String> = self.rows.iter().map(object).collect();
        if rows.is_empty() { "[]\n".to_owned() } else { format!("[\n{}\n]\n", rows.join(",\n")) }
    }
}

fn push_line(out: &mut String, cells: impl Iterator<Item = String>) {
    for (place, cell) in cells.enumerate() {
        if place > 0 {
            out.push(',');
        }
        out.push_str(&cell);
    }
    out.push_str("\r\n");
}

fn csv_cell(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => csv_text(text),
        Cell::Number(number) => number.to_string(),
        Cell::Flag(flag) => flag.to_string(),
    }
}

/// One cell of CSV, quoted and disarmed where that is needed.
#[must_use]
pub fn csv_text(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    let text = if is_formula { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\r', '\n', '\t']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

fn json_cell(cell: &Cell) -> String {
    match cell {
        Cell::Empty => "null".to_owned(),
        Cell::Text(text) => json_text(text),
        Cell::Number(number) => number.to_string(),
        Cell::Flag(flag) => flag.to_string(),
    }
}

fn json_text(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod test {
    use super::{Cell, Sheet};

    fn sheet(cells: &[&str]) -> Sheet {
        Sheet { heads: &["Name"], rows: cells.iter().map(|text| vec![Cell::from(*text)]).collect() }
    }

    #[test]
    fn a_cell_that_a_spreadsheet_would_run_is_disarmed() {
        for start in ["=", "+", "-", "@", "\t", "\r", "\n"] {
            let csv = sheet(&[&format!("{start}1+1")]).csv();
            let cell = csv.split_once("\r\n").unwrap().1.trim_start_matches('"');
            assert!(cell.starts_with(&format!("'{start}1+1")), "{csv:?}");
        }
        assert!(sheet(&["a=1"]).csv().ends_with("\r\na=1\r\n"));
    }

    #[test]
    fn commas_quotes_and_line_ends_stay_inside_their_cell() {
        assert_eq!(sheet(&["a,\"b\"\nc"]).csv(), "\u{feff}Name\r\n\"a,\"\"b\"\"\nc\"\r\n");
    }

    #[test]
    fn json_keeps_the_order_of_the_columns_and_reads_back() {
        let sheet = Sheet {
            heads: &["Zeta", "Alpha", "Count", "Was"],
            rows: vec![vec![Cell::from("释放\"\\"), Cell::Empty, Cell::Number(3), Cell::Flag(true)]],
        };
        let text = sheet.json();
        assert!(text.find("Zeta") < text.find("Alpha"));
        let read: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(read, serde_json::json!([{"Zeta": "释放\"\\", "Alpha": null, "Count": 3, "Was": true}]));
    }

    #[test]
    fn an_empty_table_is_still_a_file() {
        assert_eq!(sheet(&[]).json(), "[]\n");
        assert_eq!(sheet(&[]).csv(), "\u{feff}Name\r\n");
    }
}
