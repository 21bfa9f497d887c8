import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatMessage } from '../../../src/base/error';
import { MAX_PROBLEMS } from '../../../src/base/problem';
import { allProblems, checkScript } from '../../../src/wire/check/checker';
import { anyScript } from './scripts';

const OPENED = 'srv = listen tcp://127.0.0.1:0\ncli = dial {{srv}}\n';

/** What people write who know other languages and tools; the only message for it, and what its fix makes of the line. */
const LINES: readonly (readonly [line: string, message: string, fixed?: string])[] = [
  ['cli < close', '“close” is a step of its own: write cli close in a line of its own.'],
  [
    'cli < until /x/',
    'until takes a payload. A pattern takes everything up to the end of its match by itself: leave out until.',
    'cli < /x/',
  ],
  ["cli > 'abc'", 'Text stands in double quotes: write "abc".', 'cli > "abc"'],
  [`cli < 'it\\'s "x"'`, `Text stands in double quotes: write "it's \\"x\\"".`, `cli < "it's \\"x\\""`],
  [
    'cli < not "a"',
    'Nothing is expected by its absence but silence: write cli < silence 200ms, or a pattern for what may come, such as /^[^x]/.',
  ],
  ['cli > not "a"', 'There is no “not” here: a pattern says what may come, such as /^[^x]/.'],
  ['cli < "a" | "b"', 'Alternatives stand in a pattern: write /a|b/.', 'cli < /a|b/'],
  ['cli < "a\\r\\n" or "b."', 'Alternatives stand in a pattern: write /a\\r\\n|b\\./.', 'cli < /a\\r\\n|b\\./'],
  ['cli > "a" | "b"', 'A payload has no alternatives: send one of them.'],
  ['cli < "a" || [0a]', 'Alternatives stand in a pattern: write /a|b/.'],
  ['cli < ^ "PING"', '^ stands within a pattern: write /^PING/.', 'cli < /^PING/'],
  ['cli < "PING" $', '$ stands within a pattern: write /ab$/.'],
  ['cli < 5 bytes', 'So many bytes, whichever they are, are expected by exactly 5.', 'cli < exactly 5'],
  ['cli > 5 bytes', 'Which bytes? For 5 zeros write zeros(5).', 'cli > zeros(5)'],
  ['cli < "a" /b/', 'A pattern stands alone: expect it in a step of its own, such as cli < /b/.'],
  ['cli > /b/', 'A pattern is for what comes: write text in quotes to send it.'],
  ['cli > eof', '“eof” is a step of its own: write cli < eof in a line of its own.'],
  ['cli > shutdown', '“shutdown” is a step of its own: write cli shutdown in a line of its own.'],
  ['cli < wait 200ms', '“wait” is a step of its own: write wait 200ms in a line of its own.'],
  ['cli < accept srv', '“accept” is a step of its own: write con = accept srv in a line of its own.'],
  ['cli < "a" until "b"', '“until” is a step of its own: write cli < until "\\n" in a line of its own.'],
  ['cli < EOF', 'There is no expectation “EOF”: did you mean eof?', 'cli < eof'],
  ['cli < slience 200ms', 'There is no expectation “slience”: did you mean silence?', 'cli < silence 200ms'],
  ['cli < nothing', 'There is no expectation “nothing”: did you mean silence 200ms?', 'cli < silence 200ms'],
  ['cli < fin', 'There is no expectation “fin”: did you mean eof?', 'cli < eof'],
  ['cli < rst', 'There is no expectation “rst”: did you mean reset?', 'cli < reset'],
  ['cli < anything', 'There is no expectation “anything”: did you mean any?', 'cli < any'],
  [
    'cli < .*',
    'Whatever comes next is expected by any; a pattern stands between slashes, such as /a.*b/.',
    'cli < any',
  ],
  ['cli < "a" timeout 2s', 'How long is waited stands behind within: write within 2s.', 'cli < "a" within 2s'],
  ['cli > "a" + "b"', 'Terms are put together as they stand: leave out +.', 'cli > "a"  "b"'],
  ['cli > "a" and "b"', 'Terms are put together as they stand: leave out and.', 'cli > "a"  "b"'],
  ['cli > "x";', 'Terms are put together as they stand: leave out ;.', 'cli > "x"'],
  ['cli > "a" * 3', 'What is repeated stands in repeat: write repeat(3, "a").', 'cli > repeat(3, "a")'],
  ['cli >> "a"', 'One sign stands behind the name, > or <: leave out >.', 'cli > "a"'],
  ['cli << "a"', 'One sign stands behind the name, > or <: leave out <.', 'cli < "a"'],
  ['cli <- "a"', 'One sign stands behind the name, > or <: leave out -.', 'cli < "a"'],
  ['cli > “abc”', 'Text stands in straight double quotes: write "abc".', 'cli > "abc"'],
  [
    'cli > b"abc"',
    'Strings have no prefix here: leave out b. Bytes and variables stand in all of them.',
    'cli > "abc"',
  ],
  ['send "x"', '“send "x"” is written cli > "x" here.', 'cli > "x"'],
  ['cli.send("x")', '“cli.send("x")” is written cli > "x" here.', 'cli > "x"'],
  ["cli.send(b'x')", `“cli.send(b'x')” is written cli > "x" here.`, 'cli > "x"'],
  ['cli.close()', '“cli.close()” is written cli close here.', 'cli close'],
  ['sendall cli "x"', '“sendall cli "x"” is written cli > "x" here.', 'cli > "x"'],
  ['send(cli, "x")', '“send(cli, "x")” is written cli > "x" here.', 'cli > "x"'],
  ['recv 5', '“recv 5” is written cli < recv 5 here.', 'cli < recv 5'],
  ['read 5', '“read 5” is written cli < exactly 5 here.', 'cli < exactly 5'],
  ['cli.recv()', '“cli.recv()” is written cli < any here.', 'cli < any'],
  ['expect "abc"', '“expect "abc"” is written cli < "abc" here.', 'cli < "abc"'],
  ['close cli', '“close cli” is written cli close here.', 'cli close'],
  ['close', '“close” is written cli close here.', 'cli close'],
  [
    'srv.listen(9000)',
    '“srv.listen(9000)” is written srv = listen tcp://127.0.0.1:9000 here.',
    'srv = listen tcp://127.0.0.1:9000',
  ],
  [
    'sock.bind(("127.0.0.1", 9000))',
    '“sock.bind(("127.0.0.1", 9000))” is written sock = listen tcp://127.0.0.1:9000 here.',
    'sock = listen tcp://127.0.0.1:9000',
  ],
  [
    'sock.connect(("10.0.0.1", 80))',
    '“sock.connect(("10.0.0.1", 80))” is written sock = dial tcp://10.0.0.1:80 here.',
    'sock = dial tcp://10.0.0.1:80',
  ],
  ['print "x"', 'There is no step “print” in this language. To say something to the reader, write a comment behind #.'],
  [
    'for i in 5',
    'There is no step “for” in this language. A section is a straight conversation: what answers again and again is a rule, such as on srv "a" > "b".',
  ],
  [
    'assert x == y',
    'There is no step “assert” in this language. What has to come is expected: write for example con < "ok".',
  ],
  ['let x = 5', 'There is no step “let” in this language. A value is defined for the whole file: write @name = value.'],
  ['include "a.wire"', 'There is no step “include” in this language. Each file is complete in itself.'],
  ['exec ls', 'There is no step “exec” in this language. Wire files run no programs.'],
  ['c = wrap cli', 'This release has no step “wrap”, though others may: see docs/wire.md for those that it has.'],
  ['r = proxy 9000 to 9001', 'There is no step “proxy”: did you mean relay?', 'r = relay 9000 to 9001'],
  ['relay 9000 to 9001', 'What “relay” makes needs a name: write for example r = relay tcp://127.0.0.1:0 to tcp://127.0.0.1:9000.', 'r = relay 9000 to 9001'], // prettier-ignore
  [
    'on srv /a/ after 200ms > "b"',
    'A rule has no “after”: it answers at once, every time, and to whom it heard from. What comes later or once is written as steps: accept the connection, wait, and send.',
  ],
  [
    'on srv /a/ > "b" within 2s',
    'A rule has no “within”: it answers at once, every time, and to whom it heard from. What comes later or once is written as steps: accept the connection, wait, and send.',
  ],
  [
    'on srv "a" delay 5ms > "b"',
    'A rule has no “delay”: it answers at once, every time, and to whom it heard from. What comes later or once is written as steps: accept the connection, wait, and send.',
  ],
  [
    'on srv "a" > "b" to 127.0.0.1:9',
    'A rule has no “to”: it answers at once, every time, and to whom it heard from. What comes later or once is written as steps: accept the connection, wait, and send.',
  ],
];

