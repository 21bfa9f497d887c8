/**
 * `npm run bench`: prints the size of the packaged extension, then runs the measurements of test/bench/*.bench.ts inside
 * the extension host of the newest VS Code. Those are mocha files that print what they measured.
 */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { exitOnSignals } from '../support/exit-on-signals';
import { bundleHostTests } from '../support/host-bundle';
import { runInHost } from '../support/host-run';
import { packageExtension } from '../support/packaged-extension';
import { makeTempFolder } from '../support/temp-folder';
import { explainMissingTool, findTool } from '../support/tools';
import { PROJECT_ROOT } from '../support/vscode-install';

const BENCHES = join(PROJECT_ROOT, 'test', 'bench');

async function printPackageSize(): Promise<void> {
  const folder = await makeTempFolder();
  try {
    const vsix = join(folder.path, 'sockscope.vsix');
    await packageExtension(vsix);
    const { size } = await stat(vsix);
    console.log(`vsix ${(size / 1024).toFixed(1)} KB`);
  } finally {
    await folder.remove();
  }
}

async function main(): Promise<number> {
  await printPackageSize();
  const names = await readdir(BENCHES);
  const files = names.filter((name) => name.endsWith('.bench.ts')).map((name) => join(BENCHES, name));
  if (files.length === 0) {
    return 0;
  }
  const chromium = findTool('chromium');
  if (chromium === undefined) {
    throw new Error(explainMissingTool('chromium'));
  }
  return runInHost({
    version: 'newest',
    bundle: await bundleHostTests(files),
    chromium,
    grep: undefined,
    testTimeout: 300_000,
    runTimeout: 900_000,
  });
}

exitOnSignals();
// A rejection is not caught here: Node prints it and exits with 1.
void main().then((failures) => {
  process.exitCode = failures > 0 ? 1 : 0;
});
