import assert from 'node:assert/strict';
import { describeUse, permitWithoutConsent, type ConsentUse, type NetworkUse } from '../../../src/engine/permission';
import type { Address } from '../../../src/engine/transport/happyEyeballs';
import type { AddressBinding } from '../../../src/engine/address/binding';
import { parseEndpoint } from '../../../src/engine/address/endpoint';
import type { Listener } from '../../../src/engine/listener';
import { failure, Harness, ip } from './harness';

const TO: NetworkUse = { kind: 'broadcast', to: { family: 'ip', address: '192.0.2.255', port: 9 } };

describe('engine/permission', () => {
  let harness: Harness;
  afterEach(() => harness.dispose());

  const withNames = (names: Record<string, readonly Address[]>, uses: NetworkUse[] = []): Harness =>
    new Harness({
      resolve: (host) => Promise.resolve(names[host] ?? []),
      permit: (use) => {
        uses.push(use);
        return permitWithoutConsent(use);
      },
    });
  const EVERYWHERE: Address = { address: '0.0.0.0', family: 4 };
  const HERE: Address = { address: '127.0.0.1', family: 4 };

  for (const transport of ['tcp', 'udp']) {
    it(`is asked for what will be bound, not for what was typed (${transport})`, async () => {
      const uses: NetworkUse[] = [];
      harness = withNames({ localhost: [EVERYWHERE], box: [HERE] }, uses);
      const endpoint = parseEndpoint(`${transport}://localhost:0`);
      const error = await failure(harness.engine.listen(endpoint));
      assert.equal(error.code, 'NOT_EXPOSED');
      assert.match(
        error.message,
        new RegExp(`^Other machines could reach ${transport}://localhost:0 \\(0\\.0\\.0\\.0\\)`),
      );
      assert.deepEqual([...harness.engine.sockets], [], 'nothing was opened');
      const socket = await harness.engine.listen(parseEndpoint(`${transport}://box:0`));
      assert.equal(ip(socket.local).address, '127.0.0.1');
      assert.deepEqual(
        uses.map((use) => use.kind === 'listen' && !('path' in use.binding) && use.binding.address),
        ['0.0.0.0', '127.0.0.1'],
      );
    });

    it(`holds for exactly the address that it was given for, whatever the name means by then (${transport})`, async () => {
      const answers = [[HERE], [EVERYWHERE]];
      harness = new Harness({ resolve: () => Promise.resolve(answers.shift() ?? []) });
      const socket = await harness.engine.listen(parseEndpoint(`${transport}://localhost:0`));
      assert.equal(ip(socket.local).address, '127.0.0.1');
      assert.equal(answers.length, 1, 'it was resolved once');
    });
  }

  it('waits for the answer, and binds nothing before', async () => {
    let listening: Promise<Listener> | undefined;
    const allow = await new Promise<() => void>((asked) => {
      harness = new Harness({ permit: () => new Promise((resolve) => { asked(resolve); }) }); // prettier-ignore
      listening = harness.listen('tcp://0.0.0.0:0');
    });
    assert.equal(harness.engine.openCount, 0);
    allow();
    assert.ok(listening);
    assert.equal(ip((await listening).local).address, '0.0.0.0');
  });

  it('is asked behind the one of whoever opens the socket, and both have to allow it', async () => {
    const asked: string[] = [];
    const permit = (name: string, refused: string) => {
      return ({ kind }: NetworkUse): void => {
        asked.push(`${name} ${kind}`);
        if (kind === refused) throw new Error(`${name} refuses`);
      };
    };
    harness = new Harness({ permit: permit('engine', 'listen') });
    const endpoint = parseEndpoint('127.0.0.1:9');
    await assert.rejects(harness.engine.dial(endpoint, { permit: permit('opener', 'dial') }), /opener refuses/);
    await assert.rejects(harness.engine.listen(endpoint, { permit: permit('opener', 'dial') }), /engine refuses/);
    assert.deepEqual(asked, ['opener dial', 'opener listen', 'engine listen']);
  });

  it('is asked before dialling', async () => {
    harness = new Harness({
      permit: ({ kind }) => {
        throw new Error(`no ${kind}`);
      },
    });
    await assert.rejects(harness.engine.dial(parseEndpoint('127.0.0.1:9')), /no dial/);
    await assert.rejects(harness.engine.dial(parseEndpoint('udp://127.0.0.1:9')), /no dial/);
    await assert.rejects(harness.engine.listen(parseEndpoint('local:x')), /no listen/);
    assert.deepEqual([...harness.engine.sockets], []);
  });

  it('is awaited before dialling, and nobody is dialled who is refused late', async () => {
    harness = new Harness();
    const { local } = await harness.listen();
    const asking = new Harness({ permit: () => Promise.reject(new Error('declined')) });
    for (const transport of ['tcp', 'udp']) {
      await assert.rejects(asking.engine.dial(parseEndpoint(`${transport}://127.0.0.1:${ip(local).port}`)), /declined/);
    }
    assert.deepEqual([...asking.engine.sockets], []);
    await asking.dispose();
  });

  it('lets nobody in where nothing is said of permission', async () => {
    harness = new Harness();
    for (const transport of ['tcp', 'udp']) {
      const error = await failure(harness.engine.listen(parseEndpoint(`${transport}://0.0.0.0:0`)));
      assert.equal(error.code, 'NOT_EXPOSED');
    }
    assert.deepEqual([...harness.engine.sockets], []);
  });

  it('lists a name that could not be resolved as failed', async () => {
    harness = withNames({});
    for (const transport of ['tcp', 'udp']) {
      const error = await failure(harness.engine.listen(parseEndpoint(`${transport}://nowhere:9000`)));
      assert.equal(error.code, 'ENOTFOUND');
      const socket = [...harness.engine.sockets].at(-1);
      assert.equal(socket?.state, 'failed');
      assert.equal(socket.info().local, `${transport}://nowhere:9000`);
    }
  });

  it('is refused for broadcasts unless somebody decides otherwise, which has words', async () => {
    harness = new Harness();
    assert.throws(() => permitWithoutConsent(TO), { code: 'NO_BROADCAST', message: /^Every machine of the network/ });
    assert.equal(describeUse(TO as ConsentUse), 'udp://192.0.2.255:9');
    assert.equal(permitWithoutConsent({ kind: 'dial', endpoint: parseEndpoint('192.0.2.1:9') }), undefined);
    await harness.dispose();
  });

  it('names what was asked for, and what that stands for where it is something else', async () => {
    harness = new Harness();
    const words = (asked: string, binding: AddressBinding): string =>
      describeUse({ kind: 'listen', endpoint: parseEndpoint(asked, 'linux'), binding });
    const at = (address: string): AddressBinding => ({ scheme: 'tcp', address, family: 4, port: 9000, v6only: false });
    assert.equal(words('tcp://box:9000', at('192.0.2.1')), 'tcp://box:9000 (192.0.2.1)');
    assert.equal(words('tcp://192.0.2.1:9000', at('192.0.2.1')), 'tcp://192.0.2.1:9000');
    const unix = parseEndpoint('unix:/tmp/x', 'linux');
    assert.ok(unix.scheme === 'unix');
    assert.equal(words('unix:/tmp/x', unix), 'unix:/tmp/x');
    await harness.dispose();
  });
});
