import type { SockscopeApi } from './api';

/** What `activate` returns: the documented functions and nothing besides, each usable without the object too. */
export function exportedApi(actions: SockscopeApi): SockscopeApi {
  return Object.freeze<SockscopeApi>({
    version: actions.version,
    startListener: (argument) => actions.startListener(argument),
    dialEndpoint: (argument) => actions.dialEndpoint(argument),
    sendPayload: (argument) => actions.sendPayload(argument),
    closeSocket: (argument) => actions.closeSocket(argument),
    shutdownSending: (argument) => actions.shutdownSending(argument),
    resetSocket: (argument) => actions.resetSocket(argument),
    pauseReceiving: (argument) => actions.pauseReceiving(argument),
    resumeReceiving: (argument) => actions.resumeReceiving(argument),
    listSockets: () => actions.listSockets(),
    readBytes: (argument) => actions.readBytes(argument),
    inspectBytes: (argument) => actions.inspectBytes(argument),
  });
}
