import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import * as vscode from 'vscode';
import { ACTIVATION_VARIABLE, BARE_COMMANDS, type ActivationRun } from './activation';

interface Main {
  readonly activate: (context: vscode.ExtensionContext) => unknown;
}

/**
 * VS Code tells nobody how long `activate` took. It loads the extension with Node's own `require`, so a module that lies
 * ready in Node's cache is what it gets: the real one, whose `activate` looks at the clock.
 */
describe('activation', () => {
  it('by the first command', async () => {
    const extension = vscode.extensions.getExtension('sockscope.sockscope');
    assert.ok(extension, 'the extension is not installed');
    assert.equal(extension.isActive, false, 'something else has activated it: this has to be measured first');
    const path = join(extension.extensionPath, 'dist', 'extension.js');
    const require = createRequire(path);

    const started = performance.now();
    const bare = Array.from({ length: BARE_COMMANDS }, (_, i) =>
      vscode.commands.registerCommand(`sockscope.bench${i}`, () => undefined),
    );
    const registered = performance.now();
    for (const command of bare) command.dispose();

    const loading = performance.now();
    const main = require(path) as Main;
    const loaded = performance.now();

    let called = NaN;
    let returned = NaN;
    const cached = require.cache[path];
    assert.ok(cached, 'the extension was loaded from elsewhere');
    cached.exports = {
      ...main,
      activate(context: vscode.ExtensionContext): unknown {
        called = performance.now();
        const api = main.activate(context);
        returned = performance.now();
        return api;
      },
    };
    const asked = performance.now();
    await vscode.commands.executeCommand('sockscope.clearClosed');
    const answered = performance.now();

    assert.ok(returned >= called, 'VS Code has called another activate');
    const run: ActivationRun = {
      loading: loaded - loading,
      activating: returned - called,
      firstCommand: answered - asked,
      bare: registered - started,
    };
    await writeFile(process.env[ACTIVATION_VARIABLE]!, JSON.stringify(run));
  });
});
