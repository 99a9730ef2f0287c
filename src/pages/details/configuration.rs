//! The sections Basic, Configuration, Network and Billing Information: every field that an instance has.

use leptos::prelude::*;

use super::{
    Shown,
    operations::{self, Operation},
    pairs::{code, lines, moment, text},
};
use crate::{
    context::{Route, use_console},
    i18n::{Texts, args},
    pages::parts::{InstanceStatus, Moment},
    ui::{Badge, Button, ButtonKind, CopyButton, KeyValues, Pair, Section},
};
use latch_ecs::instance_json::{came::addresses_of, glance};
use latch_rules::{
    Instance, Ordinal, Status,
    instance::{ChargeType, Disk},
};

/// 基本信息.
#[component]
pub(super) fn Basic(ordinal: Ordinal, shown: Shown) -> impl IntoView {
    let texts = use_console().texts();
    let has_group = Memo::new(move |_| shown.with(|shown| shown.as_ref().is_some_and(|one| one.member.is_some())));
    let pairs = move || {
        let mut pairs = vec![
            id_pair(shown),
            text(texts.details_name(), shown, |one| one.name.to_string()),
            status_pair(shown),
            text(texts.details_region(), shown, move |one| texts.region_name(&one.spec.region)),
            text(texts.details_zone(), shown, |one| one.spec.zone.to_string()),
            text(texts.details_host_name(), shown, |one| one.host_name.to_string()),
            text(texts.details_description(), shown, |one| one.description.to_string()),
            moment(texts.details_created(), shown, |one| Some(one.created_at)),
            moment(texts.details_started(), shown, |one| one.started_at),
            schedule_pair(ordinal, shown),
            text(texts.details_resource_group(), shown, |one| one.spec.resource_group.to_string()),
            lines(texts.details_locks(), shown, move |one| {
                let own = texts.locks(one.locks).into_iter().map(ToOwned::to_owned);
                own.chain(glance::other_locks(&one.spec.unknown).map(ToOwned::to_owned)).collect()
            }),
        ];
        if has_group.get() {
            pairs.push(group_pair(shown));
        }
        pairs.push(tags_pair(shown));
        pairs
    };
    view! {
        <Section title=texts.details_basic() test_id="basic">
            <KeyValues pairs=Signal::derive(pairs) />
        </Section>
    }
}

fn id_pair(shown: Shown) -> Pair {
    let id = Memo::new(move |_| shown.with(|shown| shown.as_ref().map(|one| one.id.to_string()).unwrap_or_default()));
    Pair::new(use_console().texts().details_id(), move || {
        view! {
            <span class="details__id">
                <code>{move || id.get()}</code>
                <CopyButton text=id what=id.get_untracked() />
            </span>
        }
    })
}

fn status_pair(shown: Shown) -> Pair {
    let console = use_console();
    let status = Memo::new(move |_| {
        shown.with(|shown| shown.as_ref().map(|one| console.with(|world| Some(world.shown_status(one)))))
    });
    Pair::new(console.texts().details_status(), move || {
        move || status.get().flatten().map(|status| view! { <InstanceStatus status /> })
    })
}

/// The auto-release time with its two operations: change, cancel.
fn schedule_pair(ordinal: Ordinal, shown: Shown) -> Pair {
    let console = use_console();
    let texts = console.texts();
    let at = Memo::new(move |_| shown.with(|shown| shown.as_ref().and_then(|one| one.auto_release_at)));
    let is_prepaid = Memo::new(move |_| {
        shown.with(|shown| shown.as_ref().is_some_and(|one| one.spec.charge == ChargeType::PrePaid))
    });
    Pair::new(texts.details_auto_release(), move || {
        view! {
            <div class="details__schedule" data-testid="auto-release">
                {move || match at.get() {
                    Some(at) => view! { <Moment at absolute_first=true /> }.into_any(),
                    None => texts.details_none().into_any(),
                }}
                <Show when=move || !is_prepaid.get()>
                    <Button
                        label=texts.details_change()
                        aria_label=texts.details_change_schedule()
                        kind=ButtonKind::Link
                        on_click=move |()| operations::run(console, ordinal, Operation::Schedule)
                    />
                </Show>
                <Show when=move || at.get().is_some()>
                    <Button
                        label=texts.details_cancel()
                        kind=ButtonKind::Link
                        on_click=move |()| operations::run(console, ordinal, Operation::CancelSchedule)
                    />
                </Show>
            </div>
        }
    })
}

