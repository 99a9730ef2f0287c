//! Bytes packed into text: localStorage counts UTF-16 units, so 15 bits go into each unit. Holds the writer, the reader and the packing;
//! columns of values are in `columns` and `texts`. Reading is total: any text gives a value or `None`.

pub mod columns;
pub mod texts;

use super::segment::ROWS;
use latch_rules::bounds::MOST_INSTANCE_BYTES;

/// Most bytes that one reading may produce: a crafted text must not unpack to more memory than there is. A whole segment of the largest
/// allowed instances fits in: each text counts once where it is made, and up to three times on the way there.
const BUDGET: usize = 4 * ROWS as usize * (MOST_INSTANCE_BYTES + size_of::<latch_rules::instance::Spec>());

/// The first of the 32,768 units in use: U+3400 to U+B3FF, all of them characters outside the surrogates.
const FIRST_UNIT: u32 = 0x3400;

/// Packs 15 bits into each unit.
#[must_use]
pub fn to_text(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 8 / 5 + 3);
    let (mut held, mut bits) = (0u32, 0);
    let mut push = |unit: u32| text.extend(char::from_u32(FIRST_UNIT + unit));
    for byte in bytes {
        held = held << 8 | u32::from(*byte);
        bits += 8;
        if bits >= 15 {
            bits -= 15;
            push(held >> bits);
            held &= (1 << bits) - 1;
        }
    }
    if bits > 0 {
        push(held << (15 - bits));
    }
    text
}

/// The bytes of a packed text, with up to one byte of zeros behind them. `None` if a unit is outside the range in use.
#[must_use]
pub fn to_bytes(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() * 5 / 8 + 2);
    let (mut held, mut bits) = (0u32, 0);
    for unit in text.chars() {
        let value = u32::from(unit).checked_sub(FIRST_UNIT).filter(|value| *value < 1 << 15)?;
        held = held << 15 | value;
        bits += 15;
        while bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits) as u8);
            held &= (1 << bits) - 1;
        }
    }
    Some(bytes)
}

/// Collects bytes.
#[derive(Default)]
pub struct Writer {
    bytes: Vec<u8>,
    /// Bits of a byte that is not full yet.
    held: u8,
    bits: u32,
}

impl Writer {
    #[must_use]
    pub fn into_bytes(mut self) -> Vec<u8> {
        self.align();
        self.bytes
    }

    #[must_use]
    pub fn into_text(self) -> String {
        to_text(&self.into_bytes())
    }

    /// Bytes so far.
    #[must_use]
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    pub fn byte(&mut self, byte: u8) {
        self.align();
        self.bytes.push(byte);
    }

    /// Seven bits a byte, lowest first.
    pub fn varint(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.byte(value as u8 | 0x80);
            value >>= 7;
        }
        self.byte(value as u8);
    }

    /// Zigzag: small numbers of either sign are short.
    pub fn signed(&mut self, value: i64) {
        self.varint((value << 1 ^ value >> 63) as u64);
    }

    pub fn text(&mut self, text: &str) {
        self.varint(text.len() as u64);
        self.bytes.extend_from_slice(text.as_bytes());
    }

    /// The lowest `width` bits (at most 63), highest first. What follows in whole bytes starts on a new byte.
    pub fn bits(&mut self, value: u64, width: u32) {
        for place in (0..width).rev() {
            self.held = self.held << 1 | (value >> place & 1) as u8;
            self.bits += 1;
            if self.bits == 8 {
                self.bytes.push(self.held);
                (self.held, self.bits) = (0, 0);
            }
        }
    }

    pub fn append(&mut self, mut other: Self) {
        self.align();
        other.align();
        self.bytes.append(&mut other.bytes);
    }

    fn align(&mut self) {
        if self.bits > 0 {
            self.bytes.push(self.held << (8 - self.bits));
            (self.held, self.bits) = (0, 0);
        }
    }
}

/// Reads what a `Writer` collected.
pub struct Reader<'a> {
    rest: &'a [u8],
    held: u8,
    bits: u32,
    /// What is left of `BUDGET`.
    budget: usize,
}

impl<'a> Reader<'a> {
    #[must_use]
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes, held: 0, bits: 0, budget: BUDGET }
    }

    /// Whether everything was read, but for the zeros that fill the last unit.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.rest.len() <= 1 && self.rest.iter().all(|byte| *byte == 0)
    }

    pub fn byte(&mut self) -> Option<u8> {
        self.bits = 0;
        let (byte, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*byte)
    }

    pub fn varint(&mut self) -> Option<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let part = u64::from(byte & 0x7f);
            if shift == 63 && part > 1 {
                return None;
            }
            value |= part << shift;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    pub fn signed(&mut self) -> Option<i64> {
        self.varint().map(|value| (value >> 1) as i64 ^ -((value & 1) as i64))
    }

    /// A number that may not be above `most`.
    pub fn count(&mut self, most: usize) -> Option<usize> {
        self.varint().and_then(|value| usize::try_from(value).ok()).filter(|value| *value <= most)
    }

    pub fn text(&mut self) -> Option<&'a str> {
        let length = self.count(self.rest.len())?;
        let (text, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        self.spend(length)?;
        std::str::from_utf8(text).ok()
    }

    pub fn bits(&mut self, width: u32) -> Option<u64> {
        let mut value = 0;
        let mut wanted = width;
        while wanted > 0 {
            if self.bits == 0 {
                let (byte, rest) = self.rest.split_first()?;
                (self.held, self.bits, self.rest) = (*byte, 8, rest);
            }
            let taken = wanted.min(self.bits);
            self.bits -= taken;
            let part = (u32::from(self.held) >> self.bits) & ((1 << taken) - 1);
            value = value << taken | u64::from(part);
            wanted -= taken;
        }
        Some(value)
    }

    /// Takes so many bytes from the budget.
    pub fn spend(&mut self, bytes: usize) -> Option<()> {
        self.budget = self.budget.checked_sub(bytes)?;
        Some(())
    }
}

#[cfg(test)]
mod test {
    use super::{Reader, Writer, to_bytes, to_text};

    #[test]
    fn bytes_come_back_from_text() {
        for length in 0..70u8 {
            let bytes: Vec<u8> = (0..length).map(|n| n.wrapping_mul(37) ^ 0xa5).collect();
            let text = to_text(&bytes);
            assert_eq!(text.encode_utf16().count(), (bytes.len() * 8).div_ceil(15));
            let back = to_bytes(&text).unwrap();
            assert_eq!(back[..bytes.len()], bytes);
            assert!(back.len() <= bytes.len() + 1);
        }
    }

    #[test]
    fn numbers_come_back() {
        let numbers = [0, 1, 127, 128, 300, u64::from(u32::MAX), u64::MAX];
        let mut writer = Writer::default();
        for number in numbers {
            writer.varint(number);
            writer.signed(number as i64);
            writer.bits(number & 0x7ff, 11);
        }
        writer.text("释放");
        let bytes = to_bytes(&writer.into_text()).unwrap();
        let mut reader = Reader::new(&bytes);
        for number in numbers {
            assert_eq!(reader.varint(), Some(number));
            assert_eq!(reader.signed(), Some(number as i64));
            assert_eq!(reader.bits(11), Some(number & 0x7ff));
        }
        assert_eq!(reader.text(), Some("释放"));
        assert!(reader.is_done());
    }

    #[test]
    fn foreign_units_are_no_bytes() {
        assert_eq!(to_bytes("abc"), None);
        assert_eq!(to_bytes("\u{b400}"), None);
    }
}
