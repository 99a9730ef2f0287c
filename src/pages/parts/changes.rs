//! What would be added, removed and changed if another world replaced this one; shown before a person confirms. The comparison is
//! `rules::difference`; this module puts it into words.

use leptos::prelude::*;

use crate::{
    context::{Console, use_console},
    i18n::{Texts, args},
    platform::clock::real_now,
    ui::{Icon, KeyValues, Pair, Status, Tone},
};
use latch_rules::{
    Ordinal, UnixMillis, World,
    difference::{Attribute, Difference},
    instance::Tag,
    world::Account,
};

/// Number of names in a cell; the other instances are counted.
const NAMED: usize = 4;

/// Instances by their number and by the names of the first ones.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Named {
    count: usize,
    names: Vec<Box<str>>,
}

impl Named {
    fn of(world: &World, who: impl Iterator<Item = Ordinal>, count: usize) -> Self {
        let names = who.take(NAMED).filter_map(|ordinal| world.any(ordinal)).map(|one| one.name.clone());
        Self { count, names: names.collect() }
    }

    fn text(&self, texts: Texts) -> String {
        let names = self.names.join(texts.dialogs_list_separator());
        match self.count.saturating_sub(self.names.len()) {
            0 => names,
            more => texts.dialogs_and_more(args::DialogsAndMore { more, names }),
        }
    }
}

/// All differences, ready to be shown without the two worlds.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Changes {
    come: Named,
    gone: Named,
    changed: Named,
    by: Vec<(Attribute, usize)>,
    same: usize,
    account: Option<(Account, Account)>,
    groups: (usize, usize),
    records: (usize, usize),
    policy: Option<[Vec<Tag>; 2]>,
    times: Option<[(UnixMillis, bool); 2]>,
}

impl Changes {
    /// Compares the current world with the one that would replace it.
    #[must_use]
    pub fn to(console: Console, after: &World) -> Self {
        let now = console.now_untracked();
        console.peek(|before| {
            let Difference { come, gone, changed, same, account, groups, .. } = Difference::between(before, after);
            let by = Attribute::ALL.into_iter().map(|attribute| {
                (attribute, changed.iter().filter(|(_, attributes)| attributes.contains(&attribute)).count())
            });
            let times = [(now, before.clock.rate == 0), (after.clock.at(real_now()), after.clock.rate == 0)];
            Self {
                come: Named::of(after, come.iter(), come.len()),
                gone: Named::of(before, gone.iter(), gone.len()),
                changed: Named::of(after, changed.iter().map(|(ordinal, _)| *ordinal), changed.len()),
                by: by.filter(|(_, count)| *count > 0).collect(),
                same,
                account,
                groups,
                policy: (before.policy != after.policy).then(|| [before.policy.clone(), after.policy.clone()]),
                records: (before.records.len(), after.records.len()),
                times: (before.clock != after.clock).then_some(times),
            }
        })
    }

    fn pairs(&self, texts: Texts) -> Vec<Pair> {
        let mut pairs = Vec::new();
        let mut add = |name: &str, value: String| pairs.push(Pair::new(name, move || value.clone()));
        if let Some((was, will)) = self.account {
            add(
                texts.offer_account(),
                texts.offer_from_to(args::OfferFromTo { was: standing(texts, was), will: standing(texts, will) }),
            );
        }
        if self.groups != (0, 0) {
            add(
                texts.offer_groups(),
                texts.offer_groups_change(args::OfferGroupsChange { come: self.groups.0, go: self.groups.1 }),
            );
        }
        if self.records.0 != self.records.1 {
            add(
                texts.offer_records(),
                texts.offer_records_change(args::OfferRecordsChange { was: self.records.0, will: self.records.1 }),
            );
        }
        if let Some(tags) = &self.policy {
            let [was, will] = tags.each_ref().map(|tags| policy(texts, tags));
            add(texts.offer_policy(), texts.offer_from_to(args::OfferFromTo { was, will }));
        }
        if let Some([was, will]) = self.times {
            add(
                texts.offer_time(),
                texts.offer_from_to(args::OfferFromTo { was: time(texts, was), will: time(texts, will) }),
            );
        }
        pairs
    }
}

