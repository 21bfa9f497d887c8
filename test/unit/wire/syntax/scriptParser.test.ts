import assert from 'node:assert/strict';
import type { Step } from '../../../../src/wire/syntax/stepTable';
import { parseScript } from '../../../../src/wire/syntax/scriptParser';
import { printStep } from '../../../../src/wire/syntax/stepTable';
import { holdMistake, type Mistake } from '../problems';

/** Each kind of step, as it is written and as it is printed. */
const STEPS: readonly (readonly [text: string, kind: Step['kind'], printed?: string])[] = [
  ['srv = listen tcp://127.0.0.1:0', 'listen'],
  ['  srv=listen   9000   echo  # comment', 'listen', 'srv = listen 9000 echo'],
  ['srv = listen unix:/tmp/a.sock', 'listen'],
  ['srv = listen tcp://[::]:0 v6only', 'listen'],
  [
    'srv = listen tls://a:0  reply "x" close  cert "a b.pem" key  k.pem requestCert',
    'listen',
    'srv = listen tls://a:0 reply "x" close cert "a b.pem" key k.pem requestCert',
  ],
  [
    'c = dial tls://a:1  insecure alpn "h2, x"  servername {{n}} within 2s',
    'dial',
    'c = dial tls://a:1 insecure alpn "h2, x" servername {{n}} within 2s',
  ],
  [
    'srv = listen udp://239.7.7.7:5000 echo  ttl   4 loopback off interface lo',
    'listen',
    'srv = listen udp://239.7.7.7:5000 echo ttl 4 loopback off interface lo',
  ],
  [
    'con=dial udp://239.7.7.7:5000  interface 127.0.0.1 loopback  on ttl {{n}} within 2s#x',
    'dial',
    'con = dial udp://239.7.7.7:5000 interface 127.0.0.1 loopback on ttl {{n}} within 2s',
  ],
  [
    'c=dial {{srv}}  from   127.0.0.1:{{old.port}} refused',
    'dial',
    'c = dial {{srv}} from 127.0.0.1:{{old.port}} refused',
  ],
  ['srv=listen [::]:0  echo   v6only#x', 'listen', 'srv = listen [::]:0 echo v6only'],
  ['srv = listen "unix:/tmp/a b.sock"', 'listen'],
  ['srv = listen 9000 backlog 2', 'listen'],
  ['srv = listen 9000 echo  backlog   {{n}}#x', 'listen', 'srv = listen 9000 echo backlog {{n}}'],
  ['srv = listen 9000 reply "pong"', 'listen'],
  [
    'srv = listen 9000 reply  u16be( 1 )"keep" greeting  close  # c',
    'listen',
    'srv = listen 9000 reply u16be(1) "keep" greeting close',
  ],
  ['srv = listen 9000 reply backlog 5', 'listen'],
  ['srv = listen 9000 qotd', 'listen'],
  ['srv = listen 9000 qotd "Less is more." backlog 5', 'listen'],
  ['con = dial {{srv}}', 'dial'],
  ['con = dial tcp://[::1]:{{srv.port}} within 2s', 'dial'],
  ['con = accept srv', 'accept'],
  ['con = accept srv within 1.5s', 'accept'],
  ['con > "a" u16be(1)', 'send'],
  ['con>"a"', 'send', 'con > "a"'],
  ['udp > "a" to 127.0.0.1:9000 within 2s', 'send'],
  ['udp > "to" to {{cli.host}}:{{cli.port}}', 'send'],
  ['con < "a" u16be(?n)', 'expect'],
  ['con < /a\\/[/]b/ism within {{t}}', 'expect'],
  ['con < until "\\r\\n" within 1min', 'expect'],
  ['con < exactly 0x10', 'expect'],
  ['con < exactly {{n}} within 50ms', 'expect'],
  ['con < recv 0x200', 'expect'],
  ['con < recv {{n}} within 50ms', 'expect'],
  ['con < any', 'expect'],
  ['con < eof', 'expect'],
  ['con < reset within 1s', 'expect'],
  ['con < silence 200ms', 'expect'],
  ['on srv "ping" > "pong"', 'rule'],
  ['on srv u8(1)>repeat(2,"a")', 'rule', 'on srv u8(1) > repeat(2, "a")'],
  ['on srv /(a) > b/ > "{{1}}"', 'rule'],
  ['con shutdown', 'action'],
  ['con close', 'action'],
  ['con reset', 'action'],
  ['con pause', 'action'],
  ['con resume', 'action'],
  ['wait 500ms', 'wait'],
  ['wait {{t}}', 'wait'],
];

