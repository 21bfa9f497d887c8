import assert from 'node:assert/strict';
import { allProblems, checkScript } from '../../src/wire/check/checker';
import { formatScript } from '../../src/wire/syntax/formatter';
import { parseScript } from '../../src/wire/syntax/scriptParser';
import type { Random } from './random';

/** Pieces that mean something to the parser, put together at random. */
const PIECES = [
  ...[
    'srv',
    'con',
    'x',
    'on',
    'wait',
    'listen',
    'v6only',
    'insecure',
    'alpn "h2,x"',
    'cert "{{a}}.pem"',
    'tls://127.0.0.1:0',
    'dial',
    'accept',
    'until',
    'exactly',
    'recv',
    'any',
    'eof',
    'reset',
    'silence',
  ],
  ...['shutdown', 'close', 'pause', 'resume', 'to', 'within', '###', '#', '@', '@eol', '@parallel', '=', '<', '>', '"'],
  ...[
    '"""',
    '[',
    ']',
    '(',
    ')',
    '{',
    '}',
    '{{',
    '}}',
    '{{x}}',
    '{{1}}',
    '?',
    '?n',
    ',',
    '/',
    '//',
    '\\',
    '\\x',
    '\\u{',
  ],
  ...['u8(', 'u16be(1)', 'i24le(', 'f32le(nan)', 'htons(', 'ipv4("127.0.0.1")', 'ipv6(', 'base64("aGk=")', 'file("a")'],
  ...[
    'repeat(9,',
    'zeros(1e9)',
    'prefixed(u16be,',
    '67108864',
    '-1',
    '0x',
    '1_0',
    '5s',
    '200ms',
    '1.5min',
    'é',
    '\u{1f600}',
  ],
  ...[
    'tcp://127.0.0.1:0',
    'udp://[::1]:9',
    'unix:/tmp/x',
    'pipe:x',
    'local:x',
    '\\\\.\\pipe\\x',
    '/(a|b)*?c{2,5}/isu',
    '(?:',
    '(?<n>',
    '{1000}',
    '*',
    '+',
    '|',
  ],
  ...['^', '$', '[^a-z]', '\\d', '\r', '\n', '\r\n', '\n', '\t', ' ', ' ', ' ', '\0', '\ud800', '\u2028', '\ufeff'],
];

/** Something like a wire file. */
export function randomFile(random: Random): string {
  return Array.from({ length: random.below(60) }, () => random.pick(PIECES) + (random.below(3) === 0 ? ' ' : '')).join(
    '',
  );
}

/** The file with a few characters left out, repeated, moved, or others put in. */
export function mutatedFile(text: string, random: Random): string {
  let mutated = text;
  for (let count = 1 + random.below(4); count > 0; count--) {
    const start = random.below(mutated.length + 1);
    const end = Math.min(mutated.length, start + random.below(12));
    const piece = [
      () => '',
      () => mutated.slice(start, end).repeat(2 + random.below(3)),
      () => random.pick(PIECES),
      () => String.fromCharCode(random.below(0x100)),
      () => {
        const from = random.below(mutated.length + 1);
        return mutated.slice(from, from + random.below(40));
      },
    ][random.below(5)]!();
    mutated = mutated.slice(0, start) + piece + mutated.slice(end);
  }
  return mutated;
}

/** Milliseconds that a KB may take, besides what collecting garbage takes now and then. */
const LIMIT_PER_KB = 50;
const ALLOWANCE = 20;

/** Milliseconds of this process alone. */
function timeToCheck(text: string): number {
  const before = process.cpuUsage();
  checkScript(text);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Holds what is true of every text: nothing throws or takes long, every range lies within, formatting is stable. */
export function holdWireFile(text: string): void {
  const checked = checkScript(text);
  const limit = ALLOWANCE + (LIMIT_PER_KB * text.length) / 1024;
  assert.ok(
    Array.from({ length: 3 }).some(() => timeToCheck(text) < limit),
    `checking takes more than ${limit} ms`,
  );
  for (const { start, end, fix } of allProblems(checked)) {
    assert.ok(0 <= start && start <= end && end <= text.length, `a problem at ${start} to ${end}`);
    if (fix !== undefined) assert.ok(0 <= fix.start && fix.start <= fix.end && fix.end <= text.length);
  }
  let at = 0;
  for (const line of checked.script.lines) {
    assert.ok(at <= line.start && line.start <= line.end && line.end <= text.length, `a line at ${line.start}`);
    at = line.end;
  }
  const formatted = formatScript(checked.script);
  assert.equal(formatScript(parseScript(formatted)), formatted, 'formatting is stable');
}
