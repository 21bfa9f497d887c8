import assert from 'node:assert/strict';
import { stateOfKernel, stateOfWord } from '../../../../src/engine/kernel/tcpState';

describe('engine/kernel/tcpState', () => {
  it('has the words of RFC 9293 for those of Linux, and those of ss for UDP', () => {
    assert.equal(stateOfKernel('FIN_WAIT2', 'tcp'), 'fin-wait-2');
    assert.equal(stateOfKernel('SYN_RECV', 'tcp'), 'syn-received');
    assert.equal(stateOfKernel('NEW_SYN_RECV', 'tcp'), 'syn-received');
    assert.equal(stateOfKernel('CLOSE', 'tcp'), 'closed');
    assert.deepEqual(
      [stateOfKernel('CLOSE', 'udp'), stateOfKernel('ESTABLISHED', 'udp')],
      ['unconnected', 'connected'],
    );
  });

  it('reads those of netstat of macOS, and of Get-NetTCPConnection', () => {
    // `tcpstates` of XNU's bsd/netinet/tcp_fsm.h.
    const mac =
      'CLOSED LISTEN SYN_SENT SYN_RCVD ESTABLISHED CLOSE_WAIT FIN_WAIT_1 CLOSING LAST_ACK FIN_WAIT_2 TIME_WAIT';
    assert.deepEqual(mac.split(' ').map(stateOfWord), [
      ...(['closed', 'listen', 'syn-sent', 'syn-received', 'established', 'close-wait', 'fin-wait-1'] as const),
      ...(['closing', 'last-ack', 'fin-wait-2', 'time-wait'] as const),
    ]);
    // `State` of MSFT_NetTCPConnection, learn.microsoft.com/windows/win32/fwp/wmi/nettcpipprov/msft-nettcpconnection.
    const windows =
      'Closed Listen SynSent SynReceived Established FinWait1 FinWait2 CloseWait Closing LastAck TimeWait Bound';
    assert.deepEqual(windows.split(' ').map(stateOfWord), [
      ...(['closed', 'listen', 'syn-sent', 'syn-received', 'established', 'fin-wait-1', 'fin-wait-2'] as const),
      ...(['close-wait', 'closing', 'last-ack', 'time-wait', 'closed'] as const),
    ]);
    assert.equal(stateOfWord('(state)'), undefined);
  });
});
