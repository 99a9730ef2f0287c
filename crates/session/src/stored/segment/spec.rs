//! The table of specs of a segment, by column.

use super::{
    super::packed::{
        Reader, Writer,
        columns::{flags, numbers, put_flags, put_numbers, put_symbols, symbols},
        texts::{put_texts, texts},
    },
    sum,
};
use latch_rules::instance::{ChargeType, Credential, Disk, Spec, SpotStrategy};

type Text = fn(&mut Spec) -> &mut Box<str>;
type Number = fn(&mut Spec) -> &mut u32;

/// Order is the stored order: new columns come last, under a new schema.
const TEXTS: [Text; 13] = [
    |spec| &mut spec.region,
    |spec| &mut spec.zone,
    |spec| &mut spec.instance_type,
    |spec| &mut spec.family,
    |spec| &mut spec.gpu_spec,
    |spec| &mut spec.image_id,
    |spec| &mut spec.os_name,
    |spec| &mut spec.os_type,
    |spec| &mut spec.network_type,
    |spec| &mut spec.vpc_id,
    |spec| &mut spec.vswitch_id,
    |spec| &mut spec.internet_charge_type,
    |spec| &mut spec.resource_group,
];

const NUMBERS: [Number; 6] = [
    |spec| &mut spec.cpu,
    |spec| &mut spec.memory_mib,
    |spec| &mut spec.gpu_amount,
    |spec| &mut spec.spot_price_limit_milli,
    |spec| &mut spec.bandwidth_in,
    |spec| &mut spec.bandwidth_out,
];

pub(super) fn put(out: &mut Writer, specs: &[&Spec]) {
    // The columns are mutable accessors, so that reading and writing share one list: they need copies.
    let mut copies: Vec<Spec> = specs.iter().map(|spec| (*spec).clone()).collect();
    for column in TEXTS {
        let column: Vec<&str> = copies.iter_mut().map(|spec| &**column(spec)).collect();
        put_texts(out, &column);
    }
    for column in NUMBERS {
        let column: Vec<i64> = copies.iter_mut().map(|spec| i64::from(*column(spec))).collect();
        put_numbers(out, &column);
    }
    put_flags(out, &specs.iter().map(|spec| spec.charge == ChargeType::PrePaid).collect::<Vec<_>>());
    put_symbols(out, &specs.iter().map(|spec| spec.spot as u32).collect::<Vec<_>>());
    put_symbols(out, &specs.iter().map(|spec| spec.security_groups.len() as u32).collect::<Vec<_>>());
    put_texts(out, &specs.iter().flat_map(|spec| &spec.security_groups).map(|group| &**group).collect::<Vec<_>>());
    put_disks(out, specs, |spec| spec.system_disk.as_slice());
    put_disks(out, specs, |spec| &spec.data_disks);
    put_symbols(out, &specs.iter().map(|spec| credential(spec).0).collect::<Vec<_>>());
    put_texts(out, &specs.iter().filter_map(|spec| credential(spec).1).collect::<Vec<_>>());
    put_texts(out, &specs.iter().map(|spec| &*spec.unknown).collect::<Vec<_>>());
}

pub(super) fn read(from: &mut Reader, count: usize) -> Option<Vec<Spec>> {
    from.spend(count.checked_mul(size_of::<Spec>())?)?;
    let mut specs = vec![Spec::default(); count];
    for column in TEXTS {
        for (spec, text) in specs.iter_mut().zip(texts(from, count)?) {
            *column(spec) = text;
        }
    }
    for column in NUMBERS {
        for (spec, number) in specs.iter_mut().zip(numbers(from, count)?) {
            *column(spec) = u32::try_from(number).ok()?;
        }
    }
    let prepaid = flags(from, count)?;
    let spots = symbols(from, count)?;
    let group_counts = symbols(from, count)?;
    let mut groups = texts(from, sum(&group_counts)?)?.into_iter();
    let mut system_disks = disks(from, count)?.into_iter();
    let mut data_disks = disks(from, count)?.into_iter();
    let credentials = symbols(from, count)?;
    let mut key_pairs = texts(from, credentials.iter().filter(|kind| **kind == 2).count())?.into_iter();
    let mut unknown = texts(from, count)?.into_iter();
    let codes = prepaid.into_iter().zip(spots).zip(group_counts).zip(credentials);
    for (spec, (((prepaid, spot), groups_count), credential)) in specs.iter_mut().zip(codes) {
        spec.charge = if prepaid { ChargeType::PrePaid } else { ChargeType::PostPaid };
        spec.spot = match spot {
            0 => SpotStrategy::NoSpot,
            1 => SpotStrategy::SpotWithPriceLimit,
            2 => SpotStrategy::SpotAsPriceGo,
            _ => return None,
        };
        spec.security_groups = groups.by_ref().take(groups_count as usize).collect();
        spec.system_disk = system_disks.next()?.into_iter().next();
        spec.data_disks = data_disks.next()?;
        spec.credential = match credential {
            0 => Credential::SetLater,
            1 => Credential::PasswordSet,
            2 => Credential::KeyPair(key_pairs.next()?),
            _ => return None,
        };
        spec.unknown = unknown.next()?;
    }
    Some(specs)
}

fn credential(spec: &Spec) -> (u32, Option<&str>) {
    match &spec.credential {
        Credential::SetLater => (0, None),
        Credential::PasswordSet => (1, None),
        Credential::KeyPair(name) => (2, Some(name)),
    }
}

fn put_disks<'a>(out: &mut Writer, specs: &[&'a Spec], of: impl Fn(&'a Spec) -> &'a [Disk]) {
    put_symbols(out, &specs.iter().map(|spec| of(spec).len() as u32).collect::<Vec<_>>());
    let all: Vec<&Disk> = specs.iter().flat_map(|spec| of(spec)).collect();
    put_texts(out, &all.iter().map(|disk| &*disk.category).collect::<Vec<_>>());
    put_numbers(out, &all.iter().map(|disk| i64::from(disk.size)).collect::<Vec<_>>());
    put_flags(out, &all.iter().map(|disk| disk.delete_with_instance).collect::<Vec<_>>());
}

fn disks(from: &mut Reader, count: usize) -> Option<Vec<Vec<Disk>>> {
    let counts = symbols(from, count)?;
    let total = sum(&counts)?;
    let categories = texts(from, total)?;
    let sizes = numbers(from, total)?;
    let kept = flags(from, total)?;
    let mut all = Vec::new();
    for ((category, size), delete_with_instance) in categories.into_iter().zip(sizes).zip(kept) {
        all.push(Disk { category, size: u32::try_from(size).ok()?, delete_with_instance });
    }
    let mut all = all.into_iter();
    Some(counts.into_iter().map(|count| all.by_ref().take(count as usize).collect()).collect())
}
