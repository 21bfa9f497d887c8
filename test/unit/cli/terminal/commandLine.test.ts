import assert from 'node:assert/strict';
import { durationOption, parseCommandLine, type ParsedLine } from '../../../../src/cli/terminal/commandLine';
import { UsageError } from '../../../../src/cli/terminal/terminal';

const COMMAND = {
  usage: 'sockscope try [FILE …]',
  options: {
    raw: { help: 'Bytes as they are.' },
    timeout: { value: 'TIME', help: 'How long it may take.' },
    text: { value: 'TEXT', help: 'What is sent.', mayBeEmpty: true },
    define: { value: 'NAME=VALUE', help: 'A value.', isList: true },
  },
};
const parse = (...args: string[]): ParsedLine => parseCommandLine(COMMAND, args);
const refused = (args: readonly string[], message: RegExp): void => {
  assert.throws(
    () => durationOption(parse(...args), 'timeout', 0),
    (error) => error instanceof UsageError && message.test(error.message),
    args.join(' '),
  );
};

describe('cli/commandLine', () => {
  it('tells flags, values and lists apart, and leaves the rest in its order', () => {
    const { positionals, flags, values, lists } = parse('b', '--raw', '--timeout=5s', 'a', '--define', 'x=1', '--define', 'y=2'); // prettier-ignore
    assert.deepEqual(positionals, ['b', 'a']);
    assert.deepEqual([...flags], ['raw']);
    assert.deepEqual([...values], [['timeout', '5s']]);
    assert.deepEqual([...lists], [['define', ['x=1', 'y=2']]]);
  });
  it('takes what stands behind -- as it is', () => {
    const { positionals, flags } = parse('--', '--raw');
    assert.deepEqual([positionals, [...flags]], [['--raw'], []]);
  });
  it('takes an empty value alone where that is what is sent', () => {
    assert.deepEqual([...parse('--text', '').values], [['text', '']]);
    refused(['--timeout', ''], /^--timeout needs a value, such as TIME: what stands there is empty\.$/);
  });
  it('refuses what it does not know, lacks a value or stands twice', () => {
    refused(['--loud'], /^Unknown option '--loud'\. Usage: sockscope try/);
    refused(['--tiemout', '5s'], /^Unknown option '--tiemout'\. Did you mean --timeout\? Usage: sockscope try/);
    refused(
      ['-5'],
      /^Unknown option '-5'\. What begins with a dash and is no option stands at the end, behind --\. Usage/,
    );
    refused(
      ['--timeout', '-5s'],
      /^Option '--timeout' argument is ambiguous\. A value .* is written --timeout=-…\. Usage/,
    );
    refused(['--timeout'], /--timeout.*Usage: sockscope try/);
    refused(['--raw=yes'], /--raw.*Usage: sockscope try/);
    refused(['--raw', '--raw'], /^--raw stands here 2 times: give it once\.$/);
    refused(['--timeout', '1s', '--timeout', '2s', '--timeout', '3s'], /^--timeout stands here 3 times/);
  });
  it('reads times from a millisecond to a day, both included', () => {
    assert.equal(durationOption(parse(), 'timeout', 123), 123);
    assert.equal(durationOption(parse('--timeout', '1ms'), 'timeout', 123), 1);
    assert.equal(durationOption(parse('--timeout', '1440min'), 'timeout', 123), 86_400_000);
    refused(['--timeout', '0ms'], /^--timeout takes 1ms to 1440min, not “0ms”\.$/);
    refused(['--timeout', '86400001ms'], /^--timeout takes 1ms to 1440min, not “86400001ms”\.$/);
    refused(['--timeout', '5'], /^--timeout needs a time, not “5”: write a number and ms, s or min/);
    refused(['--timeout', 'x'], /^--timeout needs a time, not “x”/);
  });
});
