//! What a page receives: the world to read, the route, one sender, and the drafts that outlive a page (selection, open dialogs, notices).
//! Executes nothing: commands go through `Link` to the session.

pub mod called;
pub mod console;
pub mod dialogs;
pub mod incoming;
pub mod interference;
pub mod notices;
pub mod route;

pub use called::Called;
pub use console::{Console, Link, Reader, Reply, StorageState, Then, use_console};
pub use dialogs::Dialog;
pub use incoming::{Incoming, Kind, NotMade, ReadingGuard};
pub use interference::{Interference, Meddling};
pub use notices::{Notice, NoticeAct, NoticeKind};
pub use route::{DetailsTab, ListQuery, Offer, Route, SimulationTab};

/// The ticked rows of the list.
pub use latch_rules::Marks as Selection;
/// Types of the session that pages use: conditions of the simulated network, making worlds, and the targets to which
/// `Console::with_history` can rewind.
pub use latch_session::{Conditions, LONGEST_MS, Make, Wanted, rewind_targets, rewound};
