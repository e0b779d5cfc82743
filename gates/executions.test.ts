import { expect, it } from "vitest";
import { inTurn } from "./executions.ts";

it("lets one execute at a time through a gateway, in the order of asking, also after one has failed", async () => {
  const story: string[] = [];
  const work =
    (name: string, fails = false) =>
    async () => {
      story.push(`${name} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      story.push(`${name} ends`);
      if (fails) throw new Error(name);
      return name;
    };
  const results = await Promise.allSettled([
    inTurn("http://one", work("a", true)),
    inTurn("http://one", work("b")),
    inTurn("http://one", work("c")),
  ]);
  expect(story).toEqual(["a begins", "a ends", "b begins", "b ends", "c begins", "c ends"]);
  expect(results.map(({ status }) => status)).toEqual(["rejected", "fulfilled", "fulfilled"]);
});

it("lets others execute through another gateway meanwhile", async () => {
  let end: () => void = () => {};
  const long = inTurn("http://two", () => new Promise<void>((resolve) => (end = resolve)));
  expect(await inTurn("http://three", async () => "at once")).toBe("at once");
  end();
  await long;
});
