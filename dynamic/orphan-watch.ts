import { watchEngine } from "../providers/kong/orphan.ts";

/**
 * Ends the dynamic plugin that loads this when its engine is gone: npm's plugin outlives a Pulumi CLI that is killed, for
 * minutes. What runs in it has a while to notice by itself and to put the world in order.
 */
const GRACE_MS = 5000;

const engine = process.argv.find((argument) => /^(127\.0\.0\.1|localhost):\d+$/.test(argument));
if (engine) watchEngine(engine, () => setTimeout(() => process.exit(1), GRACE_MS));
