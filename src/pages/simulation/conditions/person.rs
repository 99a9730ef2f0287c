//! The simulated other person: name, act, delay. The interference either waits for the next dialog about instances, or runs at once on an
//! instance that is named here.

use leptos::prelude::*;

use crate::{
    context::{Interference, Meddling, Notice, use_console},
    i18n::{Texts, args},
    pages::parts::meddle::{is_able, meddle},
    ui::{
        Button, ButtonKind, Checkbox, FieldWidth, Notice as Told, NoticeKind, Section, Select, SelectOption, TextField,
        TextKind,
    },
};
use latch_rules::{Answer, Happened, Ordinals, World, fields::tag_problem, instance::Tag};

const ACTS: [&str; 5] = ["protect", "unprotect", "stop", "release", "tag"];
/// The longest delay, in seconds.
const LONGEST: u32 = 600;

/// Content of the form.
#[derive(Clone, Copy)]
struct Form {
    name: RwSignal<String>,
    act: RwSignal<String>,
    tag: RwSignal<String>,
    after: RwSignal<String>,
    all: RwSignal<bool>,
    again: RwSignal<bool>,
}

impl Form {
    fn name_problem(self, texts: Texts) -> Option<String> {
        let length = self.name.with(|name| name.trim().chars().count());
        (!(1..=64).contains(&length)).then(|| texts.person_name_problem().to_owned())
    }

    fn after_problem(self, texts: Texts) -> Option<String> {
        self.seconds().is_none().then(|| texts.conditions_number(LONGEST))
    }

    fn tag_problem(self, texts: Texts) -> Option<String> {
        if self.act.with(|act| act != "tag") {
            return None;
        }
        match self.tag() {
            None => Some(texts.person_tag_problem().to_owned()),
            Some(tag) => tag_problem(&[tag]).map(|(_, reason)| texts.refusal_text(reason)),
        }
    }

    fn problem(self, texts: Texts) -> Option<String> {
        self.name_problem(texts).or_else(|| self.after_problem(texts)).or_else(|| self.tag_problem(texts))
    }

    fn seconds(self) -> Option<u32> {
        self.after.with(|text| text.trim().parse().ok()).filter(|seconds| *seconds <= LONGEST)
    }

    /// `key=value`.
    fn tag(self) -> Option<Tag> {
        self.tag.with(|text| {
            let (key, value) = text.split_once('=')?;
            let (key, value) = (key.trim(), value.trim());
            (!key.is_empty()).then(|| Tag { key: key.into(), value: value.into() })
        })
    }

    fn does(self) -> Option<Meddling> {
        Some(match self.act.get().as_str() {
            "protect" => Meddling::Protect,
            "unprotect" => Meddling::Unprotect,
            "stop" => Meddling::Stop,
            "release" => Meddling::Release,
            _ => Meddling::AddTag(self.tag()?),
        })
    }

    fn read(self, texts: Texts) -> Option<Interference> {
        if self.problem(texts).is_some() {
            return None;
        }
        Some(Interference {
            name: self.name.with(|name| name.trim().to_owned()),
            does: self.does()?,
            after_ms: self.seconds()? * 1_000,
            all: self.all.get(),
            again: self.again.get(),
        })
    }
}

#[component]
pub(super) fn OtherPerson() -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let armed = console.interference();
    let form = Form {
        name: RwSignal::new(texts.person_default_name().to_owned()),
        act: RwSignal::new("protect".to_owned()),
        tag: RwSignal::new("owner=ops".to_owned()),
        after: RwSignal::new("3".to_owned()),
        all: RwSignal::new(false),
        again: RwSignal::new(false),
    };
    let problem = Signal::derive(move || form.problem(texts));
    let acts: Vec<SelectOption> = ACTS.into_iter().map(|act| SelectOption::new(act, act_name(texts, act))).collect();
    let said = move || armed.get().map(|plan| sentence(texts, &plan));
    view! {
        <Section title=texts.person_title() test_id="other-person">
            <p class="simulation__hint">{texts.person_hint()}</p>
            {move || {
                said().map(|text| {
                    view! {
                        <Told
                            kind=NoticeKind::Info
                            title=text
                            action=(texts.person_disarm().to_owned(), Callback::new(move |()| armed.set(None)))
                            test_id="armed"
                        />
                    }
                })
            }}
            <div class="simulation__form">
            <TextField
                label=texts.person_name()
                value=form.name
                on_input=move |text| form.name.set(text)
                error=Signal::derive(move || form.name_problem(texts))
                max_length=64
            />
            <Select
                label=texts.person_act()
                options=acts
                value=form.act
                on_change=move |act| form.act.set(act)
            />
            <Show when=move || form.act.with(|act| act == "tag")>
                <TextField
                    label=texts.person_tag()
                    value=form.tag
                    on_input=move |text| form.tag.set(text)
                    error=Signal::derive(move || form.tag_problem(texts))
                />
            </Show>
            <TextField
                label=texts.person_after()
                unit=texts.person_seconds()
                value=form.after
                on_input=move |text| form.after.set(text)
                kind=TextKind::Number { min: 0.0, max: f64::from(LONGEST) }
                error=Signal::derive(move || form.after_problem(texts))
            />
            <Checkbox
                label=texts.person_all()
                checked=Signal::derive(move || Some(form.all.get()))
                on_change=move |on| form.all.set(on)
            />
            <Checkbox
                label=texts.person_again()
                checked=Signal::derive(move || Some(form.again.get()))
                on_change=move |on| form.again.set(on)
            />
            </div>
            <div class="person__acts">
                <Button
                    label=texts.person_arm()
                    kind=ButtonKind::Primary
                    disabled_reason=problem
                    on_click=move |()| {
                        if let Some(plan) = form.read(texts) {
                            armed.set(Some(plan));
                        }
                    }
                    test_id="arm"
                />
            </div>
            <AtOnce form />
        </Section>
    }
}

