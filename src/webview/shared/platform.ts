/** Whether a browser says that it runs on a Mac, where keys and their signs are others. */
export function isMac(userAgent: string): boolean {
  return userAgent.includes('Macintosh');
}
