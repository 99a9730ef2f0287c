//! The languages and how one is chosen. The only texts here are their own names.

use super::TAGS;

/// A language of the console. The discriminant is the place of its folder among those of `locales/`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Language {
    En = 0,
    ZhCn = 1,
}

impl Language {
    /// In the order in which they are offered.
    pub const ALL: [Self; 2] = [Self::ZhCn, Self::En];

    /// The language's own name, so that a person who reads only that language finds it.
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
        TAGS.get(self as usize).copied().unwrap_or_default()
    }

    /// The language with this tag.
    #[must_use]
    pub fn exactly(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag() == tag)
    }
}

#[cfg(test)]
mod test {
    use super::{Language, TAGS};

    #[test]
    fn every_folder_of_texts_is_a_language() {
        assert_eq!(Language::ALL.len(), TAGS.len());
        assert!(Language::ALL.into_iter().all(|language| Language::exactly(language.tag()) == Some(language)));
    }
}
