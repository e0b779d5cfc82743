/** How a registry wants to be asked, of its header WWW-Authenticate. */
export type Challenge =
  | { readonly scheme: "basic" }
  | { readonly scheme: "bearer"; readonly realm: string; readonly service?: string };

/** Undefined where the header asks for something else, or for a token from no URL. */
export function parseChallenge(header: string): Challenge | undefined {
  const [, scheme = "", rest = ""] = /^(\S+)\s*(.*)$/.exec(header.trim()) ?? [];
  if (scheme.toLowerCase() === "basic") return { scheme: "basic" };
  if (scheme.toLowerCase() !== "bearer") return undefined;
  const parameters = new Map(
    [...rest.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = "", value = ""]) => [name.toLowerCase(), value]),
  );
  const realm = parameters.get("realm") ?? "";
  const service = parameters.get("service");
  return URL.canParse(realm) ? { scheme: "bearer", realm, ...(service ? { service } : {}) } : undefined;
}
