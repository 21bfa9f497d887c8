/**
 * What the documents and the grammar say of services, steps and words, made from the tables in the code: `npm run docs` writes
 * it, and a unit test holds it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as prettier from 'prettier';
import type { Tool } from '../../src/agents/tool';
import { schemaOf } from '../../src/agents/field';
import { describeTool, fullNameOf, TOOLS } from '../../src/agents/tools';
import { choiceWordsOf, payloadOptionOf, type Service, type ServiceOption } from '../../src/engine/services/service';
import { IMPAIRMENTS } from '../../src/engine/relay/impairment/impairments';
import { LISTEN_OPTIONS } from '../../src/engine/listenOptions';
import { TLS_OPTIONS } from '../../src/engine/tlsOptions';
import { MULTICAST_OPTIONS } from '../../src/engine/multicastOptions';
import { optionWordsOf } from '../../src/wire/syntax/optionWords';
import { SERVICES } from '../../src/engine/services/services';
import { EXPECTATION_WORDS, REGEX_EXPECTATION } from '../../src/wire/syntax/expectationWords';
import { STEP_WORDS } from '../../src/wire/syntax/stepTable';
import type { StepWord } from '../../src/wire/syntax/stepSyntax';
import { PROJECT_ROOT } from './vscode-install';

type Rows = readonly (readonly string[])[];

/** By page, and by the comment that the table stands behind: `<!-- steps -->`. */
const TABLES: Readonly<Record<string, Readonly<Record<string, () => Rows>>>> = {
  'docs/endpoints.md': {
    services: () => [
      ['service', 'what the listener does by itself', 'its `options` in the API'],
      ...SERVICES.map((service) => [code(service.id), service.description, optionsOf(service)]),
    ],
    impairments: () => [
      ['words', 'in the API', 'what happens', 'to'],
      ...IMPAIRMENTS.map(({ word, example, name, timeName, isFor, description }) => [
        code(example === undefined ? word : `${word} ${example}`),
        [name, ...(timeName === undefined ? [] : [timeName])].map(code).join(', '),
        description,
        isFor === undefined ? 'both' : isFor === 'stream' ? 'streams' : 'datagrams',
      ]),
    ],
  },
  'docs/agents.md': {
    tools: () => [
      ['tool', 'takes', 'does'],
      ...TOOLS.map((tool) => [code(fullNameOf(tool)), inputOf(tool), withoutEnd(tool.description)]),
    ],
  },
  'docs/wire.md': {
    steps: () => [['step', 'does'], ...STEP_WORDS.map(({ usage, template }) => [code(usage), withoutEnd(template)])],
    services: () => [
      ['service', 'does'],
      ...SERVICES.map((service) => [code(writtenOf(service)), [service.description, ...wordsOf(service)].join('; ')]),
    ],
    tls: () => [
      ['option', 'of', 'means'],
      ...TLS_OPTIONS.map(({ id, operations, value, description }) => [
        code(value === undefined ? id : `${id} ${value}`),
        operations.map(code).join(', '),
        description,
      ]),
    ],
    multicast: () => [
      ['option', 'means'],
      ...MULTICAST_OPTIONS.map(({ id, value, description }) => [code(`${id} ${value}`), description]),
    ],
    expectations: () => [
      ['step', 'takes'],
      ...[REGEX_EXPECTATION, ...EXPECTATION_WORDS].map(({ usage, template }) => [code(usage), withoutEnd(template)]),
    ],
  },
};

const GRAMMAR = 'language/wire.tmLanguage.json';
const MANIFEST = 'package.json';
const SENTENCES = 'package.nls.json';

/** What is made of a file as it is, for each that is no page with tables. */
const FILES: Readonly<Record<string, (text: string) => string>> = {
  [GRAMMAR]: grammarOf,
  [MANIFEST]: manifestOf,
  [SENTENCES]: sentencesOf,
};

export const GENERATED = [...Object.keys(TABLES), ...Object.keys(FILES)];

/** A sentence as it stands in a cell. */
const withoutEnd = (template: string): string => template.replace(/\.$/, '').replaceAll('|', '\\|');

const code = (text: string): string => `\`${text}\``;

function inputOf({ fields }: Tool): string {
  const names = Object.entries(fields).map(([name, { isOptional }]) => (isOptional ? `${name}?` : name));
  return code(`{${names.join(', ')}}`);
}

function optionsOf({ options }: Service): string {
  const described = Object.entries(options).map(([name, option]) => `${code(name)}: ${valuesOf(option)}`);
  return described.join('; ') || '–';
}

function valuesOf(option: ServiceOption): string {
  if (option.kind === 'choice') return option.choices.map(({ id }) => code(id)).join(' or ');
  return option.isRequired ? 'a payload' : 'a payload, if you like';
}

/** As a grammar writes it: what need not be there in brackets. */
function writtenOf(service: Service): string {
  const payload = payloadOptionOf(service)?.option;
  const words = Object.values(service.options).flatMap((option) => {
    const choices = option.kind === 'choice' ? option.choices.flatMap(({ word }) => word ?? []) : [];
    return choices.length > 0 ? [`[${choices.join(' \\| ')}]`] : [];
  });
  return [service.id, ...(payload ? [payload.isRequired ? 'PAYLOAD' : '[PAYLOAD]'] : []), ...words].join(' ');
}

