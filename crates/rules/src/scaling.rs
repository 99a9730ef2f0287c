//! Auto Scaling groups: the data of a group. `protection` and `decide` say which instances leave a group and what happens to them (R8).

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{instance::Spec, time::UnixMillis};

/// A scaling group. Its members are the live instances whose `member.group` names it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ScalingGroup {
    pub id: Arc<str>,
    pub created_at: UnixMillis,
    /// The spec of new instances while the group has no members.
    pub template: Arc<Spec>,
}
