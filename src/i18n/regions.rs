//! Names of regions, from the catalogue.

use super::{Language, Texts};
use crate::rules::catalog;

impl Texts {
    /// The region's name in this language; a region that the catalogue does not know by its id.
    #[must_use]
    pub fn region_name(self, region: &str) -> String {
        match (catalog::region(region), self.0) {
            (Some(known), Language::En) => known.name_en.to_owned(),
            (Some(known), Language::ZhCn) => known.name_zh.to_owned(),
            (None, _) => region.to_owned(),
        }
    }
}

#[cfg(test)]
mod test {
    use crate::i18n::{Language, Texts};

    #[test]
    fn a_region_has_a_name_in_both_languages_and_an_unknown_one_its_id() {
        assert_eq!(Texts(Language::En).region_name("cn-hangzhou"), "China (Hangzhou)");
        assert_eq!(Texts(Language::ZhCn).region_name("cn-hangzhou"), "华东1（杭州）");
        assert_eq!(Texts(Language::En).region_name("mars-north-1"), "mars-north-1");
    }
}
