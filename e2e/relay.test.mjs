// The console as an ECS endpoint: it works with the official client, and with requests written by hand.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { relay } from '../tools/relay/endpoint.mjs';
import { ask, clientOf, IMAGE, refusal, REGION } from './ecs.mjs';
import { advance, id, instance, live, load } from './fleet.mjs';
import { DIST, site, whenReady } from './harness.mjs';

const PROTECTED = '403 InvalidOperation.DeletionProtection';
const VERSION = '2014-05-26';
/** The parameters of every request in the older style. */
const ENVELOPE = {
  Version: VERSION, Format: 'JSON', AccessKeyId: 'any', Signature: 'any', SignatureMethod: 'HMAC-SHA1', SignatureVersion: '1.0',
  SignatureNonce: '1', Timestamp: '2030-01-01T00:00:00Z',
};
const ORDER = { regionId: REGION, imageId: IMAGE, instanceType: 'ecs.g6.large' };

const log = [];
/** Pages are opened by the address that makes them answer calls. */
const start = async (options) => {
  const { url, page, close } = await relay({ dir: DIST, ...options });
  return { endpoint: url, url: page, close };
};
const { url: pageUrl, newPage } = site({ start: () => start({ log: (line) => log.push(line) }) });
/** The endpoint's address for clients. */
const url = () => new URL('/', pageUrl()).href;

const answers = (page) => page.locator('html[data-relay=open]').waitFor();

/** A new person's page that answers, and the SDK's client that sends calls to it. */
async function open(t, fleet = []) {
  const page = await newPage(t);
  await answers(page);
  if (fleet.length > 0) await load(page, fleet);
  return { page, client: clientOf(url()) };
}

async function create(client, fields = {}) {
  const { instanceIdSets } = await ask(client, 'RunInstances', { ...ORDER, ...fields });
  return instanceIdSets.instanceIdSet;
}

async function describe(client, fields = {}) {
  const { instances } = await ask(client, 'DescribeInstances', { regionId: REGION, ...fields });
  return instances.instance;
}

const ids = (instances) => instances.map(({ instanceId }) => instanceId);
const wholeMinute = (iso) => iso.replace(/:\d\dZ$/, 'Z');

/** The virtual time `seconds` from now, in the API's format. */
const inSeconds = (page, seconds) =>
  page.evaluate((seconds) => new Date(Date.parse(window.latch.clock.now()) + seconds * 1000).toISOString().replace(/\.\d+/, ''), seconds);

async function post(fields, { headers, query = '', body = new URLSearchParams(fields) } = {}) {
  const response = await fetch(`${url()}${query}`, { method: 'POST', headers, body });
  return { status: response.status, ...(await response.json()) };
}

async function get(fields) {
  const response = await fetch(`${url()}?${new URLSearchParams(fields)}`);
  return { status: response.status, ...(await response.json()) };
}

/** A request with given Host and Origin headers, which fetch does not allow. */
async function raw({ path = '/', method = 'GET', ...headers }) {
  const { hostname, port } = new URL(url());
  const request = httpRequest({ hostname, port, path, method, headers, agent: false }).end();
  const [response] = await once(request, 'response');
  response.resume();
  return response;
}

test('a protected instance: created, read back, not deleted in any way; unprotected, it is deleted', async (t) => {
  const { page, client } = await open(t);
  const [instanceId] = await create(client, { deletionProtection: true, instanceName: 'db-1' });
  await advance(page, 60);
  const [created] = await describe(client);
  assert.deepEqual([created.instanceId, created.status, created.deletionProtection], [instanceId, 'Running', true]);

  assert.equal(await refusal(client, 'DeleteInstance', { instanceId }), PROTECTED);
  assert.equal(await refusal(client, 'DeleteInstance', { instanceId, force: true }), PROTECTED);
  assert.equal(await refusal(client, 'DeleteInstances', { regionId: REGION, instanceId: [instanceId], force: true }), PROTECTED);
  assert.equal((await describe(client)).length, 1);

  await ask(client, 'ModifyInstanceAttribute', { instanceId, deletionProtection: false });
  assert.equal((await describe(client))[0].deletionProtection, false);
  await ask(client, 'DeleteInstance', { instanceId, force: true });
  assert.deepEqual(await describe(client), []);
});

test('what the SDK says of a refusal is what the server said', async (t) => {
  const { client } = await open(t, [instance(1, { DeletionProtection: true })]);
  const error = await ask(client, 'DeleteInstance', { instanceId: id(1) }).then(assert.fail, (error) => error);
  assert.equal(error.name, 'ClientError');
  assert.equal(error.data.Message, 'The operation is not allowed due to deletion protection.');
  assert.match(error.data.RequestId, /^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/);
  assert.equal(error.data.HostId, 'ecs.aliyuncs.com');
});

