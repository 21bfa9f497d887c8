import assert from 'node:assert/strict';
import {
  AnswerGuard,
  noteSent,
  OwnAnswerers,
  PeerAnswers,
  type Answerer,
} from '../../../../src/engine/services/answerGuard';
import {
  MAX_ANSWERS_PER_SECOND,
  MAX_MIRRORED_ANSWERS,
  MAX_OWN_ANSWERS,
  MAX_PEERS,
  MAX_UNPAUSED_ANSWERS,
} from '../../../../src/engine/limits';
import type { DatagramSocket } from '../../../../src/engine/datagramSocket';
import { Peers } from '../../../../src/engine/peers';
import type { IpSocketAddress } from '../../../../src/engine/address/socketAddress';
import type { Service } from '../../../../src/engine/services/service';
import { SERVICES } from '../../../../src/engine/services/services';
import { Harness, ip } from '../harness';

const at = (address: string, port: number): IpSocketAddress => ({ family: 'ip', address, port });
const bytes = (text: string): Uint8Array => Buffer.from(text);

describe('engine/answerGuard', () => {
  const own = new OwnAnswerers();
  let now = 0;
  const guard = new AnswerGuard(own, () => now);
  const self: Answerer = {
    local: at('127.0.0.1', 5000),
    v6only: false,
    answersBy: 'service',
    hasAnsweredLast: () => false,
  };
  const stranger = (port = 40_000): { endpoint: IpSocketAddress; answers: PeerAnswers } => ({
    endpoint: at('192.0.2.1', port),
    answers: new PeerAnswers(),
  });

  it('answers no port at which servers answer by themselves', () => {
    for (const port of [7, 13, 17, 19, 37]) {
      assert.equal(guard.refusal(bytes('x'), stranger(port), self, 'rule')?.code, 'ANSWERING_PORT', String(port));
    }
    assert.match(guard.refusal(bytes('x'), stranger(7), self, 'service')!.message, /servers at port 7 \(echo\) answer/);
    assert.equal(guard.refusal(bytes('x'), stranger(9), self, 'service'), undefined);
  });

  it('answers one peer so often in a second, and another all the same', () => {
    const [busy, other] = [stranger(), stranger(40_001)];
    now = 5000;
    for (let i = 0; i < MAX_ANSWERS_PER_SECOND; i++) {
      assert.equal(guard.refusal(bytes(`${i}`), busy, self, 'service'), undefined);
    }
    now = 5999;
    const refusal = guard.refusal(bytes('x'), busy, self, 'service');
    assert.equal(refusal?.code, 'TOO_MANY_ANSWERS');
    assert.match(
      refusal.message,
      /udp:\/\/192\.0\.2\.1:40000 was not answered: one peer gets at most 10000 answers a second/,
    );
    assert.equal(guard.refusal(bytes('x'), other, self, 'service'), undefined);
    now = 6000;
    assert.equal(guard.refusal(bytes('x'), busy, self, 'service'), undefined);
  });

  it('leaves one out when each answer has come back as it was for long', () => {
    const peer = stranger();
    const exchange = (received: string): string | undefined => {
      now += 10;
      const refusal = guard.refusal(bytes(received), peer, self, 'service');
      if (!refusal) noteSent(peer.answers, bytes(received), true);
      return refusal?.code;
    };
    exchange('same');
    for (let i = 0; i < MAX_MIRRORED_ANSWERS; i++) assert.equal(exchange('same'), undefined);
    assert.equal(exchange('same'), 'ENDLESS_ANSWERS');
    assert.equal(exchange('same'), undefined, 'somebody who only asks the same again goes on');
    for (let i = 0; i < 2 * MAX_MIRRORED_ANSWERS; i++) assert.equal(exchange(`${i}`), undefined);
    for (let i = 0; i < MAX_MIRRORED_ANSWERS; i++) exchange('same');
    exchange('another');
    assert.equal(exchange('same'), undefined, 'a row ends where something else comes');
  });

  it('tells answers apart by their length and both ends', () => {
    const peer = stranger();
    const long = new Uint8Array(60_000);
    noteSent(peer.answers, long, true);
    const { last } = peer.answers;
    for (const other of [long.with(0, 1), long.with(59_999, 1), long.subarray(1), new Uint8Array(0)]) {
      noteSent(peer.answers, other, true);
      assert.notEqual(peer.answers.last, last);
    }
    noteSent(peer.answers, long.slice(), true);
    assert.equal(peer.answers.last, last);
  });

  it('lets sockets of ours answer each other so often in a row, where rules do it', () => {
    let wasAnswer = true;
    const other: Answerer = {
      local: at('0.0.0.0', 6000),
      v6only: false,
      answersBy: 'rule',
      hasAnsweredLast: () => wasAnswer,
    };
    own.add(other);
    const peer = { endpoint: at('::ffff:127.0.0.1', 6000), answers: new PeerAnswers() };
    for (let i = 0; i < MAX_OWN_ANSWERS; i++) {
      assert.equal(guard.refusal(bytes(`${i}`), peer, self, 'service'), undefined);
    }
    const refusal = guard.refusal(bytes('x'), peer, self, 'service');
    assert.equal(refusal?.code, 'ENDLESS_ANSWERS');
    assert.match(refusal.message, /have answered each other 1000 times in a row/);
    wasAnswer = false;
    assert.equal(guard.refusal(bytes('x'), peer, self, 'service'), undefined, 'somebody said something of his own');
    own.delete(other);
  });

  it('leaves one out of very many in a row that are new each time', () => {
    const peer = stranger();
    const ask = (): string | undefined => {
      now += 1;
      return guard.refusal(bytes(`${now}`), peer, self, 'service')?.message;
    };
    for (let i = 0; i < MAX_UNPAUSED_ANSWERS; i++) assert.equal(ask(), undefined);
    assert.match(ask() ?? '', /was not answered: the last 100000 were, without a pause of a second, so somebody may/);
    for (let i = 0; i < MAX_UNPAUSED_ANSWERS - 1; i++) assert.equal(ask(), undefined);
    now += 1000;
    for (let i = 0; i < MAX_UNPAUSED_ANSWERS; i++) assert.equal(ask(), undefined, 'after a pause it begins anew');
    assert.notEqual(ask(), undefined);
  });

  it('remembers a bounded number of peers', () => {
    const peers = new Peers();
    for (let port = 1; port <= MAX_PEERS + 10; port++) peers.touch('192.0.2.1', port).answers.count++;
    assert.equal(peers.size, MAX_PEERS);
    assert.equal(peers.find(at('192.0.2.1', 1)), undefined);
    assert.equal(peers.find(at('192.0.2.1', MAX_PEERS + 10))?.answers.count, 1);
  });

  describe('between sockets', () => {
    let harness: Harness;
    let elsewhere: Harness;
    beforeEach(() => {
      harness = new Harness();
      elsewhere = new Harness();
    });
    afterEach(async () => {
      await harness.dispose();
      await elsewhere.dispose();
    });

    for (const [one, other, to] of [
      ['[::ffff:127.0.0.1]', '127.0.0.1', '127.0.0.1'],
      ['[::]', '127.0.0.1', '127.0.0.1'],
      ['[::]', '0.0.0.0', '127.0.0.2'],
      ['[::]', '[::]', '::1'],
    ] as const) {
      for (const services of [
        ['echo', 'echo'],
        ['echo', 'daytime'],
      ] as const) {
        it(`ends at once: ${services.join(' and ')} of ours on ${one} and ${other}`, async () => {
          const open = new Harness({ permit: () => undefined });
          harness = open;
          const first = await open.bind(`udp://${one}:0`, { service: services[0] });
          const second = await open.bind(`udp://${other}:0`, { service: services[1] });
          const goal = at(to, ip(second.local).port);
          await first.send(bytes('x'), goal);
          await open.until(() => second.datagramsNotAnswered === 1);
          assert.equal(second.bytesSent, 0);
          assert.equal(second.error?.code, 'ENDLESS_ANSWERS');
          assert.equal(second.info().datagramsNotAnswered, 1);
          const told = open.lastRecord().events.filter(({ kind }) => kind === 'error');
          assert.match(told[0]?.detail ?? '', /^A datagram from udp:.* was not answered: Sockscope answers there/);
        });
      }
    }

    it('ends at once between any two services that answer datagrams', async () => {
      const payload = bytes('pong');
      const open = async ({ id, options }: Service): Promise<DatagramSocket> =>
        harness.bind('udp://127.0.0.1:0', { service: id, options: options['payload'] ? { payload } : {} });
      const answering: DatagramSocket[] = [];
      for (const service of [...SERVICES, ...SERVICES]) {
        const socket = await open(service);
        if (socket.answersBy === 'service') answering.push(socket);
      }
      assert.ok(answering.length >= 12);
      for (const one of answering) {
        for (const other of answering) {
          if (one === other) continue;
          const before = other.datagramsNotAnswered;
          await one.send(bytes('x'), ip(other.local));
          await harness.until(() => other.datagramsNotAnswered > before);
          assert.equal(other.error?.code, 'ENDLESS_ANSWERS');
        }
      }
      assert.ok(answering.every(({ bytesSent }) => bytesSent === answering.length - 1));
    });

    it('ends with another process, which cannot be asked, and is told once', async function () {
      this.timeout(60_000);
      const one = await harness.bind('udp://127.0.0.1:0', { service: 'echo' });
      const other = await elsewhere.bind('udp://127.0.0.1:0', { service: 'echo' });
      await one.send(bytes('x'), ip(other.local));
      await Promise.race([
        harness.until(() => one.datagramsNotAnswered > 0),
        elsewhere.until(() => other.datagramsNotAnswered > 0),
      ]);
      assert.equal(one.datagramsNotAnswered + other.datagramsNotAnswered, 1, 'with it the last datagram is gone');
      assert.ok(one.bytesReceived <= MAX_MIRRORED_ANSWERS + 2, `${one.bytesReceived} datagrams`);
      const told = [harness, elsewhere].flatMap((side) =>
        side.lastRecord().events.filter(({ kind }) => kind === 'error'),
      );
      assert.equal(told.length, 1);
    });

    it('does not fill the record with the same errors, though they take turns', async () => {
      const echo = await harness.bind('udp://127.0.0.1:0', { service: 'echo' });
      const [one, other] = [
        await harness.bind('udp://127.0.0.1:0', { service: 'daytime' }),
        await harness.bind('udp://127.0.0.1:0', { service: 'daytime' }),
      ];
      const record = harness.recordings[0]!.records[0]!;
      for (let i = 1; i <= 6; i++) {
        await (i % 2 === 0 ? one : other).send(bytes('x'), ip(echo.local));
        await harness.until(() => echo.datagramsNotAnswered === i);
      }
      assert.equal(record.events.filter(({ kind }) => kind === 'error').length, 2);
    });
  });
});
