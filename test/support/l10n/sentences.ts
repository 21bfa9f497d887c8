/**
 * Every sentence and label that people read in their language: whatever is written in `src` where a `Template` is expected, or
 * handed to `vscode.l10n.t`. Types tell where that is, so that a text is found wherever it is written, in tables and in variables
 * too; and a text that types cannot follow is a mistake.
 */
import { join, relative } from 'node:path';
import ts from 'typescript';
import { PROJECT_ROOT } from '../vscode-install';

export interface Sentences {
  /** Sorted, each once. */
  readonly found: readonly string[];
  /** Texts that reach people without being written in one piece, or untranslated: file, line, and what is wrong. */
  readonly mistakes: readonly string[];
}

/** Where the type is declared that marks a sentence. */
const BRAND = 'FOR_PEOPLE';

const CONFIGS = ['tsconfig.json', 'src/webview/tsconfig.json'];

/** Its sentences are for agents and terminals, which speak English. */
const ENGLISH_ALONE = /[\\/]src[\\/](?:agents|cli)[\\/]|[\\/]src[\\/]cli\.ts$/;

/** Finds all sentences; some seconds of work. */
export function findSentences(): Sentences {
  const found = new Set<string>();
  const mistakes = new Set<string>();
  for (const config of CONFIGS) {
    const path = join(PROJECT_ROOT, config);
    const { options, fileNames } = ts.parseJsonConfigFileContent(
      ts.readConfigFile(path, (file) => ts.sys.readFile(file)).config,
      ts.sys,
      join(path, '..'),
    );
    const src = join(PROJECT_ROOT, 'src');
    const program = ts.createProgram(
      fileNames.filter((file) => file.startsWith(src)),
      options,
    );
    const finder = new Finder(program.getTypeChecker(), found, mistakes);
    for (const file of program.getSourceFiles()) if (file.fileName.startsWith(src)) finder.look(file);
  }
  return { found: [...found].sort(), mistakes: [...mistakes].sort() };
}

class Finder {
  readonly #checker: ts.TypeChecker;
  readonly #found: Set<string>;
  readonly #mistakes: Set<string>;

  constructor(checker: ts.TypeChecker, found: Set<string>, mistakes: Set<string>) {
    this.#checker = checker;
    this.#found = found;
    this.#mistakes = mistakes;
  }

