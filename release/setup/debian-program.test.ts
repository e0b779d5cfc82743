import { describe, expect, it } from "vitest";
import { ALERTMANAGER, CHROMIUM, decide as decideOn, type Machine, PROMETHEUS } from "./debian-program.ts";

const BARE: Machine = { answer: null, binary: "prometheus", isRoot: true, isDebian: true };
const says = (version: string) => `prometheus, version ${version}+ds (branch: debian/sid, revision: ${version})\n`;

function decide(machine: Machine) {
  return decideOn(PROMETHEUS, machine);
}

describe("decide", () => {
  it.each(["2.42.0", "2.53.1", "3.5.0"])("takes Prometheus %s as it is", (version) => {
    expect(decide({ ...BARE, answer: says(version) })).toEqual({ kind: "present" });
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
    expect(decide({ ...BARE, answer: says("2.41.0") })).toMatchObject({
      message: expect.stringContaining("`prometheus` is Prometheus 2.41.0; 2.42.0 or later is needed"),
    });
    expect(decide({ ...BARE, answer: "bash 5.2" })).toMatchObject({
      message: expect.stringContaining("`prometheus` is no Prometheus"),
    });
  });

  it("never puts another in the place of a binary that was chosen by hand", () => {
    expect(decide({ ...BARE, binary: "/opt/prometheus" })).toMatchObject({
      kind: "refuse",
      message: expect.stringContaining("Set the environment variable PROMETHEUS to another binary"),
    });
  });

  it("knows Alertmanager by Debian's name of it", () => {
    const machine = { ...BARE, binary: "prometheus-alertmanager" };
    expect(decideOn(ALERTMANAGER, machine)).toEqual({ kind: "install" });
    const answer = "alertmanager, version 0.25.0 (branch: debian/sid, revision: 0.25.0-1+b4)\n";
    expect(decideOn(ALERTMANAGER, { ...machine, answer })).toEqual({ kind: "present" });
    expect(decideOn(ALERTMANAGER, { ...machine, isRoot: false })).toMatchObject({
      message: expect.stringContaining("sudo apt-get install -y --no-install-recommends prometheus-alertmanager"),
    });
  });

  it.each([
    ["chromium", "Chromium 156.0.8078.108 built on Debian GNU/Linux 12 (bookworm)\n"],
    ["chromium", "/usr/bin/chromium: 9: unexpected operator\nChromium 120.0.6099.224 snap\n"],
    ["google-chrome", "Google Chrome 143.0.7499.40 \n"],
  ])("takes %s for the tests' browser by its own form of a version", (binary, answer) => {
    expect(decideOn(CHROMIUM, { ...BARE, binary, answer })).toEqual({ kind: "present" });
  });

  it("installs Chromium only where no program of its kind was found", () => {
    expect(decideOn(CHROMIUM, { ...BARE, binary: "chromium" })).toEqual({ kind: "install" });
    expect(decideOn(CHROMIUM, { ...BARE, binary: "google-chrome", answer: "Google Chrome 90.0.1.2" })).toMatchObject({
      message: expect.stringContaining("`google-chrome` is Chromium 90.0.1; 112.0.0 or later is needed"),
    });
    expect(decideOn(CHROMIUM, { ...BARE, binary: "/opt/chrome" })).toMatchObject({
      message: expect.stringContaining("Set the environment variable CHROMIUM to another binary"),
    });
  });
});
