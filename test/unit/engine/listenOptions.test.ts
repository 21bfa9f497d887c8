import assert from 'node:assert/strict';
import { parseEndpoint } from '../../../src/engine/address/endpoint';
import {
  describeListenWord,
  listenProblems,
  listenWordsOf,
  PayloadLength,
  requireListenOptions,
  type ListenOptions,
} from '../../../src/engine/listenOptions';
import { findService } from '../../../src/engine/services/services';

const TCP = 'tcp://127.0.0.1:0';
const UDP = 'udp://127.0.0.1:0';
const UDP6 = 'udp://[::1]:0';
const payload = new Uint8Array(1);
const reply = (options: NonNullable<ListenOptions['options']>): ListenOptions => ({ service: 'reply', options });
const given = (value: unknown): ListenOptions => reply(value as NonNullable<ListenOptions['options']>);

/** What is refused, about which option, with what sentence. */
const REFUSED: readonly (readonly [string, ListenOptions, string, string, RegExp])[] = [
  [TCP, { service: 'telnet' }, 'service', 'UNKNOWN_SERVICE', /no service "telnet"; there are: manual, echo, .*reply/],
  [TCP, { service: '' }, 'service', 'UNKNOWN_SERVICE', /no service ""/],
  ...[0, 65_536, 1.5, Number.NaN, -1].map(
    (backlog) => [TCP, { backlog }, 'backlog', 'BAD_BACKLOG', /whole number from 1 to 65535, not /] as const,
  ),
  [UDP, { backlog: 5 }, 'backlog', 'BACKLOG_UNFIT', /UDP has none: leave it out/],
  [UDP, { mode: 'hybrid' }, 'mode', 'MODE_UNFIT', /UDP has none/],
  [TCP, { mode: 'quick' }, 'mode', 'BAD_MODE', /concurrent, sequential, hybrid/],
  [UDP, { accept: false }, 'accept', 'ACCEPT_UNFIT', /UDP has none/],
  [TCP, { v6only: true }, 'v6only', 'V6ONLY_UNFIT', /leave it out, or listen on one/],
  ['local:x', { v6only: true }, 'v6only', 'V6ONLY_UNFIT', /./],
  [TCP, { service: 'echo', options: { payload } }, 'payload', 'UNKNOWN_SERVICE_OPTION', /echo has no options: leave/],
  [TCP, reply({ payload, quote: 'x' }), 'quote', 'UNKNOWN_SERVICE_OPTION', /it has: payload, when, then/],
  [TCP, reply({ payload, constructor: 'x' }), 'constructor', 'UNKNOWN_SERVICE_OPTION', /./],
  [
    TCP,
    reply({}),
    'payload',
    'SERVICE_OPTION_MISSING',
    /needs what it sends \("payload"\): give it a payload such as "/,
  ],
  [TCP, { service: 'reply' }, 'payload', 'SERVICE_OPTION_MISSING', /./],
  [TCP, reply({ payload: 'text' }), 'payload', 'BAD_SERVICE_OPTION', /must be a payload such as/],
  [TCP, given({ payload: [1, 2] }), 'payload', 'BAD_SERVICE_OPTION', /must be a payload such as/],
  [TCP, reply({ payload, when: 'never' }), 'when', 'BAD_SERVICE_OPTION', /must be one of: received, connected/],
  [TCP, reply({ payload, then: payload }), 'then', 'BAD_SERVICE_OPTION', /must be one of: keep, close/],
  [
    UDP,
    reply({ payload, when: 'connected' }),
    'when',
    'SERVICE_OPTION_UNFIT',
    /^greeting .* UDP has none: leave it out/,
  ],
  [UDP, reply({ payload, then: 'close' }), 'then', 'SERVICE_OPTION_UNFIT', /^close /],
  [UDP, reply({ payload: new PayloadLength(65_508) }), 'payload', 'SERVICE_OPTION_TOO_LONG', /65508 bytes.* 65507 are/],
  [UDP6, reply({ payload: new PayloadLength(65_528) }), 'payload', 'SERVICE_OPTION_TOO_LONG', /at most 65527/],
];

const TAKEN: readonly (readonly [string, ListenOptions])[] = [
  [TCP, {}],
  [TCP, { service: 'ECHO', backlog: 1 }],
  [TCP, { backlog: 65_535, v6only: false }],
  ['tcp://[::]:0', { v6only: true }],
  [UDP, reply({ payload, when: 'received', then: 'keep' })],
  [UDP, reply({ payload: new PayloadLength(65_507) })],
  [UDP6, reply({ payload: new PayloadLength(65_527) })],
  [TCP, reply({ payload: new PayloadLength(100_000), when: 'connected', then: 'close' })],
  [TCP, reply({ payload, when: undefined })],
];

describe('engine/listenOptions', () => {
  for (const [address, options, option, code, sentence] of REFUSED) {
    it(`refuses ${JSON.stringify(options)} at ${address}: ${code}`, () => {
      const problems = listenProblems(options, parseEndpoint(address));
      assert.deepEqual(
        problems.map((problem) => [problem.option, problem.error.code]),
        [[option, code]],
      );
      assert.match(problems[0]!.error.message, sentence);
      assert.throws(() => requireListenOptions(options, parseEndpoint(address)), { code });
    });
  }

  for (const [address, options] of TAKEN) {
    it(`takes ${JSON.stringify(options)} at ${address}`, () => {
      assert.deepEqual(listenProblems(options, parseEndpoint(address)), []);
    });
  }

  it('tells everything at once, and leaves out what an address decides that is not known', () => {
    const options = { ...reply({ when: 'connected', then: 'later' }), v6only: true, backlog: 0 };
    const told = (address: string | undefined): string[] =>
      listenProblems(options, address === undefined ? undefined : parseEndpoint(address)).map(({ option }) => option);
    assert.deepEqual(told(UDP), ['v6only', 'backlog', 'payload', 'when', 'then']);
    assert.deepEqual(told(undefined), ['backlog', 'payload', 'then']);
  });

  it('gives what goes without saying', () => {
    const { backlog, v6only, service } = requireListenOptions({}, parseEndpoint(TCP));
    assert.deepEqual([backlog, v6only, service.id], [511, false, 'manual']);
  });

  it('has the words of a service before those of every listener', () => {
    assert.deepEqual(
      listenWordsOf(findService('reply')).map(({ id }) => id),
      ['greeting', 'keep', 'close', 'v6only', 'backlog', 'mode', 'accept'],
    );
    assert.equal(describeListenWord('close', 'reply'), 'It is closed');
    assert.equal(describeListenWord('close', 'echo'), '');
    assert.match(describeListenWord('v6only', undefined), /IPv6 alone/);
  });
});
