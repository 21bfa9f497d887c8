import assert from 'node:assert/strict';
import { parseScript } from '../../../../src/wire/syntax/scriptParser';
import { hoverTargetAt, type HoverTarget } from '../../../../src/ui/wire/language/hoverTarget';

const TEXT = `@port = 9000
@eol = crlf
# comment
srv = listen tcp://127.0.0.1:0 echo
con = dial {{srv}} within 2s
con > "hi" prefixed(u16be, u8(1) zeros(4))
con < /a+/ within 1s
con < reset
con reset
on srv "ping" > "pong"
wait 1s
`;

function targetAt(text: string, delta = 0): HoverTarget | undefined {
  return hoverTargetAt(parseScript(TEXT), TEXT.indexOf(text) + delta);
}

/** The usage of the word that is explained at a text. */
function wordAt(text: string, delta = 0): string | undefined {
  const target = targetAt(text, delta);
  return target?.kind === 'word' ? target.info.usage : undefined;
}

describe('what a hover is about', () => {
  it('is a name, wherever it stands', () => {
    for (const [text, delta] of [
      ['srv =', 0],
      ['{{srv}}', 2],
      ['port', 0],
    ] as const) {
      // prettier-ignore
      assert.equal(targetAt(text, delta)?.kind, 'name', text);
    }
  });

  it('is the innermost term of a payload, with the whole of it', () => {
    const target = targetAt('zeros');
    assert.ok(target?.kind === 'payload');
    assert.equal(target.term.kind, 'zeros');
    assert.equal(target.terms.length, 2);
    assert.equal(target.info?.usage, 'zeros(16)');
    const text = targetAt('"hi"');
    assert.ok(text?.kind === 'payload');
    assert.equal(text.info, undefined);
    assert.equal(targetAt('"ping"')?.kind, 'payload');
    assert.equal(targetAt('"pong"')?.kind, 'payload');
  });

  it('is an address, a service or an option', () => {
    const target = targetAt('tcp://');
    assert.ok(target?.kind === 'address' && target.isListening);
    assert.deepEqual(targetAt('echo'), { kind: 'service', id: 'echo', start: TEXT.indexOf('echo'), end: TEXT.indexOf('echo') + 4 }); // prettier-ignore
    const option = 'x = listen [::]:0 echo v6only';
    const start = option.indexOf('v6only');
    assert.deepEqual(hoverTargetAt(parseScript(option), start + 2), {
      kind: 'option',
      service: 'echo',
      id: 'v6only',
      start,
      end: start + 6,
    });
  });

  it('is a word of the language: reset as an expectation is not reset as an action', () => {
    assert.equal(wordAt('listen'), 'srv = listen tcp://127.0.0.1:0 [SERVICE] [OPTION …]');
    assert.equal(wordAt('within'), 'within 2s');
    assert.equal(wordAt('> "hi"'), 'con > PAYLOAD [to HOST:PORT] [within 2s]');
    assert.equal(wordAt('/a+/'), 'con < /\\d+\\r\\n/');
    assert.equal(wordAt('< reset', 2), 'con < reset');
    assert.equal(wordAt('con reset', 4), 'con reset');
    assert.equal(wordAt('on srv'), 'on srv PATTERN > PAYLOAD');
    assert.equal(wordAt('wait'), 'wait 500ms');
  });

  it('is a setting of the file', () => {
    assert.equal(wordAt('eol'), '@eol = crlf');
  });

  it('is nothing in comments, between words, and in numbers of addresses that name nothing', () => {
    assert.equal(targetAt('comment'), undefined);
    assert.equal(targetAt('srv = listen', 3), undefined);
    assert.equal(hoverTargetAt(parseScript(''), 0), undefined);
  });
});
