import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { SockscopeError } from '../../../../src/base/error';
import { NO_RECORDING } from '../../../../src/cli/commands/noRecording';
import { Engine } from '../../../../src/engine/engine';
import type { StartRecording } from '../../../../src/engine/recording';
import type { LiveSocket } from '../../../../src/engine/liveSocket';
import { textOfValue } from '../../../../src/wire/payload/value';
import { localScheme } from '../../../../src/engine/address/localAddress';
import { certify } from '../../engine/tls/certificates';
import { makeTempFolder, type TempFolder } from '../../../support/temp-folder';
import { FakeRecording } from '../../engine/fakeRecording';
import { itWithIpv6 } from '../../engine/harness';
import { fail, makeEngine, pass, runScript, sentence } from '../running';

/** The beginning of a section with both ends of a connection, for each kind of stream. */
const streams = (folder: string): readonly (readonly [transport: string, script: string])[] => [
  ['TCP', 'srv = listen tcp://127.0.0.1:0\ncli = dial {{srv}}\ncon = accept srv\n'],
  ['TCP over IPv6', 'srv = listen tcp://[::1]:0\ncli = dial {{srv}}\ncon = accept srv\n'],
  ['TLS', 'srv = listen tls://127.0.0.1:0\ncli = dial {{srv}} insecure\ncon = accept srv\n'],
  // A named pipe has no half-close, and tests of its own.
  ...(localScheme() === 'unix'
    ? [['Unix', `srv = listen "unix:${join(folder, 'run.sock')}"\ncli = dial {{srv}}\ncon = accept srv\n`] as const]
    : []),
];

