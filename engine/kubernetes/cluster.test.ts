import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { TestStack } from "../deployment/testing/test-stack.ts";

/**
 * The provider on a real cluster, for whoever has one:
 *
 *     KUBECONFIG_TEST=~/.kube/config bin/canary test engine/kubernetes/cluster
 *
 * kubectl must be on PATH, and the user may make and delete namespaces. KUBECONFIG_TEST_IMAGE (default:
 * registry.k8s.io/pause:3.10) is an image that the nodes have or can pull, and that runs without arguments.
 */
const kubeconfig = process.env.KUBECONFIG_TEST ?? "";
const image = process.env.KUBECONFIG_TEST_IMAGE ?? "registry.k8s.io/pause:3.10";
const namespace = `pulumi-test-${process.pid}`;

describe.skipIf(kubeconfig === "")("on the cluster of KUBECONFIG_TEST", () => {
  let stack: TestStack;
  const before = process.env.KUBECONFIG;

  beforeAll(async () => {
    stack = await TestStack.create();
    process.env.KUBECONFIG = kubeconfig;
  });
  afterAll(async () => {
    await stack.run("destroy");
    await stack.remove();
    if (before === undefined) delete process.env.KUBECONFIG;
    else process.env.KUBECONFIG = before;
  });

  async function kubectl(...args: string[]): Promise<string> {
    return (await promisify(execFile)("kubectl", [...args, `--namespace=${namespace}`])).stdout;
  }

  function program(options: { image?: string; app?: string; greeting?: string } = {}): Promise<void> {
    return stack.program(`
      const k8s = await import("@pulumi/kubernetes");
      const space = new k8s.core.v1.Namespace("space", { metadata: { name: "${namespace}" } });
      const namespace = space.metadata.name;
      const settings = new k8s.core.v1.ConfigMap("settings", {
        metadata: { namespace },
        data: { greeting: "${options.greeting ?? "hello"}" },
      });
      const labels = { app: "${options.app ?? "web"}" };
      new k8s.apps.v1.Deployment("web", {
        metadata: { namespace, name: "web", annotations: { "pulumi.com/timeoutSeconds": "${options.image ? 15 : 120}" } },
        spec: {
          replicas: 1,
          selector: { matchLabels: labels },
          template: {
            metadata: { labels },
            spec: {
              terminationGracePeriodSeconds: 1,
              containers: [{
                name: "c",
                image: "${options.image ?? image}",
                imagePullPolicy: "IfNotPresent",
                resources: { requests: { cpu: "1000u" } },
                envFrom: [{ configMapRef: { name: settings.metadata.name } }],
              }],
            },
          },
        },
      });
      new k8s.core.v1.Service("front", { metadata: { namespace, name: "web" }, spec: { selector: labels, ports: [{ port: 80 }] } });
    `);
  }

  test("an application's life", async () => {
    await program();
    expect(await stack.run("preview")).toMatchObject({ result: "succeeded", changes: { create: 5 } });
    expect(await stack.run("update")).toMatchObject({ errors: [], changes: { create: 5 } });
    expect(await stack.run("update")).toMatchObject({ errors: [], changes: { same: 5 } });
    expect(await stack.run("refresh")).toMatchObject({ errors: [], warnings: [], changes: { same: 5 } });

    // A ConfigMap with a name of the provider's is replaced, and what reads it rolls out.
    await program({ greeting: "ciao" });
    expect(await stack.run("update")).toMatchObject({ errors: [], changes: { replace: 1, update: 1, same: 3 } });

    await program({ image: "localhost/nothing:1", greeting: "ciao" });
    const failed = await stack.run("update");
    expect(failed.result).toBe("failed");
    expect(failed.errors[0]).toMatch(/the image "localhost\/nothing:1" cannot be pulled/);
    expect(failed.errors[0]).toContain("1 pod of the old version serves on");
    expect(stack.entries("web")[0]?.initErrors?.length).toBeGreaterThan(0);
    await program({ greeting: "ciao" });
    expect(await stack.run("update")).toMatchObject({ errors: [], changes: { update: 1, same: 4 } });
    expect(stack.entries("web")[0]?.initErrors ?? []).toEqual([]);

    await kubectl("scale", "deployment", "web", "--replicas=2");
    expect(await stack.run("refresh")).toMatchObject({ changes: { update: 1, same: 4 } });
    const conflict = await stack.run("preview");
    expect(conflict.errors[0]).toContain('* "kubectl" holds .spec.replicas');
    process.env.PULUMI_K8S_ENABLE_PATCH_FORCE = "true";
    expect(await stack.run("update")).toMatchObject({ errors: [], changes: { update: 1, same: 4 } });
    delete process.env.PULUMI_K8S_ENABLE_PATCH_FORCE;
    expect(await kubectl("get", "deployment", "web", "--output=jsonpath={.spec.replicas}")).toBe("1");

    await program({ app: "other", greeting: "ciao" });
    expect(await stack.run("update")).toMatchObject({ errors: [], changes: { replace: 1, update: 1, same: 3 } });

    await kubectl("delete", "service", "web");
    expect(await stack.run("refresh")).toMatchObject({ changes: { delete: 1, same: 4 } });
    expect(await stack.run("update")).toMatchObject({ errors: [], changes: { create: 1, same: 4 } });

    expect(await stack.run("destroy")).toMatchObject({ errors: [], changes: { delete: 5 } });
    await expect(kubectl("get", "namespace", namespace)).rejects.toThrow("not found");
  }, 600_000);
});
