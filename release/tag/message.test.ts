import { expect, it } from "vitest";
import { planTags } from "./message.ts";
import { RELEASE } from "./test/changelogs.ts";

it("a release's tags are those of its components, then its own", () => {
  expect(planTags(RELEASE)).toEqual([
    {
      name: "v1.1.0-automation-service",
      message: `Release automation-service 3.0.1

- Proxy endpoint \`/ai/execute\`, for **everyone**
- Trace id in every answer

Part of Walking Skeleton v1.1.0
`,
    },
    // Nothing is told of it.
    { name: "v1.1.0-ai-pipeline", message: "Release ai-pipeline 1.1.0\n\nPart of Walking Skeleton v1.1.0\n" },
    {
      name: "v1.1.0-frontend",
      message: "Release frontend 1.1.0\n\n- Exec Sandbox\n\nPart of Walking Skeleton v1.1.0\n",
    },
    {
      name: "v1.1.0-walking-skeleton",
      message: `Walking Skeleton v1.1.0

The walking skeleton, released as a canary.

#1 is no comment to git.

- automation-service 3.0.1
- ai-pipeline 1.1.0
- frontend 1.1.0
`,
    },
  ]);
});

it("a component without a version has no tag", () => {
  const unnamed = { ...RELEASE, components: { frontend: "1.1.0" } };
  expect(() => planTags(unnamed)).toThrow("TAG004: [Walking Skeleton v1.1.0] does not name automation-service");
});
