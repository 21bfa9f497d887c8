/**
 * Runs tests inside VS Code's extension host:
 *
 *     npm run test:host -- [--vscode floor|newest] [--grep PATTERN] [--test-timeout SECONDS] [--timeout SECONDS] [FILE…]
 *
 * Without options: all of test/host, in the oldest VS Code that the extension supports and in the newest.
 */
import { parseArgs } from 'node:util';

import { exitOnSignals } from './exit-on-signals';
import { bundleHostTests } from './host-bundle';
import { runInHost } from './host-run';
import { explainMissingTool, findTool, isContinuousIntegration } from './tools';
import { ensureVsCode, parseVsCodeName, VSCODE_NAMES, type VsCodeName } from './vscode-install';

const { values: options, positionals: files } = parseArgs({
  allowPositionals: true,
  options: {
    vscode: { type: 'string' },
    grep: { type: 'string' },
    'test-timeout': { type: 'string', default: '60' },
    timeout: { type: 'string', default: '480' },
  },
});

function chooseVersions(): readonly VsCodeName[] {
  if (options.vscode === undefined) {
    return VSCODE_NAMES;
  }
  const chosen = parseVsCodeName(options.vscode);
  if (chosen === undefined) {
    throw new Error(`--vscode must be one of ${VSCODE_NAMES.join(', ')}; it is "${options.vscode}".`);
  }
  return [chosen];
}

async function main(): Promise<number> {
  const versions = chooseVersions();
  const chromium = findTool('chromium');
  if (chromium === undefined) {
    console.error(
      `\n*** HOST TESTS ${isContinuousIntegration() ? 'FAILED' : 'SKIPPED'}: ${explainMissingTool('chromium')}\n`,
    );
    return isContinuousIntegration() ? 1 : 0;
  }
  const bundle = await bundleHostTests(files);
  let failures = 0;
  for (const version of versions) {
    const install = await ensureVsCode(version);
    console.log(`\nIn the extension host of VS Code ${install.version}:`);
    failures += await runInHost({
      version,
      bundle,
      chromium,
      grep: options.grep,
      testTimeout: Number(options['test-timeout']) * 1000,
      // See retries.ts.
      retries: isContinuousIntegration() ? 1 : 0,
      runTimeout: Number(options.timeout) * 1000,
    });
  }
  return failures > 0 ? 1 : 0;
}

exitOnSignals();
// A rejection is not caught here: Node prints it and exits with 1.
void main().then((exitCode) => {
  process.exitCode = exitCode;
});
