import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Load } from "../../lab/load/generator.ts";
import { ceilingAt } from "../harness/events.ts";
import { expectRefusal, expectSplit, expectSuccess } from "../harness/expect.ts";
import { killRevisions } from "../harness/processes.ts";
import { until } from "../harness/until.ts";
import { shareOf, UsersMet } from "../harness/users.ts";
import { isOf, NEW, OLD, type ReleaseVersions } from "../harness/versions.ts";
import { WeightsRecorder } from "../harness/weights-recorder.ts";
import { docker } from "./docker.ts";
import { type DockerImages, loadImages } from "./images.ts";
import { DockerStack } from "./stack.ts";

/** How long the ceiling may take, the engine's start included, on a machine that is busy with other tests. */
const ROLLBACK_LIMIT_MS = 30_000;
const BROKEN: ReleaseVersions = { ...NEW, automationService: "3.0.1-broken" };

/** A release as containers, with users throughout. Each test goes on where the one before ended. */
describe("a release on a Docker engine", () => {
  let images: DockerImages;
  let stack: DockerStack;
  let recorder: WeightsRecorder;
  let users: Load;
  const met = new UsersMet();

  beforeAll(async () => {
    images = await loadImages();
    // A version whose image is there, and ends at once: Prometheus does not know the services' arguments.
    const broken = { [`automation-service@${BROKEN.automationService}`]: images.prometheus };
    stack = await DockerStack.create("docker-release", { ...images, services: { ...images.services, ...broken } });
  });
  afterAll(async () => {
    await recorder?.stop();
    await stack?.remove();
  });

  function expectNoFailure(): () => void {
    const since = users.mark();
    return () => {
      const { failed, finished, byStatus } = users.between(since);
      expect(failed, JSON.stringify(byStatus)).toBe(0);
      expect(finished).toBeGreaterThan(0);
    };
  }

  const up = (config: Readonly<Record<string, unknown>>, ...flags: string[]) => stack.release(config, ...flags);

  async function revisionsOf(release: ReleaseVersions): Promise<string[]> {
    return Object.keys(await stack.containers()).filter((name) => isOf(release, name));
  }

  async function expectNothingToDo(): Promise<void> {
    for (const operation of ["preview", "up"] as const) {
      const { exitCode, output } = await stack.start(operation, "--expect-no-changes", "--diff").ended;
      expect(exitCode, output).toBe(0);
    }
  }

  it("changes nothing in a preview, where there is nothing yet", async () => {
    expectSuccess(await stack.preview());
    expect(await stack.left()).toEqual([]);
  });

  it("begins with stable, tested by its gates", async () => {
    expect(await up({})).toEqual(["frontend", "smoke"]);
    recorder = new WeightsRecorder(stack.gateway);
    await expectSplit(stack, [OLD, 100]);
    users = stack.users({ onResult: met.take });
  });

  it("finds nothing to do after that, neither by what it knows nor by what a refresh has read", async () => {
    await expectNothingToDo();
    expectSuccess(await stack.refresh());
    await expectNothingToDo();
  });

  it("gives no container a right on its host, and runs it as nobody's root", async () => {
    for (const id of Object.values(await stack.containers())) {
      const [{ HostConfig: host, Config: config }] = JSON.parse(await docker("inspect", id));
      expect(host).toMatchObject({ CapDrop: ["ALL"], SecurityOpt: ["no-new-privileges:true"], Privileged: false });
      expect(host.Memory, "its memory is limited, and it has no swap beside it").toBe(host.MemorySwap);
      expect(config.User).not.toMatch(/^(|0|root)(:|$)/);
    }
  });

  it.each([10, 50])("gives a tested canary %i percent of the traffic", async (percent) => {
    const check = expectNoFailure();
    const gatesRun = await up({ canary: NEW, canaryPercent: percent });
    expect(gatesRun).toEqual(percent === 10 ? ["bake", "frontend", "slo", "smoke"] : ["bake", "slo"]);
    await expectSplit(stack, [OLD, 100 - percent], [NEW, percent]);
    expect(Math.abs((await shareOfUsers(NEW)) - percent)).toBeLessThan(1.5);
    check();
  });

  it("rolls back fast while the canary's containers crash again and again", async () => {
    const revisions = await revisionsOf(NEW);
    expect(revisions).toHaveLength(3);
    const crashing = setInterval(() => void killRevisions(revisions), 200);
    try {
      await until(() => met.failuresSince(0).length > 0, { what: "users to notice" });
      const [before, started] = [stack.events().length, Date.now()];
      expect(await up({ canaryPercent: 0 })).toEqual([]);
      const lowered = ceilingAt(stack.events().slice(before));
      console.log(`rollback: traffic off after ${lowered - started} ms, update ended after ${Date.now() - started} ms`);
      expect(lowered - started).toBeLessThan(ROLLBACK_LIMIT_MS);
      await expectSplit(stack, [OLD, 100]);
      expect(met.since(lowered).length).toBeGreaterThan(0);
      expect(met.failuresSince(lowered)).toEqual([]);
    } finally {
      clearInterval(crashing);
    }
  });

  it("goes on to 100 % when the canary is well again", async () => {
    for (const revision of await revisionsOf(NEW))
      await until(() => isHealthy(revision), { what: `${revision} to be well` });
    // Its containers were started anew, so they are published on other ports, which a refresh reads.
    const check = expectNoFailure();
    for (const percent of [10, 50, 100]) {
      expect(await up({ canaryPercent: percent }, "--refresh")).toEqual(["bake", "slo"]);
    }
    await expectSplit(stack, [NEW, 100]);
    check();
  });

  it("promotes what runs: the same containers, and no gate", async () => {
    const check = expectNoFailure();
    const before = await stack.containers();
    expect(await up({ stable: NEW, previous: OLD, canary: undefined, canaryPercent: 0 })).toEqual([]);
    expect(await stack.containers()).toEqual(before);
    await expectSplit(stack, [NEW, 100]);
    check();
  });

  it("deletes what is named no more after traffic has left it, and nobody notices", async () => {
    const check = expectNoFailure();
    expect(await up({ previous: undefined })).toEqual([]);
    expect(await revisionsOf(OLD)).toEqual([]);
    check();
  });

  it("gives nobody to a canary that does not start, and says which", async () => {
    const check = expectNoFailure();
    stack.configure({ canary: BROKEN, canaryPercent: 10 });
    expectRefusal(await stack.up(), /automation-service-3\.0\.1-broken-/);
    await expectSplit(stack, [NEW, 100]);
    check();
  });

  it("has nothing of it left when the config is put back", async () => {
    const check = expectNoFailure();
    expect(await up({ canary: undefined, canaryPercent: 0 })).toEqual([]);
    expect((await stack.left()).filter((name) => name.includes("broken"))).toEqual([]);
    await expectNothingToDo();
    check();
  });

  it("finds a container that has another address since it was started anew", async () => {
    const id = await stack.container("automation-service-3.0.1");
    const addressOf = (container: string) =>
      docker("inspect", "--format={{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}", container);
    const before = await addressOf(id);
    await docker("stop", id);
    const other = await docker("run", "--detach", `--network=canary-release-${stack.name}`, "--rm", images.lab);
    try {
      await docker("start", id);
      expect(await addressOf(id)).not.toBe(before);
      await until(async () => (await stack.users({ maxRequests: 20 }).ended).failed === 0, {
        what: "users to be served again",
      });
      expect(await up({}, "--refresh")).toEqual([]);
    } finally {
      await docker("rm", "--force", other);
    }
  });

  it("left no upstream empty and no untested revision with traffic at any moment", () => {
    expect(recorder.moments.length).toBeGreaterThan(100);
    expect(recorder.emptied()).toEqual([]);
    expect(recorder.untested()).toEqual([]);
  });

  it("keeps its data from a destroy until it is told that they may go", async () => {
    await users.stop();
    expectRefusal(await stack.destroy(), /protect/);
    expectSuccess(await stack.command("state", "unprotect", "--all", "--yes").ended);
    expectSuccess(await stack.destroy());
    expect((await stack.state()).resources).toEqual([]);
    expect(await stack.left()).toEqual([]);
  });

  /** Of 400 users' requests. */
  async function shareOfUsers(release: ReleaseVersions): Promise<number> {
    return shareOf(release, [await stack.users({ requestsPerSecond: 100, maxRequests: 400 }).ended]);
  }

  async function isHealthy(revision: string): Promise<boolean> {
    const id = (await stack.containers())[revision];
    return id !== undefined && (await docker("inspect", "--format={{.State.Health.Status}}", id)) === "healthy";
  }
});
