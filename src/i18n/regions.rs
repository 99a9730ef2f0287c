//! Names of regions in both languages, from the catalogue.

use super::{Language, Texts};
use latch_rules::catalog;

impl Texts {
    /// The region's name; the id of a region that the catalogue does not contain.
    #[must_use]
    pub fn region_name(self, region: &str) -> String {
        let known = catalog::REGIONS.iter().find(|known| known.id == region);
        known.map_or(region, |known| if self.0 == Language::ZhCn { known.name_zh } else { known.name_en }).to_owned()
    }
}