function wordsOf(service: Service): string[] {
  const payload = payloadOptionOf(service)?.option;
  const example = payload?.isRequired === false ? [`PAYLOAD: ${lowerFirst(payload.description)}`] : [];
  return [
    ...example,
    ...choiceWordsOf(service).map(({ word, choice }) => `${code(word)}: ${lowerFirst(choice.description)}`),
  ];
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** The file as it is, and as it is to be by the code. */
export async function generatedFile(path: string): Promise<{ readonly is: string; readonly should: string }> {
  const is = readFileSync(join(PROJECT_ROOT, path), 'utf8');
  return { is, should: FILES[path]?.(is) ?? (await pageOf(path, is)) };
}

async function pageOf(path: string, page: string): Promise<string> {
  const config = await prettier.resolveConfig(join(PROJECT_ROOT, path));
  let made = page;
  for (const [name, rows] of Object.entries(TABLES[path] ?? {})) {
    const [head = [], ...body] = rows();
    const lines = [head, head.map(() => '---'), ...body].map((cells) => `| ${cells.join(' | ')} |`);
    const table = await prettier.format(lines.join('\n'), { ...config, parser: 'markdown' });
    const marked = new RegExp(`(<!-- ${name} -->\n).*?(<!-- /${name} -->)`, 's');
    if (!marked.test(made)) throw new Error(`${path} has no place for the table of ${name}.`);
    made = made.replace(marked, (_all, before: string, after: string) => `${before}\n${table}\n${after}`);
  }
  return made;
}

/** The language model tools are those of the table. */
function manifestOf(text: string): string {
  const manifest = JSON.parse(text) as { contributes: Record<string, unknown> };
  manifest.contributes['languageModelTools'] = TOOLS.map((tool) => ({
    name: fullNameOf(tool),
    displayName: `%${titleKeyOf(tool)}%`,
    modelDescription: describeTool(tool),
    toolReferenceName: `sockscope-${tool.name.replaceAll('_', '-')}`,
    canBeReferencedInPrompt: true,
    icon: '$(plug)',
    tags: ['sockscope', 'sockets', 'network'],
    inputSchema: schemaOf(tool.fields),
  }));
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}

const titleKeyOf = ({ name }: Tool): string => `tool.${name}`;

function sentencesOf(text: string): string {
  const sentences = Object.entries(JSON.parse(text) as Record<string, string>);
  const others = sentences.filter(([key]) => !key.startsWith('tool.'));
  const titles = TOOLS.map((tool) => [titleKeyOf(tool), tool.title]);
  return `${JSON.stringify(Object.fromEntries([...others, ...titles]), undefined, 2)}\n`;
}

/** The rules of the grammar for steps that a word begins: there is one for each form, and for each operand that looks like no other. */
const GRAMMAR_STEPS: Readonly<Record<string, (word: StepWord) => boolean>> = {
  listening: ({ operand }) => operand === 'listenAddress',
  opening: ({ form, operand }) => form === 'opening' && operand !== 'listenAddress',
  rule: ({ form, operand }) => form === 'leading' && operand === 'listener',
  wait: ({ form, operand }) => form === 'leading' && operand === 'duration',
  action: ({ form, operand }) => form === 'action' && operand === undefined,
  kernel: ({ form, operand }) => form === 'action' && operand !== undefined,
};

/** The words that the rules of the grammar choose from: `(dial|accept)`. */
const GRAMMAR_WORDS: Readonly<Record<string, () => readonly string[]>> = {
  ...Object.fromEntries(
    Object.entries(GRAMMAR_STEPS).map(([rule, isOf]) => [rule, () => STEP_WORDS.filter(isOf).map(({ word }) => word)]),
  ),
  exchange: () => EXPECTATION_WORDS.map(({ word }) => word),
  listenOption: () => [...LISTEN_OPTIONS, ...optionWordsOf('listen')].map(({ id }) => id),
  dialOption: () => [...optionWordsOf('dial').map(({ id }) => id), 'refused'],
};

function grammarOf(grammar: string): string {
  let made = grammar;
  for (const [rule, words] of Object.entries(GRAMMAR_WORDS)) {
    const choice = new RegExp(`("${rule}": \\{.*?\\()[A-Za-z0-9-]+(?:\\|[A-Za-z0-9-]+)*(\\))`, 's');
    if (!choice.test(made)) throw new Error(`The rule ${rule} of the grammar chooses from no words.`);
    made = made.replace(choice, (_all, before: string, after: string) => before + words().join('|') + after);
  }
  const isColoured = (word: StepWord): boolean => Object.values(GRAMMAR_STEPS).some((isOf) => isOf(word));
  for (const word of STEP_WORDS) {
    if (word.form !== 'sign' && !isColoured(word)) throw new Error(`The grammar has no rule for ${word.usage}.`);
  }
  return made;
}

/** Writes all of it. */
export async function writeGenerated(): Promise<void> {
  for (const path of GENERATED) writeFileSync(join(PROJECT_ROOT, path), (await generatedFile(path)).should);
}
