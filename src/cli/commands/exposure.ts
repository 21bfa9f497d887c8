import { SockscopeError } from '../../base/error';
import { describeUse, needsConsent, type GroupUse, type Permit } from '../../engine/permission';
import type { ParsedLine } from '../terminal/commandLine';

/** The option without which nothing is bound that other machines can reach, and nothing sent to all of them. */
export const EXPOSE_OPTION = {
  expose: {
    help: 'allow listening where other machines can reach it, relays to them, groups on their interfaces, and broadcasts',
  },
};

const GROUP_TEMPLATES: Readonly<Record<GroupUse['kind'], string>> = {
  join: 'Other machines could reach the group {0} on the interface {1}: leave out the interface, or add --expose if that is meant.',
  multicast:
    'Other machines would get what is sent to the group {0} on the interface {1}: leave out the interface, or add --expose if that is meant.',
};

/** Refuses what needs consent, unless `--expose` was given. The result throws SockscopeError `NOT_EXPOSED`. */
export function permitExposed({ flags }: ParsedLine): Permit {
  return (use) => {
    if (flags.has('expose') || !needsConsent(use)) return;
    if (use.kind === 'join' || use.kind === 'multicast') {
      throw new SockscopeError('NOT_EXPOSED', GROUP_TEMPLATES[use.kind], [describeUse(use), use.interface.label]);
    }
    if (use.kind === 'relay') {
      const template = 'The relay would hand on to {0}, which may be another machine: add --expose if that is meant.';
      throw new SockscopeError('NOT_EXPOSED', template, [describeUse(use)]);
    }
    throw new SockscopeError(
      'NOT_EXPOSED',
      use.kind === 'listen'
        ? 'Other machines could reach {0}: listen on 127.0.0.1, or add --expose if that is meant.'
        : 'Every machine of the network would get what is sent to {0}: add --expose if that is meant.',
      [describeUse(use)],
    );
  };
}
