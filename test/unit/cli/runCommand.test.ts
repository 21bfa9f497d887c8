import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeTempFolder, type TempFolder } from '../../support/temp-folder';
import { FakeTerminal, interruptAll, sockscope } from './fakeTerminal';

const ECHO = 'srv = listen tcp://127.0.0.1:0 echo\ncon = dial {{srv}}\ncon > "abc"\n';

describe('cli/runCommand', () => {
  let folder: TempFolder;
  beforeEach(async () => {
    folder = await makeTempFolder();
  });
  afterEach(async () => {
    interruptAll();
    await folder.remove();
  });
  const write = (name: string, text: string): Promise<void> => writeFile(join(folder.path, name), text);
  const run = (...args: string[]) => sockscope(['run', ...args], new FakeTerminal(folder.path));
  /** Times are not the same twice. */
  const timeless = (text: string): string =>
    text.replace(/\d+(?:\.\d+)? m?s\b/g, 'T').replace(/(time="|duration_ms: |"(?:duration|waited)": )[\d.]+/g, '$1T');

  it('runs every section, and passes when all do', async () => {
    await write('a.wire', `### One\n${ECHO}con < "abc"\n### Two\nwait 1ms\n`);
    const { code, output } = await run('a.wire');
    assert.equal(code, 0);
    assert.equal(timeless(output), 'a.wire\n  ✓ One (T)\n  ✓ Two (T)\n\n2 passed in T\n');
  });

  it('fails when one does, and tells where, what and why for people', async () => {
    await write('a.wire', `### One\n${ECHO}con < "abX"\n### Two\nwait 1ms\n### Three\ncon > "x"\n`);
    const { code, output } = await run('a.wire');
    assert.equal(code, 1);
    assert.equal(
      timeless(output),
      `a.wire
  ✗ One (T)
      a.wire:5:7  con < "abX"
        con received other bytes than expected: byte 2 is 63, not 58.
              expected                          │ received
        0000  61 62 58                 abX      │ 61 62 63                 abc
                    ^^                          │       ^^
        waited T
  ✓ Two (T)
  ✗ Three (T)
      a.wire:9:1  con > "x"
        There is no socket con in this section: make it first, such as con = dial tcp://127.0.0.1:9000.

1 passed, 2 failed in T
`,
    );
  });

  it('reports for programs that read TAP', async () => {
    await write('a.wire', `### One # two\n${ECHO}con < "abX"\n### Two\nwait 1ms\n`);
    const { code, output } = await run('a.wire', '--reporter', 'tap');
    assert.equal(code, 1);
    assert.match(output, /^TAP version 14\n1\.\.2\nnot ok 1 - a\.wire: One \\# two\n {2}---\n/);
    assert.match(output, / {2}message: "con received other bytes than expected: byte 2 is 63, not 58\."\n/);
    assert.match(output, / {2}at:\n {4}file: "a\.wire"\n {4}line: 5\n {4}column: 7\n/);
    assert.match(output, /\nok 2 - a\.wire: Two\n {2}---\n {2}duration_ms: [\d.]+\n {2}\.\.\.\n$/);
  });

  it('reports for build services that read JUnit’s XML', async () => {
    await write('a<&.wire', `### One "1"\n${ECHO}con < "ab\\x00<"\n### Two\nwait 1ms\n`);
    const { output } = await run('a<&.wire', '--reporter', 'junit');
    const text = timeless(output);
    assert.match(
      text,
      /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites tests="2" failures="1" errors="0" skipped="0" time="T"/,
    );
    assert.match(
      text,
      /<testcase classname="a&#60;&#38;\.wire" name="One &#34;1&#34;" file="[^"]+" line="1" time="T">/,
    );
    assert.match(
      text,
      /<failure type="DIFFERENT_BYTES" message="con received other bytes[^"]*">[^<]*waited T<\/failure>/,
    );
    assert.match(text, /name="Two" [^>]+\/>/);
  });

  it('reports as JSON', async () => {
    await write('a.wire', `### One\n${ECHO}con < "abX"\n### Two\nx\n`);
    const { output } = await run('a.wire', '--reporter', 'json');
    const report = JSON.parse(output) as { sections: Record<string, unknown>[] };
    const [one, two] = report.sections;
    assert.deepEqual(
      { ...report, sections: 2, duration: 0 },
      { sections: 2, passed: 0, failed: 2, cancelled: 0, duration: 0 },
    );
    const { waited, ...failure } = one!['failure'] as Record<string, unknown>;
    assert.equal(typeof waited, 'number');
    assert.deepEqual(failure, {
      code: 'DIFFERENT_BYTES',
      message: 'con received other bytes than expected: byte 2 is 63, not 58.',
      line: 5,
      column: 7,
      expected: { start: 0, bytes: '616258', total: 3 },
      received: { start: 0, bytes: '616263', total: 3 },
      difference: 2,
    });
    assert.equal((two!['problems'] as { code: string }[])[0]!.code, 'WIRE_UNKNOWN_STEP');
  });

  it('runs only the sections that were asked for', async () => {
    await write('a.wire', '### First one\nwait 1ms\n### Second\nwait 1ms\n');
    assert.match((await run('a.wire', '--section', 'first')).output, /✓ First one.*\n\n1 passed/);
    const { code, complaints } = await run('a.wire', '--section', 'third');
    assert.equal(code, 2);
    assert.match(complaints, /No section’s title contains “third”; there are: First one, Second/);
  });

  it('gives steps as long as it is told', async () => {
    await write('a.wire', `${ECHO}con < "abcd"\n`);
    assert.match((await run('a.wire', '--timeout', '20ms')).output, /only 3 of 4 bytes within 20 ms/);
  });

  it('runs the wire files of a folder and below, in their order', async () => {
    await mkdir(join(folder.path, 'all', 'inner'), { recursive: true });
    for (const name of ['all/b.wire', 'all/a.wire', 'all/inner/c.wire', 'all/d.txt']) await write(name, 'wait 1ms\n');
    const { output } = await run('all');
    assert.deepEqual(output.match(/^all.*$/gm), ['all/a.wire', 'all/b.wire', 'all/inner/c.wire']);
  });

  it('gives definitions other values', async () => {
    await write('a.wire', '@to = tcp://127.0.0.1:1\nsrv = listen tcp://127.0.0.1:0\ncon = dial {{to}}\n');
    const server = new FakeTerminal(folder.path);
    const listening = sockscope(['listen', 'tcp://127.0.0.1:0'], server);
    const [, address] = await server.waitFor(/listening on (\S+);/);
    assert.equal((await run('a.wire', '--define', `to=${address!}`)).code, 0);
    assert.equal((await run('a.wire')).code, 1);
    server.interrupt();
    await listening;
    const { code, complaints } = await run('a.wire', '--define', 'two=1');
    assert.equal(code, 2);
    assert.match(complaints, /there is no @two in a\.wire/);
  });

  it('listens where other machines can reach it only when allowed', async () => {
    await write('a.wire', 'srv = listen tcp://0.0.0.0:0\n');
    const { code, output } = await run('a.wire');
    assert.equal(code, 1);
    assert.match(output, /Other machines could reach tcp:\/\/0\.0\.0\.0:0/);
  });

  it('reads files of the wire file’s folder alone', async () => {
    await mkdir(join(folder.path, 'in'));
    await write('secret', 'x');
    await write('in/data', 'abc');
    await write('in/a.wire', `${ECHO}con < file("data")\ncon > file("../secret")\n`);
    const { code, output } = await run('in/a.wire');
    assert.equal(code, 1);
    assert.match(output, /in\/a\.wire:5:1 .*\n.*file\("\.\.\/secret"\) leads out of/);
  });

  it('runs sections at the same time where the file says so, and reports them in their order', async () => {
    const section = (title: string, time: number): string => `### ${title}\nwait ${time}ms\n`;
    await write('a.wire', `@parallel = true\n${section('One', 60)}${section('Two', 20)}${section('Three', 40)}`);
    const begun = performance.now();
    const { output } = await run('a.wire', '--reporter', 'json');
    const { sections, duration } = JSON.parse(output) as {
      sections: { title: string; duration: number }[];
      duration: number;
    };
    assert.deepEqual(sections.map(({ title }) => title), ['One', 'Two', 'Three']); // prettier-ignore
    assert.ok(duration < sections.reduce((sum, section) => sum + section.duration, 0));
    assert.ok(performance.now() - begun >= 55);
  });

  it('records what went over the sockets', async () => {
    await write('a.wire', `${ECHO}con < "abc"\n`);
    assert.equal((await run('a.wire', '--capture', 'captures')).code, 0);
    const names = await readdir(join(folder.path, 'captures'));
    const captures = names.filter((name) => name.endsWith('.pcapng'));
    assert.equal(captures.length, 2);
    for (const name of captures) assert.ok((await readFile(join(folder.path, 'captures', name))).includes('abc'));
  });

  it('keeps servers open until it is interrupted, and then ends well', async () => {
    await write('a.wire', 'srv = listen tcp://127.0.0.1:0\non srv "ping" > "pong"\n');
    const terminal = new FakeTerminal(folder.path);
    const running = sockscope(['run', 'a.wire', '--keep-open'], terminal);
    const [, address] = await terminal.waitFor(/(tcp:\S+) stays open; Ctrl\+C ends/);
    const { output } = await sockscope(['send', address!, 'ping', '--raw', '--wait', '100ms']);
    assert.equal(output, 'pong');
    terminal.interrupt();
    assert.equal((await running).code, 0);
  });

  it('says what was cancelled', async () => {
    await write('a.wire', 'wait 1min\n### Two\nwait 1min\n');
    const terminal = new FakeTerminal(folder.path);
    const running = sockscope(['run', 'a.wire'], terminal);
    setImmediate(() => {
      terminal.interrupt();
    });
    const { code, output } = await running;
    assert.equal(code, 1);
    assert.match(output, /✗ a\.wire, cancelled .*\n.*✗ Two, cancelled .*\n\n2 cancelled in/s);
  });
});
