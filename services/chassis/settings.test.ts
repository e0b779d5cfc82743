import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { booleanSetting, httpUrlSetting, integerSetting, secretSetting } from "./settings.ts";

describe("integerSetting", () => {
  const range = { min: 0, max: 65_535, default: 3003 };

  it("takes every integer of the range and nothing else", () => {
    fc.assert(
      fc.property(fc.integer({ min: -100_000, max: 100_000 }), (value) => {
        const read = () => integerSetting({ PORT: String(value) }, "PORT", range);
        if (value >= 0 && value <= 65_535) expect(read()).toBe(value);
        else expect(read).toThrow(/^PORT is /);
      }),
    );
  });

  it("takes the default for an unset and for an empty variable", () => {
    expect(integerSetting({}, "PORT", range)).toBe(3003);
    expect(integerSetting({ PORT: "  " }, "PORT", range)).toBe(3003);
  });

  it.each(["abc", "1.5", "1e3", "0x10", "80 80", "NaN", "+5"])(
    "refuses %j, naming variable, value and range",
    (value) => {
      expect(() => integerSetting({ PORT: value }, "PORT", range)).toThrow(
        `PORT is ${JSON.stringify(value)}; allowed: an integer from 0 to 65535 (default 3003)`,
      );
    },
  );
});

describe("booleanSetting", () => {
  it("knows true, false and the default", () => {
    expect(booleanSetting({ FLAG: "true" }, "FLAG", false)).toBe(true);
    expect(booleanSetting({ FLAG: "false" }, "FLAG", true)).toBe(false);
    expect(booleanSetting({}, "FLAG", true)).toBe(true);
  });

  it.each(["True", "1", "yes", "on", "flase"])("refuses %j", (value) => {
    expect(() => booleanSetting({ FLAG: value }, "FLAG", false)).toThrow(
      `FLAG is "${value}"; allowed: true or false (default false)`,
    );
  });
});

describe("httpUrlSetting", () => {
  it("drops trailing slashes and keeps a path", () => {
    expect(httpUrlSetting({ URL: "http://127.0.0.1:8000/" }, "URL")).toBe("http://127.0.0.1:8000");
    expect(httpUrlSetting({ URL: "https://example.org/llm/" }, "URL")).toBe("https://example.org/llm");
  });

  it.each(["127.0.0.1:8000", "ftp://example.org", "http://", "http://example.org/?a=1", "nonsense"])(
    "refuses %j",
    (value) => {
      expect(() => httpUrlSetting({ URL: value }, "URL")).toThrow(`URL is ${JSON.stringify(value)}; allowed: `);
    },
  );

  it("does not repeat a password", () => {
    expect(() => httpUrlSetting({ URL: "http://me:geheim@example.org" }, "URL")).toThrow(
      new Error('URL is "(not shown)"; allowed: an http:// or https:// URL without user and password').message,
    );
  });
});

describe("secretSetting", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "secret-setting-"));
  const file = path.join(folder, "key");
  afterAll(() => fs.rmSync(folder, { recursive: true }));

  it("takes the variable, or what is in the file that <variable>_FILE names", () => {
    fs.writeFileSync(file, "geheim\n");
    expect(secretSetting({ KEY: "geheim" }, "KEY")).toBe("geheim");
    expect(secretSetting({ KEY_FILE: file }, "KEY")).toBe("geheim");
    expect(secretSetting({}, "KEY")).toBeUndefined();
  });

  it("takes an empty file as none", () => {
    fs.writeFileSync(file, "\n");
    expect(secretSetting({ KEY_FILE: file }, "KEY")).toBeUndefined();
  });

  it("refuses two answers, and a file that is not there", () => {
    expect(() => secretSetting({ KEY: "geheim", KEY_FILE: file }, "KEY")).toThrow(
      `KEY_FILE is "${file}"; allowed: nothing where KEY is set`,
    );
    expect(() => secretSetting({ KEY_FILE: `${file}.none` }, "KEY")).toThrow(
      `KEY_FILE is "${file}.none"; allowed: the path of a file that can be read`,
    );
  });
});
