import assert from 'node:assert/strict';
import { parseScript } from '../../../../src/wire/syntax/scriptParser';
import { findNameUses, namesBefore, nameUseAt } from '../../../../src/ui/wire/language/names';

/** Marks each use: `‹name›`, with `!` where it is defined. */
function marked(text: string, name: string): string {
  const uses = findNameUses(parseScript(text)).filter((use) => use.name.text === name);
  return uses
    .toReversed()
    .reduce(
      (marks, { start, end, isDefinition }) =>
        `${marks.slice(0, start)}‹${marks.slice(start, end)}${isDefinition ? '!' : ''}›${marks.slice(end)}`,
      text,
    );
}

describe('names of a wire file', () => {
  it('are sockets, wherever a step uses them', () => {
    const text = [
      'srv = listen tcp://127.0.0.1:0',
      'con = dial {{srv}} within 1s',
      'acc = accept srv',
      'con > "{{srv.port}}" to {{srv.host}}:{{srv.port}}',
      'on srv "a" > "b"',
      'srv close',
    ].join('\n');
    assert.equal(marked(text, 'srv'), text.replaceAll('srv', '‹srv›').replace('‹srv› =', '‹srv!› ='));
    assert.equal(marked(text, 'con').split('‹').length, 3);
  });

  it('are constants of the file, in each section and in other definitions', () => {
    const text =
      '@port = 9000\n@url = tcp://127.0.0.1:{{port}}\n### A\na = dial {{url}}\n### B\nb = listen :{{port}}\nwait {{port}}';
    assert.equal(
      marked(text, 'port'),
      '@‹port!› = 9000\n@url = tcp://127.0.0.1:{{‹port›}}\n### A\na = dial {{url}}\n### B\nb = listen :{{‹port›}}\nwait {{‹port›}}',
    );
  });

  it('are bound values: numbers, and named groups; bound again they stay the same', () => {
    const text =
      'c = dial :1\nc < u16be(?n)\nc < exactly {{n}}\nc < u16be(?n) "{{n}}"\nc < /(?<word>\\w+) /\nc > "{{word}}"';
    assert.equal(
      marked(text, 'n'),
      'c = dial :1\nc < u16be(?‹n!›)\nc < exactly {{‹n›}}\nc < u16be(?‹n!›) "{{‹n›}}"\nc < /(?<word>\\w+) /\nc > "{{word}}"',
    );
    assert.match(marked(text, 'word'), /\(\?<‹word!›>.*\{\{‹word›\}\}/s);
    assert.equal(new Set(findNameUses(parseScript(text)).map(({ name }) => name)).size, 3);
  });

  it('of a rule’s pattern are known in its answer alone', () => {
    const text = 'srv = listen :0\non srv u8(?n) > u8({{n}})\non srv /(?<n>.)x/ > "{{n}}"';
    const uses = findNameUses(parseScript(text)).filter(({ name }) => name.text === 'n');
    assert.equal(uses.length, 4);
    assert.equal(uses[0]!.name, uses[1]!.name);
    assert.equal(uses[2]!.name, uses[3]!.name);
    assert.notEqual(uses[0]!.name, uses[2]!.name);
  });

  it('of two sections are two, even when they are spelled the same', () => {
    const uses = findNameUses(parseScript('### A\ns = listen :0\ns close\n### B\ns = listen :0\ns close'));
    assert.equal(uses.length, 4);
    assert.equal(uses[0]!.name, uses[1]!.name);
    assert.notEqual(uses[1]!.name, uses[2]!.name);
  });

  it('have their properties apart, and are none where nothing defines them', () => {
    const text = 'srv = listen :0\ncon = dial :{{srv.port}}\nwho > "{{what}}"';
    const uses = findNameUses(parseScript(text));
    const reference = uses.find(({ property }) => property !== undefined)!;
    assert.equal(text.slice(reference.start, reference.end), 'srv');
    assert.equal(text.slice(reference.property!.start, reference.property!.end), 'port');
    assert.deepEqual(new Set(uses.map(({ name }) => name.text)), new Set(['srv', 'con']));
  });

  it('are found at their first and behind their last character', () => {
    const uses = findNameUses(parseScript('srv = listen :0'));
    for (const offset of [0, 2, 3]) assert.equal(nameUseAt(uses, offset)?.name.text, 'srv');
    assert.equal(nameUseAt(uses, 4), undefined);
  });

  it('before a step are those of the file and of its own section', () => {
    const text = '@a = 1\n### A\nx = listen :0\n### B\ny = listen :0\nz = listen :0\n';
    const names = namesBefore(parseScript(text), text.indexOf('z ='));
    assert.deepEqual(names.map((name) => name.text), ['a', 'y']); // prettier-ignore
  });
});