/// The group, with a link to its page, how the instance joined, and the group's own protection.
fn group_pair(shown: Shown) -> Pair {
    let texts = use_console().texts();
    let member = Memo::new(move |_| shown.with(|shown| shown.as_ref().and_then(|one| one.member.clone())));
    Pair::new(texts.details_scaling_group(), move || {
        move || {
            member.get().map(|member| {
                let guard =
                    if member.guarded { texts.details_scaling_guarded() } else { texts.details_scaling_unguarded() };
                let href = Route::ScalingGroup { id: member.group.to_string() }.href();
                view! {
                    <div><a href=href>{member.group.to_string()}</a></div>
                    <div>{texts.origin(member.origin)}</div>
                    <div>{guard}</div>
                }
            })
        }
    })
}

fn tags_pair(shown: Shown) -> Pair {
    let texts = use_console().texts();
    let tags = Memo::new(move |_| {
        let tags = shown.with(|shown| shown.as_ref().map(|one| one.tags.clone())).unwrap_or_default();
        tags.iter().map(|tag| format!("{}: {}", tag.key, tag.value)).collect::<Vec<_>>()
    });
    Pair::new(texts.details_tags(), move || {
        move || {
            if tags.with(Vec::is_empty) {
                texts.details_none().into_any()
            } else {
                let badges = tags.get().into_iter().map(|tag| view! { <Badge text=tag /> }).collect_view();
                view! { <span class="details__tags">{badges}</span> }.into_any()
            }
        }
    })
}

/// 配置信息.
#[component]
pub(super) fn Configuration(shown: Shown) -> impl IntoView {
    let texts = use_console().texts();
    let has_gpu = Memo::new(move |_| shown.with(|shown| shown.as_ref().is_some_and(|one| one.spec.gpu_amount > 0)));
    let pairs = move || {
        let mut pairs = vec![
            code(texts.details_type(), shown, |one| one.spec.instance_type.to_string()),
            code(texts.details_family(), shown, |one| one.spec.family.to_string()),
            text(texts.details_cpu_memory(), shown, move |one| match (one.spec.cpu, one.spec.memory_mib) {
                (0, _) | (_, 0) => String::new(),
                _ => texts.details_cpu_memory_value(args::DetailsCpuMemoryValue {
                    count: one.spec.cpu,
                    memory: f64::from(one.spec.memory_mib) / 1024.0,
                }),
            }),
        ];
        if has_gpu.get() {
            pairs.push(text(texts.details_gpu(), shown, |one| {
                format!("{} × {}", one.spec.gpu_amount, one.spec.gpu_spec).trim().to_owned()
            }));
        }
        pairs.extend([
            text(texts.details_os(), shown, |one| one.spec.os_name.to_string()),
            code(texts.details_image(), shown, |one| one.spec.image_id.to_string()),
            text(texts.details_system_disk(), shown, move |one| {
                one.spec.system_disk.as_ref().map(|disk| size(texts, disk)).unwrap_or_default()
            }),
            lines(texts.details_data_disks(), shown, move |one| {
                one.spec.data_disks.iter().map(|disk| data_disk(texts, disk)).collect()
            }),
            text(texts.details_credential(), shown, move |one| texts.credential(&one.spec.credential)),
            text(texts.details_stopped_mode(), shown, move |one| {
                if one.status == Status::Stopped {
                    texts.stopped_mode(one.stopped_mode).to_owned()
                } else {
                    String::new()
                }
            }),
        ]);
        pairs
    };
    view! {
        <Section title=texts.details_configuration() test_id="configuration">
            <KeyValues pairs=Signal::derive(pairs) />
        </Section>
    }
}