test('a batch with one protected instance deletes none, without it all', async (t) => {
  const { client } = await open(t, [instance(1), instance(2, { DeletionProtection: true }), instance(3)]);
  const batch = (...numbers) => ({ regionId: REGION, instanceId: numbers.map(id), force: true });
  assert.equal(await refusal(client, 'DeleteInstances', batch(1, 2, 3)), PROTECTED);
  assert.equal((await describe(client)).length, 3);
  await ask(client, 'DeleteInstances', batch(1, 3));
  assert.deepEqual(ids(await describe(client)), [id(2)]);
});

test('the page shows what the client made', async (t) => {
  const { page, client } = await open(t);
  await create(client, { instanceName: 'made-by-the-sdk', deletionProtection: true });
  await page.goto(pageUrl('#/instances'));
  await page.getByRole('row').filter({ hasText: 'made-by-the-sdk' }).waitFor();
});

test('only plain pay-as-you-go can be protected', async (t) => {
  const { client } = await open(t, [
    instance(1, { InstanceChargeType: 'PrePaid', ExpiredTime: '2099-01-01T00:00Z' }),
    instance(2, { SpotStrategy: 'SpotAsPriceGo' }),
  ]);
  const notSupported = '403 InvalidChargeType.ValueNotSupported';
  for (const instanceId of [id(1), id(2)]) {
    assert.equal(await refusal(client, 'ModifyInstanceAttribute', { instanceId, deletionProtection: true }), notSupported);
  }
  for (const charge of [{ instanceChargeType: 'PrePaid', period: 1, periodUnit: 'Month' }, { spotStrategy: 'SpotAsPriceGo' }]) {
    assert.equal(await refusal(client, 'RunInstances', { ...ORDER, ...charge, deletionProtection: true }), notSupported);
  }
  assert.equal((await describe(client)).length, 2);
});

test('an auto-release time releases a protected instance all the same', async (t) => {
  const { page, client } = await open(t, [instance(1, { DeletionProtection: true }), instance(2, { DeletionProtection: true })]);
  const autoReleaseTime = await inSeconds(page, 3600);
  await ask(client, 'ModifyInstanceAutoReleaseTime', { regionId: REGION, instanceId: id(1), autoReleaseTime });
  assert.equal((await describe(client))[0].autoReleaseTime, wholeMinute(autoReleaseTime));
  assert.equal(await refusal(client, 'DeleteInstance', { instanceId: id(1), force: true }), PROTECTED);
  await advance(page, 3601);
  assert.deepEqual(ids(await describe(client)), [id(2)]);
});

test('an auto-release time that was cancelled releases nothing', async (t) => {
  const { page, client } = await open(t, [instance(1)]);
  const given = { regionId: REGION, instanceId: id(1) };
  await ask(client, 'ModifyInstanceAutoReleaseTime', { ...given, autoReleaseTime: await inSeconds(page, 3600) });
  await ask(client, 'ModifyInstanceAutoReleaseTime', given);
  await advance(page, 7200);
  assert.equal((await describe(client))[0].autoReleaseTime, '');
});

test('an auto-release time less than half an hour ahead is refused', async (t) => {
  const { page, client } = await open(t, [instance(1)]);
  const autoReleaseTime = await inSeconds(page, 20 * 60);
  const given = { regionId: REGION, instanceId: id(1), autoReleaseTime };
  assert.equal(await refusal(client, 'ModifyInstanceAutoReleaseTime', given), '400 InvalidAutoReleaseTime.Malformed');
});

test('an instance with an auto-release time does not become a subscription', async (t) => {
  const { page, client } = await open(t, [instance(1)]);
  const convert = { regionId: REGION, instanceIds: JSON.stringify([id(1)]), instanceChargeType: 'PrePaid', period: 1 };
  const schedule = { regionId: REGION, instanceId: id(1) };
  await ask(client, 'ModifyInstanceAutoReleaseTime', { ...schedule, autoReleaseTime: await inSeconds(page, 3600) });
  assert.equal(await refusal(client, 'ModifyInstanceChargeType', convert), '400 ReleaseTimeHaveBeenSet');
  await ask(client, 'ModifyInstanceAutoReleaseTime', schedule);
  assert.match((await ask(client, 'ModifyInstanceChargeType', convert)).orderId, /^\d+$/);
  assert.equal((await describe(client))[0].instanceChargeType, 'PrePaid');
});

test('a running instance is deleted only by force, a stopped one without', async (t) => {
  const { client } = await open(t, [instance(1), instance(2, { Status: 'Stopped' })]);
  assert.equal(await refusal(client, 'DeleteInstance', { instanceId: id(1) }), '403 IncorrectInstanceStatus');
  await ask(client, 'DeleteInstance', { instanceId: id(2) });
  await ask(client, 'DeleteInstance', { instanceId: id(1), force: true });
  assert.deepEqual(await describe(client), []);
});

