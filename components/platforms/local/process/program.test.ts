import { describe, expect, it } from "vitest";
import { programOf } from "./program.ts";

describe("programOf", () => {
  it("takes the deployment's own Node, and a Prometheus chosen by hand", () => {
    expect(programOf("node", {})).toBe(process.execPath);
    expect(programOf("prometheus", { PROMETHEUS: "/opt/prometheus" })).toBe("/opt/prometheus");
    expect(programOf("prometheus", { PROMETHEUS: "" })).toBe("prometheus");
    expect(programOf("/usr/bin/prometheus", { PROMETHEUS: "/opt/prometheus" })).toBe("/usr/bin/prometheus");
  });
});