fn size(texts: Texts, disk: &Disk) -> String {
    texts.details_disk(args::DetailsDisk { category: texts.disk_category(&disk.category), size: disk.size })
}

fn data_disk(texts: Texts, disk: &Disk) -> String {
    let fate = if disk.delete_with_instance { texts.details_disk_released() } else { texts.details_disk_kept() };
    texts.details_disk_line(args::DetailsDiskLine { disk: size(texts, disk), fate })
}

/// 网络信息.
#[component]
pub(super) fn Network(shown: Shown) -> impl IntoView {
    let texts = use_console().texts();
    let mbps = move |value: u32| if value == 0 { String::new() } else { texts.details_mbps(value) };
    let pairs = vec![
        text(texts.details_network_type(), shown, move |one| texts.network_type(&one.spec.network_type)),
        code(texts.details_vpc(), shown, |one| one.spec.vpc_id.to_string()),
        code(texts.details_vswitch(), shown, |one| one.spec.vswitch_id.to_string()),
        lines(texts.details_security_groups(), shown, |one| {
            one.spec.security_groups.iter().map(ToString::to_string).collect()
        }),
        lines(texts.details_private_ip(), shown, |one| {
            [addresses_of(one, "PrivateIpAddress"), addresses_of(one, "InnerIpAddress")].concat()
        }),
        lines(texts.details_public_ip(), shown, |one| addresses_of(one, "PublicIpAddress")),
        text(texts.details_eip(), shown, |one| one.eip.to_string()),
        text(texts.details_internet_charge(), shown, move |one| texts.internet_charge(&one.spec.internet_charge_type)),
        text(texts.details_bandwidth_out(), shown, move |one| mbps(one.spec.bandwidth_out)),
        text(texts.details_bandwidth_in(), shown, move |one| mbps(one.spec.bandwidth_in)),
    ];
    view! {
        <Section title=texts.details_network() test_id="network">
            <KeyValues pairs />
        </Section>
    }
}

/// 付费信息.
#[component]
pub(super) fn BillingInformation(shown: Shown) -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let kind = Memo::new(move |_| {
        shown.with(|shown| {
            shown.as_ref().map(|one| (one.spec.charge == ChargeType::PrePaid, one.is_spot())).unwrap_or_default()
        })
    });
    let overdue = Memo::new(move |_| console.with(|world| world.account.overdue_since));
    let pairs = move || {
        let (is_prepaid, is_spot) = kind.get();
        let mut pairs = vec![text(texts.details_billing_method(), shown, move |one| texts.billing_of(one).to_owned())];
        if is_prepaid {
            pairs.push(moment(texts.details_expires(), shown, |one| one.expires_at));
        }
        if is_spot {
            pairs.push(lines(texts.details_bidding(), shown, move |one| bidding(texts, one)));
        }
        pairs.push(text(texts.details_account(), shown, move |_| match overdue.get() {
            Some(since) => texts.details_account_overdue(texts.date_time(since)),
            None => texts.details_account_fine().to_owned(),
        }));
        pairs
    };
    view! {
        <Section title=texts.details_billing() test_id="billing">
            <KeyValues pairs=Signal::derive(pairs) />
        </Section>
    }
}

fn bidding(texts: Texts, one: &Instance) -> Vec<String> {
    let limit = one.spec.spot_price_limit_milli;
    let price = format!("{}.{:03}", limit / 1_000, limit % 1_000);
    let price = (limit > 0).then(|| texts.details_price_limit(price));
    std::iter::once(texts.spot(one.spec.spot).to_owned()).chain(price).collect()
}
