import { randomBytes } from "node:crypto";
import { mark } from "../moments.ts";
import { type Crypter, crypterOf, deriveKey } from "./crypter.ts";

const SALT_BYTES = 8;
/** What Pulumi encrypts beside the salt, to tell a wrong passphrase from a right one. */
const PROBE = "pulumi";

/** A passphrase that does not open the stack, or an encryption salt that is none. */
export class PassphraseError extends Error {
  override readonly name = "PassphraseError";
}

/**
 * The secrets of a stack under Pulumi's passphrase provider. The passphrase is asked for, and its key derived, when the
 * first text is to be encrypted or decrypted, once: a stack without secrets needs no passphrase.
 */
export class StackSecrets {
  /** `v1:<salt>:<probe>`: what the stack's config file calls `encryptionsalt`, and its state `salt`. */
  readonly salt: string;
  readonly #passphrase: () => string | Promise<string>;
  #crypter: Promise<Crypter> | undefined;

  constructor(salt: string, passphrase: () => string | Promise<string>) {
    this.salt = salt;
    this.#passphrase = passphrase;
  }

  /** Secrets with a new salt under this passphrase. */
  static async create(passphrase: string): Promise<StackSecrets> {
    const salt = randomBytes(SALT_BYTES);
    const crypter = crypterOf(await deriveKey(passphrase, salt));
    const secrets = new StackSecrets(`v1:${salt.toString("base64")}:${crypter.encrypt(PROBE)}`, () => passphrase);
    secrets.#crypter = Promise.resolve(crypter);
    return secrets;
  }

  /** @throws PassphraseError when the passphrase is wrong, and what asking for it throws. */
  unlock(): Promise<Crypter> {
    this.#crypter ??= this.#derive();
    return this.#crypter;
  }

  async #derive(): Promise<Crypter> {
    const [version, salt = "", ...probe] = this.salt.split(":");
    if (version !== "v1" || probe.length === 0) {
      throw new PassphraseError("malformed encryption salt: expected v1:<salt>:<ciphertext>");
    }
    const passphrase = await this.#passphrase();
    mark("key derivation began");
    const crypter = crypterOf(await deriveKey(passphrase, Buffer.from(salt, "base64")));
    mark("key derived");
    try {
      if (crypter.decrypt(probe.join(":")) === PROBE) {
        return crypter;
      }
    } catch (error) {
      throw new PassphraseError("incorrect passphrase", { cause: error });
    }
    throw new PassphraseError("incorrect passphrase");
  }
}
