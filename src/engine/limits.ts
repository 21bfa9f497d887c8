/** Bytes that may wait in one socket for the kernel before further sends are refused: 16 MiB. */
export const MAX_BYTES_WAITING = 16 * 1024 * 1024;

/** Sends that may wait in one socket, whatever their size. */
export const MAX_SENDS_WAITING = 65_536;

/** A send is handed to the kernel in pieces of at most this many bytes (1 MiB), so that the record knows how far it came. */
export const MAX_SEND_PIECE = 1024 * 1024;

/** UDP payload over IPv4: 65,535 less 20 (IP) less 8 (UDP). RFC 768. */
export const MAX_DATAGRAM_IPV4 = 65_507;

/** UDP payload over IPv6 without jumbograms: 65,535 less 8 (UDP); the IPv6 header does not count. RFC 8200. */
export const MAX_DATAGRAM_IPV6 = 65_527;

/** Milliseconds that dialling takes at most, unless told otherwise. */
export const DEFAULT_DIAL_TIMEOUT = 10_000;

/** Milliseconds that whoever connects has for the handshake of TLS. */
export const TLS_HANDSHAKE_TIMEOUT = 10_000;

/** Milliseconds that a closing connection has to hand its waiting bytes to the kernel. */
export const CLOSE_GRACE = 2_000;

/** Bytes that one call of `recv` may be asked for: 1 MiB. */
export const MAX_RECEIVE_NEXT = 1024 * 1024;

/** Calls of `recv`, one at a time, that a connection remembers. */
export const MAX_RECEIVE_CALLS = 16;

/** Sends of more than one piece that a connection remembers, so that each is told as the one call that it was. */
export const MAX_LONG_SENDS = 64;

/** Connections that one listener has at once, unless told otherwise. */
export const DEFAULT_CONNECTION_LIMIT = 1_000;

/** Pending connections that the kernel keeps for a listener, unless told otherwise (`listen(2)`). */
export const DEFAULT_BACKLOG = 511;

/** Peers that a datagram socket remembers; the one silent for longest is forgotten first. */
export const MAX_PEERS = 1_000;

/** Ended sockets that stay listed; the oldest go first. */
export const MAX_ENDED_SOCKETS = 1_000;

/** Datagrams that a socket answers to one peer by itself within a second, by a service or by rules; the others get no answer. */
export const MAX_ANSWERS_PER_SECOND = 10_000;

/** Answers that two sockets of this process give each other in a row, where at least one of them does so by rules. */
export const MAX_OWN_ANSWERS = 1_000;

/** Answers to one peer that may come back unchanged in a row before one of them is not answered again. */
export const MAX_MIRRORED_ANSWERS = 10_000;

/** Answers to one peer without a pause of a second before one datagram of it is not answered. */
export const MAX_UNPAUSED_ANSWERS = 100_000;

/** Different errors of one datagram socket that its capture tells of; the socket itself always tells the last. */
export const MAX_NOTED_ERRORS = 100;

/** Sockets at one port that are looked at in one of the kernel's tables; with more of them, nothing is said. */
export const MAX_KERNEL_SOCKETS = 50_000;

/** File descriptors that sockets leave to the process's files, however many connections come. */
export const DESCRIPTOR_RESERVE = 32;

/** Milliseconds from a datagram until the system is asked how many it dropped. */
export const DROPS_DELAY = 250;

/** Sockets of the machine that are listed; of more, only how many. */
export const MAX_LISTED_KERNEL_SOCKETS = 10_000;

/** Milliseconds between two looks at what the kernel has, at least. */
export const LOOK_INTERVAL = 250;

/** What waits at a side of a relay until no more is read from the other side, until half of it has left. */
export const RELAY_HIGH_WATER = { bytes: 1024 * 1024, sends: 1024 } as const;

/** Bytes of a stream that a relay holds in one direction, delayed say, before it stops reading: 4 MiB. */
export const MAX_RELAY_HELD_STREAM = 4 * 1024 * 1024;

/** Bytes of datagrams that a relay holds for one peer in one direction; what comes on top is dropped: 4 MiB. */
export const MAX_RELAY_HELD_DATAGRAMS = 4 * 1024 * 1024;

/**
 * Bytes that a break of a relay makes wait: of a stream in one direction, which then is not read on; of datagrams in one direction for all
 * peers together, each counted with some more, beyond which they go on.
 */
export const MAX_RELAY_INTERCEPTED = 4 * 1024 * 1024;

/** What is noted one by one of what a relay did in one direction of one flow. */
export const MAX_RELAY_NOTES = 10_000;

/** Peers for which a relay of datagrams has a socket toward its target; the one silent for longest makes room. */
export const MAX_RELAY_PEERS = 1_000;

/** Milliseconds without a datagram after which a relay forgets a peer. */
export const RELAY_IDLE = 60_000;

/** Milliseconds that looking up a name takes at most. */
export const LOOK_UP_TIMEOUT = 10_000;

/** Names that a chain of CNAMEs has, and names that one address has: more are not followed. */
export const MAX_ALIASES = 16;

/** Addresses of one name that are listed; of more, only how many. */
export const MAX_LOOKED_UP = 200;

/** Addresses of one name whose own names are asked for. */
export const MAX_REVERSE_LOOKUPS = 16;

/** Addresses of a dialled name of which it is told what became of them. */
export const MAX_DIAL_ATTEMPTS = 32;
