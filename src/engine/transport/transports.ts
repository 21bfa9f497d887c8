import type { Endpoint, HostEndpoint } from '../address/endpoint';
import { acceptTls } from '../tls/acceptTls';
import { dialTls } from '../tls/dialTls';
import { connectTo } from './happyEyeballs';
import { NetStream } from './netStream';
import type { Stream } from './stream';
import type { StreamEndpoint, StreamScheme, StreamTransport } from './transport';

const NET: StreamTransport<Endpoint> = {
  dial: async (endpoint, signal, { receiving, kernel, resolve, attempts }) => {
    const { socket, ...ends } = await connectTo(endpoint, signal, { receiving, resolve, attempts });
    return new NetStream(socket, ends, { kernel });
  },
  listen:
    ({ receiving, kernel, isKept }) =>
    // Connections open faster in Node's way.
    (accepted, ends) =>
      new NetStream(isKept ? accepted : receiving.accepted(accepted), ends, { kernel }),
};

/** A named pipe, which has one end for both ways: whoever is told of the peer's has nobody left to write to. */
const PIPE: StreamTransport<Endpoint> = {
  dial: async (...args) => endsAtOnce(await NET.dial(...args)),
  listen: async (context) => {
    const accept = await NET.listen(context);
    return (...args) => {
      const stream = accept(...args);
      return 'duplex' in stream ? endsAtOnce(stream) : stream;
    };
  },
};

function endsAtOnce(stream: Stream): Stream {
  stream.duplex.allowHalfOpen = false;
  return stream;
}

const TLS: StreamTransport<HostEndpoint> = { dial: dialTls, listen: acceptTls };

/** A row for each scheme that carries a stream. */
const TRANSPORTS = { tcp: NET, unix: NET, pipe: PIPE, tls: TLS } as const satisfies Record<StreamScheme, unknown>;

/** The endpoint that it is given is one of this scheme. */
export function transportOf(scheme: StreamScheme): StreamTransport<StreamEndpoint> {
  return TRANSPORTS[scheme] as StreamTransport<StreamEndpoint>;
}
