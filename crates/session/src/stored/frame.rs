//! The frame around every stored text: schema number and check sum, so that damaged and newer texts are told apart before
//! anything is read from them. Knows nothing of what is inside.

/// The schema of everything stored. Raised when an older build could not read what this one writes; see `migrate`.
/// 1 was JSON, before any release: such texts count as damaged.
pub const SCHEMA: u32 = 5;
/// The oldest one that can be read.
const OLDEST: u32 = 2;

/// Why a stored text cannot be used.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Unreadable {
    /// It is not what was written.
    #[error("damaged")]
    Damaged,
    /// A newer build of Latch wrote it.
    #[error("written by a newer version (schema {schema})")]
    Newer { schema: u32 },
}

/// `<schema> <check sum> <body>`. `place`: the key under which the text counts; empty if the body itself says where it belongs.
#[must_use]
pub fn seal(place: &str, body: &str) -> String {
    format!("{SCHEMA} {:08x} {body}", sum(SCHEMA, place, body))
}

/// From schema 3 on the check sum covers the schema, so that a damaged number is not taken for another schema; from 4 on also the place,
/// so that a whole text is not accepted in another text's place.
fn sum(schema: u32, place: &str, body: &str) -> u32 {
    let mark = match schema {
        ..3 => String::new(),
        3 => format!("{schema} "),
        4.. => format!("{schema} {place} "),
    };
    crc32(mark.bytes().chain(body.bytes()))
}

/// The schema and the body of a sealed text that is found at `place`.
///
/// # Errors
/// `Damaged` where frame or check sum do not fit, `Newer` where the schema is ahead of this build's.
pub fn open<'a>(place: &str, text: &'a str) -> Result<(u32, &'a str), Unreadable> {
    let (schema, rest) = text.split_once(' ').ok_or(Unreadable::Damaged)?;
    let (given, body) = rest.split_once(' ').ok_or(Unreadable::Damaged)?;
    let schema: u32 = schema.parse().map_err(|_| Unreadable::Damaged)?;
    // Checked first: a newer build may compute the check sum in another way.
    if schema > SCHEMA {
        return Err(Unreadable::Newer { schema });
    }
    if u32::from_str_radix(given, 16) != Ok(sum(schema, place, body)) || given.len() != 8 || schema < OLDEST {
        return Err(Unreadable::Damaged);
    }
    Ok((schema, body))
}

/// CRC-32 (IEEE 802.3), as in zip and PNG.
#[expect(clippy::indexing_slicing, reason = "a byte is always below the table's length of 256")]
fn crc32(bytes: impl Iterator<Item = u8>) -> u32 {
    !bytes.fold(!0, |sum, byte| (sum >> 8) ^ TABLE[usize::from(sum as u8 ^ byte)])
}

#[expect(clippy::indexing_slicing, reason = "both indices are below the array's length; const code has no iterators")]
const TABLE: [u32; 256] = {
    let mut table = [0; 256];
    let mut n = 0;
    while n < 256 {
        let mut value = n as u32;
        let mut bit = 0;
        while bit < 8 {
            value = if value & 1 == 1 { 0xedb8_8320 ^ (value >> 1) } else { value >> 1 };
            bit += 1;
        }
        table[n] = value;
        n += 1;
    }
    table
};

#[cfg(test)]
mod test {
    use super::{SCHEMA, Unreadable, crc32, open, seal};

    #[test]
    fn the_check_sum_is_the_usual_crc() {
        assert_eq!(crc32("123456789".bytes()), 0xcbf4_3926);
    }

    #[test]
    fn what_was_sealed_opens() {
        assert_eq!(open("seg:0:1", &seal("seg:0:1", "{\"a\": 1} 释放")), Ok((SCHEMA, "{\"a\": 1} 释放")));
        assert_eq!(open("", &seal("", "")), Ok((SCHEMA, "")));
    }

    #[test]
    fn a_changed_text_is_damaged() {
        let text = seal("", "{\"a\": 1}");
        for place in 0..text.len() {
            let mut bytes = text.clone().into_bytes();
            bytes[place] ^= 1;
            let changed = String::from_utf8(bytes).unwrap();
            assert!(open("", &changed).is_err(), "{changed}");
            assert_eq!(open("", &text[..place]), Err(Unreadable::Damaged));
        }
    }

    #[test]
    fn a_text_in_anothers_place_is_damaged() {
        assert_eq!(open("seg:0:1", &seal("seg:0:2", "x")), Err(Unreadable::Damaged));
        assert_eq!(open("seg:0:2", &seal("seg:0:2", "x")), Ok((SCHEMA, "x")));
    }

    #[test]
    fn a_newer_schema_is_not_called_damaged() {
        let text = seal("", "x").replacen('5', "7", 1);
        assert_eq!(open("", &text), Err(Unreadable::Newer { schema: 7 }));
    }
}
