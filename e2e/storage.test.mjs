// The stored account, and what the page says when it cannot store: storage denied, full, damaged, or written by a newer build.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { call, id, instance, live, load } from './fleet.mjs';
import { FOLDER, site, whenReady } from './harness.mjs';
import { LABELS, LANGUAGES } from './labels.mjs';

const { url, newPage, newPerson } = site();
const PREFIX = `latch:${FOLDER}:`;
const keysOf = (page) => page.evaluate((prefix) => Object.fromEntries(Object.entries(localStorage).filter(([key]) => key.startsWith(prefix))), PREFIX);

for (const [asked, expected] of [[['fr-FR', 'zh-TW', 'en'], 'zh-CN'], [['EN-gb', 'zh'], 'en'], [['é', 'de'], 'en']]) {
  test(`a person whose browser asks for ${asked.join(', ')} is spoken to in ${expected}`, async (t) => {
    const prepare = (page) =>
      page.addInitScript((asked) => {
        Object.defineProperty(Navigator.prototype, 'languages', { configurable: true, get: () => asked });
      }, asked);
    const page = await newPage(t, { hash: '#/simulation', prepare });
    await page.getByRole('heading', { level: 1, name: { 'zh-CN': '模拟', en: 'Simulation' }[expected], exact: true }).waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.lang), expected);
  });
}

for (const language of LANGUAGES) {
  test(`${language}: everything survives a reload, the language too`, async (t) => {
    const page = await newPage(t, { language, hash: '#/instances' });
    await load(page, [instance(1, { DeletionProtection: true }), instance(2)]);
    await call(page, 'DeleteInstance', { InstanceId: id(2), Force: true });
    await page.reload();
    await whenReady(page);
    assert.deepEqual([...(await live(page)).keys()], [id(1)]);
    await page.getByRole('heading', { level: 1, name: LABELS[language].list }).waitFor();
  });

  test(`${language}: where storage is denied the page works in memory, and says so`, async (t) => {
    const page = await newPage(t, {
      language,
      hash: '#/instances',
      prepare: (page) =>
        page.addInitScript(() => {
          Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('denied', 'SecurityError'); } });
        }),
    });
    await page.getByTestId('storage-notice').waitFor();
    await load(page, [instance(1)]);
    assert.equal((await live(page)).size, 1);
  });
}

test('where storage is full, nothing is lost that was kept, and the page says that it goes on in memory', async (t) => {
  const page = await newPage(t, { hash: '#/instances' });
  await load(page, [instance(1)]);
  const kept = await keysOf(page);
  // From here on, every write fails as in a full storage.
  await page.evaluate(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
  });
  assert.equal((await call(page, 'ModifyInstanceAttribute', { InstanceId: id(1), DeletionProtection: true })).status, 200);
  await page.getByTestId('storage-notice').waitFor();
  assert.equal((await live(page)).get(id(1)).DeletionProtection, true);
  await page.reload();
  await whenReady(page);
  assert.equal((await live(page)).get(id(1)).DeletionProtection, false);
  // The kept screen is not part of the account: it is removed when it is no longer true.
  const ofTheAccount = Object.keys(kept).filter((key) => !key.endsWith(':screen'));
  for (const key of ofTheAccount) assert.ok(key in (await keysOf(page)), key);
});

for (const [what, thrown] of [['an error of its own', `new Error('disk failure')`], ['what is no error', `'no'`]]) {
  test(`a storage that throws ${what}: the last commit is intact, the page goes on and says that nothing is kept`, async (t) => {
    const page = await newPage(t, { hash: '#/instances' });
    await load(page, [instance(1)]);
    assert.equal((await call(page, 'ModifyInstanceAttribute', { InstanceId: id(1), DeletionProtection: true })).status, 200);
    const kept = await keysOf(page);
    await page.evaluate((thrown) => {
      const fail = Function(`throw ${thrown}`);
      Storage.prototype.setItem = fail;
      Storage.prototype.removeItem = fail;
    }, thrown);
    assert.equal((await call(page, 'ModifyInstanceAttribute', { InstanceId: id(1), DeletionProtection: false })).status, 200);
    await page.getByTestId('storage-notice').waitFor();
    await page.evaluate(() => window.latch.clock.advance(60));
    assert.equal((await live(page)).get(id(1)).DeletionProtection, false);
    assert.deepEqual(await keysOf(page), kept);
    await page.reload();
    await whenReady(page);
    assert.equal((await live(page)).get(id(1)).DeletionProtection, true);
    assert.equal(await page.getByTestId('storage-notice').count(), 0);
  });
}

