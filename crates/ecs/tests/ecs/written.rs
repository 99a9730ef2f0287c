//! Nothing can be injected into a written call: whatever names and values the parameters of an imported record have, the program around the
//! literals stays the same.

use std::{
    io::Write,
    process::{Command, Stdio},
};

use latch_ecs::api::{
    equivalent::Call,
    notations::{Notation, script},
};

/// Values that would end a literal, a line or a command in some notation.
const VALUES: &[&str] = &[
    "'; import os; os.system('id') #",
    "\"); System.exit(1); //",
    "\"\nimport \"os\"\n",
    "${file(\"/etc/passwd\")} %{ for x in y }",
    "$(touch /tmp/x) `touch /tmp/x` $HOME ${HOME}",
    "a\nrm -rf /\r\n",
    "\\' \\\" \\\\",
    "\\",
    "\\u0022); run(); //",
    "\u{1b}[201~;id\r\u{3}\u{4}\u{0}",
    "\u{202e}txt.exe \u{2028}x\u{2029}y\u{85}\u{feff}\u{200b}\u{ad}",
    "*/ run(); /*",
    "</script><script>run()</script>",
    "--endpoint=evil.example",
    "-x",
    "!! !$ ~root =ls *",
    "{{7*7}} #{1} %s %n",
    "010",
    "99999999999999999999",
    "1e999",
    "true\nrun()",
    "",
];

/// Names of parameters that ECS does not have.
const NAMES: &[&str] = &[
    "x='y'))\nimport os\nos.system('id')\n#",
    "x: 'y' }));\nrun();\n//",
    "X\");\nSystem.exit(1);//",
    "X: tea.String(\"y\")})\nrun()\n//",
    "Tag.1.Key)\nrun(",
    "Tag.+1.Key",
    "$(id)",
    "`id`",
    "a b",
    "-flag",
    "class",
    "__import__",
    "InstanceName\u{200b}",
    "Tag.1.K\u{435}y",
    "",
];

const PROGRAMS: [Notation; 5] =
    [Notation::Python, Notation::TypeScript, Notation::Go, Notation::Java, Notation::Terraform];

fn call(action: &'static str, region: &str, params: &[(&str, &str)]) -> Call {
    let params = params.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Call { action, region: region.to_owned(), params }
}

/// An order with `value` in every text that a person can fill in or import.
fn order(value: &str) -> Call {
    call(
        "RunInstances",
        value,
        &[
            ("RegionId", value),
            ("ZoneId", value),
            ("InstanceType", value),
            ("ImageId", value),
            ("SecurityGroupIds.1", value),
            ("SecurityGroupIds.2", value),
            ("SystemDisk.Category", value),
            ("DataDisk.1.Category", value),
            ("InstanceName", value),
            ("HostName", value),
            ("Description", value),
            ("KeyPairName", value),
            ("Tag.1.Key", value),
            ("Tag.1.Value", value),
        ],
    )
}

/// An order with `value` in the parameters that take a number or a boolean.
fn typed(value: &str) -> Call {
    call(
        "RunInstances",
        "cn-hangzhou",
        &[
            ("RegionId", "cn-hangzhou"),
            ("Amount", value),
            ("MinAmount", value),
            ("Period", value),
            ("SystemDisk.Size", value),
            ("DataDisk.1.Size", value),
            ("DataDisk.1.DeleteWithInstance", value),
            ("InternetMaxBandwidthOut", value),
            ("SpotPriceLimit", value),
            ("DeletionProtection", value),
            ("DryRun", value),
        ],
    )
}

fn deletion(value: &str) -> Call {
    call("DeleteInstances", value, &[("RegionId", value), ("InstanceId.1", value), ("InstanceId.2", value)])
}

fn written(call: &Call, notation: Notation) -> String {
    script(std::slice::from_ref(call), notation).text
}

/// A program without the content of its literals. A literal is on one line, and has a backslash before every character that would end it.
fn skeleton(text: &str, notation: Notation) -> String {
    let quote = if matches!(notation, Notation::Python | Notation::TypeScript) { '\'' } else { '"' };
    let mut out = String::new();
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        out.push(letter);
        // The imports of the TypeScript and Python programs use single quotes, or no quotes.
        if letter != quote {
            continue;
        }
        loop {
            match letters.next() {
                Some('\\') => {
                    letters.next();
                }
                Some(end) if end == quote => break,
                Some(inner) => assert!(inner != '\n' && !inner.is_control(), "{notation:?}: {text}"),
                None => panic!("{notation:?}: a literal does not end: {text}"),
            }
        }
        out.push(quote);
    }
    out
}

