//! Which part of a long answer is shown: by page number, or by token (docs/ecs.md 10.2).

use crate::api::params::{Params, malformed};
use latch_rules::{Ordinal, Refusal};

/// A `PageSize` out of range is refused; a `MaxResults` out of range is moved into range, as documented.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Paging {
    Pages {
        /// From 1.
        number: u32,
        size: u32,
    },
    /// The page begins after the instance `after`, so instances created or released between two requests shift nothing.
    Tokens { after: Option<Ordinal>, most: u32 },
}

const DEFAULT_SIZE: u32 = 10;

/// `PageNumber` and `PageSize`, with the operation's largest size.
pub(super) fn pages(params: &Params, largest: u32) -> Result<Paging, Refusal> {
    let number = params.number("PageNumber")?.unwrap_or(1);
    let size = params.number("PageSize")?.unwrap_or(DEFAULT_SIZE);
    if number == 0 || number == u32::MAX {
        return Err(malformed("PageNumber"));
    }
    if !(1..=largest).contains(&size) {
        return Err(malformed("PageSize"));
    }
    Ok(Paging::Pages { number, size })
}

/// By page token if `MaxResults` or `NextToken` is given, otherwise by page number.
pub(super) fn either(params: &Params, largest: u32) -> Result<Paging, Refusal> {
    let (token, most) = (params.text("NextToken"), params.number("MaxResults")?);
    if token.is_none() && most.is_none() {
        return pages(params, largest);
    }
    let after = token.map(|token| read_token(token).ok_or_else(|| malformed("NextToken"))).transpose()?;
    Ok(Paging::Tokens { after, most: most.unwrap_or(DEFAULT_SIZE).clamp(DEFAULT_SIZE, largest) })
}

/// The page token that continues after an instance.
#[must_use]
pub(super) fn token(last: Ordinal) -> String {
    format!("{:016x}", u64::from(last) << 24 | u64::from(check(last)))
}

fn read_token(text: &str) -> Option<Ordinal> {
    let number = u64::from_str_radix(text, 16).ok()?;
    let last = Ordinal::try_from(number >> 24).ok()?;
    (text == token(last)).then_some(last)
}

/// A checksum, so that an invented token is recognised.
fn check(last: Ordinal) -> u32 {
    last.wrapping_mul(0x9e37_79b1) >> 8
}

#[cfg(test)]
mod test {
    use serde_json::json;

    use super::{Paging, either, read_token, token};
    use crate::api::params::Params;

    #[test]
    fn a_token_goes_there_and_back_and_a_made_up_one_is_noticed() {
        for last in [0, 1, 99_999, u32::MAX] {
            assert_eq!(read_token(&token(last)), Some(last));
        }
        assert_eq!(read_token("0000000000000000"), Some(0));
        assert_eq!(read_token("0000000001000000"), None);
        assert_eq!(read_token("x"), None);
    }

    #[test]
    fn the_size_of_a_token_page_is_moved_into_range() {
        let most = |given| match either(&Params::read(&json!({ "MaxResults": given })).unwrap(), 100) {
            Ok(Paging::Tokens { most, .. }) => most,
            other => panic!("{other:?}"),
        };
        assert_eq!([most(5), most(0), most(50), most(500)], [10, 10, 50, 100]);
    }
}
