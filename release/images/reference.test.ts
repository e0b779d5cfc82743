import { describe, expect, it } from "vitest";
import { parseTagged } from "./reference.ts";

describe("parseTagged", () => {
  it.each([
    ["kong:3.9.3", "https://registry-1.docker.io", "docker.io", "library/kong", "3.9.3", "kong"],
    [
      "prom/prometheus:v3.5.0",
      "https://registry-1.docker.io",
      "docker.io",
      "prom/prometheus",
      "v3.5.0",
      "prom/prometheus",
    ],
    ["docker.io/kong:3.9.3", "https://registry-1.docker.io", "docker.io", "library/kong", "3.9.3", "docker.io/kong"],
    ["ghcr.io/acme/web:1", "https://ghcr.io", "ghcr.io", "acme/web", "1", "ghcr.io/acme/web"],
    [
      "registry.example:5000/web:1",
      "https://registry.example:5000",
      "registry.example:5000",
      "web",
      "1",
      "registry.example:5000/web",
    ],
    ["localhost:5000/a/web:1", "http://localhost:5000", "localhost:5000", "a/web", "1", "localhost:5000/a/web"],
    ["127.0.0.1:5000/web:1", "http://127.0.0.1:5000", "127.0.0.1:5000", "web", "1", "127.0.0.1:5000/web"],
  ])("%s is asked for at %s", (reference, registry, host, repository, tag, name) => {
    expect(parseTagged(reference)).toEqual({ registry, host, repository, tag, name });
  });

  it.each(["kong", "localhost:5000/kong", "Kong:1", "kong:", ":1", "kong:a b", `kong@sha256:${"0".repeat(64)}`])(
    "refuses %s",
    (reference) => {
      expect(() => parseTagged(reference)).toThrow(`IMG001: ${JSON.stringify(reference)} is no <image>:<tag>`);
    },
  );
});
