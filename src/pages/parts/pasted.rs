//! Texts that were copied from elsewhere: invisible characters are ignored, and a list of instance ids is recognized in any notation. Pure.

/// The text without characters of zero width; every whitespace character becomes a plain space.
#[must_use]
pub fn seen(text: &str) -> String {
    let is_unseen = |c: char| matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}');
    text.chars().filter(|c| !is_unseen(*c)).map(|c| if c.is_whitespace() { ' ' } else { c }).collect()
}

/// The ids of a text that is a list of them, in its order, without duplicates: separated by spaces, commas or line breaks, quoted, or as a
/// JSON list. Also the ids of a text that contains whole ids, such as an ARN, a page address or a log line. `None` for any other text, and
/// for a part of one id.
#[must_use]
pub fn ids(text: &str) -> Option<Vec<String>> {
    let text = seen(text);
    listed(&text).or_else(|| within(&text))
}

fn listed(text: &str) -> Option<Vec<String>> {
    let is_between = |c: char| c.is_whitespace() || ",;|，；、\"'`“”‘’[](){}".contains(c);
    let mut ids: Vec<String> = Vec::new();
    let mut count = 0;
    for word in text.split(is_between).filter(|word| !word.is_empty()) {
        if !is_id(word) {
            return None;
        }
        count += 1;
        if !ids.iter().any(|known| known == word) {
            ids.push(word.to_owned());
        }
    }
    (count > 1 || ids.first().is_some_and(|only| only != text.trim())).then_some(ids)
}

/// Minimum number of letters after `i-` in a whole id.
const FEWEST: usize = 8;

/// The whole ids in any text: `i-` followed by letters and digits only, with at least one digit.
fn within(text: &str) -> Option<Vec<String>> {
    let plain: String = text.chars().map(|c| if "－‐‑‒–—−".contains(c) { '-' } else { c }).collect();
    let mut ids: Vec<String> = Vec::new();
    for word in plain.split(|c: char| !(c.is_ascii_alphanumeric() || "-_".contains(c))) {
        let rest = word.strip_prefix("i-").or_else(|| word.strip_prefix("I-")).unwrap_or_default();
        let is_whole = rest.len() >= FEWEST
            && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && rest.bytes().any(|byte| byte.is_ascii_digit());
        if is_whole && !ids.iter().any(|known| known == word) {
            ids.push(word.to_owned());
        }
    }
    (!ids.is_empty() && ids.first().is_some_and(|only| only != text.trim())).then_some(ids)
}

fn is_id(word: &str) -> bool {
    let rest = word.strip_prefix("i-").or_else(|| word.strip_prefix("I-"));
    rest.is_some_and(|rest| !rest.is_empty() && rest.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c)))
}

#[cfg(test)]
mod test {
    use super::{ids, seen};

    #[test]
    fn a_list_of_ids_is_read_however_it_is_written_down() {
        for text in [
            "i-bp1a,i-bp1b",
            "i-bp1a i-bp1b",
            "i-bp1a\ni-bp1b\r\n",
            "i-bp1a，i-bp1b、i-bp1a",
            r#"["i-bp1a", "i-bp1b"]"#,
            "['i-bp1a','i-bp1b']",
            "\u{feff}i-bp1a\u{200b};\u{a0}i-bp1b",
        ] {
            assert_eq!(ids(text).unwrap(), ["i-bp1a", "i-bp1b"], "{text:?}");
        }
        assert_eq!(ids("[\"i-bp1a\"]").unwrap(), ["i-bp1a"]);
        assert_eq!(ids("“i-bp1a”").unwrap(), ["i-bp1a"]);
    }

    #[test]
    fn whole_ids_are_found_in_whatever_was_copied() {
        const ID: &str = "i-bp1a2b3c4d5e6f7g8h9j";
        for text in [
            format!("（{ID}）"),
            format!("{ID}。"),
            format!("{ID}."),
            format!("<{ID}>"),
            format!("InstanceId: {ID}"),
            format!("InstanceId={ID}"),
            format!("acs:ecs:cn-hangzhou:1234567890:instance/{ID}"),
            format!("https://ecs.console.aliyun.com/server/{ID}/detail?regionId=cn-hangzhou#/"),
            ID.replace('-', "－"),
            format!("web-1 {ID} Running"),
        ] {
            assert_eq!(ids(&text).unwrap(), [ID], "{text:?}");
        }
        assert_eq!(ids(&format!("{ID}/i-28ab12cd9")).unwrap(), [ID, "i-28ab12cd9"]);
        assert_eq!(ids(ID), None);
    }

    #[test]
    fn what_is_no_list_of_ids_is_a_text() {
        for text in ["", "i-", "i-bp1a", " i-bp1a ", "web, db", "i-bp1a web", "[]", "i-bp1a,=x"] {
            assert_eq!(ids(text), None, "{text:?}");
        }
    }

    #[test]
    fn what_is_not_seen_is_not_there() {
        assert_eq!(seen("\u{feff}i-\u{200b}bp1\u{a0}"), "i-bp1 ");
        assert_eq!(seen("网站\u{3000}一"), "网站 一");
    }
}
