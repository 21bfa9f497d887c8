import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatScript, formattingEdit } from '../../../../src/wire/syntax/formatter';
import { parseScript } from '../../../../src/wire/syntax/scriptParser';
import { toHex } from '../../../../src/bytes/hex';
import { encodeLayout, type EncodeContext } from '../../../../src/wire/payload/encoder';
import type { Term } from '../../../../src/wire/payload/term';
import type { Script } from '../../../../src/wire/syntax/script';
import { walkStep, type Step } from '../../../../src/wire/syntax/stepTable';
import { anyScript, mutated } from '../scripts';

const format = (text: string): string => formatScript(parseScript(text));

/** What a script says, without where it stands. */
function meaning({ sections, definitions }: Script): unknown {
  return JSON.parse(
    JSON.stringify({ sections, definitions }, (key, value: unknown) => {
      if (key === 'start' || key === 'end' || key === 'line' || key === 'heading') return undefined;
      return typeof value === 'bigint' ? value.toString() : value;
    }),
  );
}

const CONTEXT: EncodeContext = {
  readFile: (path) => Promise.resolve(Buffer.from(path)),
  variables: new Map(['name', 'n', 'm'].map((name) => [name, '1'])),
};

function payloadsOf(step: Step): readonly (readonly Term[])[] {
  const payloads: (readonly Term[])[] = [];
  walkStep(step, { payload: (terms) => payloads.push(terms) });
  return payloads;
}

/** What each step and definition would send or expect, in hex, or why it cannot. */
async function bytesOf({ sections, definitions }: Script): Promise<string[]> {
  const payloads = [
    ...definitions.flatMap(({ value }) => (value.kind === 'payload' ? [value.terms] : [])),
    ...sections.flatMap(({ steps }) => steps.flatMap(payloadsOf)),
  ];
  const encode = async (terms: readonly Term[], eol: 'lf' | 'crlf'): Promise<string> => {
    const made = await encodeLayout(terms, { ...CONTEXT, eol }, true).catch((error: unknown) => String(error));
    return typeof made === 'string' ? made : toHex(made.bytes, ' ');
  };
  return Promise.all(payloads.flatMap((terms) => [encode(terms, 'lf'), encode(terms, 'crlf')]));
}

describe('wire/formatter', () => {
  const examples: readonly (readonly [name: string, text: string, formatted: string])[] = [
    ['one blank between parts', '  a=dial   9000   within  2s#x', 'a = dial 9000 within 2s  #x\n'],
    ['comments two blanks behind', 'a close # why  ', 'a close  # why\n'],
    ['at most one blank line', '\n\na close\n\n\n\nb close\n\n', 'a close\n\nb close\n'],
    ['a blank line before a heading', 'a close\n###Two', 'a close\n\n### Two\n'],
    ['the comment of a heading', 'a close\n# about two\n### Two', 'a close\n# about two\n### Two\n'],
    ['text of definitions as it stands', '@a=  b  c ', '@a = b  c\n'],
    ['blocks as they stand', 'a > """\n  x \n"""   "y"', 'a > """\n  x \n""" "y"\n'],
    ['what has a mistake as it stands', 'a  >  nonsense(\nb   close', 'a  >  nonsense(\nb close\n'],
    ['and where it stands', ' \t if x:\r\n    y  = 1\n  b close', ' \t if x:\r\n    y  = 1\r\nb close\r\n'],
    ['line ends of old Macs as LF', 'a  close\rb close\r', 'a close\nb close\n'],
    ['a lone CR in a block, which is a mistake, as it stands', 'a >  """\nx\ry\n"""\n', 'a >  """\nx\ry\n"""\n'],
    ['and one before CR LF', 'a >  """\r\nx\r\r\n"""\r\n', 'a >  """\r\nx\r\r\n"""\r\n'],
    ['line ends of Windows', 'a  close\r\nb close', 'a close\r\nb close\r\n'],
    ['nothing', '\n \n', ''],
  ];
  for (const [name, text, formatted] of examples) {
    it(`gives ${name}`, () => {
      assert.equal(format(text), formatted);
    });
  }

  it('is stable, makes no mistakes and changes no meaning', () => {
    fc.assert(
      fc.property(anyScript, (text) => {
        const script = parseScript(text);
        const problems = [...script.problems, ...script.sections.flatMap((section) => section.problems)];
        assert.deepEqual(problems, [], text);
        const formatted = formatScript(script);
        assert.equal(format(formatted), formatted);
        assert.deepEqual(meaning(parseScript(formatted)), meaning(script));
      }),
      { numRuns: 500 },
    );
  });

  describe('changes no byte of any step, and nothing when it is done twice,', () => {
    const hold = async (text: string): Promise<number> => {
      const script = parseScript(text);
      const formatted = formatScript(script);
      assert.equal(format(formatted), formatted);
      const bytes = await bytesOf(script);
      assert.deepEqual(await bytesOf(parseScript(formatted)), bytes);
      return bytes.length;
    };

    it('whatever was done to the text', async () => {
      let compared = 0;
      const held = fc.asyncProperty(anyScript.chain(mutated), async (text) => {
        compared += await hold(text);
      });
      await fc.assert(held, { numRuns: 400 });
      assert.ok(compared > 500, String(compared));
    });

    it('whatever stands in a block', async () => {
      const unit = fc.constantFrom('a', ' ', '\t', '\r', '\n', '\r\n', '\v', '\u2028', '"', '{{n}}', '\\', '#');
      let compared = 0;
      const held = fc.asyncProperty(fc.string({ unit, maxLength: 12 }), async (lines) => {
        compared += await hold(`a  >  """\n${lines}\n"""  "b"\n`);
      });
      await fc.assert(held, { numRuns: 1000 });
      assert.ok(compared > 200, String(compared));
    });
  });

  it('is an edit that changes as little as it can', () => {
    const edited = (text: string): string | undefined => {
      const edit = formattingEdit(parseScript(text));
      return edit && text.slice(0, edit.start) + edit.text + text.slice(edit.end);
    };
    assert.equal(edited('a close\n'), undefined);
    assert.deepEqual(formattingEdit(parseScript('a close\nb  close\nc close\n')), { start: 10, end: 11, text: '' });
    fc.assert(
      fc.property(anyScript, (text) => {
        assert.equal(edited(text) ?? text, format(text));
      }),
    );
  });
});
