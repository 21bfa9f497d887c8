import assert from 'node:assert/strict';
import { parseScript } from '../../../../src/wire/syntax/scriptParser';
import { fileTermsOf } from '../../../../src/ui/wire/language/payloads';

describe('the files of a wire file', () => {
  it('are found in definitions, steps, expectations, rules and in other terms', () => {
    const text = [
      '@a = file("1")',
      's = listen :0',
      'on s file("2") > file("3")',
      'c = dial {{s}}',
      'c > "x" prefixed(u8, repeat(2, file("4")))',
      'c < until file("sub/5.bin")',
    ].join('\n');
    const files = fileTermsOf(parseScript(text));
    assert.deepEqual(files.map(({ path }) => path), ['1', '2', '3', '4', 'sub/5.bin']); // prettier-ignore
    for (const { path, start, end } of files) assert.equal(text.slice(start, end), path);
  });

  it('are left out when their path is only known as it runs', () => {
    assert.deepEqual(fileTermsOf(parseScript('c = dial :1\nc > file("{{name}}.bin")')), []);
  });
});
