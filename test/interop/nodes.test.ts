import assert from 'node:assert/strict';
import { join, relative } from 'node:path';
import { killTools, spawnTool } from '../support/process';
import { ensureNodeOf, PROJECT_ROOT, VSCODE_NAMES } from '../support/vscode-install';

/** Tests of what differs between the Nodes that extension hosts have: each must hold on all of them. */
const SENSITIVE = [
  'test/unit/engine/address/abstractName.test.ts',
  'test/unit/engine/connection.test.ts',
  'test/unit/engine/transport/earlyReset.test.ts',
  'test/unit/engine/transport/receiving.test.ts',
  'test/unit/engine/kernel/peerEnd.test.ts',
  'test/interop/abstractName.test.ts',
  'test/interop/endsOnTheWire.test.ts',
];

interface Report {
  readonly passes: readonly { readonly file: string }[];
}

describe('on the Node of each VS Code', function () {
  // Where it is not installed yet it is fetched.
  this.timeout(300_000);
  afterEach(killTools);

  for (const name of VSCODE_NAMES) {
    it(`what depends on Node holds (${name})`, async function () {
      const node = await ensureNodeOf(name);
      // Those tests run here anyway.
      if (node === process.execPath) this.skip();
      const mocha = join(PROJECT_ROOT, 'node_modules', 'mocha', 'bin', 'mocha.js');
      const specs = SENSITIVE.flatMap((path) => ['--spec', path]);
      const run = spawnTool(node, [mocha, '--reporter', 'json', ...specs], { cwd: PROJECT_ROOT });
      const { code } = await run.exited;
      const printed = run.stdout.text();
      const report = JSON.parse(printed.slice(printed.indexOf('{\n'))) as Report;
      assert.equal(code, 0, printed + run.stderr.text());
      const passed = new Set(report.passes.map(({ file }) => relative(PROJECT_ROOT, file)));
      for (const path of SENSITIVE)
        if (path.startsWith('test/unit/')) assert.ok(passed.has(path), `${path} did not run`);
    });
  }
});
