//! The public address over the private one; each has a name for assistive technology.

use leptos::prelude::*;
use web_sys::HtmlElement;

use super::{Attr, BLANK, Cell, Column, Order, Parts, Text, Value, View};
use crate::{
    i18n::{Texts, args},
    pages::list::order::{Key, text_key},
    ui::{Glyph, Icon},
};
use latch_ecs::instance_json::glance;
use latch_rules::Instance;

pub(super) static COLUMN: Column = Column {
    id: "ip",
    width: 120,
    label: Texts::list_column_ip,
    class: "list__addresses",
    orders: &[Order::new("ip", Texts::list_column_ip, Value::Key(|_, instance| first(instance).map(key)))],
    file: &[
        ("PublicIpAddress", |_, instance| (*instance.public_ip).into()),
        ("EipAddress", |_, instance| (*instance.eip).into()),
        ("PrivateIpAddress", |_, instance| (*instance.private_ip).into()),
    ],
    markup: |texts| {
        view! {
            <span class="list__ip" hidden data-part>
                <Glyph icon=Icon::Globe />
                <span class="visually-hidden" data-part>{BLANK}</span>
                <span data-part>{BLANK}</span>
            </span>
            <span class="list__ip" data-tip=texts.list_ip_private() hidden data-part>
                <span class="visually-hidden">{texts.list_ip_private()}</span>
                <span data-part>{BLANK}</span>
            </span>
        }
        .into_any()
    },
    take: |cell| {
        let mut parts = Parts::of(cell)?;
        let public: HtmlElement = parts.next()?;
        let (public_kind, public_ip) = (parts.text()?, parts.text()?);
        let (private, private_ip): (HtmlElement, _) = (parts.next()?, parts.text()?);
        Some(Box::new(Addresses {
            public_tip: Attr::of(&public, "data-tip"),
            public,
            public_kind,
            public_ip,
            private_tip: Attr::of(&private, "data-tip"),
            private,
            private_ip,
        }))
    },
};

/// The first address in the cell.
pub(in crate::pages::list) fn first(instance: &Instance) -> Option<&str> {
    let own = [&instance.eip, &instance.public_ip, &instance.private_ip].into_iter().map(|ip| &**ip);
    own.into_iter().find(|ip| !ip.is_empty()).or_else(|| glance::inner_addresses(&instance.spec.unknown).next())
}

/// IPv4 by number; any other imported text after that.
fn key(ip: &str) -> Key {
    match ip.parse::<std::net::Ipv4Addr>() {
        Ok(ip) => [0, u64::from(u32::from(ip))],
        Err(_) => text_key(ip),
    }
}

struct Addresses {
    public: HtmlElement,
    public_tip: Attr,
    public_kind: Text,
    public_ip: Text,
    private: HtmlElement,
    private_tip: Attr,
    private_ip: Text,
}

impl Cell for Addresses {
    fn show(&mut self, View { texts, .. }: &View<'_>, instance: &Instance) {
        let is_elastic = !instance.eip.is_empty();
        let public = if is_elastic { &instance.eip } else { &instance.public_ip };
        if self.public_ip.show(public) {
            let kind = if is_elastic { texts.list_ip_elastic() } else { texts.list_ip_public() };
            self.public_kind.show(kind);
            self.public_tip.show(kind);
            self.public.set_hidden(public.is_empty());
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
            self.private.set_hidden(text.is_empty());
        }
    }

    fn is_whole(&self) -> bool {
        [&self.public_kind, &self.public_ip, &self.private_ip].into_iter().all(Text::is_there)
    }
}