test('stop and start, with protection on', async (t) => {
  const { page, client } = await open(t, [instance(1, { DeletionProtection: true })]);
  const status = async () => (await describe(client))[0].status;
  await ask(client, 'StopInstance', { instanceId: id(1) });
  assert.equal(await status(), 'Stopping');
  await advance(page, 60);
  assert.equal(await status(), 'Stopped');
  assert.equal(await refusal(client, 'StopInstance', { instanceId: id(1) }), '403 IncorrectInstanceStatus');
  await ask(client, 'StartInstance', { instanceId: id(1) });
  assert.equal(await status(), 'Starting');
  await advance(page, 60);
  assert.equal(await status(), 'Running');
});

test('stopping several says what came of each', async (t) => {
  const { client } = await open(t, [instance(1), instance(2, { Status: 'Stopped' }), instance(3)]);
  const { instanceResponses } = await ask(client, 'StopInstances', {
    regionId: REGION, instanceId: [id(1), id(2), id(3)], batchOptimization: 'SuccessFirst',
  });
  const outcome = ({ instanceId, code, currentStatus }) => [instanceId, String(code), currentStatus];
  assert.deepEqual(instanceResponses.instanceResponse.map(outcome), [
    [id(1), '200', 'Stopping'], [id(2), 'IncorrectInstanceStatus', 'Stopped'], [id(3), '200', 'Stopping'],
  ]);
});

test('a dry run passes or names the refusal, and changes nothing', async (t) => {
  const { client } = await open(t, [instance(1), instance(2, { DeletionProtection: true })]);
  const dry = { dryRun: true, force: true };
  assert.equal(await refusal(client, 'DeleteInstance', { ...dry, instanceId: id(1) }), '400 DryRunOperation');
  assert.equal(await refusal(client, 'DeleteInstances', { ...dry, regionId: REGION, instanceId: [id(1)] }), '400 DRYRUN.SUCCESS');
  assert.equal(await refusal(client, 'DeleteInstance', { ...dry, instanceId: id(2) }), PROTECTED);
  assert.equal(await refusal(client, 'RunInstances', { ...ORDER, dryRun: true }), '400 DryRunOperation');
  assert.equal((await describe(client)).length, 2);
});

test('an unknown id is 404, too many ids are refused', async (t) => {
  const { client } = await open(t, [instance(1)]);
  const instanceId = id(404);
  assert.equal(await refusal(client, 'DeleteInstance', { instanceId }), '404 InvalidInstanceId.NotFound');
  assert.equal(await refusal(client, 'ModifyInstanceAttribute', { instanceId, deletionProtection: true }), '404 InvalidInstanceId.NotFound');
  assert.equal(await refusal(client, 'ModifyInstanceAutoReleaseTime', { regionId: REGION, instanceId }), '404 NoSuchResource');
  const many = Array.from({ length: 101 }, (_, n) => id(n));
  assert.equal(await refusal(client, 'DeleteInstances', { regionId: REGION, instanceId: many }), '403 InvalidParameter.TooManyInstanceIds');
});

test('a long fleet comes by pages and by tokens', async (t) => {
  const { client } = await open(t);
  const all = await create(client, { amount: 25 });
  const sizes = [];
  for (const pageNumber of [1, 2, 3, 4]) {
    const { totalCount, instances } = await ask(client, 'DescribeInstances', { regionId: REGION, pageNumber, pageSize: 10 });
    assert.equal(totalCount, 25);
    sizes.push(instances.instance.length);
  }
  assert.deepEqual(sizes, [10, 10, 5, 0]);

  const found = [];
  let nextToken;
  do {
    const part = await ask(client, 'DescribeInstances', { regionId: REGION, maxResults: 10, nextToken });
    found.push(...ids(part.instances.instance));
    nextToken = part.nextToken;
  } while (nextToken);
  assert.deepEqual(found, all);
});

test('filters by tag, name, status and ids', async (t) => {
  const { client } = await open(t, [
    instance(1, { Tags: { Tag: [{ TagKey: 'env', TagValue: 'prod' }] } }),
    instance(2, { Tags: { Tag: [{ TagKey: 'env', TagValue: 'test' }] } }),
    instance(3, { Status: 'Stopped', InstanceName: 'db-1' }),
  ]);
  const found = async (fields) => ids(await describe(client, fields));
  assert.deepEqual(await found({ tag: [{ key: 'env', value: 'prod' }] }), [id(1)]);
  assert.deepEqual(await found({ tag: [{ key: 'env' }] }), [id(1), id(2)]);
  assert.deepEqual(await found({ instanceName: 'db*' }), [id(3)]);
  assert.deepEqual(await found({ status: 'Stopped' }), [id(3)]);
  assert.deepEqual(await found({ instanceIds: JSON.stringify([id(2), id(404)]) }), [id(2)]);
  assert.deepEqual(await found({ instanceIds: '[]' }), []);
});

