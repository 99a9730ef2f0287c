//! Sharing and keeping: the link that holds everything, the file, the browser's storage, and the reset.

use leptos::prelude::*;

use super::{copy_link::CopyLink, scenarios::short_link, storage::StoragePart};
use crate::{
    context::{Console, Dialog, Offer, Route, use_console},
    i18n::Texts,
    pages::parts::save_all,
    platform::{
        address,
        packing::{self, PackProblem},
    },
    ui::{
        Button, ButtonKind, FieldWidth, Icon, Notice as Told, NoticeKind as Look, Section, Select, SelectOption,
        TextArea,
    },
};

/// Maximum length of a link. Some browsers and servers refuse longer ones, so the file is offered instead.
const LONGEST: usize = 30_000;
/// Some chat programs cut links that are longer than this.
const LONG: usize = 2_000;

/// A link that was made, and the version of the world in it.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Made {
    version: u64,
    /// The packed world.
    packed: String,
}

#[component]
pub(super) fn Share() -> impl IntoView {
    view! {
        <div class="share">
            <LinkPart />
            <FilePart />
            <StoragePart />
            <AnewPart />
        </div>
    }
}

/// The pages that a link can lead to.
fn pages(texts: Texts) -> [(&'static str, &'static str, Route); 7] {
    let text = String::new;
    [
        ("instances", texts.shell_nav_instances(), Route::default()),
        ("released", texts.shell_nav_released(), Route::Released { search: text(), cause: text() }),
        ("activity", texts.shell_nav_activity(), Route::Activity { search: text(), outcome: text() }),
        ("forecast", texts.shell_nav_forecast(), Route::Forecast { of: text(), search: text() }),
        ("timeline", texts.shell_nav_timeline(), Route::Timeline { span: text(), search: text(), table: false }),
        ("scaling", texts.shell_nav_scaling(), Route::Scaling),
        ("policy", texts.shell_nav_policy(), Route::Policy),
    ]
}

#[component]
fn LinkPart() -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let page = RwSignal::new("instances".to_owned());
    let made: RwSignal<Option<Made>> = RwSignal::new(None);
    let problem: RwSignal<Option<&'static str>> = RwSignal::new(None);
    let is_busy = RwSignal::new(false);
    let route = move || {
        let chosen = page.get();
        let [first, ..] = pages(texts);
        pages(texts).into_iter().find(|(slug, ..)| *slug == chosen).unwrap_or(first).2
    };
    let link = Signal::derive(move || {
        let packed = made.with(|made| made.as_ref().map(|made| made.packed.clone()))?;
        Some(address::absolute(&route().href_with(&Offer::World(packed))))
    });
    let options: Vec<SelectOption> =
        pages(texts).into_iter().map(|(slug, label, _)| SelectOption::new(slug, label)).collect();
    let label = move || {
        let was_made = made.with(Option::is_some);
        if was_made { texts.share_make_again() } else { texts.share_make() }.to_owned()
    };
    view! {
        <Section title=texts.share_link_title() test_id="share-link">
            <p class="share__lead">{texts.share_link_lead()}</p>
            <div class="share__row">
                <Select
                    label=texts.share_opens_at()
                    options
                    value=page
                    on_change=move |slug| page.set(slug)
                />
                <Button
                    label=Signal::derive(label)
                    kind=ButtonKind::Primary
                    icon=Icon::Link
                    busy=is_busy
                    on_click=move |()| make(console, made, problem, is_busy)
                    test_id="share-make"
                />
            </div>
            {move || problem.get().map(|why| view! { <Told kind=Look::Error title=texts.share_failed()><p>{why}</p></Told> })}
            {move || link.get().map(|link| view! { <Link link made /> })}
            {move || {
                short_link(console, &route())
                    .map(|address| {
                        view! {
                            <div class="share__short">
                                <p>{texts.share_scenario_short()}</p>
                                <code class="share__address">{address.clone()}</code>
                                <CopyLink address=address aria_label=texts.scenarios_copy() />
                            </div>
                        }
                    })
            }}
        </Section>
    }
}

/// The link that was made; the file instead if the link is too long.
#[component]
fn Link(link: String, made: RwSignal<Option<Made>>) -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let length = link.len();
    if length > LONGEST {
        return view! {
            <Told
                kind=Look::Warning
                title=texts.share_too_long(length)
                action=(texts.share_export().to_owned(), Callback::new(move |()| save_all(console)))
                test_id="share-too-long"
            />
        }
        .into_any();
    }
    let is_stale = Memo::new(move |_| {
        let version = console.world_version();
        made.with(|made| made.as_ref().is_some_and(|made| made.version != version))
    });
    view! {
        {move || is_stale.get().then(|| view! { <Told kind=Look::Warning title=texts.share_stale() test_id="share-stale" /> })}
        <TextArea label=texts.share_field() value=link.clone() width=FieldWidth::Full rows=4 code=true on_input=|_: String| () test_id="share-text" />
        <div class="share__row">
            <CopyLink address=link />
            <span class="share__size" role="status">{texts.share_size(length)}</span>
        </div>
        {(length > LONG).then(|| view! { <Told kind=Look::Info title=texts.share_long() test_id="share-long" /> })}
    }
    .into_any()
}

fn make(
    console: Console,
    made: RwSignal<Option<Made>>,
    problem: RwSignal<Option<&'static str>>,
    is_busy: RwSignal<bool>,
) {
    is_busy.set(true);
    problem.set(None);
    console.export(move |text| {
        let version = untrack(|| console.world_version());
        let Ok(text) = text else {
            let _ = is_busy.try_set(false);
            let _ = problem.try_set(Some(console.texts().shell_part_missing()));
            return;
        };
        packing::pack(text, move |packed| {
            // The page may have been left by then; the result is dropped in that case.
            let _ = is_busy.try_set(false);
            match packed {
                Ok(packed) => drop(made.try_set(Some(Made { version, packed }))),
                Err(PackProblem::TooLarge) => drop(problem.try_set(Some(console.texts().share_too_large()))),
                Err(_) => drop(problem.try_set(Some(console.texts().share_unsupported()))),
            }
        });
    });
}

#[component]
fn FilePart() -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    view! {
        <Section title=texts.share_file_title() test_id="share-file">
            <p class="share__lead">{texts.share_file_lead()}</p>
            <div class="share__row">
                <Button label=texts.share_export() icon=Icon::Download on_click=move |()| save_all(console) />
                <Button label=texts.share_import() icon=Icon::Upload on_click=move |()| console.open(Dialog::Import) />
            </div>
        </Section>
    }
}

#[component]
fn AnewPart() -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    view! {
        <Section title=texts.share_reset_title() test_id="share-anew">
            <p class="share__lead">{texts.share_reset_lead()}</p>
            <div class="share__row">
                <Button label=texts.share_reset() icon=Icon::Refresh on_click=move |()| console.open(Dialog::Reset) />
            </div>
        </Section>
    }
}
