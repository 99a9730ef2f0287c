//! Auto Scaling groups: what one is. Who leaves a group and what becomes of it is `protection` and `decide` (R8).

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{instance::Spec, time::UnixMillis};

/// A scaling group. Its members are the live instances whose `member.group` names it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ScalingGroup {
    pub id: Arc<str>,
    pub created_at: UnixMillis,
    /// What scale-out creates.
    pub template: Arc<Spec>,
}
