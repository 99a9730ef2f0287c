//! Stored texts name a variant of an enum by its position (postcard). A new variant goes to the end of its enum: inserting one would
//! change the meaning of stored values.

use serde::{
    Deserialize,
    de::{Deserializer, Error as _, Visitor, value::Error},
    forward_to_deserialize_any,
};

use super::commit::{Former, Moment, StoredEvent};
use latch_rules::{
    Actor, Answer, ChargeType, Event, Field, Happened, Reason, Status,
    instance::{Credential, Origin, SpotStrategy, StoppedMode},
    protection::{Because, Cause},
    record::Act,
    refusal::Subject,
};

/// The fixture: a line for each enum, its variants in their positions.
const GOLDEN: &str = include_str!("../../tests/fixtures/stored/positions.txt");

/// A deserializer that reads nothing: it notes the names of an enum's variants, which the derived `Deserialize` passes to it.
struct Variants<'a>(&'a mut &'static [&'static str]);

impl<'de> Deserializer<'de> for Variants<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
        Err(Error::custom("no enum"))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Error> {
        *self.0 = variants;
        Err(Error::custom("only its variants are asked for"))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct newtype_struct seq tuple
        tuple_struct map struct identifier ignored_any
    }
}

fn line<T: for<'de> Deserialize<'de>>(name: &str) -> String {
    let mut variants: &'static [&'static str] = &[];
    assert!(T::deserialize(Variants(&mut variants)).is_err());
    assert!(!variants.is_empty(), "{name} is no enum");
    format!("{name}: {}\n", variants.join(" "))
}

fn all() -> String {
    [
        line::<Act>("Act"),
        line::<Actor>("Actor"),
        line::<Answer>("Answer"),
        line::<Because>("Because"),
        line::<Cause>("Cause"),
        line::<ChargeType>("ChargeType"),
        line::<Credential>("Credential"),
        line::<Event>("Event"),
        line::<Field>("Field"),
        line::<Happened>("Happened"),
        line::<Origin>("Origin"),
        line::<Reason>("Reason"),
        line::<SpotStrategy>("SpotStrategy"),
        line::<Status>("Status"),
        line::<StoppedMode>("StoppedMode"),
        line::<Subject>("Subject"),
        line::<StoredEvent>("StoredEvent"),
        line::<Former>("Former"),
        line::<Moment>("Moment"),
    ]
    .concat()
}

#[test]
fn no_variant_that_was_stored_has_another_position() {
    let now = all();
    for former in GOLDEN.lines() {
        let name = former.split(':').next().unwrap_or_default();
        let present = now.lines().find(|line| line.starts_with(&format!("{name}:"))).unwrap_or("nothing");
        assert!(
            present == former || present.starts_with(&format!("{former} ")),
            "stored by position:\n{former}\nnow:\n{present}\nA new variant goes to the end."
        );
    }
    if std::env::var_os("LATCH_WRITE").is_some() {
        std::fs::write("tests/fixtures/stored/positions.txt", &now).unwrap();
    } else {
        assert_eq!(now, GOLDEN, "new variants: LATCH_WRITE=1 puts them into tests/fixtures/stored/positions.txt");
    }
}
