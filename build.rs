//! Turns `locales/<language>/*.json` into `texts.rs`, one checked method for every text, and the colours of `style/tokens.css` into
//! `colours.rs`, for pictures that leave the page.
//!
//! Each language has the same files with the same keys. A text is a string, or `{"one": …, "other": …}`, where the argument `count`
//! chooses the form. Arguments stand in braces: `"{count} instances"`; those listed in `HOW_MANY` are written with thousands separators.
//! A text with several arguments takes them by name, as a struct of `args` named like the text. The build stops with the file and the key
//! when a key is missing or extra, or when the arguments differ between languages.

#![expect(
    clippy::panic,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a build script stops a build by panicking"
)]

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    fmt::Write as _,
    fs,
    path::Path,
};

use serde_json::Value;

struct Text {
    forms: Vec<String>,
    arguments: BTreeSet<String>,
}

fn main() {
    println!("cargo:rerun-if-changed=locales");
    println!("cargo:rerun-if-changed={TOKENS}");
    // The linked program must show which function calls which, because tools/program.mjs cuts it into parts.
    if env::var("CARGO_CFG_TARGET_FAMILY").as_deref() == Ok("wasm") {
        println!("cargo:rustc-link-arg-bins=--emit-relocs");
    }
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    for (name, text) in [("texts.rs", texts()), ("colours.rs", colours())] {
        fs::write(Path::new(&out).join(name), text).expect("OUT_DIR can be written");
    }
}

/// The file that gives each colour its light and its dark value: `--text: light-dark(#17202b, #e6eaf0);`.
const TOKENS: &str = "style/tokens.css";

/// A constant for the light value of every colour: `TEXT_SECONDARY` for `--text-secondary`.
fn colours() -> String {
    let tokens = fs::read_to_string(TOKENS).unwrap_or_else(|e| panic!("{TOKENS}: {e}"));
    let colour = |line: &str| {
        let (name, value) = line.trim().strip_prefix("--")?.split_once(": light-dark(")?;
        let (light, _) = value.split_once(", ")?;
        let name = name.replace('-', "_").to_ascii_uppercase();
        light.starts_with('#').then(|| format!("pub const {name}: &str = {light:?};\n"))
    };
    tokens.lines().filter_map(colour).collect()
}

/// The tags of the languages: the folders of `locales`, in the order of the alphabet.
fn languages() -> Vec<String> {
    let entries =
        fs::read_dir("locales").expect("locales can be read").map(|entry| entry.expect("locales can be read"));
    let folders = entries.filter(|entry| entry.path().is_dir());
    let name =
        |folder: fs::DirEntry| folder.file_name().into_string().expect("a folder of locales has a tag as its name");
    let mut tags: Vec<String> = folders.map(name).collect();
    tags.sort();
    tags
}

/// The methods and tables of `Texts`.
fn texts() -> String {
    let languages = languages();
    let tables: Vec<BTreeMap<String, Text>> = languages.iter().map(|language| read(language)).collect();
    for (language, table) in languages.iter().zip(&tables) {
        for (other, keys) in languages.iter().zip(&tables) {
            for key in keys.keys() {
                assert!(table.contains_key(key), "locales: {other} has the text `{key}`, {language} has not: add it");
            }
        }
    }
    let (mut methods, mut structs) = (String::new(), String::new());
    for key in tables[0].keys() {
        let texts: Vec<&Text> = tables.iter().map(|table| &table[key]).collect();
        for (language, text) in languages.iter().zip(&texts) {
            assert_eq!(
                text.arguments, texts[0].arguments,
                "locales: the arguments of `{key}` in {language} differ from those in {}",
                languages[0]
            );
        }
        let _ = writeln!(methods, "    /// {}", texts[0].forms.last().map_or("", String::as_str).replace('\n', " "));
        let lettered = |form: fn(&Text) -> Option<&String>| -> Vec<String> {
            texts.iter().map(|text| letters(form(text).map_or("", String::as_str), &text.arguments)).collect()
        };
        let other = lettered(|text| text.forms.last());
        let arguments = &texts[0].arguments;
        if arguments.is_empty() {
            let _ = writeln!(
                methods,
                "    #[must_use]\n    pub fn {key}(self) -> &'static str {{ self.plain({other:?}) }}"
            );
            continue;
        }
        let parameter = match Vec::from_iter(arguments).as_slice() {
            [only] => format!("{only}: impl std::fmt::Display"),
            several => {
                let name = camel_case(key);
                let types: Vec<String> = (0..several.len()).map(|n| format!("T{n}")).collect();
                let fields: String = several.iter().zip(&types).map(|(a, of)| format!("pub {a}: {of}, ")).collect();
                let _ = writeln!(
                    structs,
                    "    /// Arguments of [`Texts::{key}`](super::Texts::{key}).\n    pub struct {name}<{}> {{ {fields}}}",
                    types.join(", ")
                );
                let names: String = several.iter().map(|a| format!("{a}, ")).collect();
                let displayed = vec!["impl std::fmt::Display"; several.len()].join(", ");
                format!("args::{name} {{ {names}}}: args::{name}<{displayed}>")
            }
        };
        let values: String = arguments.iter().map(|a| format!("&{a}, ")).collect();
        let one = lettered(|text| text.forms.first());
        let chosen = if one == other {
            format!("{other:?}")
        } else {
            format!("if is_one(&count) {{ {one:?} }} else {{ {other:?} }}")
        };
        let _ = writeln!(
            methods,
            "    #[must_use]\n    pub fn {key}(self, {parameter}) -> String {{ self.filled({chosen}, &[{values}]) }}"
        );
    }
    format!(
        "/// The tags of the languages, each at the place of its `Language`.\nconst TAGS: [&str; {}] = {languages:?};\n\n\
         impl Texts {{\n{methods}}}\n\n/// The arguments of texts that take several, by name.\npub mod args {{\n{structs}}}\n",
        languages.len()
    )
}

