import assert from 'node:assert/strict';
import { join } from 'node:path';
import { killTools, spawnTool } from '../../support/process';
import { requireTool } from '../../support/tools';
import { PROJECT_ROOT } from '../../support/vscode-install';
import { BuiltProgram } from './built';

const ECHO = join(PROJECT_ROOT, 'samples', 'half-close.wire');
/** What begins a colour. */
const ESCAPE = '\u001b[';

describe('the terminal program as a process', () => {
  let program: BuiltProgram;
  before(async () => {
    program = await BuiltProgram.build();
  });
  after(() => program.remove());
  afterEach(killTools);

  it('exits with 0, 1 and 2', async () => {
    assert.equal((await program.run(['run', ECHO])).code, 0);
    assert.equal((await program.run(['send', 'tcp://127.0.0.1:1', 'x'])).code, 1);
    assert.equal((await program.run(['run'])).code, 2);
    assert.equal((await program.run([])).code, 2);
    assert.match((await program.run(['--version'])).output, /^\d+\.\d+\.\d+\n$/);
  });

  it('colours on a terminal, but not with NO_COLOR, and not in a pipe', async function () {
    requireTool(this, 'python3');
    const onTerminal = async (env: Record<string, string>): Promise<string> => {
      // Python’s pty gives the program a terminal of its own.
      const script = 'import pty, sys; sys.exit(pty.spawn(sys.argv[1:]) >> 8)';
      const terminal = spawnTool('python3', ['-c', script, process.execPath, ...program.command(['run', ECHO])], {
        env,
      });
      await terminal.exited;
      return terminal.stdout.text();
    };
    assert.ok((await onTerminal({ TERM: 'xterm', NO_COLOR: '' })).includes(`${ESCAPE}32m✓`));
    assert.ok(!(await onTerminal({ TERM: 'xterm', NO_COLOR: '1' })).includes(ESCAPE));
    assert.ok(!(await onTerminal({ TERM: 'dumb', NO_COLOR: '' })).includes(ESCAPE));
    assert.ok(!(await program.run(['run', ECHO])).output.includes(ESCAPE));
  });

  it('listens until Ctrl+C, shows what comes, and ends well', async function () {
    const ncat = requireTool(this, 'ncat');
    const listening = program.start(['listen', 'tcp://127.0.0.1:0', 'echo']);
    const [, port] = await listening.stdout.waitForText(/listening on tcp:\/\/127\.0\.0\.1:(\d+), service echo/);
    const client = spawnTool(ncat, ['127.0.0.1', port!]);
    await client.write('hi\n');
    await client.stdout.waitForText(/hi\n/);
    await listening.stdout.waitForText(/< 3 bytes from .*\n00000000 {2}68 69 0a[^]*> 3 bytes to/);
    listening.signal('SIGINT');
    assert.deepEqual(await listening.exited, { code: 0, signal: null });
  });

  it('ends when whoever reads its output has gone', async () => {
    const listening = program.start(['listen', 'tcp://127.0.0.1:0']);
    const [, address] = await listening.stdout.waitForText(/listening on (\S+);/);
    listening.closeOutput();
    await program.run(['send', address!, 'x', '--wait', '100ms']);
    assert.equal((await listening.exited).code, 0);
  });
});
