import { describe, expect, it } from "vitest";
import { allManifests } from "../testing/all-manifests.ts";
import { settingsWith } from "../testing/settings.ts";
import type { Manifest } from "./manifest.ts";

/** As the API has it, without Pulumi's inputs: these manifests hold plain values alone. */
interface Pod {
  readonly serviceAccountName: string;
  readonly automountServiceAccountToken: boolean;
  readonly hostNetwork?: boolean;
  readonly hostPID?: boolean;
  readonly hostIPC?: boolean;
  readonly terminationGracePeriodSeconds: number;
  readonly securityContext: Readonly<Record<string, unknown>>;
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly volumes: readonly Readonly<Record<string, unknown>>[];
}
interface Container {
  readonly name: string;
  readonly image: string;
  readonly securityContext: unknown;
  readonly resources: { readonly requests: Record<string, string>; readonly limits: Record<string, string> };
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[];
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
  readonly startupProbe?: object;
  readonly readinessProbe?: object;
  readonly livenessProbe?: object;
  readonly lifecycle?: { readonly preStop: { readonly sleep: { readonly seconds: number } } };
}
interface Workload {
  readonly kind: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly selector: Readonly<Record<string, string>> | undefined;
  readonly pod: Pod;
}

const ALERTING = { alerting: { webhookUrl: "https://hooks.example.com/x" } };
const STACKS = {
  "a stand-in": settingsWith(ALERTING),
  "a managed Kong": settingsWith({
    ...ALERTING,
    gateway: { mode: "managed", propagationSeconds: 10 },
    kubernetes: { autoscaling: { maxReplicas: 8 }, storage: { prometheus: "10Gi" } },
  }),
};

function workloadsOf(manifests: readonly Manifest[]): Workload[] {
  return manifests.flatMap(({ kind, metadata, ...rest }) => {
    const { template, selector } = ((rest as { spec?: unknown }).spec ?? {}) as {
      template?: { metadata: { labels: Record<string, string> }; spec: Pod };
      selector?: { matchLabels?: Record<string, string> };
    };
    if (!template) return [];
    const { labels } = template.metadata;
    return [{ kind, name: String(metadata.name), labels, selector: selector?.matchLabels, pod: template.spec }];
  });
}

function matches(selector: Readonly<Record<string, string>>, labels: Readonly<Record<string, string>>): boolean {
  return Object.entries(selector).every(([key, value]) => labels[key] === value);
}

describe.each(Object.entries(STACKS))("with %s", (_name, settings) => {
  const manifests = allManifests(settings);
  const workloads = workloadsOf(manifests);
  const named = workloads.map((each) => [`${each.kind} ${each.name}`, each] as const);
  const containersOf = ({ pod }: Workload) => [...(pod.initContainers ?? []), ...pod.containers];

  it("there are pods to look at", () => {
    expect(workloads.length).toBeGreaterThanOrEqual(8);
  });

  it.each(named)("%s is restricted", (_what, { pod }) => {
    expect(pod.securityContext).toMatchObject({
      runAsNonRoot: true,
      runAsUser: expect.any(Number),
      seccompProfile: { type: "RuntimeDefault" },
    });
    expect(Number(pod.securityContext.runAsUser)).toBeGreaterThan(0);
    expect([pod.hostNetwork, pod.hostPID, pod.hostIPC]).toEqual([undefined, undefined, undefined]);
    for (const volume of pod.volumes) expect(volume).not.toHaveProperty("hostPath");
  });

  it.each(named)("%s has containers that can write to their volumes alone", (_what, workload) => {
    for (const { securityContext, volumeMounts, image } of containersOf(workload)) {
      expect(securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
      });
      expect(volumeMounts.map(({ mountPath }) => mountPath)).toContain("/tmp");
      const volumes = workload.pod.volumes.map((volume) => volume.name);
      for (const mount of volumeMounts) expect(volumes).toContain(mount.name);
      expect(image).not.toBe("");
    }
  });

  it.each(named)("%s has an account of its own, and a token only to find pods", (_what, { pod, name }) => {
    const accounts = manifests.filter(({ kind }) => kind === "ServiceAccount").map(({ metadata }) => metadata.name);
    expect(accounts).toContain(pod.serviceAccountName);
    expect(pod.automountServiceAccountToken).toBe(name === "prometheus");
  });

  it.each(named)("%s says what it needs and how it is looked at", (_what, workload) => {
    for (const container of containersOf(workload)) {
      const { requests, limits } = container.resources;
      for (const amounts of [requests, limits]) expect(Object.keys(amounts).sort()).toEqual(["cpu", "memory"]);
      expect(limits.memory).toBe(requests.memory);
    }
    if (workload.kind === "Job") return;
    for (const { startupProbe, readinessProbe, livenessProbe } of workload.pod.containers) {
      expect([startupProbe, readinessProbe, livenessProbe]).not.toContain(undefined);
    }
  });

  it.each(named)("%s has time to drain", (_what, { pod }) => {
    const [container] = pod.containers;
    const drain = container?.lifecycle?.preStop.sleep.seconds ?? 0;
    const shutdown = Number(container?.env?.find(({ name }) => name === "SHUTDOWN_TIMEOUT_MS")?.value ?? 0) / 1000;
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(drain + shutdown);
  });

  it.each(named)("%s holds no secret in its environment", (_what, workload) => {
    for (const { env = [] } of containersOf(workload)) {
      for (const { name, value } of env) if (/PASSWORD|KEY|TOKEN/.test(name)) expect(value).toBeUndefined();
    }
  });

  it.each(named)("%s is selected by its own selector, and by a policy that says what it may do", (_what, workload) => {
    const { selector, labels } = workload;
    if (selector) expect(matches(selector, labels)).toBe(true);
    if (selector) expect(workloads.filter((other) => matches(selector, other.labels))).toEqual([workload]);
    const policies = manifests.filter(({ kind, metadata }) => kind === "NetworkPolicy" && metadata.name !== "deny-all");
    const selecting = policies.filter((policy) => {
      const { podSelector } = (policy as { spec?: unknown }).spec as {
        podSelector: { matchLabels: Record<string, string> };
      };
      return matches(podSelector.matchLabels, labels);
    });
    expect(selecting).toHaveLength(1);
  });

  it("every Service leads to a port that pods have", () => {
    for (const manifest of manifests) {
      if (manifest.kind !== "Service") continue;
      const { selector, ports } = manifest.spec as {
        selector: Record<string, string>;
        ports: { targetPort: string }[];
      };
      const [workload] = workloads.filter(({ labels }) => matches(selector, labels));
      const names = workload?.pod.containers.flatMap((container) => container.ports ?? []).map(({ name }) => name);
      for (const { targetPort } of ports) expect(names).toContain(targetPort);
    }
  });

  it("the Admin API listens where no pod gets, and no Service gives it an address", () => {
    const admin = manifests.find(({ kind, metadata }) => kind === "Service" && metadata.name === "gateway-admin");
    expect(admin).toMatchObject({ spec: { clusterIP: "None" } });
    const gateway = workloads.find(({ name }) => name === "gateway");
    const listen = gateway?.pod.containers[0]?.env?.find(({ name }) => name === "KONG_ADMIN_LISTEN")?.value;
    if (settings.gateway.mode === "managed") expect(listen).toBe("127.0.0.1:8001");
  });

  it("all of it is in the stack's namespace, under names of its own", () => {
    const names = manifests.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    expect(new Set(names).size).toBe(names.length);
    for (const { metadata } of manifests) expect(metadata.namespace).toBe("canary-test");
  });
});