/// Converts a key to a type name: `list_no_match` becomes `ListNoMatch`.
fn camel_case(key: &str) -> String {
    let mut letters = String::new();
    for word in key.split('_') {
        let (first, rest) = word.split_at(1);
        letters.push_str(&first.to_ascii_uppercase());
        letters.push_str(rest);
    }
    letters
}

/// Arguments that are counts: they are written with thousands separators. Names get none, since an instance may be called 10000.
const HOW_MANY: [&str; 20] = [
    "attached",
    "come",
    "count",
    "covered",
    "created",
    "entrusted",
    "exempt",
    "go",
    "matching",
    "more",
    "others",
    "protected",
    "refused",
    "room",
    "running",
    "short",
    "shown",
    "skipped",
    "total",
    "used",
];

/// Replaces the arguments by `{a}`, `{b}`, … in their order; a capital letter marks an argument with thousands separators.
fn letters(text: &str, arguments: &BTreeSet<String>) -> String {
    let mut text = text.to_owned();
    for (name, letter) in arguments.iter().zip('a'..='z') {
        let is_grouped = HOW_MANY.contains(&name.as_str());
        let letter = if is_grouped { letter.to_ascii_uppercase() } else { letter };
        // Done in two steps, because an argument may itself be called `b`.
        text = text.replace(&format!("{{{name}}}"), &format!("{{\0{letter}}}"));
    }
    text.replace('\0', "")
}

/// All texts of a language, keyed `file_key`: the file's name is the first part of every key in it.
fn read(language: &str) -> BTreeMap<String, Text> {
    let mut table = BTreeMap::new();
    let folder = Path::new("locales").join(language);
    for entry in fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display())) {
        let path = entry.expect("a readable folder").path();
        // tools/finish.mjs writes the texts of boot.json into the page itself, for the case that the program cannot run.
        if path.extension().is_none_or(|e| e != "json") || path.ends_with("boot.json") {
            continue;
        }
        let stem = path.file_stem().and_then(|s| s.to_str()).expect("a file name in UTF-8").to_owned();
        let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let Ok(Value::Object(entries)) = serde_json::from_str(&text) else {
            panic!("{}: not a JSON object: {:?}", path.display(), serde_json::from_str::<Value>(&text).err());
        };
        for (key, value) in entries {
            let forms = match &value {
                Value::String(only) => vec![only.clone()],
                Value::Object(forms) => ["one", "other"]
                    .iter()
                    .map(|f| {
                        forms
                            .get(*f)
                            .and_then(Value::as_str)
                            .unwrap_or_else(|| panic!("{}: `{key}` needs the form `{f}`", path.display()))
                            .to_owned()
                    })
                    .collect(),
                _ => panic!("{}: `{key}` is neither a text nor {{\"one\", \"other\"}}", path.display()),
            };
            let name = format!("{stem}_{key}");
            assert!(
                name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'),
                "{}: `{key}` is not snake_case",
                path.display()
            );
            let arguments = forms.iter().flat_map(|form| arguments(form)).collect();
            table.insert(name, Text { forms, arguments });
        }
    }
    table
}

/// The names in braces.
fn arguments(text: &str) -> Vec<String> {
    text.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name.to_owned()).collect()
}
