#!/usr/bin/env node
/** The terminal program: composes the layers below the user interface, without VS Code. */
import { version } from '../package.json';
import { main } from './cli/main';
import { openTerminal } from './cli/terminal/processTerminal';

const terminal = openTerminal(process);

void main(process.argv.slice(2), terminal, version).then((code) => {
  process.exitCode = code;
  // What the system did not take would keep the process until somebody reads it.
  if (terminal.isInterrupted) process.exit();
});
