import type { FrontendSettings } from "../../gates/frontend/gate.ts";
import { checkPage } from "../../gates/frontend/page.ts";
import { checkHealth } from "../../gates/smoke/endpoints.ts";
import type { Environment } from "../environment.ts";
import { addressFromVariables, type Place } from "./addresses.ts";
import type { Suite } from "./report.ts";
import type { Subject } from "./subject.ts";

/** The page is asked for at FRONTEND_URL where that is set, else by way of the gateway, as users do. */
export function frontendPlaces(
  environment: Environment,
  variables: Readonly<Record<string, string | undefined>>,
): readonly Place[] {
  return addressFromVariables("frontend", environment, variables) ? ["frontend"] : ["frontend", "gateway"];
}

/** The frontend gate's own measurement of a page that runs. */
export async function frontendSuites(subject: Subject, { timeoutSeconds }: FrontendSettings): Promise<Suite[]> {
  const endpoint = subject.endpoint("frontend");
  const byGateway = subject.addresses.some(([place]) => place === "gateway");
  const proxy = byGateway ? subject.address("gateway").url : endpoint.url;
  const timeoutMs = timeoutSeconds * 1000;
  const [health, page] = await Promise.all([
    checkHealth(endpoint, timeoutMs),
    checkPage(endpoint, { proxy, track: subject.track }, timeoutMs),
  ]);
  return [
    { title: "1. Basic Accessibility", checks: [health, ...page.accessibility] },
    { title: "2. HTML Content Validation", checks: page.html },
    { title: "3. Exec Sandbox Component", checks: page.sandbox },
  ];
}
