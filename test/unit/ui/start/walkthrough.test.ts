import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CLICKED } from '../../../../src/ui/clicked';
import { COMMANDS, CONTEXT_KEYS, WALKTHROUGH } from '../../../../src/ui/ids';
import { PROJECT_ROOT } from '../../../support/vscode-install';

interface Step {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly media: { readonly image: string; readonly altText: string };
  readonly completionEvents: readonly string[];
}

/** Bytes: they are in the package, each of them. */
const MAX_PICTURE = 40 * 1024;

const read = (name: string): unknown => JSON.parse(readFileSync(join(PROJECT_ROOT, name), 'utf8'));
const { walkthroughs } = (
  read('package.json') as { contributes: { walkthroughs: readonly { id: string; steps: readonly Step[] }[] } }
).contributes;
const sentences = read('package.nls.json') as Readonly<Record<string, string>>;
const said = (key: string): string => sentences[key.replaceAll('%', '')]!;

/** The links of a sentence: `command:id?` with a list of arguments, as VS Code reads them. */
function linksOf(text: string): { readonly command: string; readonly args: readonly unknown[] }[] {
  return Array.from(text.matchAll(/\]\(command:([\w.]+)(?:\?([^)\s]+))?\)/g), ([, command, query]) => ({
    command: command!,
    args: query === undefined ? [] : (JSON.parse(decodeURIComponent(query)) as unknown[]),
  }));
}

describe('the walkthrough', () => {
  const [{ id, steps }] = walkthroughs as [(typeof walkthroughs)[0]];

  it('has the id and the steps that the code names, and each is ticked off by what has happened', () => {
    assert.equal(id, WALKTHROUGH.id);
    assert.deepEqual(
      steps.map((step) => step.id),
      Object.values(WALKTHROUGH.steps),
    );
    const keys = new Set<string>(Object.values(CONTEXT_KEYS));
    const events = steps.flatMap(({ completionEvents }) => completionEvents);
    assert.equal(new Set(events).size, steps.length);
    for (const event of events) assert.ok(keys.has(event.replace(/^onContext:/, '')), event);
  });

  for (const { id: name, title, description, media } of steps) {
    it(`has a title, a button and a picture for ${name}`, () => {
      const text = said(description);
      assert.ok(said(title).length > 0 && said(media.altText).length > 0);
      assert.match(text, /^\[[^\]]+\]\(command:\S+\)$/m, 'a link that is alone in its line is a button');
      const commands = new Set<string>(Object.values(COMMANDS));
      const links = linksOf(text);
      assert.equal(links.length, text.split('](').length - 1, 'a link that VS Code does not read');
      for (const { command, args } of links) {
        assert.ok(commands.has(command), command);
        // Otherwise nobody would be told what goes wrong.
        if (args.length > 0) assert.deepEqual(args.slice(1), [CLICKED]);
      }
      const picture = join(PROJECT_ROOT, media.image);
      assert.ok(statSync(picture).size <= MAX_PICTURE, media.image);
      assert.equal(readFileSync(picture).subarray(1, 4).toString(), 'PNG');
    });
  }

  it('opens a sample that is in the package', () => {
    const [opened] = linksOf(said(steps.at(-1)!.description));
    assert.equal(opened?.command, COMMANDS.openSamples);
    const { file } = opened.args[0] as { readonly file: string };
    assert.ok(statSync(join(PROJECT_ROOT, 'samples', file)).isFile());
  });
});
