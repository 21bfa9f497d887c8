import assert from 'node:assert/strict';
import fc from 'fast-check';
import { commandLine, shellKind, type ShellKind } from '../../../../src/ui/terminal/shellQuote';
import { shellWords } from '../../../support/shellWords';

/**
 * What Windows' own programs do with a line that `cmd` was typed: carets outside of quotes go, `%NAME%` is replaced, and what
 * is left is cut as `CommandLineToArgvW` does.
 */
function readBackByWindows(line: string): string[] {
  assert.ok(!/%(?:PATH|path)%/.test(line), `cmd would replace a variable in: ${line}`);
  let typed = '';
  let isQuoted = false;
  for (let at = 0; at < line.length; at++) {
    const letter = line[at]!;
    if (letter === '"') isQuoted = !isQuoted;
    if (letter === '^' && !isQuoted) at++;
    else assert.ok(isQuoted || !/[&|<>()]/.test(letter), `cmd would act on ${letter} in: ${line}`);
    typed += line[at]!;
  }
  return cut(typed);
}

function cut(line: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let isQuoted = false;
  for (const [piece, slashes, rest] of line.matchAll(/(\\*)([^\\]|$)/gsu)) {
    if (piece === '') break;
    if (rest === '"') {
      word = (word ?? '') + '\\'.repeat(slashes!.length / 2);
      if (slashes!.length % 2 === 1) word += '"';
      else isQuoted = !isQuoted;
    } else if (rest === ' ' && !isQuoted) {
      word = slashes === '' ? word : (word ?? '') + slashes!;
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + piece;
  }
  return word === undefined ? words : [...words, word];
}

describe('ui/terminal/shellQuote', () => {
  it('knows shells by their names, and takes others for POSIX shells', () => {
    const kinds: readonly (readonly [path: string, kind: ShellKind])[] = [
      ['/bin/bash', 'posix'],
      ['/usr/bin/zsh', 'posix'],
      ['C:\\Program Files\\Git\\bin\\bash.exe', 'posix'],
      ['/opt/homebrew/bin/fish', 'fish'],
      ['C:\\WINDOWS\\System32\\WindowsPowerShell\\v1.0\\powershell.exe', 'powershell'],
      ['C:/Program Files/PowerShell/7/PWSH.EXE', 'powershell'],
      ['C:\\WINDOWS\\system32\\cmd.exe', 'cmd'],
      ['', 'posix'],
      ['/usr/bin/nu', 'posix'],
    ];
    for (const [path, kind] of kinds) assert.equal(shellKind(path), kind, path);
  });

  it('leaves words as they are that are the same in every shell', () => {
    const words = ['sockscope', 'dial', 'tcp://127.0.0.1:9000', '--line', '12', '--insecure'];
    for (const kind of ['posix', 'fish', 'powershell', 'cmd'] as const) {
      assert.equal(commandLine(kind, words), words.join(' '), kind);
    }
  });

  it('quotes what is not', () => {
    const words = ['', "it's", 'a b', '[::1]', '~', '-a.b', '!x', String.raw`C:\x y\ `];
    assert.equal(commandLine('posix', words), String.raw`'' 'it'\''s' 'a b' '[::1]' '~' -a.b '!x' 'C:\x y\ '`);
    assert.equal(commandLine('fish', words), String.raw`'' 'it\'s' 'a b' '[::1]' '~' -a.b '!x' 'C:\\x y\\ '`);
    assert.equal(commandLine('powershell', words), String.raw`'' 'it''s' 'a b' '[::1]' '~' '-a.b' '!x' 'C:\x y\ '`);
    assert.equal(commandLine('powershell', ['‘a’']), '‘‘a’’'.replace(/^|$/g, "'"));
    assert.equal(commandLine('cmd', words), String.raw`"" "it's" "a b" "[::1]" "~" -a.b "!x" "C:\x y\ "`);
    assert.equal(commandLine('cmd', ['C:\\100%\\', '%PATH%']), String.raw`"C:\100"^%"\\" ""^%"PATH"^%""`);
  });

  it('is read back by cmd and a program of Windows as it was, as far as their rules are written down', () => {
    fc.assert(
      fc.property(shellWords, (words) => {
        const given = words.filter((word) => !word.includes('"'));
        assert.deepEqual(readBackByWindows(commandLine('cmd', given)), given);
      }),
    );
  });

  it('refuses what a shell would act on or change', () => {
    for (const kind of ['posix', 'fish', 'powershell', 'cmd'] as const) {
      for (const word of ['a\nb', '\x03', '\x1b[A', '\0', '\u0085']) {
        assert.throws(() => commandLine(kind, ['run', word]), { code: 'NOT_QUOTABLE' }, kind);
      }
    }
    assert.throws(() => commandLine('cmd', ['"']), { code: 'NOT_QUOTABLE', message: /in cmd/ });
    assert.throws(() => commandLine('powershell', ['"']), { code: 'NOT_QUOTABLE', message: /in PowerShell/ });
  });
});
