/**
 * `node release/images/main.ts <service>=<host:port> …`: checks the containers that scripts/staging_smoke.sh has started,
 * one line for each check. Exit codes: 0 all passed, 1 something did not, 2 wrong usage.
 */
import { describeCheck, verdictOf } from "../../gates/verdict.ts";
import { ROOT } from "../root.ts";
import { readPackageVersions } from "../tag/project-files.ts";
import { checkContainers } from "./checks.ts";
import { type Container, parseContainers } from "./containers.ts";

function readArguments(): Container[] {
  try {
    return parseContainers(process.argv.slice(2), readPackageVersions(ROOT));
  } catch (error) {
    process.stderr.write(`release/images/main.ts: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(2);
  }
}

const { checks, outcome } = verdictOf(await checkContainers(readArguments()));
console.log(
  "Asked of each container at its own address: a track below is the header that is sent, not a gateway's route.",
);
for (const check of checks) console.log(describeCheck(check));
console.log(`${checks.length} checks, ${checks.filter((check) => check.outcome !== "pass").length} not passed`);
process.exitCode = outcome === "pass" ? 0 : 1;
