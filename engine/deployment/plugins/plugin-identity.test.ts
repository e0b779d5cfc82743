import { expect, test } from "vitest";
import { configurationOf, defaultProviderName, pluginInputs, pluginOfInputs } from "./plugin-identity.ts";

const any = { packageName: "mini", version: "", downloadUrl: "" };

test("default providers are named after version and place, as the CLI does", () => {
  expect(defaultProviderName(any)).toBe("default");
  expect(defaultProviderName({ ...any, version: "1.2.3" })).toBe("default_1_2_3");
  expect(defaultProviderName({ ...any, version: "1.2.3-alpha-x.1+build" })).toBe("default_1_2_3_alpha-x_1_build");
  expect(defaultProviderName({ ...any, version: "1.2.3", downloadUrl: "https://example.com/a?b" })).toBe(
    "default_1_2_3_https_/example.com/a_b",
  );
});

test("which plugin a provider needs is in its inputs, and is found there again", () => {
  expect(pluginInputs(any)).toEqual({});
  const plugin = { packageName: "mini", version: "1.2.3", downloadUrl: "https://example.com" };
  const inputs = { uri: "u", ...pluginInputs(plugin) };
  expect(inputs).toEqual({ uri: "u", version: "1.2.3", __internal: { pluginDownloadURL: "https://example.com" } });
  expect(pluginOfInputs("mini", inputs)).toEqual(plugin);
  expect(configurationOf(inputs)).toEqual({ uri: "u", version: "1.2.3" });
  expect(pluginOfInputs("mini", { pluginDownloadURL: "from an old engine" }).downloadUrl).toBe("from an old engine");
});

test("a parameterized provider is refused", () => {
  expect(() => pluginOfInputs("mini", { __internal: { parameterization: "e30=" } })).toThrow(
    "the provider of the package 'mini' has parameterization, which is not supported by the embedded engine",
  );
});
