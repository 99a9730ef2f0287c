use super::{Notation, script, write};
use crate::api::equivalent::Call;

fn call(action: &'static str, params: &[(&str, &str)]) -> Call {
    let params = params.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Call { action, region: "cn-hangzhou".into(), params }
}

/// The one line that holds the value, which is a description.
fn line(notation: Notation, value: &str) -> String {
    let order = [
        ("RegionId", "cn-hangzhou"),
        ("InstanceType", "t"),
        ("ImageId", "i"),
        ("SecurityGroupId", "sg"),
        ("Description", value),
        ("Amount", "1"),
    ];
    let text = write(&call("RunInstances", &order), notation).unwrap();
    if notation == Notation::Url {
        return text.split('&').find(|pair| pair.starts_with("Description=")).unwrap().to_owned();
    }
    let is_own = |line: &&str| line.to_ascii_lowercase().contains("description");
    text.lines().find(is_own).unwrap().trim().to_owned()
}

fn lines(value: &str) -> Vec<String> {
    Notation::ALL.iter().map(|notation| line(*notation, value)).collect()
}

#[test]
fn a_plain_value_stands_as_it_is() {
    assert_eq!(
        lines("web-1"),
        [
            "Description=web-1",
            r"--Description web-1 \",
            "description='web-1',",
            "description: 'web-1',",
            r#"Description: tea.String("web-1"),"#,
            r#".setDescription("web-1")"#,
            r#"description     = "web-1""#,
        ]
    );
}

