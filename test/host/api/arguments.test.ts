import assert from 'node:assert/strict';

import type { TextError } from '../../../src/base/problem';
import type { SockscopeApi } from '../../../src/ui/api';
import { assertRejects, cleanUp, run, runUnchecked } from '../support/commands';

type ApiFunction = Exclude<keyof SockscopeApi, 'version'>;
type Row = readonly [name: ApiFunction, argument: unknown, code: string, message?: RegExp];

const SOCKET_FUNCTIONS = [
  ...(['closeSocket', 'shutdownSending', 'resetSocket', 'pauseReceiving', 'resumeReceiving'] as const),
  'inspectBytes',
] as const;

const MALFORMED: readonly Row[] = [
  ['receiveNext', {}, 'BAD_ARGUMENT', /"socket" must be a string/],
  ['receiveNext', { socket: 's1' }, 'BAD_ARGUMENT', /"length" must be a number/],
  ['receiveNext', { socket: 'nobody', length: 1 }, 'UNKNOWN_SOCKET'],
  ['startListener', 'tcp://127.0.0.1:0', 'BAD_ARGUMENT', /must be an object with: address, service, options, backlog/],
  ['startListener', 9000, 'BAD_ARGUMENT'],
  ['startListener', [], 'BAD_ARGUMENT', /"address" must be a string/],
  ['startListener', {}, 'BAD_ARGUMENT', /"address" must be a string/],
  ['startListener', { address: 9000 }, 'BAD_ARGUMENT', /"address" must be a string/],
  ['startListener', { address: ':0', service: 7 }, 'BAD_ARGUMENT', /"service" must be a string/],
  ['startListener', { address: ':0', service: null }, 'BAD_ARGUMENT', /"service" must be a string/],
  ['startListener', { address: ':0', backlog: '5' }, 'BAD_ARGUMENT', /"backlog" must be a number/],
  [
    'startListener',
    { address: ':0', service: 'telnet' },
    'UNKNOWN_SERVICE',
    /"telnet".*manual, echo, discard, daytime/,
  ],
  ['startListener', { address: ':0', service: 'reply', options: 'x' }, 'BAD_ARGUMENT', /"options" must be an object/],
  ['startListener', { address: ':0', service: 'reply', options: ['x'] }, 'BAD_ARGUMENT', /"options" must be an object/],
  ['startListener', { address: ':0', service: 'reply', options: null }, 'BAD_ARGUMENT', /"options" must be an object/],
  [
    'startListener',
    { address: ':0', service: 'reply', options: { payload: 5 } },
    'BAD_ARGUMENT',
    /"payload" in "options"/,
  ],
  ['startListener', { address: ':0', service: 'reply', options: { payload: 'u8(256)' } }, 'PAYLOAD_OUT_OF_RANGE'],
  ['startListener', { address: ':0', service: 'reply' }, 'SERVICE_OPTION_MISSING', /give it a payload such as/],
  ['startListener', { address: ':0', service: 'echo', options: { payload: '"x"' } }, 'UNKNOWN_SERVICE_OPTION'],
  [
    'startListener',
    { address: ':0', service: 'reply', options: { payload: '"x"', then: 'stay' } },
    'BAD_SERVICE_OPTION',
    /"then" of the service reply must be one of: keep, close/,
  ],
  [
    'startListener',
    { address: 'udp://127.0.0.1:0', service: 'reply', options: { payload: '"x"', when: 'connected' } },
    'SERVICE_OPTION_UNFIT',
  ],
  ['startListener', { address: ':0', backlog: 0 }, 'BAD_BACKLOG', /from 1 to 65535, not 0/],
  ['startListener', { address: ':0', backlog: 65_536 }, 'BAD_BACKLOG'],
  ['startListener', { address: ':0', backlog: 1.5 }, 'BAD_BACKLOG'],
  ['startListener', { address: '' }, 'BAD_ENDPOINT', /Enter an address/],
  ['startListener', { address: '127.0.0.1' }, 'BAD_ENDPOINT', /A port is missing/],
  ['startListener', { address: ':65536' }, 'BAD_ENDPOINT', /Port 65536 is out of range/],
  ['startListener', { address: ':9000:9001' }, 'BAD_ENDPOINT', /given twice/],
  ['startListener', { address: '[::1:9000' }, 'BAD_ENDPOINT', /closing bracket/],
  ['startListener', { address: 'http://127.0.0.1:80' }, 'BAD_ENDPOINT', /"http:\/\/" is not known/],
  // On Windows it is none, however long.
  ['startListener', { address: `unix:/${'x'.repeat(200)}` }, 'BAD_ENDPOINT', /201 bytes|a named pipe, such as/],
  ['startListener', { address: '[fe80::1]:9000' }, 'ZONE_MISSING', /name the interface/],
  ['dialEndpoint', {}, 'BAD_ARGUMENT', /"address" must be a string/],
  ['dialEndpoint', { address: ':9', timeout: '1' }, 'BAD_ARGUMENT', /"timeout" must be a number/],
  ['dialEndpoint', { address: ':9', timeout: 0 }, 'BAD_TIMEOUT', /not 0/],
  ['dialEndpoint', { address: ':9', timeout: 0.5 }, 'BAD_TIMEOUT'],
  ['dialEndpoint', { address: ':9', timeout: NaN }, 'BAD_TIMEOUT'],
  ['dialEndpoint', { address: '256.0.0.1:9' }, 'BAD_ENDPOINT', /not an IPv4 address/],
  ['dialEndpoint', { address: '127.0.0.1:0' }, 'PORT_ZERO', /name the port/],
  ['dialEndpoint', { address: '[fe80::1]:9000' }, 'ZONE_MISSING'],
  ['sendPayload', { payload: '"x"' }, 'BAD_ARGUMENT', /"socket" must be a string/],
  ['sendPayload', { socket: 'nobody', payload: '"x"' }, 'UNKNOWN_SOCKET', /"nobody"/],
  ['readBytes', undefined, 'BAD_ARGUMENT', /socket, direction, offset, length/],
  ['readBytes', 'nobody', 'BAD_ARGUMENT', /socket, direction, offset, length/],
  ['readBytes', { socket: 'nobody' }, 'BAD_ARGUMENT', /"direction" must be a string/],
  ['readBytes', { socket: 'nobody', direction: 'both' }, 'BAD_ARGUMENT', /"received" or "sent", not "both"/],
  ['readBytes', { socket: 'nobody', direction: 'sent' }, 'UNKNOWN_SOCKET'],
  ...SOCKET_FUNCTIONS.flatMap((name): Row[] => [
    [name, 'nobody', 'BAD_ARGUMENT', /must be an object with: socket/],
    [name, {}, 'BAD_ARGUMENT', /"socket" must be a string/],
    [name, { socket: 1 }, 'BAD_ARGUMENT', /"socket" must be a string/],
    [name, { socket: 'nobody' }, 'UNKNOWN_SOCKET', /There is no socket "nobody"/],
  ]),
];

