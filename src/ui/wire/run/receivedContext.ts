import type { StreamRange } from '../../../base/streamRange';

/** Bytes of a conversation of a capture; none where nothing was received. */
export interface InspectablePlace extends StreamRange {
  /** The URI of the capture's file. */
  readonly capture: string;
  readonly conversation: number;
}

/** How the menus of package.json know a message whose bytes can be inspected. */
const PREFIX = 'sockscope.received ';

/** The context of a test's message, which VS Code keeps with the test's result and hands back to the menu's command. */
export function receivedContext({ capture, conversation, direction, offset, length }: InspectablePlace): string {
  return `${PREFIX}${JSON.stringify([capture, conversation, direction, offset, length])}`;
}

/** Reads a context back, checking everything; undefined when it is none. */
export function parseReceivedContext(context: unknown): InspectablePlace | undefined {
  if (typeof context !== 'string' || !context.startsWith(PREFIX)) return undefined;
  let fields: unknown;
  try {
    fields = JSON.parse(context.slice(PREFIX.length));
  } catch {
    return undefined;
  }
  if (!Array.isArray(fields)) return undefined;
  const [capture, conversation, direction, offset, length] = fields as unknown[];
  if (typeof capture !== 'string' || (direction !== 'received' && direction !== 'sent')) return undefined;
  if (!isCount(conversation) || !isCount(offset) || !isCount(length)) return undefined;
  return { capture, conversation, direction, offset, length };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
