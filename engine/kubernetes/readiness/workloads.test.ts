import { expect, test } from "vitest";
import { type KubeObject, textAt } from "../objects/kube-object.ts";
import { recorded } from "../testing/recorded.ts";
import { readinessOf } from "./readiness-of.ts";
import type { Verdict } from "./verdict.ts";

const troubles = recorded("troubles");

function find(objects: readonly KubeObject[], kind: string, name: string): KubeObject {
  const found = objects.find((object) => object.kind === kind && textAt(object, "metadata", "name") === name);
  if (found === undefined) throw new Error(`no ${kind} ${name} is recorded`);
  return found;
}

/** Related: all that the object's selectors could find. */
function verdict(kind: string, name: string, objects = troubles): Verdict {
  const object = find(objects, kind, name);
  const app = textAt(object, "spec", "selector", "matchLabels", "app");
  const related = objects.filter((other) => app === "" || textAt(other, "metadata", "labels", "app") === app);
  return readinessOf(object).judge(object, related);
}

/** With other values in some of its parts. */
function altered(object: KubeObject, parts: { metadata?: object; spec?: object; status?: object }): KubeObject {
  const changed = Object.entries(parts).map(([part, values]) => [part, { ...(object[part] as KubeObject), ...values }]);
  return { ...object, ...Object.fromEntries(changed) };
}

test("a bad image is told with what the kubelet says, and old pods are not taken for the trouble's", () => {
  const found = verdict("Deployment", "web", recorded("bad-rollout"));
  expect(found).toMatchObject({
    state: "waiting",
    progress: "0/2 pods ready",
    meanwhile: "2 pods of the old version serve on",
    troubles: [
      {
        pod: "web-5ff846c4b8-46xj8",
        text: expect.stringMatching(
          /^pod web-\S+, container pause: the image "localhost\/nothing:1" cannot be pulled \(ImagePullBackOff\): .*connection refused$/,
        ),
      },
    ],
  });
});

test.each([
  ["crash", /container c: it ended with exit code 3$/],
  ["nosecret", /CreateContainerConfigError: secret "missing" not found$/],
  ["novolume", /^pod novolume-\S+ is pending$/],
  ["probe", /^pod probe-\S+, container c: it runs but is not ready$/],
  ["unschedulable", /cannot be scheduled: 0\/1 nodes are available: 1 Insufficient cpu/],
  ["quota", /^no pod can be made: pods "quota-\S+" is forbidden: exceeded quota: q/],
])("%s: the trouble is told", (name, text) => {
  expect(verdict("Deployment", name)).toMatchObject({
    state: "waiting",
    progress: "0/1 pods ready",
    troubles: [{ text: expect.stringMatching(text) }],
  });
});

test("only what a status cannot tell is looked up in events and logs", () => {
  const troubleOf = (name: string): unknown => {
    const found = verdict("Deployment", name);
    return found.state === "waiting" ? found.troubles[0] : undefined;
  };
  expect(troubleOf("crash")).toMatchObject({ logs: { container: "c", previous: false } });
  expect(troubleOf("novolume")).toMatchObject({ eventsOf: expect.stringMatching(/^novolume-/) });
  expect(troubleOf("probe")).toMatchObject({ eventsOf: expect.stringMatching(/^probe-/) });
  expect(troubleOf("nosecret")).not.toHaveProperty("eventsOf");
});

test("a Deployment is ready when all its pods are of the last version and available", () => {
  expect(verdict("Deployment", "good")).toEqual({ state: "ready" });
  const good = find(troubles, "Deployment", "good");
  const judge = (parts: Parameters<typeof altered>[1]): Verdict => readinessOf(good).judge(altered(good, parts), []);
  expect(judge({ metadata: { generation: 7 } })).toMatchObject({
    state: "waiting",
    progress: "the controller has not taken notice yet",
  });
  expect(judge({ status: { replicas: 2 } })).toMatchObject({ progress: "1 old pods to end" });
  expect(judge({ spec: { replicas: 3 } })).toMatchObject({ progress: "1/3 pods ready" });
  // A paused one does not roll out, so there is nothing to wait for.
  expect(judge({ spec: { replicas: 3, paused: true } })).toEqual({ state: "ready" });
});

