import type { ReleaseConfig } from "../../components/config/schema.ts";
import { ReleaseError } from "../../errors/release-error.ts";
import { type Environment, variablesOf } from "../environment.ts";
import { askPulumi, type PulumiResult } from "../pulumi.ts";

const KEY = "gatesJwtSecret";
const VARIABLE = "GATES_JWT_SECRET";

/**
 * What the checks' tokens are signed by, where the environment's gateway asks for tokens; undefined where it does not. From
 * a variable (`STAGING_GATES_JWT_SECRET`, `GATES_JWT_SECRET`), else from the stack's config.
 *
 * @throws CHK003 where neither has it
 */
export async function readGatesSecret(
  environment: Environment,
  { gateway: { jwt } }: ReleaseConfig,
  variables: Readonly<Record<string, string | undefined>>,
  ask: (args: readonly string[]) => Promise<PulumiResult> = askPulumi,
): Promise<string | undefined> {
  if (jwt.issuer === "") return undefined;
  const names = variablesOf(environment, VARIABLE);
  const given = names.map((name) => variables[name]).find((value) => value);
  if (given) return given;
  const { exitCode, stdout, stderr } = await ask(["config", "get", KEY, "-s", environment, "--non-interactive"]);
  const secret = stdout.trim();
  if (exitCode === 0 && secret !== "") return secret;
  const reason = exitCode === 0 ? "it is empty" : (stderr.trim().split("\n").at(-1) ?? `exit code ${exitCode}`);
  throw new ReleaseError(
    "CHK003",
    `gateway.jwt of ${environment} is on, and ${KEY} cannot be had from its stack: ${reason}; see to the stack's passphrase, or set ${names.join(" or ")}`,
  );
}
