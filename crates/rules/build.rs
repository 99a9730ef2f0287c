//! Turns `data/catalog.json` into `catalog.rs`, static arrays.

#![expect(
    clippy::panic,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a build script stops a build by panicking"
)]

use std::{env, fmt::Write as _, fs, path::Path};

use serde_json::Value;

fn main() {
    println!("cargo:rerun-if-changed=data/catalog.json");
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    fs::write(Path::new(&out).join("catalog.rs"), catalog()).expect("OUT_DIR can be written");
}

/// The arrays of `rules::catalog`, in the order of the file.
fn catalog() -> String {
    let text = fs::read_to_string("data/catalog.json").unwrap_or_else(|e| panic!("data/catalog.json: {e}"));
    let data: Value = serde_json::from_str(&text).unwrap_or_else(|e| panic!("data/catalog.json: {e}"));
    let rows = |name: &str| {
        data[name].as_array().unwrap_or_else(|| panic!("data/catalog.json: `{name}` is not an array")).clone()
    };
    let word = |row: &Value, key: &str| {
        row[key].as_str().unwrap_or_else(|| panic!("data/catalog.json: no `{key}` in {row}")).to_owned()
    };
    let mut code = String::from("pub static REGIONS: &[Region] = &[\n");
    let mut all_zones = String::from("static ZONES: &[(&str, &[&str])] = &[\n");
    for region in rows("Regions") {
        let zones: Vec<&str> = region["Zones"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let id = word(&region, "RegionId");
        let (zh, en) = (word(&region["LocalName"], "zh-CN"), word(&region["LocalName"], "en"));
        let _ = writeln!(code, "    Region {{ id: {id:?}, name_zh: {zh:?}, name_en: {en:?} }},");
        let _ = writeln!(all_zones, "    ({id:?}, &{zones:?}),");
    }
    let _ = write!(code, "];\n{all_zones}");
    code.push_str("];\npub static INSTANCE_TYPES: &[InstanceType] = &[\n");
    for kind in rows("InstanceTypes") {
        let (id, family) = (word(&kind, "InstanceTypeId"), word(&kind, "InstanceTypeFamily"));
        let cpu = kind["CpuCoreCount"].as_u64().unwrap_or_else(|| panic!("data/catalog.json: no vCPUs in {kind}"));
        let gib = kind["MemorySize"].as_f64().unwrap_or_else(|| panic!("data/catalog.json: no memory in {kind}"));
        let memory_mib = (gib * 1024.0).round();
        let gpu_amount = kind["GPUAmount"].as_u64().unwrap_or(0);
        let gpu_spec = kind["GPUSpec"].as_str().unwrap_or("");
        let _ = writeln!(
            code,
            "    InstanceType {{ id: {id:?}, family: {family:?}, cpu: {cpu}, memory_mib: {memory_mib}, \
             gpu_amount: {gpu_amount}, gpu_spec: {gpu_spec:?} }},"
        );
    }
    code.push_str("];\n");
    code
}
