//! Maps a key to an act in a menu. Pure: touches no element.

/// An act that a key causes in a menu.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Act {
    /// Move to the item at this place.
    Focus(usize),
    /// Open the submenu of the present item.
    OpenGroup,
    /// Back to the parent menu; closes the menu if it has none.
    Back,
    /// Back to the parent menu, if there is one.
    BackToParent,
    /// Close the whole menu; Tab then moves the focus on.
    Leave,
}

/// `names` are the items' labels in order, `current` the one that has the focus, `is_group` whether that one has a submenu.
pub(crate) fn act(key: &str, names: &[String], current: Option<usize>, is_group: bool) -> Option<Act> {
    let count = names.len();
    match key {
        "ArrowDown" if count > 0 => Some(Act::Focus(current.map_or(0, |at| (at + 1) % count))),
        "ArrowUp" if count > 0 => Some(Act::Focus(current.map_or(count - 1, |at| (at + count - 1) % count))),
        "Home" if count > 0 => Some(Act::Focus(0)),
        "End" if count > 0 => Some(Act::Focus(count - 1)),
        "ArrowRight" => is_group.then_some(Act::OpenGroup),
        "ArrowLeft" => Some(Act::BackToParent),
        "Escape" => Some(Act::Back),
        "Tab" => Some(Act::Leave),
        typed if typed.chars().count() == 1 && typed != " " => find(typed, names, current).map(Act::Focus),
        _ => None,
    }
}

/// The next item whose label begins with the typed text; wraps around at the end.
fn find(typed: &str, names: &[String], current: Option<usize>) -> Option<usize> {
    let from = current.map_or(0, |at| at + 1);
    (0..names.len()).map(|step| (from + step) % names.len()).find(|at| {
        names.get(*at).and_then(|name| name.get(..typed.len())).is_some_and(|start| start.eq_ignore_ascii_case(typed))
    })
}

#[cfg(test)]
mod test {
    use super::{Act, act};

    fn names() -> Vec<String> {
        ["Start", "Stop", "Restart", "Release"].map(str::to_owned).to_vec()
    }

    #[test]
    fn arrows_go_round() {
        assert_eq!(act("ArrowDown", &names(), Some(3), false), Some(Act::Focus(0)));
        assert_eq!(act("ArrowUp", &names(), None, false), Some(Act::Focus(3)));
        assert_eq!(act("End", &names(), Some(1), false), Some(Act::Focus(3)));
    }

    #[test]
    fn a_letter_finds_the_next_item_that_begins_with_it() {
        assert_eq!(act("r", &names(), Some(0), false), Some(Act::Focus(2)));
        assert_eq!(act("R", &names(), Some(2), false), Some(Act::Focus(3)));
        assert_eq!(act("s", &names(), Some(1), false), Some(Act::Focus(0)));
        assert_eq!(act("x", &names(), Some(1), false), None);
    }

    #[test]
    fn right_opens_groups_only() {
        assert_eq!(act("ArrowRight", &names(), Some(0), false), None);
        assert_eq!(act("ArrowRight", &names(), Some(0), true), Some(Act::OpenGroup));
        assert_eq!(act("ArrowLeft", &names(), Some(0), false), Some(Act::BackToParent));
    }
}
