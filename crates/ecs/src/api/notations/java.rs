//! Java: a program that uses `com.aliyun.ecs20140526`.

use super::{
    Call, by_region, host, indent, quoted,
    tree::{Struct, Value, camel, request},
};

const INDENT: &str = "    ";

const OPENING: &str = r"import com.aliyun.ecs20140526.Client;
import com.aliyun.ecs20140526.models.*;
import com.aliyun.teaopenapi.models.Config;
import java.util.Arrays;

public class Calls {
    public static void main(String[] args) throws Exception {
        com.aliyun.credentials.Client credential = new com.aliyun.credentials.Client();
";

pub(super) fn program(calls: &[Call]) -> String {
    let mut text = OPENING.to_owned();
    for (place, (region, calls)) in by_region(calls).enumerate() {
        let at = if region.is_empty() {
            format!("setEndpoint({})", literal(&host(region)))
        } else {
            format!("setRegionId({})", literal(region))
        };
        let client = if place == 0 { "Client client" } else { "client" };
        text.push_str(&format!("\n        {client} = new Client(new Config().setCredential(credential).{at});\n"));
        for call in calls {
            let request = request(call);
            let class = request.kind.clone();
            text.push_str(&format!("        client.{}({});\n", camel(call.action), structure(&request, &class, 2)));
        }
    }
    text.push_str("    }\n}");
    text
}

/// `class` is the class of the request; the classes of the structures in it are nested in that class.
fn structure(of: &Struct, class: &str, level: usize) -> String {
    let inner = indent(INDENT, level + 1);
    let own = if of.kind == class { class.to_owned() } else { format!("{class}.{}", of.kind) };
    let fields =
        of.fields.iter().map(|(name, field)| format!("\n{inner}.set{name}({})", value(field, class, level + 1)));
    format!("new {own}(){}", fields.collect::<String>())
}

fn value(of: &Value, class: &str, level: usize) -> String {
    match of {
        Value::Text(text) => literal(text),
        Value::Whole(number) => number.clone(),
        Value::Decimal(number) => format!("{number}F"),
        Value::Truth(on) => on.to_string(),
        Value::Struct(of) => structure(of, class, level),
        Value::List { items, .. } => {
            let inner = indent(INDENT, level + 1);
            let items: Vec<String> =
                items.iter().map(|item| format!("\n{inner}{}", value(item, class, level + 1))).collect();
            format!("Arrays.asList({})", items.join(","))
        }
    }
}

/// Java turns `\u000a` into a line break before it reads the literal, so control characters are written in octal.
fn literal(text: &str) -> String {
    quoted(text, '"', |letter| match u32::from(letter) {
        code @ 0..=0xff => format!("\\{code:03o}"),
        _ => letter.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect(),
    })
}
