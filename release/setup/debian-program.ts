import { spawnSync } from "node:child_process";
import fs from "node:fs";
import semver from "semver";
import type { SetupLog } from "./setup-log.ts";

const INSTALL = ["install", "-y", "--no-install-recommends"] as const;
/** Asked by Debian's packages before they start a service; exit code 101 means no. See invoke-rc.d(8). */
const POLICY_FILE = "/usr/sbin/policy-rc.d";

/** A program of somebody else that is in Debian's packages. */
export interface DebianProgram {
  readonly title: string;
  /** Its name on PATH. */
  readonly binary: string;
  /** The environment variable that names another binary. */
  readonly variable: string;
  /** Debian's package; its system service has the same name. */
  readonly package: string;
  readonly leastVersion: string;
}

export const PROMETHEUS: DebianProgram = {
  title: "Prometheus",
  binary: "prometheus",
  variable: "PROMETHEUS",
  package: "prometheus",
  // The first that takes new scrape targets within a second instead of five.
  leastVersion: "2.42.0",
};

/** Comes with `amtool`, which checks configurations. */
export const ALERTMANAGER: DebianProgram = {
  title: "Alertmanager",
  binary: "prometheus-alertmanager",
  variable: "ALERTMANAGER",
  package: "prometheus-alertmanager",
  // The first that knows `matchers`.
  leastVersion: "0.22.0",
};

/** Takes what gates push. */
export const PUSHGATEWAY: DebianProgram = {
  title: "Pushgateway",
  binary: "prometheus-pushgateway",
  variable: "PUSHGATEWAY",
  package: "prometheus-pushgateway",
  leastVersion: "1.0.0",
};

/** What set-up knows of a program on this machine. */
export interface Machine {
  /** What the program says to --version; null when it cannot be run. */
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
  const found = answer === null ? null : semver.coerce(answer.match(/version (\d+\.\d+\.\d+)/)?.[1]);
  if (found && semver.gte(found, leastVersion)) return { kind: "present" };
  const chosen = binary !== program.binary;
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

function lookAround({ binary: usual, variable }: DebianProgram): Machine {
  const binary = process.env[variable] || usual;
  const asked = spawnSync(binary, ["--version"], { encoding: "utf8" });
  return {
    binary,
    answer: asked.status === 0 ? `${asked.stdout}${asked.stderr}` : null,
    isRoot: process.getuid?.() === 0,
    isDebian: fs.existsSync("/etc/debian_version"),
  };
}

/** Each package brings a system service, whose port would be in the way: it is neither started nor enabled. */
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
  if (fs.existsSync("/run/systemd/system")) {
    await log.step(`keeping the services of ${titles} from starting with the machine`, [
      ["systemctl", "disable", ...packages.map((name) => `${name}.service`)],
    ]);
  }
}
