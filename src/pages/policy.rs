//! The protection policy and how far the fleet complies with it (`#/policy`): the figure, its drawing, the instances that fall short, and
//! the one step that fixes them. The policy stops nothing by itself.

mod figure;
mod rule;
mod short;

use leptos::prelude::*;

use crate::{
    context::use_console,
    ui::{Empty, Icon, Section},
};
use latch_rules::coverage::{Coverage, coverage};

/// `#/policy`.
#[component]
pub fn PolicyPage() -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let found = Memo::new(move |_| console.with(coverage));
    let has_policy = Memo::new(move |_| console.with(|world| !world.policy.is_empty()));
    let is_concerned = Memo::new(move |_| found.with(|found| *found != Coverage::default()));
    view! {
        <div class="page policy">
            <header class="page__head">
                <h1 tabindex="-1">{texts.shell_nav_policy()}</h1>
            </header>
            <p class="policy__lead">{texts.policy_lead()}</p>
            <rule::Rule />
            <Show
                when=move || is_concerned.get()
                fallback=move || {
                    let text = move || if has_policy.get() { texts.policy_nobody() } else { texts.policy_none() }.to_owned();
                    view! { <Empty icon=Icon::ShieldOff text=Signal::derive(text) test_id="policy-empty" /> }
                }
            >
                <Section title=texts.policy_coverage_title() test_id="coverage">
                    <figure::Figure found />
                </Section>
                <short::Short found />
            </Show>
        </div>
    }
}
