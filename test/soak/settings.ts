/** The environment's name for {@link SoakSettings}, as JSON. */
export const SOAK_VARIABLE = 'SOCKSCOPE_SOAK';

export interface SoakSettings {
  readonly minutes: number;
}
