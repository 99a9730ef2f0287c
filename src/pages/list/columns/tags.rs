//! The first tag, and the number of the others.

use std::sync::Arc;

use leptos::prelude::*;
use web_sys::HtmlElement;

use super::{Attr, BLANK, Cell, Column, Parts, Text, View, nothing};
use crate::i18n::Texts;
use latch_rules::{Instance, instance::Tag};

pub(super) static COLUMN: Column = Column {
    id: "tags",
    width: 100,
    label: Texts::list_column_tags,
    class: "",
    orders: &[],
    file: &[("Tags", |_, instance| instance.tags.iter().map(written).collect::<Vec<_>>().join("; ").as_str().into())],
    markup: |texts| {
        view! {
            <span class="list__tags" hidden data-part>
                <span class="cut" data-tip-if="cut" data-part>{BLANK}</span>
                <span class="tip" tabindex="0" hidden data-part>{BLANK}</span>
            </span>
            {nothing(texts)}
        }
        .into_any()
    },
    take: |cell| {
        let mut parts = Parts::of(cell)?;
        let (frame, first) = (parts.next()?, parts.text()?);
        let more: HtmlElement = parts.next()?;
        Some(Box::new(Tags {
            frame,
            first,
            more_tip: Attr::of(&more, "data-tip"),
            more_text: Text::of(&more)?,
            more,
            nothing: parts.next()?,
            seen: None,
        }))
    },
};

fn written(tag: &Tag) -> String {
    format!("{}={}", tag.key, tag.value)
}

struct Tags {
    frame: HtmlElement,
    first: Text,
    more: HtmlElement,
    more_tip: Attr,
    more_text: Text,
    nothing: HtmlElement,
    seen: Option<Arc<Vec<Tag>>>,
}

impl Cell for Tags {
    fn show(&mut self, View { texts, .. }: &View<'_>, instance: &Instance) {
        let tags = &instance.tags;
        if self.seen.as_ref().is_some_and(|seen| Arc::ptr_eq(seen, tags)) {
            return;
        }
        self.frame.set_hidden(tags.is_empty());
        self.nothing.set_hidden(!tags.is_empty());
        if let Some((first, more)) = tags.split_first() {
            self.first.show(&written(first));
            self.more.set_hidden(more.is_empty());
            if !more.is_empty() {
                self.more_text.show(&texts.list_more_tags(more.len()));
                self.more_tip.show(&tags.iter().map(written).collect::<Vec<_>>().join("\n"));
            }
        }
        self.seen = Some(Arc::clone(tags));
    }

    fn is_whole(&self) -> bool {
        self.first.is_there() && self.more_text.is_there()
    }
}