test("a rollout that made no progress in its time has failed", () => {
  const stuck = altered(find(troubles, "Deployment", "probe"), {
    status: { conditions: [{ type: "Progressing", status: "False", reason: "ProgressDeadlineExceeded" }] },
  });
  expect(readinessOf(stuck).judge(stuck, [])).toMatchObject({
    state: "failed",
    reason: "the rollout made no progress within its progressDeadlineSeconds",
  });
});

test("many pods with one trouble are told once", () => {
  const objects = recorded("bad-rollout");
  const bad = find(objects, "Pod", "web-5ff846c4b8-46xj8");
  const twin = altered(bad, { metadata: { name: "web-5ff846c4b8-twin0" } });
  const found = verdict("Deployment", "web", [...objects, twin]);
  expect(found.state === "waiting" && found.troubles).toHaveLength(1);
});

test("sets of pods", () => {
  expect(verdict("StatefulSet", "set")).toEqual({ state: "ready" });
  expect(verdict("DaemonSet", "daemon")).toEqual({ state: "ready" });
  // Why it makes no pods only its events tell.
  expect(verdict("StatefulSet", "quotaset")).toMatchObject({
    state: "waiting",
    progress: "0/1 pods ready",
    troubles: [],
  });
  const set = find(troubles, "StatefulSet", "set");
  const rolling = altered(set, { status: { updateRevision: "new", updatedReplicas: 1 } });
  expect(readinessOf(set).judge(rolling, troubles)).toMatchObject({
    progress: "1/2 pods updated",
    meanwhile: "2 pods of the old version serve on",
  });
  const byHand = altered(rolling, { spec: { updateStrategy: { type: "OnDelete" } } });
  expect(readinessOf(set).judge(byHand, troubles)).toEqual({ state: "ready" });
  const partitioned = altered(rolling, {
    spec: { updateStrategy: { type: "RollingUpdate", rollingUpdate: { partition: 1 } } },
  });
  expect(readinessOf(set).judge(partitioned, troubles)).toEqual({ state: "ready" });
});

test("jobs", () => {
  expect(verdict("Job", "ok")).toEqual({ state: "ready" });
  const fails = find(troubles, "Job", "fails");
  const pods = [find(troubles, "Pod", "fails-6zmnl")];
  expect(readinessOf(fails).judge(fails, pods)).toMatchObject({
    state: "failed",
    reason: "the job failed (BackoffLimitExceeded): Job has reached the specified backoff limit",
    troubles: [{ text: "pod fails-6zmnl, container c: it ended with exit code 3", logs: { previous: false } }],
  });
  const suspended = altered(fails, { status: { conditions: [] }, spec: { suspend: true } });
  expect(readinessOf(suspended).judge(suspended, [])).toEqual({ state: "ready" });
});

test("a pod is ready, done, or failed", () => {
  expect(verdict("Pod", "pod-6d2cec76")).toEqual({ state: "ready" });
  expect(verdict("Pod", "ok-bzwrk")).toEqual({ state: "ready" });
  expect(verdict("Pod", "fails-6zmnl")).toMatchObject({ state: "failed", reason: "the pod failed" });
  expect(verdict("Pod", "probe-947569bd6-zv8gc")).toMatchObject({
    state: "waiting",
    progress: "running, not ready yet",
  });
});

test("a container in a crash loop is told with its end and how often it was started again", () => {
  const pod = altered(find(troubles, "Pod", "crash-9786746c9-87bq9"), {
    status: {
      containerStatuses: [
        {
          name: "c",
          restartCount: 4,
          state: { waiting: { reason: "CrashLoopBackOff", message: "back-off 40s" } },
          lastState: { terminated: { exitCode: 137, reason: "OOMKilled" } },
        },
      ],
    },
  });
  expect(readinessOf(pod).judge(pod, [])).toMatchObject({
    troubles: [
      {
        text:
          "pod crash-9786746c9-87bq9, container c: it ended with exit code 137 (OOMKilled) and was started again " +
          "4 times (CrashLoopBackOff)",
        logs: { pod: "crash-9786746c9-87bq9", container: "c", previous: true },
      },
    ],
  });
});
