import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { spawnTool } from '../../support/process';
import { makeTempFolder, type TempFolder } from '../../support/temp-folder';
import { PROJECT_ROOT } from '../../support/vscode-install';

const execute = promisify(execFile);

describe('the packed terminal program', () => {
  let folder: TempFolder;
  before(async () => {
    folder = await makeTempFolder();
  });
  after(() => folder.remove());

  it('installs offline from its tarball into a clean folder, and runs there', async () => {
    await execute(process.execPath, ['esbuild.mjs', '--production'], { cwd: PROJECT_ROOT });
    assert.ok(((await stat(join(PROJECT_ROOT, 'dist', 'cli.js'))).mode & 0o111) !== 0, 'it is executable');
    const { stdout } = await execute('npm', ['pack', '--json', '--pack-destination', folder.path], {
      cwd: PROJECT_ROOT,
    });
    const [packed] = JSON.parse(stdout) as { filename: string; files: { path: string }[] }[];
    assert.deepEqual(packed!.files.map(({ path }) => path).sort(), [
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'dist/acceptor.js',
      'dist/cli.js',
      'dist/localCertificate.js',
      'dist/mcpServer.js',
      'dist/shared.js',
      'package.json',
    ]);

    const clean = join(folder.path, 'clean');
    await mkdir(clean);
    await writeFile(join(clean, 'package.json'), '{"private":true}');
    const quiet = ['--offline', '--no-audit', '--no-fund'];
    await execute('npm', ['install', ...quiet, join(folder.path, packed!.filename)], { cwd: clean });
    assert.deepEqual(
      (await readdir(join(clean, 'node_modules'))).filter((name) => !name.startsWith('.')),
      ['sockscope'],
    );

    await writeFile(
      join(clean, 'a.wire'),
      's = listen tcp://127.0.0.1:0 echo\nc = dial {{s}}\nc > "x"\nc < "x"\nt = listen tls://127.0.0.1:0\n',
    );
    const npx = spawnTool('npx', ['--offline', '--no', 'sockscope', 'run', 'a.wire'], { cwd: clean });
    npx.endInput();
    assert.equal((await npx.exited).code, 0, npx.stderr.text());
    assert.match(npx.stdout.text(), /✓ a\.wire .*\n\n1 passed in/);

    // What is loaded on demand is there.
    const client = new Client({ name: 'test', version: '1' });
    const args = ['--offline', '--no', 'sockscope', 'mcp'];
    await client.connect(new StdioClientTransport({ command: 'npx', args, cwd: clean }));
    try {
      assert.ok((await client.listTools()).tools.length > 0);
    } finally {
      await client.close();
    }
  }).timeout(120_000);
});
