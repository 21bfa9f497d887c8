import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { open as openFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { good } from '../../../../src/bytes/styledText';
import { openTerminal } from '../../../../src/cli/terminal/processTerminal';
import { makeTempFolder } from '../../../support/temp-folder';

/** As much of a process as a terminal takes. */
class FakeProcess extends EventEmitter {
  readonly stdin = new PassThrough();
  readonly stdout: PassThrough & { isTTY?: boolean } = new PassThrough();
  readonly stderr = new PassThrough();
  readonly env: NodeJS.ProcessEnv;

  constructor(isTerminal: boolean, env: NodeJS.ProcessEnv = {}) {
    super();
    // A pipe has no such property at all.
    if (isTerminal) this.stdout.isTTY = true;
    this.env = env;
  }

  cwd(): string {
    return '/here';
  }
}

const gone = (): Error => Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });

const open = (fake: FakeProcess) => openTerminal(fake as unknown as NodeJS.Process);

describe('cli/processTerminal', () => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK']) {
    it(`is interrupted by ${signal}, and leaves the second one to the system`, () => {
      const fake = new FakeProcess(false);
      const terminal = open(fake);
      assert.ok(!terminal.isInterrupted);
      assert.ok(fake.emit(signal));
      assert.ok(terminal.isInterrupted);
      assert.ok(!fake.emit(signal));
    });
  }

  it('is interrupted when whoever reads its output has gone', async () => {
    const fake = new FakeProcess(false);
    const terminal = open(fake);
    fake.stderr.destroy(gone());
    fake.stdout.destroy(gone());
    await terminal.interruption();
    assert.ok(await terminal.finish());
    assert.equal(terminal.folder, '/here');
  });

  it('says on standard error what the system said of standard output', async () => {
    const fake = new FakeProcess(false);
    const terminal = open(fake);
    fake.stdout.destroy(
      Object.assign(new Error('EDQUOT: disk quota exceeded, write'), { code: 'EDQUOT', errno: -122 }),
    );
    await terminal.interruption();
    assert.ok(!(await terminal.finish()));
    assert.ok(!(await terminal.finish()));
    assert.match(String(fake.stderr.read()), /^sockscope: Cannot write standard output: [^\n]*\(EDQUOT\)\n$/);
  });

  it('does not call it written when standard error failed', async () => {
    const fake = new FakeProcess(false);
    const terminal = open(fake);
    fake.stderr.destroy(Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' }));
    await terminal.complain('wrong');
    await new Promise((resolve) => setImmediate(resolve));
    assert.ok(!(await terminal.finish()));
  });

  it('writes a file itself, whole', async () => {
    const folder = await makeTempFolder();
    const file = await openFile(join(folder.path, 'out'), 'w+');
    const fake = new FakeProcess(false);
    // As Node has it for a file: a stream with the descriptor, that is no socket.
    Object.assign(fake.stdout, { fd: file.fd });
    const terminal = open(fake);
    await terminal.print('to the file');
    assert.ok(await terminal.finish());
    assert.equal(String(await readFile(join(folder.path, 'out'))), 'to the file\n');
    assert.equal(fake.stdout.read(), null);
    await file.close();
    await folder.remove();
  });

  for (const [isTerminal, env, isColoured] of [
    [true, {}, true],
    [true, { NO_COLOR: '' }, true],
    [true, { NO_COLOR: '0' }, false],
    [true, { TERM: 'dumb' }, false],
    [false, { TERM: 'xterm' }, false],
    [false, { FORCE_COLOR: '1' }, true],
    [true, { FORCE_COLOR: '0' }, false],
    [false, { FORCE_COLOR: '' }, false],
    [false, { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
  ] as const) {
    it(`${isColoured ? 'colours' : 'does not colour'} ${isTerminal ? 'a terminal' : 'a pipe'} with ${JSON.stringify(env)}`, async () => {
      const fake = new FakeProcess(isTerminal, env);
      const terminal = open(fake);
      await terminal.print([good('✓')]);
      await terminal.finish();
      assert.equal(String(fake.stdout.read()), isColoured ? '\x1b[32m✓\x1b[39m\n' : '✓\n');
    });
  }

  it('reads standard input, and tells mistakes on standard error', async () => {
    const fake = new FakeProcess(false);
    const terminal = open(fake);
    fake.stdin.end('typed');
    assert.equal(String(await terminal.readInput()), 'typed');
    await terminal.complain('wrong');
    await terminal.finish();
    assert.equal(String(fake.stderr.read()), 'wrong\n');
  });
});
