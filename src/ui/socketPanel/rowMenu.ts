import { COMMANDS, VIEWS } from '../ids';

/** What package.json declares of menus, as VS Code hands it over, in the language of the user. */
export interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string }[];
    readonly menus: Readonly<Record<string, readonly MenuItem[] | undefined>>;
  };
}

interface MenuItem {
  readonly command: string;
  readonly when?: string;
  readonly group?: string;
}

export interface OfferedCommand {
  readonly command: string;
  readonly title: string;
}

/** All that such a clause may be for a row of the view. */
const WHEN = new RegExp(`^view == ${VIEWS.sockets.replace('.', '\\.')}(?: && viewItem =~ /(.+)/)?$`);

/**
 * The commands of a row's menu, in its order; those that stand in the row itself are among them.
 *
 * @param words The row's `contextValue`.
 */
export function rowMenu({ contributes }: Manifest, words: string): OfferedCommand[] {
  const items = (contributes.menus['view/item/context'] ?? []).flatMap((item) => {
    const match = WHEN.exec(item.when ?? '');
    const isOffered = match !== null && (match[1] === undefined || new RegExp(match[1]).test(words));
    return isOffered ? [item] : [];
  });
  const commands = new Set(items.toSorted(byGroup).map(({ command }) => command));
  // It is shown already.
  commands.delete(COMMANDS.showSocketPanel);
  return [...commands].map((command) => ({
    command,
    title: contributes.commands.find((each) => each.command === command)?.title ?? command,
  }));
}

/** `1_send@2`: groups by their names, what stands in the row first, then by the number. */
function byGroup({ group: one = '' }: MenuItem, { group: other = '' }: MenuItem): number {
  const [oneGroup = '', onePlace = '0'] = one.split('@');
  const [otherGroup = '', otherPlace = '0'] = other.split('@');
  if (oneGroup === otherGroup) return Number(onePlace) - Number(otherPlace);
  if (oneGroup === 'inline' || otherGroup === 'inline') return oneGroup === 'inline' ? -1 : 1;
  return oneGroup < otherGroup ? -1 : 1;
}
