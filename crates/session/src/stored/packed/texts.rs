//! Columns of texts: repeated texts once, what neighbours share once, and every character in as few bits as the alphabet of
//! the column needs. Knows no meaning of the texts.

use std::collections::HashMap;

use super::{
    Reader, Writer,
    columns::{put_symbols, symbols},
};

const SHARED: u8 = 0;
const NEIGHBOUR: u8 = 1;
const TABLE: u8 = 2;

/// Writes a column of texts.
pub fn put_texts(out: &mut Writer, texts: &[&str]) {
    let mut places = HashMap::new();
    let mut distinct = Vec::new();
    let indices: Vec<u32> = texts
        .iter()
        .map(|text| {
            *places.entry(*text).or_insert_with(|| {
                distinct.push(*text);
                distinct.len() as u32 - 1
            })
        })
        .collect();
    if distinct.len() * 2 <= texts.len() {
        out.byte(TABLE);
        out.varint(distinct.len() as u64);
        put_spelled(out, &distinct);
        put_symbols(out, &indices);
    } else {
        put_spelled(out, texts);
    }
}

/// Reads `rows` texts.
pub fn texts(from: &mut Reader, rows: usize) -> Option<Vec<Box<str>>> {
    match from.byte()? {
        TABLE => {
            let count = from.count(rows)?;
            let way = from.byte()?;
            let table = spelled(from, way, count)?;
            symbols(from, rows)?
                .into_iter()
                .map(|place| {
                    let text = table.get(place as usize)?;
                    from.spend(text.len())?;
                    Some(text.clone())
                })
                .collect()
        }
        way => spelled(from, way, rows),
    }
}

/// Writes texts without the prefix that all of them share, or without what each shares with the one before, whichever is shorter.
fn put_spelled(out: &mut Writer, texts: &[&str]) {
    let first: Vec<char> = texts.first().map(|text| text.chars().collect()).unwrap_or_default();
    let common = texts.iter().map(|text| shared(&first, text)).min().unwrap_or(0);
    let mut plain = Writer::default();
    plain.byte(SHARED);
    plain.text(&first.iter().take(common).collect::<String>());
    put_rests(&mut plain, texts.iter().map(|text| after(text, common)).collect());

    let mut before: Vec<char> = Vec::new();
    let mut kept = Vec::with_capacity(texts.len());
    let mut rests = Vec::with_capacity(texts.len());
    for text in texts {
        let length = shared(&before, text);
        kept.push(length as u32);
        rests.push(after(text, length));
        before.clear();
        before.extend(text.chars());
    }
    let mut stepped = Writer::default();
    stepped.byte(NEIGHBOUR);
    put_symbols(&mut stepped, &kept);
    put_rests(&mut stepped, rests);
    out.append(if plain.len() <= stepped.len() { plain } else { stepped });
}

fn spelled(from: &mut Reader, way: u8, rows: usize) -> Option<Vec<Box<str>>> {
    match way {
        SHARED => {
            let prefix = from.text()?;
            let rests = rests(from, rows)?;
            from.spend(prefix.len().checked_mul(rows)?)?;
            Some(rests.into_iter().map(|rest| [prefix, &rest].concat().into_boxed_str()).collect())
        }
        NEIGHBOUR => {
            let kept = symbols(from, rows)?;
            let rests = rests(from, rows)?;
            let mut text = String::new();
            kept.into_iter()
                .zip(rests)
                .map(|(length, rest)| {
                    let end = text.char_indices().nth(length as usize).map_or(text.len(), |(place, _)| place);
                    text.truncate(end);
                    text.push_str(&rest);
                    from.spend(text.len())?;
                    Some(text.as_str().into())
                })
                .collect()
        }
        _ => None,
    }
}

/// How many leading characters both share.
fn shared(before: &[char], text: &str) -> usize {
    before.iter().zip(text.chars()).take_while(|(a, b)| **a == *b).count()
}

fn after(text: &str, length: usize) -> &str {
    text.char_indices().nth(length).map_or("", |(place, _)| text.get(place..).unwrap_or_default())
}

/// Lengths, alphabet, then all characters in a row as digits of numbers to the base of the alphabet's size.
fn put_rests(out: &mut Writer, rests: Vec<&str>) {
    put_symbols(out, &rests.iter().map(|rest| rest.chars().count() as u32).collect::<Vec<_>>());
    let mut alphabet: Vec<char> = rests.iter().flat_map(|rest| rest.chars()).collect();
    alphabet.sort_unstable();
    alphabet.dedup();
    out.text(&alphabet.iter().collect::<String>());
    let radix = Radix::of(alphabet.len());
    let (mut number, mut digits) = (0u64, 0);
    let places: HashMap<char, u64> = alphabet.iter().copied().zip(0..).collect();
    for letter in rests.iter().flat_map(|rest| rest.chars()) {
        number = number * radix.size + places.get(&letter).copied().unwrap_or(0);
        digits += 1;
        if digits == radix.digits {
            out.bits(number, radix.width(digits));
            (number, digits) = (0, 0);
        }
    }
    out.bits(number, radix.width(digits));
}

