import type { ReleaseConfig } from "../../../components/config/schema.ts";
import { check, type Need } from "../check.ts";
import { type Judgement, missing, ok, warning } from "../finding.ts";
import type { Answer } from "../machine.ts";
import type { PortHolder } from "../port-holder.ts";

/** Dates are whole seconds, so less than this is no difference that could be seen. */
const SKEW_MS = 2000;

type PortKey = keyof ReleaseConfig["ports"];
const PORTS: Readonly<Record<PortKey, string>> = {
  proxy: "users come in there",
  admin: "the gateway's Admin API listens there",
  prometheus: "Prometheus listens there",
};

function judgePort(key: PortKey, holder: PortHolder | undefined, { config, ownPids, isUp }: Need): Judgement {
  const port = config.ports[key];
  if (holder === undefined)
    return !isUp
      ? ok(`${port} is free`)
      : warning(`${port}: nobody listens`, "the stack is up, and this part of it is not: `bin/pulumi up --refresh`");
  const who = holder.pid === undefined ? "another user's process" : `process ${holder.pid}: ${holder.command ?? "?"}`;
  if (holder.pid !== undefined && ownPids.includes(holder.pid)) return ok(`${port} is this stack's own`);
  // Containers' ports are held by Docker's own processes.
  if (config.platform === "docker" && isUp) return ok(`${port} is taken, by ${who}`);
  return missing(`${port} is taken, by ${who}`, `end it, or set config ports.${key} to another port`);
}

const portChecks = (Object.keys(PORTS) as PortKey[]).map((key) =>
  check({
    name: `port ports.${key}`,
    why: PORTS[key],
    concerns: ({ config }) => config.platform !== "kubernetes",
    look: (machine, { config }) => machine.holderOf(config.ports[key]),
    judge: (holder, need) => judgePort(key, holder, need),
  }),
);

/** Whether a server of a stack that is up answers, and by which clock. */
function judgeServer(answer: Answer | { readonly reason: string }, url: string, what: string): Judgement {
  if ("reason" in answer)
    return missing(`${url}: ${answer.reason}`, `see whether ${what} runs, and whether this machine may reach it`);
  if (answer.status === 401 || answer.status === 403) {
    return missing(`${url} answers ${answer.status}`, "give the right to ask: for a Kong, KONG_ADMIN_TOKEN");
  }
  if (answer.status >= 500) return missing(`${url} answers ${answer.status}`, `look at the log of ${what}`);
  if (answer.skewMs === undefined || Math.abs(answer.skewMs) <= SKEW_MS) return ok(`${url} answers`);
  const seconds = (Math.abs(answer.skewMs) / 1000).toFixed(0);
  return warning(
    `${url} answers; this machine's clock is ${seconds} s ${answer.skewMs > 0 ? "ahead of" : "behind"} its`,
    "set the clocks by NTP: bake times are counted by this machine's, histories by Prometheus'",
  );
}

/** What a stack needs of its surroundings. */
export const STACK_CHECKS = [
  ...portChecks,
  check({
    name: "gateway",
    why: "weights are written and read at its Admin API",
    concerns: ({ admin }) => admin !== undefined,
    look: (machine, { admin = "" }) => machine.ask(admin),
    judge: (answer, { admin = "" }) => judgeServer(answer, admin, "the gateway"),
  }),
  check({
    name: "Prometheus' API",
    why: "gates, `watch` and `report` ask it",
    concerns: ({ prometheus }) => prometheus !== undefined,
    look: (machine, { prometheus = "" }) => machine.ask(`${prometheus}/-/ready`),
    judge: (answer, { prometheus = "" }) => judgeServer(answer, prometheus, "Prometheus"),
  }),
];
