import { WELL_KNOWN_PORTS, type PortTransport } from '../../bytes/ports';
import { classOfPort, type PortClass, type ServiceName } from '../kernel/portFacts';

/** A service as a port of a transport. */
export interface ServiceRow extends ServiceName {
  readonly class: PortClass;
  /** Whether this machine's services(5) has it, or only the registry of IANA. */
  readonly source: 'services' | 'registry';
}

/** Rows that are shown: of one name or port there are few. */
const MAX_SERVICES = 20;

const REGISTRY: readonly ServiceName[] = WELL_KNOWN_PORTS.flatMap(({ name, port, transports }) =>
  transports.map((transport: PortTransport) => ({ name, port, transport, aliases: [] })),
);

/** Services of this name, or at this port: those of the machine's own file, and of the registry what that has not. */
export function findServices(
  own: readonly ServiceName[],
  { name, port }: { readonly name?: string | undefined; readonly port?: number | undefined },
): ServiceRow[] {
  const wanted = name?.toLowerCase();
  const isMeant = (service: ServiceName): boolean =>
    service.port === port ||
    (wanted !== undefined && [service.name, ...service.aliases].some((each) => each.toLowerCase() === wanted));
  const ofMachine = own.filter(isMeant);
  const ofRegistry = REGISTRY.filter(isMeant).filter(
    (row) => !ofMachine.some((each) => each.port === row.port && each.transport === row.transport),
  );
  return [
    ...ofMachine.map((service) => ({ ...service, class: classOfPort(service.port), source: 'services' as const })),
    ...ofRegistry.map((service) => ({ ...service, class: classOfPort(service.port), source: 'registry' as const })),
  ].slice(0, MAX_SERVICES);
}
