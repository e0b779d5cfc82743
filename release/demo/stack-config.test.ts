import { expect, it } from "vitest";
import { configCommands } from "./stack-config.ts";
import { STORY } from "./story.ts";

it("sets everything where there was nothing", () => {
  expect(configCommands(undefined, { stable: "steady", canaryPercent: 0 })).toEqual([
    [
      ...["config", "set-all", "--path"],
      ...["--plaintext", "stable.automationService=3.0.0", "--plaintext", "stable.aiPipeline=1.0.0-newidea"],
      ...["--plaintext", "stable.frontend=1.0.0", "--plaintext", "stable.bypassLlm=false"],
      ...["--plaintext", "canaryPercent=0"],
    ],
  ]);
});

it("sets only the percentage between two phases", () => {
  const canary = { stable: "steady", canary: "next" } as const;
  expect(configCommands({ ...canary, canaryPercent: 10 }, { ...canary, canaryPercent: 50 })).toEqual([
    ["config", "set-all", "--path", "--plaintext", "canaryPercent=50"],
  ]);
});

it("moves tracks as a whole: a promotion removes the canary and writes stable and previous", () => {
  const [removal, setting = []] = configCommands(
    { stable: "steady", canary: "next", canaryPercent: 100 },
    { stable: "next", previous: "steady", canaryPercent: 0 },
  );
  expect(removal).toEqual(["config", "rm", "canary"]);
  const written = setting.filter((argument) => argument.includes("="));
  expect(written.map((argument) => argument.split(/[.=]/)[0])).toEqual([
    ...Array(4).fill("stable"),
    ...Array(4).fill("previous"),
    "canaryPercent",
  ]);
  expect(written).toContain("stable.automationService=3.0.1");
  expect(written).toContain("previous.bypassLlm=false");
});

it("has nothing to do before the destruction at the end of the story", () => {
  const [before, last] = STORY.slice(-2);
  expect(last?.command).toBe("destroy");
  expect(configCommands(before?.asked, last!.asked)).toEqual([]);
});
