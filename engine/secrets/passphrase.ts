import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { PassphraseError } from "./stack-secrets.ts";

/**
 * The passphrase that the environment names: PULUMI_CONFIG_PASSPHRASE, which may be empty, else the text of the file
 * PULUMI_CONFIG_PASSPHRASE_FILE, else undefined.
 *
 * @throws PassphraseError when the file cannot be read.
 */
export function passphraseFromEnvironment(environment: NodeJS.ProcessEnv): string | undefined {
  const { PULUMI_CONFIG_PASSPHRASE: passphrase, PULUMI_CONFIG_PASSPHRASE_FILE: file } = environment;
  if (passphrase !== undefined || file === undefined || file === "") {
    return passphrase;
  }
  try {
    return readFileSync(resolve(file), "utf8").trim();
  } catch (error) {
    throw new PassphraseError(`unable to read PULUMI_CONFIG_PASSPHRASE_FILE: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
