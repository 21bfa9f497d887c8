import assert from 'node:assert/strict';
import { SocketWatch, type WatchedSocket } from '../../../../src/ui/accessibility/socketEvents';

const socket = (id: string, state: WatchedSocket['state'], more: Partial<WatchedSocket> = {}): WatchedSocket => ({
  id,
  kind: 'connection',
  state,
  bytesReceived: 0,
  bytesSent: 0,
  ...more,
});

describe('SocketWatch', () => {
  /** Kinds of events, with their bytes. */
  const looked = (
    watch: SocketWatch<WatchedSocket>,
    ...args: Parameters<SocketWatch<WatchedSocket>['look']>
  ): string[] => watch.look(...args).map((event) => ('bytes' in event ? `${event.kind} ${event.bytes}` : event.kind));

  it('tells how a socket was opened, once it is open', () => {
    const watch = new SocketWatch();
    assert.deepEqual(looked(watch, [], [socket('1', 'listening', { kind: 'listener' })]), ['listening']);
    assert.deepEqual(looked(watch, [], [socket('2', 'connecting')]), []);
    assert.deepEqual(looked(watch, [socket('2', 'open')]), ['dialled']);
    assert.deepEqual(looked(watch, [socket('2', 'open')]), []);
    assert.deepEqual(looked(watch, [], [socket('3', 'open', { isAccepted: true })]), ['accepted']);
    const datagrams = socket('4', 'open', { kind: 'datagram' });
    assert.deepEqual(looked(watch, [], [datagrams, { ...datagrams, id: '5', remote: {} } as WatchedSocket]), [
      'listening',
      'dialled',
    ]);
  });

  it('tells bytes since the last look, and the end behind them', () => {
    const watch = new SocketWatch();
    watch.look([], [socket('1', 'open')]);
    assert.deepEqual(looked(watch, [socket('1', 'open', { bytesReceived: 3, bytesSent: 5 })]), [
      'sent 5',
      'received 3',
    ]);
    const rest = { bytesReceived: 4, bytesSent: 5 };
    assert.deepEqual(looked(watch, [socket('1', 'half-closed-remote', rest)]), ['received 1', 'finReceived']);
    assert.deepEqual(looked(watch, [socket('1', 'closed', rest)]), ['closed']);
  });

  it('tells all of what came and went between two looks, and leaves what never opened to a notification', () => {
    const watch = new SocketWatch();
    const short = socket('1', 'reset', { bytesReceived: 2 });
    assert.deepEqual(looked(watch, [], [short, socket('2', 'failed')]), ['dialled', 'received 2', 'reset']);
    watch.look([], [socket('3', 'open')]);
    assert.deepEqual(looked(watch, [socket('3', 'failed')]), ['failed']);
  });

  it('tells how it ended of what is cleared at once, and forgets it then', () => {
    const watch = new SocketWatch();
    watch.look([], [socket('1', 'open')]);
    assert.deepEqual(looked(watch, [socket('1', 'closed')], []), ['closed']);
    assert.deepEqual(looked(watch, [socket('1', 'closed')]), []);
    assert.deepEqual(looked(watch, [socket('1', 'closed')], []), []);
  });
});
