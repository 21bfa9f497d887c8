/** A habit of `nc`: host and port as two words. */
const PORT = /^\d{1,5}$/;

/** As a sentence for whoever wrote `localhost 9000`, what to write instead; empty for others. */
export function hostAndPort(host: string | undefined, port: string | undefined): string {
  if (host === undefined || port === undefined || !PORT.test(port) || /[:/]/.test(host)) return '';
  return ` Host and port are one word here: ${host}:${port}.`;
}
