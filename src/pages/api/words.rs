//! Each parameter in one sentence, by its name in the schema. The sentences are in `locales/*/api.json`.

use crate::i18n::Texts;

/// Description of a parameter; empty for a name that no action has.
#[must_use]
pub fn description(texts: Texts, name: &str) -> &'static str {
    match name {
        "AcceptLanguage" => texts.api_parameter_accept_language(),
        "All" => texts.api_parameter_all(),
        "Amount" => texts.api_parameter_amount(),
        "Architecture" => texts.api_parameter_architecture(),
        "AutoPay" => texts.api_parameter_auto_pay(),
        "AutoReleaseTime" => texts.api_parameter_auto_release_time(),
        "AutoRenew" => texts.api_parameter_auto_renew(),
        "BatchOptimization" => texts.api_parameter_batch_optimization(),
        "ClientToken" => texts.api_parameter_client_token(),
        "ConfirmStop" => texts.api_parameter_confirm_stop(),
        "DataDisk.N.Category" => texts.api_parameter_data_disk_n_category(),
        "DataDisk.N.DeleteWithInstance" => texts.api_parameter_data_disk_n_delete_with_instance(),
        "DataDisk.N.Size" => texts.api_parameter_data_disk_n_size(),
        "DeletionProtection" => texts.api_parameter_deletion_protection(),
        "Description" => texts.api_parameter_description(),
        "DryRun" => texts.api_parameter_dry_run(),
        "EipAddresses" => texts.api_parameter_eip_addresses(),
        "Filter.N.Key" => texts.api_parameter_filter_n_key(),
        "Filter.N.Value" => texts.api_parameter_filter_n_value(),
        "Force" => texts.api_parameter_force(),
        "ForceReboot" => texts.api_parameter_force_reboot(),
        "ForceStop" => texts.api_parameter_force_stop(),
        "HostName" => texts.api_parameter_host_name(),
        "ImageFamily" => texts.api_parameter_image_family(),
        "ImageId" => texts.api_parameter_image_id(),
        "ImageName" => texts.api_parameter_image_name(),
        "ImageOwnerAlias" => texts.api_parameter_image_owner_alias(),
        "IncludeDataDisks" => texts.api_parameter_include_data_disks(),
        "InitLocalDisk" => texts.api_parameter_init_local_disk(),
        "InnerIpAddresses" => texts.api_parameter_inner_ip_addresses(),
        "InstanceChargeType" => texts.api_parameter_instance_charge_type(),
        "InstanceId" => texts.api_parameter_instance_id(),
        "InstanceId.N" => texts.api_parameter_instance_id_n(),
        "InstanceIds" => texts.api_parameter_instance_ids(),
        "InstanceName" => texts.api_parameter_instance_name(),
        "InstanceNetworkType" => texts.api_parameter_instance_network_type(),
        "InstanceType" => texts.api_parameter_instance_type(),
        "InstanceTypeFamily" => texts.api_parameter_instance_type_family(),
        "InstanceTypes.N" => texts.api_parameter_instance_types_n(),
        "InternetChargeType" => texts.api_parameter_internet_charge_type(),
        "InternetMaxBandwidthIn" => texts.api_parameter_internet_max_bandwidth_in(),
        "InternetMaxBandwidthOut" => texts.api_parameter_internet_max_bandwidth_out(),
        "IoOptimized" => texts.api_parameter_io_optimized(),
        "IsDefault" => texts.api_parameter_is_default(),
        "IsDetailFee" => texts.api_parameter_is_detail_fee(),
        "IsPublic" => texts.api_parameter_is_public(),
        "KeyPairName" => texts.api_parameter_key_pair_name(),
        "LockReason" => texts.api_parameter_lock_reason(),
        "MaxResults" => texts.api_parameter_max_results(),
        "MaximumCpuCoreCount" => texts.api_parameter_maximum_cpu_core_count(),
        "MaximumMemorySize" => texts.api_parameter_maximum_memory_size(),
        "MinAmount" => texts.api_parameter_min_amount(),
        "MinimumCpuCoreCount" => texts.api_parameter_minimum_cpu_core_count(),
        "MinimumMemorySize" => texts.api_parameter_minimum_memory_size(),
        "NextToken" => texts.api_parameter_next_token(),
        "OSType" => texts.api_parameter_os_type(),
        "PageNumber" => texts.api_parameter_page_number(),
        "PageSize" => texts.api_parameter_page_size(),
        "Password" => texts.api_parameter_password(),
        "PasswordInherit" => texts.api_parameter_password_inherit(),
        "Period" => texts.api_parameter_period(),
        "PeriodUnit" => texts.api_parameter_period_unit(),
        "PrivateIpAddresses" => texts.api_parameter_private_ip_addresses(),
        "PublicIpAddresses" => texts.api_parameter_public_ip_addresses(),
        "RegionId" => texts.api_parameter_region_id(),
        "ResourceGroupId" => texts.api_parameter_resource_group_id(),
        "ResourceId.N" => texts.api_parameter_resource_id_n(),
        "ResourceType" => texts.api_parameter_resource_type(),
        "SecurityGroupId" => texts.api_parameter_security_group_id(),
        "SecurityGroupIds" => texts.api_parameter_security_group_ids(),
        "SecurityGroupIds.N" => texts.api_parameter_security_group_ids_n(),
        "SecurityGroupName" => texts.api_parameter_security_group_name(),
        "SpotDuration" => texts.api_parameter_spot_duration(),
        "SpotPriceLimit" => texts.api_parameter_spot_price_limit(),
        "SpotStrategy" => texts.api_parameter_spot_strategy(),
        "Status" => texts.api_parameter_status(),
        "StoppedMode" => texts.api_parameter_stopped_mode(),
        "SystemDisk.Category" => texts.api_parameter_system_disk_category(),
        "SystemDisk.Size" => texts.api_parameter_system_disk_size(),
        "Tag.N.Key" => texts.api_parameter_tag_n_key(),
        "Tag.N.Value" => texts.api_parameter_tag_n_value(),
        "TagKey.N" => texts.api_parameter_tag_key_n(),
        "TerminateSubscription" => texts.api_parameter_terminate_subscription(),
        "UniqueSuffix" => texts.api_parameter_unique_suffix(),
        "VSwitchId" => texts.api_parameter_vswitch_id(),
        "Verbose" => texts.api_parameter_verbose(),
        "VpcId" => texts.api_parameter_vpc_id(),
        "ZoneId" => texts.api_parameter_zone_id(),
        _ => "",
    }
}

#[cfg(test)]
mod test {
    use super::description;
    use crate::i18n::{Language, Texts};
    use latch_ecs::api::operations::OPERATIONS;

    #[test]
    fn every_parameter_is_described_in_both_languages() {
        for parameter in OPERATIONS.iter().flat_map(|operation| operation.parameters) {
            for language in [Language::En, Language::ZhCn] {
                assert!(!description(Texts(language), parameter.name).is_empty(), "{}", parameter.name);
            }
        }
    }
}
