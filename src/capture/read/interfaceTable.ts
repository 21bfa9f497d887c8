import { TimeScale } from './timeScale';

/** Most interfaces of one section that are told apart. */
export const MAX_INTERFACES = 65_536;
/** Interfaces whose times are ready to be read; more than a capture of a real machine has. */
const MAX_READY = 256;
const INITIAL_CAPACITY = 16;

/** What the packets of an interface need to know. */
export interface Interface {
  readonly linkType: number;
  /** Most bytes captured of a packet; 0: all. */
  readonly snapLength: number;
  readonly scale: TimeScale;
}

/** The interfaces of a section, in typed arrays: a file may have a million of them, and hardly any packet. */
export class InterfaceTable {
  #count = 0;
  #linkTypes = new Uint16Array(INITIAL_CAPACITY);
  #snapLengths = new Uint32Array(INITIAL_CAPACITY);
  #resolutions = new Uint8Array(INITIAL_CAPACITY);
  #offsets = new BigInt64Array(INITIAL_CAPACITY);
  readonly #ready = new Map<number, Interface>();

  /** Those described so far, also those past {@link MAX_INTERFACES}, of which nothing else is known. */
  get count(): number {
    return this.#count;
  }

  /** A new section begins. */
  clear(): void {
    this.#count = 0;
    this.#ready.clear();
  }

  /**
   * @param resolution The value of `if_tsresol`.
   * @param offsetSeconds The value of `if_tsoffset`.
   */
  add(linkType: number, snapLength: number, resolution: number, offsetSeconds: bigint): void {
    const number = this.#count++;
    if (number >= MAX_INTERFACES) return;
    if (number === this.#linkTypes.length) this.#grow();
    this.#linkTypes[number] = linkType;
    this.#snapLengths[number] = snapLength;
    this.#resolutions[number] = resolution;
    this.#offsets[number] = offsetSeconds;
  }

  /** @param number From 0; undefined when the section has no such interface, or too many before it. */
  get(number: number): Interface | undefined {
    const known = this.#ready.get(number);
    if (known !== undefined) return known;
    if (!(number < Math.min(this.#count, MAX_INTERFACES))) return undefined;
    if (this.#ready.size >= MAX_READY) this.#ready.clear();
    const made = {
      linkType: this.#linkTypes[number]!,
      snapLength: this.#snapLengths[number]!,
      scale: TimeScale.fromResolution(this.#resolutions[number]!, this.#offsets[number]!),
    };
    this.#ready.set(number, made);
    return made;
  }

  #grow(): void {
    const capacity = 2 * this.#linkTypes.length;
    const [linkTypes, snapLengths] = [this.#linkTypes, this.#snapLengths];
    const [resolutions, offsets] = [this.#resolutions, this.#offsets];
    this.#linkTypes = new Uint16Array(capacity);
    this.#snapLengths = new Uint32Array(capacity);
    this.#resolutions = new Uint8Array(capacity);
    this.#offsets = new BigInt64Array(capacity);
    this.#linkTypes.set(linkTypes);
    this.#snapLengths.set(snapLengths);
    this.#resolutions.set(resolutions);
    this.#offsets.set(offsets);
  }
}
