/** Pending connections at every server that is measured; Node's own default is too few for thousands at once. */
export const BACKLOG = 4096;
