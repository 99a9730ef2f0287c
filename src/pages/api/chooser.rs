//! The list of actions, grouped by effect, with a search. Each action is a link, so the address keeps the choice.

use leptos::prelude::*;

use super::desk::Desk;
use crate::{
    context::Route,
    i18n::Texts,
    ui::{Glyph, Icon, SearchBox, Tone},
};
use latch_ecs::api::operations::{Effect, OPERATIONS};

const GROUPS: [Effect; 3] = [Effect::Reads, Effect::Changes, Effect::Releases];

/// The icon, the colour and the word of an effect.
#[must_use]
pub fn effect_look(texts: Texts, effect: Effect) -> (Icon, Tone, &'static str) {
    match effect {
        Effect::Reads => (Icon::Search, Tone::Neutral, texts.api_effect_reads()),
        Effect::Changes => (Icon::Edit, Tone::Accent, texts.api_effect_changes()),
        Effect::Releases => (Icon::Trash, Tone::Release, texts.api_effect_releases()),
    }
}

/// The actions of a group whose name contains the search text.
fn hits(effect: Effect, text: &str) -> Vec<&'static str> {
    let text = text.trim().to_ascii_lowercase();
    let of_group = OPERATIONS.iter().filter(|operation| operation.effect == effect).map(|operation| operation.name);
    of_group.filter(|name| name.to_ascii_lowercase().contains(&text)).collect()
}

/// The action with exactly that name, else the first one that begins with the text, else the first one that contains it.
fn best(text: &str) -> Option<&'static str> {
    let all: Vec<&'static str> = GROUPS.iter().flat_map(|effect| hits(*effect, text)).collect();
    let text = text.trim().to_ascii_lowercase();
    let named = all.iter().find(|name| name.to_ascii_lowercase() == text);
    let begun = || all.iter().find(|name| name.to_ascii_lowercase().starts_with(&text));
    named.or_else(begun).or(all.first()).copied()
}

fn route(action: &str) -> Route {
    Route::Api { action: action.to_owned() }
}

#[component]
pub fn Chooser(desk: Desk) -> impl IntoView {
    let texts = desk.texts();
    let search = RwSignal::new(String::new());
    let group = move |effect: Effect| {
        let (icon, _, word) = effect_look(texts, effect);
        let found = Memo::new(move |_| search.with(|text| hits(effect, text)));
        let class = if effect == Effect::Releases { "api__group api__group--releases" } else { "api__group" };
        view! {
            <Show when=move || !found.with(Vec::is_empty)>
                <div class=class>
                    <h3 class="api__group-name">
                        <Glyph icon />
                        {word}
                    </h3>
                    <ul class="api__actions">
                        <For each=move || found.get() key=|name| *name let(name)>
                            <li>
                                <a
                                    class="api__action"
                                    href=route(name).href()
                                    aria-current=move || (desk.action.get() == name).then_some("true")
                                >
                                    {name}
                                </a>
                            </li>
                        </For>
                    </ul>
                </div>
            </Show>
        }
    };
    let is_nothing = move || search.with(|text| GROUPS.iter().all(|effect| hits(*effect, text).is_empty()));
    // Enter in the search chooses the best match; it does not send the call.
    let choose_first = move |event: web_sys::KeyboardEvent| {
        if event.key() != "Enter" || search.with_untracked(String::is_empty) {
            return;
        }
        event.prevent_default();
        let first = search.with_untracked(|text| best(text));
        if let Some(first) = first {
            desk.console.go(&route(first));
        }
    };
    view! {
        <section class="section api__chooser" aria-labelledby="api-actions">
            <header class="section__head">
                <h2 id="api-actions">{texts.api_actions()}</h2>
            </header>
            <div class="api__search" on:keydown=choose_first>
                <SearchBox
                    label=texts.api_search()
                    placeholder=Some(texts.api_search().to_owned())
                    value=search
                    on_input=move |text| search.set(text)
                    test_id="api-search"
                />
            </div>
            <nav class="api__list" aria-labelledby="api-actions">
                {GROUPS.map(group).collect_view()}
                <Show when=is_nothing>
                    <p class="api__none">{texts.api_no_action()}</p>
                </Show>
            </nav>
        </section>
    }
}

#[cfg(test)]
mod test {
    use super::best;

    #[test]
    fn what_is_called_just_that_is_chosen_before_what_contains_it() {
        assert_eq!(best("tagresources"), Some("TagResources"));
        assert_eq!(best("DeleteInst"), Some("DeleteInstance"));
        assert_eq!(best("attribute"), Some("DescribeInstanceAttribute"));
        assert_eq!(best("nothing"), None);
    }
}
