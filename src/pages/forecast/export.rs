//! The shown forecast as files: CSV, Markdown, SVG. Pure: every text is escaped for its format.

use super::{cell::word, columns, tally::tallies};
use crate::{
    i18n::{Texts, args},
    pages::{
        parts::svg::{self, colour},
        records::sheet::csv_text,
    },
};
use latch_ecs::iso;
use latch_rules::{
    Ordinal, UnixMillis, World,
    forecast::{CAUSES, Cell, cell},
    protection::{Because, Fate},
};

/// Maximum number of rows in the picture; a larger one is unreadable.
const MOST_DRAWN: usize = 400;

/// The shown forecast as text.
#[derive(Clone, Debug, Default)]
pub(super) struct Sheet {
    title: String,
    /// Instant, scenario and number of instances, as pairs of name and value.
    facts: Vec<(String, String)>,
    first: String,
    columns: Vec<String>,
    sums: Vec<String>,
    rows: Vec<Row>,
    more: String,
}

#[derive(Clone, Debug)]
struct Row {
    id: String,
    name: String,
    cells: Vec<Said>,
}

#[derive(Clone, Debug)]
struct Said {
    word: &'static str,
    /// Rule and date, as far as there are any.
    more: String,
    /// The same with the date to the minute, because a picture has little room.
    short: String,
    before: String,
    fill: &'static str,
    tint: &'static str,
}

impl Sheet {
    pub(super) fn new(world: &World, texts: Texts, who: &[Ordinal], now: UnixMillis) -> Self {
        let scenario = if world.scenario.is_empty() { texts.forecast_scenario_none() } else { &world.scenario };
        let row = |ordinal: &Ordinal| {
            let one = world.get(*ordinal)?;
            let cells = CAUSES.into_iter().map(|cause| said(texts, cell(world, one, cause, now))).collect();
            Some(Row { id: one.id.to_string(), name: one.name.to_string(), cells })
        };
        let sum = |tally: super::tally::Tally| {
            tally.words(texts).into_iter().map(|(_, text)| text).collect::<Vec<_>>().join(", ")
        };
        Self {
            title: texts.shell_nav_forecast().to_owned(),
            facts: vec![
                (texts.forecast_head_time().to_owned(), iso::second(now)),
                (texts.forecast_head_scenario().to_owned(), scenario.to_owned()),
                (
                    texts.forecast_head_shown().to_owned(),
                    texts.forecast_matching(args::ForecastMatching { matching: who.len(), total: world.live_count() }),
                ),
            ],
            first: texts.forecast_summary().to_owned(),
            columns: CAUSES.into_iter().map(|cause| columns::name(texts, cause).to_owned()).collect(),
            sums: tallies(world, who, now).into_iter().map(sum).collect(),
            rows: who.iter().filter_map(row).collect(),
            more: texts.forecast_picture_more(texts.number(who.len().saturating_sub(MOST_DRAWN))),
        }
    }

    /// CSV according to RFC 4180: facts, an empty line, the table.
    pub(super) fn csv(&self) -> String {
        let mut out = String::from("\u{feff}");
        let mut line = |cells: &[String]| {
            out.push_str(&cells.iter().map(|cell| csv_text(cell)).collect::<Vec<_>>().join(","));
            out.push_str("\r\n");
        };
        for (name, value) in &self.facts {
            line(&[name.clone(), value.clone()]);
        }
        line(&[]);
        let heads = ["InstanceId".to_owned(), "InstanceName".to_owned()];
        line(&[heads.as_slice(), &self.columns].concat());
        line(&[[self.first.clone(), String::new()].as_slice(), &self.sums].concat());
        for row in &self.rows {
            let cells: Vec<String> = row.cells.iter().map(Said::whole).collect();
            line(&[[row.id.clone(), row.name.clone()].as_slice(), &cells].concat());
        }
        out
    }

    /// A Markdown page: heading, facts, table.
    pub(super) fn markdown(&self) -> String {
        let mut out = format!("# {}\n\n", markdown(&self.title));
        for (name, value) in &self.facts {
            out.push_str(&format!("- {}: {}\n", markdown(name), markdown(value)));
        }
        let mut line = |cells: Vec<String>| out.push_str(&format!("| {} |\n", cells.join(" | ")));
        let escaped = |cells: &[String]| cells.iter().map(|cell| markdown(cell)).collect::<Vec<_>>();
        let heads = [["InstanceId".to_owned(), "InstanceName".to_owned()].as_slice(), &self.columns].concat();
        line(Vec::new());
        line(escaped(&heads));
        line(vec!["---".to_owned(); heads.len()]);
        line(escaped(&[[self.first.clone(), String::new()].as_slice(), &self.sums].concat()));
        for row in &self.rows {
            let cells: Vec<String> = row.cells.iter().map(Said::whole).collect();
            line(escaped(&[[row.id.clone(), row.name.clone()].as_slice(), &cells].concat()));
        }
        out.replacen("|  |\n", "\n", 1)
    }

