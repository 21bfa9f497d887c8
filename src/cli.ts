/** The terminal program: composes the layers below the user interface, without VS Code. */
import { version } from '../package.json';
import { main } from './cli/main';
import { openTerminal } from './cli/processTerminal';

void main(process.argv.slice(2), openTerminal(process), version).then((code) => {
  process.exitCode = code;
});
