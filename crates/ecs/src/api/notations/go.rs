//! Go: a program that uses `github.com/alibabacloud-go/ecs-20140526`.

use super::{
    Call, by_region, host, indent, quoted,
    tree::{Struct, Value, request},
};

const INDENT: &str = "\t";

const OPENING: &str = r#"package main

import (
	openapi "github.com/alibabacloud-go/darabonba-openapi/v2/client"
	ecs "github.com/alibabacloud-go/ecs-20140526/v7/client"
	"github.com/alibabacloud-go/tea/tea"
	"github.com/aliyun/credentials-go/credentials"
)

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func main() {
	credential, err := credentials.NewCredential(nil)
	must(err)
"#;

pub(super) fn program(calls: &[Call]) -> String {
    let mut text = OPENING.to_owned();
    for (place, (region, calls)) in by_region(calls).enumerate() {
        let at = if region.is_empty() {
            format!("Endpoint: tea.String({})", literal(&host(region)))
        } else {
            format!("RegionId: tea.String({})", literal(region))
        };
        let is = if place == 0 { ":=" } else { "=" };
        text.push_str(&format!(
            "\n\tclient, err {is} ecs.NewClient(&openapi.Config{{Credential: credential, {at}}})\n"
        ));
        text.push_str("\tmust(err)\n");
        for call in calls {
            let request = request(call);
            text.push_str(&format!("\t_, err = client.{}({})\n\tmust(err)\n", call.action, structure(&request, 1)));
        }
    }
    text.push('}');
    text
}

fn structure(of: &Struct, level: usize) -> String {
    format!("&ecs.{}{}", of.kind, fields(of, level))
}

fn fields(of: &Struct, level: usize) -> String {
    let (outer, inner) = (indent(INDENT, level), indent(INDENT, level + 1));
    let fields = of.fields.iter().map(|(name, field)| format!("{inner}{name}: {},\n", value(field, level + 1)));
    format!("{{\n{}{outer}}}", fields.collect::<String>())
}

fn value(of: &Value, level: usize) -> String {
    match of {
        Value::Text(text) => format!("tea.String({})", literal(text)),
        Value::Whole(number) => format!("tea.Int32({number})"),
        Value::Decimal(number) => format!("tea.Float32({number})"),
        Value::Truth(on) => format!("tea.Bool({on})"),
        Value::Struct(of) => structure(of, level),
        Value::List { kind, items } => {
            let (outer, inner) = (indent(INDENT, level), indent(INDENT, level + 1));
            let items = items.iter().map(|item| format!("{inner}{},\n", item_of(item, level + 1))).collect::<String>();
            match kind {
                Some(kind) => format!("[]*ecs.{kind}{{\n{items}{outer}}}"),
                None => format!("tea.StringSlice([]string{{\n{items}{outer}}})"),
            }
        }
    }
}

/// An item of a list, without its type, which the list gives.
fn item_of(of: &Value, level: usize) -> String {
    match of {
        Value::Text(text) => literal(text),
        Value::Struct(of) => fields(of, level),
        other => value(other, level),
    }
}

fn literal(text: &str) -> String {
    quoted(text, '"', |letter| match u32::from(letter) {
        code @ 0..=0x7f => format!("\\x{code:02x}"),
        code @ 0x80..=0xffff => format!("\\u{code:04x}"),
        code => format!("\\U{code:08x}"),
    })
}
