import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import ts from 'typescript';

const SOURCE = resolve(__dirname, '../../src');

/** What a file declares and exports; what it passes on is another file's. */
function exportedNames(text: string): string[] {
  const names: string[] = [];
  for (const statement of ts.createSourceFile('x.ts', text, ts.ScriptTarget.ESNext).statements) {
    const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
    if (!modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) continue;
    if (ts.isVariableStatement(statement)) {
      for (const { name } of statement.declarationList.declarations) if (ts.isIdentifier(name)) names.push(name.text);
    } else if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) {
      if (statement.name) names.push(statement.name.text);
    } else if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) {
      names.push(statement.name.text);
    } else if (ts.isEnumDeclaration(statement)) names.push(statement.name.text);
  }
  return [...new Set(names)];
}

/** For each name that several files export: those files. */
function sharedNames(files: ReadonlyMap<string, string>): Record<string, string[]> {
  const byName = new Map<string, string[]>();
  for (const [file, text] of files) {
    for (const name of exportedNames(text)) byName.set(name, [...(byName.get(name) ?? []), file]);
  }
  return Object.fromEntries([...byName].filter(([, holders]) => holders.length > 1));
}

describe('what the files of src export', () => {
  it('has a name of its own each', async () => {
    const names = (await readdir(SOURCE, { recursive: true })).filter((name) => name.endsWith('.ts'));
    const files = new Map(
      await Promise.all(names.map(async (name) => [name, await readFile(join(SOURCE, name), 'utf8')] as const)),
    );
    assert.ok([...files.values()].flatMap(exportedNames).length > 1000, 'hardly any name was found');
    assert.deepEqual(sharedNames(files), {});
  });

  it('would be found with one name twice, whatever it is', () => {
    const files = {
      a: 'export const one = 1; export function two() {} export class Three {} export type { Five } from "x"; const six = 6;',
      b: 'export interface one {} export async function* two() {} export enum Three {} export type Four = 1; const six = 6;',
      c: 'export abstract class Four {} export { Five } from "x"; export function own(): void; export function own() {}',
    };
    assert.deepEqual(sharedNames(new Map(Object.entries(files))), {
      one: ['a', 'b'],
      two: ['a', 'b'],
      Three: ['a', 'b'],
      Four: ['b', 'c'],
    });
  });
});