/// Runs the same interference now, on a named instance.
#[component]
fn AtOnce(form: Form) -> impl IntoView {
    let console = use_console();
    let texts = console.texts();
    let wanted = RwSignal::new(String::new());
    let touched = RwSignal::new(false);
    let found = Memo::new(move |_| wanted.with(|wanted| console.with(|world| find(world, wanted))));
    let problem = Signal::derive(move || match (found.get().is_empty(), form.problem(texts)) {
        (true, _) => Some(texts.person_unknown().to_owned()),
        (_, problem) => problem,
    });
    let shown = Signal::derive(move || touched.get().then(|| problem.get()).flatten());
    let act = move |()| {
        let Some(plan) = form.read(texts).filter(|_| problem.get_untracked().is_none()) else { return };
        let plan = Interference { all: true, ..plan };
        let (name, who) = (plan.name.clone(), found.get_untracked());
        let can = |world: &World| who.iter().any(|o| world.get(o).is_some_and(|one| is_able(world, one, &plan.does)));
        if !console.peek(can) {
            return console.notify(Notice::warning(texts.person_nothing(&name)));
        }
        meddle(console, &plan, &who, move |reply| {
            let why = match reply {
                Err(refusal) => Some(texts.refusal(&refusal)),
                Ok(Answer::Outcomes(outcomes)) => outcomes.iter().find_map(|outcome| match outcome.happened {
                    Happened::Refused(reason) => Some(texts.refusal_text(reason)),
                    _ => None,
                }),
                Ok(_) => None,
            };
            console.notify(match why {
                Some(why) => Notice::warning(texts.person_refused(&name)).line(why),
                None => Notice::success(texts.person_done(&name)),
            });
        });
    };
    view! {
        <div class="person__now" role="group" aria-label=texts.person_now_title()>
            <p class="conditions__head">{texts.person_now_title()}</p>
            <TextField
                label=texts.person_instance()
                value=wanted
                on_input=move |text| wanted.set(text)
                on_leave=Callback::new(move |()| touched.set(true))
                error=shown
                width=FieldWidth::Full
            />
            <div class="person__acts"><Button label=texts.person_do_now() disabled_reason=problem on_click=act test_id="do-now" /></div>
        </div>
    }
}

/// The live instances with that id or name.
fn find(world: &World, wanted: &str) -> Ordinals {
    let wanted = wanted.trim();
    if wanted.is_empty() {
        return Ordinals::default();
    }
    world.live().filter(|(_, one)| *one.id == *wanted || *one.name == *wanted).map(|(ordinal, _)| ordinal).collect()
}

fn act_name(texts: Texts, act: &str) -> &'static str {
    match act {
        "protect" => texts.person_protects(),
        "unprotect" => texts.person_unprotects(),
        "stop" => texts.person_stops(),
        "release" => texts.person_releases(),
        _ => texts.person_tags(),
    }
}

fn sentence(texts: Texts, plan: &Interference) -> String {
    let act = match &plan.does {
        Meddling::Protect => "protect",
        Meddling::Unprotect => "unprotect",
        Meddling::Stop => "stop",
        Meddling::Release => "release",
        Meddling::AddTag(_) => "tag",
    };
    let whom = if plan.all { texts.person_to_all() } else { texts.person_to_first() };
    texts.person_armed(args::PersonArmed {
        act: act_name(texts, act),
        name: &plan.name,
        seconds: plan.after_ms / 1_000,
        whom,
    })
}