  look(file: ts.SourceFile): void {
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node) && this.#isTranslation(node)) this.#lookAtTranslation(node);
      else if (ts.isExpression(node) && isValue(node)) this.#lookAtValue(node);
      else this.#lookAtDeclaration(node);
      node.forEachChild(visit);
    };
    if (!ENGLISH_ALONE.test(file.fileName)) visit(file);
  }

  /** A call of `vscode.l10n.t`, by whatever name. */
  #isTranslation(call: ts.CallExpression): boolean {
    const declaration = this.#checker.getResolvedSignature(call)?.declaration;
    if (declaration === undefined || !ts.isFunctionDeclaration(declaration) || declaration.name?.text !== 't')
      return false;
    return /@types[\\/]vscode[\\/]/.test(declaration.getSourceFile().fileName);
  }

  #lookAtTranslation({ arguments: [sentence, ...args] }: ts.CallExpression): void {
    if (sentence === undefined) return;
    this.#take(sentence);
    if (this.#written(sentence)?.some((text) => text.includes(', plural,'))) {
      this.#mistake(sentence, 'has a plural, which `sentence` knows and `l10n.t` does not');
    }
    for (const arg of args) {
      if (this.#isForPeople(this.#checker.getTypeAtLocation(arg)))
        this.#mistake(arg, 'is an argument that is not translated');
    }
  }

  #lookAtValue(node: ts.Expression): void {
    const expected = this.#checker.getContextualType(node);
    if (expected === undefined) return;
    if (this.#isForPeople(expected)) this.#take(node);
  }

  /** What is to be translated is said to be so. */
  #lookAtDeclaration(node: ts.Node): void {
    if (ts.isPropertyAssignment(node) && node.name.getText() === 'template') {
      const expected = this.#checker.getContextualType(node.initializer);
      if (!expected || !this.#isForPeople(expected)) this.#mistake(node, 'is not expected to be a Template');
    }
    if (!ts.isPropertySignature(node) && !ts.isParameter(node)) return;
    if (node.name.getText() !== 'template' || node.type === undefined || isFormatter(node.parent)) return;
    if (!this.#isForPeople(this.#checker.getTypeFromTypeNode(node.type)))
      this.#mistake(node, 'is not of the type Template');
  }

  #isForPeople(type: ts.Type): boolean {
    if (type.isUnion()) return type.types.some((one) => this.#isForPeople(one));
    return type.isIntersection() && type.getProperties().some(({ escapedName }) => String(escapedName).includes(BRAND));
  }

  /** Takes what is written there, or else it has to be a sentence already. */
  #take(node: ts.Expression): void {
    if (ts.isConditionalExpression(node)) {
      this.#take(node.whenTrue);
      this.#take(node.whenFalse);
      return;
    }
    const written = this.#written(node);
    if (written) {
      for (const text of written) this.#add(text);
    } else if (!this.#isKnown(this.#typeOf(node))) {
      this.#mistake(node, 'is no sentence in one piece');
    }
  }

  #add(text: string): void {
    // What is nothing but an argument is the same in all languages.
    if (!/^(?:\{0\})?$/.test(text)) this.#found.add(text);
  }

  #typeOf(node: ts.Expression): ts.Type {
    // The name of `{ template }` has the property's type, which is wider than the variable's.
    const variable = ts.isShorthandPropertyAssignment(node.parent)
      ? this.#checker.getShorthandAssignmentValueSymbol(node.parent)
      : undefined;
    return variable ? this.#checker.getTypeOfSymbolAtLocation(variable, node) : this.#checker.getTypeAtLocation(node);
  }

  #isKnown(type: ts.Type): boolean {
    if (type.isUnion()) return type.types.every((one) => this.#isKnown(one));
    if (type.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Null | ts.TypeFlags.Never | ts.TypeFlags.Void)) return true;
    if (type.isStringLiteral()) {
      this.#add(type.value);
      return true;
    }
    // What is no text at all is no sentence that could be missed.
    return (
      this.#isForPeople(type) || !(type.flags & (ts.TypeFlags.StringLike | ts.TypeFlags.Any | ts.TypeFlags.Unknown))
    );
  }

  /** The texts that an expression is, if they are all written down. */
  #written(node: ts.Expression): string[] | undefined {
    if (ts.isStringLiteralLike(node)) return [node.text];
    if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isSatisfiesExpression(node)) {
      return this.#written(node.expression);
    }
    if (ts.isConditionalExpression(node)) {
      const [yes, no] = [this.#written(node.whenTrue), this.#written(node.whenFalse)];
      return yes && no ? [...yes, ...no] : undefined;
    }
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
      const [[left], [right]] = [this.#written(node.left) ?? [], this.#written(node.right) ?? []];
      return left === undefined || right === undefined ? undefined : [left + right];
    }
    return undefined;
  }

  #mistake(node: ts.Node, what: string): void {
    const file = node.getSourceFile();
    const { line } = file.getLineAndCharacterOfPosition(node.getStart());
    const path = relative(PROJECT_ROOT, file.fileName);
    this.#mistakes.add(`${path}:${line + 1}: ${node.getText().split('\n', 1)[0] ?? ''} ${what}`);
  }
}

/** What fills sentences in takes those of any language. */
function isFormatter(node: ts.Node): boolean {
  return ts.isFunctionDeclaration(node) && node.name?.text === 'formatMessage';
}

/** Whether an expression is one that is handed on, not a part of such. */
function isValue(node: ts.Expression): boolean {
  const { parent } = node;
  if (ts.isPropertyAssignment(parent) || ts.isVariableDeclaration(parent) || ts.isParameter(parent)) {
    return parent.initializer === node;
  }
  if (ts.isPropertyDeclaration(parent)) return parent.initializer === node;
  if (ts.isShorthandPropertyAssignment(parent)) return parent.name === node;
  if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) return parent.arguments?.includes(node) ?? false;
  if (ts.isArrowFunction(parent)) return parent.body === node;
  if (ts.isBinaryExpression(parent)) {
    const { kind } = parent.operatorToken;
    return kind === ts.SyntaxKind.QuestionQuestionToken || kind === ts.SyntaxKind.BarBarToken
      ? true
      : kind === ts.SyntaxKind.EqualsToken && parent.right === node;
  }
  return ts.isReturnStatement(parent) || ts.isArrayLiteralExpression(parent);
}