test('tags are put on and taken off', async (t) => {
  const { client } = await open(t, [instance(1)]);
  const resource = { regionId: REGION, resourceType: 'instance', resourceId: [id(1)] };
  await ask(client, 'TagResources', { ...resource, tag: [{ key: 'env', value: 'prod' }, { key: 'team', value: 'a b&c=网' }] });
  const tags = async () => (await describe(client))[0].tags.tag.map(({ tagKey, tagValue }) => `${tagKey}=${tagValue}`).sort();
  assert.deepEqual(await tags(), ['env=prod', 'team=a b&c=网']);
  await ask(client, 'UntagResources', { ...resource, tagKey: ['env'] });
  assert.deepEqual(await tags(), ['team=a b&c=网']);
});

test('attributes and states can be asked for by themselves', async (t) => {
  const { client } = await open(t, [instance(1, { DeletionProtection: true }), instance(2, { Status: 'Stopped' })]);
  const attribute = await ask(client, 'DescribeInstanceAttribute', { instanceId: id(1) });
  assert.deepEqual([attribute.instanceName, attribute.status, attribute.deletionProtection], ['web-1', 'Running', undefined]);
  const { instanceStatuses } = await ask(client, 'DescribeInstanceStatus', { regionId: REGION });
  assert.deepEqual(instanceStatuses.instanceStatus.map(({ status }) => status), ['Running', 'Stopped']);
});

test('the page is given what the operation is asked for, and nothing of the envelope', async (t) => {
  const { page } = await open(t);
  await page.evaluate(() => (window.latch.call = async (action, params) => ({ status: 200, body: { RequestId: action, Params: params } })));
  const older = { Action: 'DeleteInstances', 'InstanceId.1': id(1), 'InstanceId.2': id(2), ClientToken: 'once' };
  const { Action, ...params } = older;
  assert.deepEqual((await get({ ...ENVELOPE, ...older })).Params, params);
  assert.deepEqual((await post({ ...ENVELOPE, ...older })).Params, params);
});

test('many requests at once are all answered, each with its own answer', async (t) => {
  const { client } = await open(t);
  const made = await Promise.all(Array.from({ length: 20 }, (_, n) => create(client, { instanceName: `web-${n}` })));
  const named = await describe(client, { pageSize: 100 });
  const pairs = named.map(({ instanceId, instanceName }) => `${instanceId} ${instanceName}`);
  assert.deepEqual(pairs.sort(), made.map(([one], n) => `${one} web-${n}`).sort());
});

test('a connection is kept for longer than clients keep an idle one', async (t) => {
  await open(t);
  const { headers } = await raw({ connection: 'keep-alive' });
  assert.equal(headers['keep-alive'], 'timeout=60');
});

test('the older style, by GET and by POST', async (t) => {
  await open(t, [instance(1, { DeletionProtection: true })]);
  const described = await get({ ...ENVELOPE, Action: 'DescribeInstances', RegionId: REGION });
  assert.deepEqual([described.status, described.TotalCount], [200, 1]);
  const refused = await post({ ...ENVELOPE, Action: 'DeleteInstance', InstanceId: id(1), Force: 'true' });
  assert.equal(`${refused.status} ${refused.Code}`, PROTECTED);
  const batch = await post({ ...ENVELOPE, 'InstanceId.1': id(1) }, { query: `?Action=DeleteInstances&RegionId=${REGION}` });
  assert.equal(`${batch.status} ${batch.Code}`, PROTECTED);
});

test('the newer style with its parameters in a form or in JSON', async (t) => {
  const { page } = await open(t, [instance(1), instance(2)]);
  const headers = { 'x-acs-action': 'DeleteInstances', 'x-acs-version': VERSION };
  assert.equal((await post({ RegionId: REGION, 'InstanceId.1': id(1), Force: 'true' }, { headers })).status, 200);
  const body = JSON.stringify({ InstanceId: [id(2)], Force: true });
  const json = { ...headers, 'content-type': 'application/json; charset=utf-8' };
  assert.equal((await post({}, { headers: json, body, query: `?RegionId=${REGION}` })).status, 200);
  assert.equal((await live(page)).size, 0);
});

test('a request that is none is refused in the shape of ECS', async (t) => {
  await open(t);
  const said = ({ status, Code }) => `${status} ${Code}`;
  assert.equal(said(await post({})), '400 MissingParameter');
  assert.equal(said(await post({ Action: 'DescribeInstances' })), '400 MissingParameter');
  assert.equal(said(await get({ Action: 'DescribeInstances', Version: '2016-03-14' })), '400 InvalidVersion');
  assert.equal(said(await get({ Action: 'MakeCoffee', Version: VERSION })), '404 InvalidAction.NotFound');
  assert.equal(said(await get({ Action: 'DescribeInstances', Version: VERSION })), '400 MissingRegionId');
  const headers = { 'x-acs-action': 'DeleteInstance', 'x-acs-version': VERSION, 'content-type': 'application/json' };
  for (const body of ['{', '[]', 'null', '"x"']) assert.equal(said(await post({}, { headers, body })), '400 InvalidParameter', body);
  const large = `{"Description":"${'x'.repeat(2 << 20)}"}`;
  assert.equal(said(await post({}, { headers, body: large })), '413 InvalidParameter');
  const { RequestId, HostId, Message } = await post({});
  assert.match(RequestId, /^[0-9A-F-]{36}$/);
  assert.equal(`http://${HostId}/`, url());
  assert.match(Message, /Action/);
});

