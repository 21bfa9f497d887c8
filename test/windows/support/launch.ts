/** Runs Node with the arguments that follow, as a child of this one: what Wine itself starts has no parent that Windows knows. */
import { spawn } from 'node:child_process';

spawn(process.execPath, process.argv.slice(2), { stdio: 'inherit' }).once('exit', (code) => {
  process.exitCode = code ?? 1;
});
