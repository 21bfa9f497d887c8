import assert from 'node:assert/strict';
import { parseNetstat, parseWindowsRows } from '../../../../src/engine/kernel/otherSystems';

/**
 * What `netstat -anvW -p tcp` prints on macOS: the columns that `protopr` of Apple's network_cmds (netstat.tproj/inet.c) prints up to macOS 13, …
 */
const MACOS_13 = `Active Internet connections (including servers)
Proto Recv-Q Send-Q  Local Address          Foreign Address        (state)     rhiwat shiwat    pid   epid  state    options
tcp4       0      0  127.0.0.1.9000         127.0.0.1.50123        ESTABLISHED 408300 146988   4711      0 00102 00000000
tcp4       3     16  127.0.0.1.9000         127.0.0.1.50124        FIN_WAIT_2  408300 146988      0      0 00102 00000000
tcp46      0      0  *.8080                 *.*                    LISTEN      131072 131072   4712      0 00100 00000006
tcp6       0      0  fe80::1%lo0.9001       *.*                    LISTEN      131072 131072   4713      0 00100 00000006
`;
/** … and since macOS 14, where name and number of the process share a column. */
const MACOS_14 = `Active Internet connections (including servers)
Proto Recv-Q Send-Q  Local Address          Foreign Address        (state)      rxbytes      txbytes  rhiwat  shiwat    process:pid    state  options           gencnt    flags   flags1 usecnt rtncnt fltrs
tcp4       0      0  127.0.0.1.9000         *.*                    LISTEN             0            0  131072  131072         python3:4711   00100 00000006  000000000001d3a4 00000000 00000900      1      0 000000
tcp4       0      0  10.0.0.2.50123         10.0.0.9.443           ESTABLISHED     5000         1000  131072  131072 Google Chrome H:88   00102 00000000  000000000001d3a5 00000080 01000900      1      0 000000
`;
const MACOS_UDP = `Active Internet connections (including servers)
Proto Recv-Q Send-Q  Local Address          Foreign Address        (state)      rxbytes      txbytes  rhiwat  shiwat    process:pid    state  options           gencnt    flags   flags1 usecnt rtncnt fltrs
udp4       0      0  *.5353                 *.*                                       0            0  786896    9216   mDNSResponder:300    00100 00000000  0000000000000001 00000000 00000000      1      0 000001
`;

describe('engine/kernel/otherSystems', () => {
  it('reads what netstat of macOS 13 prints', () => {
    const sockets = parseNetstat(MACOS_13);
    assert.deepEqual(sockets[0], {
      transport: 'tcp',
      local: { family: 'ip', address: '127.0.0.1', port: 9000 },
      remote: { family: 'ip', address: '127.0.0.1', port: 50_123 },
      state: 'established',
      receiveQueue: 0,
      sendQueue: 0,
      owners: [{ pid: 4711 }],
    });
    assert.deepEqual(
      [sockets[1]?.state, sockets[1]?.receiveQueue, sockets[1]?.sendQueue, sockets[1]?.owners],
      ['fin-wait-2', 3, 16, []],
    );
    assert.deepEqual(sockets[2]?.local, { family: 'ip', address: '::', port: 8080 });
    assert.deepEqual([sockets[2].state, sockets[2].remote], ['listen', undefined]);
    assert.deepEqual(sockets[3]?.local, { family: 'ip', address: 'fe80::1%lo0', port: 9001 });
    assert.equal(sockets.length, 4);
  });

  it('reads what that of macOS 14 prints, names with blanks too', () => {
    const [listener, connection] = parseNetstat(MACOS_14);
    assert.deepEqual(listener?.owners, [{ pid: 4711, process: 'python3' }]);
    assert.deepEqual(connection?.owners, [{ pid: 88, process: 'Google Chrome H' }]);
    const [udp] = parseNetstat(MACOS_UDP);
    assert.deepEqual(udp?.owners, [{ pid: 300, process: 'mDNSResponder' }]);
    assert.deepEqual([udp.state, udp.local], ['unconnected', { family: 'ip', address: '0.0.0.0', port: 5353 }]);
  });

  it('reads the rows that PowerShell is asked for', () => {
    // Properties of MSFT_NetTCPConnection and MSFT_NetUDPEndpoint, as the script joins them.
    const tcp = parseWindowsRows(
      '127.0.0.1|9000|0.0.0.0|0|Listen|4711|python\r\n::1|50001|::1|9000|TimeWait|0|Idle\r\nnoise\r\n',
      'tcp',
    );
    assert.deepEqual(tcp, [
      {
        transport: 'tcp',
        local: { family: 'ip', address: '127.0.0.1', port: 9000 },
        state: 'listen',
        owners: [{ pid: 4711, process: 'python' }],
      },
      {
        transport: 'tcp',
        local: { family: 'ip', address: '::1', port: 50_001 },
        state: 'time-wait',
        remote: { family: 'ip', address: '::1', port: 9000 },
        owners: [],
      },
    ]);
    const [udp] = parseWindowsRows('0.0.0.0|5353||0||300|svchost\r\n', 'udp');
    assert.deepEqual([udp?.state, udp?.owners], ['unconnected', [{ pid: 300, process: 'svchost' }]]);
  });
});
