//! Columns of numbers: one value a row, written in whichever of a few ways is shortest for that column. Knows no meaning of
//! the numbers.

use super::{Reader, Writer};

const SAME: u8 = 0;
const BITS: u8 = 1;
const RUNS: u8 = 2;
const STEPS: u8 = 3;

/// Units that all values of a column may be multiples of: minutes and seconds in milliseconds.
const UNITS: [i64; 3] = [60_000, 1_000, 1];

/// Writes numbers of any size and sign: offsets from the least in as few bits as the widest needs, runs, or steps.
pub fn put_numbers(out: &mut Writer, values: &[i64]) {
    let unit = UNITS.into_iter().position(|unit| values.iter().all(|value| value % unit == 0)).unwrap_or(2);
    let size = UNITS.get(unit).copied().unwrap_or(1);
    let values: Vec<i64> = values.iter().map(|value| value / size).collect();
    let least = values.iter().copied().min().unwrap_or(0);
    let most = values.iter().copied().max().unwrap_or(0);
    let width = 64 - (most.wrapping_sub(least) as u64).leading_zeros();
    let header = |way: u8| way << 2 | unit as u8;
    if width == 0 {
        out.byte(header(SAME));
        out.signed(least);
        return;
    }
    let mut runs = Writer::default();
    put_runs(&mut runs, &values);
    let mut steps = Writer::default();
    let mut before = 0i64;
    for value in &values {
        steps.signed(value.wrapping_sub(before));
        before = *value;
    }
    let in_bits = if width > 63 { usize::MAX } else { (values.len() * width as usize).div_ceil(8) + 4 };
    if in_bits <= runs.len() && in_bits <= steps.len() {
        out.byte(header(BITS));
        out.signed(least);
        out.byte(width as u8);
        for value in &values {
            out.bits(value.wrapping_sub(least) as u64, width);
        }
    } else if runs.len() <= steps.len() {
        out.byte(header(RUNS));
        out.append(runs);
    } else {
        out.byte(header(STEPS));
        out.append(steps);
    }
}

fn put_runs(out: &mut Writer, values: &[i64]) {
    for run in values.chunk_by(|a, b| a == b) {
        out.varint(run.len() as u64);
        out.signed(run.first().copied().unwrap_or(0));
    }
}

/// Reads `rows` numbers.
pub fn numbers(from: &mut Reader, rows: usize) -> Option<Vec<i64>> {
    let header = from.byte()?;
    let unit = *UNITS.get(usize::from(header & 3))?;
    // No memory is reserved in advance: the count of rows is no more trustworthy than the text.
    let mut values = Vec::new();
    match header >> 2 {
        SAME => values = vec![from.signed()?; rows],
        BITS => {
            let least = from.signed()?;
            let width = u32::from(from.byte()?);
            if width == 0 || width > 63 {
                return None;
            }
            for _ in 0..rows {
                values.push(least.wrapping_add(from.bits(width)? as i64));
            }
        }
        RUNS => {
            while values.len() < rows {
                let length = from.count(rows - values.len())?;
                if length == 0 {
                    return None;
                }
                let value = from.signed()?;
                values.resize(values.len() + length, value);
            }
        }
        STEPS => {
            let mut value = 0i64;
            for _ in 0..rows {
                value = value.wrapping_add(from.signed()?);
                values.push(value);
            }
        }
        _ => return None,
    }
    values.iter_mut().try_for_each(|value| value.checked_mul(unit).map(|scaled| *value = scaled))?;
    Some(values)
}

/// Writes numbers that stand for something: places in a table, codes, small counts.
pub fn put_symbols(out: &mut Writer, symbols: &[u32]) {
    put_numbers(out, &symbols.iter().copied().map(i64::from).collect::<Vec<_>>());
}

/// Reads `rows` symbols.
pub fn symbols(from: &mut Reader, rows: usize) -> Option<Vec<u32>> {
    numbers(from, rows)?.into_iter().map(|number| u32::try_from(number).ok()).collect()
}

/// Writes one flag per row.
pub fn put_flags(out: &mut Writer, flags: &[bool]) {
    put_symbols(out, &flags.iter().copied().map(u32::from).collect::<Vec<_>>());
}

/// Reads `rows` flags.
pub fn flags(from: &mut Reader, rows: usize) -> Option<Vec<bool>> {
    symbols(from, rows)?.into_iter().map(|flag| (flag < 2).then_some(flag == 1)).collect()
}

/// Writes numbers that some rows lack.
pub fn put_optional(out: &mut Writer, values: &[Option<i64>]) {
    put_flags(out, &values.iter().map(Option::is_some).collect::<Vec<_>>());
    put_numbers(out, &values.iter().copied().flatten().collect::<Vec<_>>());
}

/// Reads `rows` numbers, some lacking.
pub fn optional(from: &mut Reader, rows: usize) -> Option<Vec<Option<i64>>> {
    let present = flags(from, rows)?;
    let mut values = numbers(from, present.iter().filter(|there| **there).count())?.into_iter();
    Some(present.into_iter().map(|there| if there { values.next() } else { None }).collect())
}

#[cfg(test)]
mod test {
    use super::{numbers, optional, put_numbers, put_optional};
    use crate::stored::packed::{Reader, Writer, to_bytes};

    fn round_trip(values: &[i64]) -> usize {
        let mut writer = Writer::default();
        put_numbers(&mut writer, values);
        let text = writer.into_text();
        let bytes = to_bytes(&text).unwrap();
        let mut reader = Reader::new(&bytes);
        assert_eq!(numbers(&mut reader, values.len()).as_deref(), Some(values));
        assert!(reader.is_done());
        bytes.len()
    }

    #[test]
    fn any_numbers_come_back() {
        round_trip(&[]);
        round_trip(&[7]);
        round_trip(&[i64::MIN, i64::MAX, 0, -1]);
        round_trip(&[-60_000, 120_000, 0]);
        round_trip(&(0..500).map(|n| n * n * 1_000).collect::<Vec<_>>());
    }

    #[test]
    fn what_is_alike_costs_next_to_nothing() {
        assert!(round_trip(&[1_700_000_000_000; 512]) < 10);
        assert!(round_trip(&(0..512).map(|n| i64::from(n >= 200)).collect::<Vec<_>>()) < 10);
        assert!(round_trip(&(0..512).map(|n| n % 2).collect::<Vec<_>>()) < 72);
    }

    #[test]
    fn lacking_numbers_stay_lacking() {
        let values = [None, Some(3_000), None, Some(-9)];
        let mut writer = Writer::default();
        put_optional(&mut writer, &values);
        let bytes = to_bytes(&writer.into_text()).unwrap();
        assert_eq!(optional(&mut Reader::new(&bytes), 4).as_deref(), Some(&values[..]));
    }
}
