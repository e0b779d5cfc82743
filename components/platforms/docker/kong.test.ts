import { expect, it } from "vitest";
import { migrated, required } from "./kong.ts";

it("refuses a database without a password, and says how to set one", () => {
  expect(required("s3cret")).toBe("s3cret");
  expect(() => required("")).toThrow(/^CFG003: .*pulumi config set --secret postgresPassword/);
});

it("lets no Kong begin on a database whose migrations have failed", () => {
  expect(migrated(0)).toBe("done");
  expect(() => migrated(1)).toThrow(/^RUN001: Kong's migrations ended with 1; /);
});
