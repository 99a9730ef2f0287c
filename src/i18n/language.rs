//! The two languages and how one is chosen. Holds no text.

use serde::{Deserialize, Serialize};

/// A language of the console. The discriminant is its place in the table that `build.rs` makes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Language {
    #[serde(rename = "en")]
    En = 0,
    #[serde(rename = "zh-CN")]
    ZhCn = 1,
}

impl Language {
    /// The BCP 47 tag, for `<html lang>` and `Intl`.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::ZhCn => "zh-CN",
        }
    }

    /// The first of the browser's languages that is Chinese or English; English when none is (product.md section 3).
    #[must_use]
    pub fn preferred<'a>(tags: impl IntoIterator<Item = &'a str>) -> Self {
        tags.into_iter()
            .find_map(|tag| match tag.get(..2)?.to_ascii_lowercase().as_str() {
                "zh" => Some(Self::ZhCn),
                "en" => Some(Self::En),
                _ => None,
            })
            .unwrap_or(Self::En)
    }
}

#[cfg(test)]
mod test {
    use super::Language;

    #[test]
    fn the_first_chinese_or_english_language_wins() {
        assert_eq!(Language::preferred(["fr-FR", "zh-TW", "en"]), Language::ZhCn);
        assert_eq!(Language::preferred(["en-GB", "zh"]), Language::En);
        assert_eq!(Language::preferred(["é", "de"]), Language::En);
    }
}
