import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { minimatch } from 'minimatch';
import { DOCUMENTATION } from '../../src/ui/ids';
import { PROJECT_ROOT } from '../support/vscode-install';

/** What developers read in the source: not in the package. */
const OF_THE_SOURCE = ['CONTRIBUTING.md', 'docs/architecture.md'];

const PACKAGED = ['README.md', 'CHANGELOG.md', 'samples/README.md', ...DOCUMENTATION.map((page) => `docs/${page}.md`)];

const read = (path: string): string => readFileSync(join(PROJECT_ROOT, path), 'utf8');

/** What has another name in the package, so that no link of it leads there. */
const RENAMED = ['README.md', 'CHANGELOG.md', 'LICENSE'];

/** Pictures of the pages are in the source alone: the package is to stay small. Those of the README are in it. */
const PICTURES = 'docs/images/';

/** What the package takes, as `vsce` reads it: what no line leaves out, or one takes all the same. */
const rules = read('.vscodeignore')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'));
const fits = (path: string, patterns: readonly string[]): boolean =>
  patterns.some((pattern) => minimatch(path, pattern, { dot: true }));
const isPackaged = (path: string): boolean =>
  !fits(path, rules.filter((rule) => !rule.startsWith('!'))) ||
  fits(path, rules.filter((rule) => rule.startsWith('!')).map((rule) => rule.slice(1))); // prettier-ignore

/** Without code, in which brackets are no links. */
const proseOf = (page: string): string => read(page).replace(/^```.*?^```$/gms, '').replace(/`[^`\n]*`/g, ''); // prettier-ignore

/** As VS Code and others make it of a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .trim()
    .replaceAll(' ', '-');

const anchorsIn = (page: string): Set<string> =>
  new Set(Array.from(proseOf(page).matchAll(/^#+ (.*)$/gm), ([, heading]) => anchorOf(heading!)));

function linksIn(page: string): { readonly path: string; readonly anchor: string | undefined }[] {
  return Array.from(proseOf(page).matchAll(/\]\(([^)\s]+)\)/g), ([, url]) => url!)
    .filter((url) => !/^[a-z]+:/i.test(url))
    .map((url) => {
      const [path, anchor] = url.split('#') as [string, string | undefined];
      return { path: path === '' ? page : normalize(join(dirname(page), path)), anchor };
    });
}

describe('the documentation', () => {
  it('has a page for each name that Open Documentation takes, and no others', () => {
    const pages = readdirSync(join(PROJECT_ROOT, 'docs')).filter((name) => name.endsWith('.md'));
    const own = pages.map((name) => `docs/${name}`).filter((page) => !OF_THE_SOURCE.includes(page));
    assert.deepEqual(own.toSorted(), DOCUMENTATION.map((page) => `docs/${page}.md`).toSorted());
    const readme = linksIn('README.md').map(({ path }) => path);
    for (const page of own) assert.ok(readme.includes(page), `README.md has no link to ${page}`);
  });

  it('says in the README how to set the project up, as continuous integration does it', () => {
    const lines = read('README.md').split('\n');
    assert.ok(lines.includes('npm ci && npm start') && lines.includes('npm ci && npm test'));
  });

  for (const page of [...PACKAGED, ...OF_THE_SOURCE]) {
    it(`${page} has no link that leads nowhere, in the package neither`, () => {
      const links = linksIn(page);
      for (const { path, anchor } of links) {
        assert.ok(existsSync(join(PROJECT_ROOT, path)), path);
        if (anchor !== undefined) assert.ok(anchorsIn(path).has(anchor), `${path}#${anchor}`);
        const isLeftOut = page !== 'README.md' && path.startsWith(PICTURES);
        if (!PACKAGED.includes(page) || isLeftOut) continue;
        assert.ok(isPackaged(path) && !RENAMED.includes(path), `${path} is not in the package`);
      }
      assert.equal(isPackaged(page), PACKAGED.includes(page), page);
    });
  }
});
