import assert from 'node:assert/strict';
import { SockscopeError } from '../../../../src/base/error';
import { ListenerProblems } from '../../../../src/cli/commands/listenerProblems';
import { FakeRecording } from '../../engine/fakeRecording';
import { FakeTerminal } from '../fakeTerminal';

describe('cli/listenerProblems', () => {
  const refused = (count: number): string =>
    `Connections refused at the limit of connections or of open files: ${count}`;

  it('tells each kind of error once, and nothing of a listener that could not listen', async () => {
    const terminal = new FakeTerminal();
    const problems = new ListenerProblems(terminal);
    const [one, other] = [new SockscopeError('A', 'one'), new SockscopeError('B', 'other')];
    problems.look({ state: 'failed', error: one, refusedCount: 0 });
    for (const error of [undefined, one, undefined, one, other]) {
      problems.look({ state: 'listening', error, refusedCount: 0 });
    }
    await terminal.finish();
    assert.equal(terminal.complaints, 'one\nother\n');
  });

  it('tells each kind of error of connections that never were open', async () => {
    const terminal = new FakeTerminal();
    const problems = new ListenerProblems(terminal);
    const error = new SockscopeError('TLS_CLOSED', 'hung up');
    problems.lookAt({ state: 'connecting', error: undefined, recording: undefined });
    problems.lookAt({ state: 'failed', error: new SockscopeError('B', 'recorded'), recording: new FakeRecording('x') });
    problems.lookAt({ state: 'failed', error, recording: undefined });
    problems.lookAt({ state: 'failed', error, recording: undefined });
    await terminal.finish();
    assert.equal(terminal.complaints, 'hung up\n');
  });

  it('counts who was refused at each doubling, and in the end', async () => {
    const terminal = new FakeTerminal();
    const problems = new ListenerProblems(terminal);
    for (let count = 0; count <= 9; count++) {
      for (let change = 0; change < 2; change++) {
        problems.look({ state: 'listening', error: undefined, refusedCount: count });
      }
    }
    await problems.end();
    await terminal.finish();
    const told = [1, 2, 4, 8].map((count) => `${refused(count)} so far.\n`);
    assert.equal(terminal.complaints, `${told.join('')}${refused(9)} in all.\n`);
  });

  it('says nothing in the end that is known', async () => {
    const terminal = new FakeTerminal();
    const problems = new ListenerProblems(terminal);
    await problems.end();
    problems.look({ state: 'listening', error: undefined, refusedCount: 2 });
    await problems.end();
    await terminal.finish();
    assert.equal(terminal.complaints, `${refused(2)} so far.\n`);
  });
});
