import tseslint from 'typescript-eslint';
import eslint from '@eslint/js';

/**
 * Imports go downwards only (docs/architecture.md): bytes ← engine ← capture; bytes, engine ← wire;
 * all of these ← cli and ui; bytes ← webview. Each layer names what it must not reach.
 */
const layer = (folder, allowedLayers, { vscode = false, node = true } = {}) => ({
  files: [`src/${folder}/**/*.ts`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        paths: vscode ? [] : [{ name: 'vscode', message: 'Only src/ui and src/extension.ts know VS Code.' }],
        patterns: [
          {
            regex: `^(\\.\\./)+(${['bytes', 'engine', 'capture', 'wire', 'cli', 'ui', 'webview']
              .filter((name) => !allowedLayers.includes(name))
              .join('|')})(/|$)`,
            message: `src/${folder} may import only: ${allowedLayers.join(', ')}.`,
          },
          ...(node ? [] : [{ regex: '^node:', message: `src/${folder} runs in the browser too: no Node modules.` }]),
        ],
      },
    ],
    ...(node
      ? {}
      : { 'no-restricted-globals': ['error', 'Buffer', 'process', 'require', 'setImmediate', '__dirname'] }),
  },
});

export default tseslint.config(
  { ignores: ['dist', 'coverage', '.vscode-test', 'node_modules'] },
  eslint.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.json', './src/webview/tsconfig.json', './test/webview/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      // `noUncheckedIndexedAccess` types every `bytes[i]` as possibly undefined; a checked index says so with `!`.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // Numbers are what this project prints.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  layer('bytes', ['bytes'], { node: false }),
  layer('engine', ['bytes', 'engine']),
  layer('capture', ['bytes', 'engine', 'capture']),
  layer('wire', ['bytes', 'engine', 'wire']),
  layer('cli', ['bytes', 'engine', 'capture', 'wire', 'cli']),
  layer('ui', ['bytes', 'engine', 'capture', 'wire', 'ui', 'webview'], { vscode: true }),
  layer('webview', ['bytes', 'webview'], { node: false }),
  {
    files: ['test/**/*.ts'],
    rules: {
      // mocha's describe() and it() return nothing that anyone waits for; node:assert is called through its namespace.
      '@typescript-eslint/no-floating-promises': 'error',
      'no-console': 'off',
    },
  },
  {
    files: ['**/*.mjs', '**/*.js'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        fetch: 'readonly',
        Buffer: 'readonly',
      },
    },
    rules: { 'no-console': 'off' },
  },
);
