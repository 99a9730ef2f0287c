//! The instances of the sample fleet: groups of similar instances, in the order of creation. Data only; `sample` adds what differs within
//! a group (a lock, an auto-release time).

use crate::instance::{ChargeType, SpotStrategy};

/// An instance type of the catalogue.
#[derive(Clone, Copy)]
pub(super) struct Kind {
    pub id: &'static str,
    pub family: &'static str,
    pub cpu: u32,
    pub gib: u32,
}

const fn kind(id: &'static str, family: &'static str, cpu: u32, gib: u32) -> Kind {
    Kind { id, family, cpu, gib }
}

pub(super) const G7_LARGE: Kind = kind("ecs.g7.large", "ecs.g7", 2, 8);
pub(super) const G7_XLARGE: Kind = kind("ecs.g7.xlarge", "ecs.g7", 4, 16);
pub(super) const G7_2XLARGE: Kind = kind("ecs.g7.2xlarge", "ecs.g7", 8, 32);
pub(super) const C7_LARGE: Kind = kind("ecs.c7.large", "ecs.c7", 2, 4);
pub(super) const C7_2XLARGE: Kind = kind("ecs.c7.2xlarge", "ecs.c7", 8, 16);
pub(super) const C7_4XLARGE: Kind = kind("ecs.c7.4xlarge", "ecs.c7", 16, 32);
pub(super) const R7_XLARGE: Kind = kind("ecs.r7.xlarge", "ecs.r7", 4, 32);
pub(super) const R7_4XLARGE: Kind = kind("ecs.r7.4xlarge", "ecs.r7", 16, 128);
pub(super) const G6_LARGE: Kind = kind("ecs.g6.large", "ecs.g6", 2, 8);

/// How the instances are billed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Paid {
    AsYouGo,
    Subscription,
    Preemptible,
}

impl Paid {
    pub(super) fn charge(self) -> ChargeType {
        if self == Self::Subscription { ChargeType::PrePaid } else { ChargeType::PostPaid }
    }

    pub(super) fn spot(self) -> SpotStrategy {
        if self == Self::Preemptible { SpotStrategy::SpotAsPriceGo } else { SpotStrategy::NoSpot }
    }
}

/// Which kind of public address the instances have.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Public {
    None,
    Static,
    Elastic,
}

