//! Everything that the API offers can be ordered, and a call that is sent twice with one `ClientToken` counts as one call.

use cloud::Cloud;
use latch_ecs::api::{self, Response};
use latch_rules::catalog::REGIONS;
use latch_testing::cloud;
use serde_json::{Value, json};

/// Sends a call as a script would.
fn call(cloud: &mut Cloud, action: &str, params: Value) -> Response {
    let request = match api::parse(action, &params) {
        Ok(request) => request,
        Err(refusal) => return Response::refused(action, &refusal, "R"),
    };
    match &request.command {
        None => api::read(&request, &cloud.world, "R"),
        Some(command) => {
            let result = cloud.tell(command);
            api::answer(&request, &cloud.world, &result, "R")
        }
    }
}

fn answered(cloud: &mut Cloud, action: &str, params: Value) -> Value {
    let response = call(cloud, action, params);
    assert_eq!(response.status, 200, "{action}: {}", response.body);
    response.body
}

#[test]
fn in_every_region_what_is_offered_can_be_ordered() {
    let cloud = &mut Cloud::default();
    let regions = answered(cloud, "DescribeRegions", json!({}));
    let ids: Vec<_> =
        regions["Regions"]["Region"].as_array().unwrap().iter().map(|one| one["RegionId"].clone()).collect();
    assert_eq!(ids.len(), REGIONS.len());
    for region in ids {
        let here = json!({ "RegionId": region });
        let zones = answered(cloud, "DescribeZones", here.clone());
        let vpc = answered(cloud, "DescribeVpcs", json!({ "RegionId": region, "IsDefault": false }))["Vpcs"]["Vpc"][0]
            .clone();
        let images = answered(cloud, "DescribeImages", json!({ "RegionId": region, "OSType": "windows" }));
        let kinds = answered(cloud, "DescribeInstanceTypes", json!({ "InstanceTypeFamily": "ecs.g6" }));
        for zone in zones["Zones"]["Zone"].as_array().unwrap() {
            let within = json!({ "RegionId": region, "VpcId": vpc["VpcId"], "ZoneId": zone["ZoneId"] });
            let vswitch = answered(cloud, "DescribeVSwitches", within)["VSwitches"]["VSwitch"][0].clone();
            assert!(vpc["VSwitchIds"]["VSwitchId"].as_array().unwrap().contains(&vswitch["VSwitchId"]));
            let groups =
                answered(cloud, "DescribeSecurityGroups", json!({ "RegionId": region, "VpcId": vpc["VpcId"] }));
            answered(
                cloud,
                "RunInstances",
                json!({
                    "RegionId": region, "ZoneId": zone["ZoneId"], "VSwitchId": vswitch["VSwitchId"],
                    "SecurityGroupId": groups["SecurityGroups"]["SecurityGroup"][0]["SecurityGroupId"],
                    "ImageId": images["Images"]["Image"][0]["ImageId"],
                    "InstanceType": kinds["InstanceTypes"]["InstanceType"][0]["InstanceTypeId"],
                    "SystemDisk.Category": zone["AvailableDiskCategories"]["DiskCategories"][0],
                }),
            );
        }
    }
}

#[test]
fn every_type_is_on_exactly_one_page() {
    let cloud = &mut Cloud::default();
    let all = answered(cloud, "DescribeInstanceTypes", json!({}))["InstanceTypes"]["InstanceType"].clone();
    let (mut paged, mut token) = (Vec::new(), String::new());
    loop {
        let page = answered(cloud, "DescribeInstanceTypes", json!({ "MaxResults": 10, "NextToken": token }));
        paged.extend(page["InstanceTypes"]["InstanceType"].as_array().unwrap().iter().cloned());
        token = page["NextToken"].as_str().unwrap().to_owned();
        if token.is_empty() {
            break;
        }
    }
    assert_eq!(Value::Array(paged), all);
}

#[test]
fn tags_are_listed_as_they_were_put() {
    let cloud = &mut Cloud::default();
    let ids: Vec<Box<str>> = (0..3).map(|_| cloud.one(false)).collect();
    let here = |more: Value| {
        let mut params = json!({ "RegionId": "cn-hangzhou", "ResourceType": "instance" });
        params.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        params
    };
    answered(
        cloud,
        "TagResources",
        here(json!({ "ResourceId": [ids[0], ids[1]], "Tag.1.Key": "env", "Tag.1.Value": "prod" })),
    );
    answered(cloud, "TagResources", here(json!({ "ResourceId": [ids[1]], "Tag.1.Key": "team", "Tag.1.Value": "db" })));
    let rows = |body: Value| body["TagResources"]["TagResource"].as_array().unwrap().len();
    let listed = answered(cloud, "ListTagResources", here(json!({ "ResourceId": ids })));
    assert_eq!(rows(listed), 3);
    let listed = answered(cloud, "ListTagResources", here(json!({ "Tag.1.Key": "team" })));
    assert_eq!(listed["TagResources"]["TagResource"][0]["ResourceId"], json!(ids[1]));
    assert_eq!(rows(listed), 1);
    let other = answered(cloud, "ListTagResources", here(json!({ "Tag.1.Key": "env", "Tag.1.Value": "test" })));
    assert_eq!(rows(other), 0);
    assert_eq!(call(cloud, "ListTagResources", here(json!({}))).status, 404);
}

#[test]
fn a_call_sent_twice_under_one_token_is_one_call() {
    let cloud = &mut Cloud::default();
    let order = |name: &str| {
        json!({
            "RegionId": "cn-hangzhou", "InstanceType": "ecs.g6.large", "ImageId": "aliyun_3_x64_20G_alibase_20210425.vhd",
            "Amount": 3, "InstanceName": name, "ClientToken": "once", "InstanceChargeType": "PrePaid", "Period": 1,
        })
    };
    let first = answered(cloud, "RunInstances", order("web"));
    assert_eq!(answered(cloud, "RunInstances", order("web")), first);
    assert_eq!(cloud.world.live_count(), 3);
    let other = call(cloud, "RunInstances", order("db"));
    assert_eq!((other.status, &other.body["Code"]), (400, &json!("IdempotentParameterMismatch")));
    // The same token means nothing to another action.
    let mut one = order("web");
    one.as_object_mut().unwrap().remove("Amount");
    assert_eq!(call(cloud, "CreateInstance", one).status, 200);
}
