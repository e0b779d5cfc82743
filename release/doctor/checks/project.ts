import { createHash } from "node:crypto";
import path from "node:path";
import semver from "semver";
import { complaintAboutBuild } from "../../../services/frontend/server/page-build.ts";
import { check } from "../check.ts";
import { missing, ok, warning } from "../finding.ts";

const LEAST_NODE = "24.0.0";
const GIB = 1024 ** 3;
/** A local stack's logs and Prometheus' samples of a day take some hundred MB; npm's dependencies about one GB. */
const LEAST_FREE_BYTES = 2 * GIB;

/** What the project itself needs, whatever the platform. */
export const PROJECT_CHECKS = [
  check({
    name: "Node",
    why: "runs everything; it must read TypeScript as it is",
    look: () => process.version,
    judge: (version) =>
      semver.gte(version, LEAST_NODE)
        ? ok(version)
        : missing(version, "install Node 24, or let `bin/canary setup` bring one for this project"),
  }),
  check({
    name: "npm's dependencies",
    why: "what package-lock.json names, and nothing older",
    look: (machine, { root }) => ({
      lock: machine.read(path.join(root, "package-lock.json")),
      installed: machine.read(path.join(root, "node_modules", ".canary-installed"))?.trim(),
    }),
    judge: ({ lock, installed }) =>
      lock !== undefined && installed === createHash("sha256").update(lock).digest("hex")
        ? ok("those of package-lock.json")
        : missing(installed === undefined ? "not installed" : "of another package-lock.json", "bin/canary setup"),
  }),
  check({
    name: "the page's build",
    why: "the frontend serves it on this machine",
    concerns: ({ config }) => config.platform === "local",
    look: (_machine, { root }) => {
      const frontend = path.join(root, "services", "frontend");
      return complaintAboutBuild(path.join(frontend, "dist"), frontend);
    },
    judge: (complaint) => (complaint === null ? ok("of these sources") : missing(complaint, "bin/canary setup")),
  }),
  check({
    name: "run folder",
    why: "processes, logs, leases of guards and the log of events are in it",
    look: (machine, { home }) => ({ mayWrite: machine.mayWrite(home), home }),
    judge: ({ mayWrite, home }) =>
      mayWrite
        ? ok(home)
        : missing(`${home} cannot be written`, "give this user the right, or set CANARY_HOME to another folder"),
  }),
  check({
    name: "disk",
    why: "logs and Prometheus' samples grow; a full disk fails an update in the middle",
    look: (machine, { home }) => machine.freeBytes(home),
    judge: (bytes) => {
      const seen = `${(bytes / GIB).toFixed(1)} GiB free`;
      return bytes >= LEAST_FREE_BYTES
        ? ok(seen)
        : warning(seen, `free some space: ${LEAST_FREE_BYTES / GIB} GiB are advised`);
    },
  }),
  check({
    name: "Pulumi CLI",
    why: "the engine people use; without it the embedded engine runs the same program",
    look: (machine) => machine.run("pulumi", "version"),
    judge: (said) =>
      said.kind === "ran" && said.ok
        ? ok(said.output)
        : ok("not on PATH: the embedded engine is used, which needs nothing"),
  }),
  check({
    name: "passphrase",
    why: "opens the secrets of the stack's config and state",
    concerns: ({ stack }) => stack !== "local",
    look: ({ environment }, { secretsProvider }) => ({
      secretsProvider,
      variable: ["PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE"].find(
        (name) => environment[name] !== undefined,
      ),
    }),
    judge: ({ secretsProvider, variable }) => {
      if (secretsProvider !== undefined) return ok(`kept by ${secretsProvider}`);
      if (variable !== undefined) return ok(`${variable} is set`);
      return missing(
        "none is set",
        "set PULUMI_CONFIG_PASSPHRASE, or PULUMI_CONFIG_PASSPHRASE_FILE to a file that holds it",
      );
    },
  }),
];
