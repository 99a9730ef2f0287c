//! Notices: what the console tells a person above the page. Stacked; errors and warnings stay until they are closed. Holds
//! data only; the widget is `ui::notice`.

use std::sync::Arc;

/// How serious a notice is. `Success` and `Info` disappear on their own after some seconds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NoticeKind {
    Info,
    Success,
    Warning,
    Error,
}

impl NoticeKind {
    /// Whether the notice stays until a person closes it.
    #[must_use]
    pub fn stays(self) -> bool {
        matches!(self, Self::Warning | Self::Error)
    }
}

/// What the button of a notice says and does.
#[derive(Clone)]
pub struct NoticeAct {
    pub label: String,
    pub act: Arc<dyn Fn() + Send + Sync>,
}

impl PartialEq for NoticeAct {
    fn eq(&self, other: &Self) -> bool {
        self.label == other.label && Arc::ptr_eq(&self.act, &other.act)
    }
}

impl Eq for NoticeAct {}

impl std::fmt::Debug for NoticeAct {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.label)
    }
}

/// One notice, already in the page's language.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Notice {
    pub kind: NoticeKind,
    pub title: String,
    /// Further sentences, one a line.
    pub lines: Vec<String>,
    /// Label and address of a link.
    pub link: Option<(String, String)>,
    /// A button at the end of the notice, such as "Try again".
    pub act: Option<NoticeAct>,
    /// A notice with the same key replaces the earlier one. Empty = replaces none.
    pub key: &'static str,
}

/// Keys of notices about the browser and this tab, not about the content of the account.
const OF_THE_TAB: [&str; 7] = ["clock", "download", "kept", "lock", "part", "restored", "room"];

impl Notice {
    #[must_use]
    pub fn new(kind: NoticeKind, title: impl Into<String>) -> Self {
        Self { kind, title: title.into(), lines: Vec::new(), link: None, act: None, key: "" }
    }

    /// Whether the notice is about the account that was there when it was shown.
    #[must_use]
    pub fn is_of_one_world(&self) -> bool {
        !OF_THE_TAB.contains(&self.key)
    }

    #[must_use]
    pub fn success(title: impl Into<String>) -> Self {
        Self::new(NoticeKind::Success, title)
    }

    #[must_use]
    pub fn info(title: impl Into<String>) -> Self {
        Self::new(NoticeKind::Info, title)
    }

    #[must_use]
    pub fn warning(title: impl Into<String>) -> Self {
        Self::new(NoticeKind::Warning, title)
    }

    #[must_use]
    pub fn error(title: impl Into<String>) -> Self {
        Self::new(NoticeKind::Error, title)
    }

    #[must_use]
    pub fn line(mut self, line: impl Into<String>) -> Self {
        self.lines.push(line.into());
        self
    }

    #[must_use]
    pub fn linked(mut self, text: impl Into<String>, href: impl Into<String>) -> Self {
        self.link = Some((text.into(), href.into()));
        self
    }

    /// Adds a button that calls `act`.
    #[must_use]
    pub fn acting(mut self, label: impl Into<String>, act: impl Fn() + Send + Sync + 'static) -> Self {
        self.act = Some(NoticeAct { label: label.into(), act: Arc::new(act) });
        self
    }

    #[must_use]
    pub fn keyed(mut self, key: &'static str) -> Self {
        self.key = key;
        self
    }
}
