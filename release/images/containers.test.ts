import { describe, expect, it } from "vitest";
import { parseContainers } from "./containers.ts";

const VERSIONS = { "automation-service": "3.0.1", "ai-pipeline": "1.1.0", frontend: "1.0.0" };
const parse = (...args: string[]) => parseContainers(args, VERSIONS);

describe("parseContainers", () => {
  it("names each service's revision by its version, whatever the order", () => {
    const containers = parse("frontend=", "ai-pipeline=127.0.0.1:2", "automation-service=127.0.0.1:1");
    expect(containers).toEqual([
      {
        kind: "running",
        service: expect.objectContaining({ key: "automationService" }),
        subject: {
          revision: "automation-service-3.0.1",
          service: "automation-service",
          version: "3.0.1",
          url: "http://127.0.0.1:1",
        },
      },
      expect.objectContaining({ kind: "running", subject: expect.objectContaining({ revision: "ai-pipeline-1.1.0" }) }),
      { kind: "not running", service: expect.objectContaining({ key: "frontend" }), revision: "frontend-1.0.0" },
    ]);
  });

  it.each([
    [["ai-pipeline=127.0.0.1:2", "frontend="], "automation-service is not named; give automation-service=<host:port>"],
    [["gateway=127.0.0.1:1"], "service is 'gateway'; allowed: automation-service, ai-pipeline, frontend"],
    [["frontend"], "'frontend' must be <service>=<host:port>, or <service>= where none runs"],
    [["frontend=http://127.0.0.1:1"], "'frontend=http://127.0.0.1:1' must be <service>=<host:port>"],
    [["frontend=127.0.0.1"], "'frontend=127.0.0.1' must be <service>=<host:port>"],
  ])("refuses %j", (args, complaint) => {
    expect(() => parse(...args)).toThrow(complaint);
  });
});
