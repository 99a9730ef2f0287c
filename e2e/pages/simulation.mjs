// Page object of the rehearsal: the clock's chip and page, conditions, and their texts in both languages.

export const WORDS = {
  'zh-CN': {
    clock: /^虚拟时钟/, paused: '暂停', realSpeed: '实时速度', hour: '每秒1小时', day: '每秒1天', halfHour: '前进30分钟', oneDay: '前进1天', next: /^下一个到期事件/,
    set: '设置时间…', setClock: '设置时钟', time: /^时间/, openPage: '时钟、到期事件、回退…', goBack: /^回退到此处：.*修改实例属性/, back: '回退',
    onlyForward: /时钟只能/, expiry: '自动释放时间', scheduleTold: /自动释放.*释放了 1 台实例/, slow: '缓慢', offline: '离线', perfect: '理想网络', retry: '重试',
    failedTitle: '未能加载此页面', hold: '暂停下一个响应', letGo: '继续已暂停的响应', tryAgain: (n) => `重试 ${n} 台实例`, person: '李娜', does: '操作', arm: '等待下一个对话框',
    protects: '开启释放保护', unprotects: '关闭释放保护', releases: '释放实例', stops: '停止实例', after: '对话框打开后', planAgain: '显示新计划', doNow: '立即执行', instance: '实例ID或名称',
    latency: '延迟', number: '请输入0～60000 之间的整数。', policyPercent: (n) => `已保护 ${n}%`, fix: (n) => `保护 ${n} 台实例…`, addTag: '加入策略', tag: '标签', allCovered: '策略要求的实例都已开启释放保护。',
    removeTag: (tag) => `从策略中移除 ${tag}`, known: '该标签已在策略中。', nobody: '没有实例带有这些标签。', present: '当前',
  },
  en: {
    clock: /^Virtual clock/, paused: 'Paused', realSpeed: 'Real speed', hour: '1 hour per second', day: '1 day per second', halfHour: '+30 minutes', oneDay: '+1 day', next: /^Next due event/,
    set: 'Set…', setClock: 'Set the clock', time: /^Time/, openPage: 'Clock, due events, rewind…', goBack: /^Rewind to here: .*(attribute|Attribute)/, back: 'Rewind',
    onlyForward: /clock only goes forward/, expiry: 'Auto-release time', scheduleTold: /uto-release.*1 instance was released/, slow: 'Slow', offline: 'Offline', perfect: 'Perfect', retry: 'Try again',
    failedTitle: 'This page could not be loaded', hold: 'Pause the next response', letGo: 'Resume paused responses', tryAgain: (n) => `Try again with ${n} instance${n === 1 ? '' : 's'}`, person: 'Li Na',
    does: 'Operation', arm: 'Wait for the next dialog', protects: 'turns on release protection', unprotects: 'turns off release protection', releases: 'releases the instance',
    stops: 'stops the instance', after: 'After the dialog opens', planAgain: 'Show the new plan', doNow: 'Do it now', instance: 'Instance ID or name', latency: 'Latency',
    number: 'A whole number from 0 to 60000.', policyPercent: (n) => `${n}% protected`, fix: (n) => `Protect ${n} instance${n === 1 ? '' : 's'}…`, addTag: 'Add to the policy', tag: 'Tag',
    allCovered: 'Every instance that the policy covers is protected.', removeTag: (tag) => `Remove ${tag} from the policy`, known: 'This tag is already in the policy.',
    nobody: 'No instance has any of these tags.', present: 'Current',
  },
};

export class Chip {
  constructor(page, words) {
    this.page = page;
    this.words = words;
    this.button = page.getByTestId('clock');
  }

  async choose(name) {
    await this.button.click();
    await this.page.getByRole('menuitem', { name }).click();
  }
}

/** The virtual time of the page, to the second. */
export const now = (page) => page.evaluate(() => window.latch.clock.now());

/** Waits until `test` accepts the world that `latch.export()` returns. */
export const untilWorld = (page, test, arg) =>
  page.waitForFunction(async ([test, arg]) => new Function('world', 'arg', `return (${test})(world, arg)`)(JSON.parse(await window.latch.export()), arg), [String(test), arg]);
