import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeTempFolder, type TempFolder } from '../../../support/temp-folder';
import { FakeTerminal, interruptAll, sockscope } from '../fakeTerminal';

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

  it('skips where nobody listens and the file says so, with the reason, and passes all the same', async () => {
    const refused = 'srv = listen tcp://127.0.0.1:0\nsrv close\ncon = dial {{srv}}\n';
    const reason = 'Nobody listens on tcp://127.0.0.1:N: the connection was refused. Start the server first, or check address and port. (ECONNREFUSED)'; // prettier-ignore
    await write('a.wire', `@refused = skip\n### One\n${refused}### Two\nwait 1ms\n`);
    const runs = await Promise.all(
      ['text', 'tap', 'json', 'junit'].map((reporter) => run('a.wire', '--reporter', reporter)),
    );
    assert.deepEqual(
      runs.map(({ code }) => code),
      [0, 0, 0, 0],
    );
    const [text, tap, json, junit] = runs.map(({ output }) =>
      timeless(output).replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:N'),
    );
    assert.equal(text, `a.wire\n  ○ One, skipped (T)\n      ${reason}\n  ✓ Two (T)\n\n1 passed, 1 skipped in T\n`);
    assert.ok(tap!.includes(`ok 1 - a.wire: One # SKIP ${reason}\n  ---\n  duration_ms: T\n  ...\nok 2 - `), tap);
    assert.match(junit!, /<testsuites tests="2" failures="0" errors="0" skipped="1" /);
    assert.ok(junit!.includes(`><skipped message="${reason}"/></testcase>`), junit);
    const { passed, failed, skipped, sections } = JSON.parse(json!.replaceAll(': T', ': 0')) as {
      readonly passed: number;
      readonly failed: number;
      readonly skipped: number;
      readonly sections: readonly { readonly outcome: string; readonly failure?: { readonly message: string } }[];
    };
    assert.deepEqual([passed, failed, skipped], [1, 0, 1]);
    assert.deepEqual([sections[0]?.outcome, sections[0]?.failure?.message], ['skipped', reason]);

    await write('a.wire', `@refused = fail\n### One\n${refused}`);
    assert.equal((await run('a.wire')).code, 1);
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

  it('says where a file is named that cannot be read, and where a mistake is, in every reporter', async () => {
    await write('a.wire', '@h = file("f.bin")\n### One\nwait 1ms\n');
    await write('b.wire', '### Two\n  wiat 1ms\n');
    const [text, tap, json, junit] = await Promise.all(
      ['text', 'tap', 'json', 'junit'].map(
        async (reporter) => (await run('a.wire', 'b.wire', '--reporter', reporter)).output,
      ),
    );
    assert.match(text!, /a\.wire:1:6 {2}@h = file\("f\.bin"\)\n.*Cannot read f\.bin: there is no such file\./);
    assert.match(tap!, /line: 1\n {4}column: 6\n[^]*line: 2\n {4}column: 8\n/);
    const { sections } = JSON.parse(json!) as { sections: { error: object }[] };
    assert.deepEqual({ ...sections[0]!.error, message: '' }, { code: 'ENOENT', message: '', line: 1, column: 6 });
    assert.match(junit!, />a\.wire:1:6 /);
    await write('c.wire', 'a = listen tcp://127.0.0.1:0\nb = dial {{a}}\nb > "x" file("f.bin")\n');
    assert.match((await run('c.wire')).output, /c\.wire:3:9 /);
  });

  it('runs the one section in which a line is, whatever the others are called', async () => {
    await write('a.wire', '@x = 1\n\n### One\nwait 1ms\n### One\n\nwait 1ms\n### One more\nwait 1ms\n');
    await write('b.wire', '### One\nwait 1ms\n');
    const lineOf = async (line: number): Promise<unknown> => {
      const { output } = await run('a.wire', '--line', String(line), '--reporter', 'json');
      return (JSON.parse(output) as { sections: { line: number }[] }).sections.map((section) => section.line);
    };
    assert.deepEqual(await Promise.all([1, 3, 4, 5, 7, 8, 10].map(lineOf)), [[3], [3], [3], [5], [5], [8], [8]]);
    for (const [args, said] of [
      [['a.wire', '--line', '0'], /--line takes the number of a line, not “0”/],
      [['a.wire', '--line', '999'], /There is no line 999 in a\.wire: it has \d+\./],
      [['a.wire', '--capture', ''], /--capture needs a value, such as DIR: what stands there is empty/],
      [[''], /The name of a wire file is empty here: \. is this folder\./],
      [['a.wire', '--line', '3', '--section', 'One'], /--line and --section each choose/],
      [['a.wire', 'b.wire', '--line', '3'], /--line is of one file, and there are 2/],
    ] as const) {
      const { code, complaints } = await run(...args);
      assert.equal(code, 2);
      assert.match(complaints, said);
    }
  });

  describe('with --watch', () => {
    const WAITING = 'waiting for a file to change; Ctrl+C ends\n';
    /** Runs until it waits, and gives what a change makes it print until it waits again. */
    async function watching(...args: string[]): Promise<{
      terminal: FakeTerminal;
      code: Promise<number>;
      after: (change: () => Promise<unknown>) => Promise<string>;
    }> {
      const terminal = new FakeTerminal(folder.path);
      const code = sockscope(['run', ...args, '--watch'], terminal).then((result) => result.code);
      let waits = 0;
      const waiting = (): Promise<unknown> =>
        terminal.waitFor(new RegExp(`(waiting for a file to change; Ctrl\\+C ends\n[^]*){${++waits}}`));
      await waiting();
      const after = async (change: () => Promise<unknown>): Promise<string> => {
        const before = terminal.output.length;
        await change();
        await waiting();
        return timeless(terminal.output.slice(before));
      };
      return { terminal, code, after };
    }

    it('runs what has changed again, and ends well', async () => {
      await write('a.wire', '### A\nwait 1ms\n');
      await write('b.wire', '### B\nwait 1ms\n');
      const { terminal, code, after } = await watching('*.wire');
      assert.equal(timeless(terminal.output), `a.wire\n  ✓ A (T)\n\nb.wire\n  ✓ B (T)\n\n2 passed in T\n${WAITING}`);
      assert.equal(await after(() => write('b.wire', '### Other\nwait 1ms\n')), `\nb.wire\n  ✓ Other (T)\n\n1 passed in T\n${WAITING}`); // prettier-ignore
      // As an editor does that puts another file in its place.
      const replaced = async (): Promise<void> => {
        await write('a.tmp', '### New\nwait 2ms\n');
        await rename(join(folder.path, 'a.tmp'), join(folder.path, 'a.wire'));
      };
      assert.match(await after(replaced), /^\na\.wire\n {2}✓ New/);
      assert.match(await after(() => write('c.wire', '### C\nwait 1ms\n')), /^\nc\.wire\n {2}✓ C/);
      terminal.interrupt();
      assert.equal(await code, 0);
    });

    it('tells what cannot be read, and runs it when it is mended', async () => {
      await write('a.wire', '### A\nwait 1ms\n');
      const { terminal, code, after } = await watching('a.wire');
      const bad = (): Promise<void> => writeFile(join(folder.path, 'a.wire'), Uint8Array.of(0x23, 0xff, 0x0a));
      assert.equal(await after(bad), `\n${WAITING}`);
      assert.match(terminal.complaints, /a\.wire.*UTF-8/);
      assert.match(await after(() => write('a.wire', '### Wrong\nwiat 1ms\n')), /✗ Wrong[^]*1 failed/);
      assert.match(await after(() => write('a.wire', '### Mended\nwait 1ms\n')), /✓ Mended/);
      terminal.interrupt();
      assert.equal(await code, 0);
    });

    it('calls a run off at the interruption, and ends well', async () => {
      await write('a.wire', '### A\nwait 10min\n');
      const terminal = new FakeTerminal(folder.path);
      const result = sockscope(['run', 'a.wire', '--watch'], terminal);
      setImmediate(() => {
        terminal.interrupt();
      });
      assert.equal((await result).code, 0);
    });

    it('is refused where it makes no sense', async () => {
      await write('a.wire', '### A\nwait 1ms\n');
      for (const [args, said] of [
        [['--reporter', 'json'], /--watch is for people: leave out --reporter json/],
        [['--keep-open'], /leave out one of them/],
      ] as const) {
        const { code, complaints } = await run('a.wire', '--watch', ...args);
        assert.equal(code, 2);
        assert.match(complaints, said);
      }
    });
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
    await write('a&.wire', `### One "1" <\n${ECHO}con < "ab\\x00<"\n### Two\nwait 1ms\n`);
    const { output } = await run('a&.wire', '--reporter', 'junit');
    const text = timeless(output);
    assert.match(
      text,
      /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites tests="2" failures="1" errors="0" skipped="0" time="T"/,
    );
    assert.match(
      text,
      /<testcase classname="a&#38;\.wire" name="One &#34;1&#34; &#60;" file="[^"]+" line="1" time="T">/,
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
      { sections: 2, passed: 0, failed: 2, cancelled: 0, skipped: 0, duration: 0 },
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
    await write('b.wire', 'wait 1ms\n');
    const untitled = await run('b.wire', '--section', 'third');
    assert.match(untitled.complaints, /No section of \S*b\.wire has a title: leave out --section to run it\./);
  });

  it('gives steps as long as it is told', async () => {
    await write('a.wire', `${ECHO}con < "abcd"\n`);
    assert.match((await run('a.wire', '--timeout', '200ms')).output, /only 3 of 4 bytes within 200 ms/);
  });

  it('expands patterns itself, and says what matches nothing', async () => {
    await mkdir(join(folder.path, 'many', 'inner'), { recursive: true });
    for (const name of ['many/b.wire', 'many/a.wire', 'many/inner/c.wire', 'many/notes.txt', 'many/[x].wire']) {
      await write(name, `### ${name}\nclose none\n`.replace('close none', 'wait 1ms'));
    }
    const titles = async (...args: string[]): Promise<readonly string[]> =>
      Array.from((await run(...args)).output.matchAll(/many\S*\.wire/g), ([name]) => name);
    const of = (list: readonly string[]): string[] => [...new Set(list)];
    assert.deepEqual(of(await titles('many/?.wire')), ['many/a.wire', 'many/b.wire']);
    assert.deepEqual(of(await titles('many/{a,b}.wire')), ['many/a.wire', 'many/b.wire']);
    assert.deepEqual(of(await titles('many/**/c.*')), ['many/inner/c.wire']);
    // A file that is called so is meant.
    assert.deepEqual(of(await titles('many/[x].wire')), ['many/[x].wire']);
    const { code, complaints } = await run('many/*.txt');
    assert.equal(code, 2);
    assert.match(complaints, /No wire file matches “many\/\*\.txt” \(other files do\): look where you are/);
    assert.match((await run('none/**')).complaints, /No wire file matches “none\/\*\*”: look/);
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

  it('takes for a definition whatever a wire file does', async () => {
    await write(
      'a.wire',
      `@host = 127.0.0.1\n@key = "none"\n${ECHO.replace('"abc"', '"{{key}}"')}con < [0a 0b]\n@x = {{host}}\n`,
    );
    assert.equal((await run('a.wire', '--define', 'key=[0a 0b]')).code, 0);
    assert.equal((await run('a.wire', '--define', 'key="\\n\\x0b"')).code, 0);
    assert.match((await run('a.wire', '--define', 'key={{host}}')).output, /byte 0 is 31, not 0a/);
  });

  it('says which --define is wrong, where, and how', async () => {
    await write('a.wire', '@eol = lf\n@key = 1\n@later = 2\nwait 1ms\n');
    const wrong: readonly (readonly [definitions: readonly string[], complaint: RegExp])[] = [
      [
        ['key='],
        /^sockscope: In --define key, column 1 of its value: @key has no value: write one, or "" for none\.\n/,
      ],
      [['key=[0a'], /^sockscope: In --define key, column \d of its value: /],
      [['key=u8(256)'], /^sockscope: In --define key, column 4 of its value: 256 does not fit/],
      [['key=a # b'], /^sockscope: In --define key, column 2 of its value: .*quotes, such as "a # b"\.\n/],
      [['key=a\nx = listen 9000'], /^sockscope: In --define key, column 2 of its value: .*line break/],
      [['key={{later}}'], /^sockscope: In --define key: .*later is not among them/],
      [['eol=cr'], /^sockscope: In --define eol: @eol is lf or crlf\.\n/],
      [['key=1', 'key=2'], /^sockscope: --define key stands here twice/],
      [['none=1'], /^sockscope: --define none: there is no @none in a\.wire/],
    ];
    for (const [definitions, complaint] of wrong) {
      const { code, output, complaints } = await run('a.wire', ...definitions.flatMap((each) => ['--define', each]));
      assert.equal(code, 2, complaints);
      assert.equal(output, '');
      assert.match(complaints, complaint);
    }
  });

  it('says where a file is not UTF-8, and runs T.WIRE of a folder', async () => {
    await mkdir(join(folder.path, 'all'));
    await write('all/T.WIRE', 'wait 1ms\n');
    assert.match((await run('all')).output, /^all\/T\.WIRE\n/);
    await writeFile(join(folder.path, 'all', 'l.wire'), Buffer.from('wait 1ms\n# caf\xe9\n', 'latin1'));
    const { code, complaints } = await run('all');
    assert.equal(code, 2);
    assert.match(complaints, /^sockscope: all\/l\.wire: This file is not UTF-8: in line 2, byte 6 is e9/);
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
    assert.match(output, /in\/a\.wire:5:7 .*\n.*file\("\.\.\/secret"\) leads out of/);
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

  it('runs more sections at the same time than Node warns of', async () => {
    const warnings: Error[] = [];
    const note = (warning: Error): void => {
      warnings.push(warning);
    };
    process.on('warning', note);
    const sections = Array.from({ length: 11 }, (_, number) => `### ${number}\n${ECHO}con < "abc"\n`);
    await write('a.wire', `@parallel = true\n${sections.join('')}`);
    const { code, output } = await run('a.wire');
    // Node tells of a warning in the next turn.
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', note);
    assert.equal(code, 0);
    assert.match(output, /\n11 passed/);
    assert.deepEqual(warnings, []);
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
