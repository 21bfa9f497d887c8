import type { Script, Section } from '../../../wire/syntax/script';

/** What a section is known by while its file is edited: its title, with a number where titles are the same. */
export function sectionKeys({ sections }: Script): Map<string, Section> {
  const keys = new Map<string, Section>();
  for (const section of sections) {
    let key = section.title;
    for (let number = 2; keys.has(key); number++) key = `${section.title} #${number}`;
    keys.set(key, section);
  }
  return keys;
}

/** The key of the section in which a line lies; that of the first one for lines before it. */
export function sectionKeyAt(script: Script, line: number): string | undefined {
  const keys = [...sectionKeys(script)];
  return (keys.findLast(([, section]) => section.line <= line) ?? keys[0])?.[0];
}
