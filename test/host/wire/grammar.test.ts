import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as vscode from 'vscode';

import { sockscope } from '../support/peers';

/** As much of vscode-textmate and vscode-oniguruma, which VS Code colours with, as is needed here. */
interface TextMate {
  readonly INITIAL: unknown;
  readonly Registry: new (options: unknown) => { loadGrammar(scope: string): Promise<Grammar> };
}
interface Grammar {
  tokenizeLine(
    line: string,
    state: unknown,
  ): {
    readonly tokens: readonly { readonly startIndex: number; readonly endIndex: number; readonly scopes: string[] }[];
    readonly ruleStack: unknown;
  };
}
interface Oniguruma {
  readonly loadWASM: (wasm: ArrayBuffer) => Promise<void>;
  readonly OnigScanner: new (patterns: readonly string[]) => unknown;
  readonly OnigString: new (text: string) => unknown;
}

const TEXT = `# about
@eol = crlf
@page = <h1>{{title}}</h1>  # text
@bytes = [0a 0b]
### A title
srv = listen tcp://127.0.0.1:0 echo v6only  # why
con = dial tcp://{{srv.host}}:9000 within 2s
on srv /^GET (?<path>\\S+)\\r\\n/i > "{{path}}\\n"
con > prefixed(u16be, "hi\\q") [0a zz] to 127.0.0.1:9 within 1s
con < u16be(?n, 0x0a)
con < until "\\r\\n"
con < exactly 16
con < silence 50ms
con reset
con > """
raw \\n {{n}}
"""
wait 1min
srv = listen "unix:/a b" reply u8(1) "pong\\n" greeting close backlog 5 # c
srv = listen {{srv}} backlog 5 v6only
srv = listen 9000 reply """
close
"""
wait 1min
`;

/** What each of these texts is, by its innermost scope; the first place in the line that the number names, from 1. */
const EXPECTED: readonly (readonly [line: number, text: string, scope: string])[] = [
  [1, '# about', 'comment.line.number-sign.wire'],
  [2, 'eol', 'variable.other.constant.wire'],
  [2, 'crlf', 'string.unquoted.wire'],
  [3, 'title', 'variable.other.wire'],
  [3, '# text', 'comment.line.number-sign.wire'],
  [4, '0a', 'constant.numeric.hex.wire'],
  [5, 'A title', 'entity.name.section.wire'],
  [6, 'srv', 'variable.other.socket.wire'],
  [6, 'listen', 'keyword.control.wire'],
  [6, 'tcp://127.0.0.1:0', 'string.unquoted.address.wire'],
  [6, 'echo', 'support.constant.service.wire'],
  [6, 'v6only', 'keyword.other.option.wire'],
  [6, '# why', 'comment.line.number-sign.wire'],
  [7, 'host', 'variable.other.property.wire'],
  [7, '2s', 'constant.numeric.duration.wire'],
  [8, 'on', 'keyword.control.wire'],
  [8, 'path', 'variable.parameter.wire'],
  [8, '\\S', 'constant.character.escape.wire'],
  [8, 'i', 'keyword.other.flags.wire'],
  [8, ' > ', 'keyword.operator.send.wire'],
  [9, 'prefixed', 'support.function.wire'],
  [9, 'u16be', 'support.type.wire'],
  [9, '\\q', 'invalid.illegal.escape.wire'],
  [9, 'zz', 'invalid.illegal.hex.wire'],
  [9, '127.0.0.1:9', 'string.unquoted.address.wire'],
  [9, 'within', 'keyword.control.wire'],
  [10, '<', 'keyword.operator.expect.wire'],
  [10, 'n', 'variable.parameter.wire'],
  [10, '0x0a', 'constant.numeric.wire'],
  [11, 'until', 'keyword.control.expectation.wire'],
  [11, '\\r', 'constant.character.escape.wire'],
  [12, '16', 'constant.numeric.wire'],
  [13, '50ms', 'constant.numeric.duration.wire'],
  [14, 'reset', 'keyword.control.action.wire'],
  [16, 'raw \\n ', 'string.quoted.triple.wire'],
  [16, 'n', 'variable.other.wire'],
  [18, '1min', 'constant.numeric.duration.wire'],
  [19, 'unix:/a b', 'string.quoted.double.wire'],
  [19, 'reply', 'support.constant.service.wire'],
  [19, 'u8', 'support.function.wire'],
  [19, 'pong', 'string.quoted.double.wire'],
  [19, '\\n', 'constant.character.escape.wire'],
  [19, 'greeting', 'keyword.other.option.wire'],
  [19, 'close', 'keyword.other.option.wire'],
  [19, 'backlog', 'keyword.other.option.wire'],
  [19, '5', 'constant.numeric.wire'],
  [19, '# c', 'comment.line.number-sign.wire'],
  [20, 'srv', 'variable.other.wire'],
  [20, 'v6only', 'keyword.other.option.wire'],
  [20, '5', 'constant.numeric.wire'],
  [22, 'close', 'string.quoted.triple.wire'],
  [24, '1min', 'constant.numeric.duration.wire'],
];

async function loadGrammar(): Promise<{ readonly grammar: Grammar; readonly initial: unknown }> {
  const require = createRequire(join(vscode.env.appRoot, 'package.json'));
  const { Registry, INITIAL } = require('vscode-textmate') as TextMate;
  const { loadWASM, OnigScanner, OnigString } = require('vscode-oniguruma') as Oniguruma;
  const wasm = await readFile(join(vscode.env.appRoot, 'node_modules/vscode-oniguruma/release/onig.wasm'));
  await loadWASM(new Uint8Array(wasm).buffer);
  const path = join(sockscope().extensionPath, 'language', 'wire.tmLanguage.json');
  const registry = new Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns: readonly string[]) => new OnigScanner(patterns),
      createOnigString: (text: string) => new OnigString(text),
    }),
    loadGrammar: async () => JSON.parse(await readFile(path, 'utf8')) as unknown,
  });
  return { grammar: await registry.loadGrammar('source.wire'), initial: INITIAL };
}

describe('the grammar of wire files', () => {
  it('tells apart what stands in a file', async () => {
    const { grammar, initial } = await loadGrammar();
    const lines = TEXT.split('\n');
    let state = initial;
    const tokens = lines.map((line) => {
      const result = grammar.tokenizeLine(line, state);
      state = result.ruleStack;
      return result.tokens.map(({ startIndex, endIndex, scopes }) => ({
        text: line.slice(startIndex, endIndex).trim(),
        scope: scopes.at(-1),
      }));
    });
    for (const [line, text, scope] of EXPECTED) {
      const scopes = tokens[line - 1]!.filter((token) => token.text === text.trim()).map((token) => token.scope);
      assert.ok(scopes.includes(scope), `line ${line}, ${text}: ${JSON.stringify(tokens[line - 1])}`);
    }
  });

  it('ends with each line, whatever stands in it', async () => {
    const { grammar, initial } = await loadGrammar();
    for (const line of [
      'con > "open',
      'con > [0a',
      'con > u8(1',
      'con < /open [a',
      '@a = "open',
      'con > prefixed(u8, "x"',
    ]) {
      const { ruleStack } = grammar.tokenizeLine(line, initial);
      const [first] = grammar.tokenizeLine('### Title', ruleStack).tokens;
      assert.ok(first?.scopes.includes('markup.heading.wire'), line);
    }
  });
});
