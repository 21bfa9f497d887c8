import { relativePath } from './captureFolder';
import { isPinned } from './pins';
import type { ProcessMarker } from './processMarker';

/** Whether somebody looks at the capture of that path, in any window, or wants to keep it. In doubt it is so. */
export async function isInUse(marker: ProcessMarker, folder: string, path: string): Promise<boolean> {
  try {
    if (await isPinned(path)) return true;
    const name = relativePath(folder, path);
    return [marker.own, ...(await marker.others())].some(({ open }) => open.includes(name));
  } catch {
    // Whoever makes room is told why it cannot be known.
    return true;
  }
}
