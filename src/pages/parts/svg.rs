//! SVG pictures for download: text escaped for XML, and the light colours of `style/tokens.css`. On the page itself, colours come from the
//! stylesheet.

/// The light colours of `style/tokens.css` (`build.rs`), because a picture is put into documents, which are light.
pub mod colour {
    include!(concat!(env!("OUT_DIR"), "/colours.rs"));
}

const FONTS: &str = "system-ui, 'Segoe UI', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif";

/// Escapes text and attributes of XML 1.0; characters that XML cannot contain are left out.
#[must_use]
pub fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\r' | '\t' => out.push(' '),
            '\u{fffe}' | '\u{ffff}' => {}
            letter if letter.is_control() => {}
            letter => out.push(letter),
        }
    }
    out
}

/// A complete SVG document around `body`.
#[must_use]
pub fn document(width: f64, height: f64, title: &str, body: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" \
         viewBox=\"0 0 {width:.0} {height:.0}\" font-family=\"{FONTS}\" font-size=\"12\" fill=\"{}\">\n\
         <title>{}</title>\n<rect width=\"100%\" height=\"100%\" fill=\"{}\"/>\n{body}</svg>\n",
        colour::TEXT,
        xml(title),
        colour::SURFACE,
    )
}

/// A line of text.
#[must_use]
pub fn text(x: f64, y: f64, size: u32, fill: &str, text: &str) -> String {
    format!("<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{size}\" fill=\"{fill}\">{}</text>\n", xml(text))
}

/// At most `letters` letters; a longer text ends in an ellipsis.
#[must_use]
pub fn cut(text: &str, letters: usize) -> String {
    if text.chars().count() <= letters {
        return text.to_owned();
    }
    text.chars().take(letters.saturating_sub(1)).chain(['…']).collect()
}

#[cfg(test)]
mod test {
    use super::{cut, document, text, xml};

    #[test]
    fn nothing_that_a_person_typed_becomes_markup() {
        assert_eq!(xml("<script>&\"'\u{0}\u{7}\n"), "&lt;script&gt;&amp;&quot;&#39; ");
        let picture = document(10.0, 10.0, "</title><script>", &text(1.0, 2.0, 12, "#fff", "]]><a>"));
        assert!(!picture.contains("<script>") && !picture.contains("<a>"), "{picture}");
    }

    #[test]
    fn a_long_text_is_cut_between_letters() {
        assert_eq!(cut("释放保护已开启", 4), "释放保…");
        assert_eq!(cut("abc", 3), "abc");
    }
}