const errorsOf = (text: string): ReturnType<typeof allProblems> =>
  allProblems(checkScript(text)).filter(({ severity }) => severity === 'error');

describe('wire text as other languages have it', () => {
  for (const [line, message, fixed] of LINES) {
    it(`has one message: ${line}`, () => {
      const text = `${OPENED}${line}\n`;
      const [problem, ...others] = errorsOf(text);
      assert.deepEqual(others, []);
      assert.ok(problem && problem.start >= OPENED.length && problem.end <= text.length);
      assert.equal(formatMessage(problem.template, problem.args), message);
      const { fix } = problem;
      const mended = fix && text.slice(OPENED.length, fix.start) + fix.text + text.slice(fix.end);
      assert.equal(mended?.trim(), fixed);
      // Whoever follows the advice is not led to the next mistake; names that are given twice are the writer's.
      const next = fixed === undefined ? [] : errorsOf(`${OPENED}${fixed}\n`);
      assert.deepEqual(
        next.filter(({ code }) => code !== 'WIRE_UNKNOWN_NAME' && code !== 'WIRE_DUPLICATE_NAME'),
        [],
      );
    });
  }
  for (const name of ['send', 'read', 'close', 'log', 'print', 'run', 'set', 'check', 'echo', 'is', 'seed']) {
    it(`leaves a socket alone that is called ${name}`, () => {
      const steps = `${name} = dial 9\n${name} > "a"\n${name}<"a"\n${name} pause\n${name} resume\n${name} shutdown # bye\n`;
      assert.deepEqual(errorsOf(steps), []);
    });
  }
  for (const name of ['is', 'waiting', 'loss']) {
    it(`leaves a rule alone whose listener is called ${name}`, () => {
      assert.deepEqual(errorsOf(`${name} = listen 9\non ${name} "a" > "b"\n`), []);
    });
  }
  it('says the same of the hundredth mistake, and no more of the next', () => {
    const codes = errorsOf(`${OPENED}${'cli recv\n'.repeat(50)}${'cli.send("x")\n'.repeat(60)}`).map(
      ({ code }) => code,
    );
    assert.equal(codes.length, MAX_PROBLEMS);
    assert.deepEqual(new Set(codes.slice(50)), new Set(['WIRE_OTHER_LANGUAGE']));
  });
  it('fills in the socket that was opened last, in the same section', () => {
    const message = (text: string): string => {
      const { template, args } = errorsOf(text).at(-1)!;
      return formatMessage(template, args);
    };
    assert.match(message(`${OPENED}b = accept srv\nsend "x"\n`), /written b > "x" here/);
    assert.match(message(`${OPENED}### Next\nsend "x"\n`), /written con > "x" here/);
  });
  it('is not seen in what is well-formed', () => {
    const codes = new Set(LINES.map(([line]) => errorsOf(`${OPENED}${line}\n`)[0]!.code));
    fc.assert(
      fc.property(anyScript, (text) => {
        assert.deepEqual(
          errorsOf(text).filter(({ code }) => codes.has(code)),
          [],
        );
      }),
    );
  });
});
