import { describe, expect, it } from "vitest";
import { decide, type Machine } from "./prometheus.ts";

const BARE: Machine = { prometheus: null, binary: "prometheus", isRoot: true, isDebian: true };
const says = (version: string) => `prometheus, version ${version}+ds (branch: debian/sid, revision: ${version})\n`;

describe("decide", () => {
  it.each(["2.42.0", "2.53.1", "3.5.0"])("takes Prometheus %s as it is", (version) => {
    expect(decide({ ...BARE, prometheus: says(version) })).toEqual({ kind: "present" });
  });

  it("installs where there is none, on a Debian as root", () => {
    expect(decide(BARE)).toEqual({ kind: "install" });
  });

  it.each([{ isRoot: false }, { isDebian: false }])("says what to type where it may not install (%o)", (machine) => {
    expect(decide({ ...BARE, ...machine })).toMatchObject({
      kind: "refuse",
      message:
        "Prometheus is missing: `prometheus` cannot be run; 2.42.0 or later is needed. Install it (Debian, Ubuntu: " +
        "`sudo apt-get install -y --no-install-recommends prometheus`), or name a binary in the environment variable PROMETHEUS.",
    });
  });

  it("names a version that is too old, and what is no Prometheus at all", () => {
    expect(decide({ ...BARE, prometheus: says("2.41.0") })).toMatchObject({
      message: expect.stringContaining("`prometheus` is Prometheus 2.41.0; 2.42.0 or later is needed"),
    });
    expect(decide({ ...BARE, prometheus: "bash 5.2" })).toMatchObject({
      message: expect.stringContaining("`prometheus` is no Prometheus"),
    });
  });

  it("never puts another in the place of a binary that was chosen by hand", () => {
    expect(decide({ ...BARE, binary: "/opt/prometheus" })).toMatchObject({
      kind: "refuse",
      message: expect.stringContaining("Set the environment variable PROMETHEUS to another binary"),
    });
  });
});
