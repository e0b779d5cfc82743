import { spawnSync } from "node:child_process";
import fs from "node:fs";
import semver from "semver";
import type { SetupLog } from "./setup-log.ts";

/** The first that takes new scrape targets within a second instead of five. */
const LEAST_VERSION = "2.42.0";
const INSTALL_COMMAND = "apt-get install -y --no-install-recommends prometheus";
/** Asked by Debian's packages before they start a service; exit code 101 means no. See invoke-rc.d(8). */
const POLICY_FILE = "/usr/sbin/policy-rc.d";

/** What set-up knows of the machine. */
export interface Machine {
  /** What the program says to --version; null when it cannot be run. */
  readonly prometheus: string | null;
  /** Program that was asked for its version: from the environment variable PROMETHEUS, else the one on PATH. */
  readonly binary: string;
  readonly isRoot: boolean;
  readonly isDebian: boolean;
}

export type PrometheusDecision =
  | { readonly kind: "present" }
  | { readonly kind: "install" }
  | { readonly kind: "refuse"; readonly message: string };

/** What to do about Prometheus on this machine. A binary that was chosen by hand is never replaced by another. */
export function decide({ prometheus, binary, isRoot, isDebian }: Machine): PrometheusDecision {
  const found = prometheus === null ? null : semver.coerce(prometheus.match(/version (\d+\.\d+\.\d+)/)?.[1]);
  if (found && semver.gte(found, LEAST_VERSION)) return { kind: "present" };
  const chosen = binary !== "prometheus";
  if (prometheus === null && !chosen && isRoot && isDebian) return { kind: "install" };

  const wrong =
    prometheus === null
      ? `Prometheus is missing: \`${binary}\` cannot be run`
      : `\`${binary}\` is ${found ? `Prometheus ${found.version}` : "no Prometheus"}`;
  const remedy = chosen
    ? "Set the environment variable PROMETHEUS to another binary, or unset it to use the one on PATH"
    : `Install it (Debian, Ubuntu: \`sudo ${INSTALL_COMMAND}\`), or name a binary in the environment variable PROMETHEUS`;
  return { kind: "refuse", message: `${wrong}; ${LEAST_VERSION} or later is needed. ${remedy}.` };
}

/**
 * Sees to it that there is a Prometheus to run.
 *
 * @throws when there is none and this user or machine cannot have it installed; the message says what to type
 */
export async function ensurePrometheus(log: SetupLog): Promise<void> {
  const decision = decide(lookAround());
  if (decision.kind === "present") return;
  if (decision.kind === "refuse") throw new Error(decision.message);
  await install(log);
  const after = decide(lookAround());
  if (after.kind !== "present") {
    throw new Error(
      `Prometheus was installed and still cannot be used. ${after.kind === "refuse" ? after.message : ""}`,
    );
  }
}

function lookAround(): Machine {
  const binary = process.env.PROMETHEUS || "prometheus";
  const asked = spawnSync(binary, ["--version"], { encoding: "utf8" });
  return {
    binary,
    prometheus: asked.status === 0 ? `${asked.stdout}${asked.stderr}` : null,
    isRoot: process.getuid?.() === 0,
    isDebian: fs.existsSync("/etc/debian_version"),
  };
}

/** The package brings a system service on port 9090, which would be in the way of ours: it is neither started nor enabled. */
async function install(log: SetupLog): Promise<void> {
  const isOurPolicy = !fs.existsSync(POLICY_FILE);
  if (isOurPolicy) fs.writeFileSync(POLICY_FILE, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  try {
    await log.step(
      "installing Prometheus by apt-get",
      [
        ["apt-get", "update"],
        ["apt-get", ...INSTALL_COMMAND.split(" ").slice(1)],
      ],
      {
        DEBIAN_FRONTEND: "noninteractive",
      },
    );
  } finally {
    if (isOurPolicy) fs.rmSync(POLICY_FILE);
  }
  if (fs.existsSync("/run/systemd/system")) {
    await log.step("keeping the Prometheus service from starting with the machine", [
      ["systemctl", "disable", "prometheus.service"],
    ]);
  }
}
