import fs from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Image } from "./test/docker-state.ts";
import { ScriptWorld } from "./test/script-run.ts";

const SERVICES = ["automation-service", "ai-pipeline", "frontend"] as const;
type Service = (typeof SERVICES)[number];

let world: ScriptWorld;
beforeEach(() => {
  world = new ScriptWorld();
});
afterEach(() => world.remove());

function versionOf(service: Service): string {
  return JSON.parse(fs.readFileSync(new URL(`../services/${service}/package.json`, import.meta.url), "utf8")).version;
}

const revision = (service: Service) => `${service}-${versionOf(service)}`;

/** Images of the working tree as it is, but for what is named. */
function loadImages(changes: Partial<Record<Service, Partial<Image>>> = {}): void {
  for (const service of SERVICES) {
    world.docker.addImage(`canary-release/${service}:${versionOf(service)}`, { service, ...changes[service] });
  }
}

const smoke = (...args: string[]) => world.start("staging_smoke.sh", args).ended;

/** Failed, with everything reported all the same, everybody's log shown and nothing left. */
async function expectFailure(...lines: (string | RegExp)[]): Promise<void> {
  const { code, output } = await smoke();
  for (const line of lines) expect(output).toMatch(line);
  expect(output).toContain(`assets of ${revision("frontend")}: pass`);
  expect(output).toMatch(/\d+ checks, [1-9]\d* not passed/);
  for (const service of SERVICES) expect(output).toContain(`\n== log of ${service}\n`);
  expect(output).toMatch(/"event":"listening","service":"frontend"/);
  expect(code).toBe(1);
  expect(world.left()).toEqual([]);
}

it("passes good images in every check, each locked down, and leaves nothing", async () => {
  loadImages();
  const { code, output } = await smoke();
  expect(output).not.toMatch(/: (fail|error|inconclusive)/);
  for (const service of SERVICES) {
    expect(output).toContain(`HEALTHCHECK of ${service}: pass`);
    expect(output).toContain(`health of ${revision(service)}: pass`);
    expect(output).toContain(`metrics of ${revision(service)}: pass`);
  }
  const automation = revision("automation-service");
  expect(output).toContain(`execution of ${automation}: pass (allowed: ping answered "pong") over 5 requests`);
  expect(output).toContain(`trace id of ${automation}: pass (allowed: the one that was sent, in header and body)`);
  expect(output).toContain(`request counter of ${automation}: pass +5 (allowed: +5, as many as were sent)`);
  expect(output).toContain(`selector of ${revision("ai-pipeline")}: pass`);
  for (const what of ["page", "Exec Sandbox", "assets"]) {
    expect(output).toContain(`${what} of ${revision("frontend")}: pass`);
  }
  expect(output).toContain("18 checks, 0 not passed\nstaging smoke: pass\n");
  expect(output).not.toContain("== log of");
  expect(code).toBe(0);
  expect(world.left()).toEqual([]);

  const runs = world.docker.calls().filter(([command]) => command === "run");
  expect(runs).toHaveLength(3);
  for (const run of runs) {
    expect(run.join(" ")).toContain("--read-only --cap-drop ALL --security-opt no-new-privileges");
  }
});

// Faults of different services share a run, because each run starts all three.
describe("fails", () => {
  it("when the trace id is lost, and when a version is another than package.json's", async () => {
    loadImages({
      "automation-service": { fault: { kind: "no-trace-id", probes: true } },
      frontend: { environment: { SERVICE_VERSION: "0.9.9" } },
    });
    await expectFailure(
      /trace id of automation-service-\S+: fail 5 of 5 not so: 200 .*"pong"/,
      /execution of automation-service-\S+: pass/,
      `health of ${revision("frontend")}: fail 200 {"status":"healthy","service":"frontend","version":"0.9.9"}`,
      "18 checks, 2 not passed",
    );
  });

  it("when a service does not start, and when one is not healthy", async () => {
    loadImages({
      "ai-pipeline": { fault: { kind: "cannot-start", message: "the model file is missing" } },
      frontend: { fault: { kind: "unhealthy" } },
    });
    await expectFailure(
      /^HEALTHCHECK of ai-pipeline: fail \(exited unhealthy; allowed: healthy within 60 s\)$/m,
      `container of ${revision("ai-pipeline")}: fail; it is not running`,
      /execution of automation-service-\S+: fail 5 of 5 not so: 502 .*"bad_gateway"/,
      /^the model file is missing$/m,
      /^HEALTHCHECK of frontend: fail \(running unhealthy; /m,
      `health of ${revision("frontend")}: fail 503`,
    );
  });

  it("when the counter does not rise with each request", async () => {
    // Before the service, so that its counter has none of the requests that fail.
    loadImages({ "automation-service": { fault: { kind: "errors", rate: 0.3, probes: true } } });
    await expectFailure(/request counter of automation-service-\S+: fail \+3 \(allowed: \+5, as many as were sent\)/);
  });

  it("when nothing but the HEALTHCHECK of an image does", async () => {
    loadImages({ frontend: { brokenHealthCheck: true } });
    const { code, output } = await smoke();
    expect(output).toContain("HEALTHCHECK of frontend: fail (running unhealthy; ");
    expect(output).toContain("18 checks, 0 not passed\nstaging smoke: fail\n== log of ai-pipeline\n");
    expect(code).toBe(1);
  });

  it("when images of the asked tag and repository are not there", async () => {
    loadImages();
    const { code, output } = await world.start("staging_smoke.sh", ["next"], { IMAGE_REPOSITORY: "ghcr.io/acme" })
      .ended;
    for (const service of SERVICES) {
      expect(output).toContain(`start of ${service}: fail (ghcr.io/acme/${service}:next)`);
      expect(output).toContain(`No such image: ghcr.io/acme/${service}:next`);
    }
    expect(output).toContain("3 checks, 3 not passed");
    expect(output).not.toMatch(/HEALTHCHECK|== log of|may be left/);
    expect(code).toBe(1);
    expect(world.left()).toEqual([]);
  });
});

it.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)("ended by %s exits with %i and leaves nothing", async (name, status) => {
  loadImages();
  const run = world.start("staging_smoke.sh", []);
  while (world.docker.containers().length < 2) await sleep(20);
  run.signal(name);
  expect((await run.ended).code).toBe(status);
  expect(world.left()).toEqual([]);
});

it.each([
  [["--tag"], "option --tag is not known"],
  [["a/b"], "tag is 'a/b'; allowed: 1 to 128 letters"],
  [["1.0.0", "2.0.0"], "'2.0.0' is one argument too many"],
])("refuses %j with exit 2, and starts nothing", async (args, complaint) => {
  const { code, output } = await smoke(...args);
  expect(output).toContain(complaint);
  expect(output).toContain("usage: scripts/staging_smoke.sh [tag]");
  expect(code).toBe(2);
  expect(world.left()).toEqual([]);
});
