//! Every icon, hand-drawn on a 16 unit grid, and the one component that shows them. Holds no colour: icons take the colour
//! of the text around them.

use leptos::prelude::*;
use web_sys::Element;

/// The line width is the same in every size; filled shapes are separate from lines.
struct Drawing {
    lines: &'static str,
    filled: &'static str,
}

const fn lines(lines: &'static str) -> Drawing {
    Drawing { lines, filled: "" }
}

const fn filled(filled: &'static str) -> Drawing {
    Drawing { lines: "", filled }
}

/// An icon of the console. Shields, dots and squares are states; the others are acts and marks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Icon {
    ShieldOn,
    ShieldOff,
    ShieldGap,
    Dash,
    Running,
    Stopped,
    Spinner,
    Padlock,
    Clock,
    Search,
    Close,
    ChevronDown,
    ChevronUp,
    ChevronRight,
    ChevronLeft,
    More,
    Plus,
    Minus,
    Copy,
    Check,
    Info,
    Warning,
    Error,
    Success,
    Menu,
    Globe,
    Sun,
    Moon,
    Monitor,
    Download,
    Upload,
    Filter,
    SortUp,
    SortDown,
    SortNone,
    Edit,
    External,
    Server,
    BoxEmpty,
    History,
    Archive,
    Refresh,
    Help,
    Code,
    Play,
    Pause,
    Trash,
    Layers,
    Table,
    Link,
    User,
    Columns,
    /// Two check marks.
    CheckAll,
}

impl Icon {
    /// The icon's paths on the 16 unit grid, lines and filled shapes, for pictures that include it. Either may be empty.
    #[must_use]
    pub fn paths(self) -> (&'static str, &'static str) {
        let Drawing { lines, filled } = self.drawing();
        (lines, filled)
    }

