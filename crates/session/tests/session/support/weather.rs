//! Random numbers, and what may disturb the tabs of the simulated browser.

/// splitmix64.
pub struct Dice(pub u64);

impl Dice {
    pub fn throw(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % sides.max(1)
    }

    pub fn one_in(&mut self, sides: u64) -> bool {
        self.throw(sides) == 0
    }

    /// As `one_in`; 0 = never.
    pub fn strikes(&mut self, sides: u64) -> bool {
        sides > 0 && self.one_in(sides)
    }
}

/// What a schedule may do to the tabs.
#[derive(Clone, Copy, Debug)]
pub struct Weather {
    /// One write in so many fails for lack of room; 0 = none.
    pub full_one_in: u64,
    /// One write in so many fails for another reason; 0 = none.
    pub denied_one_in: u64,
    /// One reading in so many fails; 0 = none.
    pub unreadable_one_in: u64,
    /// The tab crashes at one write in so many; 0 = never.
    pub crash_one_in: u64,
    /// After one write in so many, other events come before the next write of the same ticket; 0 = never.
    pub pause_one_in: u64,
    /// Units that there is room for; 0 = endless.
    pub room: usize,
    /// One timer in so many is late, as in a page in the background; 0 = none.
    pub late_timer_one_in: u64,
    pub has_locks: bool,
    /// One load of the `Maker` in so many fails; 0 = none.
    pub partless_one_in: u64,
}

impl Weather {
    pub const CALM: Self = Self {
        full_one_in: 0,
        denied_one_in: 0,
        unreadable_one_in: 0,
        crash_one_in: 0,
        pause_one_in: 0,
        room: 0,
        late_timer_one_in: 0,
        has_locks: true,
        partless_one_in: 0,
    };
}
