/**
 * What every service of the release shares. A service is a function that builds it (used by tests as it is, through
 * `service.app.inject`) and a main.ts of a few lines:
 *
 *     export function createGreeter(identity: Identity): Service {
 *       const service = createService({ identity, buildInfo: ["greeter"] });
 *       const greetings = new Counter({
 *         name: "greetings_total", help: "…", labelNames: ["traffic"], registers: [service.registry],
 *       });
 *       service.app.get("/hello", async (request) => {
 *         greetings.inc({ traffic: request.traffic });
 *         return { hello: "world", trace_id: request.traceId };
 *       });
 *       return service;
 *     }
 *
 *     await runService({
 *       packageJson: new URL("./package.json", import.meta.url),
 *       defaultPort: 3100,
 *       build: (identity, env) => createGreeter(identity),
 *     });
 *
 * Given for nothing: /health, /metrics, trace ids, version and revision headers, log lines, JSON errors, draining.
 * A route whose errors have a shape of their own gives Fastify's route option `errorHandler` and uses `failureOf`.
 */
export { drain } from "./drain.ts";
export { type Failure, failureOf } from "./failure.ts";
export { type Identity, readIdentity } from "./identity.ts";
export type { Log, LogLine } from "./log.ts";
export { type RunOptions, runService } from "./run.ts";
export { createService, errorBody, type Readiness, type Service, type ServiceOptions } from "./service.ts";
export {
  booleanSetting,
  type Environment,
  httpUrlSetting,
  integerSetting,
  optionalSetting,
  SettingError,
  secretSetting,
} from "./settings.ts";
export { isTraceId, propagatedHeaders, TRAFFIC_KINDS, type Traffic, traceIdInBody } from "./trace.ts";
