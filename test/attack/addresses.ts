import { Engine } from '../../src/engine/engine';
import { parseEndpoint } from '../../src/engine/address/endpoint';
import { NO_RECORDING } from '../../src/cli/commands/noRecording';
import { codeOf, type Attack, type AttackGroup } from './attack';

/** Each is refused with a code, and never reaches the system. */
const refused = (...addresses: readonly string[]): Pick<Attack, 'outcome' | 'attempt'> =>
  refusedOn('linux', ...addresses);

const refusedOn = (platform: string, ...addresses: readonly string[]): Pick<Attack, 'outcome' | 'attempt'> => ({
  outcome: new RegExp(`^(BAD_[A-Z_]+ ){${addresses.length}}$`),
  attempt: async () => {
    const codes = [];
    for (const address of addresses) codes.push(await codeOf(() => parseEndpoint(address, platform)));
    return `${codes.join(' ')} `;
  },
});

const ATTACKS: readonly Attack[] = [
  {
    name: 'addresses of a megabyte',
    memory: 60,
    stall: 200,
    ...refused('a'.repeat(1e6), `tcp://${'a.'.repeat(5e5)}:1`, `unix:/${'x'.repeat(1e6)}`, `[${':'.repeat(1e6)}]:1`),
  },
  {
    name: 'addresses with control characters, lines and zeros in them',
    memory: 60,
    stall: 50,
    ...refused(
      'tcp://127.0.0.1\n:1',
      'unix:/tmp/x\0y',
      'local:x\0y',
      'tcp://\u001b[31m:1',
      'tcp://127.0.0.1:1\r\nx',
      'tcp://a\u202eb:1',
    ),
  },
  {
    name: 'names of pipes that are none, of other machines, or a megabyte long',
    memory: 60,
    stall: 200,
    ...refusedOn(
      'win32',
      `pipe:${'x'.repeat(1e6)}`,
      `pipe:${'\\\\'.repeat(5e5)}`,
      '\\\\10.0.0.1\\pipe\\x',
      '\\\\.\\pipe\\',
      'pipe:x\0y',
      'unix:/tmp/x',
    ),
  },
  {
    name: 'ports that are none',
    memory: 60,
    stall: 50,
    ...refused('65536', ':-1', 'tcp://127.0.0.1:1e3', 'tcp://127.0.0.1:0x50', `tcp://127.0.0.1:${'9'.repeat(1e5)}`),
  },
  {
    name: '20,000 listeners that cannot be bound',
    memory: 110,
    stall: 200,
    outcome: /^1000 listed$/,
    attempt: async () => {
      const engine = new Engine({ record: () => NO_RECORDING });
      const endpoint = parseEndpoint('unix:/proc/none/x', 'linux');
      for (let number = 0; number < 20_000; number++) {
        await engine.listen(endpoint).catch(() => undefined);
        // Each is a call of its own, as that of a command is.
        await new Promise((resolve) => setImmediate(resolve));
      }
      return `${[...engine.sockets].length} listed`;
    },
  },
];

export const ADDRESSES: AttackGroup = { title: 'Addresses', attacks: ATTACKS };
