//! Sequential names: `prefix[begin,bits]suffix` and UniqueSuffix (docs/ecs.md 3.2). Makes names; `fields` says whether one is allowed.

/// The last number of the sequential pattern; further instances repeat it.
const LAST_NUMBER: u32 = 999_999;
const MOST_DIGITS: usize = 6;

/// How the instances of one order are named.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Naming {
    prefix: String,
    /// First number and digits; `None` when the text has no sequential pattern.
    sequence: Option<(u32, usize)>,
    suffix: String,
    unique_suffix: bool,
}

impl Naming {
    /// Reads a name as typed. Never fails: a text without a valid pattern is a plain name.
    #[must_use]
    pub fn read(text: &str, unique_suffix: bool) -> Self {
        if let Some((prefix, rest)) = text.split_once('[').filter(|(prefix, _)| !prefix.is_empty())
            && let Some((inside, suffix)) = rest.split_once(']')
            && let Some(sequence) = read_sequence(inside)
        {
            return Self { prefix: prefix.into(), sequence: Some(sequence), suffix: suffix.into(), unique_suffix };
        }
        Self { prefix: text.into(), sequence: None, suffix: String::new(), unique_suffix }
    }

    /// The name of the instance at `place` in the order, from 0.
    #[must_use]
    pub fn at(&self, place: u32) -> String {
        let mut name = self.without_unique_suffix(place);
        if self.has_unique_suffix() {
            name.push_str(&format!("{:03}", place + 1));
        }
        name
    }

    /// The name before UniqueSuffix adds its three digits.
    #[must_use]
    pub fn without_unique_suffix(&self, place: u32) -> String {
        match self.sequence {
            None => self.prefix.clone(),
            Some((begin, digits)) => {
                let number = begin.saturating_add(place).min(LAST_NUMBER);
                format!("{}{number:0digits$}{}", self.prefix, self.suffix)
            }
        }
    }

    /// Whether UniqueSuffix applies. It is ignored when the name ends with the sequential number.
    #[must_use]
    pub fn has_unique_suffix(&self) -> bool {
        self.unique_suffix && (self.sequence.is_none() || !self.suffix.is_empty())
    }

    /// Whether the text has a sequential pattern.
    #[must_use]
    pub fn is_sequential(&self) -> bool {
        self.sequence.is_some()
    }
}

/// Reads the text in the brackets: `begin,bits`, each optional.
fn read_sequence(inside: &str) -> Option<(u32, usize)> {
    let (begin, digits) = inside.split_once(',').unwrap_or((inside, ""));
    let number = |text: &str, default: u32| match text {
        "" => Some(default),
        _ if text.len() <= MOST_DIGITS && text.chars().all(|c| c.is_ascii_digit()) => text.parse().ok(),
        _ => None,
    };
    let begin_number = number(begin, 0)?;
    let digits = number(digits, 6)? as usize;
    if !(1..=MOST_DIGITS).contains(&digits) {
        return None;
    }
    let fits = begin_number.to_string().len() <= digits;
    Some((begin_number, if fits { digits } else { MOST_DIGITS }))
}

#[cfg(test)]
mod test {
    use super::Naming;

    fn three(text: &str, unique: bool) -> [String; 3] {
        let naming = Naming::read(text, unique);
        [0, 1, 2].map(|place| naming.at(place))
    }

    #[test]
    fn every_documented_example_of_sequential_names() {
        let cases = [
            ("k8s-node-[]-ecshost", ["k8s-node-000000-ecshost", "k8s-node-000001-ecshost", "k8s-node-000002-ecshost"]),
            ("k8s-node-[99]", ["k8s-node-000099", "k8s-node-000100", "k8s-node-000101"]),
            ("k8s-node-[99,1]", ["k8s-node-000099", "k8s-node-000100", "k8s-node-000101"]),
            ("k8s-node-[999998]", ["k8s-node-999998", "k8s-node-999999", "k8s-node-999999"]),
            ("k8s-node-[0,4]", ["k8s-node-0000", "k8s-node-0001", "k8s-node-0002"]),
            ("k8s-node-[6,4]", ["k8s-node-0006", "k8s-node-0007", "k8s-node-0008"]),
            ("k8s-node-[,2]x", ["k8s-node-00x", "k8s-node-01x", "k8s-node-02x"]),
        ];
        for (text, expected) in cases {
            assert_eq!(three(text, false), expected, "{text}");
        }
    }

    #[test]
    fn unique_suffix_counts_from_001() {
        assert_eq!(three("ecs", true), ["ecs001", "ecs002", "ecs003"]);
        assert_eq!(
            three("k8s-node-[]-ecshost", true),
            ["k8s-node-000000-ecshost001", "k8s-node-000001-ecshost002", "k8s-node-000002-ecshost003"]
        );
        assert_eq!(three("k8s-node-[]", true), ["k8s-node-000000", "k8s-node-000001", "k8s-node-000002"]);
    }

    #[test]
    fn what_is_no_pattern_is_taken_literally() {
        for text in ["[0,4]name", "web[ 1]", "web[1;2]", "web[1,7]", "web[1,0]", "web[1000000]", "web[", "plain"] {
            assert_eq!(three(text, false), [text; 3], "{text}");
            assert!(!Naming::read(text, false).is_sequential());
        }
    }
}
