//! Python: a program that uses `alibabacloud_ecs20140526`.

use super::{
    Call, by_region, host, indent, quoted,
    tree::{Struct, Value, request, snake},
};

const INDENT: &str = "    ";

pub(super) fn program(calls: &[Call]) -> String {
    let mut lines = vec![
        "from alibabacloud_credentials.client import Client as Credentials".to_owned(),
        "from alibabacloud_ecs20140526 import models".to_owned(),
        "from alibabacloud_ecs20140526.client import Client".to_owned(),
        "from alibabacloud_tea_openapi.utils_models import Config".to_owned(),
    ];
    for (region, calls) in by_region(calls) {
        let place = if region.is_empty() {
            format!("endpoint={}", literal(&host(region)))
        } else {
            format!("region_id={}", literal(region))
        };
        lines.push(format!("\nclient = Client(Config(credential=Credentials(), {place}))"));
        for call in calls {
            lines.push(format!("client.{}({})", snake(call.action), structure(&request(call), 0)));
        }
    }
    lines.join("\n")
}

fn structure(of: &Struct, level: usize) -> String {
    let (outer, inner) = (indent(INDENT, level), indent(INDENT, level + 1));
    let fields = of.fields.iter().map(|(name, field)| format!("{inner}{}={},\n", snake(name), value(field, level + 1)));
    format!("models.{}(\n{}{outer})", of.kind, fields.collect::<String>())
}

fn value(of: &Value, level: usize) -> String {
    match of {
        Value::Text(text) => literal(text),
        Value::Whole(number) | Value::Decimal(number) => number.clone(),
        Value::Truth(on) => if *on { "True" } else { "False" }.to_owned(),
        Value::Struct(of) => structure(of, level),
        Value::List { items, .. } => {
            let (outer, inner) = (indent(INDENT, level), indent(INDENT, level + 1));
            let items = items.iter().map(|item| format!("{inner}{},\n", value(item, level + 1)));
            format!("[\n{}{outer}]", items.collect::<String>())
        }
    }
}

fn literal(text: &str) -> String {
    quoted(text, '\'', |letter| match u32::from(letter) {
        code @ 0..=0xff => format!("\\x{code:02x}"),
        code @ 0x100..=0xffff => format!("\\u{code:04x}"),
        code => format!("\\U{code:08x}"),
    })
}
