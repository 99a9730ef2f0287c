//! TypeScript: a program that uses `@alicloud/ecs20140526`.

use super::{
    Call, by_region, host, indent, quoted,
    tree::{Struct, Value, camel, request},
};

const INDENT: &str = "  ";

pub(super) fn program(calls: &[Call]) -> String {
    let mut lines = vec![
        "import Credential from '@alicloud/credentials';".to_owned(),
        "import Ecs, * as $Ecs from '@alicloud/ecs20140526';".to_owned(),
        "import { $OpenApiUtil } from '@alicloud/openapi-core';".to_owned(),
    ];
    for (place, (region, calls)) in by_region(calls).enumerate() {
        let at = if region.is_empty() {
            format!("endpoint: {}", literal(&host(region)))
        } else {
            format!("regionId: {}", literal(region))
        };
        let client = if place == 0 { "\nlet client" } else { "\nclient" };
        lines.push(format!("{client} = new Ecs(new $OpenApiUtil.Config({{ credential: new Credential(), {at} }}));"));
        for call in calls {
            lines.push(format!("await client.{}({});", camel(call.action), structure(&request(call), 0)));
        }
    }
    lines.join("\n")
}

fn structure(of: &Struct, level: usize) -> String {
    let (outer, inner) = (indent(INDENT, level), indent(INDENT, level + 1));
    let fields =
        of.fields.iter().map(|(name, field)| format!("{inner}{}: {},\n", camel(name), value(field, level + 1)));
    format!("new $Ecs.{}({{\n{}{outer}}})", of.kind, fields.collect::<String>())
}

fn value(of: &Value, level: usize) -> String {
    match of {
        Value::Text(text) => literal(text),
        Value::Whole(number) | Value::Decimal(number) => number.clone(),
        Value::Truth(on) => on.to_string(),
        Value::Struct(of) => structure(of, level),
        Value::List { items, .. } => {
            let (outer, inner) = (indent(INDENT, level), indent(INDENT, level + 1));
            let items = items.iter().map(|item| format!("{inner}{},\n", value(item, level + 1)));
            format!("[\n{}{outer}]", items.collect::<String>())
        }
    }
}

fn literal(text: &str) -> String {
    quoted(text, '\'', |letter| format!("\\u{{{:x}}}", u32::from(letter)))
}
