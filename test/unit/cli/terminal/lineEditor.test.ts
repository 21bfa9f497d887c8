import assert from 'node:assert/strict';
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { LineEditor } from '../../../../src/cli/terminal/lineEditor';
import { eventually } from '../../../support/eventually';

describe('cli/lineEditor', () => {
  let keys: PassThrough;
  let screen: PassThrough;
  let shown: string;
  let interruptions: number;
  let editor: LineEditor;
  beforeEach(() => {
    keys = new PassThrough();
    screen = new PassThrough();
    shown = '';
    interruptions = 0;
    screen.on('data', (bytes: Buffer) => (shown += bytes.toString()));
    editor = new LineEditor(keys, screen, () => interruptions++);
  });
  afterEach(() => {
    editor.close();
  });

  const begin = (words: readonly string[] = []): { next: () => Promise<unknown> } => {
    const lines = editor.lines((text) => Promise.resolve({ word: text, words }))[Symbol.asyncIterator]();
    return { next: async () => (await lines.next()).value as unknown };
  };

  it('gives the lines that are typed, and brings them back', async () => {
    const lines = begin();
    keys.write('one\r');
    assert.equal(await lines.next(), 'one');
    keys.write('twx\x7fo\r');
    assert.equal(await lines.next(), 'two');
    // The arrow upwards, twice.
    keys.write('\x1b[A');
    keys.write('\x1b[A');
    keys.write('!\r');
    assert.equal(await lines.next(), 'one!');
  });

  it('completes at the tabulator', async () => {
    const lines = begin(['u16be(']);
    keys.write('u1\t');
    await eventually(() => {
      assert.match(shown, /6be\(/);
    });
    keys.write('7)\r');
    assert.equal(await lines.next(), 'u16be(7)');
  });

  it('ends at Ctrl+D, and at Ctrl+C, which is told', async () => {
    const lines = begin();
    keys.write('\x04');
    assert.equal(await lines.next(), undefined);
    assert.equal(interruptions, 0);
    const others = begin();
    keys.write('\x03');
    assert.equal(await others.next(), undefined);
    assert.equal(interruptions, 1);
  });

  it('writes above the line that is being edited, which stays as it was', async () => {
    const above = editor.above(screen);
    const lines = begin();
    keys.write('typed');
    await eventually(() => {
      assert.match(shown, /typed$/);
    });
    shown = '';
    above.write('received');
    // To the first column, away with what is below, the bytes on a line of their own, and what was typed so far.
    assert.match(shown, /^\x1b\[1G\x1b\[0Jreceived\n\x1b\[1G\x1b\[0J> typed\x1b\[8G$/); // eslint-disable-line no-control-regex -- what terminals are told
    shown = '';
    above.write('a line\n');
    await eventually(() => {
      assert.match(shown, /\x1b\[0Ja line\n\x1b\[1G/); // eslint-disable-line no-control-regex -- the same
    });
    keys.write('\r');
    assert.equal(await lines.next(), 'typed');
    editor.close();
    shown = '';
    above.write('as it is');
    await eventually(() => {
      assert.equal(shown, 'as it is');
    });
  });

  it('tells what the terminal does not take', async () => {
    const above = editor.above(screen);
    const told = once(above, 'error');
    screen.destroy(new Error('gone'));
    assert.match(String((await told)[0]), /gone/);
  });
});