    /// An SVG picture in light colours.
    pub(super) fn svg(&self) -> String {
        const FIRST: f64 = 210.0;
        const COLUMN: f64 = 128.0;
        const ROW: f64 = 38.0;
        const EDGE: f64 = 24.0;
        const TOP: f64 = 96.0;
        let drawn = self.rows.len().min(MOST_DRAWN);
        let width = 2.0 * EDGE + FIRST + COLUMN * self.columns.len() as f64;
        let height = TOP + 84.0 + ROW * (drawn as f64 + 1.0) + EDGE;
        let column = |place: usize| EDGE + FIRST + COLUMN * place as f64;
        let mut out = svg::text(EDGE, 40.0, 20, colour::TEXT, &self.title);
        let facts: Vec<String> =
            self.facts.iter().map(|(name, value)| format!("{name}: {}", svg::cut(value, 60))).collect();
        out += &svg::text(EDGE, 64.0, 12, colour::TEXT_SECONDARY, &facts.join("  ·  "));
        for (place, name) in self.columns.iter().enumerate() {
            for (line, part) in wrapped(name, 18).iter().take(3).enumerate() {
                out += &svg::text(column(place) + 8.0, TOP + 8.0 + 16.0 * line as f64, 12, colour::TEXT, part);
            }
            for (line, part) in
                self.sums.get(place).map(|sum| sum.split(", ")).into_iter().flatten().take(4).enumerate()
            {
                out +=
                    &svg::text(column(place) + 8.0, TOP + 58.0 + 13.0 * line as f64, 10, colour::TEXT_SECONDARY, part);
            }
        }
        out += &svg::text(EDGE, TOP + 58.0, 12, colour::TEXT_SECONDARY, &self.first);
        for (index, row) in self.rows.iter().take(drawn).enumerate() {
            let top = TOP + 96.0 + ROW * index as f64;
            out += &format!("<path d=\"M{EDGE} {top:.1}h{:.1}\" stroke=\"{}\"/>\n", width - 2.0 * EDGE, colour::LINE);
            out += &svg::text(EDGE, top + 16.0, 12, colour::TEXT, &svg::cut(&row.id, 28));
            out += &svg::text(EDGE, top + 31.0, 11, colour::TEXT_SECONDARY, &svg::cut(&row.name, 30));
            for (place, said) in row.cells.iter().enumerate() {
                let x = column(place);
                out += &format!(
                    "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\" rx=\"4\" fill=\"{}\"/>\n",
                    x + 2.0,
                    top + 2.0,
                    COLUMN - 4.0,
                    ROW - 4.0,
                    said.tint
                );
                out += &svg::text(x + 8.0, top + 17.0, 12, said.fill, said.word);
                out += &svg::text(x + 8.0, top + 31.0, 9, colour::TEXT_SECONDARY, &svg::cut(&said.short, 26));
            }
        }
        if self.rows.len() > drawn {
            out += &svg::text(EDGE, height - 12.0, 12, colour::TEXT_SECONDARY, &self.more);
        }
        svg::document(width, height, &self.title, &out)
    }
}

impl Said {
    fn whole(&self) -> String {
        let parts = [self.word, &self.more, &self.before].into_iter().filter(|part| !part.is_empty());
        parts.collect::<Vec<_>>().join(" ")
    }
}

fn said(texts: Texts, cell: Option<Cell>) -> Said {
    let word = word(texts, cell.as_ref());
    let Some(cell) = cell else {
        let (fill, tint) = (colour::TEXT_SECONDARY, colour::SURFACE);
        return Said { word, more: String::new(), short: String::new(), before: String::new(), fill, tint };
    };
    let (fill, tint) = match (cell.overtaken, cell.fate, cell.because) {
        (Some(_), ..) => (colour::TEXT_SECONDARY, colour::SURFACE),
        (None, Fate::Released, _) => (colour::RELEASE, colour::RELEASE_TINT),
        (None, Fate::Kept, Because::Protected | Because::GuardedByGroup) => (colour::PROTECT, colour::PROTECT_TINT),
        (None, Fate::Removed, _) => (colour::ACCENT, colour::ACCENT_TINT),
        (None, Fate::Kept | Fate::Stopped, _) => (colour::TEXT, colour::PAGE),
    };
    let at = cell.overtaken.map(|(_, at)| at).or(cell.at);
    let more = |time: fn(UnixMillis) -> String| {
        [Some(cell.because.rule().to_owned()), at.map(time)].into_iter().flatten().collect::<Vec<_>>().join(" ")
    };
    Said {
        word,
        more: more(iso::second),
        short: more(iso::minute),
        before: cell.overtaken.map_or(String::new(), |(by, _)| format!("({})", columns::name(texts, by))),
        fill,
        tint,
    }
}

