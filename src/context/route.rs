//! Routes: the closed type, with its parser and printer side by side. Only this module builds links. The whole route stands behind `#`,
//! so every link works on any static host in any folder (docs/rules.md#routes).

/// What the list shows.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ListQuery {
    /// Empty = the region chosen last.
    pub region: String,
    /// The search text, as typed.
    pub search: String,
    /// Conditions, as `pages::list` writes them.
    pub filter: String,
    /// The order, after `-` if it descends; empty = the order of creation.
    pub sort: String,
}

/// A tab of the details page.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum DetailsTab {
    #[default]
    Details,
    History,
}

impl DetailsTab {
    pub const ALL: [Self; 2] = [Self::Details, Self::History];

    /// The tab's name in the address.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Self::Details => "details",
            Self::History => "history",
        }
    }

    /// The tab of that name.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tab| tab.slug() == slug)
    }
}

/// A tab of the simulation page.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum SimulationTab {
    /// The clock, what is due, and rewinding.
    #[default]
    Clock,
    /// The automatic causes, to be triggered.
    Events,
    Scenarios,
    /// The other person, and the network.
    Conditions,
    /// Links, files, reset.
    Share,
}

impl SimulationTab {
    pub const ALL: [Self; 5] = [Self::Clock, Self::Events, Self::Scenarios, Self::Conditions, Self::Share];

    /// The tab's name in the address.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Self::Clock => "clock",
            Self::Events => "events",
            Self::Scenarios => "scenarios",
            Self::Conditions => "conditions",
            Self::Share => "share",
        }
    }

    /// The tab of that name.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tab| tab.slug() == slug)
    }
}

/// Another world that an address offers. Nothing changes before the person has confirmed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Offer {
    /// `scenario=name`: one of the scenarios that lie beside the page.
    Scenario(String),
    /// `world=…`: a whole world, packed into the link.
    World(String),
}

/// A page and its parameters in the address.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Route {
    Instances(ListQuery),
    /// The wizard.
    Create {
        /// 1 to 5.
        step: u8,
        /// The region of the instances; empty = as the form has it.
        region: String,
    },
    Details {
        id: String,
        tab: DetailsTab,
    },
    Released {
        search: String,
        /// Slug of a cause, or empty.
        cause: String,
    },
    /// What happened to one released instance, and why.
    ReleasedOne {
        id: String,
    },
    Activity {
        search: String,
        /// Slug of a kind of outcome, or empty.
        outcome: String,
    },
    /// The page that sends calls of the API, with the action chosen; empty = the first.
    Api {
        action: String,
    },
    Simulation {
        tab: SimulationTab,
    },
    /// The Auto Scaling groups.
    Scaling,
    ScalingGroup {
        id: String,
    },
    /// What each cause would do to which instance.
    Forecast {
        /// Instance ids with commas between them, `selection` for the rows ticked in the list, or empty for the fleet.
        of: String,
        search: String,
    },
    /// Past and due events on a time axis.
    Timeline {
        /// The part of the axis that is shown; empty = all.
        span: String,
        search: String,
        /// Whether it is shown as a table.
        table: bool,
    },
    /// The team's own protection policy.
    Policy,
    /// An address that belongs to no page.
    Unknown(String),
}

impl Default for Route {
    fn default() -> Self {
        Self::Instances(ListQuery::default())
    }
}

/// A parsed address: the route, and the names of the parameters that were dropped because they are unknown or invalid.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Parsed {
    pub route: Route,
    pub offer: Option<Offer>,
    pub dropped: Vec<String>,
}

