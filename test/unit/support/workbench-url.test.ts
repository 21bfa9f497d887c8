import assert from 'node:assert/strict';
import { workbenchUrl } from '../../support/workbench-url';

const server = { url: 'http://127.0.0.1:4711', log: () => '', stop: () => Promise.resolve() };

describe('workbenchUrl', () => {
  it('names the folder alone where there is no extension under development', () => {
    assert.equal(workbenchUrl(server, { workspace: '/a b' }), 'http://127.0.0.1:4711/?folder=%2Fa+b');
  });

  it('names a drive of Windows as addresses do', () => {
    const url = new URL(workbenchUrl(server, { workspace: String.raw`Z:\a b`, extension: String.raw`Z:\e` }));
    assert.equal(url.searchParams.get('folder'), '/z:/a b');
    assert.match(url.searchParams.get('payload') ?? '', /vscode-remote:\/\/127\.0\.0\.1:4711\/z:\/e"/);
  });

  it('names extension and tests with the authority of the address bar', () => {
    const url = new URL(workbenchUrl(server, { workspace: '/w', extension: '/e', tests: '/t.js' }));
    assert.equal(url.searchParams.get('folder'), '/w');
    assert.deepEqual(JSON.parse(url.searchParams.get('payload') ?? ''), [
      ['extensionDevelopmentPath', 'vscode-remote://127.0.0.1:4711/e'],
      ['extensionTestsPath', 'vscode-remote://127.0.0.1:4711/t.js'],
    ]);
  });
});
