//! Another world that the address offers: shown, compared, and taken only when the person says so.

use leptos::prelude::*;

use crate::context::Offer;

#[component]
pub(super) fn OfferDialog(offer: Offer) -> impl IntoView {
    let _ = offer;
}
