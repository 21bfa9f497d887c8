import assert from 'node:assert/strict';
import { isRunnableScheme } from '../../../../src/ui/wire/language/runnableSchemes';

describe('what runs', () => {
  for (const scheme of ['file', 'untitled', 'memfs']) {
    it(`is what has the scheme ${scheme}, in a workspace of memfs`, () => {
      assert.equal(isRunnableScheme(scheme, ['memfs']), true);
    });
  }

  for (const scheme of ['git', 'vscode-local-history', 'output', 'memfs', 'gitlens', '']) {
    it(`is nothing that has the scheme “${scheme}”, in a workspace on disk`, () => {
      assert.equal(isRunnableScheme(scheme, ['file']), false);
      assert.equal(isRunnableScheme(scheme, []), false);
    });
  }
});
