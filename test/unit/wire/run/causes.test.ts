import assert from 'node:assert/strict';
import { formatMessage } from '../../../../src/base/error';
import { describeFailure } from '../../../../src/wire/run/failureText';
import { fail } from '../running';

const TCP = 'srv = listen tcp://127.0.0.1:0\n';
const UDP = 'srv = listen udp://127.0.0.1:0\n';
const DIAL = 'c = dial {{srv}}\n';

/** The causes that a failed section names. */
async function causes(text: string): Promise<string[]> {
  const failure = await fail(text);
  return (failure.causes ?? []).map(({ template, args }) => formatMessage(template, args));
}

describe('the causes of what did not come', () => {
  it('are the bytes that no rule answered, and its lines', async () => {
    assert.deepEqual(
      await causes(`${TCP}on srv "PING\\n" > "PONG\\n"\n${DIAL}c > "ping\\n"\nc < "PONG\\n" within 50ms`),
      ['No rule of srv answers what c sent: "ping\\n". Its rule is in line 2.'],
    );
    assert.deepEqual(
      await causes(`${TCP}on srv "a" > "b"\non srv "b" > "c"\n${DIAL}c > zeros(40)\nc < "b" within 50ms`),
      ['No rule of srv answers what c sent: zeros(32) …. Its rules are in lines 2, 3.'],
    );
  });
  it('are a line in front of a rule that begins with ^', async () => {
    const rules = 'on srv /^HELO \\S+\\n/ > "250\\n"\non srv /^QUIT\\n/ > "221\\n"\n';
    const [unanswered, held] = await causes(`${TCP}${rules}${DIAL}c > "NOOP\\nQUIT\\n"\nc < "221\\n" within 50ms`);
    assert.equal(unanswered, 'No rule of srv answers what c sent: "NOOP\\nQUIT\\n". Its rules are in lines 2, 3.');
    assert.match(held!, /^The rule in line 2 begins with \^, .* stay in front of it, and hold it back\. Add a rule/);
  });
  it('are counted from the last answer', async () => {
    const [only] = await causes(`${TCP}on srv "a" > "b"\n${DIAL}c > "xa"\nc < "b"\nc > "yz"\nc < "b" within 50ms`);
    assert.match(only!, /what c sent: "yz"\./);
  });
  it('are a match that may become longer', async () => {
    const [only] = await causes(`${TCP}on srv /\\d+/ > "{{0}}"\n${DIAL}c > "42"\nc < "42" within 50ms`);
    assert.match(only!, /^The rule in line 2 matches, but more bytes could make its match longer/);
  });
  it('are known also when the server has closed, and over Unix sockets', async () => {
    assert.deepEqual(await causes(`${TCP}on srv "a" > "b"\n${DIAL}c > "x"\nc shutdown\nc < "b"`), [
      'No rule of srv answers what c sent: "x". Its rule is in line 2.',
    ]);
    const unix = `srv = listen local:sockscope-causes-${process.pid}\n`;
    assert.deepEqual(await causes(`${unix}on srv "a" > "b"\n${DIAL}c > "x"\nc < "b" within 50ms`), [
      'No rule of srv answers what c sent: "x". Its rule is in line 2.',
    ]);
  });
  it('are a character that is one byte without the flag u', async () => {
    const ECHO = 'srv = listen tcp://127.0.0.1:0 echo\n';
    const [only, ...more] = await causes(`${ECHO}${DIAL}c > "café"\nc < /é/ within 50ms`);
    assert.equal(
      only,
      'Without the flag u, “é” in the pattern is the single byte e9: add u behind its last slash if UTF-8 is meant.',
    );
    assert.deepEqual(more, []);
    assert.deepEqual(await causes(`${ECHO}${DIAL}c > "cafe"\nc < /é/u within 50ms`), []);
    assert.deepEqual(await causes(`${ECHO}${DIAL}c > "cafe"\nc < /\\xe9/ within 50ms`), []);
    const [, rule] = await causes(`${TCP}on srv /é\\n/ > "b"\n${DIAL}c > "é\\n"\nc < "b" within 50ms`);
    assert.equal(rule, only);
  });
  it('are that nothing was sent to the rules', async () => {
    assert.deepEqual(await causes(`${TCP}on srv "a" > "b"\n${DIAL}c < "b" within 20ms`), [
      'srv received nothing from c that its rules have not answered.',
    ]);
  });
  it('are the last datagram that no rule answered', async () => {
    assert.deepEqual(await causes(`${UDP}on srv /^a$/ > "b"\n${DIAL}c > "xa"\nc < "b" within 50ms`), [
      'No rule of srv answers what c sent: "xa". Its rule is in line 2.',
    ]);
  });
  it('are the line that took the bytes before', async () => {
    const open = `${TCP}${DIAL}d = accept srv\n`;
    assert.deepEqual(await causes(`${open}d > "hello"\nc < any\nc < "hello" within 20ms`), [
      'Line 5 took the last 5 bytes that c received.',
    ]);
    assert.deepEqual(await causes(`${open}d > "h"\nc < any\nc < "h" within 20ms`), [
      'Line 5 took the last byte that c received.',
    ]);
  });
  it('are not told where other bytes came than were expected, and stand in the text of a failure', async () => {
    assert.deepEqual(await causes(`${TCP}on srv "a" > "b"\n${DIAL}c > "a"\nc < "c"`), []);
    const failure = await fail(`${TCP}on srv "a" > "b"\n${DIAL}c > "x"\nc < "b" within 20ms`);
    const text = describeFailure(failure).flat().map((part) => (typeof part === 'string' ? part : part.text)).join('\n'); // prettier-ignore
    assert.match(text, /No rule of srv answers what c sent: "x"/);
  });
});
