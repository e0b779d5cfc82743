import type { Track } from "../../gates/subject.ts";
import { verdictOf } from "../../gates/verdict.ts";
import type { Environment } from "../environment.ts";
import { screenFor } from "../screen.ts";
import { readStackConfig } from "../stack-config.ts";
import { frontendPlaces, frontendSuites } from "./frontend.ts";
import { readGatesSecret } from "./gates-secret.ts";
import { paintFor, renderHeader, renderSuite, renderSummary, type Suite } from "./report.ts";
import { SLO_PLACES, watchSlo } from "./slo.ts";
import { SMOKE_PLACES, smokeSuites } from "./smoke.ts";
import { readStack } from "./stack-view.ts";
import { findSubject, identify, type Subject } from "./subject.ts";

export interface CheckRequest {
  readonly environment: Environment;
  readonly track: Track | undefined;
  /** Standard output is one JSON object, and what people read goes to standard error. */
  readonly json: boolean;
}

const sources = { readStack, identify };

/** @returns 0 when every check passed, else 1 */
export async function runSmoke(request: CheckRequest): Promise<number> {
  const { environment, track } = request;
  const config = readStackConfig(environment);
  const jwtSecret = await readGatesSecret(environment, config, process.env);
  const subject = await findSubject({ environment, track, places: SMOKE_PLACES, variables: process.env }, sources);
  return await report("Release smoke test", request, subject, () =>
    smokeSuites(subject, { ...config.gates.smoke, ...config.prometheus }, jwtSecret),
  );
}

/** @returns 0 when every check passed, else 1 */
export async function runFrontend(request: CheckRequest): Promise<number> {
  const { environment, track } = request;
  const config = readStackConfig(environment);
  const jwtSecret = await readGatesSecret(environment, config, process.env);
  const places = frontendPlaces(environment, process.env);
  const subject = await findSubject({ environment, track, places, variables: process.env }, sources);
  return await report("Release frontend check", request, subject, () =>
    frontendSuites(subject, config.gates.frontend, jwtSecret),
  );
}

/** @param minutes above 0. @returns 0 when the SLO was kept, else 1 */
export async function runSlo(request: CheckRequest, minutes: number): Promise<number> {
  const { environment, track } = request;
  const { say, stream } = screenFor(request);
  const paint = paintFor(process[stream]);
  const { gates, prometheus } = readStackConfig(environment);
  const { slo } = gates;
  const { scrapeSeconds } = prometheus;
  const subject = await findSubject({ environment, track, places: SLO_PLACES, variables: process.env }, sources);
  const windowSeconds = minutes * 60;
  const pollSeconds = Math.min(slo.pollSeconds, windowSeconds);
  const { revision } = subject.endpoint("automation-service");
  const title = `Watching ${revision}, user traffic only, for ${minutes} min`;
  return await report("Release metrics gate", request, subject, async () => {
    say(paint("bold", title));
    // Who asks by hand wants to know how the last minutes went: these limits, whatever the gate needs to be sure.
    const limits = { ...slo, strategy: "thresholds" } as const;
    const checks = await watchSlo(subject, { limits, scrapeSeconds, pollSeconds, windowSeconds, say });
    say("");
    return [{ title: "Summary", checks }];
  });
}

async function report(
  title: string,
  request: CheckRequest,
  subject: Subject,
  measure: () => Promise<readonly Suite[]>,
): Promise<number> {
  const { say, stream } = screenFor(request);
  const paint = paintFor(process[stream]);
  say(`${renderHeader(title, subject, paint)}\n`);
  const suites = await measure();
  const { outcome } = verdictOf(suites.flatMap(({ checks }) => checks));
  for (const suite of suites) say(`${renderSuite(suite, paint)}\n`);
  say(renderSummary(suites, paint));
  if (request.json) {
    const { environment, track, addresses } = subject;
    const told = { environment, track, addresses: Object.fromEntries(addresses), outcome, suites };
    process.stdout.write(`${JSON.stringify(told, null, 2)}\n`);
  }
  return outcome === "pass" ? 0 : 1;
}
