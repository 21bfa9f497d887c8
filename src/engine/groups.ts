/** The multicast groups of one UDP socket: which it has joined, and how what it sends to groups leaves. */
import type dgram from 'node:dgram';
import { SockscopeError } from '../base/error';
import { isUnspecified } from '../bytes/ip';
import { addressBytes, formatHostPort, isIpv4Host } from './address/endpoint';
import {
  membershipOf,
  isGroup,
  type GroupInterface,
  type Membership,
  type MulticastContext,
} from './address/multicast';
import { isOfThisMachine, isSameAddress } from './address/sameAddress';
import type { IpSocketAddress } from './address/socketAddress';
import type { MulticastOptions } from './multicastOptions';
import type { GroupUse } from './permission';
import { multicastSystem } from './platform/multicastSystem';
import { explain } from './platform/systemError';
import { dropMembership, addMembership, isSameMembership, sendThrough } from './transport/multicasting';

export interface GroupsOptions {
  readonly multicast?: MulticastOptions;
  /** Asked before a group is joined or sent to; throws, or rejects, to refuse. */
  readonly permit?: (use: GroupUse) => void | Promise<void>;
  readonly context?: MulticastContext;
  /** Whether an address is one of this machine. */
  readonly isOwn?: (address: string) => boolean;
}

export class Memberships {
  readonly #options: GroupsOptions;
  #joined: Membership[] = [];
  /** The group that the socket is bound to. */
  #bound: Membership | undefined;
  #isReady = false;

  constructor(options: GroupsOptions = {}) {
    this.#options = options;
  }

  get joined(): readonly Membership[] {
    return this.#joined;
  }

  /** Whether others than this machine reach the socket through its groups alone. */
  get isExposed(): boolean {
    return this.#joined.some(({ interface: on }) => !on.isLoopback);
  }

  /** The socket was bound to listen on a group. Throws what the system says. */
  start(socket: dgram.Socket, membership: Membership): void {
    addMembership(socket, membership);
    this.#joined = [membership];
    this.#bound = membership;
    sendThrough(socket, this.#sendingInterface(membership.group), this.#multicast);
    this.#isReady = true;
  }

  /** Whose address is that of what a socket sends which is bound to a group. */
  senderOf({ address, port }: IpSocketAddress): IpSocketAddress | undefined {
    if (!this.#bound || !isGroup(address)) return undefined;
    return { family: 'ip', address: this.#sendingInterface(this.#bound.group).address, port };
  }

  /**
   * @throws SockscopeError `NOT_A_GROUP`, `NO_INTERFACE`, `GROUP_JOINED`, `GROUP_UNHEARD`, what refuses permission, or a system code
   */
  async join(open: () => dgram.Socket, local: IpSocketAddress, group: string, wanted?: string): Promise<void> {
    const membership = membershipOf(group, wanted, this.#options.context);
    const subject = formatMembership(membership, local.port);
    this.#requireUnjoined(membership);
    this.#requireHeard(membership, local);
    await this.#options.permit?.({ kind: 'join', group: subject, interface: membership.interface });
    // Meanwhile it may have been closed, or somebody else may have done the same.
    const socket = open();
    this.#requireUnjoined(membership);
    try {
      addMembership(socket, membership);
    } catch (error) {
      throw explain(error, 'join', subject);
    }
    this.#joined = [...this.#joined, membership];
  }

  /**
   * @param wanted The interface; not needed where the group is joined on one alone.
   * @throws SockscopeError `NOT_A_GROUP`, `NO_INTERFACE`, `GROUP_NOT_JOINED`, or a system code
   */
  leave(socket: dgram.Socket, local: IpSocketAddress, group: string, wanted?: string): void {
    const membership = this.#joinedAs(group, wanted);
    try {
      dropMembership(socket, membership);
    } catch (error) {
      throw explain(error, 'leave', formatMembership(membership, local.port));
    }
    this.#joined = this.#joined.filter((each) => each !== membership);
  }

  /**
   * Before something is sent from a bound socket.
   *
   * @throws SockscopeError `NO_INTERFACE`, what refuses permission; what the system says
   */
  async readyFor(open: () => dgram.Socket, { address, port }: IpSocketAddress): Promise<void> {
    if (this.#isReady || !isGroup(address)) return;
    const via = this.#sendingInterface(address);
    await this.#options.permit?.({
      kind: 'multicast',
      group: `udp://${formatHostPort(address, port)}`,
      interface: via,
    });
    sendThrough(open(), via, this.#multicast);
    this.#isReady = true;
  }

  /**
   * Whether a datagram came from elsewhere although the group is joined on loopback alone: Linux hands a socket what comes to
   * its address by any interface on which another program has joined that group (`IP_MULTICAST_ALL`, ip(7)).
   */
  isUnasked(sender: string): boolean {
    return this.#bound !== undefined && !this.isExposed && !(this.#options.isOwn ?? isOfThisMachine)(sender);
  }

  get #multicast(): MulticastOptions {
    return this.#options.multicast ?? {};
  }

  #sendingInterface(group: string): GroupInterface {
    const { interface: wanted } = this.#multicast;
    if (wanted === undefined && this.#bound) return this.#bound.interface;
    return membershipOf(group, wanted, this.#options.context).interface;
  }

  #requireUnjoined(membership: Membership): void {
    if (!this.#joined.some((each) => isSameMembership(each, membership))) return;
    const template = 'This socket has joined {0} on the interface {1} already.';
    throw new SockscopeError('GROUP_JOINED', template, [membership.group, membership.interface.label]);
  }

  /** A socket gets what was sent to the address that it is bound to, and nothing else: joining alone would be in vain. */
  #requireHeard({ group, interface: on }: Membership, local: IpSocketAddress): void {
    const bytes = addressBytes(local.address);
    if (bytes !== undefined && isIpv4Host(local.address) === isIpv4Host(group)) {
      if (isUnspecified(bytes) || isSameAddress(local.address, group)) return;
      const { bindsTo } = this.#options.context?.system ?? multicastSystem();
      if (bindsTo === 'interface' && isSameAddress(local.address, on.address)) return;
    }
    throw new SockscopeError(
      'GROUP_UNHEARD',
      'A socket at {0} does not get what is sent to {1}, even when it joins that group: listen on udp://{2} instead.',
      [formatHostPort(local.address, local.port), group, formatHostPort(group, local.port)],
    );
  }

  #joinedAs(group: string, wanted: string | undefined): Membership {
    const sought = membershipOf(group, wanted, this.#options.context);
    const isAnyInterface = wanted === undefined && !group.includes('%');
    const found = this.#joined.filter((each) => each.group === sought.group);
    const only = isAnyInterface && found.length === 1 ? found[0] : undefined;
    const membership = only ?? found.find((each) => isSameMembership(each, sought));
    if (membership) return membership;
    const template =
      this.#joined.length === 0
        ? 'This socket has not joined {0} on the interface {1}, nor any other group.'
        : 'This socket has not joined {0} on the interface {1}, but: {2}.';
    const list = this.#joined.map((each) => `${each.group} (${each.interface.label})`).join(', ');
    throw new SockscopeError('GROUP_NOT_JOINED', template, [sought.group, sought.interface.label, list]);
  }
}

function formatMembership({ group }: Membership, port: number): string {
  return `udp://${formatHostPort(group, port)}`;
}
