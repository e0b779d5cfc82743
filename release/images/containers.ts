import { SERVICES, type ServiceFacts } from "../../components/services.ts";
import type { ServiceEndpoint } from "../../gates/subject.ts";

/** The container of one service's image. */
export type Container =
  | { readonly kind: "running"; readonly service: ServiceFacts; readonly subject: ServiceEndpoint }
  | { readonly kind: "not running"; readonly service: ServiceFacts; readonly revision: string };

/**
 * Reads where containers are, one argument for each service: `automation-service=127.0.0.1:49153`, or
 * `automation-service=` where there is no container that runs.
 *
 * @param versions in the package.json of each service's folder
 * @throws Error with what is wrong and what is allowed
 */
export function parseContainers(args: readonly string[], versions: Readonly<Record<string, string>>): Container[] {
  const addresses = new Map(args.map(parseArgument));
  const names = SERVICES.map(({ name }) => name);
  const unknown = [...addresses.keys()].find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`service is '${unknown}'; allowed: ${names.join(", ")}`);
  return SERVICES.map((service): Container => {
    const { name } = service;
    const version = versions[name];
    if (version === undefined) throw new Error(`the version of ${name} is not known`);
    // As scripts/staging_smoke.sh names them, in SERVICE_REVISION.
    const revision = `${name}-${version}`;
    const address = addresses.get(name);
    if (address === undefined) throw new Error(`${name} is not named; give ${name}=<host:port>`);
    if (address === "") return { kind: "not running", service, revision };
    const subject = { revision, service: name, version, url: `http://${address}` };
    return { kind: "running", service, subject };
  });
}

function parseArgument(argument: string): [name: string, address: string] {
  const match = /^([^=]*)=((?:[^=:]+:\d+)?)$/.exec(argument);
  if (!match) throw new Error(`'${argument}' must be <service>=<host:port>, or <service>= where none runs`);
  return [match[1] ?? "", match[2] ?? ""];
}
