import { describe, expect, it } from "vitest";
import { addressFromVariables, missingAddresses } from "./addresses.ts";

describe("an address from variables", () => {
  const variables = {
    KONG_URL: "http://plain",
    STAGING_KONG_URL: "http://staging/",
    PROD_KONG_URL: "https://prod/base",
  };

  it.each([
    ["local", "http://plain", "KONG_URL"],
    ["staging", "http://staging", "STAGING_KONG_URL"],
    ["production", "https://prod/base", "PROD_KONG_URL"],
  ] as const)("in %s is %s of %s", (environment, url, from) => {
    expect(addressFromVariables("gateway", environment, variables)).toEqual({ url, from });
  });

  it("is the plain one's where the environment has none of its own", () => {
    expect(addressFromVariables("gateway", "staging", { KONG_URL: "http://plain", STAGING_KONG_URL: "" })).toEqual({
      url: "http://plain",
      from: "KONG_URL",
    });
  });

  it("is none where no variable names it", () => {
    expect(addressFromVariables("prometheus", "staging", variables)).toBeUndefined();
  });

  it.each(["kong:8000", "ftp://kong", "http://kong?x=1", "nonsense"])("is refused when it is %s", (value) => {
    expect(() => addressFromVariables("gateway", "local", { KONG_URL: value })).toThrow(
      `CHK001: KONG_URL is "${value}"; it must be an http:// or https:// URL`,
    );
  });
});

it("names every address that is missing, and what would give it", () => {
  expect(missingAddresses(["gateway", "prometheus"], "production", "stack production says nothing").message).toBe(
    "CHK001: no address of gateway, prometheus in production: stack production says nothing; deploy the stack, or set PROD_KONG_URL or KONG_URL, PROD_PROMETHEUS_URL or PROMETHEUS_URL",
  );
});
