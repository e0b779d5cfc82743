import { expect, test } from "vitest";
import { judgeResource, type Shown } from "../testing/judge.ts";
import { container, deployment } from "../testing/workloads.ts";
import { noPrivileges } from "./no-privileges.ts";

const judged = (shown: Shown) => judgeResource(noPrivileges, shown);

test("a workload as it should be has none", async () => {
  expect(await judged(deployment({}, { volumes: [{ name: "tmp", emptyDir: {} }] }))).toEqual([]);
  expect(await judged(container({ capabilities: { drops: ["ALL"] }, volumes: [{ volumeName: "data" }] }))).toEqual([]);
});

test.each([
  [{}, { hostNetwork: true }, "hostNetwork true"],
  [{}, { hostPID: true }, "hostPID true"],
  [{}, { hostIPC: true }, "hostIPC true"],
  [{}, { volumes: [{ name: "d", hostPath: { path: "/var" } }] }, "volume d with hostPath /var"],
  [{}, { securityContext: { runAsUser: 0 } }, "securityContext.runAsUser 0"],
  [{}, { securityContext: { runAsNonRoot: false } }, "securityContext.runAsNonRoot false"],
  [{ securityContext: { privileged: true } }, {}, "privileged true of container main"],
  [{ securityContext: { allowPrivilegeEscalation: true } }, {}, "allowPrivilegeEscalation true of container main"],
  [{ securityContext: { runAsUser: 0 } }, {}, "runAsUser 0 of container main"],
  [{ securityContext: { runAsNonRoot: false } }, {}, "runAsNonRoot false of container main"],
  [{ securityContext: { capabilities: { add: ["SYS_ADMIN"] } } }, {}, "capability SYS_ADMIN of container main"],
  [{ ports: [{ containerPort: 80, hostPort: 80 }] }, {}, "hostPort 80 of container main"],
])("a pod with %j %j has too much", async (inContainer, inPod, right) => {
  expect(await judged(deployment(inContainer, inPod))).toEqual([`web: ${right} must not be set.`]);
});

test.each([
  [{ privileged: true }, "privileged true"],
  [{ networkMode: "host" }, "networkMode host"],
  [{ pidMode: "host" }, "pidMode host"],
  [{ ipcMode: "host" }, "ipcMode host"],
  [{ usernsMode: "host" }, "usernsMode host"],
  [{ capabilities: { adds: ["NET_ADMIN"] } }, "capability NET_ADMIN"],
  [{ devices: [{ hostPath: "/dev/kvm" }] }, "devices"],
  [{ volumes: [{ hostPath: "/var/run/docker.sock" }] }, "hostPath /var/run/docker.sock"],
  [{ mounts: [{ type: "bind", source: "/etc" }] }, "bind mount of /etc"],
])("a container of Docker with %j has too much", async (props, right) => {
  expect(await judged(container(props))).toEqual([`kong: ${right} must not be set.`]);
});
