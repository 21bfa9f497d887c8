import assert from 'node:assert/strict';
import { allProblems, blockingProblems, checkScript } from '../../../../src/wire/check/checker';
import { parseDefinitionValue } from '../../../../src/wire/syntax/overrides';
import type { Definition } from '../../../../src/wire/syntax/script';
import { holdMistake, type Mistake } from '../problems';

/** A definition's value from outside. */
function given(name: string, source: string): Map<string, Definition['value']> {
  const parsed = parseDefinitionValue(name, source);
  return parsed.kind === 'value' ? new Map([[name, parsed.value]]) : assert.fail(parsed.problem.template);
}

// prettier-ignore
const MISTAKES: readonly Mistake[] = [
  { text: 'r = relay tcp://127.0.0.1:0 «127.0.0.1:9»', code: 'WIRE_MISSING_TARGET', fixed: 'r = relay tcp://127.0.0.1:0 to 127.0.0.1:9' },
  { text: 'r = relay «tcp://127.0.0.1:0»', code: 'WIRE_MISSING_TARGET' },
  { text: 'r = relay tcp://127.0.0.1:0 «backlgo» 2 to 9', code: 'WIRE_UNKNOWN_OPTION', fixed: 'r = relay tcp://127.0.0.1:0 backlog 2 to 9' },
  { text: 'r = relay tcp://127.0.0.1:0 «alpn» "x" to 9', code: 'WIRE_UNFIT_OPTION' },
  { text: 'r = relay tcp://127.0.0.1:0 to tls://a:9 «insecrue»', code: 'WIRE_UNKNOWN_OPTION', fixed: 'r = relay tcp://127.0.0.1:0 to tls://a:9 insecure' },
  { text: 'r = relay tcp://127.0.0.1:0 to 9 «insecure»', code: 'WIRE_UNFIT_OPTION' },
  { text: 'r = relay tcp://127.0.0.1:0 to «udp://127.0.0.1:9»', code: 'WIRE_MIXED_RELAY' },
  { text: 'r = relay tcp://127.0.0.1:0 to «tcp://127.0.0.1:0»', code: 'WIRE_BAD_ADDRESS' },
  { text: 'r = relay tcp://127.0.0.1:0 to «{{r}}»', code: 'WIRE_UNKNOWN_NAME' },
  { text: 'srv = listen tcp://127.0.0.1:0\nr = relay tcp://127.0.0.1:0 to {{srv}}\nr delay 1ms «los» 5%', code: 'WIRE_UNKNOWN_IMPAIRMENT', fixed: 'srv = listen tcp://127.0.0.1:0\nr = relay tcp://127.0.0.1:0 to {{srv}}\nr delay 1ms loss 5%' },
  { text: 'srv = listen tcp://127.0.0.1:0\nr = relay tcp://127.0.0.1:0 to {{srv}}\nr «delya» 1ms', code: 'WIRE_UNKNOWN_STEP', fixed: 'srv = listen tcp://127.0.0.1:0\nr = relay tcp://127.0.0.1:0 to {{srv}}\nr delay 1ms' },
  { text: 'srv = listen tcp://127.0.0.1:0\nr = relay tcp://127.0.0.1:0 to {{srv}}\nr delay «100»', code: 'WIRE_BAD_IMPAIRMENT', fixed: 'srv = listen tcp://127.0.0.1:0\nr = relay tcp://127.0.0.1:0 to {{srv}}\nr delay 100ms' },
  { text: 'srv = listen tcp://127.0.0.1:0\nr = relay tcp://127.0.0.1:0 to {{srv}}\nr rate «64KiB»', code: 'WIRE_BAD_IMPAIRMENT', fixed: 'srv = listen tcp://127.0.0.1:0\nr = relay tcp://127.0.0.1:0 to {{srv}}\nr rate 64KiB/s' },
  { text: 'srv = listen tcp://127.0.0.1:0\nr = relay tcp://127.0.0.1:0 to {{srv}}\nr corrupt «150%»', code: 'WIRE_BAD_IMPAIRMENT' },
  { text: '@t = soon\nsrv = listen tcp://127.0.0.1:0\nr = relay tcp://127.0.0.1:0 to {{srv}}\nr delay «{{t}}»', code: 'WIRE_BAD_IMPAIRMENT' },
  { text: 'srv = listen tcp://127.0.0.1:0\nr = relay tcp://127.0.0.1:0 to {{srv}}\nr delay «{{nobody}}»', code: 'WIRE_UNKNOWN_NAME' },
  { text: 'srv = listen tcp://127.0.0.1:0\nr = relay tcp://127.0.0.1:0 to {{srv}}\nr «delay»', code: 'WIRE_MISSING_VALUE' },
  { text: 'srv = listen tcp://127.0.0.1:0\nr = relay tcp://127.0.0.1:0 to {{srv}}\nr «loss» 5%', code: 'WIRE_BAD_IMPAIRMENT' },
  { text: 'srv = listen tcp://127.0.0.1:0\nr = relay tcp://127.0.0.1:0 to {{srv}}\nr delay 1ms «delay» 2ms', code: 'WIRE_DUPLICATE_OPTION' },
  { text: 'srv = listen tcp://127.0.0.1:0\nr = relay tcp://127.0.0.1:0 to {{srv}}\nr delay 1ms from «cleint»', code: 'WIRE_BAD_SIDE', fixed: 'srv = listen tcp://127.0.0.1:0\nr = relay tcp://127.0.0.1:0 to {{srv}}\nr delay 1ms from client' },
  { text: 'srv = listen tcp://127.0.0.1:0\nr = relay tcp://127.0.0.1:0 to {{srv}}\nr «cut» 512', code: 'WIRE_UNKNOWN_IMPAIRMENT', fixed: 'srv = listen tcp://127.0.0.1:0\nr = relay tcp://127.0.0.1:0 to {{srv}}\nr cut after 512' },
  { text: 'srv = listen tcp://127.0.0.1:0\nr = relay tcp://127.0.0.1:0 to {{srv}}\nr seed «x»', code: 'WIRE_BAD_SEED' },
  { text: 'srv = listen tcp://127.0.0.1:0\nr = relay tcp://127.0.0.1:0 to {{srv}}\nr seed «4294967296»', code: 'WIRE_BAD_SEED' },
  { text: 'srv = listen tcp://127.0.0.1:0\nr = relay tcp://127.0.0.1:0 to {{srv}}\n«srv» delay 1ms', code: 'WIRE_NOT_A_RELAY' },
  { text: 'srv = listen tcp://127.0.0.1:0\nr = relay tcp://127.0.0.1:0 to {{srv}}\n«srv» clear', code: 'WIRE_NOT_A_RELAY' },
  { text: 'srv = listen tcp://127.0.0.1:0\nr = relay tcp://127.0.0.1:0 to {{srv}}\n«r» > "a"', code: 'WIRE_NOT_A_CONNECTION' },
  { text: 'srv = listen tcp://127.0.0.1:0\nr = relay tcp://127.0.0.1:0 to {{srv}}\n«r» < "a"', code: 'WIRE_NOT_A_CONNECTION' },
  { text: 'srv = listen tcp://127.0.0.1:0\nr = relay tcp://127.0.0.1:0 to {{srv}}\n«r» shutdown', code: 'WIRE_NOT_A_CONNECTION' },
  { text: 'srv = listen tcp://127.0.0.1:0\nr = relay tcp://127.0.0.1:0 to {{srv}}\ncon = accept «r»', code: 'WIRE_NO_CONNECTIONS' },
  { text: 'srv = listen tcp://127.0.0.1:0\nr = relay tcp://127.0.0.1:0 to {{srv}}\n«r» accept off', code: 'WIRE_NOT_A_LISTENER' },
  { text: 'srv = listen tcp://127.0.0.1:0\nr = relay tcp://127.0.0.1:0 to {{srv}}\nr close\n«r» delay 1ms', code: 'WIRE_CLOSED' },
  { text: '«con» > "x"', code: 'WIRE_UNKNOWN_NAME' },
  { text: 'srv = listen tcp://127.0.0.1:0\n«srv» > "x"', code: 'WIRE_NOT_A_CONNECTION' },
  { text: 'srv = listen tcp://127.0.0.1:0\n«srv» < "x"', code: 'WIRE_NOT_A_CONNECTION' },
  { text: 'srv = listen tcp://127.0.0.1:0\n«srv» shutdown', code: 'WIRE_NOT_A_CONNECTION' },
  { text: 'con = dial tcp://127.0.0.1:9\ncon close\n«con» > "x"', code: 'WIRE_CLOSED' },
  { text: 'con = dial tcp://127.0.0.1:9\ncon reset\n«con» < eof', code: 'WIRE_CLOSED' },
  { text: 'con = dial tcp://127.0.0.1:9\ncon shutdown\n«con» > "x"', code: 'WIRE_SHUT' },
  { text: 'con = dial tcp://127.0.0.1:9\ncon shutdown\n«con» shutdown', code: 'WIRE_SHUT' },
  { text: 'con = dial tcp://127.0.0.1:9\ncon < eof\n«con» < "x"', code: 'WIRE_ENDED' },
  { text: 'con = dial tcp://127.0.0.1:9\ncon pause\n«con» < "x"', code: 'WIRE_PAUSED' },
  { text: 'con = dial tcp://127.0.0.1:9\n«con» resume', code: 'WIRE_NOT_PAUSED', severity: 'warning' },
  { text: 'udp = listen udp://127.0.0.1:0\n«udp» > "x"', code: 'WIRE_PEER_NEEDED' },
  { text: 'udp = listen udp://127.0.0.1:0\nudp < «eof»', code: 'WIRE_NO_END' },
  { text: 'udp = listen udp://127.0.0.1:0\nx = accept «udp»', code: 'WIRE_NO_CONNECTIONS' },
  { text: 'con = dial tcp://127.0.0.1:9\nx = accept «con»', code: 'WIRE_NO_CONNECTIONS' },
  { text: 'srv = listen tcp://127.0.0.1:0\nx = accept «srv»', code: 'WIRE_UNREACHABLE', severity: 'warning' },
  { text: 'srv = listen tcp://127.0.0.1:0\n«srv» = dial {{srv}}', code: 'WIRE_DUPLICATE_NAME' },
  { text: 'a = dial «{{srv}}»\nsrv = listen tcp://127.0.0.1:0\n', code: 'WIRE_UNKNOWN_NAME' },
  { text: 'a = dial «{{srw}}»\nsrv = listen tcp://127.0.0.1:0\n', code: 'WIRE_UNKNOWN_NAME' },
  { text: 'srv = listen tcp://127.0.0.1:0\na = dial «{{srw}}»', code: 'WIRE_UNKNOWN_NAME', fixed: 'srv = listen tcp://127.0.0.1:0\na = dial {{srv}}' },
  { text: 'a = dial «tcp://127.0.0.1:0»', code: 'WIRE_BAD_ADDRESS' },
  { text: 'a = dial «tcp://127.0.0.1:99999»', code: 'WIRE_BAD_ADDRESS' },
  { text: 'a = dial tcp://exa «mple:1»', code: 'WIRE_UNEXPECTED', fixed: 'a = dial tcp://exa ' },
  { text: 'a = dial «http://x:1»', code: 'WIRE_BAD_ADDRESS' },
  { text: 'a = listen «unix:relative»', code: 'WIRE_BAD_ADDRESS' },
  { text: 'a = listen tcp://127.0.0.1:0 «eccho»', code: 'WIRE_UNKNOWN_SERVICE', fixed: 'a = listen tcp://127.0.0.1:0 echo' },
  { text: 'a = listen tcp://[::]:0 «v6onyl»', code: 'WIRE_UNKNOWN_SERVICE', fixed: 'a = listen tcp://[::]:0 v6only' },
  { text: 'a = listen tcp://[::]:0 v6only «v6only»', code: 'WIRE_DUPLICATE_OPTION' },
  { text: 'a = dial tls://a:1 insecure «insecure»', code: 'WIRE_DUPLICATE_OPTION' },
  { text: 'a = listen tcp://127.0.0.1:0 «ttl» 4', code: 'WIRE_UNFIT_OPTION' },
  { text: 'a = listen udp://239.7.7.7:0 «ttl» 256', code: 'WIRE_UNFIT_OPTION' },
  { text: 'a = dial udp://127.0.0.1:9 «loopback» off', code: 'WIRE_UNFIT_OPTION' },
  { text: 'a = dial tcp://127.0.0.1:9 «from» localhost:1', code: 'WIRE_UNFIT_OPTION' },
  { text: 'a = dial tcp://127.0.0.1:9 «from» [::1]:1', code: 'WIRE_UNFIT_OPTION' },
  { text: 'a = dial unix:/tmp/x «from» :1', code: 'WIRE_UNFIT_OPTION' },
  { text: '@p = x\na = dial tcp://127.0.0.1:9 «from» :{{p}}', code: 'WIRE_UNFIT_OPTION' },
  { text: 'a = dial tcp://127.0.0.1:9 «interface» lo', code: 'WIRE_UNFIT_OPTION' },
  { text: '@n = 256\na = dial udp://239.7.7.7:9 «ttl» {{n}}', code: 'WIRE_UNFIT_OPTION' },
  { text: 'a = dial udp://239.7.7.7:9 ttl «{{n}}»', code: 'WIRE_UNKNOWN_NAME' },
  { text: 'a = dial udp://239.7.7.7:9 interface «{{n}}»', code: 'WIRE_UNKNOWN_NAME' },
  { text: 'a = dial udp://239.7.7.7:9 ttl 1 «ttl» 2', code: 'WIRE_DUPLICATE_OPTION' },
  { text: 'a = dial tcp://127.0.0.1:1 «insecure»', code: 'WIRE_UNFIT_OPTION' },
  { text: 's = listen tcp://127.0.0.1:0\na = dial {{s}} «alpn» "x"', code: 'WIRE_UNFIT_OPTION' },
  { text: 'a = dial tls://a:1 «alpn» ""', code: 'WIRE_UNFIT_OPTION' },
  { text: '@v = TLSv1\na = dial tls://a:1 «minVersion» {{v}}', code: 'WIRE_UNFIT_OPTION' },
  { text: 'a = dial tls://a:1 servername «{{nobody}}»', code: 'WIRE_UNKNOWN_NAME' },
  { text: 'a = listen tls://127.0.0.1:0 «cert» "a.pem"', code: 'WIRE_UNFIT_OPTION' },
  { text: 'a = listen tcp://127.0.0.1:0 echo «requestCert»', code: 'WIRE_UNFIT_OPTION' },
  { text: 'a = listen tcp://127.0.0.1:0 «v6only»', code: 'WIRE_UNFIT_OPTION' },
  { text: 'a = listen udp://127.0.0.1:0 echo «v6only»', code: 'WIRE_UNFIT_OPTION' },
  { text: '@where = unix:/tmp/x\na = listen {{where}} «v6only»', code: 'WIRE_UNFIT_OPTION' },
  { text: 'a = listen tcp://127.0.0.1:0 «backlog» 0', code: 'WIRE_UNFIT_OPTION' },
  { text: '@n = 70000\na = listen tcp://127.0.0.1:0 «backlog» {{n}}', code: 'WIRE_UNFIT_OPTION' },
  { text: 'a = listen tcp://127.0.0.1:0 backlog «{{n}}»', code: 'WIRE_UNKNOWN_NAME' },
  { text: 'a = listen udp://127.0.0.1:0 «backlog» 2', code: 'WIRE_UNFIT_OPTION' },
  { text: 'a = listen tcp://127.0.0.1:0 backlog 2 «backlog» 3', code: 'WIRE_DUPLICATE_OPTION' },
  { text: 'a = listen tcp://127.0.0.1:0 «reply»', code: 'WIRE_UNFIT_OPTION' },
  { text: 'a = listen tcp://127.0.0.1:0 «reply» close', code: 'WIRE_UNFIT_OPTION' },
  { text: 'a = listen tcp://127.0.0.1:0 reply "a" close «keep»', code: 'WIRE_DUPLICATE_OPTION' },
  { text: 'a = listen tcp://127.0.0.1:0 reply "«{{x}}»"', code: 'WIRE_UNKNOWN_NAME' },
  { text: 'a = listen udp://127.0.0.1:0 reply "a" «greeting»', code: 'WIRE_UNFIT_OPTION' },
  { text: 'a = listen udp://127.0.0.1:0 reply «zeros(65508)»', code: 'WIRE_UNFIT_OPTION' },
  { text: '@n = 512\na = listen tcp://127.0.0.1:0 qotd «"a" zeros({{n}})»', code: 'WIRE_UNFIT_OPTION' },
  { text: 'con = dial tcp://127.0.0.1:9\ncon > "«{{x}}»"', code: 'WIRE_UNKNOWN_NAME' },
  { text: 'con = dial tcp://127.0.0.1:9\ncon > u8(«{{1}}»)', code: 'WIRE_UNKNOWN_GROUP' },
  { text: 'con = dial tcp://127.0.0.1:9\ncon > "«{{0.length}}»"', code: 'WIRE_UNKNOWN_GROUP' },
  { text: 'con = dial tcp://127.0.0.1:9\ncon < recv 5\ncon > "«{{1}}»"', code: 'WIRE_UNKNOWN_GROUP' },
  { text: 'con = dial tcp://127.0.0.1:9\ncon < /(a)/\ncon > "«{{1.length}}»"', code: 'WIRE_UNKNOWN_PROPERTY' },
  { text: 'con = dial tcp://127.0.0.1:9\ncon < recv «0»', code: 'WIRE_BAD_RECV' },
  { text: '@n = 1048577\ncon = dial tcp://127.0.0.1:9\ncon < recv «{{n}}»', code: 'WIRE_BAD_RECV' },
  { text: 'con = dial tls://127.0.0.1:9\ncon < «recv 5»', code: 'WIRE_RECV_TLS' },
  { text: 'con = dial tcp://127.0.0.1:9\ncon < /(a)/\ncon > "«{{2}}»"', code: 'WIRE_UNKNOWN_GROUP' },
  { text: 'con = dial tcp://127.0.0.1:9\ncon < u8(?srv)\ncon < u8(«?con»)', code: 'WIRE_DUPLICATE_NAME' },
  { text: 'con = dial tcp://127.0.0.1:9\ncon > "x" to «127.0.0.1:9»', code: 'WIRE_PEER_FIXED' },
  { text: 'u = dial udp://127.0.0.1:9\nu > "x" to «127.0.0.1:9»', code: 'WIRE_PEER_FIXED' },
  { text: 'udp = listen udp://127.0.0.1:0\nudp > "x" to «nowhere»', code: 'WIRE_BAD_ADDRESS' },
  { text: 'con = dial tcp://127.0.0.1:9\non «con» "a" > "b"', code: 'WIRE_NOT_A_LISTENER' },
  { text: 'srv = listen tcp://127.0.0.1:0\non srv «""» > "b"', code: 'WIRE_RULE_MATCHES_NOTHING' },
  { text: 'srv = listen tcp://127.0.0.1:0\non srv «/a*/» > "b"', code: 'WIRE_RULE_MATCHES_NOTHING' },
  { text: 'srv = listen tcp://127.0.0.1:0\non srv "a" > "b"\non srv «"a"» > "c"', code: 'WIRE_UNREACHABLE', severity: 'warning' },
  { text: 'srv = listen tcp://127.0.0.1:0\non srv /(a)/ > "«{{2}}»"', code: 'WIRE_UNKNOWN_GROUP' },
  { text: 'con = dial tcp://127.0.0.1:9\ncon < «until ""»', code: 'WIRE_EMPTY_DELIMITER' },
  { text: 'con = dial tcp://127.0.0.1:9\ncon < «/(?:[a-z]{100}){1000}/»', code: 'REGEX_TOO_LARGE' },
  { text: 'x = dial unix:/tmp/x\n«x» reset', code: 'WIRE_NO_RESET' },
  { text: 'x = dial pipe:x\n«x» reset', code: 'WIRE_NO_RESET', platform: 'win32' },
  { text: 'x = dial local:x\n«x» shutdown', code: 'WIRE_NO_HALF_CLOSE', platform: 'win32' },
  { text: 's = listen pipe:x\nd = dial {{s}}\nx = accept s\nd > "{{s}}"\n«x» shutdown', code: 'WIRE_NO_HALF_CLOSE', platform: 'win32' },
  { text: 'x = dial \\\\.\\pipe\\x\nx > "«{{x.host}}»"', code: 'WIRE_UNKNOWN_PROPERTY', platform: 'win32' },
  { text: 'x = dial «pipe:x»\n', code: 'WIRE_BAD_ADDRESS' },
  { text: 'x = dial «unix:/tmp/x»\n', code: 'WIRE_BAD_ADDRESS', platform: 'win32' },
  { text: 'x = dial unix:/tmp/x\nx > "«{{x.port}}»"', code: 'WIRE_UNKNOWN_PROPERTY' },
  { text: 'srv = listen tcp://127.0.0.1:0\na = dial 127.0.0.1:«{{srv.prot}}»', code: 'WIRE_UNKNOWN_PROPERTY' },
  { text: 'srv = listen tcp://127.0.0.1:0\na = dial {{srv}}\na > "«{{srv.peer}}»"', code: 'WIRE_UNKNOWN_PROPERTY' },
  { text: '@n = 5\n@«n» = 6\n', code: 'WIRE_DUPLICATE_NAME' },
  { text: '@a = «{{b}}»\n@b = 1\ncon = dial tcp://127.0.0.1:9\ncon > "{{a}}{{b}}"', code: 'WIRE_UNKNOWN_NAME' },
  { text: '@eol = «cr»', code: 'WIRE_BAD_SETTING' },
  { text: '@parallel = «yes»', code: 'WIRE_BAD_SETTING' },
  { text: '@«unused» = 1', code: 'WIRE_UNUSED', severity: 'warning', fixed: '' },
  { text: '### a\nwait 1ms\n«### a»\nwait 1ms', code: 'WIRE_DUPLICATE_TITLE', severity: 'warning' },
  { text: '@t = 0s\ncon = dial tcp://127.0.0.1:9\ncon < "x" within «{{t}}»', code: 'WIRE_BAD_DURATION' },
  { text: '@t = abc\ncon = dial tcp://127.0.0.1:9\ncon < "x" within «{{t}}»', code: 'WIRE_BAD_DURATION' },
  { text: '@n = abc\ncon = dial tcp://127.0.0.1:9\ncon < exactly «{{n}}»', code: 'PAYLOAD_BAD_NUMBER' },
  { text: '@n = 300\ncon = dial tcp://127.0.0.1:9\ncon > u8(«{{n}}»)', code: 'PAYLOAD_OUT_OF_RANGE' },
  { text: '@x = 1\n«x» > "a"', code: 'WIRE_NOT_A_SOCKET' },
  { text: '@x = 1\ncon = dial tcp://127.0.0.1:9\ncon > "«{{x.port}}»"', code: 'WIRE_UNKNOWN_PROPERTY' },
  { text: 'con = dial tcp://127.0.0.1:9\ncon > "?x" u8(«?x»)', code: 'PAYLOAD_BINDING' },
];