// prettier-ignore
const MISTAKES: readonly Mistake[] = [
  { text: '«listen» tcp://127.0.0.1:0', code: 'WIRE_MISSING_NAME', fixed: 'srv = listen tcp://127.0.0.1:0' },
  { text: '«x» = ', code: 'WIRE_UNKNOWN_STEP' },
  { text: 'x = «connect» tcp://127.0.0.1:9', code: 'WIRE_UNKNOWN_STEP', fixed: 'x = dial tcp://127.0.0.1:9' },
  { text: 'x = «lissten» 9000', code: 'WIRE_UNKNOWN_STEP', fixed: 'x = listen 9000' },
  { text: 'x = «frobnicate»', code: 'WIRE_UNKNOWN_STEP' },
  { text: 'x = listen«»', code: 'WIRE_MISSING_ADDRESS' },
  { text: 'x = dial«»', code: 'WIRE_MISSING_ADDRESS' },
  { text: 'x = accept«»', code: 'WIRE_MISSING_NAME' },
  { text: '«x»', code: 'WIRE_UNKNOWN_STEP' },
  { text: 'x «send» "hi"', code: 'WIRE_UNKNOWN_STEP', fixed: 'x > "hi"' },
  { text: 'x «frobnicate»', code: 'WIRE_UNKNOWN_STEP' },
  { text: 'x > «»', code: 'PAYLOAD_EMPTY' },
  { text: 'x < «»', code: 'WIRE_MISSING_EXPECTATION' },
  { text: 'x < "a" «"b»', code: 'PAYLOAD_MISSING_QUOTE', fixed: 'x < "a" "b"' },
  { text: 'x > [«abc»]', code: 'HEX_ODD_DIGITS' },
  { text: 'x < «/a»', code: 'REGEX_MISSING_SLASH', fixed: 'x < /a/' },
  { text: 'x < /«(»/', code: 'REGEX_SYNTAX', fixed: 'x < /()/' },
  { text: 'x < /a/«q»', code: 'REGEX_BAD_FLAG', fixed: 'x < /a/' },
  { text: 'x < /a*b«{2,1}»/', code: 'REGEX_SYNTAX' },
  { text: 'x < until«»', code: 'PAYLOAD_EMPTY' },
  { text: 'x < exactly«»', code: 'WIRE_MISSING_COUNT' },
  { text: 'x < recv«»', code: 'WIRE_MISSING_COUNT' },
  { text: 'x < exactly «-1»', code: 'PAYLOAD_OUT_OF_RANGE' },
  { text: 'x < exactly «5x»', code: 'PAYLOAD_BAD_NUMBER' },
  { text: 'x < silence«»', code: 'WIRE_MISSING_DURATION' },
  { text: 'x < silence «200»', code: 'WIRE_BAD_DURATION', fixed: 'x < silence 200ms' },
  { text: 'x < silence 2s within «3s»', code: 'WIRE_UNEXPECTED' },
  { text: 'x < any «thing»', code: 'WIRE_UNEXPECTED', fixed: 'x < any ' },
  { text: 'x > "a" to«»', code: 'WIRE_MISSING_ADDRESS' },
  { text: 'x > "a" to 127.0.0.1:9 «more»', code: 'WIRE_UNEXPECTED', fixed: 'x > "a" to 127.0.0.1:9 ' },
  { text: 'x > "a" within«»', code: 'WIRE_MISSING_DURATION' },
  { text: 'on«»', code: 'WIRE_MISSING_NAME' },
  { text: 'on srv«»', code: 'PAYLOAD_EMPTY' },
  { text: 'on srv «"ping"»', code: 'WIRE_MISSING_ANSWER' },
  { text: 'on srv «»> "pong"', code: 'PAYLOAD_EMPTY' },
  { text: 'wait«»', code: 'WIRE_MISSING_DURATION' },
  { text: 'wait «5»', code: 'WIRE_BAD_DURATION', fixed: 'wait 5ms' },
  { text: 'wait «2d»', code: 'WIRE_BAD_DURATION' },
  { text: 'wait «25h»', code: 'WIRE_BAD_DURATION' },
  { text: 'wait «1441min»', code: 'WIRE_BAD_DURATION' },
  { text: 'wait «0.4ms»', code: 'WIRE_BAD_DURATION' },
  { text: 'x < silence «0s»', code: 'WIRE_BAD_DURATION' },
  { text: 'x < "a" within «0s»', code: 'WIRE_BAD_DURATION' },
  { text: '«sleep» 5s', code: 'WIRE_UNKNOWN_STEP', fixed: 'wait 5s' },
  { text: '«//» hi', code: 'WIRE_UNEXPECTED', fixed: '# hi' },
  { text: '«9x» = dial 9000', code: 'WIRE_BAD_NAME', fixed: '_9x = dial 9000' },
  { text: 'on «= dial 9000»', code: 'WIRE_MISSING_NAME' },
  { text: '«a-b» = dial 9000', code: 'WIRE_BAD_NAME', fixed: 'a_b = dial 9000' },
  { text: '«> "x"»', code: 'WIRE_UNEXPECTED' },
  { text: '«= 5»', code: 'WIRE_UNEXPECTED' },
  { text: '@«»', code: 'WIRE_MISSING_NAME' },
  { text: '@«x»', code: 'WIRE_MISSING_EQUALS', fixed: '@x =' },
  { text: '«@x =»', code: 'WIRE_MISSING_VALUE' },
  { text: '@«1» = 2', code: 'WIRE_BAD_NAME', fixed: '@_1 = 2' },
  { text: '@«x» 5', code: 'WIRE_MISSING_EQUALS', fixed: '@x = 5' },
  { text: '@x = «"a»', code: 'PAYLOAD_MISSING_QUOTE', fixed: '@x = "a"' },
  { text: 'x = accept srv within«»', code: 'WIRE_MISSING_DURATION' },
  { text: 'x = listen [::]:0 echo «v6onli»', code: 'WIRE_UNKNOWN_OPTION', fixed: 'x = listen [::]:0 echo v6only' },
  { text: 'x = listen [::]:0 v6only «echo»', code: 'WIRE_UNEXPECTED' },
  { text: 'x = dial tls://a:1 «insecur»', code: 'WIRE_UNKNOWN_OPTION', fixed: 'x = dial tls://a:1 insecure' },
  { text: 'x = dial tls://a:1 «withn» 2s', code: 'WIRE_UNKNOWN_OPTION', fixed: 'x = dial tls://a:1 within 2s' },
  { text: 'x = dial udp://239.7.7.7:9 loopback «no»', code: 'WIRE_BAD_SWITCH' },
  { text: 'x = listen udp://239.7.7.7:9 loopback«»', code: 'WIRE_MISSING_VALUE' },
  { text: 'x = listen udp://239.7.7.7:9 interface«»', code: 'WIRE_MISSING_VALUE' },
  { text: 'x = dial udp://239.7.7.7:9 ttl«»', code: 'WIRE_MISSING_COUNT' },
  { text: 'x = dial tls://a:1 alpn«»', code: 'WIRE_MISSING_VALUE' },
  { text: 'x = dial tls://a:1 «requestCert»', code: 'WIRE_UNEXPECTED', fixed: 'x = dial tls://a:1 ' },
  { text: 'x = listen tls://a:1 ca«»', code: 'WIRE_MISSING_VALUE' },
  { text: 'x = listen 9000 «rpely» "a" close', code: 'WIRE_UNKNOWN_SERVICE', fixed: 'x = listen 9000 reply "a" close' },
  { text: 'x = listen 9000 reply "a" «grteeting»', code: 'WIRE_UNKNOWN_OPTION', fixed: 'x = listen 9000 reply "a" greeting' },
  { text: 'x = listen 9000 reply «pong»', code: 'PAYLOAD_BARE_WORD', fixed: 'x = listen 9000 reply "pong"' },
  { text: 'x = listen 9000 reply [«a»]', code: 'HEX_ODD_DIGITS' },
  { text: 'x = listen 9000 reply close «"a"»', code: 'WIRE_UNEXPECTED', fixed: 'x = listen 9000 reply close ' },
  { text: 'x = listen 9000 echo «close»', code: 'WIRE_UNEXPECTED' },
  { text: 'x = listen 9000 «greeting»', code: 'WIRE_UNKNOWN_SERVICE' },
  { text: 'x = listen 9000 backlog«»', code: 'WIRE_MISSING_COUNT' },
  { text: 'x = listen 9000 backlog «many»', code: 'PAYLOAD_BAD_NUMBER' },
  { text: 'x = listen [::]:0 v6only «true»', code: 'WIRE_UNEXPECTED', fixed: 'x = listen [::]:0 v6only ' },
  { text: 'x = listen 9000 echo «besides»', code: 'WIRE_UNEXPECTED', fixed: 'x = listen 9000 echo ' },
  { text: 'x shutdown «now»', code: 'WIRE_UNEXPECTED', fixed: 'x shutdown ' },
  { text: 'x > "«\\q»"', code: 'PAYLOAD_UNKNOWN_ESCAPE', fixed: 'x > "\\\\q"' },
  { text: 'x > u8(«256»)', code: 'PAYLOAD_OUT_OF_RANGE' },
  { text: 'x > «"""»\nabc', code: 'PAYLOAD_MISSING_QUOTE' },
];

