//! The languages and how one is chosen. Holds no text but their own names.

/// A language of the console. The discriminant is its place in every list of texts that `build.rs` makes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Language {
    En = 0,
    ZhCn = 1,
}

impl Language {
    /// In the order in which they are offered.
    pub const ALL: [Self; 2] = [Self::ZhCn, Self::En];

    /// By its own name, so that a person finds it who reads only that one.
    #[must_use]
    pub fn own_name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::ZhCn => "简体中文",
        }
    }

    /// The BCP 47 tag, for `<html lang>` and `Intl`.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::ZhCn => "zh-CN",
        }
    }

    /// The language with this tag.
    #[must_use]
    pub fn exactly(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag() == tag)
    }

    /// The first of the browser's languages that is Chinese or English; English when none is (docs/rules.md#language).
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
