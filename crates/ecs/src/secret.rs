//! What is a secret (R16): no password, key or signature that comes along in whatever form is kept, exported or shown. Names tell,
//! values do not.

use std::sync::Arc;

use serde_json::{Map, Value};

use latch_rules::{Instance, Record, World, instance::{Credential, Spec}, scaling::ScalingGroup};

/// How the name of a secret ends, in small letters and without what joins words.
const ENDS: [&str; 6] = ["password", "passwd", "passphrase", "secret", "secretkey", "privatekey"];
/// The whole names of others.
const WHOLE: [&str; 11] = [
    "pwd",
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

/// Whether a value under that name is never to be shown or kept. Any part of a name with dots makes it one, however it is written.
#[must_use]
pub fn is_secret(name: &str) -> bool {
    name.split('.').any(|part| {
        let plain: String = part.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
        ENDS.iter().any(|end| plain.ends_with(end)) || WHOLE.contains(&plain.as_str())
    })
}

/// Takes every secret out of a JSON value, also out of texts that hold JSON. Says whether there was one.
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

/// The same of an object's fields.
pub fn take_out_of(fields: &mut Map<String, Value>) -> bool {
    let before = fields.len();
    fields.retain(|name, _| !is_secret(name));
    let found = fields.len() < before;
    fields.values_mut().fold(found, |found, value| take_out(value) | found)
}

/// The JSON in a text without its secrets; nothing where there is none in it.
fn without(text: &str) -> Option<String> {
    if !text.trim_start().starts_with(['{', '[']) {
        return None;
    }
    let mut value: Value = serde_json::from_str(text).ok()?;
    take_out(&mut value).then(|| value.to_string())
}

/// Takes every secret out of a world that came from outside, or from a build that knew fewer.
pub fn clean(world: &mut World) {
    let cleaned: Vec<_> = world.all().filter_map(|(ordinal, instance)| Some((ordinal, cleaned(instance)?))).collect();
    if !cleaned.is_empty() {
        for (ordinal, instance) in cleaned {
            world.put(ordinal, instance);
        }
        world.forget_unused_specs();
    }
    world.records.iter_mut().for_each(clean_record);
    for group in world.groups.values_mut() {
        if let Some(template) = cleaned_spec(&group.template) {
            *group = ScalingGroup { template: Arc::new(template), ..group.clone() };
        }
    }
}

fn cleaned(instance: &Instance) -> Option<Instance> {
    Some(Instance { spec: Arc::new(cleaned_spec(&instance.spec)?), ..instance.clone() })
}

/// The spec without secrets, with the mark of a password where one was set; nothing where there is none in it.
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
        ] {
            assert!(is_secret(name), "{name}");
        }
    }

    #[test]
    fn what_only_speaks_of_one_is_none() {
        for name in [
            "PasswordInherit",
            "KeyPairName",
            "UserData",
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
    fn a_nested_secret_is_taken_out_and_the_rest_stays() {
        let mut given =
            json!({ "A": [{ "password": "x", "B": 1 }], "Text": "{\"Password\":\"x\",\"C\":2}", "D": "[no JSON" });
        assert!(take_out(&mut given));
        assert_eq!(given, json!({ "A": [{ "B": 1 }], "Text": "{\"C\":2}", "D": "[no JSON" }));
        assert!(!take_out(&mut given));
    }
}