/// Escapes a text for a cell of a Markdown table: no markup, no HTML, no link, and nothing that a site generator replaces (`{{`, `{%`) or a
/// renderer treats as a formula (`$`).
fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '|' | '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '~' | '!' | '$' | '{' | '}' => out.extend(['\\', letter]),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '@' => out.push_str("&#64;"),
            letter if letter.is_control() => out.push(' '),
            letter => out.push(letter),
        }
    }
    out.replace("://", "&#58;//").replace("www.", "www&#46;")
}

/// Breaks a text between words, or between ideographs, into lines of about `letters` letters; a non-ASCII letter counts as two.
fn wrapped(text: &str, letters: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let size = |text: &str| text.chars().map(|letter| if letter.is_ascii() { 1 } else { 2 }).sum::<usize>();
    for word in text.split_inclusive(|letter: char| letter == ' ' || !letter.is_ascii()) {
        if let Some(line) = lines.last_mut() {
            if line.is_empty() || size(line) + size(word.trim_end()) <= letters {
                line.push_str(word);
            } else {
                lines.push(word.to_owned());
            }
        }
    }
    lines
}

#[cfg(test)]
mod test {
    use super::{Sheet, markdown, wrapped};
    use crate::i18n::{Language, Texts};
    use latch_rules::{Event, Field, Ordinal, Ordinals, UnixMillis, World, sample::sample};

    const NOW: UnixMillis = UnixMillis(1_800_000_000_000);
    const NAMES: [&str; 5] = ["=cmd()|' /C calc'!A0", "a|b\\`c", "<script>alert(1)</script>", "two\nlines", "a,\"b\""];

    fn hostile() -> (World, Vec<Ordinal>) {
        let mut world = sample(NOW);
        let who: Vec<Ordinal> = world.live().map(|(ordinal, _)| ordinal).take(NAMES.len()).collect();
        for (ordinal, name) in who.iter().zip(NAMES) {
            world.apply(&Event::Changed {
                who: Ordinals::one(*ordinal),
                to: Field::Name(name.into()),
                was: Vec::new(),
            });
        }
        (world, who)
    }

    fn sheet() -> Sheet {
        let (world, who) = hostile();
        Sheet::new(&world, Texts(Language::En), &who, NOW)
    }

    #[test]
    fn csv_runs_nothing_and_says_when_it_is_of() {
        let csv = sheet().csv();
        assert!(csv.starts_with("\u{feff}As of,2027-01-15T08:00:00Z\r\nScenario,none\r\n"), "{csv}");
        assert!(
            csv.contains(",'=cmd()|' /C calc'!A0,")
                && csv.contains("\"two\nlines\"")
                && csv.contains("\"a,\"\"b\"\"\"")
        );
    }

    #[test]
    fn every_line_of_the_markdown_table_has_all_its_cells() {
        let text = sheet().markdown();
        let rows: Vec<&str> = text.lines().filter(|line| line.starts_with('|')).collect();
        assert_eq!(rows.len(), 3 + NAMES.len(), "{text}");
        for row in rows {
            let pipes = row.replace("\\\\", "").replace("\\|", "").matches('|').count();
            assert_eq!(pipes, 14, "{row}");
        }
        assert!(!text.contains("<script>"));
        assert_eq!(markdown("a|b"), "a\\|b");
        assert_eq!(markdown("{{ 7*7 }} {% x %} $y$"), "\\{\\{ 7\\*7 \\}\\} \\{% x %\\} \\$y\\$");
        assert_eq!(markdown("https://x www.x a@x"), "https&#58;//x www&#46;x a&#64;x");
    }

    #[test]
    fn the_picture_is_well_formed_and_holds_every_row() {
        let picture = sheet().svg();
        assert!(picture.starts_with("<?xml") && picture.trim_end().ends_with("</svg>"));
        assert!(!picture.contains("<script>") && picture.contains("&lt;script&gt;"));
        let opened = picture.matches("<text").count();
        assert_eq!(opened, picture.matches("</text>").count());
        assert!(!picture.chars().any(|letter| letter.is_control() && letter != '\n'));
    }

    #[test]
    fn a_head_breaks_between_words_and_between_ideographs() {
        assert_eq!(wrapped("Overdue for more than 15 days", 18), ["Overdue for more ", "than 15 days"]);
        assert_eq!(wrapped("抢占式实例回收", 10), ["抢占式实例", "回收"]);
    }
}
