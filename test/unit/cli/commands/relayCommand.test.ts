import assert from 'node:assert/strict';
import { FakeTerminal, interruptAll, sockscope } from '../fakeTerminal';

describe('cli/commands/relayCommand', () => {
  afterEach(interruptAll);

  it('stands between a client and a server, and prints what passes at both sides', async () => {
    const server = new FakeTerminal();
    const listening = sockscope(['listen', 'tcp://127.0.0.1:0', 'echo'], server);
    const [, target] = await server.waitFor(/listening on (\S+),/);
    const between = new FakeTerminal();
    const relaying = sockscope(
      ['relay', 'tcp://127.0.0.1:0', target!, '--delay', '5ms', '--corrupt', '100%', '--from', 'client', '--seed', '7'],
      between,
    );
    const [, address] = await between.waitFor(
      /relaying (\S+) to \S+, delay 5ms corrupt 100% from client; seed 7; Ctrl\+C ends\n/,
    );
    const { code, output } = await sockscope(['send', address!, '"hi"', '--wait', '300ms', '--raw']);
    assert.equal(code, 0);
    assert.equal(output.length, 2);
    assert.notEqual(output, 'hi');
    await between.waitFor(/byte 0 changed from 68 to/);
    between.interrupt();
    assert.equal((await relaying).code, 0);
    assert.match(between.output, /relayed to tcp:/);
    server.interrupt();
    await listening;
  });

  it('loses datagrams as it was told to, and says which', async () => {
    const server = new FakeTerminal();
    const listening = sockscope(['listen', 'udp://127.0.0.1:0', 'echo'], server);
    const [, target] = await server.waitFor(/listening on (\S+),/);
    const between = new FakeTerminal();
    const relaying = sockscope(['relay', 'udp://127.0.0.1:0', target!, '--drop', '1', '--from', 'client'], between);
    const [, address] = await between.waitFor(/relaying (\S+) to \S+, drop 1 from client; seed \d+; Ctrl\+C ends\n/);
    const { output } = await sockscope(['send', address!, '"hi"', '--wait', '200ms', '--raw']);
    assert.equal(output, '');
    await between.waitFor(/datagram 1: dropped by its number/);
    between.interrupt();
    assert.equal((await relaying).code, 0);
    server.interrupt();
    await listening;
  });

  it('says what is wrong with what it is told', async () => {
    const wrong = async (...args: string[]): Promise<[number, string]> => {
      const { code, complaints } = await sockscope(['relay', ...args]);
      return [code, complaints];
    };
    for (const [args, complaint] of [
      [['tcp://127.0.0.1:0'], /takes an endpoint to listen on, and a target/],
      [['tcp://127.0.0.1:0', 'tcp://127.0.0.1:9', '--delay', 'long'], /--delay needs a value such as 100ms/],
      [['tcp://127.0.0.1:0', 'tcp://127.0.0.1:9', '--from', 'here'], /--from takes client or server/],
      [['tcp://127.0.0.1:0', 'tcp://127.0.0.1:9', '--seed', 'x'], /--seed needs a whole number/],
      [['tcp://127.0.0.1:0', 'tcp://127.0.0.1:9', '--loss', '5%'], /kernel sends again.*"stall"/],
      [['tcp://127.0.0.1:0', 'tcp://192.0.2.1:9'], /add --expose if that is meant/],
      [['tcp://127.0.0.1:0', 'udp://127.0.0.1:9'], /cannot go on as a stream/],
    ] as const) {
      const [code, complaints] = await wrong(...args);
      assert.equal(code, 2, complaints);
      assert.match(complaints, complaint);
    }
  });
});
