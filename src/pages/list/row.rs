//! One row of the list. A row is a slot, not an instance: it is created once, as a copy of one pattern, and shows whichever instance
//! virtual scrolling puts there. It remembers what it shows and writes only differences to the page, because every keystroke updates every
//! row in view. The table handles the events of a row's controls.

mod gaps;
mod pattern;
mod shown;

use std::sync::Arc;

use leptos::wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement, NodeList};

use shown::{Attr, Text};

use crate::{
    context::Route,
    i18n::{Texts, args},
    pages::parts::status_look,
    ui::{Icon, Sign, Tone, end_of},
};
use latch_ecs::instance_json::glance;
use latch_rules::{
    Gap, Instance, Ordinal, Reason, UnixMillis, World, gaps,
    instance::{Spec, Tag},
    world::ShownStatus,
};

pub(super) use gaps::gaps_menu;
pub(super) use pattern::pattern;

/// The data that rows are rendered from.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub texts: Texts,
    pub world: &'a World,
    pub now: UnixMillis,
}

/// What a row shows, except for the texts and attributes that remember their own content.
#[derive(Default)]
struct Seen {
    place: Option<(usize, Ordinal)>,
    spec: Option<Arc<Spec>>,
    status: Option<ShownStatus>,
    locks: String,
    shield: Option<Shield>,
    auto_release_at: Option<UnixMillis>,
    tags: Option<Arc<Vec<Tag>>>,
    has_public_ip: bool,
    has_private_ip: bool,
    is_ticked: bool,
    is_copied: bool,
}

/// Release protection, and what can release the instance despite it.
#[derive(PartialEq, Eq)]
struct Shield {
    /// `None` where the instance cannot be protected (R2).
    protected: Option<bool>,
    gaps: Vec<Gap>,
}

/// A row slot of the list, with its elements in the document.
pub(super) struct Row {
    seen: Seen,
    element: HtmlElement,
    tick: HtmlInputElement,
    tick_name: Attr,
    href: Attr,
    link_name: Attr,
    id: Text,
    id_end: Attr,
    copy_name: Attr,
    copy_tip: Attr,
    copy_sign: Sign,
    name: Text,
    name_end: Attr,
    zone: Text,
    public: HtmlElement,
    public_tip: Attr,
    public_kind: Text,
    public_ip: Text,
    private: HtmlElement,
    private_tip: Attr,
    private_ip: Text,
    status: HtmlElement,
    status_sign: Sign,
    status_text: Text,
    instance_type: Text,
    size: Text,
    billing: Text,
    shield: HtmlElement,
    shield_tip: Attr,
    shield_sign: Sign,
    shield_text: Text,
    gaps: HtmlElement,
    gaps_name: Attr,
    gaps_count: Text,
    release: HtmlElement,
    release_tip: Attr,
    release_text: Text,
    no_release: HtmlElement,
    tags: HtmlElement,
    tag: Text,
    more_tags: HtmlElement,
    more_tags_tip: Attr,
    more_tags_text: Text,
    no_tags: HtmlElement,
    manage: Attr,
}

impl Row {
    /// A copy of the pattern. `None` if `pattern` is not what the function `pattern` made.
    pub(super) fn copy(pattern: &Element, slot: usize) -> Option<Self> {
        let element: HtmlElement = pattern.clone_node_with_deep(true).ok()?.dyn_into().ok()?;
        element.set_attribute("data-slot", &slot.to_string()).ok()?;
        let parts = Parts { all: element.query_selector_all("[data-part]").ok()?, next: 0 };
        Self::of(element, parts)
    }

