import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';

const SOURCE = resolve(__dirname, '../../src');

/** The files of `src` that each of them imports, types included: by their paths. */
async function readImports(): Promise<Map<string, string[]>> {
  const imports = new Map<string, string[]>();
  for (const name of await readdir(SOURCE, { recursive: true })) {
    if (!name.endsWith('.ts')) continue;
    const path = join(SOURCE, name);
    const { importedFiles } = ts.preProcessFile(await readFile(path, 'utf8'), true, true);
    const own = importedFiles.map(({ fileName }) => fileName).filter((specifier) => specifier.startsWith('.'));
    imports.set(
      path,
      own.map((specifier) => join(dirname(path), `${specifier}.ts`)).filter((target) => existsSync(target)),
    );
  }
  return imports;
}

/** One circle that leads from a file back to it; undefined when there is none. */
function findCircle(imports: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>();
  const way: string[] = [];
  const follow = (file: string): string[] | undefined => {
    const at = way.indexOf(file);
    if (at >= 0) return way.slice(at);
    if (done.has(file)) return undefined;
    way.push(file);
    for (const target of imports.get(file) ?? []) {
      const circle = follow(target);
      if (circle) return circle;
    }
    way.pop();
    done.add(file);
    return undefined;
  };
  for (const file of imports.keys()) {
    const circle = follow(file);
    if (circle) return circle;
  }
  return undefined;
}

describe('the files of src', () => {
  it('import each other in no circle, types included', async () => {
    const imports = await readImports();
    assert.ok([...imports.values()].flat().length > 1000, 'hardly any import was found');
    const circle = findCircle(imports);
    assert.equal(circle?.map((file) => relative(SOURCE, file)).join(' → '), undefined);
  });

  it('would be found in a circle', () => {
    const imports = new Map(Object.entries({ a: ['b'], b: ['c', 'd'], c: [], d: ['e'], e: ['b'] }));
    assert.deepEqual(findCircle(imports), ['b', 'd', 'e']);
  });
});
