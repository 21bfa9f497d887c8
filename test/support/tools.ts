import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A program that tests talk to: the names it goes by, and the Debian packages that bring it. */
interface Tool {
  readonly executables: readonly string[];
  readonly packages: string;
}

const TOOLS: Readonly<Record<string, Tool>> = {
  capinfos: { executables: ['capinfos'], packages: 'wireshark-common' },
  // Without the browser's own windows it opens a page in half the time.
  chromium: {
    executables: ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome'],
    packages: 'chromium-headless-shell',
  },
  dnsmasq: { executables: ['dnsmasq'], packages: 'dnsmasq-base' },
  dumpcap: { executables: ['dumpcap'], packages: 'wireshark-common' },
  fish: { executables: ['fish'], packages: 'fish' },
  gcc: { executables: ['gcc'], packages: 'gcc libc6-dev' },
  mergecap: { executables: ['mergecap'], packages: 'wireshark-common' },
  ncat: { executables: ['ncat'], packages: 'ncat' },
  openssl: { executables: ['openssl'], packages: 'openssl' },
  python3: { executables: ['python3'], packages: 'python3' },
  'redis-cli': { executables: ['redis-cli'], packages: 'redis-tools' },
  'redis-server': { executables: ['redis-server'], packages: 'redis-server' },
  ss: { executables: ['ss'], packages: 'iproute2' },
  socat: { executables: ['socat'], packages: 'socat' },
  text2pcap: { executables: ['text2pcap'], packages: 'wireshark-common' },
  tshark: { executables: ['tshark'], packages: 'tshark' },
  wine: { executables: ['wine'], packages: '--no-install-recommends wine wine64' },
  xxd: { executables: ['xxd'], packages: 'xxd' },
  zsh: { executables: ['zsh'], packages: 'zsh' },
};

/**
 * The absolute path of a program, or undefined when it is not installed. The environment variable named like the
 * program in capitals (`CHROMIUM`, `NCAT`, …) goes before the search of `PATH`.
 */
export function findTool(name: string): string | undefined {
  const chosen = process.env[name.toUpperCase()];
  if (chosen !== undefined && chosen !== '') {
    return chosen;
  }
  // Servers lie in /usr/sbin, where only root looks by itself.
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin'].filter((folder) => folder !== '');
  return (TOOLS[name]?.executables ?? [name])
    .flatMap((executable) => folders.map((folder) => join(folder, executable)))
    .find(isExecutable);
}

const missingTools = new Set<string>();

/**
 * The absolute path of a program that a test needs: `const ncat = requireTool(this, 'ncat')`.
 *
 * When it is missing, the test fails on CI, where nothing may be left out unseen; elsewhere it is skipped, and the run
 * says so once per program, loudly.
 *
 * @throws Error on CI; mocha's own skip elsewhere.
 */
export function requireTool(context: Mocha.Context, name: string): string {
  const path = findTool(name);
  if (path !== undefined) {
    return path;
  }
  const explanation = explainMissingTool(name);
  if (isContinuousIntegration()) {
    throw new Error(explanation);
  }
  if (!missingTools.has(name)) {
    missingTools.add(name);
    console.warn(`\n*** TESTS SKIPPED: ${explanation}\n`);
  }
  return context.skip();
}

/** Skips a test that this machine cannot run whatever is installed, such as one that mounts a disk, and says so. */
export function skipAloud(context: Mocha.Context, reason: string): never {
  console.warn(`\n*** TEST SKIPPED: ${reason}\n`);
  return context.skip();
}

/** What to do about a program that is not installed. */
export function explainMissingTool(name: string): string {
  const packages = TOOLS[name]?.packages ?? name;
  return `${name} is not installed, and tests need it. On Debian or Ubuntu: sudo apt-get install ${packages}`;
}

/** True where `CI` is set, as every build service does. */
export function isContinuousIntegration(): boolean {
  const value = process.env['CI'];
  return value !== undefined && value !== '' && value !== 'false';
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    // Not there, or not ours to run: the next candidate decides.
    return false;
  }
}
