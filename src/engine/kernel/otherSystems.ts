/** What the programs of macOS and Windows tell of sockets, as text. */
import type { PortTransport } from '../../bytes/ports';
import type { IpSocketAddress } from '../address/socketAddress';
import type { SystemSocket } from './systemSocket';
import { stateOfWord } from './tcpState';

/** A program that lists sockets, and how its output is read. */
export interface SocketLister {
  readonly program: string;
  readonly arguments: readonly string[];
  readonly parse: (text: string) => SystemSocket[];
}

/**
 * macOS: netstat(1). `-v` adds the process; `-W` cuts no address short. Windows: the cmdlets of the module NetTCPIP, whose objects
 * are MSFT_NetTCPConnection and MSFT_NetUDPEndpoint.
 */
export const SOCKET_LISTERS: Readonly<Record<string, Readonly<Record<PortTransport, SocketLister>>>> = {
  darwin: {
    tcp: { program: '/usr/sbin/netstat', arguments: ['-anvW', '-p', 'tcp'], parse: parseNetstat },
    udp: { program: '/usr/sbin/netstat', arguments: ['-anvW', '-p', 'udp'], parse: parseNetstat },
  },
  win32: {
    tcp: powershell('Get-NetTCPConnection', 'tcp', '$_.RemoteAddress,$_.RemotePort,$_.State'),
    udp: powershell('Get-NetUDPEndpoint', 'udp', "'',0,''"),
  },
};

function powershell(cmdlet: string, transport: PortTransport, rest: string): SocketLister {
  const names = '$n=@{};Get-Process|ForEach-Object{$n[[int]$_.Id]=$_.ProcessName}';
  const row = `(@($_.LocalAddress,$_.LocalPort,${rest},$_.OwningProcess,$n[[int]$_.OwningProcess]) -join '|')`;
  const command = `${names};${cmdlet}|ForEach-Object{${row}}`;
  return {
    program: 'powershell.exe',
    arguments: ['-NoProfile', '-NonInteractive', '-Command', command],
    parse: (text) => parseWindowsRows(text, transport),
  };
}

/** Rows of `address|port|address|port|state|pid|name`. */
export function parseWindowsRows(text: string, transport: PortTransport): SystemSocket[] {
  return text.split(/\r?\n/).flatMap((line): SystemSocket[] => {
    const [address = '', port, far = '', farPort, word = '', pid, process] = line.split('|');
    const local = endOf(address, port);
    const state = transport === 'udp' ? 'unconnected' : stateOfWord(word);
    if (!local || !state) return [];
    const remote = endOf(far, farPort);
    const number = Number(pid);
    return [
      {
        transport,
        local,
        state,
        ...(remote && remote.port !== 0 ? { remote } : {}),
        // What the system idles in has what nobody has any more.
        owners: number > 0 ? [{ pid: number, ...(process ? { process } : {}) }] : [],
      },
    ];
  });
}

function endOf(address: string, port: string | undefined): IpSocketAddress | undefined {
  return address !== '' && port !== undefined && /^\d+$/.test(port)
    ? { family: 'ip', address, port: Number(port) }
    : undefined;
}

/** `tcp4  0  0  127.0.0.1.631  *.*  LISTEN  131072  131072  123 …`; columns behind the state differ between releases, and have a heading. */
export function parseNetstat(text: string): SystemSocket[] {
  let behind: readonly string[] = [];
  return text.split('\n').flatMap((line): SystemSocket[] => {
    if (line.startsWith('Proto'))
      behind = line
        .slice(line.indexOf('(state)') + '(state)'.length)
        .trim()
        .split(/\s+/);
    const match = /^(tcp|udp)(4|6|46)\s+(\d+)\s+(\d+)\s+(\S+)\s+(\S+)\s+(.*)$/.exec(line);
    if (!match) return [];
    const [, transport, family, received, sent, near = '', far = '', rest = ''] = match;
    const [word = '', ...others] = rest.split(/\s+/);
    const state = transport === 'udp' ? 'unconnected' : stateOfWord(word);
    const local = macEnd(near, family === '4');
    if (!state || !local || (transport !== 'tcp' && transport !== 'udp')) return [];
    const remote = macEnd(far, family === '4');
    const owner = ownerOf(behind, transport === 'tcp' ? others : rest.split(/\s+/), rest);
    return [
      {
        transport,
        local,
        ...(remote && remote.port !== 0 ? { remote } : {}),
        state: transport === 'udp' && remote && remote.port !== 0 ? 'connected' : state,
        receiveQueue: Number(received),
        sendQueue: Number(sent),
        ...(owner === undefined ? {} : { owners: owner.pid === 0 ? [] : [owner] }),
      },
    ];
  });
}

/** `pid` in a column of its own, or since macOS 14 `process:pid`, whose names may have blanks in them. */
function ownerOf(
  behind: readonly string[],
  columns: readonly string[],
  rest: string,
): { readonly pid: number; readonly process?: string } | undefined {
  if (behind.includes('process:pid')) {
    const match = /\s([^\s\d:][^:]*):(\d+)(?=\s|$)/.exec(` ${rest}`);
    return match
      ? { pid: Number(match[2]), process: (match[1] ?? '').replace(/^(?:[A-Z_0-9]+ +)?(?:\d+ +)*/, '') }
      : undefined;
  }
  const pid = columns[behind.indexOf('pid')];
  return pid !== undefined && /^\d+$/.test(pid) ? { pid: Number(pid) } : undefined;
}

/** `127.0.0.1.631`, `*.631`, `::1.631`, `*.*`: the port stands behind the last dot. */
function macEnd(text: string, isIpv4: boolean): IpSocketAddress | undefined {
  const dot = text.lastIndexOf('.');
  if (dot < 0) return undefined;
  const address = text.slice(0, dot);
  const port = text.slice(dot + 1);
  if (port !== '*' && !/^\d+$/.test(port)) return undefined;
  return {
    family: 'ip',
    address: address !== '*' ? address : isIpv4 ? '0.0.0.0' : '::',
    port: port === '*' ? 0 : Number(port),
  };
}
