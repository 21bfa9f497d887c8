import assert from 'node:assert/strict';
import { FakeTerminal, sockscope } from './fakeTerminal';

describe('cli/main', () => {
  it('tells its version', async () => {
    assert.deepEqual(await sockscope(['--version']), { code: 0, output: '1.2.3\n', complaints: '' });
  });
  it('helps, on all of it and on each command', async () => {
    const { code, output } = await sockscope(['--help']);
    assert.equal(code, 0);
    for (const command of ['run', 'send', 'listen', 'decode', 'fmt']) {
      assert.match(output, new RegExp(`sockscope ${command} `));
      const help = await sockscope([command, '--help']);
      assert.equal(help.code, 0);
      assert.match(help.output, new RegExp(`Usage: sockscope ${command} `));
      assert.equal(help.complaints, '');
    }
  });

  it('lists the options of a command, where it has some, and examples', async () => {
    assert.match(
      (await sockscope(['decode', '-h'])).output,
      /^Prints a payload’s bytes and their meaning\.\n\nUsage: sockscope decode PAYLOAD\n\nExamples:\n\n {2}sockscope decode /,
    );
    const { output } = await sockscope(['fmt', '--help']);
    assert.ok(
      output.includes(
        'FILE… [--check]\n\n  --check               change nothing, and fail when something would change\n\nExamples:\n',
      ),
      output,
    );
  });

  it('wraps its help for narrow terminals, down to words and to examples that are copied', async () => {
    const [{ output: program }] = await Promise.all([sockscope(['--help'])]);
    const commands = Array.from(program.matchAll(/^ {2}sockscope (\w+)/gm), ([, name]) => name!);
    assert.ok(commands.length >= 10, program);
    for (const columns of [40, 79]) {
      for (const args of [['--help'], ...commands.map((name) => [name, '--help'])]) {
        const { output } = await sockscope(args, new FakeTerminal('/', '', false, { columns }));
        const wide = output
          .split('\n')
          .filter((line) => line.length > columns && !/^ {2}sockscope |^ {2}.*\| sockscope |^ {2}eval/.test(line));
        assert.deepEqual(
          wide.filter((line) => /\S\s+\S/.test(line.trim())),
          [],
          args.join(' '),
        );
      }
    }
  });

  it('dumps fewer bytes a row where the terminal is narrow', async () => {
    const rows = async (columns: number): Promise<number> => {
      const { output } = await sockscope(['decode', 'zeros(32)'], new FakeTerminal('/', '', false, { columns }));
      const dumped = output.split('\n').filter((line) => line.startsWith('0000'));
      assert.ok(dumped.every((line) => line.length <= columns), output); // prettier-ignore
      return dumped.length;
    };
    assert.deepEqual(await Promise.all([200, 78, 77, 45, 44].map(rows)), [2, 2, 4, 4, 8]);
  });

  const WRONG: readonly (readonly [args: readonly string[], complaint: RegExp])[] = [
    [[], /Sends, receives and tests/],
    [
      ['frobnicate'],
      /^sockscope: there is no command “frobnicate”: there are run, send, .*completion\. More: sockscope --help\n$/,
    ],
    [['lisetn'], /^sockscope: there is no command “lisetn”\. Did you mean listen\? More: sockscope --help\n$/],
    [['help', 'lisetn'], /there is no command “lisetn”\. Did you mean listen\?/],
    [['dial', 'localhost', '9000'], /standard input\. Host and port are one word here: localhost:9000\. Usage/],
    [
      ['listen', '127.0.0.1', '9000'],
      /There is no service “9000”\. Host and port are one word here: 127\.0\.0\.1:9000\./,
    ],
    [['send', 'localhost', '9000', 'x'], /for the shell\. Host and port are one word here: localhost:9000\./],
    [['dial', ':9000', '9000'], /standard input\. Usage/],
    [['completion', 'tcsh'], /completion takes a shell: bash, zsh, fish, pwsh/],
    [['run'], /run takes wire files/],
    [['run', 'nothing.wire'], /nothing\.wire/],
    [['run', '--frobnicate', 'x'], /--frobnicate/],
    [['run', '--reporter', 'xml', 'x'], /There is no reporter “xml”; there are text, tap, junit, json/],
    [['run', '--timeout', '5', 'x'], /--timeout needs a time, not “5”/],
    [['run', '--timeout', '0s', 'x'], /--timeout takes 1ms to 1440min, not “0s”\./],
    [['run', '--timeout', '0.4ms', 'x'], /--timeout takes/],
    [['run', '--timeout', '1440.001min', 'x'], /--timeout takes/],
    [['run', '--timeout', '99999999999s', 'x'], /--timeout takes/],
    [['send', '9000', 'x', '--wait', '0ms'], /--wait takes 1ms to 1440min, not “0ms”\./],
    [['send', '9000', 'x', '--wait', '2147484s'], /--wait takes/],
    [['run', '--timeout', '5s', '--timeout', '6s', 'x'], /--timeout stands here 2 times/],
    [['run', '--section'], /--section/],
    [['run', '--define', 'x', 'y'], /--define takes NAME=VALUE, not “x”/],
    [['send', '9000'], /send takes an endpoint and a payload/],
    [['send', 'http://x', 'y'], /"http:\/\/" is not known/],
    [['send', 'tcp://127.0.0.1:0', 'y'], /port 0/],
    [['send', '9000', 'u8(256)'], /In the payload, column 4: 256 does not fit/],
    [['send', '9000', 'x', '--wait', 'soon'], /--wait needs a time/],
    [['listen'], /listen takes an endpoint/],
    [['listen', '9000', 'eccho'], /There is no service "eccho"/],
    [['listen', 'tcp://0.0.0.0:0'], /Other machines could reach tcp:\/\/0\.0\.0\.0:0: .*--expose/],
    [['listen', 'udp://[::]:0'], /--expose/],
    [['listen', 'udp://127.0.0.1:0', '--v6only'], /v6only is for IPv6 addresses/],
    [['listen', ':0', 'reply'], /needs what it sends .*give it a payload such as/],
    [['listen', ':0', 'reply', 'u8(256)'], /In the payload, column 4: 256 does not fit/],
    [['listen', ':0', 'echo', 'x'], /The service echo takes no payload: leave out “x”/],
    [['listen', ':0', 'echo', '--close'], /--close is for the service reply/],
    [['listen', ':0', '--greeting'], /--greeting is for the service reply/],
    [['listen', ':0', 'reply', 'x', '--keep', '--close'], /exclude each other/],
    [['listen', 'udp://127.0.0.1:0', 'reply', 'x', '--greeting'], /greeting .*UDP has none: leave it out/],
    [['listen', ':0', 'qotd', 'x'.repeat(512)], /512 bytes, and at most 511/],
    [['listen', ':0', '--backlog', 'many'], /--backlog needs a whole number, not “many”/],
    [['listen', ':0', '--backlog', '0'], /The backlog must be a whole number from 1 to 65535/],
    [['listen', 'udp://127.0.0.1:0', '--backlog', '5'], /UDP has none/],
    [['listen', ':0', 'reply', 'x', 'y'], /listen takes an endpoint, and perhaps a service/],
    [['decode'], /decode takes one payload/],
    [['decode', 'a', 'b'], /decode takes one payload/],
    [['fmt'], /fmt takes wire files/],
  ];
  for (const [args, complaint] of WRONG) {
    it(`takes “${args.join(' ')}” for wrong usage`, async () => {
      const { code, output, complaints } = await sockscope(args, new FakeTerminal('/nonexistent'));
      assert.equal(code, 2);
      assert.equal(output, '');
      assert.match(complaints, complaint);
    });
  }

  it('tells what failed, without a stack', async () => {
    const { code, complaints } = await sockscope(['send', 'tcp://127.0.0.1:1', 'x']);
    assert.equal(code, 1);
    assert.match(complaints, /^sockscope: Nobody listens on tcp:\/\/127\.0\.0\.1:1: .*\n$/);
  });
});