    /// Takes the parts in the order of the pattern.
    fn of(element: HtmlElement, mut parts: Parts) -> Option<Self> {
        let tick = parts.next()?;
        let link: Element = parts.next()?;
        let (id_end, id): (Element, _) = (parts.next()?, parts.text()?);
        let copy: Element = parts.next()?;
        let copy_sign = Sign::of(copy.first_element_child()?)?;
        let (name_end, name): (Element, _) = (parts.next()?, parts.text()?);
        let zone = parts.text()?;
        let public: HtmlElement = parts.next()?;
        let (public_kind, public_ip) = (parts.text()?, parts.text()?);
        let (private, private_ip): (HtmlElement, _) = (parts.next()?, parts.text()?);
        let status: HtmlElement = parts.next()?;
        let status_sign = Sign::of(status.first_element_child()?)?;
        let status_text = parts.text()?;
        let (instance_type, size, billing) = (parts.text()?, parts.text()?, parts.text()?);
        let shield: HtmlElement = parts.next()?;
        let shield_sign = Sign::of(shield.first_element_child()?)?;
        let shield_text = parts.text()?;
        let gaps: HtmlElement = parts.next()?;
        let gaps_menu = gaps.first_element_child()?;
        let gaps_count = Text::of(gaps_menu.first_element_child()?)?;
        let release: HtmlElement = parts.next()?;
        let no_release = parts.next()?;
        let (tags, tag) = (parts.next()?, parts.text()?);
        let more_tags: HtmlElement = parts.next()?;
        let no_tags = parts.next()?;
        let manage: Element = parts.next()?;
        Some(Self {
            seen: Seen::default(),
            element,
            tick_name: Attr::of(&tick, "aria-label"),
            tick: tick.unchecked_into(),
            href: Attr::of(&link, "href"),
            link_name: Attr::of(&link, "aria-label"),
            id,
            id_end: Attr::of(&id_end, "data-end"),
            copy_name: Attr::of(&copy, "aria-label"),
            copy_tip: Attr::of(&copy, "data-tip"),
            copy_sign,
            name,
            name_end: Attr::of(&name_end, "data-end"),
            zone,
            public_tip: Attr::of(&public, "data-tip"),
            public,
            public_kind,
            public_ip,
            private_tip: Attr::of(&private, "data-tip"),
            private,
            private_ip,
            status,
            status_sign,
            status_text,
            instance_type,
            size,
            billing,
            shield_tip: Attr::of(&shield, "data-tip"),
            shield,
            shield_sign,
            shield_text,
            gaps_name: Attr::of(&gaps_menu, "aria-label"),
            gaps,
            gaps_count,
            release_tip: Attr::of(&release, "data-tip"),
            release_text: Text::of(release.clone().into())?,
            release,
            no_release,
            tags,
            tag,
            more_tags_tip: Attr::of(&more_tags, "data-tip"),
            more_tags_text: Text::of(more_tags.clone().into())?,
            more_tags,
            no_tags,
            manage: Attr::of(&manage, "href"),
        })
    }

    pub(super) fn element(&self) -> &HtmlElement {
        &self.element
    }

    /// The instance that is shown here now.
    pub(super) fn ordinal(&self) -> Option<Ordinal> {
        self.seen.place.map(|(_, ordinal)| ordinal)
    }

    /// Whether every part that it writes to is still on the page.
    pub(super) fn is_whole(&self) -> bool {
        let texts = [
            &self.id,
            &self.name,
            &self.zone,
            &self.public_kind,
            &self.public_ip,
            &self.private_ip,
            &self.status_text,
            &self.instance_type,
            &self.size,
            &self.billing,
            &self.shield_text,
            &self.gaps_count,
            &self.release_text,
            &self.tag,
            &self.more_tags_text,
        ];
        self.tick.is_connected() && texts.into_iter().all(Text::is_there)
    }

    /// Hides the row; it shows no instance.
    pub(super) fn clear(&mut self) {
        if self.seen.place.take().is_some() {
            self.element.set_hidden(true);
            let _ = self.element.remove_attribute("data-ordinal");
        }
    }

    /// Shows an instance. `place`: its index in the list, and its ordinal.
    pub(super) fn show(&mut self, view: View<'_>, place: (usize, Ordinal), instance: &Instance) {
        self.stand(place);
        self.show_identity(view.texts, instance);
        self.show_spec(view.texts, instance);
        self.show_addresses(view.texts, instance);
        let status = view.world.shown_status(instance);
        let locks = glance::other_locks(&instance.spec.unknown).collect::<Vec<_>>().join(", ");
        if self.seen.status.replace(status) != Some(status) || self.seen.locks != locks {
            let (icon, tone) = status_look(status);
            self.status.set_class_name(&tone.status_class());
            self.status_sign.show(icon);
            match locks.is_empty() {
                true => self.status_text.show(view.texts.status(status)),
                false => self.status_text.show(
                    &view
                        .texts
                        .list_locked_by(args::ListLockedBy { reasons: &locks, status: view.texts.status(status) }),
                ),
            };
            self.seen.locks = locks;
        }
        self.show_shield(view, instance);
        self.show_schedule(view, instance.auto_release_at);
        self.show_tags(view.texts, &instance.tags);
    }

