/**
 * Well-known ports: the names that endpoints accept (`tcp://localhost:http`) and the tree shows. Names are those of the
 * IANA registry (RFC 6335); the transports are those that are in use, not all that were ever registered.
 */

export type PortTransport = 'tcp' | 'udp';

export interface WellKnownPort {
  /** 1 to 65535. */
  readonly port: number;
  /** Lower case. */
  readonly name: string;
  readonly transports: readonly PortTransport[];
}

const TCP: readonly PortTransport[] = ['tcp'];
const UDP: readonly PortTransport[] = ['udp'];
const BOTH: readonly PortTransport[] = ['tcp', 'udp'];

/** By port, ascending; no name twice, and no port twice with the same transport. */
export const WELL_KNOWN_PORTS: readonly WellKnownPort[] = [
  { port: 1, name: 'tcpmux', transports: TCP },
  { port: 7, name: 'echo', transports: BOTH },
  { port: 9, name: 'discard', transports: BOTH },
  { port: 11, name: 'systat', transports: TCP },
  { port: 13, name: 'daytime', transports: BOTH },
  { port: 17, name: 'qotd', transports: BOTH },
  { port: 19, name: 'chargen', transports: BOTH },
  { port: 20, name: 'ftp-data', transports: TCP },
  { port: 21, name: 'ftp', transports: TCP },
  { port: 22, name: 'ssh', transports: TCP },
  { port: 23, name: 'telnet', transports: TCP },
  { port: 25, name: 'smtp', transports: TCP },
  { port: 37, name: 'time', transports: BOTH },
  { port: 43, name: 'nicname', transports: TCP },
  { port: 49, name: 'tacacs', transports: TCP },
  { port: 53, name: 'domain', transports: BOTH },
  { port: 67, name: 'bootps', transports: UDP },
  { port: 68, name: 'bootpc', transports: UDP },
  { port: 69, name: 'tftp', transports: UDP },
  { port: 70, name: 'gopher', transports: TCP },
  { port: 79, name: 'finger', transports: TCP },
  { port: 80, name: 'http', transports: BOTH },
  { port: 88, name: 'kerberos', transports: BOTH },
  { port: 102, name: 'iso-tsap', transports: TCP },
  { port: 110, name: 'pop3', transports: TCP },
  { port: 111, name: 'sunrpc', transports: BOTH },
  { port: 113, name: 'auth', transports: TCP },
  { port: 119, name: 'nntp', transports: TCP },
  { port: 123, name: 'ntp', transports: UDP },
  { port: 135, name: 'epmap', transports: TCP },
  { port: 137, name: 'netbios-ns', transports: UDP },
  { port: 138, name: 'netbios-dgm', transports: UDP },
  { port: 139, name: 'netbios-ssn', transports: TCP },
  { port: 143, name: 'imap', transports: TCP },
  { port: 161, name: 'snmp', transports: UDP },
  { port: 162, name: 'snmptrap', transports: UDP },
  { port: 179, name: 'bgp', transports: TCP },
  { port: 194, name: 'irc', transports: TCP },
  { port: 389, name: 'ldap', transports: BOTH },
  { port: 427, name: 'svrloc', transports: BOTH },
  { port: 443, name: 'https', transports: BOTH },
  { port: 445, name: 'microsoft-ds', transports: TCP },
  { port: 464, name: 'kpasswd', transports: BOTH },
  { port: 465, name: 'submissions', transports: TCP },
  { port: 500, name: 'isakmp', transports: UDP },
  { port: 502, name: 'mbap', transports: TCP },
  { port: 512, name: 'exec', transports: TCP },
  { port: 513, name: 'login', transports: TCP },
  { port: 513, name: 'who', transports: UDP },
  { port: 514, name: 'shell', transports: TCP },
  { port: 514, name: 'syslog', transports: UDP },
  { port: 515, name: 'printer', transports: TCP },
  { port: 520, name: 'router', transports: UDP },
  { port: 546, name: 'dhcpv6-client', transports: UDP },
  { port: 547, name: 'dhcpv6-server', transports: UDP },
  { port: 554, name: 'rtsp', transports: BOTH },
  { port: 563, name: 'nntps', transports: TCP },
  { port: 587, name: 'submission', transports: TCP },
  { port: 631, name: 'ipp', transports: TCP },
  { port: 636, name: 'ldaps', transports: TCP },
  { port: 853, name: 'domain-s', transports: BOTH },
  { port: 873, name: 'rsync', transports: TCP },
  { port: 989, name: 'ftps-data', transports: TCP },
  { port: 990, name: 'ftps', transports: TCP },
  { port: 993, name: 'imaps', transports: TCP },
  { port: 995, name: 'pop3s', transports: TCP },
  { port: 1080, name: 'socks', transports: TCP },
  { port: 1194, name: 'openvpn', transports: BOTH },
  { port: 1433, name: 'ms-sql-s', transports: TCP },
  { port: 1434, name: 'ms-sql-m', transports: UDP },
  { port: 1701, name: 'l2tp', transports: UDP },
  { port: 1720, name: 'h323hostcall', transports: TCP },
  { port: 1723, name: 'pptp', transports: TCP },
  { port: 1812, name: 'radius', transports: UDP },
  { port: 1813, name: 'radius-acct', transports: UDP },
  { port: 1883, name: 'mqtt', transports: TCP },
  { port: 1900, name: 'ssdp', transports: UDP },
  { port: 2049, name: 'nfs', transports: BOTH },
  { port: 2375, name: 'docker', transports: TCP },
  { port: 2376, name: 'docker-s', transports: TCP },
  { port: 2379, name: 'etcd-client', transports: TCP },
  { port: 2380, name: 'etcd-server', transports: TCP },
  { port: 3260, name: 'iscsi-target', transports: TCP },
  { port: 3306, name: 'mysql', transports: TCP },
  { port: 3389, name: 'ms-wbt-server', transports: BOTH },
  { port: 3478, name: 'stun', transports: BOTH },
  { port: 3690, name: 'svn', transports: TCP },
  { port: 3702, name: 'ws-discovery', transports: UDP },
  { port: 4460, name: 'ntske', transports: TCP },
  { port: 4500, name: 'ipsec-nat-t', transports: UDP },
  { port: 4789, name: 'vxlan', transports: UDP },
  { port: 4840, name: 'opcua-tcp', transports: TCP },
  { port: 5060, name: 'sip', transports: BOTH },
  { port: 5061, name: 'sips', transports: TCP },
  { port: 5222, name: 'xmpp-client', transports: TCP },
  { port: 5269, name: 'xmpp-server', transports: TCP },
  { port: 5349, name: 'stuns', transports: TCP },
  { port: 5351, name: 'nat-pmp', transports: UDP },
  { port: 5353, name: 'mdns', transports: UDP },
  { port: 5355, name: 'llmnr', transports: UDP },
  { port: 5432, name: 'postgresql', transports: TCP },
  { port: 5671, name: 'amqps', transports: TCP },
  { port: 5672, name: 'amqp', transports: TCP },
  { port: 5683, name: 'coap', transports: BOTH },
  { port: 5684, name: 'coaps', transports: BOTH },
  { port: 5900, name: 'rfb', transports: TCP },
  { port: 5984, name: 'couchdb', transports: TCP },
  { port: 6000, name: 'x11', transports: TCP },
  { port: 6379, name: 'redis', transports: TCP },
  { port: 6514, name: 'syslog-tls', transports: TCP },
  { port: 6667, name: 'ircu', transports: TCP },
  { port: 6697, name: 'ircs-u', transports: TCP },
  { port: 8080, name: 'http-alt', transports: TCP },
  { port: 8883, name: 'secure-mqtt', transports: TCP },
  { port: 9418, name: 'git', transports: TCP },
  { port: 10050, name: 'zabbix-agent', transports: TCP },
  { port: 11211, name: 'memcache', transports: BOTH },
  { port: 20000, name: 'dnp', transports: BOTH },
  { port: 27017, name: 'mongodb', transports: TCP },
  { port: 47808, name: 'bacnet', transports: UDP },
];

