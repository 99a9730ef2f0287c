//! Bytes as text for a URL: base64 with characters that a URL may contain, without padding (RFC 4648, section 5).

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The bytes as text, without padding (RFC 4648, 5).
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let word = (0..3).fold(0u32, |word, place| word << 8 | u32::from(three.get(place).copied().unwrap_or(0)));
        for place in 0..=three.len() {
            let letter = word >> (18 - 6 * place) & 63;
            out.push(LETTERS.get(letter as usize).copied().map_or('A', char::from));
        }
    }
    out
}

/// Undoes `encode`; `None` for a text that `encode` cannot produce.
#[must_use]
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3 + 2);
    for four in text.as_bytes().chunks(4) {
        let mut word = 0u32;
        for letter in four {
            let value = match letter {
                b'A'..=b'Z' => letter - b'A',
                b'a'..=b'z' => letter - b'a' + 26,
                b'0'..=b'9' => letter - b'0' + 52,
                b'-' => 62,
                b'_' => 63,
                _ => return None,
            };
            word = word << 6 | u32::from(value);
        }
        let bytes = match four.len() {
            4 => 3,
            3 => 2,
            2 => 1,
            _ => return None,
        };
        word <<= 6 * (4 - four.len());
        // The unused bits must be zero, or two texts would stand for the same bytes.
        if word & ((1 << (24 - 8 * bytes)) - 1) != 0 {
            return None;
        }
        out.extend(word.to_be_bytes().iter().skip(1).take(bytes));
    }
    Some(out)
}

#[cfg(test)]
mod test {
    use proptest::prelude::*;

    use super::{decode, encode};

    #[test]
    fn the_examples_of_the_standard() {
        for (bytes, text) in
            [("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE")]
        {
            assert_eq!(encode(bytes.as_bytes()), text);
            assert_eq!(decode(text).as_deref(), Some(bytes.as_bytes()));
        }
        assert_eq!(encode(&[0xfb, 0xff]), "-_8");
    }

    #[test]
    fn what_is_no_such_text_is_nothing() {
        for text in ["A", "Zh", "Zm9", "Zm9v=", "Zm+v", "释放"] {
            assert_eq!(decode(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_come_back(bytes: Vec<u8>) {
            prop_assert_eq!(decode(&encode(&bytes)), Some(bytes));
        }
    }
}
