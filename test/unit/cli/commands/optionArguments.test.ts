import assert from 'node:assert/strict';
import { argumentsOf, readOptions } from '../../../../src/cli/commands/optionArguments';
import { parseCommandLine } from '../../../../src/cli/terminal/commandLine';
import { LISTEN_OPTIONS } from '../../../../src/engine/listenOptions';
import { MULTICAST_OPTIONS } from '../../../../src/engine/multicastOptions';

const OPTIONS = [...LISTEN_OPTIONS, ...MULTICAST_OPTIONS];

const LINE = { usage: 'x', options: Object.fromEntries(OPTIONS.flatMap(argumentsOf)) };
const read = (...args: string[]): Record<string, unknown> => readOptions(parseCommandLine(LINE, args), OPTIONS);

describe('cli/commands/optionArguments', () => {
  it('reads each form of option', () => {
    assert.deepEqual(read(), {});
    assert.deepEqual(read('--v6only', '--backlog', '5', '--ttl', '0', '--no-loopback', '--interface', 'lo'), {
      ...{ v6only: true, backlog: 5, ttl: 0, loopback: false, interface: 'lo' },
    });
    assert.deepEqual(read('--loopback'), { loopback: true });
  });

  it('says what is wrong', () => {
    assert.throws(() => read('--ttl', 'four'), /--ttl needs a whole number, not “four”\./);
    assert.throws(() => read('--loopback', '--no-loopback'), /--loopback and --no-loopback exclude each other/);
  });
});
