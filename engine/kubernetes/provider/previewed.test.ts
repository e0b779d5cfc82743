import { expect, test } from "vitest";
import { UNKNOWN } from "../../deployment/values/marks.ts";
import { keptBy } from "./await-deletion.ts";
import { previewedObject } from "./previewed.ts";

test("what a dry run makes up is not promised", () => {
  const manifest = { apiVersion: "v1", kind: "Service", metadata: { name: "s" }, spec: { ports: [{ port: 80 }] } };
  const answered = {
    ...manifest,
    metadata: { name: "s", uid: "1", resourceVersion: "1", labels: { a: "b" } },
    spec: { clusterIP: "10.0.0.1", clusterIPs: ["10.0.0.1"], ports: [{ port: 80, nodePort: 30000 }], type: "NodePort" },
    status: { loadBalancer: {} },
  };
  expect(previewedObject(manifest, answered)).toEqual({
    ...manifest,
    metadata: { name: "s", labels: { a: "b" } },
    spec: { clusterIP: UNKNOWN, clusterIPs: UNKNOWN, ports: [{ port: 80, nodePort: UNKNOWN }], type: "NodePort" },
  });
  const headless = { ...manifest, spec: { clusterIP: "None" } };
  expect(previewedObject(headless, { ...headless, spec: { clusterIP: "None", clusterIPs: ["None"] } }).spec).toEqual({
    clusterIP: "None",
    clusterIPs: ["None"],
  });
});

test("what keeps an object that is being deleted", () => {
  expect(keptBy({ metadata: { finalizers: ["example.com/hold"] } })).toBe(
    "waiting for its finalizers example.com/hold",
  );
  expect(keptBy({ metadata: { finalizers: ["foregroundDeletion"] } })).toBe("waiting for what it owns to be deleted");
  expect(keptBy({ metadata: {} })).toBe("waiting for it to end");
  const conditions = [
    { type: "NamespaceDeletionDiscoveryFailure", status: "False", message: "All resources successfully discovered" },
    {
      type: "NamespaceContentRemaining",
      status: "True",
      message: "Some resources are remaining: widgets.example.com has 1 resource instances",
    },
  ];
  expect(keptBy({ metadata: {}, status: { conditions } })).toBe(
    "Some resources are remaining: widgets.example.com has 1 resource instances",
  );
});
