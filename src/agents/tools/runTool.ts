import { basename, dirname, join } from 'node:path';
import { SockscopeError } from '../../base/error';
import { blockingProblems, checkScript, type CheckedScript, type CheckedSection } from '../../wire/check/checker';
import { isParallel } from '../../wire/check/definitions';
import type { ByteWindow } from '../../wire/run/failure';
import { reportOf, sectionObject, type SectionReport } from '../../wire/run/sectionReport';
import { runSection } from '../../wire/run/runner';
import { errorOfFile, MAX_SOURCE, sourceText } from '../../wire/syntax/sourceText';
import { formatString } from '../../wire/payload/formatter';
import { enginePermit } from '../agentPermit';
import { fromPeer } from '../agentText';
import type { AgentContext } from '../context';
import { MAX_RESULT_ROWS } from '../limits';
import { defineTool } from '../tool';

/** What a script is called that has no file. */
const UNNAMED = 'text';

export const RUN_WIRE_TOOL = defineTool({
  name: 'run_wire',
  title: 'Run Wire Sections',
  description:
    'Runs the sections of a wire file as tests, and returns {passed, failed, cancelled, skipped, sections}; of a section that failed the step (line, column), what was expected and what came, as bytes. ' +
    'A wire file says what listens, dials, sends and is expected: `srv = listen tcp://127.0.0.1:0`, `cli = dial {{srv}}`, `con = accept srv`, `cli > "ping\\r\\n"`, `con < "ping\\r\\n"`, `con < eof`; `### title` begins a section. Give either text or path.',
  fields: {
    text: {
      type: 'string',
      isOptional: true,
      description: 'A wire script; file("…") in it is relative to the workspace',
    },
    path: { type: 'string', isOptional: true, description: 'A wire file, relative to the workspace' },
    section: { type: 'string', isOptional: true, description: 'Only sections whose title contains this, in any case' },
  },
  examples: [
    { path: 'tests/echo.wire' },
    { text: '### Echo\ncli = dial tcp://127.0.0.1:9000\ncli > "ping"\ncli < "ping" within 1s\n' },
  ],
  isReadOnly: false,
  isDestructive: false,
  run: async ({ text, path, section }, context, signal) => {
    if ((text === undefined) === (path === undefined)) {
      throw new SockscopeError('BAD_ARGUMENT', 'Give exactly one of: {0}.', ['text, path']);
    }
    const file = path ?? UNNAMED;
    const checked = checkScript(text ?? (await readScript(path!, context)));
    const wanted = section?.toLowerCase();
    const chosen = checked.sections.filter(
      (each) => wanted === undefined || each.section.title.toLowerCase().includes(wanted),
    );
    if (chosen.length === 0) throw nothingToRun(file, section, checked);
    const run = (one: CheckedSection): Promise<SectionReport> => report(file, path, checked, one, context, signal);
    const reports: SectionReport[] = [];
    if (isParallel(checked.script)) reports.push(...(await Promise.all(chosen.map(run))));
    else for (const one of chosen) reports.push(await run(one));
    const count = (outcome: string): number => reports.filter((each) => each.outcome === outcome).length;
    // What failed is looked at first.
    const shown = reports.toSorted((a, b) => Number(a.outcome === 'passed') - Number(b.outcome === 'passed'));
    return {
      passed: count('passed'),
      failed: count('failed'),
      cancelled: count('cancelled'),
      skipped: count('skipped'),
      sections: shown.slice(0, MAX_RESULT_ROWS).map((each) => sectionObject(each, WRITER)),
      notListed: reports.length > MAX_RESULT_ROWS ? reports.length - MAX_RESULT_ROWS : undefined,
    };
  },
});

const WRITER = {
  expected: ({ start, bytes, total }: ByteWindow) => ({ start, total, bytes: formatString(bytes) }),
  received: ({ start, bytes, total }: ByteWindow) => ({ start, total, ...fromPeer(bytes) }),
};

/** @throws SockscopeError that names the file */
async function readScript(path: string, { readFile }: AgentContext): Promise<string> {
  const bytes = await readFile(path, MAX_SOURCE);
  try {
    return sourceText(bytes);
  } catch (error) {
    throw error instanceof SockscopeError ? errorOfFile(error, path) : error;
  }
}

function nothingToRun(file: string, section: string | undefined, { sections }: CheckedScript): SockscopeError {
  if (section === undefined) return new SockscopeError('NO_SECTION', 'There is no step to run in {0}.', [file]);
  const template = 'No section’s title contains “{0}”; there are: {1}.';
  const titles = sections.map((each) => each.section.title).filter((title) => title !== '');
  if (titles.length === 0) {
    return new SockscopeError('NO_SECTION', 'No section of {0} has a title: leave out “{1}” to run it.', [
      file,
      section,
    ]);
  }
  return new SockscopeError('NO_SECTION', template, [section, titles.slice(0, MAX_RESULT_ROWS).join(', ')]);
}

async function report(
  file: string,
  path: string | undefined,
  checked: CheckedScript,
  one: CheckedSection,
  { engine, sockets, permit, readFile }: AgentContext,
  signal: AbortSignal,
): Promise<SectionReport> {
  const { section } = one;
  const { script } = checked;
  const facts = {
    file,
    title: section.title === '' ? basename(file) : section.title,
    line: section.line + 1,
    text: script.text,
  };
  const problems = blockingProblems(checked, one);
  if (problems.length > 0) return { ...facts, outcome: 'failed', duration: 0, problems };
  const result = await runSection(script, section, {
    engine,
    // Relative to the wire file, as everywhere.
    readFile: (name, limit) => readFile(path === undefined ? name : join(dirname(path), name), limit),
    signal,
    permit: enginePermit(permit),
    onSocket: sockets.add,
  });
  return { ...facts, ...reportOf(result) };
}
