/**
 * Loaded into the engine's children by `node --import`: ends a process whose engine is gone. A grace lets what runs in
 * it notice by itself first and put the world in order.
 *
 * The variables are taken out of the environment at once: what the process starts itself, and must survive it, is
 * not guarded.
 */
const engine = Number(process.env.PULUMI_ENGINE_PID);
const graceMs = Number(process.env.PULUMI_ENGINE_GRACE_MS);
delete process.env.PULUMI_ENGINE_PID;
delete process.env.PULUMI_ENGINE_GRACE_MS;

/** How often to look, in ms. */
const INTERVAL_MS = 250;

if (engine > 0) {
  const timer = setInterval(() => {
    if (process.ppid === engine) return;
    clearInterval(timer);
    setTimeout(() => process.exit(1), graceMs).unref();
  }, INTERVAL_MS);
  timer.unref();
}