impl Route {
    /// Reads a hash, with or without its `#`. Never fails: an unknown path is `Unknown`, an unknown or invalid parameter is dropped.
    #[must_use]
    pub fn parse(hash: &str) -> Parsed {
        let hash = hash.trim_start_matches('#');
        let (path, query) = hash.split_once('?').unwrap_or((hash, ""));
        let mut query = Query::read(query);
        let segments: Vec<String> = path.split('/').filter(|part| !part.is_empty()).map(decode).collect();
        let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
        let route = match segments.as_slice() {
            [] | ["instances"] => Self::Instances(ListQuery {
                region: query.take("region"),
                search: query.take("q"),
                filter: query.take("filter"),
                sort: query.take("sort"),
            }),
            ["instances", "create"] => Self::Create {
                step: query
                    .take_valid("step", |text| text.parse().ok().filter(|step| (1..=5).contains(step)))
                    .unwrap_or(1),
                region: query.take("region"),
            },
            ["instances", id] => Self::Details {
                id: id.trim().to_owned(),
                tab: query.take_valid("tab", DetailsTab::from_slug).unwrap_or_default(),
            },
            ["released"] => Self::Released { search: query.take("q"), cause: query.take("cause") },
            ["released", id] => Self::ReleasedOne { id: id.trim().to_owned() },
            ["activity"] => Self::Activity { search: query.take("q"), outcome: query.take("outcome") },
            ["api"] => Self::Api { action: query.take("action") },
            ["simulation"] => {
                Self::Simulation { tab: query.take_valid("tab", SimulationTab::from_slug).unwrap_or_default() }
            }
            ["scaling"] => Self::Scaling,
            ["scaling", id] => Self::ScalingGroup { id: (*id).to_owned() },
            ["forecast"] => Self::Forecast { of: query.take("of"), search: query.take("q") },
            ["timeline"] => Self::Timeline {
                span: query.take("span"),
                search: query.take("q"),
                table: query.take_valid("as", |text| (text == "table").then_some(true)).unwrap_or(false),
            },
            ["policy"] => Self::Policy,
            _ => Self::Unknown(path.to_owned()),
        };
        let offered = |query: &mut Query, name: &str| Some(query.take(name)).filter(|text| !text.is_empty());
        let scenario = offered(&mut query, "scenario").map(Offer::Scenario);
        let offer = scenario.or_else(|| offered(&mut query, "world").map(Offer::World));
        Parsed { route, offer, dropped: query.rest() }
    }

    /// The address of this page with an offered world, from `#` on.
    #[must_use]
    pub fn href_with(&self, offer: &Offer) -> String {
        let href = self.href();
        let (name, value) = match offer {
            Offer::Scenario(name) => ("scenario", name),
            Offer::World(packed) => ("world", packed),
        };
        format!("{href}{}{name}={}", if href.contains('?') { "&" } else { "?" }, encode(value))
    }

    /// The wizard at a step, 1 to 5.
    #[must_use]
    pub fn create(step: u8) -> Self {
        Self::Create { step, region: String::new() }
    }

    /// The details page of an instance.
    #[must_use]
    pub fn details(id: impl Into<String>) -> Self {
        Self::Details { id: id.into(), tab: DetailsTab::default() }
    }

    /// The address, from `#` on.
    #[must_use]
    pub fn href(&self) -> String {
        let mut query: Vec<(&str, String)> = Vec::new();
        let mut add = |name, value: &str| {
            if !value.is_empty() {
                query.push((name, encode(value)));
            }
        };
        let path = match self {
            Self::Instances(list) => {
                add("region", &list.region);
                add("q", &list.search);
                add("filter", &list.filter);
                add("sort", &list.sort);
                "instances".to_owned()
            }
            Self::Create { step, region } => {
                if *step > 1 {
                    add("step", &step.to_string());
                }
                add("region", region);
                "instances/create".to_owned()
            }
            Self::Details { id, tab } => {
                if *tab != DetailsTab::default() {
                    add("tab", tab.slug());
                }
                format!("instances/{}", encode(id))
            }
            Self::Released { search, cause } => {
                add("q", search);
                add("cause", cause);
                "released".to_owned()
            }
            Self::ReleasedOne { id } => format!("released/{}", encode(id)),
            Self::Activity { search, outcome } => {
                add("q", search);
                add("outcome", outcome);
                "activity".to_owned()
            }
            Self::Api { action } => {
                add("action", action);
                "api".to_owned()
            }
            Self::Simulation { tab } => {
                if *tab != SimulationTab::default() {
                    add("tab", tab.slug());
                }
                "simulation".to_owned()
            }
            Self::Scaling => "scaling".to_owned(),
            Self::ScalingGroup { id } => format!("scaling/{}", encode(id)),
            Self::Forecast { of, search } => {
                add("of", of);
                add("q", search);
                "forecast".to_owned()
            }
            Self::Timeline { span, search, table } => {
                add("span", span);
                add("q", search);
                add("as", if *table { "table" } else { "" });
                "timeline".to_owned()
            }
            Self::Policy => "policy".to_owned(),
            Self::Unknown(path) => path.trim_start_matches('/').to_owned(),
        };
        let query: Vec<String> = query.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
        format!("#/{path}{}{}", if query.is_empty() { "" } else { "?" }, query.join("&"))
    }

