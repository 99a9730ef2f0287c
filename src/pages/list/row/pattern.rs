//! The markup that every row of the list is a copy of, without content. Parts that a row writes to are marked with `data-part`; `Row` takes
//! them in this order.

use leptos::prelude::*;
use web_sys::Element;

use crate::{
    i18n::Texts,
    ui::{Glyph, Icon, MenuLook, MenuTrigger, SignFrame},
};

/// A blank text, for a row to write to.
const BLANK: &str = "\u{a0}";

/// The pattern, outside of the document.
pub(in crate::pages::list) fn pattern(texts: Texts) -> Option<Element> {
    let place = document().create_element("tbody").ok()?;
    markup(texts).build().mount(&place, None);
    place.first_element_child()
}

fn markup(texts: Texts) -> impl IntoView {
    view! {
        <tr hidden>
            <td class="table__check table__pin table__pin-start">
                <input type="checkbox" class="check__box" data-part />
            </td>
            <th scope="row" class="list__identity table__pin table__pin-second">
                <span class="list__id">
                    <a class="code" data-part>
                        <span class="cut-middle" data-tip-if="cut" data-testid="cell-id" data-part>
                            <span class="cut-middle__text" data-part>{BLANK}</span>
                        </span>
                    </a>
                    <button type="button" class="copy" data-act="copy" data-part>
                        <SignFrame icon=Icon::Copy />
                    </button>
                </span>
                <span class="cut-middle" data-tip-if="cut" data-testid="cell-name" data-part>
                    <span class="cut-middle__text" data-part>{BLANK}</span>
                </span>
            </th>
            <td class="list__small" data-part>{BLANK}</td>
            <td class="list__addresses">
                <span class="list__ip" hidden data-part>
                    <Glyph icon=Icon::Globe />
                    <span class="visually-hidden" data-part>{BLANK}</span>
                    <span data-part>{BLANK}</span>
                </span>
                <span class="list__ip" data-tip=texts.list_ip_private() hidden data-part>
                    <span class="visually-hidden">{texts.list_ip_private()}</span>
                    <span data-part>{BLANK}</span>
                </span>
            </td>
            <td>
                <span data-part><SignFrame /><span class="status__text" data-part>{BLANK}</span></span>
            </td>
            <td>
                <span class="list__cut" data-part>{BLANK}</span>
                <span class="table__second" data-part>{BLANK}</span>
            </td>
            <td class="list__wrap" data-part>{BLANK}</td>
            <td class="list__shield">
                <span data-testid="cell-protection" data-part>
                    <SignFrame />
                    <span class="status__text" data-part>{BLANK}</span>
                </span>
                <span class="list__gaps" hidden data-part>
                    <MenuTrigger label=BLANK act="gaps" look=MenuLook::Link compact=true test_id="row-gaps" />
                </span>
            </td>
            <td class="table__number">
                <span class="tip" tabindex="0" hidden data-part data-moving>{BLANK}</span>
                {nothing(texts)}
            </td>
            <td>
                <span class="list__tags" hidden data-part>
                    <span class="cut" data-part>{BLANK}</span>
                    <span class="tip" tabindex="0" hidden data-part>{BLANK}</span>
                </span>
                {nothing(texts)}
            </td>
            <td class="list__actions table__pin table__pin-end">
                <div class="table__acts">
                    <a data-part>{texts.list_manage()}</a>
                    <MenuTrigger label=texts.list_more() act="more" look=MenuLook::Link />
                </div>
            </td>
        </tr>
    }
}

fn nothing(texts: Texts) -> impl IntoView {
    view! {
        <span class="list__nothing" data-part>
            <Glyph icon=Icon::Dash label=texts.list_no_value() />
        </span>
    }
}
