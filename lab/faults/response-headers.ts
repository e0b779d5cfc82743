import type { ServerResponse } from "node:http";

/** Headers as `writeHead` takes them: an object, a list of pairs, or names and values in turn. */
type HeadersArgument = Record<string, unknown> | unknown[];

/**
 * Makes a response leave out a header, however it is set: by `setHeader`, `appendHeader`, `setHeaders` or `writeHead`.
 *
 * @param name In lower case.
 */
export function dropHeader(response: ServerResponse, name: string): void {
  const { writeHead } = response;
  const writeHeadWithout = (status: number, ...rest: unknown[]) => {
    response.removeHeader(name);
    const kept = rest.map((argument) => (isHeaders(argument) ? withoutHeader(argument, name) : argument));
    return Reflect.apply(writeHead, response, [status, ...kept]);
  };
  // Node itself calls writeHead for a response whose head nobody wrote, so that this is the one place all heads pass.
  response.writeHead = writeHeadWithout as typeof writeHead;
}

function isHeaders(argument: unknown): argument is HeadersArgument {
  return typeof argument === "object" && argument !== null;
}

/** The same headers in the same form without one of them. */
export function withoutHeader(headers: HeadersArgument, name: string): HeadersArgument {
  const keeps = (key: unknown) => String(key).toLowerCase() !== name;
  if (!Array.isArray(headers)) return Object.fromEntries(Object.entries(headers).filter(([key]) => keeps(key)));
  if (headers.every((entry) => Array.isArray(entry))) return headers.filter((entry) => keeps(entry[0]));
  return headers.filter((_, index) => keeps(headers[index - (index % 2)]));
}
