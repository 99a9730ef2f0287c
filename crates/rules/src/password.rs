//! The rule for passwords (docs/ecs.md 3.1). Only this check ever sees a password (R16).

const SPECIAL: &str = "()`~!@#$%^&*-_+=|{}[]:;'<>,.?/";

/// Whether the text has 8 to 30 characters, of at least three kinds (capital letters, small letters, digits, special characters) and no
/// others. On Windows it must not begin with a slash.
#[must_use]
pub fn is_password(text: &str, windows: bool) -> bool {
    let has = |kind: fn(char) -> bool| usize::from(text.chars().any(kind));
    let is_special = |c: char| SPECIAL.contains(c);
    let kinds = has(|c| c.is_ascii_uppercase())
        + has(|c| c.is_ascii_lowercase())
        + has(|c| c.is_ascii_digit())
        + has(is_special);
    (8..=30).contains(&text.chars().count())
        && kinds >= 3
        && text.chars().all(|c| c.is_ascii_alphanumeric() || is_special(c))
        && !(windows && text.starts_with('/'))
}

#[cfg(test)]
mod test {
    use super::is_password;

    #[test]
    fn a_password_has_three_kinds_of_characters() {
        for good in ["Abcdefg1", "abcdef1-", "ABCDEF1-", "/Abcdef1", &"Aa1".repeat(10)] {
            assert!(is_password(good, false), "{good}");
        }
        for bad in ["", "Abcdef1", "abcdefg1", "ABCDEFGH", "Abcdefg1é", "Abcdef 1", &"Aa1b".repeat(8)] {
            assert!(!is_password(bad, false), "{bad}");
        }
        assert!(!is_password("/Abcdef1", true));
    }
}
