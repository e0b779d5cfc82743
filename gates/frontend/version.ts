/**
 * Part of the gate's identity: raised when the gate asks more, so that it runs again. Apart from the gate, because the
 * program needs it and nothing else of the gate, and a rollback waits for all that the program imports.
 */
export const FRONTEND_GATE_VERSION = 3;
