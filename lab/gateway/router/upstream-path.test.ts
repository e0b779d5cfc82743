import { expect, test } from "vitest";
import { upstreamPath } from "./upstream-path.ts";

/** Rows of the table in Kong's documentation of path handling v0. */
test.each([
  ["/s", "/fv0", "/fv0/req", "/s/req"],
  ["/s", "/fv0", "/fv0", "/s"],
  ["/s", "/fv0", "/fv0/", "/s/"],
  ["/s", "/fv0/", "/fv0/req", "/s/req"],
  ["/s/", "/fv0", "/fv0/req", "/s/req"],
  ["/s/", "/fv0/", "/fv0/req", "/s/req"],
  ["/s/", "/fv0", "/fv0", "/s"],
  ["/s", undefined, "/fv0/req", "/s/fv0/req"],
  ["/s/", undefined, "/fv0/req", "/s/fv0/req"],
  ["/s", undefined, "/", "/s"],
  ["/", "/a", "/a", "/"],
  ["/", "/a", "/ab", "/b"],
  ["/", undefined, "/a/b", "/a/b"],
])("service path %s, stripped %s, request %s gives %s", (base, prefix, path, expected) => {
  expect(upstreamPath(prefix, path, base)).toBe(expected);
});