fn standing(texts: Texts, account: Account) -> String {
    match account.overdue_since {
        None => texts.offer_account_normal().to_owned(),
        Some(at) => texts.offer_account_overdue(texts.date_time(at)),
    }
}

fn policy(texts: Texts, tags: &[Tag]) -> String {
    match tags {
        [] => texts.offer_none().to_owned(),
        tags => {
            let tags = tags.iter().map(|tag| format!("{}={}", tag.key, tag.value)).collect::<Vec<_>>();
            tags.join(texts.dialogs_list_separator())
        }
    }
}

fn time(texts: Texts, (at, is_still): (UnixMillis, bool)) -> String {
    let at = texts.date_time(at);
    if is_still { texts.offer_time_still(at) } else { at }
}

fn attribute(texts: Texts, attribute: Attribute) -> &'static str {
    match attribute {
        Attribute::Protection => texts.offer_attribute_protection(),
        Attribute::Status => texts.offer_attribute_status(),
        Attribute::AutoReleaseTime => texts.offer_attribute_auto_release(),
        Attribute::Locks => texts.offer_attribute_locks(),
        Attribute::Group => texts.offer_attribute_group(),
        Attribute::Name => texts.offer_attribute_name(),
        Attribute::Tags => texts.offer_attribute_tags(),
        Attribute::Billing => texts.offer_attribute_billing(),
        Attribute::Configuration => texts.offer_attribute_configuration(),
    }
}

/// The table of instances by outcome, and the other changes.
#[component]
pub fn ChangesTable(changes: Changes) -> impl IntoView {
    let texts = use_console().texts();
    let by = changes.by.iter().map(|(one, count)| {
        texts.offer_by_attribute(args::OfferByAttribute { count: *count, what: attribute(texts, *one) })
    });
    let by = by.collect::<Vec<_>>().join(texts.dialogs_list_separator());
    let changed = match by.is_empty() {
        true => String::new(),
        false => format!("{}{}{by}", changes.changed.text(texts), texts.offer_names_before_what()),
    };
    let rows = [
        ("come", Icon::Plus, Tone::Accent, texts.offer_comes(), changes.come.count, changes.come.text(texts)),
        ("gone", Icon::Minus, Tone::Release, texts.offer_goes(), changes.gone.count, changes.gone.text(texts)),
        ("changed", Icon::Edit, Tone::Gap, texts.offer_changes(), changes.changed.count, changed),
        ("same", Icon::Check, Tone::Neutral, texts.offer_stays(), changes.same, String::new()),
    ];
    let row = |(name, icon, tone, label, count, which): (&'static str, Icon, Tone, &'static str, usize, String)| {
        let tone = if count == 0 { Tone::Neutral } else { tone };
        view! {
            <tr data-testid=format!("changes-{name}")>
                <th scope="row">
                    <Status icon text=label tone />
                </th>
                <td class="changes__count">{texts.number(count)}</td>
                <td class="changes__which">{which}</td>
            </tr>
        }
    };
    let pairs = changes.pairs(texts);
    view! {
        <div class="changes" role="group" tabindex="0" aria-label=texts.offer_changes_table() data-testid="changes">
            <table class="table changes__table">
                <thead>
                    <tr>
                        <th scope="col">{texts.offer_column_outcome()}</th>
                        <th scope="col" class="changes__count">{texts.offer_column_count()}</th>
                        <th scope="col">{texts.offer_column_which()}</th>
                    </tr>
                </thead>
                <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
            </table>
            {(!pairs.is_empty()).then(|| view! { <KeyValues pairs=Signal::stored(pairs) rows=true /> })}
        </div>
    }
}
