//! Checks a snapshot before it replaces everything that is stored: each key is read back and compared with the world. A snapshot that
//! would not read back the same is never written.

use super::{
    Write,
    kept::{Kept, head},
};
use crate::stored::{
    keys::Key,
    migrate::read_head,
    segment::{RECORDS, first_of, read_records, read_rows},
};
use latch_rules::{UnixMillis, World};

/// The first key of a snapshot that would not read back as the world that it was made from. One segment is read at a time.
pub(super) fn unreadable(kept: &Kept, writes: &[Write], world: &World, last_at: UnixMillis) -> Option<Box<str>> {
    let is_gapless =
        world.records.iter().zip(world.records.iter().skip(1)).all(|(one, next)| one.number + 1 == next.number);
    let ends = world.records.back().is_none_or(|last| last.number < world.next_record);
    if !is_gapless || !ends {
        return Some("rec".into());
    }
    let (mut rows, mut records) = (0, 0);
    for write in writes {
        let Write::Set { name, text } = write else { continue };
        let is_same = match Key::parse(name) {
            Some(Key::Head) => {
                let written = head(world, kept, &kept.written, kept.covered, last_at);
                read_head(text).is_ok_and(|read| read == written)
            }
            Some(key @ Key::Rows { segment, .. }) => read_rows(key, text).is_ok_and(|read| {
                let first = first_of(segment);
                rows += read.rows.iter().flatten().count();
                (first..).zip(&read.rows).all(|(ordinal, row)| row.as_ref() == world.any(ordinal))
            }),
            Some(key @ Key::Records { segment, .. }) => read_records(key, text).is_ok_and(|read| {
                records += read.len();
                let mut read = read.iter();
                read.all(|one| one.number / RECORDS == segment && world.record(one.number) == Some(one))
            }),
            Some(Key::Log(_) | Key::Preferences) | None => false,
        };
        if !is_same {
            return Some(name.as_str().into());
        }
    }
    // Segments without any instance are not written.
    let there = (0..world.next_ordinal()).filter(|ordinal| world.any(*ordinal).is_some()).count();
    if rows != there {
        return Some("seg".into());
    }
    (records != world.records.len()).then(|| "rec".into())
}
