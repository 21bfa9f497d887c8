import type { TypeFamily, TypeRow } from '../../../bytes/inspect/typeRow';

/** Which rows of the data inspector the user wants on top, and which not at all: ids. */
export interface RowChoice {
  readonly pinned: readonly string[];
  readonly hidden: readonly string[];
}

export interface RowGroup {
  readonly id: 'pinned' | TypeFamily;
  readonly rows: readonly TypeRow[];
}

export const NO_CHOICE: RowChoice = { pinned: [], hidden: [] };

/** Most ids that are taken of a choice that was kept, per list. */
const MAX_IDS = 256;

/** Takes back a choice that was kept, whatever it has become meanwhile. */
export function asRowChoice(value: unknown): RowChoice {
  if (typeof value !== 'object' || value === null) return NO_CHOICE;
  const { pinned, hidden } = value as Readonly<Record<'pinned' | 'hidden', unknown>>;
  return { pinned: idsOf(pinned), hidden: idsOf(hidden) };
}

function idsOf(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  const ids = value.filter((id): id is string => typeof id === 'string');
  return [...new Set(ids)].slice(0, MAX_IDS);
}

/** The pinned rows in the order in which they were pinned, then the others by family; no group is empty. */
export function arrangeRows(rows: readonly TypeRow[], { pinned, hidden }: RowChoice): RowGroup[] {
  const shown = rows.filter(({ id }) => !hidden.includes(id));
  const top = pinned.flatMap((id) => shown.filter((row) => row.id === id));
  const groups: { id: RowGroup['id']; rows: TypeRow[] }[] = top.length > 0 ? [{ id: 'pinned', rows: top }] : [];
  for (const row of shown) {
    if (pinned.includes(row.id)) continue;
    const group = groups.find(({ id }) => id === row.family);
    if (group) group.rows.push(row);
    else groups.push({ id: row.family, rows: [row] });
  }
  return groups;
}

export function togglePinned(choice: RowChoice, id: string): RowChoice {
  const { pinned } = choice;
  return { ...choice, pinned: pinned.includes(id) ? pinned.filter((each) => each !== id) : [...pinned, id] };
}

/** What is hidden is no longer pinned. */
export function hideRow({ pinned, hidden }: RowChoice, id: string): RowChoice {
  return { pinned: pinned.filter((each) => each !== id), hidden: hidden.includes(id) ? hidden : [...hidden, id] };
}

export function showAllRows({ pinned }: RowChoice): RowChoice {
  return { pinned, hidden: [] };
}
