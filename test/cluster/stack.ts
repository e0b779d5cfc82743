import fs from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import type { Load } from "../../lab/load/generator.ts";
import type { LoadOptions } from "../../lab/load/options.ts";
import { openPortForward } from "../../tunnel/port-forward.ts";
import { ROOT } from "../harness/engine.ts";
import { GatewayView } from "../harness/gateway.ts";
import { ProjectStack } from "../harness/project-stack.ts";
import { gates } from "../harness/stack.ts";
import { OLD } from "../harness/versions.ts";
import { treeImages } from "../images/working-tree.ts";
import { kubectl, PROMETHEUS_IMAGE } from "./cluster.ts";

const STAGING = path.join(ROOT, "Pulumi.staging.yaml");
const CONTEXT = "test-cluster";
const NAMESPACE = "canary-staging";

/** The staging stack as its file has it, on the test's cluster: with images of the working tree, and times of a test. */
export class ClusterStack extends ProjectStack {
  readonly namespace = NAMESPACE;

  static async create(): Promise<ClusterStack> {
    const stack = new ClusterStack("staging");
    await stack.init();
    const images = treeImages();
    const staging: Record<string, unknown> = parse(fs.readFileSync(STAGING, "utf8")).config;
    stack.configure({
      ...Object.fromEntries(Object.entries(staging).map(([key, value]) => [key.replace("canary-release:", ""), value])),
      platform: "kubernetes",
      stable: OLD,
      phases: [10, 50, 100].map((percent) => ({ percent, bakeSeconds: 0 })),
      gates: gates({ windowSeconds: 6, pollSeconds: 1 }),
      // The stand-in tells of a weight at once; what it does not have is not waited for.
      gateway: { mode: "stand-in" },
      images: { services: images.services, lab: images.lab, prometheus: PROMETHEUS_IMAGE, grafana: "" },
      kubernetes: { context: CONTEXT, namespace: NAMESPACE, replicas: 2, gateway: { serviceType: "NodePort" } },
      prometheus: { url: "", scrapeSeconds: 1 },
      grafana: { url: "" },
    });
    return stack;
  }

  /** Users, who come in by the proxy's NodePort: no tunnel of the deploying machine is in their way. */
  async users(options: Partial<LoadOptions> = {}): Promise<Load> {
    const port = await this.kubectl("get", "service", "gateway-proxy", "--output=jsonpath={.spec.ports[0].nodePort}");
    return this.loadAt(`http://127.0.0.1:${port}`, options);
  }

  /** The gateway's Admin API, by a tunnel that is open until this process ends. */
  async openGateway(): Promise<GatewayView> {
    const place = {
      context: CONTEXT,
      namespace: NAMESPACE,
      kind: "services",
      name: "gateway-admin",
      port: 8001,
    } as const;
    const { port } = await openPortForward({ ...place, rest: "" });
    return new GatewayView(port);
  }

  kubectl(...args: string[]): Promise<string> {
    return kubectl(`--namespace=${NAMESPACE}`, ...args);
  }

  /** Pods of each revision, by its name, with what the kubelet says of their containers. */
  async pods(): Promise<Readonly<Record<string, readonly Pod[]>>> {
    const { items } = JSON.parse(await this.kubectl("get", "pods", "--output=json")) as { items: ApiPod[] };
    const byRevision: Record<string, Pod[]> = {};
    for (const { metadata, status } of items) {
      const revision = metadata.labels["canary-release/revision"];
      if (revision === undefined || metadata.deletionTimestamp !== undefined) continue;
      byRevision[revision] = [...(byRevision[revision] ?? []), { name: metadata.name, ...readStatus(status) }];
    }
    return byRevision;
  }
}

/** A pod of a revision. */
export interface Pod {
  readonly name: string;
  readonly ready: boolean;
  /** Why its container does not run: "CrashLoopBackOff"; undefined when it does. */
  readonly waiting: string | undefined;
}

interface ApiPod {
  readonly metadata: {
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
  };
  readonly status: {
    readonly containerStatuses?: readonly {
      readonly ready: boolean;
      readonly state: { readonly waiting?: { readonly reason: string } };
    }[];
  };
}

function readStatus({ containerStatuses = [] }: ApiPod["status"]): Pick<Pod, "ready" | "waiting"> {
  const waiting = containerStatuses.find(({ state }) => state.waiting)?.state.waiting?.reason;
  return { ready: containerStatuses.length > 0 && containerStatuses.every(({ ready }) => ready), waiting };
}
