//! Finds imported addresses and locks that Latch has no place for. A search needs them for a whole fleet at every keystroke, so the kept
//! JSON (`came`) is scanned without parsing: no address or lock reason has a character that JSON would escape.

use std::net::IpAddr;

use super::LOCK_REASONS;

/// Every IP address in the kept JSON.
pub fn addresses(unknown: &str) -> impl Iterator<Item = &str> {
    unknown.split('"').filter(|text| text.contains(['.', ':']) && text.parse::<IpAddr>().is_ok())
}

/// The addresses of the classic network.
pub fn inner_addresses(unknown: &str) -> impl Iterator<Item = &str> {
    let field = unknown.split_once("\"InnerIpAddress\":").map_or("", |(_, rest)| rest);
    addresses(field.split(']').next().unwrap_or_default())
}

/// Reasons of locks that Latch never sets.
pub fn other_locks(unknown: &str) -> impl Iterator<Item = &str> {
    let reasons = unknown.split("\"LockReason\":\"").skip(1).filter_map(|rest| rest.split('"').next());
    reasons.filter(|reason| !LOCK_REASONS.iter().any(|(known, _)| known.eq_ignore_ascii_case(reason)))
}

#[cfg(test)]
mod test {
    use super::{addresses, inner_addresses, other_locks};

    #[test]
    fn addresses_and_locks_are_seen_where_they_stand() {
        let kept = r#"{"=":{"OperationLocks":["0",{"LockReason":[{"LockReason":"Security"},{"LockMsg":"","LockReason":"dedicatedhostfinancial"}]}]},
            "InnerIpAddress":{"IpAddress":["10.163.0.9"]},"Ipv6Address":"2001:db8::1","Version":"1.2","NetworkInterfaces":[{"Ip":"10.0.0.2"}]}"#;
        assert_eq!(addresses(kept).collect::<Vec<_>>(), ["10.163.0.9", "2001:db8::1", "10.0.0.2"]);
        assert_eq!(inner_addresses(kept).collect::<Vec<_>>(), ["10.163.0.9"]);
        assert_eq!(other_locks(kept).collect::<Vec<_>>(), ["dedicatedhostfinancial"]);
        for kept in ["", "{}", r#"{"InnerIpAddress":{"IpAddress":[]},"Ip":"10.0.0.2"}"#] {
            assert!(inner_addresses(kept).next().is_none() && other_locks(kept).next().is_none());
        }
    }
}
