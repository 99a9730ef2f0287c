//! The instance page of an account without instances: sample data in one click, or an empty account. A first visit loads only this. If the
//! stored account cannot be read, the page says nothing about it and offers nothing in its place.

use leptos::prelude::*;

use crate::{
    context::{Console, Notice, Route, use_console},
    pages::parts::adopt_region,
    ui::{Button, ButtonKind, ButtonLink, Glyph, Icon, IconSize},
};

/// `#/instances` while the account has no instance.
#[component]
pub fn WelcomePage() -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let is_busy = RwSignal::new(false);
    let create = Route::create(1).href();
    if let Route::Instances(query) = console.route().get_untracked() {
        adopt_region(console, &query.region);
    }
    let is_unread = Memo::new(move |_| console.is_unread());
    let ways = move || {
        view! {
            <Glyph icon=Icon::ShieldOn size=IconSize::Large />
            <h2 class="welcome__title">{texts.list_welcome_title()}</h2>
            <p class="welcome__text">{texts.list_welcome_text()}</p>
            <div class="welcome__ways">
                <section class="welcome__way">
                    <h3>{texts.list_sample_title()}</h3>
                    <p>{texts.list_sample_text()}</p>
                    <Button
                        label=texts.list_sample_load()
                        kind=ButtonKind::Primary
                        busy=is_busy
                        on_click=move |()| {
                            is_busy.set(true);
                            load_sample(console, is_busy);
                        }
                    />
                </section>
                <section class="welcome__way">
                    <h3>{texts.list_empty_title()}</h3>
                    <p>{texts.list_empty_text()}</p>
                    <ButtonLink label=texts.list_empty_start() href=Route::create(1).href() />
                </section>
            </div>
        }
    };
    let unread = move || {
        view! {
            <h2 class="welcome__title">{texts.list_unread_title()}</h2>
            <p class="welcome__text">{texts.list_unread_text()}</p>
        }
    };
    view! {
        <div class="page page--filled list">
            <header class="page__head">
                <h1 tabindex="-1">{texts.list_title()}</h1>
                <ButtonLink
                    label=texts.list_create()
                    href=create.clone()
                    kind=ButtonKind::Primary
                    icon=Icon::Plus
                />
            </header>
        <div class="welcome" data-testid="welcome">
            {move || if is_unread.get() { unread().into_any() } else { ways().into_any() }}
        </div>
        </div>
    }
}

fn load_sample(console: Console, is_busy: RwSignal<bool>) {
    console.load_sample(move |replaced| {
        let _ = is_busy.try_set(false);
        let texts = console.texts();
        console.notify(match replaced {
            Ok(_) => Notice::success(texts.list_sample_loaded()),
            Err(not) => Notice::error(texts.list_sample_failed()).line(not.why),
        });
    });
}
