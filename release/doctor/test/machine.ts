import { ROOT } from "../../root.ts";
import { settingsOver } from "../../stack-config.ts";
import type { Need } from "../check.ts";
import type { Machine, Said } from "../machine.ts";

export const ran = (output: string, ok = true): Said => ({ kind: "ran", ok, output });

/** A machine on which everything is well, but for what is given. */
export function machine(given: Partial<Machine> = {}): Machine {
  return {
    run: async () => ran("prometheus, version 3.5.0"),
    holderOf: () => undefined,
    ask: async () => ({ status: 200, skewMs: 0 }),
    environment: { PULUMI_CONFIG_PASSPHRASE: "" },
    read: () => "text",
    freeBytes: () => 1024 ** 4,
    mayWrite: () => true,
    isRoot: false,
    ...given,
  };
}

/** What a stack of the platform needs, that is not up. */
export function need(platform: Need["config"]["platform"], given: Partial<Need> = {}): Need {
  return {
    stack: "local",
    config: { ...settingsOver({}, ROOT), platform },
    root: ROOT,
    home: "/home/canary/local",
    secretsProvider: undefined,
    isUp: false,
    admin: undefined,
    prometheus: undefined,
    ownPids: [],
    ...given,
  };
}