fn rests(from: &mut Reader, rows: usize) -> Option<Vec<Box<str>>> {
    let lengths = symbols(from, rows)?;
    let alphabet: Vec<char> = from.text()?.chars().collect();
    let mut left = lengths.iter().try_fold(0usize, |sum, length| sum.checked_add(*length as usize))?;
    if alphabet.is_empty() && left > 0 {
        return None;
    }
    from.spend(left)?;
    let radix = Radix::of(alphabet.len());
    let (mut number, mut digits) = (0u64, 0);
    let mut divisor = 1;
    let mut texts = Vec::with_capacity(rows.min(4096));
    let mut text = String::new();
    for length in lengths {
        text.clear();
        for _ in 0..length {
            if digits == 0 {
                digits = radix.digits.min(u32::try_from(left).unwrap_or(u32::MAX));
                left -= digits as usize;
                number = from.bits(radix.width(digits))?;
                divisor = radix.size.pow(digits - 1);
            }
            let place = number / divisor;
            number %= divisor;
            divisor = (divisor / radix.size).max(1);
            digits -= 1;
            text.push(*alphabet.get(usize::try_from(place).ok()?)?);
        }
        texts.push(text.as_str().into());
    }
    Some(texts)
}

/// Digits to the base of an alphabet's size, as many to a number as fit into 63 bits.
struct Radix {
    size: u64,
    digits: u32,
}

impl Radix {
    fn of(letters: usize) -> Self {
        let size = letters.max(1) as u64;
        // One letter needs no digits at all, but the loops need some number of them.
        let digits = if size == 1 { 63 } else { 63 / (64 - (size - 1).leading_zeros()).max(1) };
        let mut best = digits.max(1);
        while size > 1 && size.checked_pow(best + 1).is_some_and(|most| most <= 1 << 63) {
            best += 1;
        }
        Self { size, digits: best }
    }

    /// Bits that so many digits need.
    fn width(&self, digits: u32) -> u32 {
        64 - (self.size.saturating_pow(digits) - 1).leading_zeros()
    }
}

#[cfg(test)]
mod test {
    use super::{put_texts, texts};
    use crate::stored::packed::{Reader, Writer, to_bytes};

    fn round_trip(rows: &[&str]) -> usize {
        let mut writer = Writer::default();
        put_texts(&mut writer, rows);
        let bytes = to_bytes(&writer.into_text()).unwrap();
        let mut reader = Reader::new(&bytes);
        let back = texts(&mut reader, rows.len()).unwrap();
        assert_eq!(back.iter().map(|text| &**text).collect::<Vec<_>>(), rows);
        assert!(reader.is_done());
        bytes.len()
    }

    #[test]
    fn any_texts_come_back() {
        round_trip(&[]);
        round_trip(&[""]);
        round_trip(&["", "a", ""]);
        round_trip(&["aaaa", "aaaa", "aaaaa"]);
        round_trip(&["网站-01", "网站-02", "🦀", "i-bp1", "\u{0}\"\\"]);
        let many: Vec<String> = (0..300u32).map(|n| char::from_u32(0x4e00 + n * 7).unwrap().to_string()).collect();
        round_trip(&many.iter().map(String::as_str).collect::<Vec<_>>());
    }

    #[test]
    fn an_id_costs_about_thirteen_bytes() {
        let mut state = 1u64;
        let ids: Vec<String> = (0..512)
            .map(|_| {
                let letters = (0..20).map(|_| {
                    state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    char::from_digit((state >> 33) as u32 % 36, 36).unwrap()
                });
                format!("i-{}", letters.collect::<String>())
            })
            .collect();
        let bytes = round_trip(&ids.iter().map(String::as_str).collect::<Vec<_>>());
        assert!(bytes < 512 * 13 + 200, "{bytes}");
    }

    #[test]
    fn a_repeated_text_is_written_once() {
        let rows: Vec<&str> = (0..512).map(|n| if n % 2 == 0 { "cn-hangzhou-i" } else { "cn-beijing-h" }).collect();
        assert!(round_trip(&rows) < 140);
    }
}
