/** Why a tag cannot be released: a sentence, or undefined when it can. */
export function releaseProblem(tag: string, version: string, changelog: string): string | undefined {
  if (tag !== `v${version}`) return `The tag is ${tag}; package.json has version ${version}, whose tag is v${version}.`;
  const [heading = '', ...lines] = (changelog.split(/^## /m)[1] ?? '').split('\n');
  const [, newest, date = ''] = /^(\S+)(?: – (.*))?$/.exec(heading) ?? [];
  if (newest !== version) return `The newest version in CHANGELOG.md is “${heading}”; it has to be ${version}.`;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) return `CHANGELOG.md has no date for ${version}, but “${date}”.`;
  if (!lines.some((line) => line.startsWith('- '))) return `CHANGELOG.md says nothing about ${version}.`;
  return undefined;
}
