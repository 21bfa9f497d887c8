import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { TypeReading, TypeRow } from '../../../../src/bytes/inspect/typeRow';
import type { ByteOrder } from '../../../../src/bytes/numbers/integers';

export const ORDERS: readonly ByteOrder[] = ['be', 'le'];

export function rowOf(rows: readonly TypeRow[], id: string): TypeRow {
  const row = rows.find((candidate) => candidate.id === id);
  assert.ok(row, `no row ${id}`);
  return row;
}

/** Reads through bytes that do not begin where their memory does, as those of a pooled Buffer. */
export function read(row: TypeRow, bytes: Uint8Array, order: ByteOrder, selected = 1): TypeReading {
  const memory = new Uint8Array(bytes.length + 5).fill(0xee);
  memory.set(bytes, 3);
  return row.read({ bytes: memory.subarray(3, 3 + bytes.length), selected, order });
}

/** The value; what has none fails. */
export function valueOf(row: TypeRow, bytes: Uint8Array, order: ByteOrder, selected = 1): string {
  const reading = read(row, bytes, order, selected);
  if (reading.kind !== 'value') assert.fail(`${row.id} has no value: ${JSON.stringify(reading)}`);
  return reading.value;
}

export const bytesOfLength = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
