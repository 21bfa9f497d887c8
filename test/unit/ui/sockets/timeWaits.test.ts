import assert from 'node:assert/strict';
import type { Connection } from '../../../../src/engine/connection';
import type { SystemSocket } from '../../../../src/engine/kernel/systemSocket';
import { TimeWaits } from '../../../../src/ui/sockets/timeWaits';
import { eventually } from '../../../support/eventually';
import { Harness } from '../../engine/harness';

const HERE = { family: 'ip', address: '127.0.0.1', port: 40_000 } as const;
const THERE = { family: 'ip', address: '127.0.0.1', port: 9000 } as const;

/** What stands in for a connection. */
function connectionWith(facts: Partial<Connection> = {}): Connection {
  return {
    kind: 'connection',
    scheme: 'tcp',
    state: 'closed',
    local: HERE,
    remote: THERE,
    ...facts,
  } as unknown as Connection;
}

function socketIn(state: SystemSocket['state'], milliseconds?: number): SystemSocket {
  return {
    transport: 'tcp',
    local: HERE,
    remote: THERE,
    state,
    ...(milliseconds === undefined ? {} : { timer: { kind: 'timeWait', in: milliseconds } }),
  };
}

/** A kernel that has what it is told to have, a clock, and what is looked at. */
function setUp(sockets: Connection[], isKnown = true) {
  const clock = { now: 0 };
  const told: Connection[][] = [];
  const looks = new Set<() => Promise<void>>();
  const kernel: { has: SystemSocket | 'gone' | undefined; asked: number } = { has: 'gone', asked: 0 };
  const rows = new TimeWaits({
    engine: {
      sockets,
      system: {
        kernel: { isKnown },
        between: () => {
          kernel.asked++;
          return Promise.resolve(kernel.has);
        },
      },
      watch: {
        watch: (look) => {
          looks.add(look);
          return () => looks.delete(look);
        },
      },
    },
    changed: (connections) => told.push([...connections]),
    now: () => clock.now,
  });
  const look = async (): Promise<void> => {
    for (const each of [...looks]) await each();
  };
  return { rows, clock, told, looks, kernel, look };
}

describe('TimeWaits', () => {
  it('counts down once a second while the rows are seen, until the kernel has forgotten the connection', async () => {
    const connection = connectionWith();
    const { rows, clock, told, looks, kernel, look } = setUp([connection]);
    kernel.has = socketIn('fin-wait-2', 59_000);
    rows.update(true);
    await look();
    assert.equal(rows.secondsLeft(connection), undefined);
    assert.equal(told.length, 0);

    clock.now = 1000;
    kernel.has = socketIn('time-wait', 59_990);
    await look();
    assert.equal(rows.secondsLeft(connection), 60);
    assert.deepEqual(told, [[connection]]);

    clock.now = 1500;
    await look();
    assert.equal(kernel.asked, 2);

    clock.now = 2000;
    kernel.has = socketIn('time-wait', 58_990);
    await look();
    assert.equal(rows.secondsLeft(connection), 59);

    rows.update(false);
    assert.equal(looks.size, 0);
    clock.now = 50_000;
    kernel.has = socketIn('time-wait', 10_990);
    rows.update(true);
    await look();
    assert.equal(rows.secondsLeft(connection), 11);

    // Missed once, it may still be there.
    kernel.has = 'gone';
    clock.now = 51_000;
    await look();
    assert.equal(rows.secondsLeft(connection), 10);
    assert.equal(looks.size, 1);
    clock.now = 52_000;
    await look();
    assert.equal(rows.secondsLeft(connection), undefined);
    assert.deepEqual(told.at(-1), [connection]);
    assert.equal(looks.size, 0);
    rows.update(true);
    assert.equal(looks.size, 0);
  });

  it('asks nothing of what is open, was reset, failed or is no TCP, nor where the system tells no time', () => {
    const others = [
      connectionWith({ state: 'open' }),
      connectionWith({ state: 'reset' }),
      connectionWith({ state: 'failed' }),
      connectionWith({ scheme: 'unix', local: { family: 'unix', path: '/a' } }),
      { kind: 'listener', state: 'closed', scheme: 'tcp' } as unknown as Connection,
    ];
    for (const each of others) {
      const { rows, looks } = setUp([each]);
      rows.update(true);
      assert.equal(looks.size, 0);
    }
    const { rows, looks } = setUp([connectionWith()], false);
    rows.update(true);
    assert.equal(looks.size, 0);
  });

  it('says nothing where the table cannot be read, and asks no more', async () => {
    const connection = connectionWith();
    const { rows, looks, kernel, look, told } = setUp([connection]);
    kernel.has = undefined;
    rows.update(true);
    await look();
    assert.equal(rows.secondsLeft(connection), undefined);
    assert.deepEqual([looks.size, told], [0, []]);
  });

  it('takes what has the same ends by now for itself, not for what had them before', async () => {
    const [before, now] = [connectionWith(), connectionWith()];
    const { rows, kernel, look, clock } = setUp([before, now]);
    kernel.has = socketIn('time-wait', 5000);
    rows.update(true);
    await look();
    assert.deepEqual([rows.secondsLeft(before), rows.secondsLeft(now)], [undefined, 5]);

    const reopened = setUp([before, connectionWith({ state: 'open' })]);
    reopened.kernel.has = socketIn('established');
    reopened.rows.update(true);
    assert.equal(reopened.looks.size, 0);
    assert.equal(clock.now, 0);
  });

  it('draws a thousand rows less often than once a second each', async () => {
    const many = Array.from({ length: 1000 }, (_, index) =>
      connectionWith({ local: { ...HERE, port: 40_000 + index } }),
    );
    const { rows, kernel, look, clock } = setUp(many);
    kernel.has = socketIn('time-wait', 30_000);
    rows.update(true);
    await look();
    assert.equal(kernel.asked, 1000);
    clock.now = 19_000;
    await look();
    assert.equal(kernel.asked, 1000);
    clock.now = 20_000;
    await look();
    assert.equal(kernel.asked, 2000);
  });

  (process.platform === 'linux' ? it : it.skip)('sees of a real connection the end that closed first', async () => {
    const harness = new Harness();
    try {
      const listener = await harness.listen();
      const dialled = await harness.dial(listener.info().local);
      await harness.until(() => listener.connections.size === 1);
      const [accepted] = listener.connections;
      await dialled.shutdownSending();
      await harness.until(() => accepted?.state === 'half-closed-remote');
      await accepted?.shutdownSending();
      await harness.until(() => dialled.state === 'closed' && accepted?.state === 'closed');
      const watched = new TimeWaits({ engine: harness.engine, changed: () => undefined });
      watched.update(true);
      try {
        await eventually(() => {
          const left = watched.secondsLeft(dialled);
          assert.ok(left !== undefined && left > 50 && left <= 60, String(left));
        });
        assert.equal(watched.secondsLeft(accepted!), undefined);
      } finally {
        watched.dispose();
      }
    } finally {
      await harness.dispose();
    }
  });
});
