import assert from 'node:assert/strict';
import { recordBoth } from '../../../../src/cli/commands/bothRecordings';
import type { IpSocketAddress } from '../../../../src/engine/address/socketAddress';
import type { Recording, StartRecording } from '../../../../src/engine/recording';

const END: IpSocketAddress = { family: 'ip', address: '127.0.0.1', port: 9 };

describe('cli/bothRecordings', () => {
  const told: string[] = [];
  const released: (() => void)[] = [];
  beforeEach(() => {
    told.length = 0;
    released.length = 0;
  });

  /** A record that tells what it gets, and has room as `hasRoom` says. */
  const recording =
    (name: string, hasRoom: boolean): StartRecording =>
    (title): Recording => {
      const tell = (what: string): void => void told.push(`${name} ${what}`);
      return {
        uri: `${name}:${title}`,
        failedSince: name === 'first' ? 5 : undefined,
        stream: () => ({
          conversation: name.length,
          chunk: (direction, bytes, release) => {
            tell(`${direction} ${bytes.length}`);
            if (release) released.push(release);
            return hasRoom;
          },
          event: ({ kind }) => {
            tell(kind);
          },
          drained: () => {
            tell('drained');
            return Promise.resolve();
          },
        }),
        datagrams: () => ({
          conversation: name.length,
          datagram: (direction) => {
            tell(direction);
            return hasRoom;
          },
          event: ({ kind }) => {
            tell(kind);
          },
        }),
        note: tell,
        keys: (line) => {
          tell(`keys ${line.length}`);
        },
        close: () => {
          tell('close');
          return Promise.resolve();
        },
      };
    };

  const start = (first = true, second = true): Recording =>
    recordBoth(recording('first', first), recording('second', second))('title', {
      kind: 'connection',
      address: 'tcp://127.0.0.1:9',
    });

  it('gives both everything, and is called as the first', async () => {
    const both = start();
    assert.deepEqual([both.uri, both.failedSince], ['first:title', 5]);
    const stream = both.stream({ scheme: 'tcp', local: END, remote: END, initiator: 'sent' });
    assert.equal(stream.conversation, 5);
    stream.chunk('received', new Uint8Array(3));
    stream.event({ kind: 'close', direction: 'sent' });
    await stream.drained();
    both.note('a');
    both.keys(new Uint8Array(2));
    const datagrams = both.datagrams(END);
    assert.equal(datagrams.conversation, 5);
    datagrams.datagram('sent', new Uint8Array(1), END);
    datagrams.event({ kind: 'error', direction: 'sent' });
    await both.close();
    const each = ['received 3', 'close', 'drained', 'a', 'keys 2', 'sent', 'error', 'close'];
    const of = (name: string): string[] => told.filter((line) => line.startsWith(name));
    assert.deepEqual(of('first'), each.map((what) => `first ${what}`)); // prettier-ignore
    assert.deepEqual(of('second'), each.map((what) => `second ${what}`)); // prettier-ignore
  });

  it('has room when both have, and both get what comes all the same', () => {
    for (const [first, second] of [
      [true, true],
      [true, false],
      [false, true],
      [false, false],
    ] as const) {
      // prettier-ignore
      told.length = 0;
      const stream = start(first, second).stream({ scheme: 'tcp', local: END, remote: END, initiator: 'sent' });
      assert.equal(stream.chunk('sent', new Uint8Array(1)), first && second);
      assert.equal(told.length, 2);
    }
  });

  it('counts a datagram as recorded when the first one has it', () => {
    assert.equal(start(true, false).datagrams(END).datagram('sent', new Uint8Array(1), END), true);
    assert.equal(start(false, true).datagrams(END).datagram('sent', new Uint8Array(1), END), false);
  });

  it('gives back what was lent once both have given it back', () => {
    let backs = 0;
    const stream = start().stream({ scheme: 'tcp', local: END, remote: END, initiator: 'sent' });
    stream.chunk('received', new Uint8Array(1), () => backs++);
    released[0]!();
    assert.equal(backs, 0);
    released[1]!();
    assert.equal(backs, 1);
  });
});
