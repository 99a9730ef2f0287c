//! A table as a file: CSV that a spreadsheet opens without running anything, and JSON. Pure; the download is `platform::files`.

use latch_ecs::iso;
use latch_rules::UnixMillis;

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
    pub heads: Vec<&'static str>,
    pub rows: Vec<Vec<Cell>>,
}

impl Sheet {
    /// CSV according to RFC 4180, in UTF-8 with a byte order mark so that Excel reads Chinese. A cell that a spreadsheet would treat as a
    /// formula gets an apostrophe in front.
    #[must_use]
    pub fn csv(&self) -> String {
        let mut out = String::from("\u{feff}");
        push_line(&mut out, self.heads.iter().map(|head| csv_text(head)));
        for row in &self.rows {
            push_line(&mut out, row.iter().map(csv_cell));
        }
        out
    }

    /// An array of objects, one per line, the keys in the order of the columns. Empty cells are `null`.
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

/// One cell of CSV, quoted and protected against formulas where needed.
#[must_use]
pub fn csv_text(text: &str) -> String {
    let text = disarmed(text);
    if text.contains([',', ';', '"', '\r', '\n', '\t']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

/// Puts an apostrophe before every text that a spreadsheet would treat as a formula: at the beginning, and after `;`, tabs and line breaks,
/// because a spreadsheet set to those separators ignores our quotes.
fn disarmed(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 1);
    let mut rest = text;
    loop {
        if begins_formula(rest) {
            out.push('\'');
        }
        let Some(end) = rest.find([';', '\t', '\r', '\n']) else { break };
        let (head, tail) = rest.split_at(end + 1);
        out.push_str(head);
        rest = tail;
    }
    out.push_str(rest);
    out
}

/// Whether a spreadsheet would treat the text as a formula; blanks, quotes and invisible characters are skipped, as spreadsheets do.
fn begins_formula(text: &str) -> bool {
    let is_passed_over = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || matches!(c, '"' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
    };
    text.trim_start_matches(is_passed_over).starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
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
        Sheet { heads: vec!["Name"], rows: cells.iter().map(|text| vec![Cell::from(*text)]).collect() }
    }

    /// The cells as a spreadsheet reads them that splits at `separator`. Quotes count only at the start of a cell.
    fn cells(csv: &str, separator: char) -> Vec<String> {
        let mut cells = vec![String::new()];
        let mut is_quoted = false;
        for letter in csv.trim_start_matches('\u{feff}').chars() {
            let Some(cell) = cells.last_mut() else { continue };
            match letter {
                '"' if is_quoted || cell.is_empty() => {
                    is_quoted = !is_quoted;
                    // An invisible letter, so that the cell is no longer empty.
                    cell.push('\u{200b}');
                }
                '\r' | '\n' if !is_quoted => cells.push(String::new()),
                _ if letter == separator && !is_quoted => cells.push(String::new()),
                _ => cell.push(letter),
            }
        }
        cells
    }

    #[test]
    fn a_cell_that_a_spreadsheet_would_run_is_disarmed() {
        let starts = [
            "=",
            "+",
            "-",
            "@",
            "\t=",
            "\r=",
            "\n=",
            "＝",
            "＋",
            "－",
            "＠",
            " =",
            "\u{a0}\u{3000}+",
            "\u{feff}=",
            "\"=",
            "\u{200b}@",
        ];
        for start in starts {
            for before in ["", "a;", "a\t", "a\n", "a\r\n", "a;\"", "a\";", "a; "] {
                let table = Sheet {
                    heads: vec!["A", "B", "C"],
                    rows: vec![vec!["x".into(), format!("{before}{start}1+1").as_str().into(), "y".into()]],
                };
                let csv = table.csv();
                for separator in [',', ';', '\t'] {
                    for cell in cells(&csv, separator) {
                        let shown =
                            cell.trim_start_matches(|c: char| c.is_whitespace() || "\u{200b}\u{feff}\"".contains(c));
                        assert!(
                            !shown.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']),
                            "{separator:?} {csv:?}"
                        );
                    }
                }
            }
        }
        for plain in ["a=1", "a-b", "x@y", "1+1", "a;b"] {
            assert!(!sheet(&[plain]).csv().contains('\''), "{plain}");
        }
    }

    #[test]
    fn commas_quotes_and_line_ends_stay_inside_their_cell() {
        assert_eq!(sheet(&["a,\"b\"\nc"]).csv(), "\u{feff}Name\r\n\"a,\"\"b\"\"\nc\"\r\n");
    }

    #[test]
    fn json_keeps_the_order_of_the_columns_and_reads_back() {
        let sheet = Sheet {
            heads: vec!["Zeta", "Alpha", "Count", "Was"],
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