/** What is wrong with a payload, and where: UTF-16 units from its beginning. */
const PAYLOADS: readonly (readonly [payload: string, code: string, start: number, end: number])[] = [
  ['"a" u8(256)', 'PAYLOAD_OUT_OF_RANGE', 7, 10],
  ['[0a 0g]', 'HEX_NOT_A_DIGIT', 5, 6],
  ['hello', 'PAYLOAD_BARE_WORD', 0, 5],
  ['"\\q"', 'PAYLOAD_UNKNOWN_ESCAPE', 1, 3],
  ['"open', 'PAYLOAD_MISSING_QUOTE', 0, 5],
  ['', 'PAYLOAD_EMPTY', 0, 0],
  ['"a" {{x}}', 'PAYLOAD_VARIABLE', 4, 9],
];

describe('a malformed argument', () => {
  afterEach(cleanUp);

  for (const [name, argument, code, message] of MALFORMED) {
    it(`of ${name} is refused with ${code}: ${argument === undefined ? 'none' : JSON.stringify(argument).slice(0, 60)}`, async () => {
      await assertRejects(runUnchecked(name, argument), code, message);
      assert.deepEqual(await run('listSockets'), [], 'it opened a socket all the same');
    });
  }

  it('of sendPayload names the code and the place of a payload’s mistake, and sends nothing', async () => {
    const listener = await run('startListener', { address: '0', service: 'discard' });
    const { id } = await run('dialEndpoint', { address: listener.local });
    for (const [payload, code, start, end] of PAYLOADS) {
      const error = (await assertRejects(run('sendPayload', { socket: id, payload }), code)) as Partial<TextError>;
      assert.deepEqual(error.range, { start, end }, payload);
    }
    assert.equal((await run('readBytes', { socket: id, direction: 'sent' })).length, 0);
  });

  it('of sendPayload: files outside the workspace, or not there', async () => {
    const listener = await run('startListener', { address: '0', service: 'discard' });
    const { id } = await run('dialEndpoint', { address: listener.local });
    await assertRejects(
      run('sendPayload', { socket: id, payload: 'file("../../../../../etc/hostname")' }),
      'FILE_OUTSIDE_WORKSPACE',
    );
    await assertRejects(run('sendPayload', { socket: id, payload: 'file("not there")' }), 'ENOENT', /not there/);
  });

  it('of sendPayload: what does not go together', async () => {
    const listener = await run('startListener', { address: '0', service: 'discard' });
    const { id } = await run('dialEndpoint', { address: listener.local });
    const bytes = Uint8Array.of(1);
    const send = (argument: object): Promise<unknown> => runUnchecked('sendPayload', { socket: id, ...argument });
    await assertRejects(send({}), 'BAD_ARGUMENT', /Give either "payload" .* or "bytes"/);
    await assertRejects(send({ payload: '"x"', bytes }), 'BAD_ARGUMENT', /Give either/);
    await assertRejects(send({ bytes: [1, 2] }), 'BAD_ARGUMENT', /"bytes" must be a Uint8Array/);
    await assertRejects(send({ payload: 258 }), 'BAD_ARGUMENT', /"payload" must be a string/);
    await assertRejects(send({ bytes, to: '127.0.0.1:9' }), 'BAD_ARGUMENT', /"to" is for UDP/);
    await assertRejects(runUnchecked('sendPayload', { socket: listener.id, bytes }), 'NOT_A_STREAM', /is a listener/);
    const { id: udp } = await run('startListener', { address: 'udp://127.0.0.1:0' });
    const sendTo = (to: unknown): Promise<unknown> => runUnchecked('sendPayload', { socket: udp, bytes, to });
    await assertRejects(sendTo(9), 'BAD_ARGUMENT', /"to" must be a string/);
    await assertRejects(sendTo('nowhere'), 'BAD_ENDPOINT', /A port is missing/);
    await assertRejects(sendTo('localhost:9'), 'BAD_ENDPOINT', /numeric address/);
    await assertRejects(sendTo('tcp://127.0.0.1:9'), 'BAD_ENDPOINT', /goes to a UDP address/);
    await assertRejects(sendTo('127.0.0.1:0'), 'BAD_ENDPOINT', /port 0/);
  });

  for (const scheme of ['tcp', 'udp']) {
    it(`of sendPayload: bytes that their owner uses again do not change the record (${scheme})`, async () => {
      const listener = await run('startListener', { address: `${scheme}://127.0.0.1:0`, service: 'discard' });
      const { id } = await run('dialEndpoint', { address: listener.local });
      // Longer than what the recorder copies anyway.
      const bytes = Buffer.alloc(20_000);
      for (let value = 0; value < 20; value++) {
        bytes.fill(value);
        await run('sendPayload', { socket: id, bytes });
      }
      bytes.fill(255);
      const sent = await run('readBytes', { socket: id, direction: 'sent' });
      const expected = Array.from({ length: 20 }, (_, value) => Buffer.alloc(20_000, value));
      assert.ok(Buffer.from(sent).equals(Buffer.concat(expected)));
    });
  }

  it('of readBytes: a listener, or numbers that are no positions', async () => {
    const listener = await run('startListener', { address: '0', service: 'discard' });
    const { id } = await run('dialEndpoint', { address: listener.local });
    const read = (argument: object): Promise<unknown> =>
      runUnchecked('readBytes', { socket: id, direction: 'sent', ...argument });
    await assertRejects(read({ socket: listener.id }), 'NOT_A_STREAM', /name one of its connections/);
    for (const offset of [-1, 0.5, NaN, Infinity])
      await assertRejects(read({ offset }), 'BAD_ARGUMENT', /whole numbers/);
    for (const length of [-1, 0.5, NaN]) await assertRejects(read({ length }), 'BAD_ARGUMENT', /whole numbers/);
    await assertRejects(read({ offset: '0' }), 'BAD_ARGUMENT', /"offset" must be a number/);
    await assertRejects(read({ length: '1' }), 'BAD_ARGUMENT', /"length" must be a number/);
  });

  it('of what only connections can do', async () => {
    const listener = await run('startListener', { address: '0' });
    const datagram = await run('startListener', { address: 'udp://127.0.0.1:0' });
    for (const name of ['shutdownSending', 'resetSocket', 'pauseReceiving', 'resumeReceiving'] as const) {
      for (const { id, local } of [listener, datagram]) {
        const { message } = await assertRejects(run(name, { socket: id }), 'NOT_A_CONNECTION');
        assert.ok(message.includes(local), message);
      }
    }
    await assertRejects(run('receiveNext', { socket: listener.id, length: 1 }), 'NOT_A_CONNECTION');
  });
});
