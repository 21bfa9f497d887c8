import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import esbuild from 'esbuild';
import { mapStack } from '../../support/source-positions';
import { makeTempFolder } from '../../support/temp-folder';

describe('mapStack', () => {
  it('leaves positions without a source map as they are', () => {
    const stack = 'Error: x\n    at run (/no/map.js:3:7)\n    at node:internal/timers:581:17';
    assert.equal(mapStack(stack), stack);
  });

  it('finds the TypeScript line of a bundle', async () => {
    process.setSourceMapsEnabled(true);
    const folder = await makeTempFolder();
    try {
      const bundle = join(folder.path, 'bundle.js');
      const source = '// one\n// two\nexport const answer: number = 42;\n';
      await esbuild.build({
        stdin: { contents: source, loader: 'ts', sourcefile: 'source.ts', resolveDir: folder.path },
        outfile: bundle,
        format: 'cjs',
        sourcemap: 'linked',
      });
      assert.equal((createRequire(bundle)(bundle) as { answer: number }).answer, 42);
      const lines = (await readFile(bundle, 'utf8')).split('\n');
      const line = lines.findIndex((each) => each.startsWith('const answer'));
      const wanted = relative(process.cwd(), join(folder.path, 'source.ts'));
      assert.equal(mapStack(`at x (${bundle}:${line + 1}:1)`), `at x (${wanted}:3:8)`);
    } finally {
      await folder.remove();
    }
  });
});
