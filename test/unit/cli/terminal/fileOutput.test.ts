import assert from 'node:assert/strict';
import { closeSync, existsSync, openSync } from 'node:fs';
import { FileOutput } from '../../../../src/cli/terminal/fileOutput';
import { OutputQueue } from '../../../../src/cli/terminal/outputQueue';
import { FakeTerminal, sockscope } from '../fakeTerminal';
import { Terminal } from '../../../../src/cli/terminal/terminal';
import { main } from '../../../../src/cli/main';

const codeOf = ({ failure }: OutputQueue): string | undefined => (failure as NodeJS.ErrnoException | undefined)?.code;

describe('cli/fileOutput', () => {
  it('writes the rest when the system took a part', async () => {
    let disk = '';
    const queue = new OutputQueue(
      new FileOutput(1, (fd, bytes, offset) => {
        assert.equal(fd, 1);
        const piece = bytes.subarray(offset, offset + 3);
        disk += Buffer.from(piece).toString('latin1');
        return piece.length;
      }),
    );
    queue.put(10, () => Buffer.from('0123456789'));
    await queue.finish();
    assert.equal(disk, '0123456789');
    assert.equal(queue.failure, undefined);
  });

  it('fails when the disk gets full in the middle of a piece', async () => {
    let room = 4;
    const queue = new OutputQueue(
      new FileOutput(1, (_fd, bytes, offset) => {
        if (room === 0) throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
        const count = Math.min(room, bytes.length - offset);
        room -= count;
        return count;
      }),
    );
    queue.put(10, () => Buffer.from('0123456789'));
    await queue.finish();
    assert.equal(codeOf(queue), 'ENOSPC');
  });

  for (const args of [['decode', '"hi"'], ['--help'], ['--version'], ['fmt', '-']]) {
    it(`fails on a full device: ${args.join(' ')}`, async function () {
      if (!existsSync('/dev/full')) this.skip();
      const fd = openSync('/dev/full', 'w');
      const other = new FakeTerminal();
      const terminal = new Terminal({
        output: new OutputQueue(new FileOutput(fd)),
        errors: new OutputQueue(other.stderr),
        isColoured: false,
        interrupted: new AbortController().signal,
        interrupt: () => undefined,
        folder: '/',
        // eslint-disable-next-line @typescript-eslint/require-await -- as standard input is read
        input: async function* () {
          yield Buffer.from('### a\n');
        },
        closeInput: () => undefined,
        isTyped: false,
        isSeen: false,
      });
      assert.equal(await main(args, terminal, '1.2.3'), 1);
      assert.equal(
        other.complaints,
        'sockscope: Cannot write standard output: the disk is full. Free some space, or choose another disk. (ENOSPC)\n',
      );
      closeSync(fd);
    });
  }

  it('keeps the code of wrong usage', async () => {
    const terminal = new FakeTerminal();
    terminal.stdout.break('ENOSPC');
    const { code, complaints } = await sockscope(['nothing'], terminal);
    assert.equal(code, 2);
    assert.match(complaints, /\(ENOSPC\)\n$/);
  });
});