/// A text with single spaces only. The number of spaces that align HCL depends on the values.
fn unaligned(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn no_value_changes_the_program_around_it() {
    for value in VALUES.iter().filter(|value| !value.is_empty()) {
        for notation in PROGRAMS {
            for build in [order as fn(&str) -> Call, deletion] {
                let (hostile, plain) = (written(&build(value), notation), written(&build("plain"), notation));
                if notation == Notation::Terraform && build("x").action == "DeleteInstances" {
                    continue;
                }
                let (hostile, plain) = (skeleton(&hostile, notation), skeleton(&plain, notation));
                assert_eq!(unaligned(&hostile), unaligned(&plain), "{notation:?} {value:?}");
            }
        }
    }
}

#[test]
fn what_is_no_number_and_no_truth_is_a_text() {
    for value in VALUES {
        for notation in PROGRAMS {
            let text = skeleton(&written(&typed(value), notation), notation);
            for code in ["run()", "import os", "System.exit", "0.0.1", "010", "e999", "9999999999"] {
                assert!(!text.contains(code), "{notation:?} {value:?}: {text}");
            }
        }
    }
}

#[test]
fn a_name_that_ecs_does_not_have_is_not_written_and_is_counted() {
    for name in NAMES {
        for notation in Notation::ALL {
            for mut call in [order("plain"), deletion("plain")] {
                let without = written(&call, notation);
                call.params.insert(1, ((*name).to_owned(), "y".to_owned()));
                let with = script(std::slice::from_ref(&call), notation);
                assert_eq!((with.text, with.foreign), (without, 1), "{notation:?} {name:?}");
            }
        }
    }
}

/// The arguments that the shell passes to a program called `name`.
fn arguments(line: &str, name: &str) -> Vec<String> {
    let mut shell = Command::new("bash").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let function = format!("set -f; PATH=; {name}() {{ printf '%s\\0' \"$@\"; }}\n{line}\n");
    shell.stdin.take().unwrap().write_all(function.as_bytes()).unwrap();
    let out = shell.wait_with_output().unwrap();
    assert!(out.status.success(), "{line}");
    let text = String::from_utf8(out.stdout).unwrap();
    text.split_terminator('\0').map(str::to_owned).collect()
}

#[test]
fn the_shell_hands_over_just_the_values() {
    for value in VALUES.iter().filter(|value| !value.contains('\0')) {
        let text = written(&order(value), Notation::Cli);
        assert!(text.chars().all(|letter| letter == '\n' || !letter.is_control()), "{text:?}");
        let all = arguments(&text, "aliyun");
        let values = all.iter().filter(|one| one == value || one.ends_with(&format!("={value}"))).count();
        let expected = order(value).params.len() + usize::from(!value.is_empty());
        assert_eq!(values, expected, "{text}");
        if value.is_empty() {
            continue;
        }
        let text = written(&deletion(value), Notation::Terraform);
        let all = arguments(&text, "terraform");
        assert_eq!((all[0].as_str(), all.len()), ("destroy", 3), "{text}");
    }
}

#[test]
fn a_request_url_is_one_line_of_plain_letters() {
    for value in VALUES {
        for call in [order(value), typed(value), deletion(value)] {
            let text = written(&call, Notation::Url);
            assert!(text.bytes().all(|byte| byte.is_ascii_graphic()), "{text}");
            assert_eq!(text.matches('&').count(), call.params.len() + 4, "{text}");
        }
    }
}

#[test]
fn an_order_of_more_than_there_can_be_is_not_written_out() {
    let call = call(
        "RunInstances",
        "cn-hangzhou",
        &[
            ("RegionId", "cn-hangzhou"),
            ("InstanceType", "t"),
            ("ImageId", "i"),
            ("SecurityGroupId", "sg"),
            ("InstanceName", "web-[1,3]"),
            ("Amount", "4000000000"),
        ],
    );
    assert_eq!(script(&[call], Notation::Terraform).left_out, 1);
}
