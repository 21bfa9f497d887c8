import assert from 'node:assert/strict';
import { faint, good, strong, wrong } from '../../../../src/bytes/styledText';
import { MAX_OUTPUT_WAITING } from '../../../../src/cli/terminal/outputQueue';
import { MAX_INPUT, UsageError } from '../../../../src/cli/terminal/terminal';
import { FakeTerminal } from '../fakeTerminal';

describe('cli/terminal', () => {
  it('ends each line, and shows what would act or hide in it', async () => {
    const terminal = new FakeTerminal();
    await terminal.print('plain', '', '\x1b[2Jclear\r\nok 2 \u{202e}rtl', ['a\n', strong('b\x9b'), faint('\x07c')]);
    await terminal.complain('\x1b]0;title\x07', [wrong('\n'), good('\u2028')]);
    assert.equal(terminal.output, 'plain\n\n␛[2Jclear␍␊ok 2 \\u{202e}rtl\na␊b\\u{9b}␇c\n');
    assert.equal(terminal.complaints, '␛]0;title␇\n␊\\u{2028}\n');
  });

  it('shows tones by colours, where there are some, and never takes text for one', async () => {
    const terminal = new FakeTerminal('/', '', true);
    await terminal.print([good('g'), wrong('w'), strong('s'), faint('f\x1b[0m'), ' \x1b[31m']);
    assert.equal(terminal.output, '\x1b[32mg\x1b[39m\x1b[31mw\x1b[39m\x1b[1ms\x1b[22m\x1b[2mf␛[0m\x1b[22m ␛[31m\n');
  });

  it('writes bytes as they are', async () => {
    const terminal = new FakeTerminal();
    await terminal.write(Uint8Array.of(0x1b, 0, 0xff));
    assert.deepEqual(terminal.bytes, Uint8Array.of(0x1b, 0, 0xff));
  });

  it('makes what is queued when its turn comes: lines, or bytes', async () => {
    const terminal = new FakeTerminal();
    terminal.stdout.stick();
    let made = 0;
    void terminal.print('first');
    terminal.queue(5, () => {
      made++;
      return ['\x1b'];
    });
    terminal.queue(1, () => Uint8Array.of(0x1b));
    assert.equal(made, 0);
    terminal.stdout.loosen();
    await terminal.finish();
    assert.equal(terminal.output, 'first\n␛\n\x1b');
  });

  it('lets whoever prints wait for the reader, on both outputs', async () => {
    const terminal = new FakeTerminal();
    for (const [output, print] of [
      [terminal.stdout, terminal.print.bind(terminal)],
      [terminal.stderr, terminal.complain.bind(terminal)],
    ] as const) {
      output.stick();
      let isPrinted = false;
      const printed = print('x'.repeat(MAX_OUTPUT_WAITING)).then(() => (isPrinted = true));
      await new Promise((resolve) => setImmediate(resolve));
      assert.ok(!isPrinted);
      output.loosen();
      await printed;
    }
  });

  it('waits for no reader once it is interrupted', async () => {
    const terminal = new FakeTerminal();
    terminal.stdout.stick();
    terminal.stderr.stick();
    const printed = Promise.all([
      terminal.print('x'.repeat(MAX_OUTPUT_WAITING)),
      terminal.complain('x'.repeat(MAX_OUTPUT_WAITING)),
      terminal.interruption(),
    ]);
    terminal.interrupt();
    await printed;
    await terminal.interruption();
    await terminal.finish();
  });

  it('is interrupted when whoever reads its output has gone', async () => {
    const terminal = new FakeTerminal();
    terminal.stderr.destroy(new Error('EPIPE'));
    await terminal.complain('x');
    assert.ok(!terminal.isInterrupted);
    terminal.stdout.destroy(new Error('EPIPE'));
    await terminal.interruption();
    assert.ok(terminal.isInterrupted);
  });

  it('reads its input to the end, up to a limit', async () => {
    const pieces = (count: number): AsyncIterable<Uint8Array> =>
      (async function* () {
        for (let n = 0; n < count; n++) yield await Promise.resolve(new Uint8Array(MAX_INPUT / 2));
      })();
    assert.equal((await new FakeTerminal('/', pieces(2)).readInput()).length, MAX_INPUT);
    await assert.rejects(new FakeTerminal('/', pieces(3)).readInput(), UsageError);
  });
});
