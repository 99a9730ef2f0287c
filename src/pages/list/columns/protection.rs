//! Release protection, and what can release the instance despite it: gaps are named in the tooltip and counted; the count is a menu of
//! remedies.

use leptos::prelude::*;
use web_sys::HtmlElement;

use super::{Attr, BLANK, Cell, Column, Order, Parts, Text, Value, View, gaps::gap_text};
use crate::{
    i18n::{Texts, args},
    pages::records::sheet,
    ui::{Icon, MenuLook, MenuTrigger, Sign, SignFrame, Tone},
};
use latch_rules::{Gap, Instance, Reason, gaps};

pub(super) static COLUMN: Column = Column {
    id: "protection",
    width: 92,
    label: Texts::list_column_protection,
    class: "list__shield",
    orders: &[Order::new(
        "protection",
        Texts::list_column_protection,
        Value::Number(|_, instance| has_protection(instance).then_some(u64::from(!instance.protected))),
    )
    .by_protection()],
    file: &[("DeletionProtection", |_, instance| sheet::Cell::Flag(instance.protected))],
    markup: |_| {
        view! {
            <span data-testid="cell-protection" data-part>
                <SignFrame />
                <span class="status__text" data-part>{BLANK}</span>
            </span>
            <span class="list__gaps" hidden data-part>
                <MenuTrigger label=BLANK act="gaps" look=MenuLook::Link compact=true test_id="row-gaps" />
            </span>
        }
        .into_any()
    },
    take: |cell| {
        let mut parts = Parts::of(cell)?;
        let frame: HtmlElement = parts.next()?;
        let text = parts.text()?;
        let gaps: HtmlElement = parts.next()?;
        let menu = gaps.first_element_child()?;
        Some(Box::new(Protection {
            tip: Attr::of(&frame, "data-tip"),
            sign: Sign::of(frame.first_element_child()?)?,
            frame,
            text,
            gaps_name: Attr::of(&menu, "aria-label"),
            gaps_count: Text::of(&menu.first_element_child()?)?,
            gaps,
            seen: None,
        }))
    },
};

/// Whether an instance has protection that can be on or off (R2). An imported one may claim to have it.
fn has_protection(instance: &Instance) -> bool {
    instance.is_protectable() || instance.protected
}

struct Protection {
    frame: HtmlElement,
    tip: Attr,
    sign: Sign,
    text: Text,
    gaps: HtmlElement,
    gaps_name: Attr,
    gaps_count: Text,
    seen: Option<State>,
}

/// Release protection, and what can release the instance despite it.
#[derive(PartialEq, Eq)]
struct State {
    /// `None` where the instance cannot be protected (R2).
    protected: Option<bool>,
    gaps: Vec<Gap>,
}

impl Cell for Protection {
    fn show(&mut self, View { texts, world, .. }: &View<'_>, instance: &Instance) {
        let state = State {
            protected: has_protection(instance).then_some(instance.protected),
            gaps: if instance.protected { gaps(instance, world) } else { Vec::new() },
        };
        if self.seen.as_ref() == Some(&state) {
            return;
        }
        let told: Vec<String> = state.gaps.iter().map(|gap| gap_text(*texts, gap)).collect();
        let (icon, tone) = match (state.protected, told.is_empty()) {
            (None, _) => (Icon::Dash, Tone::Neutral),
            (Some(false), _) => (Icon::ShieldOff, Tone::Neutral),
            (Some(true), true) => (Icon::ShieldOn, Tone::Protect),
            (Some(true), false) => (Icon::ShieldGap, Tone::Gap),
        };
        self.sign.show(icon);
        if let Some(word) = self.frame.last_element_child() {
            word.set_class_name(if state.protected.is_some() { "status__text" } else { "visually-hidden" });
        }
        match state.protected {
            Some(protected) => {
                self.frame.set_class_name(&tone.status_class());
                self.text.show(texts.protection(protected));
                self.tip.show(&told.join("\n"));
            }
            None => {
                self.frame.set_class_name("status list__nothing");
                self.text.show(texts.labels_protection_not_applicable());
                self.tip.show(texts.reason(Reason::ProtectionNeedsPayAsYouGo));
            }
        }
        self.gaps.set_hidden(told.is_empty());
        if !told.is_empty() {
            self.gaps_count.show(&told.len().to_string());
            self.gaps_name.show(
                &texts.gaps_menu(args::GapsMenu { count: told.len(), what: told.join(texts.between_sentences()) }),
            );
        }
        self.seen = Some(state);
    }

    fn is_whole(&self) -> bool {
        self.text.is_there() && self.gaps_count.is_there()
    }
}
