import { expect, it } from "vitest";
import { configCommands } from "./config-commands.ts";
import { choice, NEW, OLD } from "./test/choices.ts";

it("sets everything where there was nothing", () => {
  expect(configCommands(undefined, choice({}))).toEqual([
    [
      ...["config", "set-all", "--path"],
      ...["--plaintext", "stable.automationService=3.0.0", "--plaintext", "stable.aiPipeline=1.0.0-newidea"],
      ...["--plaintext", "stable.frontend=1.0.0", "--plaintext", "stable.bypassLlm=false"],
      ...["--plaintext", "canaryPercent=0"],
    ],
  ]);
});

it("sets only the percentage between two phases", () => {
  const canary = (canaryPercent: number) => choice({ canary: { ...NEW }, canaryPercent });
  expect(configCommands(canary(10), canary(50))).toEqual([
    ["config", "set-all", "--path", "--plaintext", "canaryPercent=50"],
  ]);
});

it("moves tracks as a whole: a promotion removes the canary and writes stable and previous", () => {
  const [removal, setting = []] = configCommands(
    choice({ canary: NEW, canaryPercent: 100 }),
    choice({ stable: NEW, previous: OLD }),
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

it("takes the canary's share before the canary", () => {
  expect(configCommands(choice({ canary: NEW, canaryPercent: 50 }), choice({}))).toEqual([
    ["config", "set-all", "--path", "--plaintext", "canaryPercent=0"],
    ["config", "rm", "canary"],
  ]);
});

it("has nothing to do where nothing changes", () => {
  expect(configCommands(choice({ previous: NEW }), choice({ previous: { ...NEW } }))).toEqual([]);
});
