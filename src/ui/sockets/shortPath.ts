/** The last part of a path as a row shows it, behind `…/`; whole where there is nothing before it. */
export function shortPath(path: string): string {
  const last = path.lastIndexOf('/');
  return last <= 0 ? path : `…${path.slice(last)}`;
}
