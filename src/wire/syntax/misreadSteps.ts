/** Lines that are steps in other languages and tools: how they are written here, with the names filled in. */
import type { Template } from '../../base/error';
import { quoteForMessage, type Fix, type Problem, type TextRange } from '../../base/problem';

/** A step with the socket's name and what stood between the parentheses, or behind the word. */
type Step = (socket: string, argument: string) => string;

/** A count is expected by `exactly`, text and patterns as they stand, anything else is whatever comes. */
const expects: Step = (socket, argument) => {
  if (/^[0-9]+$/.test(argument)) return `${socket} < exactly ${argument}`;
  return `${socket} < ${/^["/[]/.test(argument) ? argument : 'any'}`;
};
/** One call, which returns what is there. */
const receives: Step = (socket, argument) =>
  /^[0-9]+$/.test(argument) ? `${socket} < recv ${argument}` : expects(socket, argument);
const sends: Step = (socket, argument) => `${socket} > ${argument === '' ? '"…"' : argument}`;
const action =
  (name: string): Step =>
  (socket) =>
    `${socket} ${name}`;

/** What the socket interfaces of other languages call the steps. */
const METHODS: ReadonlyMap<string, Step> = new Map([
  ...['send', 'sendall', 'sendto', 'write', 'puts', 'print', 'println'].map((name) => [name, sends] as const),
  ...['recv', 'recvfrom'].map((name) => [name, receives] as const),
  ...['receive', 'read', 'expect', 'readline', 'gets'].map((name) => [name, expects] as const),
  ...['close', 'destroy', 'disconnect'].map((name) => [name, action('close')] as const),
  ...['shutdown', 'end'].map((name) => [name, action('shutdown')] as const),
  ...['reset', 'abort'].map((name) => [name, action('reset')] as const),
  ...['pause', 'resume'].map((name) => [name, action(name)] as const),
  ['accept', (socket) => `con = accept ${socket}`],
  ['listen', (socket, argument) => `${socket} = listen ${address(argument)}`],
  ['bind', (socket, argument) => `${socket} = listen ${address(argument)}`],
  ['connect', (socket, argument) => `${socket} = dial ${address(argument)}`],
  ['on', (socket) => `on ${socket} "ping\\n" > "pong\\n"`],
]);

/** Words that begin a line in other tools, where the socket is the one that is meant. */
const LEADING = ['send', 'sendall', 'write', 'recv', 'receive', 'read', 'expect', 'close', 'shutdown', 'reset', 'pause', 'resume']; // prettier-ignore

/** What exists elsewhere and not here; what to write instead, where there is something. */
const MISSING: ReadonlyMap<string, Template> = new Map<string, Template>([
  ...sameOf(
    ['print', 'echo', 'log', 'puts'],
    'There is no step “{0}” in this language. To say something to the reader, write a comment behind #.',
  ),
  ...sameOf(
    ['if', 'else', 'for', 'while', 'loop'],
    'There is no step “{0}” in this language. A section is a straight conversation: what answers again and again is a rule, such as on srv "a" > "b".',
  ),
  ...sameOf(
    ['assert', 'check'],
    'There is no step “{0}” in this language. What has to come is expected: write for example con < "ok".',
  ),
  ...sameOf(
    ['set', 'let', 'var', 'const'],
    'There is no step “{0}” in this language. A value is defined for the whole file: write @name = value.',
  ),
  ...sameOf(
    ['include', 'import', 'require', 'source'],
    'There is no step “{0}” in this language. Each file is complete in itself.',
  ),
  ...sameOf(['exec', 'run', 'system', 'spawn'], 'There is no step “{0}” in this language. Wire files run no programs.'),
]);

function sameOf(words: readonly string[], template: Template): [string, Template][] {
  return words.map((word) => [word, template]);
}

/** Words behind `x =` that other tools know. */
const MISSING_OPENINGS: ReadonlySet<string> = new Set(['tls', 'wrap']);

