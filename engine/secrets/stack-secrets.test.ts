import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { type Crypter, crypterOf, DecryptionError } from "./crypter.ts";
import { opened, sealed } from "./sealing.ts";
import { PassphraseError, StackSecrets } from "./stack-secrets.ts";

/** Written by Pulumi CLI 3.260 under the passphrase `pw`. */
const SALT = "v1:wDxUEb/SbtI=:v1:TtDRcxUxXJ2JtNK0:vkejtEMYyNnUkYYvc8yX2Ru+1Q4AGg==";
const CONFIG_SECRET = "v1:PQYvELodQd8ThUw/:MyEMofVA2HgOmR/9S6FhZAYYvXUG5g==";
const STATE_SECRET = {
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  ciphertext: "v1:IDBz1tnbk9U0XkUp:ABq8wZwAYh2SsPIzn3qVZqCJdw/7qA==",
};

describe("secrets that the CLI wrote", () => {
  let crypter: Crypter;
  beforeAll(async () => {
    crypter = await new StackSecrets(SALT, () => "pw").unlock();
  });

  it("are read from config, where the plaintext is the value", () => {
    expect(crypter.decrypt(CONFIG_SECRET)).toBe("s3cret");
  });

  it("are read from state, where the plaintext is JSON", () => {
    expect(opened(STATE_SECRET, crypter)).toEqual({
      "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
      value: "hush",
    });
  });

  it("stay secret when they are stored again", () => {
    const stored = sealed(opened({ deep: [STATE_SECRET] }, crypter), crypter);
    expect(JSON.stringify(stored)).not.toContain("hush");
    expect(opened(stored, crypter)).toEqual(opened({ deep: [STATE_SECRET] }, crypter));
  });
});

describe("StackSecrets", () => {
  it("says that a passphrase is wrong", async () => {
    await expect(new StackSecrets(SALT, () => "other").unlock()).rejects.toThrow(
      new PassphraseError("incorrect passphrase"),
    );
  });

  it("refuses a salt that is none", async () => {
    await expect(new StackSecrets("v2:abc", () => "pw").unlock()).rejects.toThrow("malformed encryption salt");
  });

  it("asks for the passphrase once, and not before it is needed", async () => {
    let asked = 0;
    const secrets = new StackSecrets(SALT, () => {
      asked += 1;
      return "pw";
    });
    expect(asked).toBe(0);
    await Promise.all([secrets.unlock(), secrets.unlock()]);
    expect(asked).toBe(1);
  });

  it("makes a salt that opens under the same passphrase only", async () => {
    const { salt } = await StackSecrets.create("mine");
    const text = (await new StackSecrets(salt, () => "mine").unlock()).encrypt("x");
    expect((await new StackSecrets(salt, () => "mine").unlock()).decrypt(text)).toBe("x");
    await expect(new StackSecrets(salt, () => "").unlock()).rejects.toThrow(PassphraseError);
  });
});

describe("crypterOf", () => {
  const crypter = crypterOf(Buffer.alloc(32, 7));

  it("gives every text back, under a fresh nonce", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const plain = Buffer.from(text, "utf8").toString("utf8");
        expect(crypter.decrypt(crypter.encrypt(plain))).toBe(plain);
        expect(crypter.encrypt(plain)).not.toBe(crypter.encrypt(plain));
      }),
    );
  });

  it.each(["", "plain", "v2:AAAA:BBBB", "v1:AAAA:BBBB", "v1:AAAAAAAAAAAAAAAA:AAAAAAAAAAAAAAAAAAAAAAAA", "v1:a:b:c"])(
    "refuses %j",
    (text) => expect(() => crypter.decrypt(text)).toThrow(DecryptionError),
  );
});
