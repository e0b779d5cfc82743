import type { StoredDeployment } from "../../backend/deployment.ts";
import { STACK_TYPE } from "../../deployment/state/urn.ts";
import { isSecret } from "../../deployment/values/marks.ts";
import type { PropertyMap, PropertyValue } from "../../deployment/values/property-value.ts";
import { masked, revealed } from "../../deployment/values/secrecy.ts";
import { opened } from "../../secrets/sealing.ts";
import { CommandError } from "../command-error.ts";
import type { Session } from "../session.ts";
import { formatJson, tableLines } from "../table.ts";

/** The outputs of the stack as its state has them; the passphrase is needed only to show secrets. */
export async function stackOutputs(
  session: Session,
  deployment: StoredDeployment | undefined,
  showSecrets: boolean,
): Promise<PropertyMap> {
  const stored = deployment?.resources?.find(({ type }) => type === STACK_TYPE)?.outputs ?? {};
  if (deployment === undefined || !showSecrets || JSON.stringify(masked(stored)) === JSON.stringify(stored)) {
    return masked(stored) as PropertyMap;
  }
  const crypter = await session.deploymentSecrets(deployment).unlock();
  return revealed(opened(stored, crypter)) as PropertyMap;
}

/** `pulumi stack output [name]` */
export async function stackOutput(
  session: Session,
  stack: string | undefined,
  name: string | undefined,
  options: { readonly json?: boolean; readonly showSecrets?: boolean },
): Promise<void> {
  const reference = await session.requireStack(stack);
  const deployment = await session.backend.read(reference);
  const outputs = await stackOutputs(session, deployment, options.showSecrets === true);
  if (name === undefined) {
    session.terminal.print(
      options.json === true
        ? formatJson(sorted(outputs))
        : [`Current stack outputs (${Object.keys(outputs).length}):`, ...outputRows(outputs)].join("\n"),
    );
    return;
  }
  const value = Object.hasOwn(outputs, name) ? outputs[name] : undefined;
  if (value === undefined) {
    throw new CommandError(`current stack does not have output property '${name}'`);
  }
  session.terminal.print(options.json === true ? formatJson(value) : outputText(value));
}

/** A table of outputs, indented. */
export function outputRows(outputs: PropertyMap): string[] {
  const rows = Object.entries(sorted(outputs)).map(([key, value]) => [key, outputText(value)]);
  return rows.length === 0
    ? ["    No output values currently in this stack"]
    : tableLines(["OUTPUT", "VALUE"], rows, 4);
}

function outputText(value: PropertyValue): string {
  return typeof value === "string" ? value : JSON.stringify(isSecret(value) ? "[secret]" : value);
}

function sorted(outputs: PropertyMap): PropertyMap {
  return Object.fromEntries(Object.entries(outputs).sort(([a], [b]) => (a < b ? -1 : 1)));
}
