//! How much of the browser's storage is used, and how much is left, shown before it runs short.

use leptos::prelude::*;

use crate::{
    context::use_console,
    i18n::{Texts, args},
    pages::parts::when_at_rest,
    platform::storage::{self, CROWDED, SHORT, Used},
    ui::{Meter, Notice as Told, NoticeKind as Look, Section},
};

/// Storage units per instance, used while there are too few instances to measure: the size in a realistic fleet, doubled.
const USUAL: usize = 40;
/// Minimum number of instances to measure the size of one; what they share is divided among them.
const MANY: usize = 500;

#[component]
pub(super) fn StoragePart() -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let used = RwSignal::new(storage::used());
    // Reads the usage after a pause, because a change is stored a moment after it is shown.
    let look_again = when_at_rest(move || {
        let _ = used.try_set(storage::used());
    });
    Effect::new(move || {
        let _ = console.world_version();
        look_again();
    });
    view! {
        <Section title=texts.share_keep_title() test_id="share-storage">
            <p class="share__lead">{texts.share_keep_lead()}</p>
            {move || match used.get() {
                None => view! { <p>{texts.share_used_unknown()}</p> }.into_any(),
                Some(used) => shown(texts, used, console.peek(|world| world.all().count())),
            }}
        </Section>
    }
}

fn shown(texts: Texts, used: Used, instances: usize) -> AnyView {
    let kilo = |units: usize| texts.number(units.div_ceil(1_000));
    let (percent, left) = (percent(used), left(used, instances));
    let others = (used.others >= 1_000).then(|| texts.share_used_others(kilo(used.others)));
    let warning = match percent {
        _ if percent > SHORT => Some(texts.share_room_short()),
        _ if percent > CROWDED => Some(texts.share_room_crowded()),
        _ => None,
    };
    view! {
        <Meter
            name=texts.share_keep_title()
            label=texts.share_used(args::ShareUsed { percent, room: kilo(used.room), used: kilo(used.all()) })
            used=used.all() as f64 / used.room as f64
            low=CROWDED as f64 / 100.0
            high=SHORT as f64 / 100.0
            test_id="share-meter"
        />
        {(left > 0)
            .then(|| view! { <p class="share__lead" data-testid="share-left">{texts.share_left(texts.number(left))}</p> })}
        {others.map(|text| view! { <p class="share__lead">{text}</p> })}
        {warning.map(|text| view! { <Told kind=Look::Warning title=text test_id="share-room" /> })}
    }
    .into_any()
}

/// Rounded up: any use shows at least 1, and 100 means that nothing is left.
fn percent(used: Used) -> usize {
    used.all().saturating_mul(100).div_ceil(used.room)
}

/// About how many more instances fit before storage counts as short, rounded down to two digits.
fn left(used: Used, instances: usize) -> usize {
    let of_one = if instances < MANY { USUAL } else { used.tables.div_ceil(instances).max(1) };
    let count = (used.room / 100 * SHORT).saturating_sub(used.all()) / of_one;
    let digit = 10usize.pow(count.checked_ilog10().unwrap_or(0).saturating_sub(1));
    count / digit * digit
}

#[cfg(test)]
mod test {
    use super::{Used, left, percent};

    #[test]
    fn what_is_left_is_told_by_what_there_is() {
        let used = |tables, own| Used { own, others: 0, tables, room: 5_242_880 };
        assert_eq!(left(used(0, 0), 0), 110_000);
        assert_eq!(left(used(1_790_000, 1_800_000), 100_000), 160_000);
        assert_eq!(left(used(4_700_000, 4_720_000), 260_000), 0);
        assert_eq!((percent(used(0, 1)), percent(used(0, 5_242_880))), (1, 100));
    }
}
