import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import net from 'node:net';
import { join } from 'node:path';
import fc from 'fast-check';
import { fullNameOf, TOOLS } from '../../../src/agents/tools';
import { parseEndpoint } from '../../../src/engine/address/endpoint';
import { AgentHarness } from './agentHarness';

/** A file that is not in the workspace, as the payload syntax writes it. */
const OUTSIDE = __filename.replaceAll('\\', '/');

describe('agents: tools', () => {
  let agent: AgentHarness;
  beforeEach(async () => {
    agent = await AgentHarness.make();
  });
  afterEach(() => agent.dispose());

  it('are called as both doors allow it', () => {
    for (const tool of TOOLS) assert.match(fullNameOf(tool), /^[a-z][a-z_]{1,62}$/);
    assert.equal(new Set(TOOLS.map(fullNameOf)).size, TOOLS.length);
  });

  it('say which of them change something, and which end something', () => {
    const names = (fits: (tool: (typeof TOOLS)[number]) => boolean): string[] =>
      TOOLS.filter(fits).map(({ name }) => name);
    assert.deepEqual(
      names(({ isReadOnly }) => isReadOnly),
      ['receive', 'sockets', 'decode', 'captures', 'search_capture'],
    );
    assert.deepEqual(
      names(({ isDestructive }) => isDestructive),
      ['close'],
    );
  });

  it('refuse where nobody trusts the workspace, whatever the tool', async () => {
    agent.isTrusted = false;
    for (const { name, examples } of TOOLS) await agent.fails(name, examples[0], 'UNTRUSTED_WORKSPACE');
  });

  describe('sockets', () => {
    it('listen, dial, send and receive, and are listed as the agent’s', async () => {
      const { listener, dialled, accepted } = await agent.pair();
      assert.deepEqual(await agent.call('send', { socket: dialled, payload: '"ping\\r\\n" u16be(258)' }), {
        socket: dialled,
        sent: 8,
      });
      const received = await agent.call('receive', { socket: accepted });
      assert.equal(received['bytes'], '"ping\\r\\n\\x01\\x02"');
      assert.equal(received['source'], 'peer');
      const { sockets } = (await agent.call('sockets')) as { sockets: Record<string, unknown>[] };
      assert.deepEqual(
        sockets.map(({ socket, openedBy, listener: parent, unread }) => [socket, openedBy, parent, unread]),
        [
          [listener, 'agent', undefined, undefined],
          [dialled, 'agent', undefined, 0],
          [accepted, 'agent', listener, 0],
        ],
      );
    });

    it('reply, and take the payload of a service', async () => {
      const { dialled } = await agent.pair({ reply: '"pong"' });
      await agent.call('send', { socket: dialled, text: 'ping' });
      assert.equal((await agent.call('receive', { socket: dialled, length: 4 }))['bytes'], '"pong"');
      const said = await agent.pair({ service: 'qotd', reply: '"To be"' });
      assert.match(String((await agent.call('receive', { socket: said.dialled, length: 5 }))['bytes']), /^"To be/);
      await agent.fails('listen', { address: '127.0.0.1:0', service: 'echo', reply: '"x"' }, 'UNKNOWN_SERVICE_OPTION');
    });

    it('say what is wrong as for people', async () => {
      const { listener } = await agent.pair();
      assert.match(await agent.fails('send', { socket: listener, text: 'x' }, 'NOT_A_STREAM'), /name one of its conn/);
      await agent.fails('receive', { socket: 's99' }, 'UNKNOWN_SOCKET');
      await agent.fails('listen', { address: 'http://x' }, 'BAD_ENDPOINT');
      await agent.fails('dial', { address: '127.0.0.1:0' }, 'PORT_ZERO');
      await agent.fails('close', { socket: listener, reset: true }, 'NOT_A_CONNECTION');
    });

    it('take exactly one way to write bytes', async () => {
      const { dialled: socket } = await agent.pair();
      await agent.fails('send', { socket }, 'BAD_ARGUMENT');
      await agent.fails('send', { socket, text: 'x', hex: '00' }, 'BAD_ARGUMENT');
      assert.match(await agent.fails('send', { socket, payload: '"abc' }, 'PAYLOAD_MISSING_QUOTE'), /"/);
      await agent.fails('send', { socket, hex: 'zz' }, 'HEX_NOT_A_DIGIT');
      await agent.fails('send', { socket, text: 'x', to: '127.0.0.1:9' }, 'BAD_ARGUMENT');
    });

    it('send hex, unless it can be read in several ways', async () => {
      const { dialled: socket, accepted } = await agent.pair();
      await agent.call('send', { socket, hex: 'de ad' });
      assert.equal((await agent.call('receive', { socket: accepted }))['bytes'], '"ޭ"');
      assert.match(await agent.fails('send', { socket, hex: ' ' }, 'BAD_ARGUMENT'), /must be bytes in hex/);
    });

    it('send no file from outside of the workspace', async () => {
      const { dialled: socket, accepted } = await agent.pair();
      await agent.fails('send', { socket, payload: `file("${OUTSIDE}")` }, 'FILE_OUTSIDE_WORKSPACE');
      await writeFile(join(agent.workspace, 'a.bin'), 'abc');
      await agent.call('send', { socket, payload: 'file("a.bin")' });
      assert.equal((await agent.call('receive', { socket: accepted }))['bytes'], '"abc"');
    });

    it('close, and reset', async () => {
      const { listener, dialled, accepted } = await agent.pair();
      assert.equal((await agent.call('close', { socket: listener }))['state'], 'closed');
      assert.equal((await agent.call('close', { socket: dialled, reset: true }))['state'], 'reset');
      await agent.until(() => agent.engine.get(accepted).state === 'reset');
    });

    it('close all that agents opened, and nothing else', async () => {
      const user = await agent.engine.listen(parseEndpoint('127.0.0.1:0'));
      await agent.pair();
      assert.equal(agent.context.sockets.open.length, 3);
      await agent.context.sockets.closeAll();
      assert.equal(agent.context.sockets.open.length, 0);
      assert.equal(user.state, 'listening');
    });
  });

  describe('what needs a person', () => {
    it('is refused unless somebody consents, each time anew', async () => {
      await agent.fails('dial', { address: '192.0.2.1:80' }, 'CONSENT_DECLINED');
      await agent.fails('dial', { address: '192.0.2.1:80' }, 'CONSENT_DECLINED');
      assert.equal(agent.asked.length, 2);
      await agent.fails('listen', { address: '0.0.0.0:0' }, 'NOT_EXPOSED');
      await agent.fails('listen', { address: 'unix:/var/x.sock' }, 'CONSENT_DECLINED');
      const text = 'c = dial 192.0.2.1:80\n';
      const { sections } = (await agent.call('run_wire', { text })) as { sections: { failure: { code: string } }[] };
      assert.equal(sections[0]!.failure.code, 'CONSENT_DECLINED');
      assert.deepEqual([...agent.engine.sockets], []);
    });

    it('is sending on, and closing of, what the user opened', async () => {
      const server = net.createServer().listen(0, '127.0.0.1');
      try {
        await once(server, 'listening');
        const { port } = server.address() as net.AddressInfo;
        const { id: socket } = await agent.engine.dial(parseEndpoint(`127.0.0.1:${port}`));
        for (const [name, input] of [
          ['send', { socket, text: 'x' }],
          ['close', { socket }],
          ['close', { socket, reset: true }],
        ] as const) {
          await agent.fails(name, input, 'CONSENT_DECLINED');
        }
        assert.equal(agent.engine.get(socket).state, 'open');
        agent.consents = true;
        assert.equal((await agent.call('send', { socket, text: 'x' }))['sent'], 1);
        assert.equal((await agent.call('close', { socket }))['state'], 'closed');
      } finally {
        server.close();
      }
    });

    it('is where a datagram goes', async () => {
      const { socket } = await agent.call('listen', { address: 'udp://127.0.0.1:0' });
      await agent.fails('send', { socket, text: 'x', to: '192.0.2.1:9' }, 'CONSENT_DECLINED');
    });
  });

  describe('run_wire', () => {
    const ECHO = 's = listen tcp://127.0.0.1:0 echo\nc = dial {{s}}\nc > "ab"\n';

    it('tells of the failing step with the bytes', async () => {
      const result = await agent.call('run_wire', {
        text: `### Good\n${ECHO}c < "ab"\n### Bad\n${ECHO}c < "ac" within 1s\n`,
      });
      const [bad, good] = result['sections'] as { title: string; failure: Record<string, unknown> }[];
      assert.deepEqual([result['passed'], result['failed'], bad!.title, good!.title], [1, 1, 'Bad', 'Good']);
      const { code, line, expected, received } = bad!.failure;
      assert.deepEqual([code, line, expected], ['DIFFERENT_BYTES', 10, { start: 0, total: 2, bytes: '"ac"' }]);
      assert.equal((received as { source: string }).source, 'peer');
    });

    it('runs a file of the workspace, and the sections that are named', async () => {
      await writeFile(join(agent.workspace, 'a.wire'), `### One\n${ECHO}### Two\n${ECHO}`);
      assert.equal((await agent.call('run_wire', { path: 'a.wire', section: 'two' }))['passed'], 1);
      await agent.fails('run_wire', { path: 'a.wire', section: 'three' }, 'NO_SECTION');
      const untitled = await agent.fails('run_wire', { text: 'wait 1ms', section: 'three' }, 'NO_SECTION');
      assert.match(untitled, /No section of \S+ has a title/);
      await agent.fails('run_wire', { path: OUTSIDE }, 'FILE_OUTSIDE_WORKSPACE');
      await agent.fails('run_wire', { path: 'a.wire', text: ECHO }, 'BAD_ARGUMENT');
      await agent.fails('run_wire', {}, 'BAD_ARGUMENT');
      assert.match(await agent.fails('run_wire', { text: '# nothing' }, 'NO_SECTION'), /no step to run/);
    });

    it('says where a script is wrong', async () => {
      const { sections } = (await agent.call('run_wire', { text: 'c = dail {{s}}\n' })) as {
        sections: { problems: { line: number }[] }[];
      };
      assert.equal(sections[0]!.problems[0]!.line, 1);
    });
  });

  describe('decode', () => {
    it('says what bytes mean in both orders', async () => {
      const { values, ...facts } = await agent.call('decode', { bytes: '[00 00 01 00]', type: 'u32' });
      assert.deepEqual([facts['hex'], facts['bytes']], ['00 00 01 00', '"\\0\\0\\x01\\0"']);
      assert.deepEqual(values, { u32: { be: '256', le: '65536' } });
      const one = await agent.call('decode', { bytes: 'u16be(258)', type: 'u16', order: 'be' });
      assert.deepEqual(one['values'], { u16: '258' });
    });

    it('tells of other readings, and guesses no text', async () => {
      const result = await agent.call('decode', { bytes: '10 20 30 40' });
      assert.ok((result['alsoReadAs'] as unknown[]).length > 0);
      await agent.fails('decode', { bytes: 'hello there' }, 'BAD_ARGUMENT');
    });
  });

  describe('captures', () => {
    it('are listed and searched; what came is marked as a peer’s, what was sent is not', async () => {
      const { dialled, accepted } = await agent.pair();
      await agent.call('send', { socket: dialled, text: 'say NEEDLE now' });
      await agent.call('receive', { socket: accepted, length: 14 });
      const { captures } = (await agent.call('captures')) as { captures: { capture: string; kind: string }[] };
      const sources: unknown[] = [];
      for (const { capture } of captures) {
        const found = await agent.call('search_capture', { capture, pattern: 'needle', ignoreCase: true });
        assert.equal(found['isComplete'], true);
        for (const match of found['matches'] as Record<string, unknown>[]) {
          sources.push(match['source']);
          assert.deepEqual([match['before'], match['match'], match['behind']], ['"say "', '"NEEDLE"', '" now"']);
        }
      }
      assert.deepEqual(sources.sort(), ['peer', 'sent']);
    });

    it('are those of the list, and no other files', async () => {
      for (const capture of ['file:///etc/passwd', '/etc/passwd', '']) {
        await agent.fails('search_capture', { capture, pattern: 'x' }, 'UNKNOWN_CAPTURE');
      }
    });

    it('show what stands around a match, and a part of a long one', async () => {
      const { dialled, accepted } = await agent.pair();
      await agent.call('send', { socket: dialled, payload: 'repeat(50, "b") repeat(100, "a") repeat(50, "c")' });
      await agent.call('receive', { socket: accepted, length: 200 });
      const { captures } = (await agent.call('captures')) as { captures: { capture: string }[] };
      const input = { capture: captures[0]!.capture, pattern: 'a+', as: 'regex' };
      const { matches, isComplete } = await agent.call('search_capture', input);
      const [match] = matches as Record<string, unknown>[];
      assert.equal(isComplete, true);
      assert.deepEqual(
        [match!['length'], match!['before'], match!['match'], match!['behind']],
        [100, `"${'b'.repeat(32)}"`, `"${'a'.repeat(64)}"`, `"${'a'.repeat(32)}"`],
      );
    });

    it('say when there is more than is shown', async () => {
      const { dialled, accepted } = await agent.pair();
      await agent.call('send', { socket: dialled, payload: 'repeat(100, "ab")' });
      await agent.call('receive', { socket: accepted, length: 200 });
      const { captures } = (await agent.call('captures')) as { captures: { capture: string }[] };
      const found = await agent.call('search_capture', { capture: captures[0]!.capture, pattern: 'ab' });
      assert.deepEqual([(found['matches'] as unknown[]).length, found['isComplete']], [50, false]);
    });
  });

  it('answer any input with JSON in which nothing is hidden', async () => {
    const anyText = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('s1', 's2', '"x"', '\x1b[2J', '../..', '::1'),
    );
    const anyInput = fc.record({
      address: fc.oneof(anyText, fc.constant('127.0.0.1:0')),
      socket: anyText,
      text: anyText,
      payload: anyText,
      hex: anyText,
      bytes: anyText,
      capture: anyText,
      pattern: anyText,
      path: anyText,
      section: anyText,
      reply: anyText,
      timeoutMs: fc.constant(0),
    });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...TOOLS), anyInput, async ({ name, fields }, input) => {
        // What is no field is refused before anything else.
        const known = Object.fromEntries(Object.entries(input).filter(([field]) => Object.hasOwn(fields, field)));
        const text = await agent.text(name, known);
        assert.doesNotMatch(text, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?<!\\)(?:\\\\)*\\u/u);
        JSON.parse(text);
      }),
      { numRuns: 200 },
    );
  });
});