test('a tab that takes over and cannot read the storage any more goes on in memory, says so, and leaves the last commit intact', async (t) => {
  const context = await newPerson(t);
  const [writer, heir] = [await context.newPage(), await context.newPage()];
  for (const page of [writer, heir]) {
    await page.goto(url('#/instances'));
    await whenReady(page);
  }
  await load(writer, [instance(1)]);
  await heir.getByRole('link', { name: id(1) }).waitFor();
  await heir.evaluate(() => {
    Storage.prototype.getItem = () => {
      throw new Error('disk failure');
    };
  });
  assert.equal((await call(writer, 'ModifyInstanceAttribute', { InstanceId: id(1), DeletionProtection: true })).status, 200);
  await writer.close();
  await heir.getByTestId('storage-notice').waitFor();
  assert.equal((await live(heir)).get(id(1)).DeletionProtection, true);
  assert.equal((await call(heir, 'ModifyInstanceAttribute', { InstanceId: id(1), DeletionProtection: false })).status, 200);
  await heir.reload();
  await whenReady(heir);
  assert.equal((await live(heir)).get(id(1)).DeletionProtection, true);
});

for (const language of LANGUAGES) {
  test(`${language}: an account that cannot be read is not told to be empty, and nothing is offered in its place`, async (t) => {
    const page = await newPage(t, { language, hash: '#/instances' });
    await load(page, [instance(1)]);
    const kept = await keysOf(page);
    const victims = Object.keys(kept).filter((name) => /:(seg|rec):/.test(name));
    assert.equal(victims.length, 2);
    await page.evaluate((spoilt) => spoilt.forEach(([name, text]) => localStorage.setItem(name, text)), victims.map((name) => [name, `${kept[name].slice(0, -3)}xyz`]));
    const spoilt = await keysOf(page);
    await page.reload();
    await whenReady(page);
    await page.getByTestId('storage-notice').waitFor();
    await page.getByRole('heading', { level: 2, name: language === 'en' ? 'The instances cannot be shown' : '无法显示实例' }).waitFor();
    assert.equal(await page.getByTestId('welcome').getByRole('button').count(), 0);
    for (const hash of ['#/activity', '#/released', '#/timeline', '#/forecast', '#/scaling']) {
      await page.evaluate((hash) => (location.hash = hash), hash);
      await page.getByTestId('unread').waitFor();
      assert.equal(await page.getByTestId(`${hash.slice(2)}-empty`).count(), 0, hash);
      await page.evaluate(() => (location.hash = '#/instances'));
      await page.getByTestId('unread').waitFor({ state: 'detached' });
    }
    const now = await keysOf(page);
    for (const victim of victims) assert.equal(now[victim], spoilt[victim]);
  });
}

test('damaged text is not written over, is told, and can be exported', async (t) => {
  const page = await newPage(t, { hash: '#/instances' });
  await load(page, Array.from({ length: 5 }, (_, n) => instance(n)));
  const before = await keysOf(page);
  const victim = Object.keys(before).find((key) => key.includes(':seg:'));
  await page.evaluate(([key, text]) => localStorage.setItem(key, text), [victim, `${before[victim].slice(0, -3)}xyz`]);
  const damaged = await keysOf(page);
  await page.reload();
  await whenReady(page);
  await page.getByTestId('storage-notice').waitFor();
  const refused = await call(page, 'RunInstances', {
    RegionId: 'cn-hangzhou', ImageId: 'aliyun_3_x64_20G_alibase_20240528.vhd', InstanceType: 'ecs.g6.large', VSwitchId: 'vsw-bp1s5fnvk4gn2tws0',
    SecurityGroupId: 'sg-bp15ed6xe1yxeycg7',
  });
  assert.notEqual(refused.status, 200);
  assert.equal((await keysOf(page))[victim], damaged[victim]);
});

test('what a newer build wrote is shown read-only or not at all, and never written over', async (t) => {
  const page = await newPage(t, { hash: '#/instances' });
  await load(page, [instance(1)]);
  const head = `${PREFIX}head`;
  const newer = await page.evaluate((key) => {
    const text = localStorage.getItem(key);
    // The same length as before: a closing page rewrites any text whose length has changed.
    const newer = text.replace(/^\d/, '9');
    localStorage.setItem(key, newer);
    return newer;
  }, head);
  await page.reload();
  await whenReady(page);
  await page.getByTestId('storage-notice').waitFor();
  await page.evaluate(() => window.latch.call('DescribeInstances', { RegionId: 'cn-hangzhou' }));
  assert.equal((await keysOf(page))[head], newer);
});

