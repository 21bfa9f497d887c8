import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeTempFolder, type TempFolder } from '../../support/temp-folder';
import { FakeTerminal, sockscope } from './fakeTerminal';

/** As a file or a title may hold it to forge what a terminal shows: colours, a title, a line of TAP, right-to-left text. */
const EVIL = '\x1b[2J\x1b]0;evil\x07\u202ertl\u2066\x9b31m\u2028\x7f\u{e0041}';
const FILE = `a\x1b[31m\nok 2 - forged\u202e.wire`;
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

describe('cli: reporters and hostile text', () => {
  let folder: TempFolder;
  before(function () {
    // Windows has no such names of files.
    if (process.platform === 'win32') this.skip();
  });
  beforeEach(async () => {
    folder = await makeTempFolder();
    await writeFile(
      join(folder.path, FILE),
      `### ${EVIL}\nsrv = listen tcp://127.0.0.1:0 echo\ncon = dial {{srv}}\ncon > "a" # ${EVIL}\ncon < "b" # ${EVIL}\n` +
        `### ${EVIL} #2\n${EVIL}\n### ${EVIL} #3\nwait 1ms\n### 4\n@x = ${EVIL}\nc = dial unix:${EVIL}\n`,
    );
  });
  afterEach(() => folder.remove());
  const run = (...args: string[]) => sockscope(args, new FakeTerminal(folder.path));
  /** Each line, held to be one that no terminal acts on. */
  function safeLines(text: string): string[] {
    const lines = text.split('\n');
    for (const line of lines) assert.doesNotMatch(line, UNSAFE);
    return lines;
  }

  it('text: one line a result, and nothing in it acts', async () => {
    const { output, complaints } = await run('run', FILE);
    const lines = safeLines(output);
    assert.equal(lines.filter((line) => /^ {2}[✓✗] /.test(line)).length, 4);
    assert.equal(lines[0], 'a␛[31m␊ok 2 - forged\\u{202e}.wire');
    assert.match(output, /✗ ␛\[2J␛\]0;evil␇\\u\{202e\}rtl\\u\{2066\}\\u\{9b\}31m\\u\{2028\}␡/);
    assert.equal(complaints, '');
  });

  it('tap: as many results as the plan says, each with a block that stays YAML', async () => {
    const { output } = await run('run', FILE, '--reporter', 'tap');
    const lines = safeLines(output);
    assert.deepEqual(
      lines.filter((line) => /^(?:not )?ok |^1\.\./.test(line)).map((line) => /^[^-]+/.exec(line)![0].trim()),
      ['1..4', 'not ok 1', 'not ok 2', 'ok 3', 'not ok 4'],
    );
    for (const line of lines) {
      const [, quoted] = /^ +(?:message|file|details): (".*)$/.exec(line) ?? [];
      if (quoted !== undefined) assert.equal(typeof JSON.parse(quoted), 'string');
    }
    assert.ok(output.includes(JSON.stringify(FILE).replace('\u202e', '\\u202e')));
  });

  it('json: the very text, with nothing hidden', async () => {
    const { output } = await run('run', FILE, '--reporter', 'json');
    safeLines(output);
    const { sections } = JSON.parse(output) as { sections: { file: string; title: string }[] };
    assert.deepEqual(
      sections.map(({ file, title }) => [file, title]),
      [EVIL, `${EVIL} #2`, `${EVIL} #3`, '4'].map((title) => [FILE, title]),
    );
  });

  it('junit: only characters that XML can hold, and as many cases as sections', async () => {
    const { output } = await run('run', FILE, '--reporter', 'junit');
    safeLines(output);
    assert.equal(output.match(/<testcase [^>]*name="[^"]*"/g)?.length, 4);
    assert.equal(output.match(/<failure [^>]*>/g)?.length, 3);
    assert.equal(output.match(/<\/failure>/g)?.length, 3);
    assert.match(output, /name="␛\[2J␛\]0;evil␇\\u\{202e\}rtl/);
  });

  it('errors, fmt and decode', async () => {
    for (const args of [
      ['fmt', FILE],
      ['fmt', '--check', FILE],
      ['fmt', `\n${EVIL}`],
      [EVIL],
      ['send', EVIL, 'x'],
      ['send', 'unix:/nowhere\x1b[31m\n', 'x'],
      ['run', FILE, '--section', EVIL + EVIL],
      ['run', FILE, '--reporter', EVIL],
      ['run', FILE, '--define', EVIL],
      ['run', `--${EVIL}`],
      ['listen', 'tcp://127.0.0.1:0', EVIL],
      ['decode', `"${EVIL}"`],
      ['decode', `${EVIL} plain`],
    ]) {
      const { output, complaints } = await run(...args);
      safeLines(output);
      safeLines(complaints);
      assert.notEqual(output + complaints, '');
    }
  });
});
