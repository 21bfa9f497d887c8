/** The panes that can be resized: the list, the data inspector beside the bytes or below them, the bytes below the messages. */
export const PANES = ['list', 'side', 'below', 'bytes'] as const;
export type Pane = (typeof PANES)[number];

/** CSS pixels that a user gave a pane; what is absent is as large as the style sheet says. */
export type PaneSizes = Readonly<Partial<Record<Pane, number>>>;

/** Least CSS pixels of a pane, and of what it leaves to others. */
export const LEAST_SIZE = 80;
/** CSS pixels that an arrow key moves a separator by. */
const STEP = 16;
/** Larger than any screen. */
const MAX_SIZE = 10_000;

/** Takes back sizes that were kept. */
export function asPaneSizes(value: unknown): PaneSizes {
  if (typeof value !== 'object' || value === null) return {};
  const sizes = value as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    PANES.flatMap((pane) => {
      const size = sizes[pane];
      return typeof size === 'number' && size >= LEAST_SIZE && size <= MAX_SIZE ? [[pane, Math.round(size)]] : [];
    }),
  );
}

/** A size within what the room allows. */
export function clampSize(size: number, room: number): number {
  return Math.round(Math.max(LEAST_SIZE, Math.min(size, room - LEAST_SIZE)));
}

/**
 * The size of a pane after a key on its separator; undefined when the key is none of a separator's.
 *
 * @param grows The arrow key that makes it larger.
 * @param shrinks The one that makes it smaller.
 */
export function sizeAfterKey(
  key: string,
  size: number,
  room: number,
  { grows, shrinks }: { readonly grows: string; readonly shrinks: string },
): number | undefined {
  switch (key) {
    case grows:
      return clampSize(size + STEP, room);
    case shrinks:
      return clampSize(size - STEP, room);
    case 'Home':
      return clampSize(0, room);
    case 'End':
      return clampSize(room, room);
    default:
      return undefined;
  }
}
