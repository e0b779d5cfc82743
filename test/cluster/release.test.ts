import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Load } from "../../lab/load/generator.ts";
import type { LoadResult } from "../../lab/load/result.ts";
import { ceilingAt } from "../harness/events.ts";
import { expectSplit, expectSuccess } from "../harness/expect.ts";
import type { GatewayView } from "../harness/gateway.ts";
import { killRevisions } from "../harness/processes.ts";
import { until } from "../harness/until.ts";
import { shareOf, UsersMet } from "../harness/users.ts";
import { byUpstream, isOf, NEW, OLD, type ReleaseVersions } from "../harness/versions.ts";
import { WeightsRecorder } from "../harness/weights-recorder.ts";
import { kubectl } from "./cluster.ts";
import { ClusterStack, type Pod } from "./stack.ts";

function describeResult(result: LoadResult | undefined): string {
  return result ? `${new Date(result.sentAt).toISOString()} ${JSON.stringify(result.outcome)}` : "nothing";
}

/** How long the ceiling may take, engine and tunnels included, on a machine that is busy with other tests. */
const ROLLBACK_LIMIT_MS = 30_000;

/** A release of the staging stack, with users throughout. Each test goes on where the one before ended. */
describe("a release on Kubernetes", () => {
  let stack: ClusterStack;
  let gateway: GatewayView;
  let recorder: WeightsRecorder;
  let users: Load;
  const met = new UsersMet();

  beforeAll(async () => {
    stack = await ClusterStack.create();
  });
  afterAll(async () => {
    await recorder?.stop();
    await stack?.remove();
    await gateway?.close();
    await kubectl("delete", "namespace", "canary-staging", "--ignore-not-found");
  });

  function expectNoFailure(): () => void {
    const since = users.mark();
    return () => {
      const { failed, finished } = users.between(since);
      const failures = met.failuresSince(since.at);
      expect(
        failed,
        `from ${describeResult(failures[0])} to ${describeResult(failures.at(-1))}; ${describeEvents()}`,
      ).toBe(0);
      expect(finished).toBeGreaterThan(0);
    };
  }

  /** When what happened, beside failures: what a failure has to do with. */
  function describeEvents(): string {
    return stack
      .events()
      .map(({ at, event, ...rest }) => `${at} ${event}${"gate" in rest ? ` ${rest.gate}` : ""}`)
      .filter((line) => !line.includes("measured"))
      .join("; ");
  }

  /** Pods of a release's automation-service, ai-pipeline and frontend. */
  async function podsOf(release: ReleaseVersions): Promise<Record<string, readonly Pod[]>> {
    const pods = await stack.pods();
    return Object.fromEntries(
      Object.entries(byUpstream(release)).map(([service, version]) => {
        const revision = Object.keys(pods).find((name) => name.startsWith(`${service}-${version}-`)) ?? "";
        return [service, pods[revision] ?? []];
      }),
    );
  }

  async function expectPods(release: ReleaseVersions, count: number): Promise<void> {
    for (const [service, pods] of Object.entries(await podsOf(release))) {
      expect(pods.length, `pods of ${service} ${release.automationService}`).toBe(count);
    }
  }

  const up = (config: Readonly<Record<string, unknown>>) => stack.release(config);

  it("changes nothing in a preview, where there is nothing yet", async () => {
    expectSuccess(await stack.preview());
    expect(await kubectl("get", "namespace", stack.namespace, "--ignore-not-found")).toBe("");
  });

  it("begins with stable in two pods each, tested by their gates", async () => {
    expect(await up({})).toEqual(["frontend", "smoke"]);
    gateway = await stack.openGateway();
    recorder = new WeightsRecorder(gateway);
    await expectSplit({ gateway }, [OLD, 100]);
    await expectPods(OLD, 2);
    users = await stack.users({ onResult: met.take });
  });

  it("finds nothing to do in a preview and in an update after that", async () => {
    for (const operation of ["preview", "up"] as const) {
      const { exitCode, output } = await stack.start(operation, "--expect-no-changes").ended;
      expect(exitCode, output).toBe(0);
      expect(output).toMatch(/\d+ unchanged/);
    }
  });

  it.each([
    { percent: 10, pods: 1 },
    { percent: 50, pods: 1 },
  ])("gives a tested canary $percent % of the traffic, and its share of pods: $pods", async ({ percent, pods }) => {
    const check = expectNoFailure();
    const gatesRun = await up({ canary: NEW, canaryPercent: percent });
    expect(gatesRun).toEqual(percent === 10 ? ["bake", "frontend", "slo", "smoke"] : ["bake", "slo"]);
    await expectSplit({ gateway }, [OLD, 100 - percent], [NEW, percent]);
    await expectPods(NEW, pods);
    await expectPods(OLD, 2);
    expect(Math.abs((await shareOfUsers(NEW)) - percent)).toBeLessThan(1.5);
    check();
  });

  it("rolls back fast while the canary's pods crash again and again", async () => {
    const revisions = Object.keys(await stack.pods()).filter((name) => isOf(NEW, name));
    expect(revisions).toHaveLength(3);
    await until(() => crashAll(revisions), { what: "the canary's pods to be in CrashLoopBackOff", withinMs: 120_000 });
    const [before, started] = [stack.events().length, Date.now()];
    expect(await up({ canaryPercent: 0 })).toEqual([]);
    const lowered = ceilingAt(stack.events().slice(before));
    console.log(
      `rollback: traffic off the canary after ${lowered - started} ms, update ended after ${Date.now() - started} ms`,
    );
    expect(lowered - started).toBeLessThan(ROLLBACK_LIMIT_MS);
    await expectSplit({ gateway }, [OLD, 100]);
    expect(met.since(lowered).length).toBeGreaterThan(0);
    expect(met.failuresSince(lowered)).toEqual([]);
  });

  it("goes on to 100 % when the canary is well again", async () => {
    await until(
      async () => Object.values(await podsOf(NEW)).every((pods) => pods.length > 0 && pods.every(({ ready }) => ready)),
      {
        what: "the canary's pods to be ready again",
        withinMs: 180_000,
      },
    );
    const check = expectNoFailure();
    for (const percent of [10, 50, 100]) expect(await up({ canaryPercent: percent })).toEqual(["bake", "slo"]);
    await expectSplit({ gateway }, [NEW, 100]);
    await expectPods(NEW, 2);
    check();
  });

  it("promotes what runs: the same pods, and no gate", async () => {
    const check = expectNoFailure();
    const pods = await podsOf(NEW);
    expect(await up({ stable: NEW, previous: OLD, canary: undefined, canaryPercent: 0 })).toEqual([]);
    expect(await podsOf(NEW)).toEqual(pods);
    await expectSplit({ gateway }, [NEW, 100]);
    check();
  });

  it("deletes what is named no more after traffic has left it, and nobody notices", async () => {
    const check = expectNoFailure();
    expect(await up({ previous: undefined })).toEqual([]);
    await until(async () => Object.values(await podsOf(OLD)).every((pods) => pods.length === 0), {
      what: "the former stable's pods to go",
    });
    check();
  });

  it("left no upstream empty and no untested revision with traffic at any moment", () => {
    expect(recorder.moments.length).toBeGreaterThan(100);
    expect(recorder.emptied()).toEqual([]);
    expect(recorder.untested()).toEqual([]);
  });

  it("leaves no tunnel of a command open", () => {
    expect(stack.processes().map(({ command }) => command)).toEqual([]);
  });

  it("ends with nothing left in the cluster", async () => {
    await users.stop();
    expectSuccess(await stack.destroy());
    expect((await stack.state()).resources).toEqual([]);
    expect(await kubectl("get", "namespace", stack.namespace, "--ignore-not-found")).toBe("");
  });

  /** Percent of 400 users' requests that a release answers. */
  async function shareOfUsers(release: ReleaseVersions): Promise<number> {
    const from = users.mark();
    const burst = await (await stack.users({ requestsPerSecond: 100, maxRequests: 300 })).ended;
    return shareOf(release, [burst, users.between(from)]);
  }

  /** Kills the containers' processes that run now, from outside; true once the kubelet holds every one of them back. */
  async function crashAll(revisions: readonly string[]): Promise<boolean> {
    await killRevisions(revisions);
    const pods = await stack.pods();
    return revisions.every((revision) => pods[revision]?.every(({ waiting }) => waiting === "CrashLoopBackOff"));
  }
});
