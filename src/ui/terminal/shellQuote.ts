/** How words are written so that a shell hands them to a program as they are. */
import { SockscopeError } from '../../base/error';

export type ShellKind = 'posix' | 'fish' | 'powershell' | 'cmd';

interface Shell {
  /** For people. */
  readonly name: string;
  /** What needs no quotes. */
  readonly plain: RegExp;
  readonly quote: (word: string) => string;
  /** What it passes on changed, however it is written. */
  readonly refused?: RegExp;
}

/** PowerShell takes typographic quotes for what they look like. */
const POWERSHELL_QUOTES = /['‘’‚‛]/g;

const SHELLS: Readonly<Record<ShellKind, Shell>> = {
  // POSIX.1-2017, XCU 2.2.2: nothing is special in single quotes but the one that ends them.
  posix: {
    name: 'sh',
    plain: /^[A-Za-z0-9_./:+-]+$/,
    quote: (word) => `'${word.replaceAll("'", String.raw`'\''`)}'`,
  },
  // https://fishshell.com/docs/current/language.html#quotes
  fish: {
    name: 'fish',
    plain: /^[A-Za-z0-9_./:+-]+$/,
    quote: (word) => `'${word.replaceAll(/['\\]/g, String.raw`\$&`)}'`,
  },
  // A word of a dash and a dot or a colon is cut in two there. Windows PowerShell drops double quotes that it hands to a program.
  powershell: {
    name: 'PowerShell',
    plain: /^(?:--[a-z]+(?:-[a-z]+)*|[A-Za-z0-9_./\\][A-Za-z0-9_./:\\+-]*)$/,
    quote: (word) => `'${word.replaceAll(POWERSHELL_QUOTES, '$&$&')}'`,
    refused: /"/,
  },
  // `%` is special in quotes too, so it stands outside of them; and a backslash before a quote belongs to it for the program.
  cmd: {
    name: 'cmd',
    plain: /^[A-Za-z0-9_./:\\+-]+$/,
    quote: (word) => `"${word.replaceAll(/(\\*)%/g, '$1$1"^%"').replace(/\\+$/, '$&$&')}"`,
    refused: /"/,
  },
};

const KINDS: ReadonlyMap<string, ShellKind> = new Map([
  ['fish', 'fish'],
  ['pwsh', 'powershell'],
  ['pwsh-preview', 'powershell'],
  ['powershell', 'powershell'],
  ['cmd', 'cmd'],
]);

/** No shell takes these where somebody types, or what is typed there is made of them. */
const CONTROL = /\p{Cc}/u;

/** @param path As `vscode.env.shell` has it; what is not known by its name is taken for a POSIX shell, as bash and zsh are. */
export function shellKind(path: string): ShellKind {
  const name = path.split(/[\\/]/).at(-1)!.toLowerCase().replace(/\.exe$/, ''); // prettier-ignore
  return KINDS.get(name) ?? 'posix';
}

/**
 * A line that can be typed or pasted: the words, each as the program is to get it.
 *
 * @throws SockscopeError `NOT_QUOTABLE` for what this shell cannot be told
 */
export function commandLine(kind: ShellKind, words: readonly string[]): string {
  const { name, plain, quote, refused } = SHELLS[kind];
  return words
    .map((word) => {
      if (plain.test(word)) return word;
      if (!CONTROL.test(word) && refused?.test(word) !== true) return quote(word);
      const template = '"{0}" cannot be typed as one word in {1}, which changes what stands in it.';
      throw new SockscopeError('NOT_QUOTABLE', template, [word, name]);
    })
    .join(' ');
}
