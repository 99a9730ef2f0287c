//! What is a secret (R16): no password, key or signature is kept, exported or shown, in whatever form it comes. The name of a field
//! decides, not its value.

use std::sync::Arc;

use serde_json::{Map, Value};

use latch_rules::{
    Instance, Record, World,
    instance::{Credential, Spec},
    scaling::ScalingGroup,
};

/// The endings of the names of secrets, in lower case and without separators.
const ENDS: [&str; 16] = [
    "password",
    "passwd",
    "pwd",
    "passphrase",
    "adminpass",
    "loginpass",
    "rootpass",
    "userpass",
    "secret",
    "secretkey",
    "privatekey",
    "apikey",
    "密码",
    "口令",
    "密钥",
    "私钥",
];
/// The whole names of other secrets.
const WHOLE: [&str; 12] = [
    "pass",
    // Commonly a script with passwords in it.
    "userdata",
    "signature",
    "securitytoken",
    "bearertoken",
    "ststoken",
    "sessiontoken",
    "accesstoken",
    "refreshtoken",
    "authtoken",
    "authorization",
    "secretaccesskey",
];

/// Whether a value with this name must never be shown or kept. In a name with dots, one secret part is enough. Case, separators and
/// full-width letters make no difference.
#[must_use]
pub fn is_secret(name: &str) -> bool {
    name.split('.').any(|part| {
        let letters = part.chars().map(half_width).filter(|c| c.is_alphanumeric());
        let plain: String = letters.flat_map(char::to_lowercase).collect();
        ENDS.iter().any(|end| plain.ends_with(end)) || WHOLE.contains(&plain.as_str())
    })
}

