//! Meter: how much of something limited is used.

use leptos::prelude::*;

/// Shows the used share of a limited resource, from 0 to 1: low up to `low`, nearly full from `high` on. `name` says which resource,
/// `label` how much. The text beside it must say what to do, because colour alone conveys nothing.
#[component]
pub fn Meter(
    #[prop(into)] name: String,
    #[prop(into)] label: Signal<String>,
    #[prop(into)] used: Signal<f64>,
    low: f64,
    high: f64,
    #[prop(optional)] test_id: Option<&'static str>,
) -> impl IntoView {
    view! {
        <div class="meter">
            <span class="meter__label">{move || label.get()}</span>
            <meter
                class="meter__bar"
                aria-label=name
                aria-valuetext=move || label.get()
                min="0"
                max="1"
                low=low.to_string()
                high=high.to_string()
                optimum="0"
                value=move || used.get().to_string()
                data-testid=test_id
            ></meter>
        </div>
    }
}
