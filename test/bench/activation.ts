/** The environment's name for the file that {@link ActivationRun} is written to, as JSON. */
export const ACTIVATION_VARIABLE = 'SOCKSCOPE_ACTIVATION';

/** Commands that the bare extension, which Sockscope is compared with, registers: about as many as Sockscope has. */
export const BARE_COMMANDS = 100;

/** What was measured of one start, in milliseconds. */
export interface ActivationRun {
  /** Reading and running the extension's files. */
  readonly loading: number;
  /** From the call of `activate` to its return. */
  readonly activating: number;
  /** The first command, with what VS Code does for it. */
  readonly firstCommand: number;
  /** Registering {@link BARE_COMMANDS} commands that do nothing, in the same host. */
  readonly bare: number;
}
