import { addressFromVariables, missingAddresses } from "./checks/addresses.ts";
import { readStack } from "./checks/stack-view.ts";
import type { Environment } from "./environment.ts";

/**
 * Where the stack's Prometheus is: from the environment's variables, else from the stack's outputs.
 *
 * @throws CHK001 when nobody names its address
 */
export async function prometheusUrl(environment: Environment): Promise<string> {
  const given = addressFromVariables("prometheus", environment, process.env);
  if (given) return given.url;
  const reading = await readStack(environment);
  if (reading.kind === "none") throw missingAddresses(["prometheus"], environment, reading.reason);
  return reading.view.urls.prometheus;
}
