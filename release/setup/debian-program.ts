import { spawnSync } from "node:child_process";
import fs from "node:fs";
import semver from "semver";
import { BROWSER_NAMES, BROWSER_VARIABLE } from "../../gates/frontend/browser/find.ts";
import type { SetupLog } from "./setup-log.ts";

const INSTALL = ["install", "-y", "--no-install-recommends"] as const;
/** Asked by Debian's packages before they start a service; exit code 101 means no. See invoke-rc.d(8). */
const POLICY_FILE = "/usr/sbin/policy-rc.d";

/** A program of somebody else that is in Debian's packages. */
export interface DebianProgram {
  readonly title: string;
  /** Its name on PATH. */
  readonly binary: string;
  /** Names of programs that are as good, looked for after it. */
  readonly others?: readonly string[];
  /** The environment variable that names another binary. */
  readonly variable: string;
  /** Debian's package. */
  readonly package: string;
  /** The system service that the package starts. */
  readonly service?: string;
  readonly leastVersion: string;
  /** What it is asked for its version by; absent, `--version`. */
  readonly versionOption?: string;
  /** How it says its version, which is the first group. */
  readonly version: RegExp;
}

/** `prometheus, version 2.42.0+ds (…)` */
const PROMETHEUS_VERSION = /version (\d+\.\d+\.\d+)/;

export const PROMETHEUS: DebianProgram = {
  title: "Prometheus",
  binary: "prometheus",
  variable: "PROMETHEUS",
  package: "prometheus",
  service: "prometheus",
  // The first that takes new scrape targets within a second instead of five.
  leastVersion: "2.42.0",
  version: PROMETHEUS_VERSION,
};

/** Comes with `amtool`, which checks configurations. */
export const ALERTMANAGER: DebianProgram = {
  title: "Alertmanager",
  binary: "prometheus-alertmanager",
  variable: "ALERTMANAGER",
  package: "prometheus-alertmanager",
  service: "prometheus-alertmanager",
  // The first that knows `matchers`.
  leastVersion: "0.22.0",
  version: PROMETHEUS_VERSION,
};

/** What the frontend gate looks at a page in, and the tests of it. */
export const CHROMIUM: DebianProgram = {
  title: "Chromium",
  binary: BROWSER_NAMES[0],
  others: BROWSER_NAMES.slice(1),
  variable: BROWSER_VARIABLE,
  package: "chromium",
  // The first whose headless mode is the whole browser (https://developer.chrome.com/docs/chromium/headless).
  leastVersion: "112.0.0",
  version: /^(?:Chromium|Google Chrome|Microsoft Edge) (\d+\.\d+\.\d+)/m,
};

/** Takes what gates push. */
export const PUSHGATEWAY: DebianProgram = {
  title: "Pushgateway",
  binary: "prometheus-pushgateway",
  variable: "PUSHGATEWAY",
  package: "prometheus-pushgateway",
  service: "prometheus-pushgateway",
  leastVersion: "1.0.0",
  version: PROMETHEUS_VERSION,
};

/** For tests on a machine where no Docker engine runs. Comes with its client. */
export const DOCKER_ENGINE: DebianProgram = {
  title: "a Docker engine",
  binary: "dockerd",
  variable: "DOCKERD",
  package: "docker.io",
  service: "docker",
  leastVersion: "20.10.0",
  version: /^Docker version (\d+\.\d+\.\d+)/m,
};

/** Prometheus' image has it; so has one that is made of Debian's Prometheus. Linked statically, it runs in any image. */
export const BUSYBOX: DebianProgram = {
  title: "BusyBox",
  binary: "busybox",
  variable: "BUSYBOX",
  package: "busybox-static",
  leastVersion: "1.30.0",
  versionOption: "--help",
  version: /^BusyBox v(\d+\.\d+\.\d+)/m,
};

/** What set-up knows of a program on this machine. */
export interface Machine {
  /** What the program says when it is asked for its version; null when it cannot be run. */
  readonly answer: string | null;
  /** Program that was asked for its version: from the environment variable, else the one on PATH. */
  readonly binary: string;
  readonly isRoot: boolean;
  readonly isDebian: boolean;
}

export type ProgramDecision =
  | { readonly kind: "present" }
  | { readonly kind: "install" }
  | { readonly kind: "refuse"; readonly message: string };

