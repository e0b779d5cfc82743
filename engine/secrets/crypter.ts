import { createCipheriv, createDecipheriv, pbkdf2, randomBytes } from "node:crypto";
import { promisify } from "node:util";

/** Turns texts into Pulumi's `v1:<nonce>:<ciphertext>` and back, both parts in base64. */
export interface Crypter {
  encrypt(plaintext: string): string;
  /** @throws DecryptionError when the text was encrypted with another key or is no such text. */
  decrypt(ciphertext: string): string;
}

/** A text that this key does not open. */
export class DecryptionError extends Error {
  override readonly name = "DecryptionError";
}

/** The numbers of Pulumi's passphrase provider (sdk/go/common/resource/config/crypt.go). */
const ITERATIONS = 1_000_000;
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** The key of a passphrase, by PBKDF2 with SHA-256. Takes about 0.3 s of a core, beside the event loop. */
export function deriveKey(passphrase: string, salt: Buffer): Promise<Buffer> {
  return promisify(pbkdf2)(passphrase, salt, ITERATIONS, KEY_BYTES, "sha256");
}

/** AES-256-GCM with a fresh nonce for each text. */
export function crypterOf(key: Buffer): Crypter {
  return {
    encrypt(plaintext) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv("aes-256-gcm", key, nonce);
      const sealed = Buffer.concat([cipher.update(plaintext, "utf8"), cipher.final(), cipher.getAuthTag()]);
      return `v1:${nonce.toString("base64")}:${sealed.toString("base64")}`;
    },
    decrypt(ciphertext) {
      const [version, nonceText, sealedText, ...more] = ciphertext.split(":");
      if (version !== "v1" || nonceText === undefined || sealedText === undefined || more.length > 0) {
        throw new DecryptionError("bad ciphertext: expected v1:<nonce>:<ciphertext>");
      }
      const nonce = Buffer.from(nonceText, "base64");
      const sealed = Buffer.from(sealedText, "base64");
      if (nonce.length !== NONCE_BYTES || sealed.length < TAG_BYTES) {
        throw new DecryptionError("bad ciphertext: its nonce or its tag has the wrong length");
      }
      const decipher = createDecipheriv("aes-256-gcm", key, nonce);
      decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
      try {
        return Buffer.concat([decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()]).toString("utf8");
      } catch (error) {
        throw new DecryptionError("the ciphertext was encrypted with another passphrase", { cause: error });
      }
    },
  };
}
