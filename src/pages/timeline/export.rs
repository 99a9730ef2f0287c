//! The visible part of the timeline as files: CSV, and a picture in light colours. Pure.

use super::{
    layout::{lanes, lay_out, short_count},
    picture::{AXIS, LINE, TICKS, TOP, height, middle},
    words::names,
};
use crate::{
    i18n::Texts,
    pages::{
        parts::{
            axis::{Axis, text_width},
            svg::{self, colour},
        },
        records::{
            actor_name,
            marks::{Mark, What},
            outcome_name,
            sheet::{Cell, Sheet},
        },
    },
};
use latch_rules::{UnixMillis, World};

const HEADS: &[&str] = &["Time", "State", "Kind", "Event", "Outcome", "Actor", "RequestId", "Instances", "InstanceIds"];
/// Maximum number of ids in a cell; spreadsheets refuse longer cells.
const MOST_IDS: usize = 500;
const WIDTH: f64 = 1_200.0;
const HEAD: f64 = 64.0;

pub(super) fn csv(world: &World, texts: Texts, marks: &[Mark]) -> String {
    let row = |mark: &Mark| {
        let (record, happened) = match mark.what {
            What::Record { number, happened, .. } => (world.record(number), happened),
            _ => (None, None),
        };
        let state = if mark.is_due() {
            "Due"
        } else if mark.is_undone() {
            "Undone"
        } else {
            "Past"
        };
        let ids = mark.who.iter().filter_map(|one| world.any(one)).take(MOST_IDS).map(|one| one.id.to_string());
        vec![
            Cell::time(mark.at),
            state.into(),
            format!("{:?}", mark.lane).as_str().into(),
            mark.words(texts, world).into(),
            happened.map_or("", outcome_name).into(),
            record.map(|record| actor_name(&record.actor)).unwrap_or_default().as_str().into(),
            record.map_or("", |record| &record.request_id).into(),
            Cell::Number(mark.who.len() as u64),
            ids.collect::<Vec<_>>().join(" ").as_str().into(),
        ]
    };
    Sheet { heads: HEADS.to_vec(), rows: marks.iter().map(row).collect() }.csv()
}

/// `marks`: all marks, of which the axis shows some. `offset`: the zone's offset from UTC at an instant; `zone`: its name.
pub(super) fn svg(
    world: &World,
    texts: Texts,
    marks: &[Mark],
    axis: Axis,
    now: UnixMillis,
    (offset, zone): (&dyn Fn(UnixMillis) -> i64, &str),
) -> String {
    let axis = Axis { width: WIDTH, ..axis };
    let lanes = lanes(marks);
    let (bottom, total) = (HEAD + TOP + LINE * lanes.len() as f64, HEAD + height(lanes.len()) + 24.0);
    let mut out = svg::text(16.0, 30.0, 18, colour::TEXT, texts.shell_nav_timeline());
    let facts =
        format!("{} – {}  ·  {}", texts.date_time(axis.from), texts.date_time(axis.to), texts.timeline_zone(zone));
    out += &svg::text(16.0, 50.0, 12, colour::TEXT_SECONDARY, &facts);
    for tick in axis.ticks(TICKS, offset) {
        out +=
            &format!("<path d=\"M{0:.1} {1:.1}V{2:.1}\" stroke=\"{3}\"/>\n", tick.x, HEAD + TOP, bottom, colour::LINE);
        let long = text_width(&tick.label, 12.0);
        let x = (tick.x - long / 2.0).clamp(2.0, WIDTH - long - 2.0);
        out += &svg::text(x, bottom + 18.0, 12, colour::TEXT_SECONDARY, &tick.label);
    }
    let x = axis.x(now);
    if (0.0..=WIDTH).contains(&x) {
        out += &format!(
            "<path d=\"M{x:.1} {:.1}V{bottom:.1}\" stroke=\"{}\" stroke-width=\"2\"/>\n",
            HEAD + TOP,
            colour::ACCENT
        );
        out += &svg::text(x + 4.0, HEAD + TOP - 6.0, 12, colour::ACCENT, texts.timeline_now());
    }
    for (line, lane) in lanes.iter().enumerate() {
        let y = HEAD + middle(line);
        out += &format!("<path d=\"M0 {y:.1}H{WIDTH}\" stroke=\"{}\"/>\n", colour::LINE);
        out += &format!(
            "<text x=\"8\" y=\"{:.1}\" fill=\"{}\" stroke=\"{}\" stroke-width=\"4\" paint-order=\"stroke\">{}</text>\n",
            y - 16.0,
            colour::TEXT_SECONDARY,
            colour::SURFACE,
            svg::xml(lane.words(texts))
        );
    }
    for cluster in lay_out(marks, axis, &lanes) {
        let members: Vec<&Mark> = cluster.marks.iter().filter_map(|place| marks.get(*place)).collect();
        let count = if let [only] = members.as_slice() { only.who.len() } else { members.len() };
        out += &drawn(
            cluster.x,
            HEAD + middle(cluster.line),
            cluster.lane.tone(),
            cluster.is_due,
            count,
            &members,
            texts,
            world,
        );
    }
    svg::document(WIDTH, total - AXIS + 28.0, texts.shell_nav_timeline(), &out)
}

