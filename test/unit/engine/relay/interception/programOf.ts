import { ProblemList } from '../../../../../src/base/problem';
import { compilePatterns } from '../../../../../src/bytes/regex/compiler';
import { readRegexLiteral } from '../../../../../src/bytes/regex/literal';
import type { RegexProgram } from '../../../../../src/bytes/regex/program';

/** @param literal As in a wire file: `/id=\\d+/`. */
export function programOf(literal: string): RegexProgram {
  const { regex } = readRegexLiteral(literal, 0, new ProblemList());
  return compilePatterns([{ kind: 'regex', regex: regex! }])!;
}
