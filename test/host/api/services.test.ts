import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';

import { cleanUp, portOf, run } from '../support/commands';

async function readAll(local: string): Promise<Buffer> {
  const client = net.connect(Number(portOf(local)), '127.0.0.1');
  const chunks: Buffer[] = [];
  client.on('data', (chunk) => chunks.push(chunk));
  await once(client, 'end');
  return Buffer.concat(chunks);
}

describe('services of the API', () => {
  afterEach(cleanUp);

  it('take their options: payload syntax as JSON has it, and choices', async () => {
    const options = { payload: 'u16be(258) "bye\\n"', when: 'connected', then: 'close' };
    const { local, service } = await run('startListener', { address: ':0', service: 'reply', options });
    assert.equal(service, 'reply');
    assert.equal((await readAll(local)).toString('hex'), Buffer.from('\u0001\u0002bye\n').toString('hex'));
  });

  it('take bytes, which their owner may change afterwards', async () => {
    const payload = new Uint8Array([1, 2, 3]);
    const options = { payload, when: 'connected', then: 'close' };
    const { local } = await run('startListener', { address: ':0', service: 'reply', options, backlog: 5 });
    payload.fill(0);
    assert.deepEqual([...(await readAll(local))], [1, 2, 3]);
  });

  it('need none where all of them are optional', async () => {
    const { local } = await run('startListener', { address: ':0', service: 'qotd', options: {} });
    assert.match((await readAll(local)).toString(), /^[\x20-\x7e]+\r\n$/);
  });
});
