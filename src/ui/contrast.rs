//! Checks, from the tokens themselves, that every pair of colours in use is legible in both themes. Tests only.

use std::collections::BTreeMap;

type Theme = BTreeMap<&'static str, &'static str>;

const TOKENS: &str = include_str!("../../style/tokens.css");

/// Background colours of text.
const GROUNDS: [&str; 8] =
    ["page", "surface", "raised", "hover", "accent-tint", "protect-tint", "gap-tint", "release-tint"];

/// The colours of a theme: the first or the second value of `light-dark(#17202b, #e6eaf0)`.
fn theme(which: usize) -> Theme {
    let colour = |line: &'static str| {
        let (name, values) = line.trim().strip_prefix("--")?.strip_suffix(");")?.split_once(": light-dark(")?;
        Some((name, values.split(", ").nth(which)?)).filter(|(_, value)| value.starts_with('#'))
    };
    TOKENS.lines().filter_map(colour).collect()
}

fn luminance(colour: &str) -> f64 {
    let channel = |at: usize| {
        let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).expect("six hex digits")) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}

/// The contrast of WCAG 2, from 1 to 21.
fn contrast(theme: &Theme, front: &str, ground: &str) -> f64 {
    let (a, b) = (luminance(theme[front]), luminance(theme[ground]));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn assert_contrast(pairs: &[(&str, &str)], least: f64) {
    for (name, theme) in [("light", theme(0)), ("dark", theme(1))] {
        for (front, ground) in pairs {
            let measured = contrast(&theme, front, ground);
            assert!(measured >= least, "{name}: {front} on {ground} has {measured:.2}, needs {least}");
        }
    }
}

#[test]
fn text_can_be_read_on_every_ground() {
    let pairs: Vec<_> = ["text", "text-secondary"]
        .iter()
        .flat_map(|front| GROUNDS.iter().map(move |ground| (*front, *ground)))
        .collect();
    assert_contrast(&pairs, 4.5);
}

#[test]
fn coloured_text_can_be_read_where_it_stands() {
    let mut pairs = vec![
        ("on-accent", "accent"),
        ("on-accent", "accent-hover"),
        ("on-release", "release"),
        ("on-release", "release-hover"),
        ("on-tip", "tip"),
    ];
    for front in ["accent", "accent-hover", "protect", "gap", "release"] {
        pairs.extend(["page", "surface", "raised", "hover", "accent-tint"].map(|ground| (front, ground)));
    }
    // Links and required marks inside notices; the colour of each status on its own tint.
    for ground in ["protect-tint", "gap-tint", "release-tint"] {
        pairs.push(("accent", ground));
    }
    pairs.extend([("protect", "protect-tint"), ("gap", "gap-tint"), ("release", "release-tint")]);
    assert_contrast(&pairs, 4.5);
}

#[test]
fn controls_stand_out_from_their_ground() {
    let grounds = ["page", "surface", "raised"];
    let fronts = ["border", "accent", "protect", "release"];
    let pairs: Vec<_> = fronts.iter().flat_map(|front| grounds.iter().map(move |ground| (*front, *ground))).collect();
    assert_contrast(&pairs, 3.0);
}
