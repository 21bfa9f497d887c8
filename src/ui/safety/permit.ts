import { SockscopeError } from '../../base/error';
import { describeUse, needsConsent, type ConsentUse, type Permit } from '../../engine/permission';

export interface PermitOptions {
  /** Throws in a workspace that is not trusted. */
  readonly requireTrust: () => void;
  /** Asks the user. */
  readonly confirm: (use: ConsentUse) => Promise<boolean>;
}

/**
 * The one door to the network for commands, the API and wire files: nothing without trust, and nothing that lets other
 * machines in, or reaches all of them, without the user's consent.
 *
 * @returns What throws the SockscopeErrors `UNTRUSTED_WORKSPACE` and `CONSENT_DECLINED`.
 */
export function permitAfterConsent({ requireTrust, confirm }: PermitOptions): Permit {
  return (use) => {
    requireTrust();
    return needsConsent(use) ? requireConsent(use, confirm) : undefined;
  };
}

async function requireConsent(use: ConsentUse, confirm: PermitOptions['confirm']): Promise<void> {
  if (await confirm(use)) return;
  if (use.kind === 'relay') {
    const template = 'Relaying to {0} was declined: nothing was opened.';
    throw new SockscopeError('CONSENT_DECLINED', template, [describeUse(use)]);
  }
  throw new SockscopeError(
    'CONSENT_DECLINED',
    use.kind === 'listen' || use.kind === 'join'
      ? 'Listening on {0} was declined: nothing was opened.'
      : 'Sending to {0} was declined: nothing was sent.',
    [describeUse(use)],
  );
}
