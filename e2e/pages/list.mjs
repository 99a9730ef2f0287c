// Page object of the instance list, the labels that only its journeys use, and a small fleet of different instances.
import { id, instance } from '../fleet.mjs';

const digits = async (locator) => Number((await locator.textContent()).replace(/\D/g, ''));

export class ListPage {
  constructor(page, labels) {
    this.page = page;
    this.labels = labels;
    this.search = page.getByTestId('filter');
    this.selectAll = page.getByTestId('select-all');
    this.scroller = page.getByTestId('scroller');
    this.bar = page.getByTestId('batch-bar');
    this.ids = page.getByTestId('cell-id').filter({ visible: true });
    this.table = page.getByRole('table');
    this.notices = page.locator('.notice');
  }

  /** The row of instance `n` of a fleet, or of the one with that name. */
  row(which) {
    return this.page.getByRole('row').filter({ hasText: typeof which === 'number' ? id(which) : which });
  }

  tick(which) {
    return this.row(which).getByRole('checkbox');
  }

  header(label) {
    return this.page.getByRole('columnheader', { name: label });
  }

  sort(label) {
    return this.page.getByRole('columnheader').getByRole('button', { name: label, exact: true });
  }

  /** Names of the rows in the document, in order. */
  names() {
    return this.page.locator('tbody tr[data-slot]:not([hidden]) [data-testid=cell-name]').allTextContents();
  }

  async counts() {
    const [selected, shown, total] = await Promise.all(['selected', 'shown', 'total'].map((what) => digits(this.page.getByTestId(`count-${what}`))));
    return { selected, shown, total };
  }

  /** Waits until the numbers above the table are these. */
  async untilCounts(wanted) {
    for (const [what, number] of Object.entries(wanted)) {
      await this.page.waitForFunction(
        ([what, number]) => Number(document.querySelector(`[data-testid=count-${what}]`)?.textContent.replace(/\D/g, '')) === number,
        [what, number],
      );
    }
  }

  async type(text) {
    await this.search.click();
    await this.page.keyboard.press('ControlOrMeta+A');
    await this.page.keyboard.press('Backspace');
    await this.search.pressSequentially(text);
  }

  /** Opens More of a row and one of its groups. */
  async openMore(which, group) {
    await this.row(which).getByRole('button', { name: this.labels.more, exact: true }).click();
    await this.page.getByRole('menuitem', { name: group }).click();
  }

  item(label) {
    return this.page.getByRole('menuitem', { name: label, exact: true });
  }

  act(label) {
    return this.bar.getByRole('button', { name: label, exact: true });
  }
}

// Labels of the list that no other journey uses.
export const OWN = {
  'zh-CN': {
    columns: ['实例ID/名称', '可用区', 'IP地址', '状态', '配置', '付费方式', '释放保护', '自动释放时间', '标签', '操作'],
    id: '实例ID', name: '名称', sorted: ['可用区', 'IP地址', '状态', '配置', '付费方式', '释放保护', '自动释放时间'],
    loadSample: '加载示例数据', emptyAccount: '从空账号开始使用', clearSearch: '清除搜索', preemptible: '抢占式', stoppedLabel: '已停止',
    beijing: '华北2（北京）（1）', hidden: '1 台未显示在搜索结果中', cleared: '已切换到华北2（北京），已取消选择。', startPart: '正在启动 2 台实例中的 1 台',
  },
  en: {
    columns: ['Instance ID/Name', 'Zone', 'IP Address', 'Status', 'Configuration', 'Billing Method', 'Release Protection', 'Auto-Release Time', 'Tags', 'Actions'],
    id: 'Instance ID', name: 'Name', sorted: ['Zone', 'IP Address', 'Status', 'Configuration', 'Billing Method', 'Release Protection', 'Auto-Release Time'],
    loadSample: 'Load sample data', emptyAccount: 'Start with an empty account', clearSearch: 'Clear search', preemptible: 'preemptible', stoppedLabel: 'stopped',
    beijing: 'China (Beijing) (1)', hidden: '1 hidden by the search', cleared: 'Region changed to China (Beijing). The selection was cleared.',
    startPart: 'Starting 1 of 2 instances',
  },
};

const tags = (pairs) => ({ Tag: Object.entries(pairs).map(([TagKey, TagValue]) => ({ TagKey, TagValue })) });

/** Five different instances in Hangzhou and one in Beijing. */
export const MIXED = [
  instance(1, { InstanceName: 'web-b', Tags: tags({ env: 'prod', team: 'core' }), VpcAttributes: { PrivateIpAddress: { IpAddress: ['172.16.0.20'] } } }),
  instance(2, { InstanceName: 'web-a', DeletionProtection: true, ZoneId: 'cn-hangzhou-g', PublicIpAddress: { IpAddress: ['198.18.7.7'] } }),
  instance(3, { InstanceName: 'db-c', InstanceChargeType: 'PrePaid', ExpiredTime: '2099-01-01T00:00Z', Cpu: 16, Memory: 131072, InstanceType: 'ecs.r7.4xlarge' }),
  instance(4, { InstanceName: 'spot-d', SpotStrategy: 'SpotAsPriceGo', VpcAttributes: { PrivateIpAddress: { IpAddress: ['172.16.0.3'] } } }),
  instance(5, { InstanceName: 'old-e', Status: 'Stopped', AutoReleaseTime: '2098-01-01T00:00Z', Tags: tags({ env: 'dev' }) }),
  instance(6, { InstanceName: 'north-f', RegionId: 'cn-beijing', ZoneId: 'cn-beijing-h' }),
];
