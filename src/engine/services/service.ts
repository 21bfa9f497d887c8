/** What a service is: a row of the table in `services.ts`, which makes what serves one listener or one datagram socket. */
import type { Template } from '../../base/error';
import type { SocketInfo } from '../socketInfo';

/** What a service may do with the connection that it serves: see `Connection`. */
export interface ServedConnection {
  readonly bytesWaiting: number;
  readonly sendsWaiting: number;
  send(bytes: Uint8Array): Promise<void>;
  answer(bytes: Uint8Array): Promise<void>;
  hold(reason: 'service'): void;
  release(reason: 'service'): void;
  shutdownSending(): Promise<void>;
  close(): Promise<void>;
}

/** What a service does with one connection; what it remembers of it lives here. Failures to send end up in the connection's state. */
export interface Served {
  /** It may keep the bytes. Absent where it looks at none: then nobody copies them. */
  readonly received?: (bytes: Uint8Array) => void;
  /** The peer sent FIN. */
  readonly ended?: () => void;
  /** This side is about to close both ways: what is still to be sent is sent now. */
  readonly closing?: () => void;
  /** The connection is gone, however. */
  readonly closed?: () => void;
}

/** A service at work on one listener or one datagram socket. */
export interface Serving {
  /** Called with each connection as it opens. Absent: the user answers. */
  readonly serve?: (connection: ServedConnection) => Served;
  /** Much may come that nobody looks at: it is only recorded. */
  readonly isOnlyRecorded?: true;
  /** What answers a datagram. Absent: datagrams are not answered by themselves. */
  readonly answer?: (bytes: Uint8Array) => Uint8Array;
}

/** What a relay tells of itself. */
export interface RelayFacts {
  /** Where it dials. */
  readonly target: string;
  /** What all that it does by chance follows from. */
  readonly seed: number;
  readonly counts: {
    readonly dropped: number;
    readonly duplicated: number;
    readonly changed: number;
    readonly refused: number;
  };
  /** Messages that wait for what becomes of them. */
  readonly held: number;
  /** What it holds; undefined: nothing. */
  readonly breaks: { readonly from?: 'client' | 'server'; readonly pattern?: string } | undefined;
}

/** The same, by its name. */
export interface RunningService extends Serving {
  readonly id: string;
  /** Of a relay alone. */
  readonly relay?: RelayFacts;
}

/** Bytes that are given with the service; in wire files and in the terminal they stand behind its name. */
export interface PayloadOption {
  readonly kind: 'payload';
  readonly description: Template;
  /** In payload syntax. */
  readonly example: string;
  readonly isRequired: boolean;
  /** Bytes; unlimited unless given. */
  readonly maxLength?: number;
}

export interface Choice {
  readonly id: string;
  /** What is written for it in wire files and, behind `--`, in the terminal; absent for what only the API says. */
  readonly word?: string;
  readonly description: Template;
  /** It means nothing for datagrams. */
  readonly isForStreams?: boolean;
}

/** One of several ways; the first is taken unless another one is said. */
export interface ChoiceOption {
  readonly kind: 'choice';
  readonly description: Template;
  readonly choices: readonly [Choice, ...Choice[]];
}

export type ServiceOption = PayloadOption | ChoiceOption;

/** By name, which is that of the API. At most one of them is a payload. No word is that of two. */
export type ServiceOptions = Readonly<Record<string, ServiceOption>>;

/** By name: the bytes of a payload, or the id of a choice. */
export type ServiceValues = Readonly<Record<string, Uint8Array | string | undefined>>;

/** What a service is given. */
export interface ServiceContext<Values = ServiceValues> {
  /** Each of its options, with what was said or goes without saying. */
  readonly options: Values;
  readonly clock: () => Date;
}

export interface Service {
  /** Lower case letters; not a word of any option of a listener. */
  readonly id: string;
  /** In a few words, for pickers and tables. */
  readonly description: Template;
  readonly options: ServiceOptions;
  /** @param context Its options have been checked. */
  readonly start: (context: ServiceContext) => Serving;
}

type ValuesOf<Options extends ServiceOptions> = {
  readonly [Name in keyof Options]: Options[Name] extends ChoiceOption
    ? Options[Name]['choices'][number]['id']
    : Options[Name] extends { readonly isRequired: true }
      ? Uint8Array
      : Uint8Array | undefined;
};

/** A row whose `start` gets its options by their types. */
export function defineService<const Options extends ServiceOptions>(
  row: Omit<Service, 'options' | 'start'> & {
    readonly options: Options;
    readonly start: (context: ServiceContext<ValuesOf<Options>>) => Serving;
  },
): Service {
  // Values have been held against `options` before.
  return { ...row, start: row.start as unknown as Service['start'] };
}

/** Its option that is a payload, with its name. */
export function payloadOptionOf({
  options,
}: Service): { readonly name: string; readonly option: PayloadOption } | undefined {
  for (const [name, option] of Object.entries(options)) if (option.kind === 'payload') return { name, option };
  return undefined;
}

/** A word that stands for a choice. */
export interface ChoiceWord {
  readonly word: string;
  readonly option: string;
  readonly choice: Choice;
}

export function choiceWordsOf({ options }: Service): readonly ChoiceWord[] {
  return Object.entries(options).flatMap(([name, option]) =>
    option.kind === 'payload'
      ? []
      : option.choices.flatMap((choice) =>
          choice.word === undefined ? [] : [{ word: choice.word, option: name, choice }],
        ),
  );
}

/** Of a relay, for those who see it as a plain object. */
export function relayInfo({
  relay,
}: RunningService): Pick<SocketInfo, 'target' | 'seed' | 'relayed' | 'breaks' | 'held'> {
  if (!relay) return {};
  const { target, seed, breaks, held } = relay;
  const { dropped, duplicated, changed, refused } = relay.counts;
  return { target, seed, relayed: { dropped, duplicated, changed, refused }, held, ...(breaks ? { breaks } : {}) };
}