#[expect(clippy::too_many_arguments, reason = "all of it is one mark")]
fn drawn(
    x: f64,
    y: f64,
    tone: &str,
    is_due: bool,
    count: usize,
    marks: &[&Mark],
    texts: Texts,
    world: &World,
) -> String {
    let colour = match tone {
        "release" => colour::RELEASE,
        "protect" => colour::PROTECT,
        "gap" => colour::GAP,
        "accent" => colour::ACCENT,
        _ => colour::TEXT_SECONDARY,
    };
    let dash = if is_due { " stroke-dasharray=\"3 3\"" } else { "" };
    let text = short_count(count);
    let half = if count > 1 { (text_width(&text, 12.0) / 2.0 + 6.0).clamp(11.0, 19.0) } else { 11.0 };
    let mut out = String::from("<g>");
    for mark in marks.iter().take(1) {
        let title = [mark.words(texts, world).to_owned(), names(texts, world, mark)].join(": ");
        out += &format!("<title>{}</title>", svg::xml(&title));
    }
    out += &format!(
        "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"22\" rx=\"11\" fill=\"{}\" stroke=\"{colour}\" stroke-width=\"1.5\"{dash}/>",
        x - half,
        y - 11.0,
        2.0 * half,
        colour::SURFACE
    );
    if count > 1 {
        out += &format!(
            "<text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\" font-size=\"12\" fill=\"{colour}\">{text}</text>",
            y + 4.0
        );
    } else if let Some(mark) = marks.first() {
        let (lines, filled) = mark.icon().paths();
        out += &format!(
            "<g transform=\"translate({:.1} {:.1}) scale(0.75)\"><path d=\"{filled}\" fill=\"{colour}\"/>\
             <path d=\"{lines}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.75\"/></g>",
            x - 6.0,
            y - 6.0
        );
    }
    out += "</g>\n";
    out
}

#[cfg(test)]
mod test {
    use super::{csv, svg};
    use crate::{
        i18n::{Language, Texts},
        pages::{
            parts::axis::Axis,
            records::marks::{Whose, marks},
        },
    };
    use latch_rules::{Event, Field, Ordinals, UnixMillis, sample::sample, time::DAY};

    #[test]
    fn a_hostile_name_is_text_in_both_files() {
        let now = UnixMillis(1_800_000_000_000);
        let mut world = sample(now);
        let (ordinal, _) = world.live().find(|(_, one)| one.auto_release_at.is_some()).unwrap();
        let to = Field::Name("=1+1<script>\n".into());
        world.apply(&Event::Changed { who: Ordinals::one(ordinal), to, was: Vec::new() });
        let all = marks(&world, &Whose::Those(&|one| one == ordinal));
        let axis = Axis { from: now.plus(-DAY), to: now.plus(1_000 * DAY), width: 300.0 };
        let picture = svg(&world, Texts(Language::En), &all, axis, now, (&|_| 0, "UTC"));
        assert!(picture.contains("&lt;script&gt;") && !picture.contains("<script>"));
        for tag in ["text", "g", "title", "svg"] {
            let opened = picture.matches(&format!("<{tag} ")).count() + picture.matches(&format!("<{tag}>")).count();
            assert_eq!(opened, picture.matches(&format!("</{tag}>")).count(), "{tag}");
        }
        let table = csv(&world, Texts(Language::En), &all);
        assert_eq!(table.trim_end().lines().count(), all.len() + 1);
    }
}
