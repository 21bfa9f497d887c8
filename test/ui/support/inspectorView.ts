import assert from 'node:assert/strict';
import type { FrameLocator, Locator } from 'playwright-core';

import type { Direction } from '../../../src/base/direction';
import { eventually } from '../../support/eventually';

/**
 * For the page: scrolls as a user does, by half a screen at a time from the start, and gathers the bytes of a direction
 * that come into view as `[offset, hex]`; ends once it has those below `end`, or at the end of all rows.
 */
const GATHER = `async (direction, end) => {
  const scroller = document.querySelector('[role=grid]');
  const painted = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  const found = new Map();
  for (let top = 0; ; top += scroller.clientHeight / 2) {
    scroller.scrollTop = top;
    do await painted(); while (scroller.querySelector('.pending') !== null);
    for (const cell of scroller.querySelectorAll('[role=gridcell][data-direction=' + direction + ']')) {
      const offset = Number(cell.dataset.offset);
      if (offset < end) found.set(offset, cell.textContent);
    }
    if (found.size >= end || top + scroller.clientHeight >= scroller.scrollHeight) return [...found];
  }
}`;

/** The inspector as a user reads and drives it: everything here comes from the page's document. */
export class InspectorView {
  readonly grid: Locator;
  readonly followButton: Locator;
  /** The passing message, such as what was copied. */
  readonly status: Locator;

  constructor(readonly frame: FrameLocator) {
    this.grid = frame.getByRole('grid');
    this.followButton = frame.getByRole('button', { name: 'Follow' });
    this.status = frame.getByRole('status');
  }

  /** A byte's cell in the hex column; it exists while it is in view. */
  byte(direction: Direction, offset: number): Locator {
    return this.frame.locator(`[role=gridcell][data-direction="${direction}"][data-offset="${offset}"]`);
  }

  /** The byte that the keyboard is on. */
  get caret(): Locator {
    return this.frame.locator('.byte.caret');
  }

  /** The offsets of the selected bytes in view. */
  async selectedOffsets(): Promise<number[]> {
    const cells = await this.frame.locator('[role=gridcell][aria-selected=true]').all();
    return Promise.all(cells.map(async (cell) => Number(await cell.getAttribute('data-offset'))));
  }

  /** What the data inspector reads, below the heading of a byte order. */
  value(type: string, endian: 'le' | 'be'): Locator {
    return this.frame.locator(`td[data-type="${type}"][data-endian="${endian}"]`);
  }

  /** The heading of a byte order's column. */
  heading(endian: 'le' | 'be'): Locator {
    return this.frame.locator(`thead th[data-endian="${endian}"]`);
  }

  /** Waits until the data inspector shows these values: a row of it each, big-endian before little-endian. */
  async waitForValues(expected: Readonly<Record<string, readonly [be: string, le: string]>>): Promise<void> {
    await eventually(async () => {
      const shown: Record<string, readonly string[]> = {};
      for (const type of Object.keys(expected)) {
        shown[type] = [await this.#text(type, 'be'), await this.#text(type, 'le')];
      }
      assert.deepEqual(shown, expected);
    });
  }

  /** The first bytes of a direction's stream, read off the page screen by screen; waits until there are `length`. */
  waitForBytes(direction: Direction, length: number): Promise<Uint8Array> {
    return eventually(async () => {
      const found = new Map(await this.#gather(direction, length));
      const bytes = Uint8Array.from({ length: found.size }, (_, offset) =>
        Number.parseInt(found.get(offset) ?? '', 16),
      );
      assert.equal(bytes.length, length);
      return bytes;
    });
  }

  /** In *Messages*: cuts the scene's bytes by the length that stands at their third byte, unless they are so already. */
  async cutByLengthPrefix(): Promise<void> {
    const offset = this.frame.locator('[data-field="prefixOffset"]');
    if ((await offset.count()) === 0) {
      await this.frame.locator('[data-field="rule"]').selectOption('Length prefix');
      // Read as a length, the first two bytes promise more than there is, in either direction.
      await this.frame.getByText('2 messages', { exact: true }).waitFor();
      await offset.fill('2');
    }
    await this.frame.getByText('4 messages', { exact: true }).waitFor();
  }

  /** Scrolls down from the start until a byte is in view. */
  async scrollTo(direction: Direction, offset: number): Promise<void> {
    await eventually(async () => {
      await this.#gather(direction, offset + 1);
      assert.equal(await this.byte(direction, offset).count(), 1);
    });
  }

  #gather(direction: Direction, end: number): Promise<[number, string][]> {
    return this.#evaluate(`(${GATHER})('${direction}', ${end})`);
  }

  async #evaluate<Result>(expression: string): Promise<Result> {
    const page = await (await this.grid.elementHandle()).ownerFrame();
    assert.ok(page, 'the inspector is gone');
    return page.evaluate<Result>(expression);
  }

  async #text(type: string, endian: 'le' | 'be'): Promise<string> {
    return (await this.value(type, endian).textContent({ timeout: 1000 })) ?? '';
  }
}