test('where no page is open it is 503, and says what to open, but not the token', async (t) => {
  const server = await relay({ dir: DIST, token: 'secret-of-the-page', reload: 0 });
  t.after(server.close);
  const error = await ask(clientOf(server.url), 'DescribeInstances', { regionId: REGION }).then(assert.fail, (error) => error);
  assert.deepEqual([error.statusCode, error.code], [503, 'ServiceUnavailable']);
  assert.match(error.data.Message, /open the address that the relay has printed/);
  assert.ok(!JSON.stringify(error.data).includes('secret-of-the-page'));
});

test('a tab takes over from the one that is closed, and the account stays when all are', async (t) => {
  const { page, client } = await open(t);
  const [first] = await create(client, { deletionProtection: true });
  const second = await page.context().newPage();
  await second.goto(pageUrl());
  await whenReady(second);
  await page.close();
  await answers(second);
  assert.deepEqual(ids(await describe(client)), [first]);
  await second.reload();
  await answers(second);
  assert.equal(await refusal(client, 'DeleteInstance', { instanceId: first, force: true }), PROTECTED);
});

test('the page that was opened last is the one that answers', async (t) => {
  const { client } = await open(t, [instance(1)]);
  await open(t, [instance(2)]);
  assert.deepEqual(ids(await describe(client)), [id(2)]);
});

test('a call is answered when its page goes away before it could', async (t) => {
  const { page, client } = await open(t);
  await page.evaluate(() => (window.latch.call = () => new Promise(() => {})));
  const asked = refusal(client, 'DescribeInstances', { regionId: REGION });
  await page.close();
  assert.equal(await asked, '503 ServiceUnavailable');
});

test('a call that comes while the page is loaded again waits for it', async (t) => {
  const { url: page, endpoint, close } = await start({ reload: 20_000 });
  t.after(close);
  const tab = await newPage(t, { allow: [/another host/, /ERR_/] });
  await tab.goto(page);
  await answers(tab);
  await load(tab, [instance(1)]);
  await tab.goto('about:blank');
  const asked = describe(clientOf(endpoint));
  await tab.goBack();
  assert.deepEqual(ids(await asked), [id(1)]);
});

test('only names of this computer are answered to', async () => {
  const { port, host } = new URL(url());
  const status = async (options) => (await raw(options)).statusCode;
  assert.equal(await status({ host: `attacker.example:${port}` }), 403);
  assert.equal(await status({ host: `127.0.0.1.attacker.example:${port}` }), 403);
  assert.equal(await status({ host: `attacker.example:${port}`, method: 'POST', 'x-acs-action': 'DeleteInstance', 'x-acs-version': VERSION }), 403);
  assert.equal(await status({ host }), 200);
});

test('pages of other sites can neither call nor listen', async () => {
  const status = async (options) => (await raw(options)).statusCode;
  const call = `/?Action=DescribeInstances&Version=${VERSION}&RegionId=${REGION}`;
  for (const path of [call, '/.relay/calls', '/.relay/client.js']) {
    for (const site of ['cross-site', 'same-site']) assert.equal(await status({ path, 'sec-fetch-site': site }), 403, `${path} ${site}`);
    assert.equal(await status({ path, origin: 'http://attacker.example' }), 403, path);
    assert.equal(await status({ path, origin: 'null', 'sec-fetch-site': 'same-origin' }), 403, path);
  }
  assert.equal(await status({ path: '/.relay/answer', method: 'POST', origin: 'null' }), 403);
  assert.equal(await status({ path: '/', 'sec-fetch-site': 'cross-site' }), 200);
});

test('what changes something is carried out for a program or for our own page, not for an address that a browser opens', async (t) => {
  const { page } = await open(t, [instance(1)]);
  const path = `/?${new URLSearchParams({ Action: 'DeleteInstance', Version: VERSION, InstanceId: id(1), Force: 'true' })}`;
  const status = async (options) => (await raw(options)).statusCode;
  const browser = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64)' };
  assert.equal(await status({ path, 'sec-fetch-site': 'none' }), 403);
  // A browser that does not say where its request comes from.
  assert.equal(await status({ path, ...browser }), 403);
  assert.equal((await live(page)).size, 1);
  const reading = `/?Action=DescribeInstances&Version=${VERSION}&RegionId=${REGION}`;
  assert.equal(await status({ path: reading, 'sec-fetch-site': 'none', ...browser }), 200);
  assert.equal(await page.evaluate(async (path) => (await fetch(path)).status, path), 200);
  assert.equal((await live(page)).size, 0);
});

