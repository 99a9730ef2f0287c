//! The `aliyun` command, for a POSIX shell: one parameter per line.

use super::{Call, quoted, shows};

pub(super) fn write(call: &Call) -> String {
    let region = (!call.region.is_empty()).then_some(("region", call.region.as_str()));
    let own = call.params.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let flags = region.into_iter().chain(own).map(|(name, value)| flag(name, value));
    std::iter::once(format!("aliyun ecs {}", call.action)).chain(flags).collect::<Vec<_>>().join(" \\\n  ")
}

/// A value that begins with a dash is tied to its flag by `=`, or it would be read as the next flag. An empty value cannot be tied.
fn flag(name: &str, value: &str) -> String {
    let between = if value.starts_with('-') { '=' } else { ' ' };
    format!("--{name}{between}{}", word(value))
}

/// One word for the shell. Between single quotes only the closing quote has a meaning. But a terminal acts on some characters before the
/// shell sees them, so invisible characters are escaped, between `$'` and `'`.
pub(super) fn word(text: &str) -> String {
    let is_plain =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | ':' | '/' | '@' | '%' | '+' | ',' | '=');
    let begins_plain = text.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-');
    if begins_plain && text.chars().all(is_plain) {
        text.to_owned()
    } else if text.chars().all(shows) {
        format!("'{}'", text.replace('\'', r"'\''"))
    } else {
        let octal =
            |letter: char| letter.encode_utf8(&mut [0; 4]).bytes().map(|byte| format!("\\{byte:03o}")).collect();
        format!("${}", quoted(text, '\'', octal))
    }
}
