import { readFile } from "node:fs/promises";
import { z } from "zod";
import { writeFileAtomically } from "../../backend/atomic-file.ts";
import {
  exposeDeployment,
  needsKey,
  type StoredDeployment,
  sealDeployment,
  storedDeployment,
} from "../../backend/deployment.ts";
import { findIntegrityProblem } from "../../backend/integrity.ts";
import type { StackReference } from "../../backend/layout.ts";
import { CommandError } from "../command-error.ts";
import type { Session } from "../session.ts";
import { formatJson } from "../table.ts";

/** `pulumi stack export` */
export async function exportStack(
  session: Session,
  name: string | undefined,
  options: { file?: string; showSecrets?: boolean },
): Promise<void> {
  const reference = await session.requireStack(name);
  const deployment = await session.backend.read(reference);
  const shown =
    deployment !== undefined && options.showSecrets === true && needsKey(deployment)
      ? exposeDeployment(deployment, await session.deploymentSecrets(deployment).unlock())
      : deployment;
  const text = formatJson({ version: 3, deployment: shown }, 4);
  if (options.file === undefined) {
    session.terminal.print(text);
  } else {
    await writeFileAtomically(options.file, `${text}\n`, 0o600);
  }
}

/** `pulumi stack import` */
export async function importStack(
  session: Session,
  name: string | undefined,
  options: { file?: string; force?: boolean },
): Promise<void> {
  const reference = await session.requireStack(name);
  const text = options.file === undefined ? await session.terminal.readInput() : await readFile(options.file, "utf8");
  const deployment = parseExport(text);
  const problem = findIntegrityProblem(deployment) ?? foreignResource(deployment, reference);
  if (problem !== undefined && options.force !== true) {
    throw new CommandError(`${problem}; to import anyway, rerun with --force`);
  }
  const crypter = hasPlaintext(text) ? await session.deploymentSecrets(deployment).unlock() : undefined;
  await session.backend.withLock(reference, () =>
    session.backend.write(reference, crypter === undefined ? deployment : sealDeployment(deployment, crypter)),
  );
  session.terminal.print("Import complete.");
}

/** @throws CommandError for what is no version 3 deployment. */
function parseExport(text: string): StoredDeployment {
  let parsed: z.ZodSafeParseResult<StoredDeployment>;
  try {
    const { version, deployment } = z.object({ version: z.number(), deployment: z.unknown() }).parse(JSON.parse(text));
    if (version !== 3) {
      throw new CommandError(`the deployment has version ${version}; only version 3 can be imported`);
    }
    parsed = storedDeployment.safeParse(deployment);
  } catch (error) {
    throw error instanceof CommandError
      ? error
      : new CommandError(`could not read the deployment: ${(error as Error).message}`, undefined, { cause: error });
  }
  if (!parsed.success) {
    throw new CommandError(`could not read the deployment: ${z.prettifyError(parsed.error)}`);
  }
  return parsed.data;
}

function foreignResource(
  deployment: { readonly resources?: readonly { readonly urn: string }[] | undefined },
  { stack }: StackReference,
): string | undefined {
  const foreign = deployment.resources?.find(({ urn }) => urn.split("::")[0] !== `urn:pulumi:${stack}`);
  return foreign === undefined ? undefined : `resource '${foreign.urn}' is from a different stack`;
}

function hasPlaintext(text: string): boolean {
  return /"plaintext"\s*:/.test(text);
}