    fn stand(&mut self, place: (usize, Ordinal)) {
        let before = self.seen.place.replace(place);
        if before.is_none() {
            self.element.set_hidden(false);
        }
        // Setting these attributes cannot fail.
        if before.is_none_or(|(index, _)| index != place.0) {
            let _ = self.element.set_attribute("aria-rowindex", &(place.0 + 2).to_string());
        }
        if before.is_none_or(|(_, ordinal)| ordinal != place.1) {
            let _ = self.element.set_attribute("data-ordinal", &place.1.to_string());
        }
    }

    fn show_identity(&mut self, texts: Texts, instance: &Instance) {
        let is_another = self.link_name.show(&instance.id);
        if is_another {
            self.id.show(&instance.id);
            self.id_end.show(end_of(&instance.id));
            let href = Route::details(instance.id.to_string()).href();
            self.href.show(&href);
            self.manage.show(&href);
            let copy = texts.ui_copy(&instance.id);
            self.copy_name.show(&copy);
            if !self.seen.is_copied {
                self.copy_tip.show(&copy);
            }
        }
        if self.name.show(&instance.name) || is_another {
            self.name_end.show(end_of(&instance.name));
            self.tick_name.show(&texts.list_select_one(instance.called()));
        }
    }

    fn show_spec(&mut self, texts: Texts, instance: &Instance) {
        let spec = &instance.spec;
        if !self.seen.spec.as_ref().is_some_and(|seen| Arc::ptr_eq(seen, spec)) {
            self.zone.show(&spec.zone);
            self.instance_type.show(&spec.instance_type);
            // An imported instance may lack its size.
            match spec.cpu == 0 || spec.memory_mib == 0 {
                true => self.size.show("-"),
                false => self.size.show(
                    &texts.list_size(args::ListSize { cpu: spec.cpu, memory: f64::from(spec.memory_mib) / 1_024.0 }),
                ),
            };
            self.seen.spec = Some(Arc::clone(spec));
        }
        self.billing.show(texts.billing_of(instance));
    }

    /// The public address over the private one; each has a name for assistive technology.
    fn show_addresses(&mut self, texts: Texts, instance: &Instance) {
        let is_elastic = !instance.eip.is_empty();
        let public = if is_elastic { &instance.eip } else { &instance.public_ip };
        if self.public_ip.show(public) {
            let kind = if is_elastic { texts.list_ip_elastic() } else { texts.list_ip_public() };
            self.public_kind.show(kind);
            self.public_tip.show(kind);
            show_if(&self.public, !public.is_empty(), &mut self.seen.has_public_ip);
        }
        let unknown = &*instance.spec.unknown;
        let private = match &*instance.private_ip {
            "" => glance::inner_addresses(unknown).next().unwrap_or_default(),
            private => private,
        };
        let shown = [&**public, private];
        let mut further: Vec<&str> = glance::addresses(unknown).filter(|address| !shown.contains(address)).collect();
        further.sort_unstable();
        further.dedup();
        let text = match further.len() {
            0 => private.to_owned(),
            count => {
                texts.list_more_addresses(args::ListMoreAddresses { ip: private, more: count }).trim_start().to_owned()
            }
        };
        if self.private_ip.show(&text) {
            let tip: Vec<&str> = std::iter::once(texts.list_ip_private()).chain(further).collect();
            self.private_tip.show(&tip.join("\n"));
            show_if(&self.private, !text.is_empty(), &mut self.seen.has_private_ip);
        }
    }

