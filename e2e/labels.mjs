// The documented labels, and the few of our own that journeys use, in both languages. A journey that uses them runs in each language.
export const LABELS = {
  'zh-CN': {
    instances: '实例', list: '实例列表', create: '创建实例', manage: '管理', more: '更多',
    instanceStatus: '实例状态', start: '启动', stop: '停止', restart: '重启', release: '释放设置',
    instanceSettings: '实例设置', changeProtection: '修改实例释放保护', protectionSwitch: '实例释放保护', ok: '确定', cancel: '取消',
    releaseNow: '立即释放', scheduled: '定时释放', next: '下一步', previous: '上一步', releaseN: (n) => `释放 ${n} 台实例`,
    scheduleN: (n) => `定时释放 ${n} 台实例`, details: '实例详情', other: '其它信息', protection: '释放保护', on: '开启', off: '关闭',
    basic: '基础配置', network: '网络和安全组', system: '系统配置', grouping: '分组设置', confirm: '确认订单',
    nextTo: (step) => `下一步：${step}`, protectBox: '防止通过控制台或API误删除释放', payAsYouGo: '按量付费', allOperations: '全部操作',
    running: '运行中', stopped: '已停止', data: '数据', import: '导入实例…', importRun: '导入', help: '帮助',
  },
  en: {
    instances: 'Instances', list: 'Instances', create: 'Create Instance', manage: 'Manage', more: 'More',
    instanceStatus: 'Instance Status', start: 'Start', stop: 'Stop', restart: 'Restart', release: 'Release',
    instanceSettings: 'Instance Settings', changeProtection: 'Change Release Protection Setting', protectionSwitch: 'Release Protection', ok: 'OK',
    cancel: 'Cancel', releaseNow: 'Release Now', scheduled: 'Scheduled Release', next: 'Next', previous: 'Previous',
    releaseN: (n) => `Release ${n} instance${n === 1 ? '' : 's'}`, scheduleN: (n) => `Schedule the release of ${n} instance${n === 1 ? '' : 's'}`,
    details: 'Instance Details', other: 'Other Information', protection: 'Release Protection', on: 'On', off: 'Off',
    basic: 'Basic Configurations', network: 'Networking and Security Groups', system: 'System Configurations', grouping: 'Grouping',
    confirm: 'Confirm Order', nextTo: (step) => `Next: ${step}`,
    protectBox: 'Prevent users from releasing the instance inadvertently by using the console or API', payAsYouGo: 'Pay-As-You-Go',
    allOperations: 'All Operations', running: 'Running', stopped: 'Stopped', data: 'Data', import: 'Import instances…', importRun: 'Import', help: 'Help',
  },
};

export const LANGUAGES = Object.keys(LABELS);
