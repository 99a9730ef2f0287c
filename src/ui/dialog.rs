//! The modal dialog on the native `<dialog>`, and the drawer at the side of the page. Each is open as long as it is mounted.

use leptos::{children::ViewFnOnce, ev::KeyboardEvent, html, prelude::*};
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlDialogElement, HtmlElement};

use crate::i18n::Texts;

use super::{
    button::IconButton,
    dom::{active_element, focus_in_place, fresh_id, select},
    icon::Icon,
    input::is_composing,
    live::LiveRegions,
    overlay::stand_over,
};

/// Width of a dialog.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum DialogSize {
    /// 480 px
    #[default]
    Small,
    /// 640 px
    Medium,
    /// 880 px
    Large,
}

/// The side from which a drawer comes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum DrawerSide {
    Start,
    #[default]
    End,
}

/// A modal dialog: open while mounted. It never closes itself: Esc and the close button call `on_close`, and the caller unmounts it. The
/// focus starts on `[data-autofocus]`, else on the first field, else on the footer's first button (put Cancel there). On closing, the
/// focus returns to where it was; if that element is gone, to `[data-focus-fallback]` or the page's heading. Dialogs may open above
/// dialogs. It contains no form, so Enter in a field presses no button.
#[component]
pub fn Dialog(
    #[prop(into)] title: Signal<String>,
    #[prop(into)] on_close: Callback<()>,
    #[prop(optional)] size: DialogSize,
    /// For a question that interrupts (`role="alertdialog"`).
    #[prop(optional)]
    alert: bool,
    /// The buttons, the primary one last.
    #[prop(optional, into)]
    footer: ViewFnOnce,
    #[prop(optional)] test_id: Option<&'static str>,
    children: Children,
) -> impl IntoView {
    let class = match size {
        DialogSize::Small => "dialog dialog--small",
        DialogSize::Medium => "dialog dialog--medium",
        DialogSize::Large => "dialog dialog--large",
    };
    modal(title, on_close, class, alert, footer, test_id, children)
}

/// A modal panel at the side: the navigation on narrow screens, All Operations. Behaves like `Dialog`.
#[component]
pub fn Drawer(
    #[prop(into)] title: Signal<String>,
    #[prop(into)] on_close: Callback<()>,
    #[prop(optional)] side: DrawerSide,
    #[prop(optional, into)] footer: ViewFnOnce,
    #[prop(optional)] test_id: Option<&'static str>,
    children: Children,
) -> impl IntoView {
    let class = match side {
        DrawerSide::Start => "dialog drawer drawer--start",
        DrawerSide::End => "dialog drawer drawer--end",
    };
    modal(title, on_close, class, false, footer, test_id, children)
}

fn modal(
    title: Signal<String>,
    on_close: Callback<()>,
    class: &'static str,
    alert: bool,
    footer: ViewFnOnce,
    test_id: Option<&'static str>,
    children: Children,
) -> AnyView {
    let close_text = use_context::<Texts>().map_or("", Texts::common_close);
    let title_id = fresh_id("dialog");
    let labelled_by = title_id.clone();
    let node: NodeRef<html::Dialog> = NodeRef::new();
    let is_closing = StoredValue::new(false);
    let opener = StoredValue::new_local(active_element());
    stand_over(on_close);

    node.on_load(move |dialog: HtmlDialogElement| {
        if !dialog.open() && dialog.show_modal().is_ok() {
            focus_first(&dialog);
        }
    });
    on_cleanup(move || {
        is_closing.set_value(true);
        if let Some(dialog) = node.get_untracked() {
            dialog.close();
        }
        if let Some(Some(opener)) = opener.try_get_value() {
            focus_in_place(&opener);
        }
    });

    view! {
        <dialog
            node_ref=node
            class=class
            role=alert.then_some("alertdialog")
            aria-labelledby=labelled_by
            data-testid=test_id
            on:keydown=move |event: KeyboardEvent| {
                if event.key() == "Escape" && !event.default_prevented() {
                    event.prevent_default();
                    event.stop_propagation();
                    on_close.try_run(());
                }
            }
            on:cancel=move |event: web_sys::Event| {
                event.stop_propagation();
                if is_own(&event) {
                    event.prevent_default();
                    if !is_composing() {
                        on_close.try_run(());
                    }
                }
            }
            on:close=move |event: web_sys::Event| {
                if is_own(&event) && is_closing.try_get_value() == Some(false) {
                    on_close.try_run(());
                }
            }
        >
            <header class="dialog__head">
                <h2 class="dialog__title" id=title_id tabindex="-1">{move || title.get()}</h2>
                <IconButton icon=Icon::Close label=close_text on_click=move || { on_close.try_run(()); } />
            </header>
            <div class="dialog__body">{children()}</div>
            <footer class="dialog__foot">{footer.run()}</footer>
            <LiveRegions />
        </dialog>
    }
    .into_any()
}

/// Whether the event is the dialog's own, not that of a file field or dialog inside.
fn is_own(event: &web_sys::Event) -> bool {
    event.target() == event.current_target()
}

fn focus_first(dialog: &HtmlElement) {
    let body_field =
        ".dialog__body :is(input:not([type=hidden],[type=radio]),[type=radio]:checked,select,textarea,[role=switch])";
    let order = ["[data-autofocus]", body_field, ".dialog__foot :is(button,a):not(.button--danger)", ".dialog__title"];
    if let Some(element) = order.iter().find_map(|selector| select(dialog.unchecked_ref(), selector)) {
        focus_in_place(&element);
    }
}
