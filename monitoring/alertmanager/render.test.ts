import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { Severity } from "../alerts/alert.ts";
import { runChecker } from "../test/checker.ts";
import { TUNABLES } from "../tunables.ts";
import { renderAlertmanagerConfig } from "./render.ts";

const WEBHOOK = "https://alerts.test/hook";

describe("renderAlertmanagerConfig", () => {
  const text = renderAlertmanagerConfig({ webhookUrl: WEBHOOK });

  it("is a configuration to amtool", async () => {
    const said = await runChecker("amtool", ["check-config", "alertmanager.yml"], { "alertmanager.yml": text });
    expect(said).toContain("SUCCESS");
    expect(said).toMatch(/- 1 inhibit rules\n - 1 receivers/);
  });

  it.each([...new Set(Object.values(TUNABLES).map(({ severity }) => severity))])(
    "has a route of its own for %s alerts",
    async (severity: Severity) => {
      const said = await runChecker(
        "amtool",
        ["config", "routes", "test", "--config.file=alertmanager.yml", "--tree", `severity=${severity}`],
        {
          "alertmanager.yml": text,
        },
      );
      expect(said).toContain(`{severity="${severity}"}  receiver: webhook`);
    },
  );

  it("tells critical alerts sooner and more often than warnings, and these more often than what is worth knowing", () => {
    const { routes } = parse(text).route as { routes: { group_wait: string; repeat_interval: string }[] };
    expect(routes.map(({ group_wait, repeat_interval }) => [group_wait, repeat_interval])).toEqual([
      ["0s", "1h"],
      ["30s", "4h"],
      ["30s", "24h"],
    ]);
  });

  it.each(["", "alerts.test/hook", "ftp://alerts.test/hook"])("refuses %j without showing it", (webhookUrl) => {
    const render = () => renderAlertmanagerConfig({ webhookUrl });
    expect(render).toThrow("webhookUrl is no URL that can be posted to; it must begin with http:// or https://");
    if (webhookUrl !== "") expect(render).not.toThrow(webhookUrl);
  });
});
