import { createRequire } from "node:module";
import { expect, test } from "vitest";
import { providerText } from "./dynamic-resource.ts";

const require = createRequire(import.meta.url);
/** What npm's dynamic plugin itself makes of a text. */
const requireFromString: (text: string) => { handler(): Record<string, (...args: unknown[]) => Promise<unknown>> } =
  require("require-from-string");

test("the text in state loads the working tree's module, in the form that npm's plugin takes", async () => {
  const provider = requireFromString(providerText("traffic/routes/routes-live.ts")).handler();
  const inputs = { proxy: "http://127.0.0.1:1", routes: [], timeoutSeconds: 1 };
  expect(await provider.check?.({}, inputs)).toEqual({ inputs });
  expect(await provider.diff?.("id", inputs, { ...inputs, proxy: "http://127.0.0.1:2" })).toMatchObject({
    changes: true,
  });
  expect(await provider.create?.(inputs)).toEqual({ id: "routes-live", outs: inputs });
  expect(await provider.read?.("id", inputs)).toEqual({ id: "id", props: inputs });
});

test("the text holds no code of the working tree but the way to load it", () => {
  expect(providerText("a/b.ts").length).toBeLessThan(2000);
  expect(providerText("a/b.ts")).toContain("/a/b.ts`)");
});
