//! Parameters that several operations have.

use crate::api::schema::{Parameter, choice, flag, number, text};

pub(super) const REGION: Parameter = text("RegionId").required();
pub(super) const INSTANCE: Parameter = text("InstanceId").required();
/// One call takes at most a hundred ids.
pub(super) const INSTANCES: Parameter = text("InstanceId.N").required().list_of(100);
pub(super) const DRY_RUN: Parameter = flag("DryRun");
pub(super) const CLIENT_TOKEN: Parameter = text("ClientToken");
pub(super) const TAG_KEY: Parameter = text("Tag.N.Key").list_of(20);
pub(super) const TAG_VALUE: Parameter = text("Tag.N.Value").list_of(20);
pub(super) const PAGE_NUMBER: Parameter = number("PageNumber", 1, u32::MAX);
pub(super) const PAGE_SIZE: Parameter = number("PageSize", 1, 100);
pub(super) const NEXT_TOKEN: Parameter = text("NextToken");
pub(super) const CHARGE_TYPE: Parameter = choice("InstanceChargeType", &["PostPaid", "PrePaid"]);
pub(super) const SPOT_STRATEGY: Parameter = choice("SpotStrategy", &["NoSpot", "SpotWithPriceLimit", "SpotAsPriceGo"]);
pub(super) const INTERNET_CHARGE_TYPE: Parameter = choice("InternetChargeType", &["PayByTraffic", "PayByBandwidth"]);
pub(super) const PERIOD: Parameter = number("Period", 1, 60);
pub(super) const PERIOD_UNIT: Parameter = choice("PeriodUnit", &["Month"]);
