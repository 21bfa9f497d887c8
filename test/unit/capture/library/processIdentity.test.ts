import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { livenessOf, processIdentity, type ProcessSystem } from '../../../../src/capture/library/processIdentity';

const system = (change: Partial<ProcessSystem> = {}): ProcessSystem => ({
  startOf: () => undefined,
  isRunning: () => true,
  uptime: () => 1000,
  host: () => 'here',
  ...change,
});

const isAlive = (identity: string, asked?: ProcessSystem): boolean => livenessOf(identity, asked) === 'running';

describe('processIdentity', () => {
  it('knows this process as one that runs, and one that has ended as none', () => {
    assert.ok(isAlive(processIdentity(process.pid)));
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    assert.ok(!isAlive(processIdentity(pid)));
  });

  it('does not take a later process with the same number for the one that it names', () => {
    const identity = processIdentity(7, system({ startOf: () => '1234-abc' }));
    assert.ok(isAlive(identity, system({ startOf: () => '1234-abc' })));
    assert.ok(!isAlive(identity, system({ startOf: () => '1235-abc' })));
    assert.ok(!isAlive(identity, system({ startOf: () => '1234-abd' })));
    assert.ok(!isAlive(identity, system({ startOf: () => '1234-abc', isRunning: () => false })));
  });

  it('notices a restart of the system where it cannot know when a process began', () => {
    const identity = processIdentity(7, system({ uptime: () => 1000.9 }));
    assert.ok(isAlive(identity, system({ uptime: () => 1000 })));
    assert.ok(isAlive(identity, system({ uptime: () => 5000 })));
    assert.ok(!isAlive(identity, system({ uptime: () => 999 })));
  });

  it('counts a process as running when it cannot be told', () => {
    const identity = processIdentity(7, system({ startOf: () => '1234-abc' }));
    assert.ok(isAlive(identity, system({ startOf: () => undefined })));
  });

  it('knows no process by what is no name of one', () => {
    for (const text of ['', 'x', '0@1~here', '-1@1~here', '7', '7@', '7@1', '7@~here', '99999999999@1~here'])
      assert.equal(livenessOf(text, system()), 'ended', text);
  });

  it('does not judge a process of another machine or container by the number', () => {
    const identity = processIdentity(process.pid, system({ startOf: () => '1234-abc', host: () => 'there' }));
    for (const isRunning of [true, false]) {
      assert.equal(
        livenessOf(identity, system({ startOf: () => '1234-abc', isRunning: () => isRunning })),
        'elsewhere',
      );
    }
    assert.equal(livenessOf(identity, system({ startOf: () => '1234-abc', host: () => 'there' })), 'running');
  });

  it('can be part of a file name everywhere, and names this system always alike', () => {
    assert.match(processIdentity(process.pid), /^[\w@~-]+$/);
    assert.equal(processIdentity(process.pid), processIdentity(process.pid));
  });
});
