import { checkArgument, checkChoice, optional } from '../../base/argument';
import type { PortTransport } from '../../bytes/ports';
import type { Engine } from '../../engine/engine';
import { whoHasPort } from '../../engine/kernel/portHolders';
import { socketStateOf } from '../../engine/kernel/socketState';
import type { MachineCommands } from '../api';

const TRANSPORTS = ['tcp', 'udp'] as const satisfies readonly PortTransport[];

/** What programs can ask of this machine's sockets, and of names. It opens nothing, and asks nobody but name servers. */
export function machineApi(engine: Engine): MachineCommands {
  return {
    async whoHasPort(argument) {
      checkArgument(argument, { port: 'number', transport: optional('string') });
      const { port, transport } = argument;
      const meant = transport === undefined ? undefined : checkChoice('transport', transport, TRANSPORTS);
      return whoHasPort(engine.system, port, meant);
    },

    async lookUp(argument) {
      checkArgument(argument, { name: 'string' });
      const { addresses, ...rest } = await engine.lookUp(argument.name);
      return {
        ...rest,
        addresses: addresses.map(({ kind, ...address }) => ({
          ...address,
          ...(kind === undefined ? {} : { kind: kind.id, rfc: kind.rfc }),
        })),
      };
    },

    async socketState(argument) {
      checkArgument(argument, { socket: 'string' });
      const { state, sendQueue, receiveQueue, waiting, timer, retransmits, drops, peer } = await socketStateOf(
        engine.system,
        engine.get(argument.socket),
        true,
      );
      const [owner] = peer?.owners ?? [];
      return {
        ...withoutAbsent({ sendQueue, receiveQueue, waiting, timer, retransmits, drops }),
        state,
        ...(peer === undefined
          ? {}
          : {
              peer: {
                ...withoutAbsent({ sendQueue: peer.sendQueue, receiveQueue: peer.receiveQueue }),
                state: peer.state,
                ...withoutAbsent({ pid: owner?.pid, process: owner?.process }),
              },
            }),
      };
    },
  };
}

type Present<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> };

function withoutAbsent<T extends object>(fields: T): Present<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Present<T>;
}
