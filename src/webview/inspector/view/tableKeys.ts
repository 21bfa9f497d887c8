/**
 * The arrow keys go from button to button of a table, so that all of them are one stop for Tab: up and down within what
 * `data-column` names, or to the row's next best; left and right within the row; Home and End to the first and last row.
 */
export function moveInTable(event: KeyboardEvent): void {
  const table = event.currentTarget as HTMLElement;
  const button = (event.target as HTMLElement).closest('button');
  const row = button?.closest('tr');
  if (!button || !row || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const target = isSideways(event.key) ? beside(row, button, event.key) : inOtherRow(table, row, button, event.key);
  if (target === undefined) return;
  event.preventDefault();
  target?.focus();
}

function isSideways(key: string): boolean {
  return key === 'ArrowLeft' || key === 'ArrowRight';
}

const buttonsOf = (row: HTMLElement) => [...row.querySelectorAll('button')];

/** Null at the row's end. */
function beside(row: HTMLElement, button: HTMLButtonElement, key: string): HTMLButtonElement | null {
  const buttons = buttonsOf(row);
  return buttons[buttons.indexOf(button) + (key === 'ArrowLeft' ? -1 : 1)] ?? null;
}

/** Undefined when the key is none of ours; null at the table's end. */
function inOtherRow(
  table: HTMLElement,
  row: HTMLElement,
  button: HTMLButtonElement,
  key: string,
): HTMLButtonElement | null | undefined {
  const rows = [...table.querySelectorAll('tr')].filter((each) => buttonsOf(each).length > 0);
  const at = rows.indexOf(row as HTMLTableRowElement);
  const places: Readonly<Record<string, number>> = {
    ArrowUp: at - 1,
    ArrowDown: at + 1,
    Home: 0,
    End: rows.length - 1,
  };
  const place = places[key];
  if (place === undefined) return undefined;
  const other = rows[place];
  if (!other) return null;
  const { column } = button.dataset;
  const buttons = buttonsOf(other);
  return buttons.find((each) => each.dataset['column'] === column) ?? buttons.at(-1) ?? null;
}
