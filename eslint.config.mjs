import tseslint from 'typescript-eslint';
import eslint from '@eslint/js';

/**
 * Imports go downwards only (docs/architecture.md): base ← bytes ← engine ← capture; bytes, engine ← wire;
 * all of these ← agents ← cli and ui; bytes ← webview. Each layer names what it may reach.
 */
const LAYERS = ['base', 'bytes', 'engine', 'capture', 'wire', 'agents', 'cli', 'ui', 'webview'];

/** `rooms`: the folders of the layer, each of which may import those before it. */
const layer = (folder, allowedLayers, { vscode = false, node = true, rooms = [] } = {}) => {
  const others = LAYERS.filter((name) => !allowedLayers.includes(name));
  const patterns = [
    {
      regex: `^(\\.\\./)+(${others.join('|')})(/|$)`,
      message: `src/${folder} may import only: ${allowedLayers.join(', ')}.`,
    },
    ...(node ? [] : [{ regex: '^node:', message: `src/${folder} runs in the browser too: no Node modules.` }]),
  ];
  const paths = vscode ? [] : [{ name: 'vscode', message: 'Only src/ui and src/extension.ts know VS Code.' }];
  const restrict = (files, more) => ({
    files: [files],
    rules: { 'no-restricted-imports': ['error', { paths, patterns: [...patterns, ...more] }] },
  });
  return [
    restrict(`src/${folder}/**/*.ts`, []),
    ...rooms.slice(0, -1).map((room, index) =>
      restrict(`src/${folder}/${room}/**/*.ts`, [
        {
          regex: `^(\\.\\./)+(${rooms.slice(index + 1).join('|')})(/|$)`,
          message: `src/${folder}/${room} may import of src/${folder} only: ${rooms.slice(0, index + 1).join(', ')}.`,
        },
      ]),
    ),
    ...(node
      ? []
      : [
          {
            files: [`src/${folder}/**/*.ts`],
            rules: { 'no-restricted-globals': ['error', 'Buffer', 'process', 'require', 'setImmediate', '__dirname'] },
          },
        ]),
  ];
};

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
  ...layer('base', ['base'], { node: false }),
  ...layer('bytes', ['base', 'bytes'], { node: false }),
  ...layer('engine', ['base', 'bytes', 'engine']),
  ...layer('capture', ['base', 'bytes', 'engine', 'capture']),
  ...layer('wire', ['base', 'bytes', 'engine', 'wire'], { rooms: ['payload', 'syntax', 'check', 'run'] }),
  ...layer('agents', ['base', 'bytes', 'engine', 'capture', 'wire', 'agents']),
  ...layer('cli', ['base', 'bytes', 'engine', 'capture', 'wire', 'agents', 'cli']),
  ...layer('ui', ['base', 'bytes', 'engine', 'capture', 'wire', 'agents', 'ui', 'webview'], { vscode: true }),
  ...layer('webview', ['base', 'bytes', 'webview'], { node: false }),
  {
    files: ['src/ui/**/*.ts'],
    ignores: ['src/ui/plainWindow.ts', 'src/ui/problems.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector:
            "MemberExpression[object.property.name='window'][property.name=/^(showQuickPick|createQuickPick|showInputBox|createInputBox|setStatusBarMessage|show(Error|Warning|Information)Message|withProgress)$/]",
          message: 'Icons and links in the text of others would come alive: use src/ui/plainWindow.ts.',
        },
        {
          selector: "CallExpression:matches([callee.name='t'], [callee.property.name='t']) > SpreadElement",
          message: 'Arguments of a problem are the text of others: use sentenceOf() of src/ui/problems.ts.',
        },
      ],
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      // mocha's describe() and it() return nothing that anyone waits for; node:assert is called through its namespace.
      '@typescript-eslint/no-floating-promises': 'error',
      'no-console': 'off',
    },
  },
  {
    files: ['**/*.mjs', '**/*.cjs', '**/*.js'],
    languageOptions: {
      globals: {
        process: 'readonly',
        module: 'writable',
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
