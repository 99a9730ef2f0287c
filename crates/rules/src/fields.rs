//! The rules for fields that a person fills in (docs/ecs.md 3.1). Each function checks one field and changes nothing.

use super::{instance::Tag, refusal::Reason};

/// The most tags of an instance, and of a request: 20.
pub const MOST_TAGS: usize = 20;

/// `InstanceName`: 2 to 128 characters, the first a letter, then letters, digits, `:` `_` `.` `-`; in an order also the brackets and
/// comma of the sequential pattern.
#[must_use]
pub fn is_instance_name(text: &str, in_order: bool) -> bool {
    (2..=128).contains(&text.chars().count()) && stray_in_name(text, in_order).is_none()
}

/// The first character that an instance name may not have at its place, and that place, counted from 1.
#[must_use]
pub fn stray_in_name(text: &str, in_order: bool) -> Option<(usize, char)> {
    let allowed = |c: char| c.is_alphanumeric() || ":_.-".contains(c) || (in_order && "[,]".contains(c));
    let may_stand = |place: usize, c: char| if place == 1 { c.is_alphabetic() } else { allowed(c) };
    (1..).zip(text.chars()).find(|(place, c)| !may_stand(*place, *c))
}

/// `Description`: empty, or 2 to 256 characters that do not begin with `http://` or `https://`.
#[must_use]
pub fn is_description(text: &str) -> bool {
    text.is_empty() || ((2..=256).contains(&text.chars().count()) && !is_web_address(text))
}

/// `HostName`. Windows: 2 to 15 letters, digits and single hyphens, not only digits. Otherwise: 2 to 64 characters, such segments joined
/// by dots.
#[must_use]
pub fn is_host_name(text: &str, windows: bool) -> bool {
    let most = if windows { 15 } else { 64 };
    (2..=most).contains(&text.chars().count())
        && stray_in_host_name(text, windows).is_none()
        && !(windows && text.chars().all(|c| c.is_ascii_digit()))
}

/// The first character that a host name may not have at its place, and that place, counted from 1. A hyphen or dot must stand between two
/// other characters.
#[must_use]
pub fn stray_in_host_name(text: &str, windows: bool) -> Option<(usize, char)> {
    let last = text.chars().count();
    let is_joint = |c: char| c == '-' || (c == '.' && !windows);
    let mut before = '-';
    (1..).zip(text.chars()).find(|(place, c)| {
        let follows_joint = is_joint(std::mem::replace(&mut before, *c));
        !c.is_ascii_alphanumeric() && (!is_joint(*c) || follows_joint || *place == last)
    })
}

/// The first problem with the tags of a request: the index of the tag (from 0) and the reason.
#[must_use]
pub fn tag_problem(tags: &[Tag]) -> Option<(usize, Reason)> {
    if tags.len() > MOST_TAGS {
        return Some((MOST_TAGS, Reason::TooManyTags));
    }
    tags.iter().enumerate().find_map(|(place, tag)| {
        let earlier = tags.iter().take(place);
        let reserved = ["acs:", "aliyun"].iter().any(|start| begins_with(&tag.key, start));
        if !(1..=128).contains(&tag.key.chars().count()) || reserved || has_web_address(&tag.key) {
            Some((place, Reason::TagMalformed))
        } else if tag.value.chars().count() > 128 || begins_with(&tag.value, "acs:") || has_web_address(&tag.value) {
            Some((place, Reason::TagValueMalformed))
        } else if earlier.into_iter().any(|other| other.key == tag.key) {
            Some((place, Reason::DuplicateTagKey))
        } else {
            None
        }
    })
}

fn begins_with(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start))
}

fn is_web_address(text: &str) -> bool {
    begins_with(text, "http://") || begins_with(text, "https://")
}

fn has_web_address(text: &str) -> bool {
    text.contains("http://") || text.contains("https://")
}

#[cfg(test)]
mod test {
    use super::*;

    #[test]
    fn an_instance_name_is_two_to_128_characters_and_begins_with_a_letter() {
        for good in ["ab", "网站-01", "web:a_b.c-9", &"x".repeat(128)] {
            assert!(is_instance_name(good, false), "{good}");
        }
        for bad in ["", "a", "1a", "-a", "a b", "http://x", "a/b", "web[0,4]", &"x".repeat(129)] {
            assert!(!is_instance_name(bad, false), "{bad}");
        }
        assert!(is_instance_name("web[0,4]", true));
    }

    #[test]
    fn a_description_does_not_begin_as_a_web_address() {
        assert!(is_description("") && is_description("see http://x"));
        assert!(!is_description("a") && !is_description("HTTPS://x") && !is_description(&"x".repeat(257)));
    }

    #[test]
    fn host_names_differ_between_systems() {
        assert!(is_host_name("web-01.prod", false) && !is_host_name("web-01.prod", true));
        for bad in ["a", "-ab", "ab-", "a--b", ".ab", "ab.", "a..b", "a_b", &"x".repeat(65)] {
            assert!(!is_host_name(bad, false), "{bad}");
        }
        assert!(is_host_name("WIN01", true) && !is_host_name("12345", true) && !is_host_name("abcdefgh12345678", true));
    }

    #[test]
    fn the_first_character_out_of_place_is_named_by_its_place() {
        let name = |text| stray_in_name(text, true);
        assert_eq!(name("web server"), Some((4, ' ')));
        assert_eq!(name("prod/web"), Some((5, '/')));
        assert_eq!(name("测试（一）"), Some((3, '（')));
        assert_eq!(name("1st"), Some((1, '1')));
        assert_eq!(name("web-[1,3]"), None);
        let host = |text| stray_in_host_name(text, false);
        assert_eq!(host("-ab"), Some((1, '-')));
        assert_eq!(host("ab-"), Some((3, '-')));
        assert_eq!(host("a-.b"), Some((3, '.')));
        assert_eq!(host("a_b"), Some((2, '_')));
        assert_eq!(stray_in_host_name("a.b", true), Some((2, '.')));
    }

    #[test]
    fn tags_have_unique_keys_and_no_reserved_beginnings() {
        let tag = |key: &str, value: &str| Tag { key: key.into(), value: value.into() };
        assert_eq!(tag_problem(&[tag("env", "prod"), tag("team", "")]), None);
        assert_eq!(tag_problem(&[tag("env", ""), tag("env", "x")]), Some((1, Reason::DuplicateTagKey)));
        assert_eq!(tag_problem(&[tag("", "x")]), Some((0, Reason::TagMalformed)));
        assert_eq!(tag_problem(&[tag("acs:x", "x")]), Some((0, Reason::TagMalformed)));
        assert_eq!(tag_problem(&[tag("a", "acs:x")]), Some((0, Reason::TagValueMalformed)));
        let many: Vec<_> = (0..21).map(|n| tag(&n.to_string(), "")).collect();
        assert_eq!(tag_problem(&many), Some((20, Reason::TooManyTags)));
    }
}
