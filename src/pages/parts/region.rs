//! The region that an address names.

use crate::context::Console;
use latch_rules::{World, catalog};

/// Switches to the region if it exists; an unknown one is ignored with a notice.
pub fn adopt_region(console: Console, region: &str) {
    let is_known =
        |world: &World| catalog::region(region).is_some() || world.live().any(|(_, i)| *i.spec.region == *region);
    if region.is_empty() {
        return;
    }
    if console.peek(is_known) {
        console.set_region(region);
    } else {
        console.leave_out("region");
    }
}
