import type { HashSource } from "../balancer/hash-input.ts";
import type { Exchange } from "../plugins/handler.ts";

export function hashSource(
  { headers, clientIp, authenticated }: Exchange,
  url: string,
  path: string,
  captures: Record<string, string>,
): HashSource {
  return {
    path,
    clientIp,
    consumer: authenticated?.consumer.id,
    header: (name) => headers[name]?.toString(),
    cookie: (name) => cookies(headers.cookie).get(name),
    queryArgument: (name) => new URL(url, "http://proxy").searchParams.get(name) ?? undefined,
    capture: (name) => captures[name],
  };
}

function cookies(header: string | undefined): Map<string, string> {
  const pairs = (header ?? "").split(/;\s*/).map((pair) => {
    const equals = pair.indexOf("=");
    return [pair.slice(0, equals), pair.slice(equals + 1)] as const;
  });
  return new Map(pairs);
}
