import * as pulumi from "@pulumi/pulumi";
import { loadConfig } from "./components/config/load.ts";
import { accessOf } from "./components/gateway-access.ts";
import { notifyOfUpdate } from "./components/notifications.ts";
import { planRelease } from "./components/plan/plan.ts";
import { factsOf, selectPlatform } from "./components/platforms/select.ts";
import { Release } from "./components/release.ts";
import { SERVICES } from "./components/services.ts";
import { stackHome } from "./components/stack-home.ts";

// Pulumi's runner maps the stack of every registration through source maps. Sources that run as they are need none, and it
// is half a second of CPU before a rollback begins.
Reflect.deleteProperty(Error, "prepareStackTrace");

const stack = pulumi.getStack();
const home = stackHome(stack);

const { config, secrets } = loadConfig();
notifyOfUpdate(config, secrets.notificationUrl, { stack, home });
const plan = planRelease(config, factsOf(config));
const platform = await selectPlatform(config, secrets, { stack, home });
const release = new Release("release", { plan, config, platform, access: accessOf(config, secrets), home });

/** Where users come in, and where operators look. */
export const urls = {
  gateway: platform.gateway.proxyUrl,
  admin: platform.gateway.adminUrl,
  prometheus: platform.prometheus.url,
  ...(platform.grafana ? { grafana: platform.grafana.url } : {}),
};
/** What passed last, never what config merely asks: a failed gate leaves it as it was. */
export const traffic = {
  split: release.shift.passed,
  canaryPercent: release.shift.exposedPercent,
  since: release.shift.since,
  gate: release.shift.outcome,
};
/** What each track runs, and where: for whoever checks a release from outside. */
export const tracks = Object.fromEntries(
  plan.sets.flatMap(({ tracks: own, bypassLlm, revisions }) => {
    const services = SERVICES.map(({ key, name }) => {
      const { name: revision, version } = revisions[key];
      const { address, url } = release.locate(revision);
      return [name, { revision, version, address, url }];
    });
    return own.map((track) => [track, { bypassLlm, services: Object.fromEntries(services) }]);
  }),
);
