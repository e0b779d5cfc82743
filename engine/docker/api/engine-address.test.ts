import { expect, test } from "vitest";
import { engineAddress } from "./engine-address.ts";

test("the provider's host goes before DOCKER_HOST, and the usual socket comes last", () => {
  const env = { DOCKER_HOST: "tcp://127.0.0.1:2375" };
  expect(engineAddress("unix:///run/user/1000/docker.sock", env).reach).toEqual({
    socketPath: "/run/user/1000/docker.sock",
  });
  expect(engineAddress(undefined, env).reach).toEqual({ baseUrl: "http://127.0.0.1:2375" });
  expect(engineAddress(undefined, {}).reach).toEqual({ socketPath: "/var/run/docker.sock" });
});

test.each(["ssh://me@host", "npipe:////./pipe/docker_engine", "https://host:2376", "tcp://host", "/run/docker.sock"])(
  "%s is refused by name",
  (host) => {
    expect(() => engineAddress(host, {})).toThrow(`'${host}' as address of the Docker engine: only unix:///PATH`);
  },
);

test("TLS is refused", () => {
  expect(() => engineAddress("tcp://host:2376", { DOCKER_TLS_VERIFY: "1" })).toThrow("TLS (DOCKER_TLS_VERIFY");
});
