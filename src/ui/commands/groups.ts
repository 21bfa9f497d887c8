import * as vscode from 'vscode';
import type { DatagramSocket } from '../../engine/datagramSocket';
import { membershipOf, requireGroup, type Membership } from '../../engine/address/multicast';
import { plainText } from '../plainText';
import { pickFrom } from '../plainWindow';
import { describeProblem } from '../problems';
import { askText } from './askText';

/**
 * Asks which group to join: an address, and behind it perhaps an interface.
 *
 * @returns Undefined when the user gave up.
 */
export async function askGroup(): Promise<{ readonly group: string; readonly interface?: string } | undefined> {
  const { t } = vscode.l10n;
  const answer = await askText({
    title: t('Join Multicast Group'),
    placeholder: t('Group, and perhaps an interface: 239.7.7.7, or 239.7.7.7 eth0'),
    history: [],
    evaluate: (text) => {
      const [group = '', wanted, ...more] = text.trim().split(/\s+/);
      try {
        requireGroup(group);
        const membership = membershipOf(group, wanted);
        if (more.length > 0) return [{ problem: t('Write the group and one interface, with a blank between them.') }];
        const value = { group, ...(wanted === undefined ? {} : { interface: wanted }) };
        return [{ value, label: t('Join {0} on the interface {1}', membership.group, plainText(membership.interface.label)) }]; // prettier-ignore
      } catch (error) {
        return [{ problem: describeProblem(error) }];
      }
    },
  });
  return answer?.value;
}

/** Lets the user choose one of a socket's groups; takes the only one without asking. */
export async function pickGroup({ groups }: DatagramSocket): Promise<Membership | undefined> {
  const { t } = vscode.l10n;
  const [only, second] = groups;
  if (only && !second) return only;
  const items = groups.map((membership) => ({
    label: membership.group,
    description: t('on the interface {0}', plainText(membership.interface.label)),
    membership,
  }));
  const picked = await pickFrom(items, { title: t('Leave Multicast Group'), placeHolder: t('Choose a group') });
  return picked?.membership;
}