/// The ASCII character for a full-width one; any other character unchanged.
fn half_width(c: char) -> char {
    match u32::from(c) {
        wide @ 0xff01..=0xff5e => char::from_u32(wide - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

/// Removes every secret from a JSON value, also from texts that hold JSON. Returns whether there was one.
pub fn take_out(value: &mut Value) -> bool {
    match value {
        Value::Object(fields) => take_out_of(fields),
        Value::Array(items) => items.iter_mut().fold(false, |found, item| take_out(item) | found),
        Value::String(text) => match without(text) {
            Some(rest) => {
                *text = rest;
                true
            }
            None => false,
        },
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// As `take_out`, for the fields of an object.
pub fn take_out_of(fields: &mut Map<String, Value>) -> bool {
    let before = fields.len();
    fields.retain(|name, _| !is_secret(name));
    if names_a_secret(fields) {
        fields.retain(|name, _| !name.to_ascii_lowercase().ends_with("value"));
    }
    let found = fields.len() < before;
    fields.values_mut().fold(found, |found, value| take_out(value) | found)
}

/// Whether these fields are the name of a secret and its value: `{"Key": "Password", "Value": …}`.
fn names_a_secret(fields: &Map<String, Value>) -> bool {
    let is_name = |field: &str| {
        let field = field.to_ascii_lowercase();
        field.ends_with("key") || field.ends_with("name") || field == "field"
    };
    fields.iter().any(|(field, value)| is_name(field) && value.as_str().is_some_and(is_secret))
}

/// The JSON in a text without its secrets; `None` if the text has no JSON or no secret.
fn without(text: &str) -> Option<String> {
    if !text.trim_start().starts_with(['{', '[']) {
        return None;
    }
    let mut value: Value = serde_json::from_str(text).ok()?;
    take_out(&mut value).then(|| value.to_string())
}

/// Removes every secret from a world that was imported, or saved by a build that recognised fewer secrets.
pub fn clean(world: &mut World) {
    let cleaned: Vec<_> = world.all().filter_map(|(ordinal, instance)| Some((ordinal, cleaned(instance)?))).collect();
    if !cleaned.is_empty() {
        for (ordinal, instance) in cleaned {
            world.put(ordinal, instance);
        }
        world.forget_unused_specs();
    }
    world.change_head(|head| {
        head.records.iter_mut().for_each(clean_record);
        for group in head.groups.values_mut() {
            if let Some(template) = cleaned_spec(&group.template) {
                *group = ScalingGroup { template: Arc::new(template), ..group.clone() };
            }
        }
    });
}

fn cleaned(instance: &Instance) -> Option<Instance> {
    Some(Instance { spec: Arc::new(cleaned_spec(&instance.spec)?), ..instance.clone() })
}

/// The spec without secrets, with `Credential::PasswordSet` if a password was among them; `None` if it has no secret.
fn cleaned_spec(spec: &Spec) -> Option<Spec> {
    let unknown = without(&spec.unknown)?;
    let had_password = has_password(&spec.unknown);
    let unknown = if unknown == "{}" { String::new() } else { unknown };
    let credential = match &spec.credential {
        Credential::SetLater if had_password => Credential::PasswordSet,
        same => same.clone(),
    };
    Some(Spec { unknown: unknown.into(), credential, ..spec.clone() })
}

/// Whether these fields set a password to log on with.
fn has_password(unknown: &str) -> bool {
    let fields: Map<String, Value> = serde_json::from_str(unknown).unwrap_or_default();
    fields.keys().any(|name| is_logon_password(name))
}

/// Whether this field of an instance is the password to log on with.
#[must_use]
pub fn is_logon_password(name: &str) -> bool {
    name.eq_ignore_ascii_case("Password")
}

fn clean_record(record: &mut Record) {
    record.parameters.retain(|(name, _)| !is_secret(name));
    for (_, value) in &mut record.parameters {
        if let Some(rest) = without(value) {
            *value = rest.into();
        }
    }
}

#[cfg(test)]
mod test {
    use serde_json::json;

    use super::{is_secret, take_out};

    #[test]
    fn a_secret_is_known_by_any_of_its_names() {
        for name in [
            "Password",
            "password",
            "PASSWORD",
            "VncPassword",
            "vnc_password",
            "HostPassword",
            "Password.1",
            "A.Password",
            "AccessKeySecret",
            "access_key_secret",
            "SecretAccessKey",
            "SecurityToken",
            "Signature",
            "PrivateKey",
            "LoginPwd",
            "AdminPass",
            "UserData",
            "Ｐassword",
            "实例密码",
        ] {
            assert!(is_secret(name), "{name}");
        }
    }

    #[test]
    fn what_only_speaks_of_one_is_none() {
        for name in [
            "PasswordInherit",
            "KeyPairName",
            "Bypass",
            "密码类型",
            "ClientToken",
            "NextToken",
            "SignatureNonce",
            "SignatureMethod",
            "AccessKeyId",
            "HttpTokens",
            "LogonCredential",
            "",
        ] {
            assert!(!is_secret(name), "{name}");
        }
    }

    #[test]
    fn the_value_of_a_pair_that_names_a_secret_is_taken_out() {
        let mut given = json!({ "A": [{ "Key": "Password", "Value": "x" }, { "name": "admin_pwd", "value": "x", "B": 1 }, { "Key": "K", "Value": "v" }] });
        assert!(take_out(&mut given));
        assert_eq!(
            given,
            json!({ "A": [{ "Key": "Password" }, { "name": "admin_pwd", "B": 1 }, { "Key": "K", "Value": "v" }] })
        );
        assert!(!take_out(&mut given));
    }

    #[test]
    fn a_nested_secret_is_taken_out_and_the_rest_stays() {
        let mut given =
            json!({ "A": [{ "password": "x", "B": 1 }], "Text": "{\"Password\":\"x\",\"C\":2}", "D": "[no JSON" });
        assert!(take_out(&mut given));
        assert_eq!(given, json!({ "A": [{ "B": 1 }], "Text": "{\"C\":2}", "D": "[no JSON" }));
        assert!(!take_out(&mut given));
    }
}