    /// Whether both are the same page, whatever their parameters: then neither focus nor scroll position moves.
    #[must_use]
    pub fn is_same_page(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Details { id, .. }, Self::Details { id: other, .. })
            | (Self::ScalingGroup { id }, Self::ScalingGroup { id: other })
            | (Self::ReleasedOne { id }, Self::ReleasedOne { id: other }) => id == other,
            _ => std::mem::discriminant(self) == std::mem::discriminant(other),
        }
    }
}

/// The parameters of a hash; each can be taken once.
struct Query(Vec<(String, String)>);

impl Query {
    fn read(text: &str) -> Self {
        let pairs = text.split('&').filter(|pair| !pair.is_empty());
        Self(
            pairs.map(|pair| pair.split_once('=').unwrap_or((pair, ""))).map(|(k, v)| (decode(k), decode(v))).collect(),
        )
    }

    fn take(&mut self, name: &str) -> String {
        let place = self.0.iter().position(|(known, _)| known == name);
        place.map_or_else(String::new, |place| self.0.remove(place).1)
    }

    /// Takes the parameter if its value is valid. An invalid value stays, so that `rest` names it.
    fn take_valid<T>(&mut self, name: &str, valid: impl Fn(&str) -> Option<T>) -> Option<T> {
        let value = self.0.iter().find(|(known, _)| known == name).and_then(|(_, text)| valid(text))?;
        self.take(name);
        Some(value)
    }

    fn rest(self) -> Vec<String> {
        self.0.into_iter().map(|(name, _)| name).collect()
    }
}

/// Percent-encodes all characters that are not unreserved (RFC 3986).
fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// Undoes `encode`; a stray `%` is kept as it is.
fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let escaped = (*first == b'%').then(|| tail.get(..2)).flatten().and_then(|pair| std::str::from_utf8(pair).ok());
        match escaped.and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = tail.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(if *first == b'+' { b' ' } else { *first });
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod test {
    use super::{DetailsTab, ListQuery, Offer, Route, SimulationTab};

    #[test]
    fn every_route_reads_back_as_printed() {
        let routes = [
            Route::default(),
            Route::Instances(ListQuery {
                region: "cn-hangzhou".into(),
                search: "env=prod & 释放 100%".into(),
                filter: "protection=off;(name~a%7Cb|zone=cn-hangzhou-h)".into(),
                sort: "-auto-release".into(),
            }),
            Route::create(3),
            Route::Create { step: 1, region: "cn-beijing".into() },
            Route::details("i-bp1 /?#"),
            Route::Details { id: "i-1".into(), tab: DetailsTab::History },
            Route::Released { search: "web".into(), cause: "scale-in".into() },
            Route::ReleasedOne { id: "i-1".into() },
            Route::Activity { search: String::new(), outcome: "refused".into() },
            Route::Api { action: String::new() },
            Route::Api { action: "DeleteInstance".into() },
            Route::Simulation { tab: SimulationTab::Clock },
            Route::Simulation { tab: SimulationTab::Share },
            Route::Scaling,
            Route::ScalingGroup { id: "asg-1".into() },
            Route::Forecast { of: "i-1,i-2".into(), search: String::new() },
            Route::Timeline { span: "7d".into(), search: "web".into(), table: true },
            Route::Policy,
        ];
        for route in routes {
            let parsed = Route::parse(&route.href());
            assert_eq!(parsed.route, route);
            assert!(parsed.dropped.is_empty());
        }
    }

    #[test]
    fn invalid_parameters_are_dropped_by_name() {
        let parsed = Route::parse("#/instances?colour=red&region=cn-beijing&page=3");
        assert_eq!(parsed.dropped, ["colour", "page"]);
        assert_eq!(parsed.route, Route::Instances(ListQuery { region: "cn-beijing".into(), ..ListQuery::default() }));
        assert_eq!(Route::parse("#/instances/create?step=9").dropped, ["step"]);
        assert_eq!(Route::parse("#/instances/i-1?tab=price").dropped, ["tab"]);
    }

    #[test]
    fn any_page_can_come_with_the_offer_of_another_world() {
        for offer in [Offer::Scenario("overdue-day-14".into()), Offer::World("1.abc-_".into())] {
            for route in [Route::Policy, Route::create(2)] {
                let parsed = Route::parse(&route.href_with(&offer));
                assert_eq!((parsed.route, parsed.offer), (route, Some(offer.clone())));
                assert!(parsed.dropped.is_empty());
            }
        }
    }

    #[test]
    fn an_address_without_a_page_is_unknown() {
        assert_eq!(Route::parse("#/billing/").route, Route::Unknown("/billing/".into()));
    }
}
