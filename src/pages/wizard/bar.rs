//! The bar at the foot of every step: quantity, Previous, Next or Create Instance. `wizard` handles the buttons.

use leptos::prelude::*;

use super::{
    draft::QUANTITY_AT_MOST,
    field::{Field, STEPS},
    form::Form,
    words,
};
use crate::ui::{Button, ButtonKind, FieldWidth, TextField, TextKind};

#[component]
pub fn Bar(form: Form, #[prop(into)] on_next: Callback<()>, #[prop(into)] on_create: Callback<()>) -> impl IntoView {
    let texts = form.texts();
    let step = form.step;
    let next = move || {
        if step.get() == STEPS {
            view! {
                <Button
                    label=texts.wizard_create()
                    kind=ButtonKind::Primary
                    on_click=on_create
                    busy=form.is_sending
                    test_id="wizard-create"
                />
            }
        } else {
            let label = words::next(texts, step.get());
            view! { <Button label kind=ButtonKind::Primary on_click=on_next test_id="wizard-next" /> }
        }
    };
    view! {
        <div class="wizard__bar">
            <TextField
                label=texts.wizard_quantity()
                kind=TextKind::Number { min: 1.0, max: f64::from(QUANTITY_AT_MOST) }
                width=FieldWidth::Short
                unit=texts.wizard_quantity_unit()
                value=form.read(|draft| draft.quantity.clone())
                on_input=move |text| form.write(|draft| draft.quantity = text)
                on_leave=form.on_leave(Field::Quantity)
                error=form.error(Field::Quantity)
                id=Field::Quantity.id()
            />
            <div class="wizard__bar-acts">
                {move || {
                    (step.get() > 1).then(|| {
                        let back = move |()| form.go(step.get_untracked() - 1);
                        view! { <Button label=texts.wizard_previous() on_click=back test_id="wizard-previous" /> }
                    })
                }}
                {next}
            </div>
        </div>
    }
}