test('only a page that was opened by the address with the token answers, and the address does not keep it', async (t) => {
  const { page } = await open(t, [instance(1)]);
  assert.ok(!page.url().includes('relay='), page.url());
  const other = await page.context().browser().newContext();
  t.after(() => other.close());
  const stranger = await other.newPage();
  await stranger.goto(url());
  await whenReady(stranger);
  assert.equal(await stranger.locator('html[data-relay]').count(), 0);
  assert.deepEqual((await get({ ...ENVELOPE, Action: 'DescribeInstances', RegionId: REGION })).TotalCount, 1);
  const status = async (options) => (await raw(options)).statusCode;
  for (const path of ['/.relay/calls', '/.relay/calls?relay=', '/.relay/calls?relay=guess']) assert.equal(await status({ path }), 404, path);
  assert.equal(await status({ path: '/.relay/answer', method: 'POST' }), 404);
  assert.equal(await status({ path: '/.relay/answer', method: 'POST', 'x-latch-relay': 'guess' }), 404);
});

test('no other page can show this one inside itself', async (t) => {
  for (const path of ['/', '/index.html', '/nothing', '/.relay/client.js', '/?Action=DescribeRegions']) {
    const { headers } = await raw({ path });
    assert.equal(headers['content-security-policy'], "frame-ancestors 'none'", path);
    assert.equal(headers['x-frame-options'], 'DENY', path);
  }
  for (const kind of ['iframe', 'frame', 'embed', 'object']) {
    assert.equal((await raw({ path: '/', 'sec-fetch-dest': kind, 'sec-fetch-site': 'cross-site' })).statusCode, 403, kind);
  }
  const site = createServer((_, response) => response.setHeader('content-type', 'text/html').end(`<iframe src="${pageUrl()}"></iframe>`));
  t.after(() => site.close());
  await once(site.listen(0, '127.0.0.1'), 'listening');
  const page = await newPage(t, { allow: [/another host|frame-ancestors|X-Frame-Options|ERR_|403/] });
  await page.goto('about:blank');
  log.length = 0;
  await page.goto(`http://127.0.0.1:${site.address().port}/`);
  assert.equal(page.frames().length, 2);
  assert.ok(!log.includes('a page is open and answers'), log.join());
});

/** A request whose request line is sent as given. */
async function proxied(line, headers = {}, body = '') {
  const { hostname, port } = new URL(url());
  const socket = connect(Number(port), hostname);
  const all = { connection: 'close', 'content-length': Buffer.byteLength(body), ...headers };
  socket.write(`${line}\r\n${Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`);
  let text = '';
  for await (const part of socket.setEncoding('utf8')) text += part;
  const [head, rest] = text.split('\r\n\r\n');
  return { status: Number(head.split(' ')[1]), body: JSON.parse(rest) };
}

test('a program whose host is fixed comes by a proxy setting', async (t) => {
  await open(t, [instance(1, { DeletionProtection: true })]);
  const query = (fields) => new URLSearchParams({ ...ENVELOPE, RegionId: REGION, ...fields });
  for (const host of ['ecs.aliyuncs.com', 'ecs-cn-hangzhou.aliyuncs.com', 'ecs.cn-hangzhou.aliyuncs.com', 'ECS.aliyuncs.com:80']) {
    const described = await proxied(`GET http://${host}/?${query({ Action: 'DescribeInstances' })} HTTP/1.1`, { host });
    assert.deepEqual([described.status, described.body.TotalCount], [200, 1], host);
    assert.equal((await proxied(`GET /?${query({ Action: 'DescribeRegions' })} HTTP/1.1`, { host })).status, 200, host);
  }
  const form = query({ Action: 'DeleteInstance', InstanceId: id(1), Force: 'true' }).toString();
  const refused = await proxied('POST http://ecs.aliyuncs.com/ HTTP/1.1', { host: 'ecs.aliyuncs.com' }, form);
  assert.equal(`${refused.status} ${refused.body.Code}`, PROTECTED);
  const networks = await proxied(`GET http://vpc.aliyuncs.com/?${query({ Action: 'DescribeVpcs', Version: '2016-04-28' })} HTTP/1.1`, { host: 'vpc.aliyuncs.com' });
  assert.equal(networks.status, 200);
});

