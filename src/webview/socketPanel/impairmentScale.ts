/** How values of impairments are shown: the stops of a slider, and the unit of a field. */
import type { PanelImpairment } from './protocol';

type ValuedForm = Exclude<PanelImpairment['form'], 'flag'>;

/** What a value is multiplied by to be in the unit of its field. */
const PER_UNIT: Readonly<Record<ValuedForm, number>> = { time: 1, share: 100, bytes: 1, rate: 1 / 1024, count: 1 };

/** Of a decade. */
const DECIMAL_STEPS = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8];

/** Of a doubling. */
const BINARY_STEPS = [1, 1.5];

const LEAST_RATE = 1024;

const SMALL_SHARES = [0.001, 0.002, 0.005];

/** In the unit of its field, without what binary fractions add. */
export function inUnit(form: ValuedForm, value: number): number {
  return Number((value * PER_UNIT[form]).toFixed(6));
}

export function fromUnit(form: ValuedForm, shown: number): number {
  // 57 * 0.01 is not 0.57.
  if (form === 'share') return shown / 100;
  return form === 'rate' ? shown * 1024 : shown;
}

/** The values that a slider stops at, the least first. Its position 0 is before all of them: off. */
export function sliderStops({ form, upTo = 1 }: PanelImpairment): readonly number[] {
  switch (form) {
    case 'flag':
      return [];
    case 'share':
      return [...SMALL_SHARES, ...Array.from({ length: 100 }, (_, percent) => (percent + 1) / 100)];
    case 'count':
      return Array.from({ length: upTo }, (_, count) => count + 1);
    case 'time':
      return powers(1, upTo, 10, DECIMAL_STEPS);
    case 'bytes':
      return powers(1, upTo, 2, BINARY_STEPS);
    case 'rate':
      return powers(LEAST_RATE, upTo, 2, BINARY_STEPS);
  }
}

function powers(first: number, last: number, base: number, steps: readonly number[]): number[] {
  const stops: number[] = [];
  for (let power = first; power <= last; power *= base) {
    for (const step of steps) if (Number.isInteger(power * step) && power * step <= last) stops.push(power * step);
  }
  return stops;
}

/** The position of the last stop that is not above the value. What is on is never shown as off. */
export function sliderPosition(stops: readonly number[], value: number | undefined): number {
  if (value === undefined || value === 0) return 0;
  const above = stops.findIndex((stop) => stop > value);
  return above < 0 ? stops.length : Math.max(1, above);
}
