import { CONTAINER } from "../resource-types.ts";
import type { Shown } from "./judge.ts";

export const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;

/** A container as a pod has it that keeps to every rule. */
export const SOUND_CONTAINER = {
  name: "main",
  image: `registry.example/ai-pipeline@${DIGEST}`,
  resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "256Mi" } },
  livenessProbe: { httpGet: { path: "/health", port: "http" } },
  readinessProbe: { httpGet: { path: "/health", port: "http" } },
  securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"], add: ["NET_BIND_SERVICE"] } },
};

/** A Deployment of one container, sound but for what is given. */
export function deployment(container: object = {}, pod: object = {}): Shown {
  const spec = { containers: [{ ...SOUND_CONTAINER, ...container }], ...pod };
  return { type: "kubernetes:apps/v1:Deployment", name: "web", props: { spec: { template: { spec } } } };
}

/** A Job of one container, sound but for what is given. */
export function job(container: object = {}): Shown {
  return { ...deployment(container), type: "kubernetes:batch/v1:Job" };
}

/** A CronJob has its pod one level deeper. */
export function cronJob(container: object = {}): Shown {
  const { props } = deployment(container);
  return { type: "kubernetes:batch/v1:CronJob", name: "nightly", props: { spec: { jobTemplate: props } } };
}

/** A container of Docker, sound but for what is given. */
export function container(props: object = {}): Shown {
  const sound = { image: `kong@${DIGEST}`, memory: 256, healthcheck: { tests: ["CMD", "kong", "health"] } };
  return { type: CONTAINER, name: "kong", props: { ...sound, ...props } };
}
