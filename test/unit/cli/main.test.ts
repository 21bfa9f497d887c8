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

  const WRONG: readonly (readonly [args: readonly string[], complaint: RegExp])[] = [
    [[], /Sends, receives and tests/],
    [['frobnicate'], /there is no command “frobnicate”/],
    [['run'], /run takes wire files/],
    [['run', 'nothing.wire'], /nothing\.wire/],
    [['run', '--frobnicate', 'x'], /--frobnicate/],
    [['run', '--reporter', 'xml', 'x'], /There is no reporter “xml”; there are text, tap, junit, json/],
    [['run', '--timeout', '5', 'x'], /--timeout needs a time, not “5”/],
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
