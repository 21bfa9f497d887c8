import type { Frame, Page } from 'playwright-core';

import { TYPE_ROWS } from '../../../src/bytes/inspect/typeRows';

/** What VS Code says beside what is ours, and how it writes keys. */
const OF_VSCODE = /^(?:Welcome|Progress|\d+ Results|Actions for .*|(?:\w+\+)+\w+(?: \w+)?)$/s;

/** What every language writes alike: names of services, protocols, formats and programs, addresses, and the files of captures. */
const ALIKE = [
  /(?<=^|, |: )(?:manual|echo|discard|daytime|time|chargen|qotd|reply)(?=$|,| ·|~)/gm,
  /\b(?:tcp|udp|tls|unix|pipe|local):\S*/g,
  /\bstruct sockaddr_\w+ \((?:Linux|BSD, macOS)\)/g,
  /\btcp [\d.]+ \d+(?: from \d+)?/g,
  /\b(?:Sockscope|Wireshark|Windows|TCP|UDP|TLS|FIN|RST|RFC|ASCII|UTF|KiB|MiB|GiB)\b/g,
];

/** The names of types in the data inspector, and how C reads them; the longer before what they hold. */
const OF_TYPES = TYPE_ROWS.flatMap(({ name, c }) => [name, ...Object.values(c)]).sort(
  (one, other) => other.length - one.length,
);

const READ_TEXTS = `(roots) => {
  const found = new Set();
  const visible = (element) => element.checkVisibility({ visibilityProperty: true });
  const visit = (node) => {
    if (node.nodeType === Node.TEXT_NODE) {
      if (node.data.trim() !== '') found.add(node.data.trim());
      return;
    }
    if (node.nodeType !== Node.ELEMENT_NODE || node.matches('script, style, code, [role=gridcell], td[data-type]') || !visible(node)) return;
    for (const name of ['aria-label', 'aria-description', 'aria-valuetext', 'aria-roledescription', 'title', 'placeholder', 'alt']) {
      const text = node.getAttribute(name);
      if (text) found.add(text);
    }
    node.childNodes.forEach(visit);
  };
  roots.forEach(visit);
  return [...found];
}`;

/** Characters; what is longer is a sentence. */
const LONGEST_LABEL = 40;

const CLIPPED = `(roots) => {
  const LONGEST_LABEL = ${LONGEST_LABEL};
  const found = [];
  const textOf = ({ childNodes }) =>
    [...childNodes].filter(({ nodeType }) => nodeType === Node.TEXT_NODE).map(({ data }) => data).join('').trim();
  // What is there to be heard alone has no size.
  const isCut = ({ clientWidth, scrollWidth }) => clientWidth > 1 && scrollWidth > clientWidth + 1;
  for (const element of [...roots].flatMap((root) => [...root.querySelectorAll('*')])) {
    if (textOf(element) === '' || !element.checkVisibility({ visibilityProperty: true })) continue;
    // Bytes and addresses are as long as they are.
    if (element.title === textOf(element) || element.closest('.composer-preview, .messagePreview, .label-description, .monaco-editor')) continue;
    if (getComputedStyle(element).overflowX !== 'visible' && isCut(element)) found.push(textOf(element));
  }
  // What hides a label's end may stand around it. Sentences are as long as they are, and one row of VS Code has room for a part.
  const isHidden = (node, root) => {
    const range = document.createRange();
    range.selectNodeContents(node);
    const { left, right } = range.getBoundingClientRect();
    for (let element = node.parentElement; element !== root && element; element = element.parentElement) {
      const { overflowX } = getComputedStyle(element);
      if (overflowX === 'auto' || overflowX === 'scroll') return false;
      const box = element.getBoundingClientRect();
      if (overflowX !== 'visible' && box.width > 1 && (left < box.left - 1 || right > box.right + 1)) return true;
    }
    return false;
  };
  for (const root of roots) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      const text = node.data.trim();
      if (text === '' || text.length > LONGEST_LABEL || !node.parentElement.checkVisibility({ visibilityProperty: true })) continue;
      if (node.parentElement.closest('[title="' + CSS.escape(text) + '"], .composer-preview, .messagePreview, .label-description, .monaco-editor')) continue;
      if (isHidden(node, root)) found.push(text);
    }
  }
  for (const input of [...roots].flatMap((root) => [...root.querySelectorAll('input[placeholder]')])) {
    if (input.value !== '' || !input.checkVisibility({ visibilityProperty: true })) continue;
    input.value = input.placeholder;
    if (isCut(input)) found.push(input.placeholder);
    input.value = '';
  }
  return found;
}`;

/** A part of a page: what a selector finds in it. */
export interface PagePart {
  readonly page: Page | Frame;
  readonly selector: string;
}

/** Texts on screen or read aloud in which words stand without the marks of the language that nobody speaks. */
export async function plainWords(part: PagePart): Promise<string[]> {
  const texts = await run<string[]>(part, READ_TEXTS);
  return texts.filter((text) => {
    const rest = [...ALIKE, ...OF_TYPES].reduce((left: string, alike) => left.replaceAll(alike, ''), text);
    return !OF_VSCODE.test(text) && /[A-Za-z]{3,}/.test(rest);
  });
}

/** Texts of which an element shows a part only. */
export function clippedLabels(part: PagePart): Promise<string[]> {
  return run(part, CLIPPED);
}

function run<Result>({ page, selector }: PagePart, read: string): Promise<Result> {
  return page.evaluate<Result>(`(${read})(document.querySelectorAll(${JSON.stringify(selector)}))`);
}
