import assert from 'node:assert/strict';

import { explainMissingTool, findTool, requireTool } from '../../support/tools';

describe('requireTool', () => {
  const { CI } = process.env;

  afterEach(() => {
    delete process.env['NO_SUCH_TOOL'];
    if (CI === undefined) {
      delete process.env['CI'];
    } else {
      process.env['CI'] = CI;
    }
  });

  it('finds a program on the path', function () {
    assert.match(requireTool(this, 'node'), /node/);
  });

  it('prefers the program that the environment names', () => {
    process.env['NO_SUCH_TOOL'] = '/opt/tool';
    assert.equal(findTool('no_such_tool'), '/opt/tool');
  });

  it('fails on CI with the package to install', function () {
    process.env['CI'] = 'true';
    assert.throws(() => requireTool(this, 'no_such_tool'), /no_such_tool is not installed/);
    assert.match(explainMissingTool('capinfos'), /apt-get install wireshark-common$/);
  });
});
