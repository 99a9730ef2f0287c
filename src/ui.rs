//! Dumb widgets: they know nothing of instances or the world. Texts come in as props; what a widget shows comes in as signals, what a
//! person does goes out through callbacks; nothing here keeps state that a page needs.
//!
//! Props marked live take a text, a closure or a signal. `disabled_reason = Some(why)` keeps a control reachable, shows why, and
//! makes it do nothing. Any element may carry `data-tip="…"`: the page's one tooltip shows it.
//!
//! The shell mounts `<TooltipLayer/>` and `<LiveRegions/>` once, and provides `Texts` in the context.

pub mod button;
pub mod choice;
#[cfg(test)]
mod contrast;
pub mod copy;
pub mod dialog;
pub mod dom;
pub mod field;
pub mod icon;
pub mod live;
pub mod menu;
pub mod notice;
pub mod parts;
mod place;
pub mod radio;
pub mod search;
pub mod select;
pub mod steps;
pub mod table;
pub mod tabs;
pub mod text;
pub mod tooltip;
pub mod virtual_rows;

pub use button::{Button, ButtonKind, ButtonLink, IconButton};
pub use choice::{Checkbox, Switch};
pub use copy::{CodeBlock, CopyButton, copy};
pub use dialog::{Dialog, DialogSize, Drawer, DrawerSide};
pub use dom::{focus_on, fresh_id};
pub use field::{Field, FieldSet, FieldWidth, TextArea, TextField, TextKind};
pub use icon::{Glyph, Icon, IconSize};
pub use live::{Announcer, LiveRegions, use_announcer};
pub use menu::{MenuButton, MenuEntry, MenuItem, MenuLook};
pub use notice::{ErrorSummary, FieldError, Notice, NoticeKind};
pub use parts::{Breadcrumb, Crumb, Disclosure, Empty, Progress, Section, Skeleton};
pub use radio::{Choice, RadioGroup, RadioLook};
pub use search::SearchBox;
pub use select::{Select, SelectOption};
pub use steps::{Step, StepState, Steps};
pub use table::{SortButton, SortHeader, SortOrder, SpacerAfter, SpacerBefore};
pub use tabs::{Tab, Tabs};
pub use text::{Badge, CutEnd, CutMiddle, KeyValues, Pair, Status, Tip, Tone};
pub use tooltip::TooltipLayer;
pub use virtual_rows::{RowWindow, VirtualRows, row_window, use_virtual_rows};
