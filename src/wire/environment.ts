import { formatSocketEndpoint } from '../engine/endpoint';
import type { SocketEndpoint } from '../engine/tap';
import { readHole, type BytePattern } from './bytePattern';
import type { ByteRegex } from './byteRegex';
import type { VariableValue } from './payloadLayout';
import type { RegexMatch } from './regexMachine';
import type { Transport } from './sectionScope';

/** The values that `{{name}}` stands for while a section runs. */
export class Environment {
  readonly #values: Map<string, VariableValue>;
  /** How many groups the pattern had that was matched last. */
  #groups = 0;

  constructor(constants: ReadonlyMap<string, VariableValue>) {
    this.#values = new Map(constants);
  }

  get values(): ReadonlyMap<string, VariableValue> {
    return this.#values;
  }

  /** The same values, to which names can be added that are not seen here. */
  inner(): Environment {
    return new Environment(this.#values);
  }

  /** `{{x}}`, `{{x.host}}`, `{{x.port}}` and, where there is one, `{{x.peer}}`. */
  defineSocket(name: string, transport: Transport, local: SocketEndpoint, peer?: SocketEndpoint): void {
    const kind = transport === 'udp' ? 'udp' : 'tcp';
    this.#values.set(name, formatSocketEndpoint(kind, local));
    if (local.family === 'ip') {
      this.#values.set(`${name}.host`, local.address.includes(':') ? `[${local.address}]` : local.address);
      this.#values.set(`${name}.port`, BigInt(local.port));
    }
    if (peer !== undefined) this.#values.set(`${name}.peer`, formatSocketEndpoint(kind, peer));
  }

  /** The numbers that stand where `?name` stood. `bytes` are those that the pattern matched. */
  bindHoles({ holes }: BytePattern, bytes: Uint8Array): void {
    for (const hole of holes) this.#values.set(hole.name, readHole(hole, bytes));
  }

  /** `{{0}}`, `{{1}}` … and named groups. A group that took no part is empty. `copy` copies received bytes. */
  bindGroups(
    { groups, names }: ByteRegex,
    { slots }: RegexMatch,
    copy: (start: number, end: number) => Uint8Array,
  ): void {
    for (let group = 0; group <= this.#groups; group++) this.#values.delete(String(group));
    this.#groups = groups;
    for (let group = 0; group <= groups; group++) {
      const start = slots[2 * group]!;
      this.#values.set(String(group), start < 0 ? new Uint8Array(0) : copy(start, slots[2 * group + 1]!));
    }
    for (const [name, group] of names) this.#values.set(name, this.#values.get(String(group))!);
  }
}