/// Instances that differ only in number and zone.
#[derive(Clone, Copy)]
pub(super) struct Group {
    pub region: &'static str,
    /// The letters of the zones over which the instances are spread.
    pub zones: &'static str,
    pub name: &'static str,
    pub count: u32,
    pub kind: Kind,
    pub paid: Paid,
    pub protected: bool,
    pub is_running: bool,
    pub public: Public,
    /// Values of the tags `env`, `team` and `app`.
    pub tags: [&'static str; 3],
}

const BASE: Group = Group {
    region: "cn-hangzhou",
    zones: "gh",
    name: "",
    count: 1,
    kind: G7_LARGE,
    paid: Paid::AsYouGo,
    protected: false,
    is_running: true,
    public: Public::None,
    tags: ["", "", ""],
};
const HZ: Group = BASE;
const SH: Group = Group { region: "cn-shanghai", zones: "fg", ..BASE };
const BJ: Group = Group { region: "cn-beijing", zones: "hg", ..BASE };
const SZ: Group = Group { region: "cn-shenzhen", zones: "de", ..BASE };
const SG: Group = Group { region: "ap-southeast-1", zones: "ab", ..BASE };
const EU: Group = Group { region: "eu-central-1", zones: "ab", ..BASE };

/// The group whose members belong to the scaling group of the sample.
pub(super) const SCALED: &str = "checkout-asg";

pub(super) const GROUPS: &[Group] = &[
    Group {
        name: "db-prod",
        count: 2,
        kind: R7_4XLARGE,
        paid: Paid::Subscription,
        tags: ["prod", "data", "orders"],
        ..HZ
    },
    Group {
        name: "crm-prod",
        count: 2,
        kind: G7_XLARGE,
        paid: Paid::Subscription,
        tags: ["prod", "sales", "crm"],
        ..BJ
    },
    Group {
        name: "web-prod",
        count: 4,
        kind: G7_XLARGE,
        protected: true,
        public: Public::Static,
        tags: ["prod", "web", "shop"],
        ..HZ
    },
    Group { name: "api-prod", count: 3, kind: C7_2XLARGE, protected: true, tags: ["prod", "core", "orders"], ..HZ },
    Group { name: "cache-prod", count: 2, kind: R7_XLARGE, protected: true, tags: ["prod", "data", "orders"], ..HZ },
    Group {
        name: "gateway-prod",
        kind: C7_2XLARGE,
        protected: true,
        public: Public::Elastic,
        tags: ["prod", "edge", "shop"],
        ..HZ
    },
    Group { name: "search-prod", count: 3, kind: R7_XLARGE, protected: true, tags: ["prod", "search", "shop"], ..SH },
    Group {
        name: "analytics-prod",
        count: 2,
        kind: R7_4XLARGE,
        paid: Paid::Subscription,
        tags: ["prod", "data", "insight"],
        ..SH
    },
    Group { name: "risk-prod", count: 3, kind: C7_4XLARGE, protected: true, tags: ["prod", "risk", "payment"], ..BJ },
    Group { name: "pay-prod", count: 2, kind: C7_2XLARGE, protected: true, tags: ["prod", "payment", "payment"], ..SZ },
    Group {
        name: "legacy-mail",
        kind: G6_LARGE,
        protected: true,
        is_running: false,
        public: Public::Static,
        tags: ["prod", "office", "mail"],
        ..SZ
    },
    Group {
        name: "web-global",
        count: 2,
        kind: G7_XLARGE,
        protected: true,
        public: Public::Static,
        tags: ["prod", "web", "shop"],
        ..SG
    },
    Group { name: "api-global", count: 2, kind: C7_2XLARGE, tags: ["prod", "core", "orders"], ..SG },
    Group {
        name: "cdn-origin",
        kind: G7_2XLARGE,
        paid: Paid::Subscription,
        public: Public::Static,
        tags: ["prod", "edge", "shop"],
        ..SG
    },
    Group {
        name: "web-eu",
        kind: G7_XLARGE,
        protected: true,
        public: Public::Elastic,
        tags: ["prod", "web", "shop"],
        ..EU
    },
    Group { name: "api-eu", kind: C7_2XLARGE, tags: ["prod", "core", "orders"], ..EU },
    Group {
        name: "audit-archive",
        kind: G7_LARGE,
        paid: Paid::Subscription,
        is_running: false,
        tags: ["prod", "legal", "archive"],
        ..EU
    },
    Group {
        name: "dr-standby",
        count: 2,
        kind: G7_2XLARGE,
        protected: true,
        is_running: false,
        tags: ["dr", "core", "orders"],
        ..SZ
    },
    Group {
        name: "jumpbox",
        kind: C7_LARGE,
        protected: true,
        is_running: false,
        public: Public::Elastic,
        tags: ["ops", "ops", "access"],
        ..SH
    },
    Group { name: "bi-report", count: 2, kind: R7_XLARGE, tags: ["prod", "data", "insight"], ..BJ },
    Group { name: "web-staging", count: 2, kind: G7_LARGE, tags: ["staging", "web", "shop"], ..HZ },
    Group { name: "pay-staging", kind: C7_LARGE, tags: ["staging", "payment", "payment"], ..SZ },
    Group {
        name: "ml-train",
        count: 2,
        kind: C7_4XLARGE,
        paid: Paid::Preemptible,
        tags: ["dev", "data", "model"],
        ..SH
    },
    Group {
        name: "test-runner",
        count: 3,
        kind: C7_LARGE,
        paid: Paid::Preemptible,
        tags: ["test", "quality", "ci"],
        ..BJ
    },
    Group { name: SCALED, count: 5, kind: C7_LARGE, tags: ["prod", "web", "checkout"], ..HZ },
    Group {
        name: "batch-nightly",
        count: 3,
        kind: C7_LARGE,
        paid: Paid::Preemptible,
        tags: ["prod", "data", "settlement"],
        ..HZ
    },
    Group { name: "dev-sandbox", count: 4, kind: G6_LARGE, is_running: false, tags: ["dev", "core", "sandbox"], ..SH },
    Group { name: "campaign-demo", protected: true, public: Public::Static, tags: ["demo", "sales", "campaign"], ..HZ },
    Group { name: "build-runner", kind: C7_2XLARGE, tags: ["ops", "quality", "ci"], ..HZ },
];
