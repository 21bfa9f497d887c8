import assert from 'node:assert/strict';
import { EXAMPLES } from '../../../src/cli/examples';
import { wrapped } from '../../../src/cli/help';
import { sockscope } from './fakeTerminal';

describe('cli/help', () => {
  it('breaks lines at blanks, and leaves a long word whole', () => {
    assert.deepEqual(wrapped('  ', 'one two three', 9), ['  one two', '  three']);
    assert.deepEqual(wrapped('  ', 'one two three', 8), ['  one', '  two', '  three']);
    assert.deepEqual(wrapped('', 'a longerthanthat b', 5, '> '), ['a', '> longerthanthat', '> b']);
    assert.deepEqual(wrapped('--x ', 'one two'), ['--x one two']);
  });

  it('is the same of a command behind help and before --help', async () => {
    assert.deepEqual(await sockscope(['help', 'dial']), await sockscope(['dial', '--help']));
  });

  it('stands in a column of its own beside each option, and begins small', async () => {
    for (const name of Object.keys(EXAMPLES)) {
      const { output } = await sockscope([name, '--help']);
      const rows = Array.from(output.matchAll(/^( {2}--\S+(?: \S+)? +)(?:TLS: |with [^:]+: )?(\S+)/gm));
      assert.equal(new Set(rows.map(([, before]) => before!.length)).size, Math.min(1, rows.length), output);
      for (const [row, , word] of rows) assert.match(word!, /^(?:[^A-Z]|[A-Z][^a-z])/, row);
    }
  });

  it('has examples for each command, and for no others', async () => {
    const { output } = await sockscope(['--help']);
    const commands = Array.from(output.matchAll(/^ {2}sockscope (\w+)/gm), ([, name]) => name!);
    assert.deepEqual(Object.keys(EXAMPLES).toSorted(), commands.toSorted());
    for (const [name, examples] of Object.entries(EXAMPLES)) {
      for (const { line } of examples) assert.ok(line.includes(`sockscope ${name} `), line);
    }
  });
});