#[test]
fn quotes_and_backslashes_end_nothing() {
    assert_eq!(
        lines(r#"a'b"c\d"#),
        [
            "Description=a%27b%22c%5Cd",
            r#"--Description 'a'\''b"c\d' \"#,
            r#"description='a\'b"c\\d',"#,
            r#"description: 'a\'b"c\\d',"#,
            r#"Description: tea.String("a'b\"c\\d"),"#,
            r#".setDescription("a'b\"c\\d")"#,
            r#"description     = "a'b\"c\\d""#,
        ]
    );
}

#[test]
fn nothing_is_put_in_or_run() {
    assert_eq!(
        lines("$x `id` ${y} %{z} $${w} &=+"),
        [
            "Description=%24x%20%60id%60%20%24%7By%7D%20%25%7Bz%7D%20%24%24%7Bw%7D%20%26%3D%2B",
            r"--Description '$x `id` ${y} %{z} $${w} &=+' \",
            "description='$x `id` ${y} %{z} $${w} &=+',",
            "description: '$x `id` ${y} %{z} $${w} &=+',",
            r#"Description: tea.String("$x `id` ${y} %{z} $${w} &=+"),"#,
            r#".setDescription("$x `id` ${y} %{z} $${w} &=+")"#,
            r#"description     = "$x `id` $${y} %%{z} $$${w} &=+""#,
        ]
    );
}

#[test]
fn ideographs_and_emoji_stay_and_lines_break_nothing() {
    let several = "释放😀\r\n\tx";
    assert_eq!(line(Notation::Url, several), "Description=%E9%87%8A%E6%94%BE%F0%9F%98%80%0D%0A%09x");
    for notation in [Notation::Python, Notation::TypeScript, Notation::Go, Notation::Java, Notation::Terraform] {
        assert!(line(notation, several).contains(r"释放😀\r\n\tx"), "{notation:?}");
    }
    let text = write(&call("TagResources", &[("Tag.1.Value", "a\nb")]), Notation::Cli).unwrap();
    assert!(text.ends_with(r"--Tag.1.Value $'a\nb'"));
}

#[test]
fn what_does_not_show_is_an_escape() {
    let hidden = "a\u{202e}\u{7}\u{e0041}b";
    assert_eq!(line(Notation::Python, hidden), r"description='a\u202e\x07\U000e0041b',");
    assert_eq!(line(Notation::TypeScript, hidden), r"description: 'a\u{202e}\u{7}\u{e0041}b',");
    assert_eq!(line(Notation::Go, hidden), r#"Description: tea.String("a\u202e\x07\U000e0041b"),"#);
    assert_eq!(line(Notation::Java, hidden), r#".setDescription("a\u202e\007\udb40\udc41b")"#);
    assert_eq!(line(Notation::Cli, hidden), r"--Description $'a\342\200\256\007\363\240\201\201b' \");
    assert_eq!(line(Notation::Terraform, hidden), r#"description     = "a\u202e\u0007\U000e0041b""#);
}

#[test]
fn a_value_with_a_dash_is_no_flag_and_an_empty_one_is_said() {
    let text = write(&call("TagResources", &[("Tag.1.Key", "--all"), ("Tag.1.Value", "")]), Notation::Cli).unwrap();
    assert_eq!(
        text,
        "aliyun ecs TagResources \\\n  --region cn-hangzhou \\\n  --Tag.1.Key=--all \\\n  --Tag.1.Value ''"
    );
}

#[test]
fn a_region_that_is_no_name_gets_into_no_host() {
    let foreign = Call { region: "x/?a=".into(), ..call("DeleteInstance", &[("InstanceId", "i-1")]) };
    assert!(write(&foreign, Notation::Url).unwrap().starts_with("https://ecs.aliyuncs.com/?Action=DeleteInstance&"));
}

#[test]
fn flat_names_are_structures_and_lists_with_their_types() {
    let order = call(
        "RunInstances",
        &[
            ("VSwitchId", "vsw"),
            ("SystemDisk.Category", "cloud_essd"),
            ("SystemDisk.Size", "40"),
            ("DataDisk.1.Size", "100"),
            ("DataDisk.1.DeleteWithInstance", "false"),
            ("SecurityGroupIds.1", "sg-1"),
            ("SecurityGroupIds.2", "sg-2"),
            ("SpotPriceLimit", "1.050"),
            ("Tag.1.Key", "k"),
            ("Amount", "2"),
        ],
    );
    let python = write(&order, Notation::Python).unwrap();
    let begin = python.find("client.run_instances").unwrap();
    assert_eq!(
        python.get(begin..).unwrap(),
        "client.run_instances(models.RunInstancesRequest(
    v_switch_id='vsw',
    system_disk=models.RunInstancesRequestSystemDisk(
        category='cloud_essd',
        size='40',
    ),
    data_disk=[
        models.RunInstancesRequestDataDisk(
            size=100,
            delete_with_instance=False,
        ),
    ],
    security_group_ids=[
        'sg-1',
        'sg-2',
    ],
    spot_price_limit=1.050,
    tag=[
        models.RunInstancesRequestTag(
            key='k',
        ),
    ],
    amount=2,
))"
    );
    let go = write(&order, Notation::Go).unwrap();
    for part in [
        "SystemDisk: &ecs.RunInstancesRequestSystemDisk{",
        "DataDisk: []*ecs.RunInstancesRequestDataDisk{\n\t\t\t{\n\t\t\t\tSize: tea.Int32(100),",
        "SecurityGroupIds: tea.StringSlice([]string{\n\t\t\t\"sg-1\",",
        "SpotPriceLimit: tea.Float32(1.050),",
    ] {
        assert!(go.contains(part), "{go}");
    }
    let java = write(&order, Notation::Java).unwrap();
    assert!(
        java.contains(".setTag(Arrays.asList(\n                new RunInstancesRequest.RunInstancesRequestTag()"),
        "{java}"
    );
    assert!(java.contains(".setSpotPriceLimit(1.050F)") && java.contains(".setVSwitchId(\"vsw\")"), "{java}");
    let typescript = write(&order, Notation::TypeScript).unwrap();
    assert!(
        typescript.contains("vSwitchId: 'vsw',\n  systemDisk: new $Ecs.RunInstancesRequestSystemDisk({"),
        "{typescript}"
    );
}

#[test]
fn calls_to_several_regions_have_a_client_each() {
    let protect = |region: &str| Call {
        region: region.into(),
        ..call("ModifyInstanceAttribute", &[("InstanceId", "i-1"), ("DeletionProtection", "true")])
    };
    let calls = [protect("cn-hangzhou"), protect("cn-hangzhou"), protect("cn-beijing")];
    let count = |notation, what: &str| script(&calls, notation).text.matches(what).count();
    assert_eq!(count(Notation::Python, "client = Client("), 2);
    assert_eq!(count(Notation::TypeScript, "let client = "), 1);
    assert_eq!(count(Notation::Go, "client, err := "), 1);
    assert_eq!(count(Notation::Java, "Client client = new Client("), 1);
    assert_eq!(count(Notation::Url, "https://ecs.cn-hangzhou.aliyuncs.com/?"), 2);
    assert_eq!(count(Notation::Terraform, "resource \"alicloud_instance\" \"i-1\""), 3);
}

#[test]
fn terraform_has_an_order_as_a_resource() {
    let order = call(
        "RunInstances",
        &[
            ("RegionId", "cn-hangzhou"),
            ("InstanceType", "ecs.g6.large"),
            ("ImageId", "img"),
            ("SecurityGroupId", "sg-1"),
            ("SystemDisk.Size", "40"),
            ("DataDisk.1.Category", "cloud_essd"),
            ("DataDisk.1.Size", "100"),
            ("DataDisk.1.DeleteWithInstance", "false"),
            ("InstanceName", "web-[8,3]"),
            ("DeletionProtection", "true"),
            ("Tag.1.Key", "a${b}"),
            ("Tag.1.Value", "c"),
            ("Amount", "2"),
        ],
    );
    assert_eq!(
        write(&order, Notation::Terraform).unwrap(),
        r#"provider "alicloud" {
  region = "cn-hangzhou"
}

resource "alicloud_instance" "instance" {
  count               = 2
  instance_name       = ["web-008", "web-009"][count.index]
  instance_type       = "ecs.g6.large"
  image_id            = "img"
  system_disk_size    = 40
  deletion_protection = true
  security_groups     = ["sg-1"]
  data_disks {
    category             = "cloud_essd"
    size                 = 100
    delete_with_instance = false
  }
  tags = {
    "a$${b}" = "c"
  }
}"#
    );
}

#[test]
fn terraform_changes_what_the_resource_has_and_destroys_what_it_may() {
    let change = |params: &[(&str, &str)]| write(&call("ModifyInstanceAttribute", params), Notation::Terraform);
    assert_eq!(
        change(&[("InstanceId", "i-1"), ("DeletionProtection", "false")]).unwrap(),
        "resource \"alicloud_instance\" \"i-1\" {\n  deletion_protection = false\n}"
    );
    assert_eq!(change(&[("InstanceId", "i-1"), ("Password", "x")]), None);
    let schedule = |params: &[(&str, &str)]| write(&call("ModifyInstanceAutoReleaseTime", params), Notation::Terraform);
    assert!(schedule(&[("InstanceId", "1.2")]).unwrap().contains("\"_1_2e_2\" {\n  auto_release_time = \"\""));
    let delete = |params: &[(&str, &str)]| write(&call("DeleteInstances", params), Notation::Terraform);
    assert_eq!(
        delete(&[("InstanceId.1", "i-1"), ("InstanceId.2", "i-2"), ("Force", "true")]).unwrap(),
        "terraform destroy \\\n  -target=alicloud_instance.i-1 \\\n  -target=alicloud_instance.i-2"
    );
    assert_eq!(delete(&[("InstanceId.1", "i-1"), ("TerminateSubscription", "true")]), None);
    assert_eq!(write(&call("TagResources", &[("ResourceId.1", "i-1")]), Notation::Terraform), None);
    let both = [call("TagResources", &[]), call("DeleteInstance", &[("InstanceId", "i-1")])];
    assert_eq!(script(&both, Notation::Terraform).left_out, 1);
}