for (const language of LANGUAGES) {
  test(`${language}: what a script clears in the page is written anew, told, and there after a reload`, async (t) => {
    const page = await newPage(t, { language, hash: '#/instances' });
    await load(page, [instance(1), instance(2)]);
    await page.evaluate(() => localStorage.clear());
    assert.equal((await call(page, 'ModifyInstanceAttribute', { InstanceId: id(1), DeletionProtection: true })).status, 200);
    await page.getByText(language === 'en' ? /removed from outside/ : /被外部清除/).first().waitFor();
    assert.deepEqual(await page.evaluate(() => window.latch.kept), { Kept: true, Reason: null, TimesRestored: 1 });
    await page.reload();
    await whenReady(page);
    const there = await live(page);
    assert.deepEqual([...there.keys()].sort(), [id(1), id(2)]);
    assert.equal(there.get(id(1)).DeletionProtection, true);
    assert.equal(await page.getByTestId('storage-notice').count(), 0);
  });
}

test('each key that is stored may be removed: a reload finds everything', async (t) => {
  const page = await newPage(t, { hash: '#/instances' });
  await load(page, Array.from({ length: 3 }, (_, n) => instance(n)));
  for (let n = 0; n < 3; n++) assert.equal((await call(page, 'ModifyInstanceAttribute', { InstanceId: id(n), DeletionProtection: true })).status, 200);
  for (const kind of ['head', 'seg:', 'rec:', 'log:']) {
    const key = Object.keys(await keysOf(page)).find((key) => key.startsWith(PREFIX + kind));
    if (!key) continue;
    await page.evaluate((key) => localStorage.removeItem(key), key);
    await page.reload();
    await whenReady(page);
    assert.equal(await page.getByTestId('storage-notice').count(), 0, key);
    assert.deepEqual([...(await live(page)).values()].map((one) => one.DeletionProtection), [true, true, true], key);
    assert.equal((await call(page, 'ModifyInstanceAttribute', { InstanceId: id(0), Description: kind })).status, 200);
  }
});

test('another page clears the storage while a large commit waits for its paint: it is answered when all is written anew', async (t) => {
  const context = await newPerson(t, { allow: [/404/] });
  const page = await context.newPage();
  await page.goto(url('#/instances'));
  await whenReady(page);
  await load(page, Array.from({ length: 600 }, (_, n) => instance(n)));
  const other = await context.newPage();
  // A page of the same origin that is not the console.
  await other.goto(url('not-there'));
  const done = page.evaluate(async () => {
    const { body } = await window.latch.simulate('AccountOverdue', {});
    return body;
  });
  await other.evaluate(() => localStorage.clear());
  await done;
  await page.waitForFunction(() => window.latch.kept.TimesRestored > 0);
  await page.reload();
  await whenReady(page);
  assert.equal(await page.getByTestId('storage-notice').count(), 0);
  const told = JSON.parse(await page.evaluate(() => window.latch.export()));
  assert.equal(told.Instances.Instance.length, 600);
  assert.ok(told.Account.OverdueSince);
});

test('scripts are told that nothing is kept, and why', async (t) => {
  const page = await newPage(t, { hash: '#/instances' });
  await load(page, [instance(1)]);
  assert.deepEqual(await page.evaluate(() => window.latch.kept), { Kept: true, Reason: null, TimesRestored: 0 });
  await page.evaluate(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
  });
  assert.equal((await call(page, 'ModifyInstanceAttribute', { InstanceId: id(1), DeletionProtection: true })).status, 200);
  assert.deepEqual(await page.evaluate(() => window.latch.kept), { Kept: false, Reason: 'StorageFull', TimesRestored: 0 });
});

test('a browser that keeps something else than was written keeps the former account, and the import says so', async (t) => {
  const page = await newPage(t, { hash: '#/instances' });
  await load(page, [instance(1)]);
  await page.evaluate(() => {
    const set = Storage.prototype.setItem;
    Storage.prototype.setItem = function (key, text) {
      set.call(this, key, key.includes(':seg:') ? `${text}x` : text);
    };
  });
  const text = JSON.stringify({ Instances: { Instance: [instance(2)] } });
  const why = await page.evaluate((text) => window.latch.import(text).then(() => '', (error) => error.message), text);
  assert.match(why, /did not save/);
  assert.deepEqual([...(await live(page)).keys()], [id(1)]);
  await page.reload();
  await whenReady(page);
  assert.deepEqual([...(await live(page)).keys()], [id(1)]);
});

test('two folders of one host do not meet', async (t) => {
  const page = await newPage(t, { hash: '#/instances' });
  await page.evaluate(() => localStorage.setItem('latch:/other/folder/:head', 'foreign'));
  await load(page, [instance(1)]);
  await page.evaluate(() => window.latch.reset());
  assert.equal(await page.evaluate(() => localStorage.getItem('latch:/other/folder/:head')), 'foreign');
});
