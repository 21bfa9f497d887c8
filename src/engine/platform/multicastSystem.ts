/** How systems differ where groups are joined. */
export interface MulticastSystem {
  /** What a socket that listens on a group is bound to. */
  readonly bindsTo: 'group' | 'interface';
  /** What names an interface behind the `%` of an IPv6 address. */
  readonly zone: 'name' | 'index';
}

const POSIX: MulticastSystem = { bindsTo: 'group', zone: 'name' };

/** By `process.platform`. */
const SYSTEMS: Readonly<Record<string, MulticastSystem>> = {
  // bind() answers WSAEADDRNOTAVAIL at a group; a socket at an interface's address gets the groups that it joins there.
  win32: { bindsTo: 'interface', zone: 'index' },
};

export function multicastSystem(platform: string = process.platform): MulticastSystem {
  return SYSTEMS[platform] ?? POSIX;
}
