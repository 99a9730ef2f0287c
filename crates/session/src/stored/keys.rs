//! The names of stored keys. All carry the prefix of the page's folder, since folders of a static host share one origin; keys of other
//! builds and other folders are never touched.

use latch_rules::bounds::{MOST_NUMBER as MOST, MOST_PLACES};

/// Upper bound of instance segments: every segment number is below it.
const MOST_SEGMENTS: u32 = MOST_PLACES / super::segment::ROWS;

/// A stored key of this folder, without its prefix.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Key {
    /// What is not a row of a table, and which tables count: `head`.
    Head,
    /// One commit: `log:<number>`.
    Log(u64),
    /// A segment of instances: `seg:<generation>:<segment>`.
    Rows { generation: u64, segment: u32 },
    /// A segment of records: `rec:<generation>:<segment>`.
    Records { generation: u64, segment: u64 },
    /// Language and theme: `prefs`.
    Preferences,
}

/// What all keys of the page at `path` begin with. `web/first.js` and `web/boot.js` make the same.
#[must_use]
pub fn prefix(path: &str) -> String {
    let folder = path.rfind('/').and_then(|end| path.get(..=end)).unwrap_or_default();
    format!("latch:{folder}:")
}

impl Key {
    /// The key without prefix.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Head => "head".to_owned(),
            Self::Log(number) => format!("log:{number}"),
            Self::Rows { generation, segment } => format!("seg:{generation}:{segment}"),
            Self::Records { generation, segment } => format!("rec:{generation}:{segment}"),
            Self::Preferences => "prefs".to_owned(),
        }
    }

    /// Reads a key without prefix. `None` for a key that this build does not know.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let mut parts = name.split(':');
        let key = match (parts.next()?, parts.next(), parts.next()) {
            ("head", None, None) => Self::Head,
            ("prefs", None, None) => Self::Preferences,
            ("log", Some(number), None) => Self::Log(below(MOST, number)?),
            ("seg", Some(generation), Some(segment)) => {
                let segment = segment.parse().ok().filter(|segment| *segment < MOST_SEGMENTS)?;
                Self::Rows { generation: below(MOST, generation)?, segment }
            }
            ("rec", Some(generation), Some(segment)) => {
                Self::Records { generation: below(MOST, generation)?, segment: below(MOST, segment)? }
            }
            _ => return None,
        };
        // Each key has exactly one name: `log:007` is not `log:7`.
        (key.name() == name).then_some(key)
    }
}

fn below(most: u64, text: &str) -> Option<u64> {
    text.parse().ok().filter(|number| *number < most)
}

#[cfg(test)]
mod test {
    use super::{Key, MOST, prefix};

    #[test]
    fn every_key_reads_back() {
        let keys = [
            Key::Head,
            Key::Preferences,
            Key::Log(MOST - 1),
            Key::Rows { generation: 3, segment: 195 },
            Key::Records { generation: 3, segment: 0 },
        ];
        for key in keys {
            assert_eq!(Key::parse(&key.name()), Some(key));
        }
    }

    #[test]
    fn foreign_keys_are_not_ours() {
        for name in [
            "",
            "log",
            "log:",
            "log:07",
            "log:-1",
            "log:1:2",
            "seg:1",
            "seg:1:2:3",
            "head:1",
            "draft",
            "日志:1",
            "log:9007199254740992",
            "seg:1:32768",
        ] {
            assert_eq!(Key::parse(name), None, "{name}");
        }
    }

    #[test]
    fn a_folder_has_its_own_prefix() {
        assert_eq!(prefix("/some/folder/index.html"), "latch:/some/folder/:");
        assert_eq!(prefix("/"), "latch:/:");
    }
}
