import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { checkScript } from '../../../../src/wire/check/checker';
import { Environment } from '../../../../src/wire/run/environment';
import { encodePayload } from '../../../../src/wire/payload/encoder';
import type { ListenerSocket } from '../../../../src/wire/run/runSocket';
import { SocketRegistry } from '../../../../src/wire/run/socketRegistry';
import { eventually } from '../../../support/eventually';
import { makeEngine } from '../running';

const [RULE] = checkScript('srv = listen 0\non srv "x" > "y"').sections[0]!.section.steps.filter(
  (step) => step.kind === 'rule',
);

describe('wire/socketRegistry', () => {
  const readFile = (): Promise<Uint8Array> => Promise.reject(new Error('no file'));

  /** A listener with a rule of a section that is over, as when it is kept open. */
  async function kept(accepts: number): Promise<{
    readonly registry: SocketRegistry;
    readonly port: number;
    readonly listener: ListenerSocket;
  }> {
    const engine = makeEngine();
    const registry = new SocketRegistry(engine, {
      environment: new Environment(new Map()),
      encode: ({ answer }) => encodePayload(answer, { readFile }),
      answered: () => undefined,
      failed: (_rule, error) => assert.fail(error),
    });
    const socket = await engine.listen({ scheme: 'tcp', host: '127.0.0.1', port: 0 });
    const listener = registry.add('srv', socket, accepts) as ListenerSocket;
    const pattern = { kind: 'bytes', pattern: { bytes: Buffer.from('x'), holes: [] } } as const;
    registry.addRule(listener, { step: RULE!, pattern });
    const { local } = socket;
    assert.ok(local?.family === 'ip');
    return { registry, port: local.port, listener };
  }

  async function asked(port: number): Promise<Socket> {
    const socket = connect(port, '127.0.0.1');
    socket.write('x');
    const [answer] = (await once(socket, 'data')) as [Buffer];
    assert.equal(String(answer), 'y');
    return socket;
  }

  it('forgets connections that have ended, and goes on answering', async () => {
    const { registry, port } = await kept(0);
    registry.discard();
    const open = await asked(port);
    for (let count = 0; count < 20; count++) (await asked(port)).destroy();
    await eventually(() => {
      assert.equal(registry.connectionCount, 1);
    });
    open.end();
    await eventually(() => {
      assert.equal(registry.connectionCount, 0);
    });
    await registry.closeAll();
  });
  it('keeps an ended connection for a step that may still accept it, and no longer', async () => {
    const { registry, port } = await kept(1);
    const socket = await asked(port);
    socket.destroy();
    const next = await asked(port);
    next.destroy();
    await eventually(() => {
      assert.equal(registry.connectionCount, 1);
    });
    registry.discard();
    assert.equal(registry.connectionCount, 0);
    await registry.closeAll();
  });
  it('keeps nothing for steps that will never come', async () => {
    const { registry, port, listener } = await kept(3);
    registry.discard();
    (await asked(port)).destroy();
    await eventually(() => {
      assert.equal(registry.connectionCount, 0);
    });
    assert.equal(listener.next(() => undefined), undefined); // prettier-ignore
    await registry.closeAll();
  });
});
