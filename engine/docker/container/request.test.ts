import { expect, test } from "vitest";
import { creationRequest, updateRequest } from "./request.ts";

test("a container's inputs become the engine's words", () => {
  const request = creationRequest({
    image: "app:1",
    stopTimeout: 7,
    envs: ["A=1"],
    labels: [{ label: "a", value: "b" }],
    healthcheck: { tests: ["CMD", "true"], interval: "5s", timeout: "1m30s", retries: 3 },
    ports: [
      { internal: 80, ip: "127.0.0.1", protocol: "tcp" },
      { internal: 53, external: 5353, protocol: "udp" },
    ],
    volumes: [
      { volumeName: "data", containerPath: "/data", readOnly: true },
      { hostPath: "/srv", containerPath: "/srv" },
      { containerPath: "/nameless" },
    ],
    capabilities: { drops: ["ALL"] },
    memory: 16,
    memorySwap: -1,
    restart: "on-failure",
    maxRetryCount: 3,
    networkMode: "none",
    logDriver: "json-file",
    logOpts: { "max-size": "10m" },
    tmpfs: { "/tmp": "rw" },
    readOnly: true,
  });
  expect(request).toMatchObject({
    Image: "app:1",
    StopTimeout: 7,
    Env: ["A=1"],
    Labels: { a: "b" },
    Healthcheck: { Test: ["CMD", "true"], Interval: 5e9, Timeout: 90e9, StartPeriod: 0, Retries: 3 },
    ExposedPorts: { "80/tcp": {}, "53/udp": {} },
    Volumes: { "/data": {}, "/srv": {}, "/nameless": {} },
    HostConfig: {
      PortBindings: {
        "80/tcp": [{ HostIp: "127.0.0.1", HostPort: "0" }],
        "53/udp": [{ HostIp: "0.0.0.0", HostPort: "5353" }],
      },
      Binds: ["data:/data:ro", "/srv:/srv:rw"],
      CapDrop: ["ALL"],
      Memory: 16 * 1024 * 1024,
      MemorySwap: -1,
      RestartPolicy: { Name: "on-failure", MaximumRetryCount: 3 },
      NetworkMode: "none",
      LogConfig: { Type: "json-file", Config: { "max-size": "10m" } },
      Tmpfs: { "/tmp": "rw" },
      ReadonlyRootfs: true,
      Init: false,
    },
  });
  // The image's own stays where the program gives none.
  for (const absent of ["Cmd", "Entrypoint", "User", "WorkingDir"]) expect(request).not.toHaveProperty(absent);
});

test("more memory comes with as much swap as the engine gave at first", () => {
  expect(updateRequest({ memory: 64, restart: "no" })).toMatchObject({
    Memory: 64 * 2 ** 20,
    MemorySwap: 128 * 2 ** 20,
  });
});
