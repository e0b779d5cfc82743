import { RATE_INTERVAL, REVISION } from "../variables.ts";

/** An expression as Grafana sends it when all revisions are chosen and `$__rate_interval` is so long. */
export function substitute(expr: string, rateInterval: string): string {
  const sent = expr.replaceAll(RATE_INTERVAL, rateInterval).replaceAll(`$${REVISION}`, ".*");
  if (sent.includes("$")) throw new Error(`a variable is left that no dashboard has: ${sent}`);
  return sent;
}
