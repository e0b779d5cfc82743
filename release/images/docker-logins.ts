import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { z } from "zod";
import type { Logins } from "./registry.ts";

const configFile = z.object({ auths: z.record(z.string(), z.object({ auth: z.string().optional() })).default({}) });

/** What `docker login` calls Docker's own registry. */
const DOCKER_HUB_KEY = "https://index.docker.io/v1/";

/**
 * The logins that `docker login` has written into its config file. Those that it has given to a credential helper are not
 * among them.
 *
 * @param folder where Docker's config is; default: $DOCKER_CONFIG, else `.docker` of the home folder
 */
export function dockerLogins(folder = process.env.DOCKER_CONFIG ?? path.join(os.homedir(), ".docker")): Logins {
  const file = path.join(folder, "config.json");
  const { auths } = fs.existsSync(file)
    ? configFile.parse(JSON.parse(fs.readFileSync(file, "utf8")))
    : { auths: {} as Record<string, { auth?: string }> };
  return (host) => auths[host === "docker.io" ? DOCKER_HUB_KEY : host]?.auth;
}
