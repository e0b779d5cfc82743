/**
 * How Kong reads host names and addresses (kong/tools/ip.lua): its validators and the canonical form of a target
 * follow from these rules, oddities included, so they are kept rather than replaced by a stricter parser.
 */
export type Address = { type: "ipv4" | "ipv6" | "name"; host: string; port?: number };

type Parsed = { ok: true; address: Address } | { ok: false; error: string };

const MAX_PORT = 65535;
export const INVALID_PORT = "invalid port number";

export function addressType(text: string): Address["type"] {
  const colons = text.split(":").length - 1;
  if (colons > 1) return "ipv6";
  return /^[\d.]+$/.test(text.replaceAll(":", "")) ? "ipv4" : "name";
}

export function parseAddress(text: string): Parsed {
  switch (addressType(text)) {
    case "ipv4":
      return parseIpv4(text);
    case "ipv6":
      return parseIpv6(text);
    case "name":
      return parseHostname(text);
  }
}

function parseIpv4(text: string): Parsed {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?::(\d+))?$/.exec(text);
  const octets = match?.slice(1, 5).map(Number);
  if (!match || !octets || octets.some((octet) => octet > 255)) {
    return { ok: false, error: `invalid ipv4 address: ${text}` };
  }
  return withPort({ type: "ipv4", host: octets.join(".") }, match[5]);
}

function parseIpv6(text: string): Parsed {
  const bracketed = /^\[([^\]]*)\](.*)$/.exec(text);
  let body = bracketed ? (bracketed[1] ?? "") : text;
  let port: string | undefined;
  if (bracketed?.[2]) {
    port = /^:(\d*)$/.exec(bracketed[2])?.[1];
    if (port === undefined) return { ok: false, error: "invalid ipv6 address" };
  }
  if (body.startsWith(":")) body = `0${body}`;
  if (body.endsWith(":")) body = `${body}0`;
  if (body.includes("::")) {
    const colons = body.split(":").length - 1;
    body = body.replace("::", `:${"0:".repeat(Math.max(0, 8 - colons))}`);
  }
  const groups = body.split(":");
  if (groups.length !== 8 || groups.some((group) => !/^[0-9a-fA-F]{1,4}$/.test(group))) {
    return { ok: false, error: `invalid ipv6 address: ${text}` };
  }
  const host = groups.map((group) => group.padStart(4, "0").toLowerCase()).join(":");
  return withPort({ type: "ipv6", host }, port);
}

function parseHostname(text: string): Parsed {
  const port = /:(\d+)$/.exec(text)?.[1];
  const name = port === undefined ? text : text.slice(0, -(port.length + 1));
  if (port !== undefined && Number(port) > MAX_PORT) return { ok: false, error: INVALID_PORT };
  const segments = name.split(".");
  const valid =
    /^[A-Za-z0-9\-._]+$/.test(name) &&
    segments.every((segment, index) => !segment.endsWith("-") && (segment !== "" || index === segments.length - 1));
  if (!valid) return { ok: false, error: `invalid hostname: ${text}` };
  return withPort({ type: "name", host: name }, port);
}

function withPort(address: Address, port: string | undefined): Parsed {
  if (port === undefined) return { ok: true, address };
  if (Number(port) > MAX_PORT) return { ok: false, error: INVALID_PORT };
  return { ok: true, address: { ...address, port: Number(port) } };
}

/** `host:port` with IPv6 in brackets: the form in which Kong stores and lists targets. */
export function formatAddress(address: Address, defaultPort: number): string {
  const host = address.type === "ipv6" ? `[${address.host}]` : address.host;
  return `${host}:${address.port ?? defaultPort}`;
}
