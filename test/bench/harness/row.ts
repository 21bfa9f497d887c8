/** A line of the table that is printed at the end. */
export interface Row {
  readonly work: string;
  readonly against: string;
  /** How the two compare, for people. */
  readonly ratio: string;
  readonly sockscope: string;
  /** The other one's figure; empty when there is no other. */
  readonly other: string;
  readonly target: string;
  readonly isReached: boolean;
}

const HEADINGS = ['work', 'against', 'ratio', 'Sockscope', 'the other', 'to reach', 'reached'];

/** A table in Markdown, aligned as Prettier aligns it. */
export function formatTable(rows: readonly Row[]): string {
  const cells = [
    HEADINGS,
    ...rows.map((row) => [
      row.work,
      row.against,
      row.ratio,
      row.sockscope,
      row.other,
      row.target,
      row.isReached ? 'yes' : '**no**',
    ]),
  ];
  const widths = HEADINGS.map((_, column) => Math.max(...cells.map((line) => line[column]!.length)));
  const [headings, ...lines] = cells.map(
    (line) => `| ${line.map((cell, at) => cell.padEnd(widths[at]!)).join(' | ')} |`,
  );
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [headings, rule, ...lines].join('\n');
}