describe('wire/runner', () => {
  let folder: TempFolder;
  beforeEach(async () => {
    folder = await makeTempFolder();
  });
  afterEach(() => folder.remove());

  /** Runs the same steps over every kind of stream. */
  async function overStreams(steps: string): Promise<void> {
    for (const [, script] of streams(folder.path)) await pass(script + steps);
  }

  describe('recv', () => {
    /** Over TCP and Unix sockets alike. */
    async function overSockets(steps: string, options: Parameters<typeof pass>[1] = {}): Promise<void> {
      for (const [transport, script] of streams(folder.path))
        if (transport !== 'TLS') await pass(script + steps, options);
    }

    /** Keeps how long each chunk was that a socket of a section received. */
    function lengths(): { readonly received: number[]; readonly record: StartRecording } {
      const received: number[] = [];
      return {
        received,
        record: (title) => {
          const recording = new FakeRecording(title);
          const stream = recording.stream.bind(recording);
          recording.stream = (ends) => {
            const record = stream(ends);
            record.onLent = (direction, bytes) => {
              if (direction === 'received') received.push(bytes.length);
            };
            return record;
          };
          return recording;
        },
      };
    }

    it('takes what one call returns, however it was sent', async () => {
      const { received, record } = lengths();
      await pass(
        `srv = listen tcp://127.0.0.1:0
cli = dial {{srv}}
cli > zeros(1000)
cli > zeros(2000)
cli > zeros(5000)
con = accept srv
con < recv 512
con < recv 4096
con < recv 65536
con > "{{0.length}}"
cli < "3392"`,
        { record },
      );
      assert.deepEqual(received, [512, 4096, 3392, 4]);
    });
    it('binds what came, and how much', async () => {
      await overSockets(
        'cli > "hello"\ncon < recv 512\ncon > "{{0}} {{0.length}}" u8({{0.length}})\ncli < "hello 5\\x05"',
      );
    });
    it('works on what was dialled, and after FIN has come behind the bytes', async () => {
      await overSockets('con > "abc"\ncon shutdown\ncli < recv 2\ncon < silence 20ms\ncli < recv 2\ncli < eof');
    });
    it('takes a variable for its length', async () => {
      await overSockets(
        'cli > u8(3) "abcdef"\ncon < u8(?n)\ncon < recv {{n}}\ncon < "def"\ncon > "{{0}}"\ncli < "abc"',
      );
    });
    it('has nothing read ahead by other steps on its socket', async () => {
      const { received, record } = lengths();
      await pass(
        `srv = listen tcp://127.0.0.1:0
cli = dial {{srv}}
con = accept srv
cli > "GET / HTTP/1.1\\r\\nrest of 12 b"
con < "GET "
con < exactly 2
con < until "\\r\\n"
con < /r./
con < recv 100
cli > "x"
con < any
cli shutdown
con < eof`,
        { record },
      );
      assert.deepEqual(received, [4, 2, ...Array<number>(10).fill(1), 1, 1, 10, 1]);
    });
    it('is possible while the socket is paused, where nothing else comes', async () => {
      await overSockets('con pause\ncli > "abc"\ncon < silence 20ms\ncon < recv 2\ncon resume\ncon < "c"');
    });
    it('sees what does not come, an end and a reset', async () => {
      const script = 'srv = listen tcp://127.0.0.1:0\ncli = dial {{srv}}\ncon = accept srv\n';
      assert.equal((await fail(`${script}con < recv 5 within 20ms`)).code, 'NOTHING_CAME');
      assert.equal((await fail(`${script}cli close\ncon < recv 5`)).code, 'ENDED');
      assert.equal((await fail(`${script}cli reset\ncon < recv 5`)).code, 'RESET');
      await pass(`${script}cli > "abc"\ncon < recv 5\ncli reset\ncon < reset`);
    });
    it('leaves other sockets of the section as they are', async () => {
      const { received, record } = lengths();
      await pass(
        `srv = listen tcp://127.0.0.1:0
one = dial {{srv}}
two = dial {{srv}}
first = accept srv
second = accept srv
two > "abcdef"
second < "ab"
second < "cdef"
one > "abcdef"
first < recv 4`,
        { record },
      );
      assert.deepEqual(received, [6, 4]);
    });
    it('works where a service answers, and beside rules', async () => {
      await pass('srv = listen tcp://127.0.0.1:0 echo\ncli = dial {{srv}}\ncli > "hello"\ncli < recv 2\ncli < recv 5');
      await pass(
        'srv = listen tcp://127.0.0.1:0\non srv "a" > "A"\ncli = dial {{srv}}\ncon = accept srv\ncli > "ab"\ncon < recv 1\ncli < "A"\ncon < recv 5',
      );
    });
    it('takes the first bytes of a datagram, and the rest is lost', async () => {
      await pass(
        'srv = listen udp://127.0.0.1:0\ncli = dial {{srv}}\ncli > "abcdef"\ncli > "ghi"\nsrv < recv 4\nsrv > "{{0}}"\ncli < "abcd"\nsrv < recv 4\nsrv > "{{0.length}}"\ncli < "3"',
      );
    });
    it('says where single calls are not possible', async () => {
      const engine = new Engine({ record: () => NO_RECORDING, readInto: 'fresh' });
      const script = 'srv = listen tcp://127.0.0.1:0\ncli = dial {{srv}}\ncon = accept srv\ncli > "abc"\n';
      assert.equal((await fail(`${script}con < recv 1`, { engine })).code, 'RECEIVE_UNBOUNDED');
    });
  });

  describe('steps on connections', () => {
    it('send and expect bytes both ways, however they are put together', async () => {
      await overStreams(
        'cli > "a" u16be(0x0A0B) [00 ff]\ncon < "a"\ncon < [0a 0b 00] u8(255)\ncon > repeat(3, "ab")\ncli < "ababab"',
      );
    });
    it('open sockets whose records whoever runs the section begins', async () => {
      const titles: string[] = [];
      await pass('srv = listen tcp://127.0.0.1:0\ncli = dial {{srv}}', {
        record: (title) => {
          titles.push(title.replace(/ \d+(?= |$)/g, ' N'));
          return NO_RECORDING;
        },
      });
      assert.deepEqual(titles, ['tcp 127.0.0.1 N', 'tcp 127.0.0.1 N from N']);
    });
    it('expect up to a delimiter, so many bytes, a chunk', async () => {
      await overStreams('cli > "head\\r\\n" zeros(300) "tail"\ncon < until "\\r\\n"\ncon < exactly 300\ncon < any');
    });
    it('expect a pattern, with its groups and names', async () => {
      await overStreams('cli > "noise id=42;rest"\ncon < /id=(?<id>\\d+);/\ncon > "{{1}} {{id}} {{0}}"\ncli < "42 42 id=42;"\ncon < "rest"'); // prettier-ignore
    });
    it('bind numbers, and use them as numbers, counts and text', async () => {
      await overStreams(
        'cli > u16be(5) "hello" f32le(1.5)\ncon < u16be(?n)\ncon < exactly {{n}}\ncon < f32le(?f)\ncon > u8({{n}}) "{{n}} {{f}}"\ncli < [05] "5 1.5"',
      );
    });
    it('shut down, see the end, and still receive', async () => {
      await overStreams('cli > "x"\ncli shutdown\ncon < "x"\ncon < eof\ncon > "y"\ncli < "y"\ncon close\ncli < eof');
    });
    it('pause and resume', async () => {
      await overStreams('con pause\ncli > "x"\ncon < silence 30ms\ncon resume\ncon < "x"');
    });
    it('expect silence', async () => {
      await overStreams('con < silence 20ms\ncli > "x"\ncon < "x"');
    });
    it('reset', async () => {
      await pass('srv = listen tcp://127.0.0.1:0\ncli = dial {{srv}}\ncon = accept srv\ncli reset\ncon < reset');
    });
    it('wait', async () => {
      const { duration } = await pass('wait 30ms');
      assert.ok(duration >= 25);
    });
    it('accept in the order of the connections', async () => {
      await pass(
        'srv = listen tcp://127.0.0.1:0\na = dial {{srv}}\nb = dial {{srv}}\nx = accept srv\ny = accept srv\na > "a"\nb > "b"\nx < "a"\ny < "b"\nx > "{{x.peer}}"\na < "{{a}}"',
      );
    });
    it('send blocks of lines with the line end that the file says', async () => {
      const steps = 'cli > """\nGET /\n\n"""\n';
      await overStreams(`${steps}con < "GET /\\n\\n"`);
      await pass(`@eol = crlf\n${streams(folder.path)[0]![1]}${steps}con < "GET /\\r\\n\\r\\n"`);
    });
  });

  describe('steps on datagram sockets', () => {
    const both = 'srv = listen udp://127.0.0.1:0\ncli = dial {{srv}}\n';
    it('send to whom was heard last, or to whom is named', async () => {
      await pass(
        `${both}cli > "a"\nsrv < "a"\nsrv > "b"\ncli < "b"\nsrv > "c" to {{cli.host}}:{{cli.port}}\ncli < "c"`,
      );
    });
    it('expect whole datagrams, one at a time', async () => {
      await pass(
        `${both}cli > "one"\ncli > "two\\n"\ncli > ""\ncli > u16be(7)\ncli > "rest"\nsrv < exactly 3\nsrv < until "\\n"\nsrv < ""\nsrv < u16be(?n)\nsrv < /e./\nsrv > "{{n}} {{0}}"\ncli < "7 es"\nsrv < silence 20ms`,
      );
      const failure = await fail(`${both}cli > "abc"\nsrv < "ab"`);
      assert.equal(sentence(failure), 'The datagram that srv received has 3 bytes, and only 2 of them were expected.');
    });
    it('learn that nobody listens', async () => {
      const { code } = await fail('cli = dial udp://127.0.0.1:1\ncli > "x"\nwait 50ms\ncli < "y"');
      assert.equal(code, 'ECONNREFUSED');
    });
  });

  describe('services', () => {
    for (const transport of ['tcp', 'udp']) {
      it(`of ${transport} answer`, async () => {
        await pass(`srv = listen ${transport}://127.0.0.1:0 echo\ncon = dial {{srv}}\ncon > "x"\ncon < "x"`);
        const reply = `srv = listen ${transport}://127.0.0.1:0 reply "pong {{n}}" keep`;
        await pass(`@n = 7\n${reply}\ncon = dial {{srv}}\ncon > "x"\ncon < "pong 7"\ncon > "y"\ncon < "pong 7"`);
      });
    }
    it('do what their options say', async () => {
      const dial = 'con = dial {{srv}}\n';
      const listen = (words: string): string => `srv = listen tcp://127.0.0.1:0 ${words}\n${dial}`;
      await pass(`${listen('reply "bye" greeting close')}con < "bye"\ncon < eof`);
      await pass(`${listen('reply u16be(258) greeting')}con < [01 02]`);
      await pass(`${listen('qotd "Less is more.\\r\\n" backlog 5')}con < "Less is more.\\r\\n"\ncon < eof`);
      await pass(`${listen('time')}con < exactly 4\ncon < eof`);
      await pass(`${listen('chargen backlog 1')}con < / !.{70}\\r\\n!/\ncon shutdown\ncon close`);
    });
    it('read files and names as other payloads do', async () => {
      const text = '@n = 2\nsrv = listen tcp://127.0.0.1:0 reply file("a.bin") greeting backlog {{n}}\n';
      const readFile = (path: string): Promise<Uint8Array> => Promise.resolve(Buffer.from(`it is ${path}`));
      await pass(`${text}con = dial {{srv}}\ncon < "it is a.bin"`, { readFile });
    });
  });

  it('say what there is to say of TLS, with files and names', async () => {
    const own = await certify();
    const readFile = (path: string): Promise<Uint8Array> =>
      Promise.resolve(Buffer.from(path === 'key.pem' ? own.key : own.cert));
    const listen =
      '@p = x\nsrv = listen tls://127.0.0.1:0 echo cert "cert.pem" key "key.pem" alpn "{{p}}" ca "cert.pem"\n';
    const dial =
      'con = dial {{srv}} ca "cert.pem" cert "cert.pem" key "key.pem" alpn "y,{{p}}" minVersion TLSv1.3 within 9s\n';
    await pass(`${listen}${dial}con > "hello"\ncon < "hello"\ncon shutdown\ncon < eof`, { readFile });
    const { code } = await fail(`${listen}con = dial {{srv}}`, { readFile });
    assert.equal(code, 'TLS_SELF_SIGNED');
  });

  itWithIpv6('give an option to the listener', async () => {
    for (const transport of ['tcp', 'udp']) {
      const engine = new Engine({ record: () => NO_RECORDING, permit: () => undefined });
      const both = `six = listen ${transport}://[::]:0 v6only\nfour = listen ${transport}://127.0.0.1:{{six.port}}`;
      await pass(both, { engine });
      // Elsewhere the more specific address may be bound as well.
      if (process.platform !== 'linux') continue;
      const { code } = await fail(both.replace(' v6only', ''), { engine });
      assert.equal(code, 'EADDRINUSE');
    }
  });

  describe('failures', () => {
    // Time for these steps, which a machine may need that has others to do, whatever the next ones are given.
    const open = 'srv = listen tcp://127.0.0.1:0\ncli = dial {{srv}} within 10s\ncon = accept srv within 10s\n';
    const failing = async (steps: string, options = {}): Promise<string> => sentence(await fail(open + steps, options));
    const SOON = { timeout: 40 };

    it('say which byte is different, at its place', async () => {
      const failure = await fail(`${open}cli > "hello world, and more"\ncon < "hello wörld"`);
      assert.equal(sentence(failure), 'con received other bytes than expected: byte 7 is 6f, not c3.');
      assert.equal(failure.difference, 7);
      assert.equal(Buffer.from(failure.received!.bytes).toString(), 'hello world, and more');
      assert.equal(failure.location?.length, 21);
    });
    it('say what did not come, and how long it waited', async () => {
      assert.equal(await failing('con < "x"', SOON), 'con received nothing within 40 ms.');
      assert.equal(await failing('con < "x" within 20ms'), 'con received nothing within 20 ms.');
      assert.equal(await failing('cli > "a"\ncon < "abc"', SOON), 'con received only 1 of 3 bytes within 40 ms.');
      assert.equal(await failing('cli > "a"\ncon < until "b"', SOON), 'con received only 1 bytes without it within 40 ms.'); // prettier-ignore
      assert.equal(await failing('cli > "a"\ncon < /b/', SOON), 'con received only 1 bytes that do not match within 40 ms.'); // prettier-ignore
      assert.equal(await failing('con < eof', SOON), 'con was not ended by its peer within 40 ms.');
      assert.equal(await failing('con < reset', SOON), 'con was not reset within 40 ms.');
      const { waited } = await fail(`${open}con < any`, SOON);
      assert.ok(waited >= 35);
    });
    it('say what came where nothing was expected', async () => {
      assert.equal(await failing('cli > "a"\ncon < silence 1s'), 'con received 1 bytes where none were expected.');
      assert.equal(await failing('cli > "a"\ncon < eof'), 'con received 1 bytes where none were expected.');
    });
    it('say that the peer ended, or reset', async () => {
      assert.equal(await failing('cli > "a"\ncli close\ncon < "ab"'), 'con was ended by its peer (FIN) after 1 of 2 bytes.'); // prettier-ignore
      assert.equal(await failing('cli reset\ncon < "ab"'), 'con was reset by its peer (RST) after 0 of 2 bytes.');
      assert.equal(await failing('cli reset\ncon < eof'), 'con was reset by its peer (RST).');
      assert.equal(await failing('cli close\ncon < reset'), 'con was ended by its peer (FIN).');
      assert.equal(await failing('cli close\ncon < silence 1s'), 'con was ended by its peer (FIN).');
    });
    it('say that nobody connected, or listens', async () => {
      const text = 'srv = listen tcp://127.0.0.1:0\ncli = dial {{srv}}\na = accept srv\nb = dial tcp://127.0.0.1:1';
      assert.equal((await fail(text)).code, 'ECONNREFUSED');
      const unheard = `${open}x > "{{srv}}"\nb = accept srv`.replaceAll('cli', 'x');
      assert.equal(sentence(await fail(unheard, SOON)), 'Nobody connected to srv within 40 ms.');
    });
    it('mark the step, and what of it failed', async () => {
      const text = `${open}cli > "a"\ncon < "b" within 2s`;
      const { step, start, end } = await fail(text);
      assert.equal(text.slice(step.start, step.end), 'con < "b" within 2s');
      assert.equal(text.slice(start, end), '"b"');
    });
    it('tell a value that turned out not to fit', async () => {
      assert.equal(
        (await fail(`${open}cli > u16be(300)\ncon < u16be(?n)\ncon > u8({{n}})`)).code,
        'PAYLOAD_OUT_OF_RANGE',
      );
      assert.equal((await fail(`${open}cli > "x"\ncon < /(x)/\ncon < exactly {{1}}`)).code, 'PAYLOAD_BAD_NUMBER');
      assert.equal((await fail(`${open}cli > "x"\ncon < /(x)/\nwait {{1}}`)).code, 'WIRE_BAD_DURATION');
    });
    it('give up a pattern that is too much work', async () => {
      const pattern = `/(?:${'a?'.repeat(300)}){3}x/`;
      const { code } = await fail(`${open}cli > repeat(40000, "a")\ncon < ${pattern} within 1min`, {
        maxWork: 10_000_000,
      });
      assert.equal(code, 'PATTERN_TOO_SLOW');
    });
  });

  it('skips a section, where the file says so, at a step at which nobody listens, and at no other', async () => {
    const nobody = {
      TCP: 'srv = listen tcp://127.0.0.1:0\nsrv close\ncon = dial {{srv}}\n',
      UDP: 'srv = listen udp://127.0.0.1:0\nsrv close\ncon = dial {{srv}}\ncon > "x"\ncon < "y"\n',
      ...(localScheme() === 'unix' ? { Unix: `con = dial "unix:${join(folder.path, 'nobody.sock')}"\n` } : {}),
    };
    for (const [transport, steps] of Object.entries(nobody)) {
      // Windows tells of no datagram that was refused.
      if (transport === 'UDP' && process.platform === 'win32') continue;
      const skipped = await runScript(`@refused = skip\n${steps}`);
      assert.deepEqual(
        [skipped.outcome, /Nobody|no such|There is no/.test(sentence(skipped.failure!))],
        ['skipped', true],
      );
      for (const usual of ['', '@refused = fail\n']) await fail(`${usual}${steps}`);
    }
    const server = 'srv = listen tcp://127.0.0.1:0\ncli = dial {{srv}}\ncon = accept srv\n';
    for (const wrong of ['con reset\ncli < "x"\n', 'con close\ncli < "x"\n', 'cli < "x" within 10ms\n']) {
      await fail(`@refused = skip\n${server}${wrong}`);
    }
  });

  it('closes what it opened, whatever happens', async () => {
    const engine = makeEngine();
    await pass('srv = listen tcp://127.0.0.1:0\na = dial {{srv}}\nu = listen udp://127.0.0.1:0', { engine });
    await fail('srv = listen tcp://127.0.0.1:0\na = dial {{srv}}\na < "x" within 10ms', { engine });
    assert.equal(engine.openCount, 0);
  });

  it('can be cancelled at any step', async () => {
    const open = 'srv = listen tcp://127.0.0.1:0\nc = dial {{srv}}\nd = accept srv\n';
    for (const step of [
      'c < "x"',
      'wait 1min',
      'c < silence 1min',
      'c < eof',
      'c > repeat(60000000, "x") within 1min',
    ]) {
      const cancel = new AbortController();
      const { outcome, engine } = await runScript(`${open}d pause\n${step}`, {
        signal: cancel.signal,
        onEvent: ({ kind, step: begun }) => {
          if (kind === 'started' && begun.line === 4)
            setImmediate(() => {
              cancel.abort();
            });
        },
      });
      assert.deepEqual([outcome, engine.openCount], ['cancelled', 0], step);
    }
    const { outcome } = await runScript('wait 1ms', { signal: AbortSignal.abort() });
    assert.equal(outcome, 'cancelled');
  });

  it('kept open tells its sockets by their names, and what names stand for at its end', async () => {
    const text = '@a = 1\nsrv = listen tcp://127.0.0.1:0 echo\ncli = dial {{srv}}\ncli > u8({{a}})\ncli < u8(?n)';
    const { close, engine, sockets, variables } = await pass(text, { keepOpen: true });
    assert.deepEqual([...sockets!.keys()], ['srv', 'cli']);
    assert.equal(engine.get(sockets!.get('srv')!).kind, 'listener');
    assert.equal(variables!.get('n'), 1n);
    assert.equal(textOfValue(variables!.get('a')!), '1');
    await close!();
    const closed = await pass(text);
    assert.equal(closed.sockets, undefined);
    assert.equal(closed.variables, undefined);
  });

  it('can keep open what it opened, its rules answering', async () => {
    const { close, engine } = await pass('srv = listen tcp://127.0.0.1:0\non srv "ping" > "pong"', { keepOpen: true });
    const [listener] = engine.sockets;
    const second = await pass(`c = dial ${listener!.info().local}\nc > "ping"\nc < "pong"`);
    assert.equal(second.outcome, 'passed');
    await close!();
    assert.equal(engine.openCount, 0);
  });

  it('tells of each socket that a step opens, of what fails too', async () => {
    const opened: string[] = [];
    const onSocket = (socket: LiveSocket): void => {
      opened.push(`${socket.kind} ${socket.state}`);
    };
    await pass('srv = listen tcp://127.0.0.1:0\ncli = dial {{srv}}\ncon = accept srv', { onSocket });
    assert.deepEqual(opened.splice(0), ['listener listening', 'connection connecting']);
    await fail('srv = listen tcp://127.0.0.1:0\nagain = listen {{srv}}', { onSocket });
    assert.deepEqual(opened, ['listener listening', 'listener failed']);
  });

  it('asks before it listens', async () => {
    const engine = new Engine({
      record: () => NO_RECORDING,
      permit: ({ kind }) => Promise.reject(new SockscopeError('NO', 'No {0} here.', [kind])),
    });
    const failure = await fail('srv = listen tcp://0.0.0.0:0', { engine });
    assert.deepEqual([failure.code, failure.args], ['NO', ['listen']]);
  });

  it('tells what each step did, and where what it received stands', async () => {
    const { events } = await pass(
      'srv = listen tcp://127.0.0.1:0 echo\nc = dial {{srv}}\nc > "abc"\nc < "a"\nc < "bc"',
    );
    const received = events.flatMap((event) => (event.kind === 'done' && event.received ? [event.received] : []));
    assert.deepEqual(received.map(({ offset, length }) => [offset, length]), [[0, 1], [1, 2]]); // prettier-ignore
    assert.deepEqual(events.map(({ kind }) => kind).slice(0, 4), ['started', 'done', 'started', 'done']);
  });

  describe('a peer that cuts the stream', () => {
    let server: Server;
    let peer: (socket: Socket) => void;
    beforeEach(async () => {
      server = createServer({ noDelay: true }, (socket) => {
        peer(socket.on('error', () => undefined));
      }).listen(0, '127.0.0.1');
      await once(server, 'listening');
    });
    afterEach(() => server.close());

    const said = Buffer.from('+OK 17\r\nlen=5;hello\0\x01\x02tail end');

    it('is matched the same way, byte by byte and at random', async () => {
      const cuts = [
        Array.from(said, (_, index) => index),
        ...Array.from({ length: 12 }, () =>
          Array.from(said, (_, index) => index).filter(() => Math.random() < Math.random()),
        ),
      ];
      for (const places of cuts) {
        peer = (socket) => {
          const pieces = [0, ...places].map((from, index) => said.subarray(from, places[index] ?? said.length));
          void (async () => {
            for (const piece of pieces) {
              if (piece.length === 0) continue;
              await new Promise((resolve) => socket.write(piece, resolve));
              await new Promise(setImmediate);
            }
            socket.end();
          })();
        };
        const { port } = server.address() as AddressInfo;
        await pass(
          `c = dial tcp://127.0.0.1:${port}\nc < "+OK "\nc < /(\\d+)\\r\\n/\nc < /^len=(?<n>\\d+);/\nc < exactly {{n}}\nc < u8(0) u16be(?m)\nc < until "l "\nc < /(?:n|nd)$/\nc < eof`,
        ).catch((error: unknown) => {
          throw new Error(`cut at ${places.join()}`, { cause: error });
        });
      }
    });
  });
});
