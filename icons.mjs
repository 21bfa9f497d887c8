// The icons of VS Code that the pages draw, and no others: the whole font is a tenth of the package.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import subsetFont from 'subset-font';

const FOLDER = dirname(createRequire(import.meta.url).resolve('@vscode/codicons/dist/codicon.css'));
/** `.codicon-add:before { content: "\ea60" }` */
const ICON = /^\.codicon-([a-z0-9-]+):before \{ content: "\\([0-9a-f]+)" \}\n/gm;

/** Writes `codicon.css` and its font with those icons whose names stand in a string of the pages' sources. */
export async function writeIcons(sources, target) {
  const css = await readFile(join(FOLDER, 'codicon.css'), 'utf8');
  const code = [];
  for (const file of await readdir(sources, { recursive: true })) {
    if (file.endsWith('.ts')) code.push(await readFile(join(sources, file), 'utf8'));
  }
  const words = new Set(
    code
      .join('\n')
      .match(/[a-z0-9]+(?:-[a-z0-9]+)*/g)
      ?.map((word) => word.replace(/^codicon-/, '')),
  );
  const drawn = [];
  const rules = css.replace(ICON, (rule, name, codePoint) => {
    if (!words.has(name)) return '';
    drawn.push(String.fromCodePoint(Number.parseInt(codePoint, 16)));
    return rule;
  });
  if (drawn.length === 0) throw new Error('The style sheet of the icons is not as it was.');
  const font = await subsetFont(await readFile(join(FOLDER, 'codicon.ttf')), drawn.join(''), { targetFormat: 'woff2' });
  await mkdir(target, { recursive: true });
  await writeFile(join(target, 'codicon.woff2'), font);
  await writeFile(
    join(target, 'codicon.css'),
    rules.replace(/url\("[^"]*"\) format\("truetype"\)/, 'url("./codicon.woff2") format("woff2")'),
  );
}