    fn drawing(self) -> Drawing {
        const SHIELD: &str = "M8 1.75 13.25 3.6v3.9c0 3.3-2.1 5.7-5.25 6.75C4.85 13.2 2.75 10.8 2.75 7.5V3.6z";
        match self {
            Self::ShieldOn => {
                Drawing { lines: "", filled: "M8 1 14 3.1v4.4c0 3.6-2.4 6.3-6 7.5-3.6-1.2-6-3.9-6-7.5V3.1z" }
            }
            Self::ShieldOff => lines(SHIELD),
            Self::ShieldGap => {
                filled("M8 1 14 3.1v2.2L8.6 8l4.9 2.6C12.5 12.6 10.5 14.2 8 15c-3.6-1.2-6-3.9-6-7.5V3.1z")
            }
            Self::Dash | Self::Minus => lines("M3.5 8h9"),
            Self::Running => filled("M8 3.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9z"),
            Self::Stopped => filled("M4 4h8v8H4z"),
            Self::Spinner => lines("M14.25 8A6.25 6.25 0 1 1 8 1.75"),
            Self::Padlock => lines("M3.25 7.25h9.5v6.5h-9.5zM5 7.25V5a3 3 0 0 1 6 0v2.25"),
            Self::Clock => {
                Drawing { lines: "M8 1.75a6.25 6.25 0 1 1 0 12.5 6.25 6.25 0 0 1 0-12.5zM8 4.5V8l2.5 1.75", filled: "" }
            }
            Self::Search => lines("M7 2.25a4.75 4.75 0 1 1 0 9.5 4.75 4.75 0 0 1 0-9.5zM10.5 10.5l3.5 3.5"),
            Self::Close => lines("M3.5 3.5l9 9M12.5 3.5l-9 9"),
            Self::ChevronDown => lines("M3.5 6 8 10.5 12.5 6"),
            Self::ChevronUp => lines("M3.5 10 8 5.5l4.5 4.5"),
            Self::ChevronRight => lines("M6 3.5 10.5 8 6 12.5"),
            Self::ChevronLeft => lines("M10 3.5 5.5 8l4.5 4.5"),
            Self::More => filled(
                "M3 6.75a1.25 1.25 0 1 1 0 2.5 1.25 1.25 0 0 1 0-2.5zM8 6.75a1.25 1.25 0 1 1 0 2.5 1.25 1.25 0 0 1 0-2.5z\
                 M13 6.75a1.25 1.25 0 1 1 0 2.5 1.25 1.25 0 0 1 0-2.5z",
            ),
            Self::Plus => lines("M8 3v10M3 8h10"),
            Self::Copy => lines("M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3"),
            Self::Check => lines("M3 8.5 6.5 12 13 4.5"),
            Self::Info => Drawing {
                lines: "M8 1.75a6.25 6.25 0 1 1 0 12.5 6.25 6.25 0 0 1 0-12.5zM8 7.25v4",
                filled: "M8 4a.9.9 0 1 1 0 1.8A.9.9 0 0 1 8 4z",
            },
            Self::Warning => {
                Drawing { lines: "M8 2 14.5 13.5h-13zM8 6.25v3.5", filled: "M8 10.9a.8.8 0 1 1 0 1.6.8.8 0 0 1 0-1.6z" }
            }
            Self::Error => {
                lines("M8 1.75a6.25 6.25 0 1 1 0 12.5 6.25 6.25 0 0 1 0-12.5zM5.75 5.75l4.5 4.5M10.25 5.75l-4.5 4.5")
            }
            Self::Success => lines("M8 1.75a6.25 6.25 0 1 1 0 12.5 6.25 6.25 0 0 1 0-12.5zM5 8.25l2.15 2.15L11 6.25"),
            Self::Menu => lines("M2 4h12M2 8h12M2 12h12"),
            Self::Globe => lines(
                "M8 1.75a6.25 6.25 0 1 1 0 12.5 6.25 6.25 0 0 1 0-12.5zM1.75 8h12.5M8 1.75c3.6 3.9 3.6 8.6 0 12.5\
                 M8 1.75c-3.6 3.9-3.6 8.6 0 12.5",
            ),
            Self::Sun => lines(
                "M8 5a3 3 0 1 1 0 6 3 3 0 0 1 0-6zM8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3.05 3.05l1.05 1.05M11.9 11.9l1.05 1.05\
                 M12.95 3.05 11.9 4.1M4.1 11.9l-1.05 1.05",
            ),
            Self::Moon => lines("M13.5 9.75A6 6 0 0 1 6.25 2.5a6 6 0 1 0 7.25 7.25z"),
            Self::Monitor => lines("M1.75 2.75h12.5v8.5H1.75zM5.5 13.75h5M8 11.25v2.5"),
            Self::Download => lines("M8 2v8M4.5 6.75 8 10.25l3.5-3.5M2.5 13.5h11"),
            Self::Upload => lines("M8 10.5v-8M4.5 5.75 8 2.25l3.5 3.5M2.5 13.5h11"),
            Self::Filter => lines("M2 3h12L9.5 8.25v4.5l-3 1v-5.5z"),
            Self::SortUp => filled("M8 4.5 12 10H4z"),
            Self::SortDown => filled("M8 11.5 4 6h8z"),
            Self::SortNone => filled("M8 2.5 11.25 7h-6.5zM8 13.5 4.75 9h6.5z"),
            Self::Edit => lines("M2.5 13.5l.75-3.25L11 2.5l2.5 2.5-7.75 7.75zM9.25 4.25l2.5 2.5"),
            Self::External => lines("M9.5 2.5h4v4M13.5 2.5 7.5 8.5M6.5 3.5h-4v10h10v-4"),
            Self::Server => Drawing {
                lines: "M2.25 2.5h11.5v4.5H2.25zM2.25 9h11.5v4.5H2.25z",
                filled: "M4.5 4h1.5v1.5H4.5zM4.5 10.5h1.5V12H4.5z",
            },
            Self::BoxEmpty => lines("M2 5.25 4 2.25h8l2 3v8.5H2zM2 5.25h12M6 8h4"),
            Self::History => lines("M2.5 2.25v3.25h3.25M2.75 5.25A6 6 0 1 1 2 8.5M8 5v3.25l2.25 1.5"),
            Self::Archive => lines("M1.75 2.5h12.5v3.25H1.75zM2.75 5.75v7.75h10.5V5.75M6 8.5h4"),
            Self::Refresh => lines("M13.5 2.25V5.5h-3.25M13.25 5.25A6 6 0 1 0 14 8.5"),
            Self::Help => Drawing {
                lines: "M8 1.75a6.25 6.25 0 1 1 0 12.5 6.25 6.25 0 0 1 0-12.5zM6 6.25c0-2.75 4-2.75 4 0C10 7.75 8 7.75 8 9.25",
                filled: "M8 10.7a.8.8 0 1 1 0 1.6.8.8 0 0 1 0-1.6z",
            },
            Self::Code => lines("M5 4 1.5 8 5 12M11 4l3.5 4-3.5 4M9.25 3l-2.5 10"),
            Self::Play => filled("M4.5 2.5v11L13 8z"),
            Self::Pause => filled("M4 3h3v10H4zM9 3h3v10H9z"),
            Self::Layers => lines("M8 2 14 5.2 8 8.4 2 5.2ZM2 8.2l6 3.2 6-3.2M2 11l6 3.2 6-3.2"),
            Self::Table => lines("M2.5 3h11v10h-11ZM2.5 6.4h11M2.5 9.7h11M6.6 3v10"),
            Self::Link => lines(
                "M6.6 9.4a2.6 2.6 0 0 0 3.7 0l2.2-2.2a2.6 2.6 0 0 0-3.7-3.7L7.7 4.6M9.4 6.6a2.6 2.6 0 0 0-3.7 0L3.5 8.8a2.6 2.6 0 0 0 3.7 3.7l1.1-1.1",
            ),
            Self::Trash => lines("M2.5 4h11M6 4V2.25h4V4M3.75 4l.75 9.75h7L12.25 4M6.5 6.75v4.5M9.5 6.75v4.5"),
            Self::User => lines("M8 2.25a2.75 2.75 0 1 1 0 5.5 2.75 2.75 0 0 1 0-5.5zM2.5 14c0-5.5 11-5.5 11 0"),
            Self::CheckAll => lines("M1.5 8.25 4.5 11.25 10.5 4.75M8 11.25 14.5 4.75"),
            Self::Columns => lines("M2 2.75h12v10.5H2zM6 2.75v10.5M10 2.75v10.5"),
        }
    }
}