test('what is refused before any operation is refused in the shape of ECS', async () => {
  const { host } = new URL(url());
  for (const [line, headers, wanted] of [
    ['GET http://attacker.example/ HTTP/1.1', { host: 'attacker.example' }, 403],
    ['GET / HTTP/1.1', { host: 'ecs.aliyuncs.com.attacker.example' }, 403],
    ['GET / HTTP/1.1', { host: 'attacker.example/.aliyuncs.com' }, 403],
    ['GET http://ecs.aliyuncs.com@attacker.example/ HTTP/1.1', { host }, 403],
    ['GET http://ecs.aliyuncs.com/ HTTP/1.1', { host: 'attacker.example' }, 403],
    ['GET http://ecs.aliyuncs.com/ HTTP/1.1', { host: 'ecs.aliyuncs.com' }, 400],
    ['GET http://ecs.aliyuncs.com/x HTTP/1.1', { host: 'ecs.aliyuncs.com' }, 404],
    ['DELETE / HTTP/1.1', { host }, 405],
    ['OPTIONS / HTTP/1.1', { host }, 405],
    [`PUT /?Action=DescribeRegions&Version=${VERSION} HTTP/1.1`, { host }, 403],
    ['CONNECT ecs.aliyuncs.com:443 HTTP/1.1', { host: 'ecs.aliyuncs.com' }, 501],
    ['GET http://[ HTTP/1.1', { host }, 403],
    ['GET / HTTP/7.7', { host }, 400],
  ]) {
    const { status, body } = await proxied(line, headers);
    assert.equal(status, wanted, line);
    assert.deepEqual(Object.keys(body).sort(), ['Code', 'HostId', 'Message', 'RequestId'], line);
  }
});

test('the parameter that names the action counts more than the header', async (t) => {
  await open(t, [instance(1)]);
  const ask = async (query, headers) => (await fetch(`${url()}?${query}`, { method: 'POST', headers })).status;
  const version = { 'x-acs-version': VERSION };
  assert.equal(await ask(`Action=DescribeRegions&Version=${VERSION}`, { 'x-acs-action': 'describeRegions', ...version }), 200);
  assert.equal(await ask(`Action=DescribeRegions&Version=${VERSION}`, { 'x-acs-action': 'MakeCoffee', 'x-acs-version': '1' }), 200);
  assert.equal(await ask('', { 'x-acs-action': 'describeRegions', ...version }), 200);
});

test('networks are asked for in the version of VPC too, and nothing else is', async (t) => {
  await open(t);
  const Version = '2016-04-28';
  assert.equal((await get({ Action: 'DescribeVpcs', Version, RegionId: REGION })).status, 200);
  assert.equal((await get({ Action: 'DescribeVSwitches', Version, RegionId: REGION })).status, 200);
  assert.equal((await get({ Action: 'DescribeInstances', Version, RegionId: REGION })).status, 404);
});

test('a repeated ClientToken is the same call whatever its envelope says', async (t) => {
  await open(t);
  const order = { Action: 'RunInstances', Version: VERSION, RegionId: REGION, ImageId: IMAGE, InstanceType: 'ecs.g6.large', ClientToken: 'once' };
  const made = async (envelope) => (await post({ ...order, ...envelope })).InstanceIdSets?.InstanceIdSet;
  const first = await made({ TimeStamp: '2030-01-01T00:00:00Z', BearerToken: 'a', SignatureNonce: '1' });
  assert.equal(first.length, 1);
  assert.deepEqual(await made({ TimeStamp: '2030-01-01T00:00:09Z', BearerToken: 'b', SignatureNonce: '2', signatureversion: '1.0' }), first);
});

test('a parameter that is said twice and differently is refused, wherever it stands', async (t) => {
  const { page } = await open(t, [instance(1), instance(2, { DeletionProtection: true })]);
  const query = `?Action=DeleteInstance&Version=${VERSION}&InstanceId=${id(1)}`;
  assert.equal((await post({ InstanceId: id(2), Force: 'true' }, { query })).status, 400);
  assert.equal((await post({ Force: 'true' }, { query: `${query}&InstanceId=${id(2)}` })).status, 400);
  assert.equal((await live(page)).size, 2);
});

test('an instance has the fields of ECS and no others', async (t) => {
  const { page, client } = await open(t, [instance(1)]);
  const answer = await get({ ...ENVELOPE, Action: 'DescribeInstances', RegionId: REGION });
  assert.equal(answer.Instances.Instance[0].InstanceId, id(1));
  assert.ok(!('Latch' in answer.Instances.Instance[0]));
  assert.ok('Latch' in (await page.evaluate((region) => window.latch.call('DescribeInstances', { RegionId: region }), REGION)).body.Instances.Instance[0]);
  assert.equal((await describe(client)).length, 1);
});

test('only names of this computer are answered to, in other spellings neither', async () => {
  const { port } = new URL(url());
  const status = async (options) => (await raw(options)).statusCode;
  for (const host of [`0.0.0.0:${port}`, `127.0.0.1.nip.io:${port}`, `localhost.attacker.example:${port}`]) assert.equal(await status({ host }), 403, host);
});

