import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Direction } from '../../src/base/direction';

const run = promisify(execFile);
/** Wireshark's tools print as hex what a capture holds. */
const MAX_OUTPUT_BYTES = 256 * 2 ** 20;

/** What a program prints; rejects when it ends with an error. What it says besides (on stderr) is ignored. */
export async function output(program: string, ...args: string[]): Promise<string> {
  const { stdout } = await run(program, args, {
    maxBuffer: MAX_OUTPUT_BYTES,
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  });
  return stdout;
}

/** What *follow* says was said by whom. `sent` is the side whose packet came first. */
export async function follow(
  tshark: string,
  path: string,
  transport: 'tcp' | 'udp',
  stream: number,
): Promise<Record<Direction, Buffer>> {
  const text = await output(tshark, '-r', path, '-q', '-z', `follow,${transport},raw,${stream}`);
  const lines = text.split('\n').filter((line) => /^\t?[0-9a-f]+$/.test(line));
  const join = (part: readonly string[]): Buffer => Buffer.from(part.join('').replaceAll('\t', ''), 'hex');
  return {
    sent: join(lines.filter((line) => !line.startsWith('\t'))),
    received: join(lines.filter((line) => line.startsWith('\t'))),
  };
}

/** Takes no payload for one of a protocol above TCP and UDP: Wireshark would find a malformed one in random bytes. */
const AS_DATA = ['-d', 'udp.port==1-65535,data', '-d', 'tcp.port==1-65535,data'];

/** The lines of the expert information with a severity, such as `Warns` or `Errors`. */
export async function expertInfo(tshark: string, path: string, severity: string): Promise<string[]> {
  const text = await output(tshark, '-r', path, ...AS_DATA, '-q', '-z', 'expert');
  const sections = text.split(/\n(?=\w+ \(\d+\)\n)/);
  const section = sections.find((one) => one.trimStart().startsWith(`${severity} (`));
  return (section ?? '')
    .split('\n')
    .slice(3)
    .filter((line) => line.trim() !== '');
}

/** Fields of the packets that match a filter, one array for each packet. */
export async function fields(tshark: string, path: string, filter: string, ...names: string[]): Promise<string[][]> {
  const options = names.flatMap((name) => ['-e', name]);
  const text = await output(tshark, '-r', path, '-Y', filter, '-T', 'fields', ...options);
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t'));
}
