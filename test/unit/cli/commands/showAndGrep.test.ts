import assert from 'node:assert/strict';
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CaptureStore } from '../../../../src/capture/captureStore';
import { ip } from '../../capture/recording';
import { makeTempFolder, type TempFolder } from '../../../support/temp-folder';
import { FakeTerminal, interruptAll, sockscope } from '../fakeTerminal';

const LOCAL = ip('127.0.0.1', 9000);
const TIME = String.raw`\d\d:\d\d:\d\d\.\d{6}`;

describe('cli: show and grep', () => {
  let folder: TempFolder;
  before(async () => {
    folder = await makeTempFolder();
    const store = new CaptureStore({
      folder: folder.path,
      firstName: 'a.pcapng',
      application: 'test',
      maxCaptureBytes: () => 1e9,
    });
    const recording = store.startRecording('tcp 127.0.0.1 9000');
    const ends = { scheme: 'tcp', local: LOCAL, initiator: 'received' } as const;
    const one = recording.stream({ ...ends, remote: ip('127.0.0.1', 40_000) });
    one.event({ kind: 'open', direction: 'received' });
    one.chunk('received', Buffer.from('Hello\r\n'));
    one.chunk('sent', Buffer.from('hello \x1b[31m'));
    one.event({ kind: 'shutdown', direction: 'received' });
    one.event({ kind: 'close', direction: 'sent' });
    const two = recording.stream({ ...ends, scheme: 'tls', remote: ip('::1', 40_001), initiator: 'sent' });
    two.event({ kind: 'open', direction: 'sent', detail: 'TLS, as was agreed' });
    two.chunk('sent', Buffer.alloc(100_000, 'x'));
    const udp = recording.datagrams(ip('127.0.0.1', 9001));
    udp.datagram('received', Buffer.from('ab'), ip('127.0.0.1', 5));
    udp.datagram('received', Buffer.from('cd'), ip('127.0.0.1', 6));
    await recording.close();
    await store.closeAll();
  });
  after(() => folder.remove());
  afterEach(interruptAll);

  const run = (...args: readonly string[]): ReturnType<typeof sockscope> =>
    sockscope(args, new FakeTerminal(folder.path));

  describe('show', () => {
    it('lists conversations: who dialled whom, how much, and how it ended', async () => {
      const { code, output, complaints } = await run('show', 'a.pcapng');
      assert.deepEqual([code, complaints], [0, '']);
      assert.deepEqual(output.split('\n'), [
        '0  tcp  127.0.0.1:40000 → 127.0.0.1:9000  < 7 B  > 11 B  2 chunks  closed',
        '1  tls  127.0.0.1:9000 → [::1]:40001  < 0 B  > 100000 B  1 chunk  open',
        '2  udp  127.0.0.1:9001  < 4 B  > 0 B  2 chunks  open',
        '',
      ]);
    });

    describe('with --follow', () => {
      let growing: TempFolder;
      let store: CaptureStore;
      beforeEach(async () => {
        growing = await makeTempFolder();
        const firstName = 'b.pcapng';
        store = new CaptureStore({ folder: growing.path, firstName, application: 'test', maxCaptureBytes: () => 1e9 });
      });
      afterEach(async () => {
        interruptAll();
        await store.closeAll();
        await growing.remove();
      });
      const ends = { scheme: 'tcp', local: LOCAL, initiator: 'received' } as const;
      const follow = (...args: string[]): { terminal: FakeTerminal; ended: ReturnType<typeof sockscope> } => {
        const terminal = new FakeTerminal(growing.path);
        return { terminal, ended: sockscope(['show', 'b.pcapng', '--follow', ...args], terminal) };
      };

      it('prints what comes, once, and the end of Ctrl+C is a good one', async () => {
        const recording = store.startRecording('tcp 127.0.0.1 9000');
        const one = recording.stream({ ...ends, remote: ip('127.0.0.1', 40_000) });
        one.event({ kind: 'open', direction: 'received' });
        one.chunk('received', Buffer.from('first'));
        await one.drained();
        const { terminal, ended } = follow('--conversation', '0', '--text');
        await terminal.waitFor(/< 5 bytes.*\nfirst\n/);
        one.chunk('sent', Buffer.alloc(100_000, 'x'));
        await one.drained();
        await terminal.waitFor(/> 100000 bytes/);
        one.chunk('received', Buffer.from('third'));
        one.event({ kind: 'shutdown', direction: 'received' });
        await one.drained();
        await terminal.waitFor(/ended its sending/);
        terminal.interrupt();
        const { code, output, complaints } = await ended;
        assert.deepEqual([code, complaints], [0, '']);
        const lines = output
          .replaceAll(new RegExp(TIME, 'g'), 'T')
          .replace(/x{100000}/, 'X')
          .split('\n');
        assert.deepEqual(lines, [
          ...['< 5 bytes  T', 'first', '> 100000 bytes  T', 'X', '< 5 bytes  T', 'third'],
          ...['T  tcp://127.0.0.1:40000 ended its sending (FIN)', ''],
        ]);
      });

      it('writes the bytes of one direction, of a conversation that is yet to come', async () => {
        const recording = store.startRecording('tcp 127.0.0.1 9000');
        recording.note('nobody yet');
        const first = recording.stream({ ...ends, remote: ip('127.0.0.1', 40_000) });
        first.chunk('received', Buffer.from('another'));
        await first.drained();
        const { terminal, ended } = follow('--conversation', '1', '--raw', 'received');
        const one = recording.stream({ ...ends, remote: ip('127.0.0.1', 40_001) });
        one.chunk('received', Buffer.from('one '));
        await one.drained();
        await terminal.waitFor(/^one $/);
        one.chunk('received', Buffer.from('two'));
        await one.drained();
        await terminal.waitFor(/^one two$/);
        terminal.interrupt();
        assert.equal((await ended).code, 0);
      });

      it('lists each conversation when it comes and when its state changes', async () => {
        const recording = store.startRecording('tcp 127.0.0.1 9000');
        const one = recording.stream({ ...ends, remote: ip('127.0.0.1', 40_000) });
        one.event({ kind: 'open', direction: 'received' });
        await one.drained();
        recording.note('so that it is written');
        const { terminal, ended } = follow();
        await terminal.waitFor(/^0 .* open\n/);
        one.chunk('received', Buffer.from('Hello'));
        one.event({ kind: 'close', direction: 'sent' });
        await one.drained();
        await terminal.waitFor(/^0 .* open\n0 .*< 5 B.* closed\n$/);
        terminal.interrupt();
        assert.equal((await ended).code, 0);
      });

      it('ends when the file has gone, and says so', async () => {
        const recording = store.startRecording('tcp 127.0.0.1 9000');
        const one = recording.stream({ ...ends, remote: ip('127.0.0.1', 40_000) });
        one.chunk('received', Buffer.from('Hello'));
        await one.drained();
        const { terminal, ended } = follow();
        await terminal.waitFor(/^0 .*\n/);
        await store.closeAll();
        await rm(join(growing.path, 'b.pcapng'));
        const { code, complaints } = await ended;
        assert.equal(code, 1);
        assert.match(complaints, /b\.pcapng.*no such file/);
      });
    });

    it('says so when it is interrupted before the capture is open', async () => {
      const terminal = new FakeTerminal(folder.path);
      terminal.interrupt();
      const { code, complaints } = await sockscope(['show', 'a.pcapng'], terminal);
      assert.deepEqual([code, complaints], [1, 'sockscope: Interrupted while a.pcapng was opened.\n']);
    });

    it('prints a conversation in its order, bytes as a dump', async () => {
      const { output } = await run('show', 'a.pcapng', '--conversation', '0');
      assert.match(
        output,
        new RegExp(
          [
            `^< 7 bytes  ${TIME}`,
            String.raw`00000000  48 65 6c 6c 6f 0d 0a +\|Hello␍␊\|`,
            `> 11 bytes  ${TIME}`,
            String.raw`00000000  68 65 .*\|hello ␛\[31m\|`,
            `${TIME}  tcp://127\\.0\\.0\\.1:40000 ended its sending \\(FIN\\)`,
            `${TIME}  tcp://127\\.0\\.0\\.1:40000 is closed\n$`,
          ].join('\n'),
        ),
      );
    });

    it('prints text on which nothing acts', async () => {
      const { output } = await run('show', 'a.pcapng', '--conversation', '0', '--text');
      assert.match(output, new RegExp(`^< 7 bytes  ${TIME}\nHello␍\n> 11 bytes  ${TIME}\nhello ␛\\[31m\n`));
    });

    it('gives one direction as it is', async () => {
      const { output } = await run('show', 'a.pcapng', '--conversation', '0', '--raw', 'sent');
      assert.equal(output, 'hello \x1b[31m');
      const large = await run('show', 'a.pcapng', '--conversation', '1', '--raw', 'sent');
      assert.equal(large.output, 'x'.repeat(100_000));
    });

    it('says what was agreed upon when it opened', async () => {
      const { output } = await run('show', 'a.pcapng', '--conversation', '1');
      assert.match(output, new RegExp(`^${TIME} {2}TLS, as was agreed\n> 100000 bytes`));
    });

    it('names the peer of each datagram, and counts its offsets from 0', async () => {
      const { output } = await run('show', 'a.pcapng', '--conversation', '2');
      assert.match(
        output,
        /^< 2 bytes from 127\.0\.0\.1 port 5 .*\n00000000 {2}61 62.*\n< 2 bytes from 127\.0\.0\.1 port 6 .*\n00000000 {2}63 64/,
      );
    });

    for (const [args, complaint] of [
      [[], /show takes a capture/],
      [['a.pcapng', '--text'], /name it by --conversation N/],
      [['a.pcapng', '--raw', 'sent'], /name it by --conversation N/],
      [['a.pcapng', '--conversation', '3'], /There is no conversation “3”: there are 0 to 2/],
      [['a.pcapng', '--conversation', 'x'], /There is no conversation “x”/],
      [['a.pcapng', '--conversation', '0', '--raw', 'both'], /--raw takes sent or received/],
    ] as const) {
      it(`refuses ${args.join(' ') || 'nothing'}`, async () => {
        const { code, complaints } = await run('show', ...args);
        assert.equal(code, 2);
        assert.match(complaints, complaint);
      });
    }

    it('takes a folder for the one capture in it', async () => {
      const one = await run('show', 'a.pcapng');
      assert.deepEqual(await run('show', '.'), one);
      assert.deepEqual(await run('show', '*.pcapng'), one);
      const inner = join(folder.path, 'two');
      await mkdir(inner);
      await copyFile(join(folder.path, 'a.pcapng'), join(inner, 'a.pcapng'));
      const two = await run('show', '.');
      await rm(inner, { recursive: true });
      assert.equal(two.code, 2);
      assert.match(two.complaints, /show takes one capture, and there are 2: a\.pcapng, two\/a\.pcapng/);
      await mkdir(inner);
      const none = await run('show', 'two');
      await rm(inner, { recursive: true });
      assert.match(none.complaints, /There is no capture in two\./);
      assert.match((await run('show', '')).complaints, /The name of a capture is empty here/);
    });

    it('says what is no capture', async () => {
      const { code, complaints } = await run('show', 'none.pcapng');
      assert.equal(code, 1);
      assert.match(complaints, /none\.pcapng cannot be read/);
    });
  });

  describe('grep', () => {
    it('finds text in all conversations, both ways, and shows what stands around it', async () => {
      const { code, output } = await run('grep', 'hello', 'a.pcapng');
      assert.equal(code, 0);
      assert.equal(output, '0 > 0  hello ␛[31m  [68 65 6c 6c 6f]  127.0.0.1:40000 → 127.0.0.1:9000\n');
      const both = await run('grep', 'HELLO', 'a.pcapng', '--ignore-case');
      assert.equal(both.output.split('\n').length, 3);
    });

    it('finds hex, numbers and regular expressions', async () => {
      assert.match((await run('grep', '0d 0a', 'a.pcapng', '--as', 'hex')).output, /^0 < 5 {2}Hello␍␊ {2}\[0d 0a\]/);
      assert.match((await run('grep', '25185', 'a.pcapng', '--as', 'number')).output, /^2 < 0 /);
      assert.match((await run('grep', 'l+o', 'a.pcapng', '--as', 'regex')).output, /^0 < 2 {2}Hello␍␊ {2}\[6c 6c 6f\]/);
    });

    it('shows the beginning of what is long', async () => {
      const { output } = await run('grep', 'x+', 'a.pcapng', '--as', 'regex');
      assert.match(output, /^1 > 0 {2}x{80} {2}\[(?:78 ){63}78 …\]/);
    });

    it('counts, by capture where there are several', async () => {
      assert.equal((await run('grep', 'l', 'a.pcapng', '--count')).output, '4\n');
      assert.equal((await run('grep', 'l', 'a.pcapng', 'a.pcapng', '--count')).output, 'a.pcapng: 4\na.pcapng: 4\n');
      assert.match((await run('grep', '0d', 'a.pcapng', 'a.pcapng', '--as', 'hex')).output, /^a\.pcapng: 0 < 5 /);
    });

    it('looks through what a folder or a pattern stands for', async () => {
      const named = await run('grep', 'hello', 'a.pcapng');
      assert.deepEqual(await run('grep', 'hello', '.'), named);
      assert.deepEqual(await run('grep', 'hello', '*.pcapng'), named);
      assert.match((await run('grep', 'hello', '*.pcap')).complaints, /No capture matches “\*\.pcap”/);
    });

    it('fails when nothing is found, and says nothing', async () => {
      assert.deepEqual(await run('grep', 'nowhere', 'a.pcapng'), { code: 1, output: '', complaints: '' });
    });

    it('does not find what two datagrams make together', async () => {
      assert.equal((await run('grep', 'bc', 'a.pcapng')).code, 1);
    });

    for (const [args, complaint] of [
      [['x'], /grep takes a pattern, and captures/],
      [['x', 'a.pcapng', '--as', 'words'], /--as takes text, hex, regex, number/],
      [['', 'a.pcapng'], /Type what to find/],
      [['0', 'a.pcapng', '--as', 'hex'], /hex digit/],
      [['(', 'a.pcapng', '--as', 'regex'], /./],
    ] as const) {
      it(`refuses ${args.join(' ')}`, async () => {
        const { code, complaints } = await run('grep', ...args);
        assert.equal(code, 2);
        assert.match(complaints, complaint);
      });
    }
  });
});
