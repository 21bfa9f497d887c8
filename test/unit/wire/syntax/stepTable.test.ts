import assert from 'node:assert/strict';
import { parseScript } from '../../../../src/wire/syntax/scriptParser';
import { ProblemList } from '../../../../src/base/problem';
import { ScriptCursor } from '../../../../src/wire/syntax/scriptCursor';
import { RESERVED_WORDS, STEP_WORDS, syntaxOf, walkStep, wordsOfStep } from '../../../../src/wire/syntax/stepTable';

/** The source of everything that a step holds, in the order in which a visitor hears of it. */
function heldBy(line: string): string[] {
  const { sections, text } = parseScript(line);
  const [section] = sections;
  assert.deepEqual(section?.problems, [], line);
  const held: string[] = [];
  const textOf = ({ start, end }: { readonly start: number; readonly end: number }): string => text.slice(start, end);
  for (const step of section.steps) {
    walkStep(step, {
      define: (name) => held.push(`define ${textOf(name)}`),
      use: (name) => held.push(`use ${textOf(name)}`),
      address: (address, operation) => held.push(`${operation} ${textOf(address)}`),
      payload: (terms, pattern) => held.push(`payload ${terms.map(textOf).join(' ')}${pattern ? ` for ${textOf(pattern)}` : ''}`), // prettier-ignore
      expectation: (expectation, scope) => held.push(`${expectation.kind} in ${scope}`),
      duration: (duration) => held.push(`duration ${textOf(duration)}`),
      text: (value) => held.push(`text ${textOf(value)}`),
      count: (count) => held.push(`count ${textOf(count)}`),
      service: (name) => held.push(`service ${textOf(name)}`),
      impairment: (name) => held.push(`impairment ${textOf(name)}`),
      option: (name, service) => held.push(`option ${textOf(name)}${service ? ` of ${service.text}` : ''}`),
    });
    // A visitor that wants nothing is asked nothing.
    walkStep(step, {});
  }
  return held;
}

const HELD: readonly (readonly [line: string, ...held: readonly string[]])[] = [
  ['srv = listen tcp://[::1]:0', 'listen tcp://[::1]:0', 'define srv'],
  ['srv = listen 9000 backlog 2 v6only', 'listen 9000', 'option backlog', 'count 2', 'option v6only', 'define srv'],
  ['srv = listen 9000 reply "a" u8(1) greeting', 'listen 9000', 'service reply', 'payload "a" u8(1)', 'option greeting of reply', 'define srv'], // prettier-ignore
  ['con = dial {{srv}} within 2s', 'dial {{srv}}', 'duration 2s', 'define con'],
  ['con = dial 9000', 'dial 9000', 'define con'],
  ['con = dial tls://a:1 insecure alpn "h2" within 1s', 'dial tls://a:1', 'option insecure', 'option alpn', 'text "h2"', 'duration 1s', 'define con'], // prettier-ignore
  ['con = accept srv within {{t}}', 'use srv', 'duration {{t}}', 'define con'],
  ['con = accept srv', 'use srv', 'define con'],
  ['con > "a" [00] to 127.0.0.1:9 within 1s', 'use con', 'payload "a" [00]', 'to 127.0.0.1:9', 'duration 1s'],
  ['con > "a"', 'use con', 'payload "a"'],
  ['con < "a" within 1s', 'use con', 'payload in section', 'payload "a"', 'duration 1s'],
  ['con < /a/', 'use con', 'regex in section'],
  ['con < until "a"', 'use con', 'until in section', 'payload "a"'],
  ['con < exactly {{n}}', 'use con', 'exactly in section', 'count {{n}}'],
  ['con < recv {{n}}', 'use con', 'recv in section', 'count {{n}}'],
  ['con < silence 200ms', 'use con', 'silence in section', 'duration 200ms'],
  ['con < any', 'use con', 'any in section'],
  ['con < eof', 'use con', 'eof in section'],
  ['con < reset', 'use con', 'reset in section'],
  ['on srv "a" > "b"', 'use srv', 'payload in step', 'payload "a"', 'payload "b" for "a"'],
  ['on srv /a/ > "{{0}}"', 'use srv', 'regex in step', 'payload "{{0}}" for /a/'],
  ['con shutdown', 'use con'],
  ['con close', 'use con'],
  ['con reset', 'use con'],
  ['con pause', 'use con'],
  ['con resume', 'use con'],
  ['srv accept one within 1s', 'use srv', 'duration 1s'],
  ['srv accept off', 'use srv'],
  ['srv = listen 9000 mode hybrid accept off', 'listen 9000', 'option mode', 'text hybrid', 'option accept', 'text off', 'define srv'], // prettier-ignore
  ['con is fin-wait-2 within 1s', 'use con', 'duration 1s'],
  ['srv waiting 3', 'use srv', 'count 3'],
  ['con recvq {{n}}', 'use con', 'count {{n}}'],
  ['con sendq 0 within {{t}}', 'use con', 'count 0', 'duration {{t}}'],
  ['con = dial 9000 refused within 1s', 'dial 9000', 'duration 1s', 'define con'],
  ['con < refused', 'use con', 'refused in section'],
  ['wait 500ms', 'duration 500ms'],
  ['r = relay tls://a:1 cert a.pem to {{srv}} insecure', 'listen tls://a:1', 'option cert', 'text a.pem', 'dial {{srv}}', 'option insecure', 'define r'], // prettier-ignore
  [
    'r cut  after 512 stop-reading from client',
    'use r',
    'impairment cut  after',
    'text 512',
    'impairment stop-reading',
  ],
  ['r seed {{n}}', 'use r', 'text {{n}}'],
  ['r clear from server', 'use r'],
];

describe('wire/stepTable', () => {
  it('tells a visitor of everything that a step holds, and of a name that it defines last', () => {
    assert.deepEqual(
      HELD.map(([line]) => [line, ...heldBy(line)]),
      HELD,
    );
  });
  it('tries each word of the language here', () => {
    const tried = new Set(HELD.flatMap(([line]) => parseScript(line).sections[0]!.steps.flatMap(wordsOfStep)));
    assert.deepEqual(
      STEP_WORDS.filter((word) => !tried.has(word)).map(({ word }) => word),
      [],
    );
  });
  it('finds a step by its word and the place where that stands, and in no other', () => {
    const behind = (text: string): ScriptCursor => new ScriptCursor(text, 0, new ProblemList(), RESERVED_WORDS);
    for (const { form, word } of STEP_WORDS) assert.ok(syntaxOf(form, word, behind('')), word);
    assert.equal(syntaxOf('leading', 'close', behind('')), undefined);
    assert.equal(syntaxOf('action', 'listen', behind('')), undefined);
    assert.equal(syntaxOf('opening', 'open', behind('')), undefined);
  });
  it('tells steps that begin alike by what stands behind the word', () => {
    const kindOf = (line: string): string | undefined => parseScript(line).sections[0]!.steps[0]?.kind;
    for (const line of ['r close after 512', 'r pause 10ms', 'r pause {{t}}']) assert.equal(kindOf(line), 'impair');
    for (const line of ['r close', 'r close # after', 'r pause', 'r pause # 10ms'])
      assert.equal(kindOf(line), 'action');
  });
  it('reserves the words that begin a step, and no other', () => {
    assert.deepEqual([...RESERVED_WORDS].sort(), ['on', 'wait']);
  });
});
