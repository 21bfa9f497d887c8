import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatScript, formattingEdit } from '../../../src/wire/formatter';
import { parseScript } from '../../../src/wire/scriptParser';
import type { Script } from '../../../src/wire/script';
import { anyScript } from './scripts';

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