const address = (argument: string): string => {
  const text = argument.replace(/["'() ]/g, '');
  const [host, port] = text.split(/,|:(?=[0-9]+$)/);
  if (port !== undefined && /^[0-9]+$/.test(port)) return `tcp://${host === '' ? '127.0.0.1' : host!}:${port}`;
  return /^[0-9]+$/.test(text) ? `tcp://127.0.0.1:${text}` : 'tcp://127.0.0.1:9000';
};

/** What a line that is no step here is elsewhere. @param range Of what stands in the line. */
export function readMisreadStep(text: string, range: TextRange): Problem | undefined {
  const line = text.slice(range.start, range.end);
  return methodCall(line, range) ?? leadingWord(text, line, range) ?? missing(line, range.start);
}

/** `cli.send("x")` */
function methodCall(line: string, range: TextRange): Problem | undefined {
  const match = /^([A-Za-z_]\w*)\.([A-Za-z_]\w*)\s*\((.*)\)\s*;?$/.exec(line);
  if (match === null) return undefined;
  const [, socket, method, argument] = match;
  const step = METHODS.get(method!.toLowerCase());
  return step === undefined ? undefined : written(step(socket!, doubleQuoted(argument!.trim())), range, line);
}

/** `send "x"`, `send cli "x"`, `close cli` */
function leadingWord(text: string, line: string, range: TextRange): Problem | undefined {
  const match = /^([A-Za-z]+)(?:[ \t]+([^=<>\s][^\n]*)|[ \t]*\((.*)\)\s*;?)?$/.exec(line);
  if (match === null || !LEADING.includes(match[1]!.toLowerCase())) return undefined;
  const word = match[1]!.toLowerCase();
  let argument = (match[2] ?? match[3] ?? '').trim();
  const named = /^([A-Za-z_]\w*)\b[ \t,]*/.exec(argument);
  let socket = lastSocket(text.slice(0, range.start));
  if (named !== null) {
    socket = named[1]!;
    argument = argument.slice(named[0].length);
  }
  return written(METHODS.get(word)!(socket ?? 'con', doubleQuoted(argument)), range, line);
}

/** A word that nothing here has. */
function missing(line: string, start: number): Problem | undefined {
  const first = /^([A-Za-z]+)(?![ \t]*[=<>\w])/.exec(line) ?? /^([A-Za-z]+)[ \t]+[^=<>\s]/.exec(line);
  const instead = MISSING.get(first?.[1]?.toLowerCase() ?? '');
  if (first !== null && instead !== undefined) return problem(start, first[1]!, instead, [first[1]!]);
  const word = /^[A-Za-z_]\w*[ \t]*=[ \t]*([A-Za-z]+)\b/.exec(line)?.[1];
  if (word === undefined || !MISSING_OPENINGS.has(word)) return undefined;
  const template = 'This release has no step “{0}”, though others may: see docs/wire.md for those that it has.';
  return problem(start + line.indexOf(word, 1), word, template, [word]);
}

const problem = (start: number, word: string, template: Template, args: Problem['args']): Problem => ({
  code: 'WIRE_MISSING_STEP',
  template,
  args,
  start,
  end: start + word.length,
});

function written(step: string, { start, end }: TextRange, line: string): Problem {
  const template = '“{0}” is written {1} here.';
  const fix: Fix = { start, end, text: step };
  const args = [quoteForMessage(line), quoteForMessage(step)];
  return { code: 'WIRE_OTHER_LANGUAGE', template, args, start, end, ...(step.includes('…') ? {} : { fix }) };
}

/** `'abc'` and `b"abc"` as strings of this language. */
function doubleQuoted(argument: string): string {
  const match = /^[bru]?(["'])(.*)\1$/.exec(argument);
  if (match === null) return argument;
  return `"${match[2]!.replace(/(?<!\\)"/g, '\\"')}"`;
}

/** The socket that was opened last before this place, within its section. */
function lastSocket(before: string): string | undefined {
  const section = before.slice(before.lastIndexOf('\n###') + 1);
  return [...section.matchAll(/^[ \t]*([A-Za-z_]\w*)[ \t]*=[ \t]*(?:dial|accept)\b/gm)].at(-1)?.[1];
}
