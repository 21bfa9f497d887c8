import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { SockscopeError } from '../../../../src/base/error';
import type { Connection } from '../../../../src/engine/connection';
import type { DatagramSocket } from '../../../../src/engine/datagramSocket';
import { MAX_OWN_ANSWERS } from '../../../../src/engine/limits';
import {
  DatagramAnswerer,
  MAX_RULE_ANSWERS_PER_SECOND,
  RuleSet,
  StreamAnswerer,
  type AnsweringOptions,
} from '../../../../src/wire/run/answering';
import { checkScript } from '../../../../src/wire/check/checker';
import { Environment } from '../../../../src/wire/run/environment';
import type { RuleStep } from '../../../../src/wire/syntax/steps/rule';
import { eventually } from '../../../support/eventually';
import { fail, pass, runScript, sentence } from '../running';

const TCP = 'srv = listen tcp://127.0.0.1:0\n';
const UDP = 'srv = listen udp://127.0.0.1:0\n';

/** What nobody handled while `work` went on: mocha would take it for a failure of the test. */
async function unhandledDuring(work: () => Promise<void>): Promise<unknown[]> {
  const others = process.listeners('unhandledRejection');
  const unhandled: unknown[] = [];
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', (reason) => unhandled.push(reason));
  try {
    await work();
  } finally {
    process.removeAllListeners('unhandledRejection');
    for (const listener of others) process.on('unhandledRejection', listener);
  }
  return unhandled;
}