    /// A shield that is on but has gaps names them in the tooltip and shows their number; the number is a menu of remedies.
    fn show_shield(&mut self, View { texts, world, .. }: View<'_>, instance: &Instance) {
        let shield = Shield {
            protected: (instance.is_protectable() || instance.protected).then_some(instance.protected),
            gaps: if instance.protected { gaps(instance, world) } else { Vec::new() },
        };
        if self.seen.shield.as_ref() == Some(&shield) {
            return;
        }
        let told: Vec<String> = shield.gaps.iter().map(|gap| gaps::gap_text(texts, gap)).collect();
        let (icon, tone) = match (shield.protected, told.is_empty()) {
            (None, _) => (Icon::Dash, Tone::Neutral),
            (Some(false), _) => (Icon::ShieldOff, Tone::Neutral),
            (Some(true), true) => (Icon::ShieldOn, Tone::Protect),
            (Some(true), false) => (Icon::ShieldGap, Tone::Gap),
        };
        self.shield_sign.show(icon);
        if let Some(word) = self.shield.last_element_child() {
            word.set_class_name(if shield.protected.is_some() { "status__text" } else { "visually-hidden" });
        }
        match shield.protected {
            Some(protected) => {
                self.shield.set_class_name(&tone.status_class());
                self.shield_text.show(texts.protection(protected));
                self.shield_tip.show(&told.join("\n"));
            }
            None => {
                self.shield.set_class_name("status list__nothing");
                self.shield_text.show(texts.labels_protection_not_applicable());
                self.shield_tip.show(texts.reason(Reason::ProtectionNeedsPayAsYouGo));
            }
        }
        self.gaps.set_hidden(told.is_empty());
        if !told.is_empty() {
            self.gaps_count.show(&told.len().to_string());
            self.gaps_name.show(
                &texts.gaps_menu(args::GapsMenu { count: told.len(), what: told.join(texts.between_sentences()) }),
            );
        }
        self.seen.shield = Some(shield);
    }

    fn show_schedule(&mut self, View { texts, now, .. }: View<'_>, at: Option<UnixMillis>) {
        if self.seen.auto_release_at == at {
            return;
        }
        self.seen.auto_release_at = at;
        self.release.set_hidden(at.is_none());
        self.no_release.set_hidden(at.is_some());
        if let Some(at) = at {
            self.release_tip.show(&texts.date_time_exact(at));
            self.tell_time(texts, now);
        }
    }

    /// Updates the distance to the automatic release.
    pub(super) fn tell_time(&mut self, texts: Texts, now: UnixMillis) {
        if let Some(at) = self.seen.auto_release_at {
            self.release_text.show(&texts.relative(at, now));
        }
    }

    /// The first tag, and the number of the others.
    fn show_tags(&mut self, texts: Texts, tags: &Arc<Vec<Tag>>) {
        if self.seen.tags.as_ref().is_some_and(|seen| Arc::ptr_eq(seen, tags)) {
            return;
        }
        let written = |tag: &Tag| format!("{}={}", tag.key, tag.value);
        self.tags.set_hidden(tags.is_empty());
        self.no_tags.set_hidden(!tags.is_empty());
        if let Some((first, more)) = tags.split_first() {
            self.tag.show(&written(first));
            self.more_tags.set_hidden(more.is_empty());
            if !more.is_empty() {
                self.more_tags_text.show(&texts.list_more_tags(more.len()));
                self.more_tags_tip.show(&tags.iter().map(written).collect::<Vec<_>>().join("\n"));
            }
        }
        self.seen.tags = Some(Arc::clone(tags));
    }

    /// Shows whether the row is selected.
    pub(super) fn tick(&mut self, is_ticked: bool) {
        if self.tick.checked() != is_ticked {
            self.tick.set_checked(is_ticked);
        }
        if self.seen.is_ticked != is_ticked {
            self.seen.is_ticked = is_ticked;
            self.element.set_class_name(if is_ticked { "table__row--selected" } else { "" });
        }
    }

    /// Shows whether the id was copied a moment ago.
    pub(super) fn mark_copied(&mut self, texts: Texts, is_copied: bool) {
        if self.seen.is_copied == is_copied {
            return;
        }
        self.seen.is_copied = is_copied;
        self.copy_sign.show(if is_copied { Icon::Check } else { Icon::Copy });
        let tip = if is_copied { texts.ui_copied() } else { self.copy_name.shown() };
        self.copy_tip.show(tip);
    }
}

fn show_if(element: &HtmlElement, is: bool, was: &mut bool) {
    if *was != is {
        element.set_hidden(!is);
        *was = is;
    }
}

/// The elements of a row with `data-part`, in document order.
struct Parts {
    all: NodeList,
    next: u32,
}

impl Parts {
    fn next<T: JsCast>(&mut self) -> Option<T> {
        let part = self.all.item(self.next)?.dyn_into().ok();
        self.next += 1;
        part
    }

    fn text(&mut self) -> Option<Text> {
        Text::of(self.next()?)
    }
}
