//! Looking for one text in another, whatever the case: eight bytes at a time and without a copy, as long as the other is ASCII.

use crate::pages::parts::pasted;

/// A search text, ready to be looked for.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Needle(pub(super) String);

/// So many bytes of a text are looked at together.
const WORD: usize = 8;

impl Needle {
    /// Spaces around the text are not looked for, nor is what nobody sees in it.
    pub fn new(text: &str) -> Self {
        Self(pasted::seen(text).trim().to_lowercase())
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether everything that this one finds is found by `wider` too.
    pub fn narrows(&self, wider: &Self) -> bool {
        self.0.contains(&wider.0)
    }

    /// The run of a text that goes on as this does, and which of its bits tell; nothing where runs are too short, or not ASCII, to tell.
    pub fn run(&self) -> Option<(Run, u64)> {
        let bytes = self.0.as_bytes();
        let can_tell = bytes.len() <= Run::LENGTH && bytes.is_ascii() && !bytes.contains(&0);
        can_tell.then(|| (Run::at(bytes, 0), Run::bits(bytes.len())))
    }

    /// Whether this is only where `shorter` is, and begins there.
    pub fn goes_on_from(&self, shorter: &Self) -> bool {
        self.0.starts_with(&shorter.0)
    }

    pub fn is_in(&self, text: &str) -> bool {
        self.look(text).is_some()
    }

    /// Where this is in a text.
    pub fn look(&self, text: &str) -> Option<Place> {
        let Some(first) = self.0.as_bytes().first() else { return Some(Place::SOMEWHERE) };
        let bytes = text.as_bytes();
        let mut found = None;
        for at in (0..bytes.len()).step_by(WORD) {
            let word = word_at(bytes, at);
            if word & HIGH != 0 {
                return match found {
                    Some(found) => Some(Place { is_only: false, ..found }),
                    None => text.to_lowercase().contains(&self.0).then_some(Place::SOMEWHERE),
                };
            }
            let mut places = places_of(*first, word);
            while places != 0 {
                let place = at + places.trailing_zeros() as usize / 8;
                if bytes.get(place..).is_some_and(|rest| begins(rest, self.0.as_bytes())) {
                    match found {
                        None => found = Some(Place { run: Run::at(bytes, place), is_only: true }),
                        Some(found) => return Some(Place { is_only: false, ..found }),
                    }
                }
                places &= places - 1;
            }
        }
        found
    }
}

/// Where one text is in another.
#[derive(Clone, Copy)]
pub struct Place {
    /// How that goes on from there.
    pub run: Run,
    /// Whether it is there only.
    pub is_only: bool,
}

impl Place {
    pub const SOMEWHERE: Self = Self { run: Run::UNKNOWN, is_only: false };
}

/// Seven bytes of a text from some place on, in lower case, the first lowest; zeros from where it ends or is not ASCII.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Run(pub u64);

impl Run {
    const UNKNOWN: Self = Self(0);
    pub const LENGTH: usize = 7;

    pub fn at(bytes: &[u8], place: usize) -> Self {
        let word = word_at(bytes, place);
        let ascii = match word & HIGH {
            0 => word,
            high => word & ((1 << (high.trailing_zeros() - 7)) - 1),
        };
        // The highest bit of each byte that is a capital: it is at least A, and not more than Z.
        let capitals = (ascii + ONES * u64::from(0x80 - b'A')) & !(ascii + ONES * u64::from(0x7f - b'Z')) & HIGH;
        Self((ascii | capitals >> 2) & Self::bits(Self::LENGTH))
    }

    /// Of so many bytes, less than eight.
    pub const fn bits(bytes: usize) -> u64 {
        (1 << (bytes * 8)) - 1
    }
}

/// The bytes of a text from `at` on, the first lowest; zeros after its end.
fn word_at(bytes: &[u8], at: usize) -> u64 {
    let left = bytes.get(at..).unwrap_or_default();
    match (left.first_chunk(), bytes.last_chunk()) {
        (Some(word), _) => u64::from_le_bytes(*word),
        (None, Some(last)) => u64::from_le_bytes(*last) >> ((WORD - left.len()) * 8),
        (None, None) => left.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)),
    }
}

const HIGH: u64 = u64::from_ne_bytes([0x80; WORD]);
const ONES: u64 = u64::from_ne_bytes([1; WORD]);

/// The highest bit of each byte of a word in ASCII that may be that byte, whatever the case.
fn places_of(byte: u8, word: u64) -> u64 {
    const SMALL: u64 = u64::from_ne_bytes([0x20; WORD]);
    // Zero where it is that byte: adding 0x7f to anything else below 0x80 sets the highest bit.
    let other = (word | SMALL) ^ ((ONES * u64::from(byte)) | SMALL);
    !(((other & !HIGH) + !HIGH) | other) & HIGH
}

/// Whether `text` begins with `lower`, whatever the case of its ASCII letters.
fn begins(text: &[u8], lower: &[u8]) -> bool {
    text.len() >= lower.len() && text.iter().zip(lower).all(|(byte, lower)| byte.to_ascii_lowercase() == *lower)
}

#[cfg(test)]
mod test {
    use super::Needle;

    /// Against what the standard library finds in the text in lower case, wherever in the text and whatever is around it.
    #[test]
    fn a_text_is_found_at_every_place() {
        for needle in ["e", "we", "web-prod-0", "-", "[", "é", "云"] {
            for around in ["", "w", "E", "we", "-x@[{~", "WEB-PRO", "w-1.2.3.4-w", "q\u{130}q", "云服务器", "É"] {
                for before in 0..20 {
                    for middle in [needle, &needle.to_uppercase(), ""] {
                        let text = format!("{around}{}{middle}{}{around}", "a".repeat(before), "z".repeat(before % 7));
                        let expected = text.to_lowercase().contains(needle);
                        assert_eq!(Needle::new(needle).is_in(&text), expected, "{needle} in {text}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_longer_text_narrows_a_shorter_one() {
        assert!(Needle::new("web-p").narrows(&Needle::new("eb")));
        assert!(!Needle::new("web").narrows(&Needle::new("web-p")));
    }
}