const codes = (text: string): readonly string[] => allProblems(checkScript(text)).map(({ code }) => code);

describe('wire/checker', () => {
  for (const mistake of MISTAKES) {
    it(`reports ${JSON.stringify(mistake.text)}`, () => {
      holdMistake(mistake);
    });
  }

  it('reports all mistakes of a file at once, each in its section', () => {
    const { sections, problems } = checkScript('@a 1\n### One\nx = dial\n### Two\ny > "a"\ny > [a]\n');
    assert.deepEqual(problems.map(({ code }) => code), ['WIRE_MISSING_EQUALS']); // prettier-ignore
    assert.deepEqual(
      sections.map((section) => section.problems.map(({ code }) => code)),
      [['WIRE_MISSING_ADDRESS'], ['WIRE_UNKNOWN_NAME', 'HEX_ODD_DIGITS']],
    );
  });

  it('takes what a line with a mistake would have made for made', () => {
    assert.deepEqual(codes('srv = listen\ncon = dial {{srv}}\ncon < u8(?n) u8(\ncon > u8({{n}})'), [
      'WIRE_MISSING_ADDRESS',
      'PAYLOAD_MISSING_PARENTHESIS',
    ]);
  });

  it('lets an accept pass whose listener somebody may know', () => {
    assert.deepEqual(codes('srv = listen tcp://127.0.0.1:0\nc = dial 9000\nc > "{{srv.port}}"\nx = accept srv'), []);
    assert.deepEqual(codes('srv = listen 9000\nx = accept srv'), []);
  });

  it('keeps sections apart, and lets names begin anew in each', () => {
    assert.deepEqual(codes('### A\nx = dial 9000\nx close\n### B\nx = dial 9000\nx > "a"'), []);
    assert.deepEqual(codes('### A\nx = dial 9000\n### B\nx > "a"'), ['WIRE_UNKNOWN_NAME']);
  });

  it('takes one address for right on every system', () => {
    for (const platform of ['linux', 'darwin', 'win32']) {
      const text = 's = listen local:x echo\nc = dial {{s}}\nc > "a"\nc < "a"\nc close';
      assert.deepEqual(allProblems(checkScript(text, undefined, platform)), []);
    }
  });

  it('lets warnings run, and errors of definitions keep every section from it', () => {
    const blocked = (text: string): readonly number[] => {
      const checked = checkScript(text);
      return checked.sections.map((section) => blockingProblems(checked, section).length);
    };
    assert.deepEqual(blocked('@unused = 1\n### A\nwait 1ms'), [0]);
    assert.deepEqual(blocked('@x\n### A\nwait 1ms\n### B\nwait'), [1, 2]);
  });

  it('checks with the values that definitions are given from outside', () => {
    const text = '@n = 5\n@to = 9000\nx = dial {{to}}\nx > u8({{n}})';
    assert.deepEqual(allProblems(checkScript(text, given('to', 'udp://127.0.0.1:9'))), []);
    const [problem] = allProblems(checkScript(text, given('n', '256')));
    assert.equal(problem?.code, 'PAYLOAD_OUT_OF_RANGE');
  });
});
