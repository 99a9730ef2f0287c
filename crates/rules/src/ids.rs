//! Ids and addresses of new instances, derived from the world's seed and a counter that never decreases. There is no randomness: the same
//! seed gives the same ids, so a scenario can be replayed.

/// The counter of one world's ids.
#[derive(Clone, Copy, Debug)]
pub struct Ids {
    seed: u64,
    given: u64,
}

impl Ids {
    /// The counter for the world with that seed, after `given` ids.
    #[must_use]
    pub fn new(seed: u64, given: u64) -> Self {
        Self { seed, given }
    }

    /// How many ids were made so far, including those skipped because they were in use.
    #[must_use]
    pub fn given(self) -> u64 {
        self.given
    }

    /// The next unused instance id for a region, and its number.
    pub fn next(&mut self, region: &str, in_use: impl Fn(&str) -> bool) -> (Box<str>, u64) {
        loop {
            self.given += 1;
            let id = format!("i-{}{}", region_prefix(region), letters(self.seed, self.given));
            if !in_use(&id) {
                return (id.into(), self.given);
            }
        }
    }
}

/// One step of splitmix64: maps numbers one to one to well-spread 64-bit numbers.
#[must_use]
pub fn spread(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// 17 lower-case letters and digits, derived from a number and a seed.
#[must_use]
pub fn letters(seed: u64, number: u64) -> String {
    let start = spread(seed).wrapping_add(number);
    let mut rest = u128::from(spread(start)) << 64 | u128::from(spread(spread(start) ^ seed));
    let mut text = String::with_capacity(17);
    for _ in 0..17 {
        let digit = u32::try_from(rest % 36).unwrap_or(0);
        text.push(char::from_digit(digit, 36).unwrap_or('0'));
        rest /= 36;
    }
    text
}

/// A request id for an event that no request caused, in the form that ECS uses. Derived from a number, so that it is the same in a
/// replay.
#[must_use]
pub fn request_id(number: u64) -> Box<str> {
    let (high, low) = (spread(number), spread(!number));
    let part =
        |from: u64, shift: u32, digits: usize| format!("{:0digits$X}", from >> shift & ((1 << (digits * 4)) - 1));
    let parts = [part(high, 32, 8), part(high, 16, 4), part(high, 0, 4), part(low, 48, 4), part(low, 0, 12)];
    parts.join("-").into()
}

/// FNV-1a hash, for values derived from a name.
#[must_use]
pub fn digest(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The three characters with which ids of a region begin. Four are documented (docs/ecs.md 3.3), Latch made up the others; an unknown
/// region gets three derived from its name.
#[must_use]
pub fn region_prefix(region: &str) -> String {
    let known = match region {
        "cn-hangzhou" => "bp1",
        "cn-shanghai" => "uf6",
        "cn-beijing" => "2ze",
        "cn-shenzhen" => "wz9",
        "cn-qingdao" => "m5e",
        "cn-zhangjiakou" => "8vb",
        "cn-huhehaote" => "hp3",
        "cn-wulanchabu" => "0jl",
        "cn-heyuan" => "f8z",
        "cn-guangzhou" => "7xv",
        "cn-chengdu" => "2vc",
        "cn-nanjing" => "gc7",
        "cn-hongkong" => "j6c",
        "ap-southeast-1" => "t4n",
        "ap-southeast-2" => "p0w",
        "ap-southeast-3" => "8ps",
        "ap-southeast-5" => "k1a",
        "ap-south-1" => "a2d",
        "ap-northeast-1" => "6we",
        "us-west-1" => "rj9",
        "us-east-1" => "0xi",
        "eu-central-1" => "gw8",
        "eu-west-1" => "d7o",
        "me-east-1" => "eb3",
        _ => return letters(digest(region), 0).chars().take(3).collect(),
    };
    known.to_owned()
}

/// The private address of the instance with that number, in a network with the given first two bytes. Any 65,000 consecutive numbers get
/// different addresses.
#[must_use]
pub fn private_ip(network: (u8, u8), number: u64) -> Box<str> {
    // 65,024 = 254 × 256; the factor has no divisor in common with it, so the order looks random and repeats late.
    let place = number.wrapping_mul(40_503) % 65_024;
    format!("{}.{}.{}.{}", network.0, network.1, place / 254, place % 254 + 1).into()
}

/// A public address for the instance with that number, from 198.18.0.0/15. Nobody on the Internet has these addresses, so an address
/// shown here never leads to a stranger's machine.
#[must_use]
pub fn public_ip(number: u64) -> Box<str> {
    let place = number.wrapping_mul(40_503) % 130_048;
    let (high, low) = (place / 254, place % 254 + 1);
    format!("198.{}.{}.{low}", 18 + high / 256, high % 256).into()
}

/// The host name of an instance for which none was given: derived from the id, and short enough for its operating system.
#[must_use]
pub fn host_name(id: &str, windows: bool) -> Box<str> {
    let own = id.strip_prefix("i-").unwrap_or(id);
    let kept: String = if windows { own.chars().take(12).collect() } else { own.to_owned() };
    format!("iZ{kept}Z").into()
}

#[cfg(test)]
mod test {
    use std::collections::HashSet;

    use super::{Ids, host_name, private_ip, public_ip, request_id};

    #[test]
    fn an_id_has_the_documented_shape() {
        let (id, number) = Ids::new(1, 0).next("cn-hangzhou", |_| false);
        assert_eq!((id.len(), number), (22, 1));
        assert!(id.starts_with("i-bp1"));
        assert!(id[2..].chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()));
    }

    #[test]
    fn the_same_seed_gives_the_same_ids_and_another_gives_others() {
        let of = |seed| (0..50).map(|n| Ids::new(seed, n).next("cn-beijing", |_| false).0).collect::<Vec<_>>();
        assert_eq!(of(7), of(7));
        assert!(of(7).iter().all(|id| !of(8).contains(id)));
    }

    #[test]
    fn an_id_in_use_is_skipped_and_counted() {
        let mut ids = Ids::new(1, 0);
        let first = ids.next("cn-hangzhou", |_| false).0;
        let mut again = Ids::new(1, 0);
        let (next, number) = again.next("cn-hangzhou", |id| id == &*first);
        assert_ne!(next, first);
        assert_eq!((number, again.given()), (2, 2));
    }

    #[test]
    fn ids_and_addresses_of_a_fleet_are_all_different() {
        let mut ids = Ids::new(1, 0);
        let made: HashSet<_> = (0..100_000).map(|_| ids.next("cn-hangzhou", |_| false).0).collect();
        assert_eq!(made.len(), 100_000);
        let private: HashSet<_> = (0..60_000).map(|n| private_ip((172, 16), n)).collect();
        assert_eq!(private.len(), 60_000);
        let public: HashSet<_> = (0..100_000).map(public_ip).collect();
        assert_eq!(public.len(), 100_000);
    }

    #[test]
    fn a_windows_host_name_fits_fifteen_letters() {
        assert_eq!(host_name("i-bp1234567890abcdefgh", true).len(), 15);
        assert_eq!(&*host_name("i-bp1abc", false), "iZbp1abcZ");
    }

    #[test]
    fn made_request_ids_look_like_given_ones() {
        let id = request_id(7);
        let lengths: Vec<usize> = id.split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12]);
        assert!(id.chars().all(|c| c == '-' || c.is_ascii_digit() || c.is_ascii_uppercase()));
    }
}
