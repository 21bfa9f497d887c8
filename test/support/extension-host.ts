import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The ids of the processes in which a VS Code server runs extensions: one for each window. */
export async function extensionHostsOf(serverPid: number): Promise<number[]> {
  const { stdout } = await run('ps', ['-A', '-ww', '-o', 'pid=,ppid=,args=']);
  return stdout
    .split('\n')
    .map((line) => /^\s*(?<pid>\d+)\s+(?<parent>\d+)\s+(?<args>.*)$/.exec(line)?.groups ?? {})
    .filter(({ parent, args }) => Number(parent) === serverPid && args?.includes('--type=extensionHost'))
    .map(({ pid }) => Number(pid));
}
