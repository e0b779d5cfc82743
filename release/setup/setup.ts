import path from "node:path";
import { complaintAboutBuild } from "../../services/frontend/server/page-build.ts";
import {
  ALERTMANAGER,
  BUSYBOX,
  CHROMIUM,
  DOCKER_ENGINE,
  ensurePrograms,
  offerProgram,
  PROMETHEUS,
  PUSHGATEWAY,
} from "./debian-program.ts";
import { engineAnswers } from "./docker-engine.ts";
import { SetupLog } from "./setup-log.ts";

/** The project root. */
const ROOT = path.resolve(import.meta.dirname, "../..");
const FRONTEND = path.join(ROOT, "services", "frontend");

/**
 * Makes ready what the commands need besides npm's dependencies, which bin/canary has seen to: the built page and
 * Prometheus; for tests, Alertmanager and a Pushgateway too, which no stack on one machine runs, and Chromium, without which
 * those of the browser are skipped; for those on a Docker engine one where none answers. Says one line for each thing that it had to do or could not, nothing when all was there.
 *
 * @throws with what to type when something is missing that it may not or cannot bring
 */
export async function setUp({ forTests = false, forDocker = false } = {}): Promise<void> {
  const log = new SetupLog(ROOT);
  if (complaintAboutBuild(path.join(FRONTEND, "dist"), FRONTEND) !== null) {
    await log.step("building the page", [["npm", "run", "build", "-w", "services/frontend"]]);
  }
  await ensurePrograms(forTests ? [PROMETHEUS, ALERTMANAGER, PUSHGATEWAY] : [PROMETHEUS], log);
  if (forDocker) await ensurePrograms(engineAnswers() ? [BUSYBOX] : [BUSYBOX, DOCKER_ENGINE], log);
  if (forTests) await offerProgram(CHROMIUM, log, "tests that need a browser are skipped, or fail in CI");
}