describe('rules that answer', () => {
  it('answer whenever a connection receives their pattern, wherever it stands', async () => {
    await pass(`${TCP}on srv "ping" > "pong"\nc = dial {{srv}}\nc > "xxpingyypi"\nc < "pong"\nc > "ng"\nc < "pong"`);
  });
  it('answer on every connection, also on those that came before the rule, over Unix sockets too', async () => {
    await pass(`${TCP}a = dial {{srv}}\non srv "x" > "y"\nb = dial {{srv}}\na > "x"\nb > "x"\na < "y"\nb < "y"`);
    const listen = `srv = listen local:sockscope-answering-${process.pid}\n`;
    await pass(`${listen}on srv "x" > "y"\na = dial {{srv}}\na > "x"\na < "y"`);
  });
  it('take the first of several that match at the same place', async () => {
    await pass(
      `${TCP}on srv /^hello (\\w+)\\n/ > "hi {{1}}\\n"\non srv /([^\\n]*)\\n/ > "what is {{1}}?\\n"\nc = dial {{srv}}\nc > "hello Ada\\nbye\\nhello Bob\\n"\nc < "hi Ada\\nwhat is bye?\\nhi Bob\\n"`,
    );
  });
  it('put groups, names and bound numbers into the answer', async () => {
    await pass(
      `${TCP}on srv prefixed(u16be, "GET" u32be(?id)) > u32le({{id}})\non srv /(?<key>\\w+)=(\\w*);/ > "{{2}} is {{key}}"\nc = dial {{srv}}\nc > prefixed(u16be, "GET" u32be(258)) "a=b;"\nc < [02 01 00 00] "b is a"`,
    );
  });
  it('do not depend on how the stream is cut', async () => {
    const bytes = Array.from(
      'GET /a b\r\n',
      (letter) => `c > "${letter === '\r' ? '\\r' : letter === '\n' ? '\\n' : letter}"`,
    );
    await pass(
      `${TCP}on srv /GET (\\S+)[^\\n]*\\n/ > "{{1}}"\nc = dial {{srv}}\n${bytes.join('\n')}\nc < "/a"\nc < silence 10ms`,
    );
  });
  it('answer datagrams to their senders, each as a whole', async () => {
    await pass(
      `${UDP}on srv "ping" > "pong"\non srv /(.)!/ > "{{1}}?"\non srv u8(1) u8(?n) > "{{n}}"\na = dial {{srv}}\nb = dial {{srv}}\na > "ping"\nb > "ping"\na > "pings"\nb > "x!"\na > [01 ff]\na < "pong"\nb < "pong"\nb < "x?"\na < "255"\na < silence 20ms`,
    );
  });
  it('leave what they answered to steps that accepted the connection', async () => {
    await pass(`${TCP}on srv "a" > "b"\nc = dial {{srv}}\nd = accept srv\nc > "a"\nd < "a"\nc < "b"\nd > "c"\nc < "c"`);
  });
  it('close a connection that nobody accepted when its peer ends', async () => {
    await pass(
      `${TCP}on srv /\\w+$/ > "end of {{0}}"\nc = dial {{srv}}\nc > "abc"\nc shutdown\nc < "end of abc"\nc < eof`,
    );
  });
  it('fail the section when they cannot answer', async () => {
    const text = `${TCP}on srv /(\\d+);/ > u8({{1}})\nc = dial {{srv}}\nc > "255;256;"\nc < [ff]\nwait 1min`;
    const failure = await fail(text);
    assert.equal(failure.code, 'PAYLOAD_OUT_OF_RANGE');
    assert.equal(failure.step.kind, 'rule');
  });
  it('fail the section when their patterns are too large together', async () => {
    const rules = Array.from({ length: 5 }, (_, index) => `on srv /${index}a{900}/ > "x"\n`).join('');
    assert.match(sentence(await fail(`${TCP}${rules}`)), /too large together/);
  });
  it('tell when they answered, and to what', async () => {
    const { events } = await pass(`${TCP}on srv "ab" > "c"\nc = dial {{srv}}\nc > "xxab"\nc < "c"\nwait 20ms`);
    const answered = events.flatMap((event) => (event.kind === 'answered' ? [event.received] : []));
    assert.deepEqual(answered.map(({ offset, length }) => [offset, length]), [[2, 2]]); // prettier-ignore
  });

  it('fail the section when their answer is refused, and have not answered then', async () => {
    const text = `${TCP}on srv "x" > "y"\nc = dial {{srv}}\nd = accept srv\nd shutdown\nc > "x"\nwait 1min`;
    const { failure, events } = await runScript(text);
    assert.equal(failure?.code, 'SENDING_SHUT_DOWN');
    assert.equal(failure.step.kind, 'rule');
    assert.ok(!events.some(({ kind }) => kind === 'answered'));
  });
  it('have not answered a connection that ended before the answer was sent, which is no failure', async () => {
    const told: string[] = [];
    const set = new RuleSet({
      environment: new Environment(new Map()),
      encode: () => Promise.resolve(Buffer.from('y')),
      answered: () => told.push('answered'),
      failed: () => told.push('failed'),
    });
    const [, step] = checkScript(`${TCP}on srv "x" > "y"`).sections[0]!.section.steps;
    set.add({ step: step as RuleStep, pattern: { kind: 'bytes', pattern: { bytes: Buffer.from('x'), holes: [] } } });
    const refusals = ['EPIPE', 'SOCKET_CLOSED', 'NOT_CONNECTED', 'ECONNRESET', 'SEND_QUEUE_FULL'];
    for (const code of refusals) {
      const send = (): Promise<void> => Promise.reject(new SockscopeError(code, code));
      const connection = { state: 'open', send } as unknown as Connection;
      const answerer = new StreamAnswerer(connection, set, () => undefined, () => false); // prettier-ignore
      answerer.push(Buffer.from('x'));
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.deepEqual(told, ['failed']);
  });
  it('say how many bytes took them too long', async () => {
    const rule = `on srv /(?:${'a?'.repeat(300)}){3}x/ > "y"`;
    const failure = await fail(`${TCP}${rule}\nc = dial {{srv}}\nc > repeat(40000, "a") within 1min\nwait 1min`, {
      maxWork: 10_000_000,
    });
    assert.equal(failure.code, 'PATTERN_TOO_SLOW');
    const bytes = Number(/with (\d+) bytes/.exec(sentence(failure))?.[1]);
    assert.ok(bytes > 1000 && bytes <= 40_000, sentence(failure));
  });
  it('fail the section when what they matched is too much to keep', async () => {
    const told: string[] = [];
    const bindHoles = (): void => {
      throw new SockscopeError('VALUES_TOO_LARGE', 'too much');
    };
    const set = new RuleSet({
      environment: { inner: () => ({ bindHoles }) } as unknown as Environment,
      encode: () => Promise.resolve(Buffer.from('y')),
      answered: () => told.push('answered'),
      failed: (_rule, { code }) => told.push(code),
    });
    const [, step] = checkScript(`${TCP}on srv "x" > "y"`).sections[0]!.section.steps;
    set.add({ step: step as RuleStep, pattern: { kind: 'bytes', pattern: { bytes: Buffer.from('x'), holes: [] } } });
    const connection = { state: 'open' } as unknown as Connection;
    new StreamAnswerer(connection, set, () => undefined, () => false).push(Buffer.from('x')); // prettier-ignore
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(told, ['VALUES_TOO_LARGE']);
  });

  it('go on after a fault of ours, which is not kept quiet', async () => {
    const told: string[] = [];
    let failures = 1;
    const set = new RuleSet({
      environment: { inner: () => ({ bindHoles: () => undefined }) } as unknown as Environment,
      encode: () => {
        if (failures-- > 0) throw new TypeError('a fault of ours');
        return Promise.resolve(Buffer.from('y'));
      },
      answered: () => told.push('answered'),
      failed: (_rule, { code }) => told.push(code),
    });
    const [, step] = checkScript(`${TCP}on srv "x" > "y"`).sections[0]!.section.steps;
    set.add({ step: step as RuleStep, pattern: { kind: 'bytes', pattern: { bytes: Buffer.from('x'), holes: [] } } });
    const datagrams = { state: 'open', mayAnswer: () => true, answer: () => Promise.resolve() } as unknown as DatagramSocket; // prettier-ignore
    const connection = { state: 'open', send: () => Promise.resolve() } as unknown as Connection;
    const ofDatagrams = new DatagramAnswerer(datagrams, set);
    const ofStream = new StreamAnswerer(connection, set, () => undefined, () => false); // prettier-ignore
    const peer = { family: 'ip', address: '127.0.0.1', port: 9 } as const;
    const waysToPush: (() => void)[] = [
      () => {
        ofDatagrams.push(Buffer.from('x'), peer, 0);
      },
      () => {
        ofStream.push(Buffer.from('x'));
      },
    ];
    const unhandled = await unhandledDuring(async () => {
      for (const push of waysToPush) {
        failures = 1;
        push();
        await new Promise((resolve) => setImmediate(resolve));
        push();
        await new Promise((resolve) => setImmediate(resolve));
      }
    });
    assert.deepEqual(unhandled.map(String), ['TypeError: a fault of ours', 'TypeError: a fault of ours']);
    assert.deepEqual(told, ['answered', 'answered']);
  });

  it('answer no more than so often in a second', async () => {
    const { engine, close, events } = await pass(`${TCP}on srv "x" > "y"`, { keepOpen: true });
    const [listener] = engine.sockets;
    const { local } = listener!;
    assert.ok(local?.family === 'ip');
    const socket = connect(local.port, local.address);
    let answers = 0;
    const begun = performance.now();
    const all = new Promise<void>((resolve) => {
      socket.on('data', (bytes: Uint8Array) => {
        answers += bytes.length;
        if (answers === MAX_RULE_ANSWERS_PER_SECOND + 1) resolve();
      });
    });
    socket.write('x'.repeat(MAX_RULE_ANSWERS_PER_SECOND + 1));
    await all;
    // The one past the limit is given in the next second, which is what is held here: not how fast the others were.
    assert.ok(performance.now() - begun >= 900);
    socket.destroy();
    await once(socket, 'close');
    await close!();
    assert.equal(events.filter(({ kind }) => kind === 'answered').length, MAX_RULE_ANSWERS_PER_SECOND + 1);
  });

  it('are told to wait for the next second past the limit, which is how long datagrams get no answer', () => {
    const set = new RuleSet({} as AnsweringOptions);
    const waits = Array.from({ length: MAX_RULE_ANSWERS_PER_SECOND + 1 }, () => set.takeAnswer());
    assert.ok(waits.slice(0, -1).every((wait) => wait === 0));
    assert.ok(waits.at(-1)! > 0 && waits.at(-1)! <= 1000);
  });

  it('can answer each other, and are ended with the section', async () => {
    const started = await pass(`a = listen udp://127.0.0.1:0\nb = listen udp://127.0.0.1:0\non a "x" > "x"\non b "x" > "x"\na > "x" to {{b.host}}:{{b.port}}`, { keepOpen: true }); // prettier-ignore
    const count = (): number => started.events.filter(({ kind }) => kind === 'answered').length;
    await eventually(() => {
      assert.ok(count() >= 100);
    });
    await started.close!();
    assert.equal(started.engine.openCount, 0);
  });

  for (const [kind, a, b] of [
    ['rules', 'udp://[::ffff:127.0.0.1]:0', 'udp://127.0.0.1:0\non b "x" > "x"'],
    ['a service', 'udp://127.0.0.1:0', 'udp://127.0.0.1:0 echo'],
  ]) {
    it(`do not go on for ever with ${kind} of ours, and tell so`, async () => {
      const started = await pass(`a = listen ${a}\nb = listen ${b}\non a "x" > "x"\na > "x" to 127.0.0.1:{{b.port}}`, { keepOpen: true }); // prettier-ignore
      const sockets = Array.from(started.engine.sockets, (socket) => socket as DatagramSocket);
      await eventually(() => {
        assert.equal(
          sockets.reduce((sum, { datagramsNotAnswered }) => sum + datagramsNotAnswered, 0),
          1,
        );
      });
      assert.ok(sockets.every(({ bytesReceived }) => bytesReceived <= MAX_OWN_ANSWERS + 2));
      assert.ok(sockets.some(({ error }) => error?.code === 'ENDLESS_ANSWERS'));
      await started.close!();
    });
  }
});
