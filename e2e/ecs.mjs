// The official client, pointed at an endpoint of this computer. Answers have ECS's own field names; refusals are one line.
import Ecs20140526, * as ecs from '@alicloud/ecs20140526';
import { $OpenApiUtil } from '@alicloud/openapi-core';

export const REGION = 'cn-hangzhou';
export const IMAGE = 'aliyun_3_x64_20G_alibase_20240528.vhd';

/** A client of the SDK. */
export function clientOf(url) {
  const { host: endpoint } = new URL(url);
  const config = { endpoint, protocol: 'HTTP', regionId: REGION, accessKeyId: 'any', accessKeySecret: 'any', noProxy: '127.0.0.1' };
  return new Ecs20140526.default(new $OpenApiUtil.Config(config));
}

/** `client.deleteInstance(new DeleteInstanceRequest(fields))`, named as ECS names it: `ask(client, 'DeleteInstance', fields)`. */
export async function ask(client, action, fields) {
  const { body } = await client[action[0].toLowerCase() + action.slice(1)](new ecs[`${action}Request`](fields));
  return body;
}

/** Like `ask`, but expects a refusal: `'403 InvalidOperation.DeletionProtection'`. */
export async function refusal(client, action, fields) {
  try {
    return await ask(client, action, fields);
  } catch (error) {
    return `${error.statusCode} ${error.code}`;
  }
}

