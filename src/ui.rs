//! Generic widgets: they know nothing of instances or the world. Texts come in as props; the data to show comes in as signals, and a
//! person's acts go out through callbacks; no widget keeps state that a page needs.
//!
//! Props of type `Signal<T>` take a value, a closure or a signal (a constant `Option` is written `Some("…".to_owned())`); callbacks take
//! closures, whose argument may need its type: `on_input=move |text: String| …`. `disabled_reason = Some(why)` keeps a control
//! reachable, shows why, and makes it do nothing. Any element may carry `data-tip="…"`: the page's one tooltip shows it. The
//! shell mounts `<TooltipLayer/>` and `<LiveRegions/>` once, and provides `Texts` in the context.
//!
//! In brief, `?` for what may be left out:
//!
//! | part | props |
//! |---|---|
//! | `Button` | label, on_click: (), kind? icon? disabled_reason? busy? compact? aria_label? autofocus? test_id? |
//! | `IconButton` | icon, label, on_click: (), disabled_reason? expanded? compact? test_id? |
//! | `ButtonLink` | label, href, kind? icon? test_id? |
//! | `MenuButton` | label, entries: () -> `Vec<MenuEntry>`, look? icon? aria_label? compact? disabled_reason? test_id? |
//! | `SharedMenu`, `MenuTrigger` | one menu for many buttons: `.click`, `.key`, shown by `SharedMenuList`; label, act, look? aria_label? compact? test_id? |
//! | `Dialog` | title, on_close: (), size? alert? footer? test_id?, children; open while mounted |
//! | `Drawer` | title, on_close: (), side? footer? test_id?, children; open while mounted |
//! | `Switch` | label, checked: `Option<bool>`, on_change: bool, state_text? hint? disabled_reason? test_id? |
//! | `Checkbox` | label, checked: `Option<bool>`, on_change: bool, hint? error? disabled_reason? label_hidden? id? test_id? |
//! | `RadioGroup` | legend, choices: `Vec<Choice>`, value: String, on_change: String, look? hint? legend_hidden? id? |
//! | `TextField` | label, value, on_input: String, kind? width? hint? error? required? label_hidden? disabled? placeholder? unit? max_length? on_leave? autofocus? id? test_id? |
//! | `TextArea` | label, value, on_input: String, width? rows? code? hint? error? required? label_hidden? placeholder? id? test_id? |
//! | `Select` | label, options: `Vec<SelectOption>`, value, on_change: String, width? hint? error? required? label_hidden? disabled? id? test_id? |
//! | `Field`, `FieldSet` | label, id, width? hint? error? required?, children; legend, head?, children |
//! | `SearchBox` | label, value, on_input: String, placeholder? id? test_id? |
//! | `Notice` | kind? title? on_dismiss? action? test_id?, children? |
//! | `ErrorSummary` | title, errors: `Vec<FieldError>` |
//! | `DataTable` | caption, frame, class, columns: `Vec<Column>`, total, lines, key, read, more; `.view()` |
//! | `SortHeader`, `SortButton` | label, order: `Option<SortOrder>`, on_sort: SortOrder, numeric? class? test_id? |
//! | `use_virtual_rows` | (total, row_height, overscan) -> `VirtualRows { scroller, window }`, with `SpacerBefore`, `SpacerAfter`; `_of` for a known height |
//! | `use_width`, `use_media` | () -> (node_ref of a div, its width in CSS pixels); media query -> whether it holds |
//! | `Status`, `Badge` | icon, text, tone? tip?; text, tone? |
//! | `Tip`, `CutEnd`, `CutMiddle` | text, tip; text, focusable?; text, test_id? |
//! | `CopyButton`, `CodeBlock` | text, what; code, what |
//! | `KeyValues` | pairs: `Vec<Pair>`, rows? |
//! | `Steps` | label, steps: `Vec<Step>`, on_go: usize |
//! | `Tabs` | label, tabs: `Vec<Tab>`, chosen: &str, on_choose: &str, panel: &str -> AnyView |
//! | `Breadcrumb` | label, crumbs: `Vec<Crumb>` |
//! | `Section`, `Disclosure` | title, acts? test_id?, children; summary, open?, is_open? test_id?, children |
//! | `Empty`, `Skeleton`, `Progress` | text, icon? test_id?, children?; lines?; label, done: `Option<f64>` |
//! | `Meter` | name, label, used: f64, low: f64, high: f64, test_id? |
//! | `Glyph`; `Sign`, `SignFrame` | icon, size? label?; an icon that is exchanged in place |
//! | `use_announcer()` | `.polite(text)`, `.assertive(text)` |

pub mod button;
pub mod choice;
#[cfg(test)]
mod contrast;
pub mod copy;
pub mod data_table;
pub mod dialog;
pub mod dom;
pub mod field;
pub mod icon;
pub mod input;
pub mod live;
pub mod menu;
pub mod meter;
pub mod notice;
pub mod overlay;
pub mod parts;
pub mod radio;
mod row_keys;
pub mod search;
pub mod select;
pub mod steps;
pub mod table;
pub mod tabs;
pub mod text;
pub mod tooltip;
pub mod virtual_rows;
pub mod width;

pub use button::{Button, ButtonKind, ButtonLink, IconButton};
pub use choice::{Checkbox, Switch};
pub use copy::{CodeBlock, CopyButton, copy};
pub use data_table::{Column, DataTable, Frame, More};
pub use dialog::{Dialog, DialogSize, Drawer, DrawerSide};
pub use dom::{focus_on, fresh_id, keep_focus};
pub use field::{Field, FieldSet, FieldWidth, TextArea, TextField, TextKind};
pub use icon::{Glyph, Icon, IconSize, Sign, SignFrame};
pub use input::guard_input;
pub use live::{Announcer, LiveRegions, use_announcer};
pub use menu::{MenuButton, MenuEntry, MenuItem, MenuLook, MenuTrigger, SharedMenu, SharedMenuList};
pub use meter::Meter;
pub use notice::{ErrorSummary, FieldError, Notice, NoticeKind};
pub use overlay::{close_overlays, close_topmost, has_overlay, when_overlay_opens};
pub use parts::{Breadcrumb, Crumb, Disclosure, Empty, Progress, Section, Skeleton};
pub use radio::{Choice, RadioGroup, RadioLook};
pub use search::SearchBox;
pub use select::{Select, SelectOption};
pub use steps::{Step, StepState, Steps};
pub use table::{SortButton, SortHeader, SortOrder, Sorting, SpacerAfter, SpacerBefore, aria_sort};
pub use tabs::{Tab, Tabs};
pub use text::{Badge, CutEnd, CutMiddle, KeyValues, Pair, Status, Tip, Tone, end_of};
pub use tooltip::TooltipLayer;
pub use virtual_rows::{RowWindow, VirtualRows, row_window, use_virtual_rows, use_virtual_rows_of};
pub use width::{use_media, use_width};
