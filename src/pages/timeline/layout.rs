//! Positions of the marks: a line for each kind of event; marks that would overlap become one cluster with a count. Pure.

use crate::pages::{
    parts::axis::{Axis, clusters},
    records::marks::{Lane, Mark},
};

/// Minimum distance between clusters in CSS pixels: the width of the widest one.
pub(super) const GAP: f64 = 40.0;

/// Marks of one kind at one position.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Cluster {
    /// The index of the line, from the top.
    pub line: usize,
    pub lane: Lane,
    pub x: f64,
    /// Indexes into the list of all marks, ascending.
    pub marks: Vec<usize>,
    /// Whether all of its marks are still due.
    pub is_due: bool,
    /// Whether a rewind undid all of its marks.
    pub is_undone: bool,
}

/// The kinds that occur, in their order.
pub(super) fn lanes(marks: &[Mark]) -> Vec<Lane> {
    Lane::ALL.into_iter().filter(|lane| marks.iter().any(|mark| mark.lane == *lane)).collect()
}

/// The index range of the marks that the axis shows. `marks` ascend in time, so the range is contiguous.
pub(super) fn in_view(marks: &[Mark], axis: Axis) -> std::ops::Range<usize> {
    let first = marks.partition_point(|mark| mark.at < axis.from);
    first..marks.partition_point(|mark| mark.at <= axis.to).max(first)
}

/// The clusters on the axis, by time, then from top to bottom. Past and due marks never share a cluster.
pub(super) fn lay_out(marks: &[Mark], axis: Axis, lanes: &[Lane]) -> Vec<Cluster> {
    let range = in_view(marks, axis);
    let mut all = Vec::new();
    for (line, lane) in lanes.iter().enumerate() {
        let own: Vec<(usize, &Mark)> = range
            .clone()
            .filter_map(|place| Some((place, marks.get(place)?)))
            .filter(|(_, mark)| mark.lane == *lane)
            .collect();
        let places: Vec<f64> = own.iter().map(|(_, mark)| axis.x(mark.at)).collect();
        for cluster in clusters(&places, GAP) {
            let x = places.get(cluster.start).copied().unwrap_or_default();
            let members = own.get(cluster).unwrap_or_default();
            all.push(Cluster {
                line,
                lane: *lane,
                x,
                marks: members.iter().map(|(place, _)| *place).collect(),
                is_due: members.iter().all(|(_, mark)| mark.is_due()),
                is_undone: members.iter().all(|(_, mark)| mark.is_undone()),
            });
        }
    }
    all.sort_by(|a, b| a.x.total_cmp(&b.x).then(a.line.cmp(&b.line)));
    all
}

/// A count short enough for a mark: 999, 1.2k, 15k.
pub(super) fn short_count(count: usize) -> String {
    match count {
        0..1_000 => count.to_string(),
        1_000..10_000 => format!("{}.{}k", count / 1_000, count % 1_000 / 100),
        _ => format!("{}k", count / 1_000),
    }
}

#[cfg(test)]
mod test {
    use super::{GAP, in_view, lanes, lay_out, short_count};
    use crate::pages::{
        parts::axis::Axis,
        records::marks::{Whose, marks},
    };
    use latch_rules::{UnixMillis, sample::fleet, time::DAY};

    const NOW: UnixMillis = UnixMillis(1_800_000_000_000);

    #[test]
    fn ten_thousand_instances_become_a_few_marks_that_hold_every_event() {
        let world = fleet(10_000, 7, NOW);
        let all = marks(&world, &Whose::All);
        let lanes = lanes(&all);
        for (days, width) in [(1_200, 360.0), (1_200, 1_200.0), (30, 1_200.0)] {
            let axis = Axis { from: NOW.plus(-days * DAY), to: NOW.plus(days * DAY), width };
            let found = lay_out(&all, axis, &lanes);
            assert!(found.len() <= lanes.len() * (width / GAP) as usize + lanes.len(), "{} marks", found.len());
            let held: usize = found.iter().map(|cluster| cluster.marks.len()).sum();
            assert_eq!(held, in_view(&all, axis).len());
            for line in 0..lanes.len() {
                let places: Vec<f64> = found.iter().filter(|one| one.line == line).map(|one| one.x).collect();
                assert!(places.windows(2).all(|two| two[1] - two[0] >= GAP));
            }
        }
    }

    #[test]
    fn counts_stay_short() {
        assert_eq!([7, 999, 1_250, 15_999].map(short_count), ["7", "999", "1.2k", "15k"]);
    }
}
