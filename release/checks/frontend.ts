import { stackHome } from "../../components/stack-home.ts";
import { checkInBrowser } from "../../gates/frontend/browser/check.ts";
import type { FrontendSettings } from "../../gates/frontend/gate.ts";
import { checkPage } from "../../gates/frontend/page.ts";
import { checkHealth } from "../../gates/smoke/endpoints.ts";
import type { TrackRoute } from "../../gates/subject.ts";
import type { Environment } from "../environment.ts";
import { addressFromVariables, type Place } from "./addresses.ts";
import type { Suite } from "./report.ts";
import type { Subject } from "./subject.ts";

/**
 * The page is asked for by way of the gateway, as users do; where FRONTEND_URL is set and KONG_URL is not, there alone, where
 * nothing executes and a browser has nothing to do.
 */
export function frontendPlaces(
  environment: Environment,
  variables: Readonly<Record<string, string | undefined>>,
): readonly Place[] {
  const isNamed = (place: Place) => addressFromVariables(place, environment, variables) !== undefined;
  return isNamed("frontend") && !isNamed("gateway") ? ["frontend"] : ["frontend", "gateway"];
}

/**
 * The frontend gate's own measurement of a page that runs.
 *
 * @param jwtSecret what tokens are signed by, where the gateway asks for them
 */
export async function frontendSuites(
  subject: Subject,
  settings: FrontendSettings,
  jwtSecret: string | undefined,
): Promise<Suite[]> {
  const { track } = subject;
  const endpoint = subject.endpoint("frontend");
  const byGateway = subject.addresses.some(([place]) => place === "gateway");
  const route: TrackRoute = {
    proxy: byGateway ? subject.address("gateway").url : endpoint.url,
    track,
    ...(jwtSecret === undefined ? {} : { jwtSecret }),
  };
  const timeoutMs = settings.timeoutSeconds * 1000;
  const [health, page] = await Promise.all([checkHealth(endpoint, timeoutMs), checkPage(endpoint, route, timeoutMs)]);
  const inBrowser = await checkInBrowser({
    subject: endpoint,
    route: byGateway ? route : undefined,
    bypassLlm: subject.bypassLlm,
    demand: settings.browser,
    timeoutSeconds: settings.timeoutSeconds,
    home: stackHome(subject.environment),
  });
  return [
    { title: "1. Basic Accessibility", checks: [health, ...page.accessibility] },
    { title: "2. HTML Content Validation", checks: page.html },
    { title: "3. Exec Sandbox Component", checks: page.sandbox },
    { title: "4. Exec Sandbox in a Browser", checks: inBrowser },
  ];
}
