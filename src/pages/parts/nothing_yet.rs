use leptos::prelude::*;

use crate::{
    context::{Route, use_console},
    ui::{ButtonLink, Empty, Icon},
};

/// The empty state in place of a table: the account has no entry of the kind yet, or the stored account cannot be read. `children` is the
/// suggested next step; by default a link to the list.
#[component]
pub fn NothingYet(
    icon: Icon,
    #[prop(into)] text: Signal<String>,
    test_id: &'static str,
    #[prop(optional)] children: Option<ChildrenFn>,
) -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let children = StoredValue::new(children);
    let is_unread = Memo::new(move |_| console.is_unread());
    move || {
        if is_unread.get() {
            return view! { <Empty icon text=texts.list_unread_here() test_id="unread" /> }.into_any();
        }
        view! {
            <Empty icon text test_id>
                {match children.get_value() {
                    Some(children) => children(),
                    None => view! { <ButtonLink label=texts.list_go_to() href=Route::default().href() /> }.into_any(),
                }}
            </Empty>
        }
        .into_any()
    }
}