/** Names that people type, and what the registry calls them. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['dns', 'domain'],
  ['dot', 'domain-s'],
  ['www', 'http'],
  ['whois', 'nicname'],
  ['ident', 'auth'],
  ['dhcp', 'bootps'],
  ['rpcbind', 'sunrpc'],
  ['imap2', 'imap'],
  ['smb', 'microsoft-ds'],
  ['smtps', 'submissions'],
  ['modbus', 'mbap'],
  ['rip', 'router'],
  ['mssql', 'ms-sql-s'],
  ['rdp', 'ms-wbt-server'],
  ['mqtts', 'secure-mqtt'],
  ['postgres', 'postgresql'],
  ['vnc', 'rfb'],
  ['xmpp', 'xmpp-client'],
  ['memcached', 'memcache'],
  ['mongo', 'mongodb'],
]);

const BY_NAME: ReadonlyMap<string, WellKnownPort> = new Map(WELL_KNOWN_PORTS.map((row) => [row.name, row]));

const BY_PORT: Readonly<Record<PortTransport, ReadonlyMap<number, string>>> = {
  tcp: namesByPort('tcp'),
  udp: namesByPort('udp'),
};

function namesByPort(transport: PortTransport): ReadonlyMap<number, string> {
  const rows = WELL_KNOWN_PORTS.filter((row) => row.transports.includes(transport));
  return new Map(rows.map((row) => [row.port, row.name]));
}

/**
 * The port that a service name or alias stands for, in any case; `undefined` when the table does not have it for this
 * transport.
 */
export function portByName(name: string, transport: PortTransport): number | undefined {
  const lowerCase = name.toLowerCase();
  const row = BY_NAME.get(ALIASES.get(lowerCase) ?? lowerCase);
  return row?.transports.includes(transport) === true ? row.port : undefined;
}

/** The registered name of a port, such as `http` for 80; `undefined` for a port that the table does not have. */
export function nameOfPort(port: number, transport: PortTransport): string | undefined {
  return BY_PORT[transport].get(port);
}
