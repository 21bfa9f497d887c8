import { copyFile, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import esbuild from 'esbuild';
import { PROJECT_ROOT } from '../../support/vscode-install';

/** At the top of the project: what is compiled, what Node finds in any folder above, and what nobody asks for. */
const NOT_LINKED: ReadonlySet<string> = new Set([
  'src',
  'test',
  'node_modules',
  'dist',
  '.git',
  '.vscode-test',
  'coverage',
]);
/** What the pages are written with. */
const PAGES = /^(?:src|test)\/webview\//;
const CLASSES_OF_PAGES = { compilerOptions: { experimentalDecorators: true, useDefineForClassFields: false } };

/**
 * Writes `src` and `test` as JavaScript into `folder`, file by file and in the same order of folders: tsx, which compiles tests
 * as they are loaded, would need esbuild's own program for the system that they run on.
 *
 * @param folder Within the project, where Node finds `node_modules`.
 * @param toPath How the system that they run on calls a file of this one.
 */
export async function compileTests(folder: string, toPath: (path: string) => string): Promise<void> {
  await mkdir(folder, { recursive: true });
  // Tests read what lies beside them, or at the top of the project.
  for (const name of await readdir(PROJECT_ROOT)) {
    if (!NOT_LINKED.has(name)) await symlink(join(PROJECT_ROOT, name), join(folder, name));
  }
  for (const top of ['src', 'test']) {
    for (const entry of await readdir(join(PROJECT_ROOT, top), { recursive: true, withFileTypes: true })) {
      const source = join(entry.parentPath, entry.name);
      const target = join(folder, relative(PROJECT_ROOT, source));
      if (entry.isDirectory()) await mkdir(target, { recursive: true });
      else if (!entry.name.endsWith('.ts')) await copyFile(source, target);
      else if (!entry.name.endsWith('.d.ts')) await compile(source, target.replace(/\.ts$/, '.js'), toPath);
    }
  }
}

async function compile(source: string, target: string, toPath: (path: string) => string): Promise<void> {
  const name = relative(PROJECT_ROOT, source);
  const { code } = await esbuild.transform(await readFile(source, 'utf8'), {
    loader: 'ts',
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    // `import()` becomes `require`, which finds files without their `.js`.
    supported: { 'dynamic-import': false },
    // Whoever asks for the address of a file looks for what lies beside it; whoever asks for its path starts it as a program.
    define: {
      'import.meta.url': JSON.stringify(toUrl(toPath(source))),
      'import.meta.filename': '__filename',
    },
    sourcefile: name,
    sourcemap: 'inline',
    sourcesContent: false,
    ...(PAGES.test(name) ? { tsconfigRaw: CLASSES_OF_PAGES } : {}),
  });
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, code);
}

/** `Z:\a b` is `file:///Z:/a%20b`; a path of this system is told by `node:url`. */
function toUrl(path: string): string {
  return path.startsWith('/') ? pathToFileURL(path).href : `file:///${encodeURI(path.replaceAll('\\', '/'))}`;
}
