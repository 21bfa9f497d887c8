import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { releaseProblem } from '../../support/release';
import { PROJECT_ROOT } from '../../support/vscode-install';

const CHANGELOG = `# Changelog

Its format.

## 1.2.0 – 2026-12-01

### Added

- Something.

## 1.1.0 – 2026-11-01

- Something else.
`;

describe('what a release needs', () => {
  it('is a tag of the version in package.json, which is the newest in the changelog and has a date', () => {
    assert.equal(releaseProblem('v1.2.0', '1.2.0', CHANGELOG), undefined);
    assert.match(releaseProblem('v1.2.1', '1.2.0', CHANGELOG)!, /^The tag is v1\.2\.1; .* v1\.2\.0\.$/);
    assert.match(releaseProblem('1.2.0', '1.2.0', CHANGELOG)!, /^The tag is 1\.2\.0; /);
    assert.match(releaseProblem('', '1.2.0', CHANGELOG)!, /^The tag is ; /);
    assert.match(releaseProblem('v1.1.0', '1.1.0', CHANGELOG)!, /“1\.2\.0 – 2026-12-01”; it has to be 1\.1\.0/);
    const undated = CHANGELOG.replace('2026-12-01', 'unreleased');
    assert.match(releaseProblem('v1.2.0', '1.2.0', undated)!, /no date for 1\.2\.0, but “unreleased”/);
    assert.match(releaseProblem('v1.2.0', '1.2.0', CHANGELOG.replace(' – 2026-12-01', ''))!, /no date/);
    assert.match(
      releaseProblem('v1.2.0', '1.2.0', CHANGELOG.replace('- Something.', ''))!,
      /says nothing about 1\.2\.0/,
    );
    assert.match(releaseProblem('v1.2.0', '1.2.0', '# Changelog\n')!, /“”; it has to be 1\.2\.0/);
  });

  it('is what this changelog has, but for the date of what is unreleased', () => {
    const read = (name: string): string => readFileSync(join(PROJECT_ROOT, name), 'utf8');
    const { version } = JSON.parse(read('package.json')) as { version: string };
    const dated = read('CHANGELOG.md').replace(' – unreleased', ' – 2026-12-01');
    assert.equal(releaseProblem(`v${version}`, version, dated), undefined);
  });
});