/** What to do about a program on this machine. A binary that was chosen by hand is never replaced by another. */
export function decide(program: DebianProgram, { answer, binary, isRoot, isDebian }: Machine): ProgramDecision {
  const { title, variable, leastVersion } = program;
  const found = answer === null ? null : semver.coerce(answer.match(program.version)?.[1]);
  if (found && semver.gte(found, leastVersion)) return { kind: "present" };
  const chosen = ![program.binary, ...(program.others ?? [])].includes(binary);
  if (answer === null && !chosen && isRoot && isDebian) return { kind: "install" };

  const wrong =
    answer === null
      ? `${title} is missing: \`${binary}\` cannot be run`
      : `\`${binary}\` is ${found ? `${title} ${found.version}` : `no ${title}`}`;
  const remedy = chosen
    ? `Set the environment variable ${variable} to another binary, or unset it to use the one on PATH`
    : `Install it (Debian, Ubuntu: \`sudo apt-get ${INSTALL.join(" ")} ${program.package}\`), ` +
      `or name a binary in the environment variable ${variable}`;
  return { kind: "refuse", message: `${wrong}; ${leastVersion} or later is needed. ${remedy}.` };
}

/**
 * Sees to it that there are these programs to run. What is missing is installed in one go.
 *
 * @throws when one is missing and this user or machine cannot have it installed; the message says what to type
 */
export async function ensurePrograms(programs: readonly DebianProgram[], log: SetupLog): Promise<void> {
  const missing = programs.filter((program) => {
    const decision = decide(program, lookAround(program));
    if (decision.kind === "refuse") throw new Error(decision.message);
    return decision.kind === "install";
  });
  if (missing.length === 0) return;
  await install(missing, log);
  for (const program of missing) {
    const after = decide(program, lookAround(program));
    if (after.kind === "present") continue;
    const why = after.kind === "refuse" ? after.message : "";
    throw new Error(`${program.title} was installed and still cannot be used. ${why}`);
  }
}

function lookAround({ binary: usual, others = [], variable, versionOption = "--version" }: DebianProgram): Machine {
  const chosen = process.env[variable];
  const answers = (chosen ? [chosen] : [usual, ...others]).map((binary) => {
    const asked = spawnSync(binary, [versionOption], { encoding: "utf8" });
    return { binary, answer: asked.status === 0 ? `${asked.stdout}${asked.stderr}` : null };
  });
  const found = answers.find(({ answer }) => answer !== null);
  return {
    ...(found ?? { binary: chosen || usual, answer: null }),
    isRoot: process.getuid?.() === 0,
    isDebian: fs.existsSync("/etc/debian_version"),
  };
}

/**
 * Sees to a program that is good to have: where it cannot be had, a line says why and what goes without it.
 *
 * @param without what is not done where it is missing
 */
export async function offerProgram(program: DebianProgram, log: SetupLog, without: string): Promise<void> {
  try {
    await ensurePrograms([program], log);
  } catch (error) {
    const [reason] = (error instanceof Error ? error.message : String(error)).split("\n", 1);
    process.stderr.write(`set-up: ${without}: ${reason}\n`);
  }
}

/** A package that brings a system service, whose port would be in the way: it is neither started nor enabled. */
async function install(programs: readonly DebianProgram[], log: SetupLog): Promise<void> {
  const titles = programs.map(({ title }) => title).join(" and ");
  const packages = programs.map((program) => program.package);
  const isOurPolicy = !fs.existsSync(POLICY_FILE);
  if (isOurPolicy) fs.writeFileSync(POLICY_FILE, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  try {
    await log.step(
      `installing ${titles} by apt-get`,
      [
        ["apt-get", "update"],
        ["apt-get", ...INSTALL, ...packages],
      ],
      { DEBIAN_FRONTEND: "noninteractive" },
    );
  } finally {
    if (isOurPolicy) fs.rmSync(POLICY_FILE);
  }
  const services = programs.flatMap(({ service }) => service ?? []);
  if (fs.existsSync("/run/systemd/system") && services.length > 0) {
    await log.step(`keeping the services ${services.join(" and ")} from starting with the machine`, [
      ["systemctl", "disable", ...services.map((service) => `${service}.service`)],
    ]);
  }
}