test('another name of this computer leads to the one whose account answers', async () => {
  const { port } = new URL(url());
  const response = await raw({ host: `localhost:${port}`, path: '/?x' });
  assert.deepEqual([response.statusCode, response.headers.location], [307, `${url()}?x`]);
  assert.equal((await raw({ host: `localhost:${port}`, path: '//x' })).headers.location, `${url()}/x`);
  assert.equal((await raw({ host: `localhost:${port}`, path: '/?Action=X' })).statusCode, 400);
});

test('files are served as a plain server does', async () => {
  const status = async (path, options) => (await fetch(new URL(path, url()), options)).status;
  assert.equal(await status('/index.html'), 200);
  assert.equal(await status('/nothing'), 404);
  assert.equal(await status('/.relay/nothing'), 404);
  assert.equal(await status('/nothing', { method: 'POST' }), 405);
});

test('the log has a line for each call, and never a password', async (t) => {
  const { client } = await open(t);
  const secret = 'S3cret-in-the-test!';
  log.length = 0;
  const [instanceId] = await create(client, { password: secret, deletionProtection: true });
  await post({ Action: 'ModifyInstanceAttribute', Version: VERSION, InstanceId: instanceId, Password: secret });
  await refusal(client, 'DeleteInstance', { instanceId });
  await get({ Action: `Evil\n\x1b[2J${'x'.repeat(99)}`, Version: VERSION });
  assert.deepEqual(log.slice(0, 3), ['RunInstances 200', 'ModifyInstanceAttribute 200', `DeleteInstance ${PROTECTED}`]);
  await post({ Action: 'DescribeInstances' });
  assert.equal(log[4], 'DescribeInstances 400 MissingParameter');
  assert.match(log[3], /^Evil\?\?\?2Jx+ 404 InvalidAction\.NotFound$/);
  assert.ok(!log.join('\n').includes(secret));
});

/** Starts the command; resolves once its endpoint runs, or with the reason why it does not. */
async function command(t, ...args) {
  const child = spawn(process.execPath, ['tools/relay.mjs', '--port', '0', '--dist', DIST, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  t.after(() => child.kill('SIGKILL'));
  const ended = once(child, 'exit');
  for await (const line of createInterface(child.stdout)) {
    const endpoint = line.match(/ECS endpoint: (\S+),/)?.[1];
    if (endpoint && !args.includes('--no-browser')) return { child, ended, url: `http://${endpoint}/` };
    const page = line.match(/Open (\S+) in a browser/)?.[1];
    if (page) return { child, ended, page, url: new URL('/', page).href };
  }
  let trouble = '';
  for await (const part of child.stderr) trouble += part;
  return { ended, trouble };
}

test('the command opens a browser of its own, answers, and ends cleanly', async (t) => {
  const { child, ended, url } = await command(t);
  const client = clientOf(url);
  const [instanceId] = await create(client, { deletionProtection: true });
  assert.equal(await refusal(client, 'DeleteInstance', { instanceId, force: true }), PROTECTED);
  child.kill('SIGINT');
  assert.deepEqual(await ended, [0, null]);
});

test('without a browser of its own it waits for the one of a person', async (t) => {
  const { child, ended, url, page: address } = await command(t, '--no-browser');
  const client = clientOf(url);
  assert.equal(await refusal(client, 'DescribeInstances', { regionId: REGION }), '503 ServiceUnavailable');
  const page = await newPage(t, { allow: [/another host/, /ERR_/, /compilation aborted/] });
  await page.goto(address);
  await answers(page);
  assert.equal((await create(client)).length, 1);
  assert.equal((await live(page)).size, 1);
  child.kill('SIGTERM');
  assert.deepEqual(await ended, [0, null]);
});

test('a page goes on answering when the relay is started anew', async (t) => {
  const first = await relay({ dir: DIST, token: 'kept' });
  t.after(first.close);
  const page = await newPage(t, { allow: [/another host/, /ERR_/, /compilation aborted/] });
  await page.goto(first.page);
  await answers(page);
  await load(page, [instance(1)]);
  await first.close();
  await page.locator('html:not([data-relay])').waitFor();
  const second = await relay({ dir: DIST, token: 'kept', port: Number(new URL(first.url).port) });
  t.after(second.close);
  await answers(page);
  assert.deepEqual(ids(await describe(clientOf(second.url))), [id(1)]);
});

test('without a build, or where the port is taken, it says so', async (t) => {
  const noBuild = await command(t, '--dist', 'nothing-here');
  assert.match(noBuild.trouble, /No build in nothing-here\/: run make build/);
  const taken = await command(t, '--port', new URL(url()).port);
  assert.match(taken.trouble, /is taken: choose another with PORT=/);
  assert.deepEqual([await noBuild.ended, await taken.ended], [[1, null], [1, null]]);
});
