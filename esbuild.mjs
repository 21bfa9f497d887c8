// Bundles the extension (`vscode` external), the terminal program and what both share (CommonJS for Node 20), and a page for each
// folder of src/webview with a main.ts (an ES module for the browser).
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import esbuild from 'esbuild';
import { writeIcons } from './icons.mjs';

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');

/** @type {import('esbuild').BuildOptions} */
const common = {
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  sourcesContent: false,
  legalComments: 'none',
  logLevel: 'warning',
};

/** What few need stays out of the large bundles: files beside them, each loaded when it is imported. */
const LOADED_ON_DEMAND = ['src/engine/tls/localCertificate.ts', 'src/agents/mcpServer.ts'];
const namesOnDemand = LOADED_ON_DEMAND.map((path) => basename(path, '.ts'));

/** @type {import('esbuild').Plugin} */
const loadOnDemand = {
  name: 'load on demand',
  setup(build) {
    build.onResolve({ filter: new RegExp(`/(${namesOnDemand.join('|')})$`) }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { path: `./${basename(path)}.js`, external: true } : undefined,
    );
  },
};

/** @type {import('esbuild').TransformOptions} */
const forNode = {
  platform: 'node',
  target: 'node20',
  // `import()` becomes `require`, as all other imports do.
  supported: { 'dynamic-import': false },
};

/** @type {import('esbuild').Plugin} */
const writeAsCommonJs = {
  name: 'write as CommonJS',
  setup(build) {
    build.onEnd(async ({ outputFiles = [] }) => {
      await mkdir('dist', { recursive: true });
      for (const { path, text } of outputFiles) {
        const { code } = await esbuild.transform(text, {
          ...forNode,
          format: 'cjs',
          minify: production,
          legalComments: 'none',
          sourcefile: path,
          sourcesContent: false,
          sourcemap: production ? false : 'inline',
        });
        await writeFile(path, code, { mode: basename(path) === 'cli.js' ? 0o755 : 0o644 });
      }
    });
  },
};

/**
 * The extension and the terminal program are largely the same: what both need is a file beside them, which is in the package once.
 * esbuild divides ES modules alone, and the oldest supported VS Code loads CommonJS.
 *
 * @type {import('esbuild').BuildOptions}
 */
const programs = {
  ...common,
  ...forNode,
  // It is kept until it is written.
  supported: { 'dynamic-import': true },
  entryPoints: ['src/extension.ts', 'src/cli.ts'],
  outdir: 'dist',
  external: ['vscode'],
  format: 'esm',
  splitting: true,
  chunkNames: 'shared',
  sourcemap: production ? false : 'inline',
  write: false,
  plugins: [loadOnDemand, writeAsCommonJs],
};

/**
 * The templates of pages are written in lines that are indented: what stands before a line is no part of what they mean.
 *
 * @type {import('esbuild').Plugin}
 */
const withoutIndents = {
  name: 'without indents',
  setup(build) {
    build.onLoad({ filter: /[\\/]src[\\/]webview[\\/].*\.ts$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replaceAll(/\n\s+/g, '\n'),
      loader: 'ts',
    }));
  },
};

/**
 * What a page imports dynamically is a file beside its script, and so is what both need (`NAME-chunk-….js`).
 *
 * @returns {import('esbuild').BuildOptions}
 */
const page = (name) => ({
  ...common,
  entryPoints: { [name]: `src/webview/${name}/main.ts` },
  outdir: 'dist/webview',
  splitting: true,
  chunkNames: `${name}-[name]-[hash]`,
  platform: 'browser',
  target: 'es2023',
  format: 'esm',
  tsconfig: 'src/webview/tsconfig.json',
  plugins: production ? [withoutIndents] : [],
});

/** @type {import('esbuild').BuildOptions[]} */
const bundles = [
  programs,
  ...LOADED_ON_DEMAND.map((entry) => ({
    ...common,
    ...forNode,
    entryPoints: [entry],
    outfile: `dist/${basename(entry, '.ts')}.js`,
    format: 'cjs',
  })),
  ...(await readdir('src/webview'))
    .filter((name) => existsSync(join('src/webview', name, 'main.ts')))
    .map((name) => page(name)),
];

// Names of files that are loaded on demand change with what is in them.
await mkdir('dist/webview', { recursive: true });
for (const name of await readdir('dist/webview')) if (/-[0-9A-Z]{8}\.js/.test(name)) await rm(`dist/webview/${name}`);
await writeIcons('src/webview', 'dist/webview');
await cp('src/webview/assets', 'dist/webview', { recursive: true });

if (watch) {
  for (const bundle of bundles) await (await esbuild.context(bundle)).watch();
} else {
  await Promise.all(bundles.map((bundle) => esbuild.build(bundle)));
}
