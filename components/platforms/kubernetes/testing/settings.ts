import fs from "node:fs";
import { parse } from "yaml";
import { parseConfig } from "../../../config/parse.ts";
import { isSecretKey } from "../../../config/secrets.ts";
import { type KubernetesSettings, settingsOf } from "../settings.ts";

const project = parse(fs.readFileSync(new URL("../../../../Pulumi.yaml", import.meta.url), "utf8")) as {
  config: Record<string, { default: unknown }>;
};
const DEFAULTS = Object.fromEntries(
  Object.entries(project.config)
    .filter(([key]) => !isSecretKey(key))
    .map(([key, entry]) => [key, entry.default]),
);

export const IMAGES = {
  services: {
    "automation-service@3.0.1": "registry/automation-service:3.0.1",
    "ai-pipeline@1.1.0": "registry/ai-pipeline:1.1.0",
    "frontend@1.1.0": "registry/frontend:1.1.0",
  },
  lab: "registry/lab:1",
};

/** Settings of a stack named "test" on a cluster, with the defaults of Pulumi.yaml for what is not given. */
export function settingsWith(given: Readonly<Record<string, unknown>> = {}): KubernetesSettings {
  return settingsOf(parseConfig({ platform: "kubernetes", images: IMAGES, ...given }, DEFAULTS), "test");
}
