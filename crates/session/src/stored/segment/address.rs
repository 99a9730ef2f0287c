//! Columns of IP addresses: dotted quads as numbers, everything else as the text it is.

use super::super::packed::{
    Reader, Writer,
    columns::{numbers, put_numbers, put_symbols, symbols},
    texts::{put_texts, texts},
};

const NONE: u32 = 0;
const QUAD: u32 = 1;
const OTHER: u32 = 2;

pub(super) fn put(out: &mut Writer, all: &[&str]) {
    let quads: Vec<Option<i64>> = all.iter().map(|text| quad(text)).collect();
    let kind = |(text, quad): (&&str, &Option<i64>)| match quad {
        _ if text.is_empty() => NONE,
        Some(_) => QUAD,
        None => OTHER,
    };
    let kinds: Vec<u32> = all.iter().zip(&quads).map(kind).collect();
    put_symbols(out, &kinds);
    put_numbers(out, &quads.into_iter().flatten().collect::<Vec<_>>());
    put_texts(
        out,
        &all.iter().zip(kinds).filter(|(_, kind)| *kind == OTHER).map(|(text, _)| *text).collect::<Vec<_>>(),
    );
}

pub(super) fn read(from: &mut Reader, rows: usize) -> Option<Vec<Box<str>>> {
    let kinds = symbols(from, rows)?;
    let count = |wanted| kinds.iter().filter(|kind| **kind == wanted).count();
    let mut quads = numbers(from, count(QUAD))?.into_iter();
    let mut others = texts(from, count(OTHER))?.into_iter();
    kinds
        .into_iter()
        .map(|kind| match kind {
            NONE => Some(Box::default()),
            QUAD => {
                let [a, b, c, d] = u32::try_from(quads.next()?).ok()?.to_be_bytes();
                Some(format!("{a}.{b}.{c}.{d}").into())
            }
            OTHER => others.next(),
            _ => None,
        })
        .collect()
}

/// The number of a dotted quad; `None` if it is not in the one usual form.
fn quad(text: &str) -> Option<i64> {
    let mut number = 0;
    let mut parts = 0;
    for part in text.split('.') {
        let byte: u8 = part.parse().ok()?;
        if part.starts_with('+') || part.len() > 1 && part.starts_with('0') {
            return None;
        }
        number = number << 8 | i64::from(byte);
        parts += 1;
    }
    (parts == 4).then_some(number)
}

#[cfg(test)]
mod test {
    use super::{put, read};
    use crate::stored::packed::{Reader, Writer, to_bytes};

    #[test]
    fn any_address_comes_back() {
        let all = ["", "172.16.0.1", "255.255.255.255", "fe80::1", "1.2.3", "01.2.3.4", "1.2.3.4.5", "+1.2.3.4"];
        let mut out = Writer::default();
        put(&mut out, &all);
        let bytes = to_bytes(&out.into_text()).unwrap();
        let back = read(&mut Reader::new(&bytes), all.len()).unwrap();
        assert_eq!(back.iter().map(|text| &**text).collect::<Vec<_>>(), all);
    }
}
