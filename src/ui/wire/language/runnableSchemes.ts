/** Files on disk, also those of a remote machine, where the extension runs too; and what is not saved yet. */
const ALWAYS: readonly string[] = ['file', 'untitled'];

/**
 * Whether what has a URI of this scheme is a wire file: something on disk, untitled, or of a workspace that is on no disk.
 * Everything else is a view of something, such as one side of a diff: it is looked at and nothing more.
 *
 * @param workspace The schemes of the folders that are open.
 */
export function isRunnableScheme(scheme: string, workspace: readonly string[]): boolean {
  return ALWAYS.includes(scheme) || workspace.includes(scheme);
}
