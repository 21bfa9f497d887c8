import type { MessageArgument } from '../../../base/error';
import type { Direction } from '../../../base/direction';
import type { StringKey, Translate } from '../strings';

/** What is said of a direction where this program is neither side of the conversation, by who sent its bytes. */
const BY_SIDE = {
  received: { client: 'client', server: 'server' },
  sent: { client: 'client', server: 'server' },
  receivedTotal: { client: 'clientTotal', server: 'serverTotal' },
  sentTotal: { client: 'clientTotal', server: 'serverTotal' },
  viewReceived: { client: 'viewClient', server: 'viewServer' },
  viewSent: { client: 'viewClient', server: 'viewServer' },
  nothingReceived: { client: 'nothingByClient', server: 'nothingByServer' },
  nothingSent: { client: 'nothingByClient', server: 'nothingByServer' },
} as const satisfies Partial<Record<StringKey, Readonly<Record<'client' | 'server', StringKey>>>>;

const SENT_KEYS: ReadonlySet<string> = new Set(['sent', 'sentTotal', 'viewSent', 'nothingSent']);

/** The page's words for a conversation of ours, or for one that others had. */
export class SidedWording {
  readonly #ours: Translate;
  readonly #byClient: Readonly<Record<Direction, Translate>>;

  constructor(translate: Translate) {
    this.#ours = translate;
    this.#byClient = { sent: sided(translate, 'sent'), received: sided(translate, 'received') };
  }

  /** Always the same function for the same sides. */
  of(conversation: { readonly client?: Direction } | undefined): Translate {
    return conversation?.client === undefined ? this.#ours : this.#byClient[conversation.client];
  }
}

function sided(translate: Translate, client: Direction): Translate {
  const translateSided = (key: StringKey, ...args: MessageArgument[]): string => {
    const names = Object.hasOwn(BY_SIDE, key) ? BY_SIDE[key as keyof typeof BY_SIDE] : undefined;
    if (!names) return translate(key, ...args);
    const direction: Direction = SENT_KEYS.has(key) ? 'sent' : 'received';
    return translate(names[direction === client ? 'client' : 'server'], ...args);
  };
  return Object.assign(translateSided, { language: translate.language });
}
