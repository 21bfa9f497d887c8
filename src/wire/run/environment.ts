import { formatSocketAddress } from '../../engine/address/endpoint';
import type { SocketAddress } from '../../engine/address/socketAddress';
import { SockscopeError } from '../../base/error';
import { readHole, type BytePattern } from '../../bytes/regex/bytePattern';
import type { ByteRegex } from '../../bytes/regex/byteRegex';
import type { VariableValue } from '../payload/value';
import { MAX_PAYLOAD } from '../payload/term';
import type { RegexMatch } from '../../bytes/regex/machine';
import type { Scheme } from '../../engine/address/schemes';

const NO_BYTES = new Uint8Array(0);

/** The values that `{{name}}` stands for while a section runs. */
export class Environment {
  readonly #values: Map<string, VariableValue>;
  /** How many groups the pattern had that was matched last. */
  #groups = 0;

  /** Bytes of the values of named groups. */
  readonly #kept: Map<string, number>;
  #keptBytes: number;

  constructor(definitions: ReadonlyMap<string, VariableValue>, outer?: Environment) {
    this.#values = new Map(definitions);
    this.#kept = new Map(outer === undefined ? [] : outer.#kept);
    this.#keptBytes = outer === undefined ? 0 : outer.#keptBytes;
  }

  get values(): ReadonlyMap<string, VariableValue> {
    return this.#values;
  }

  /** The same values, to which names can be added that are not seen here. */
  inner(): Environment {
    return new Environment(this.#values, this);
  }

  /** `{{x}}`, `{{x.host}}`, `{{x.port}}` and, where there is one, `{{x.peer}}`. */
  defineSocket(name: string, scheme: Scheme, local: SocketAddress, peer?: SocketAddress): void {
    this.#values.set(name, formatSocketAddress(scheme, local));
    if (local.family === 'ip') {
      this.#values.set(`${name}.host`, local.address.includes(':') ? `[${local.address}]` : local.address);
      this.#values.set(`${name}.port`, BigInt(local.port));
    }
    if (peer !== undefined) this.#values.set(`${name}.peer`, formatSocketAddress(scheme, peer));
  }

  /** The numbers that stand where `?name` stood. `bytes` are those that the pattern matched. */
  bindHoles({ holes }: BytePattern, bytes: Uint8Array): void {
    for (const hole of holes) this.#values.set(hole.name, readHole(hole, bytes));
  }

  /**
   * `{{0}}` with `{{0.length}}`, `{{1}}` … and named groups. A group that took no part is empty. `copy` copies received bytes.
   *
   * @throws SockscopeError `VALUES_TOO_LARGE` when the named groups have more than `MAX_PAYLOAD` bytes with those before.
   */
  bindGroups(
    { groups, names }: ByteRegex,
    { slots }: Pick<RegexMatch, 'slots'>,
    copy: (start: number, end: number) => Uint8Array,
  ): void {
    for (let group = 0; group <= this.#groups; group++) this.#values.delete(String(group));
    this.#groups = groups;
    const base = slots[0]!;
    // All groups lie within the match: they share the one copy, however many there are.
    const whole = copy(base, slots[1]!);
    for (let group = 0; group <= groups; group++) {
      const start = slots[2 * group]!;
      this.#values.set(
        String(group),
        start < 0 ? NO_BYTES : whole.subarray(start - base, slots[2 * group + 1]! - base),
      );
    }
    this.#values.set('0.length', BigInt(whole.length));
    for (const [name, group] of names) this.#keep(name, slots[2 * group]!, slots[2 * group + 1]!, base, whole);
  }

  /** `{{0}}` and `{{0.length}}`: what one call of `recv` returned. */
  bindReceived(bytes: Uint8Array): void {
    for (let group = 1; group <= this.#groups; group++) this.#values.delete(String(group));
    this.#groups = 0;
    this.#values.set('0', bytes);
    this.#values.set('0.length', BigInt(bytes.length));
  }

  /** A named group outlives the match, and has bytes of its own. */
  #keep(name: string, start: number, end: number, base: number, whole: Uint8Array): void {
    const length = start < 0 ? 0 : end - start;
    const others = this.#keptBytes - (this.#kept.get(name) ?? 0);
    if (others + length > MAX_PAYLOAD) {
      const template =
        'What named groups matched would have {0} bytes together with {1}: at most {2} (64 MiB) are kept.';
      throw new SockscopeError('VALUES_TOO_LARGE', template, [others + length, name, MAX_PAYLOAD]);
    }
    this.#values.set(name, start < 0 ? NO_BYTES : whole.slice(start - base, end - base));
    this.#kept.set(name, length);
    this.#keptBytes = others + length;
  }
}