/// How large an icon is drawn, in CSS pixels.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum IconSize {
    /// 16: beside text.
    #[default]
    Small,
    /// 20: on its own in a bar.
    Medium,
    /// 48: an empty state.
    Large,
}

/// Shows an icon. Hidden from assistive technology unless it has a `label`.
#[component]
pub fn Glyph(
    icon: Icon,
    #[prop(optional)] size: IconSize,
    #[prop(optional, into)] label: Option<String>,
) -> impl IntoView {
    let drawing = icon.drawing();
    let class = match size {
        IconSize::Small => "icon",
        IconSize::Medium => "icon icon--medium",
        IconSize::Large => "icon icon--large",
    };
    view! {
        <svg
            class=class
            class:icon--spin=icon == Icon::Spinner
            viewBox="0 0 16 16"
            focusable="false"
            role=label.is_some().then_some("img")
            aria-hidden=label.is_none().then_some("true")
            aria-label=label
        >
            {(!drawing.filled.is_empty()).then(|| view! { <path class="icon__solid" d=drawing.filled></path> })}
            {(!drawing.lines.is_empty()).then(|| view! { <path d=drawing.lines></path> })}
        </svg>
    }
}

/// An icon that is exchanged in place, for places with so many icons that rendering each one again would be too slow. `Sign` sets it.
#[component]
pub fn SignFrame(#[prop(optional)] icon: Option<Icon>) -> impl IntoView {
    let (lines, filled) = icon.map_or(("", ""), Icon::paths);
    view! {
        <svg class="icon" viewBox="0 0 16 16" focusable="false" aria-hidden="true">
            <path class="icon__solid" d=filled></path>
            <path d=lines></path>
        </svg>
    }
}

/// The icon in a `SignFrame`.
#[derive(Debug)]
pub struct Sign {
    frame: Element,
    filled: Element,
    lines: Element,
    shown: Option<Icon>,
}

impl Sign {
    /// `frame`: the `svg` of a `SignFrame`, or a copy of it. `None` for any other element.
    #[must_use]
    pub fn of(frame: Element) -> Option<Self> {
        let (filled, lines) = (frame.first_element_child()?, frame.last_element_child()?);
        Some(Self { frame, filled, lines, shown: None })
    }

    /// Shows another icon; does nothing if it is shown already.
    pub fn show(&mut self, icon: Icon) {
        if self.shown == Some(icon) {
            return;
        }
        let (lines, filled) = icon.paths();
        // Setting an attribute by a valid name cannot fail.
        let _ = self.filled.set_attribute("d", filled);
        let _ = self.lines.set_attribute("d", lines);
        if (icon == Icon::Spinner) != (self.shown == Some(Icon::Spinner)) {
            let class = if icon == Icon::Spinner { "icon icon--spin" } else { "icon" };
            let _ = self.frame.set_attribute("class", class);
        }
        self.shown = Some(icon);
    }
}