describe('wire/scriptParser', () => {
  for (const [text, kind, printed = text] of STEPS) {
    it(`reads ${text}`, () => {
      const { sections, problems } = parseScript(text);
      assert.deepEqual([problems, sections[0]?.problems], [[], []]);
      const [step, ...more] = sections[0]!.steps;
      assert.ok(step && more.length === 0);
      assert.equal(step.kind, kind);
      assert.equal(printStep(step), printed);
      assert.equal(text.slice(step.start, step.end).trim(), text.slice(step.start, step.end));
    });
  }

  for (const mistake of MISTAKES) {
    it(`reports ${JSON.stringify(mistake.text)}`, () => {
      holdMistake(mistake);
    });
  }

  it('cuts a file into sections, the first of which may have no heading', () => {
    const { sections } = parseScript('wait 1ms\n\n### One  \nwait 2ms\n####  Two: # of three\n');
    assert.deepEqual(
      sections.map(({ title, line, steps }) => [title, line, steps.length]),
      [
        ['', 0, 1],
        ['One', 2, 1],
        ['Two: # of three', 4, 0],
      ],
    );
  });

  it('makes no section of definitions and comments alone', () => {
    const { sections, definitions } = parseScript('# hi\n@a = 1\n\n@b = "x" u8(1)\n');
    assert.deepEqual(sections, []);
    assert.deepEqual(definitions.map(({ name, value, line }) => [name.text, value.kind, line]), [
      ['a', 'text', 1],
      ['b', 'payload', 3],
    ]); // prettier-ignore
  });

  it('goes on behind every mistake, and counts the lines of blocks and of all line ends', () => {
    const text = 'con > """\r\na\r\n"""\r\nnonsense here\rwait 1ms\n> x\nwait 2ms';
    const [section] = parseScript(text).sections;
    assert.deepEqual(
      section!.steps.map(({ kind, line }) => [kind, line]),
      [
        ['send', 0],
        ['wait', 4],
        ['wait', 6],
      ],
    );
    assert.equal(section!.problems.length, 2);
    const refused = parseScript('con > """\ra\r"""\rwait 1ms');
    assert.deepEqual(
      refused.lines.map(({ kind }) => kind),
      ['broken', 'step'],
    );
    assert.equal(refused.sections[0]!.steps[0]!.line, 3);
  });
});
