//! The distance to the automatic release.

use leptos::prelude::*;
use web_sys::HtmlElement;

use super::{Attr, BLANK, Cell, Column, Order, Parts, Text, Value, View, nothing};
use crate::{i18n::Texts, pages::records::sheet};
use latch_rules::{Instance, UnixMillis};

pub(super) static COLUMN: Column = Column {
    id: "auto-release",
    width: 112,
    label: Texts::list_column_auto_release,
    class: "list__schedule table__number",
    orders: &[Order::new(
        "auto-release",
        Texts::list_column_auto_release,
        Value::Number(|_, instance| instance.auto_release_at.and_then(|at| u64::try_from(at.0).ok())),
    )],
    file: &[("AutoReleaseTime", |_, instance| instance.auto_release_at.map_or(sheet::Cell::Empty, sheet::Cell::time))],
    markup: |texts| {
        view! {
            <span class="tip" tabindex="0" hidden data-part data-moving>{BLANK}</span>
            {nothing(texts)}
        }
        .into_any()
    },
    take: |cell| {
        let mut parts = Parts::of(cell)?;
        let frame: HtmlElement = parts.next()?;
        Some(Box::new(AutoRelease {
            tip: Attr::of(&frame, "data-tip"),
            text: Text::of(&frame)?,
            frame,
            nothing: parts.next()?,
            seen: None,
        }))
    },
};

struct AutoRelease {
    frame: HtmlElement,
    tip: Attr,
    text: Text,
    nothing: HtmlElement,
    seen: Option<UnixMillis>,
}

impl Cell for AutoRelease {
    fn show(&mut self, View { texts, now, .. }: &View<'_>, instance: &Instance) {
        let at = instance.auto_release_at;
        if self.seen != at {
            self.seen = at;
            self.frame.set_hidden(at.is_none());
            self.nothing.set_hidden(at.is_some());
            self.tip.show(&at.map(|at| texts.date_time_exact(at)).unwrap_or_default());
        }
        if let Some(at) = at {
            self.text.show(&texts.relative(at, *now));
        }
    }

    fn is_whole(&self) -> bool {
        self.text.is_there()
    }
}
