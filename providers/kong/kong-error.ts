import type { ReleaseError } from "../../errors/release-error.ts";

/** What Kong says about an entity's fields: for each field a text, or the same again for nested ones. */
export type KongFields = { readonly [field: string]: unknown };

const NOT_FOUND = 6;

interface KongErrorDetails {
  readonly method: string;
  readonly path: string;
  /** Absent: there was no answer at all. */
  readonly status?: number;
  readonly kongCode?: number;
  readonly fields?: KongFields;
  readonly absent?: boolean;
  readonly cause?: unknown;
}

/** A call of Kong's Admin API that did not do what was asked. Its message never holds the token. */
export class KongError extends Error {
  /** HTTP status; undefined when Kong could not be reached or did not answer in time. */
  readonly status: number | undefined;
  /** Kong's own number for the kind of error: 2 schema violation, 4 foreign key, 5 unique constraint, 6 not found. */
  readonly kongCode: number | undefined;
  /** What is wrong with which field, as Kong says it. */
  readonly fields: KongFields | undefined;
  /**
   * Whether Kong says that there is no such entity. A 404 of anything else, such as Kong's proxy port ("no Route matched"),
   * says nothing about entities: taking it for absence would drop them from state.
   */
  readonly absent: boolean;
  readonly method: string;
  /** Path below the Admin API's base URL. */
  readonly path: string;

  constructor(message: string, details: KongErrorDetails) {
    super(message, { cause: details.cause });
    this.name = "KongError";
    this.status = details.status;
    this.kongCode = details.kongCode;
    this.fields = details.fields;
    this.absent = details.absent ?? false;
    this.method = details.method;
    this.path = details.path;
  }
}

/** Kong answered, with a status that is not a success. */
export function refusal(call: { method: string; path: string }, status: number, body: unknown): KongError {
  const said = isObject(body) ? body : {};
  const fields = isObject(said.fields) ? said.fields : undefined;
  const text = typeof said.message === "string" ? said.message.replace(/\s+/g, " ") : excerpt(body);
  const unsaid = fields && !textsIn(fields).every((field) => text.includes(field));
  const message = [
    `Kong answered ${status} to ${call.method} ${call.path}: ${text}`,
    ...(unsaid ? [`fields: ${JSON.stringify(fields)}`] : []),
    ...advice(status, text),
  ].join("; ");
  const kongCode = typeof said.code === "number" ? said.code : undefined;
  const absent = status === 404 && (kongCode === NOT_FOUND || said.message === "Not found");
  return new KongError(message, { ...call, status, kongCode, fields, absent });
}

/** A 2xx whose body is no JSON: somebody else listens at this address. */
export function notKong(call: { method: string; path: string }, uri: string, status: number, body: unknown): KongError {
  return new KongError(
    `${call.method} ${uri}${call.path} answered ${status}, but not with JSON (${excerpt(body)}): is this Kong's Admin API?`,
    { ...call, status },
  );
}

/** No answer: refused, unknown host, reset, or too slow. */
export function unreachable(
  call: { method: string; path: string },
  options: { uri: string; timeoutMs: number; code: string | undefined; cause: unknown },
): KongError {
  const { uri, timeoutMs, code, cause } = options;
  const late = code === "ETIMEDOUT" || code === "ECONNABORTED";
  const what = late
    ? `Kong's Admin API at ${uri} did not answer ${call.method} ${call.path} within ${timeoutMs} ms` +
      (call.method === "GET" ? "" : "; the change may or may not have been made")
    : `cannot reach Kong's Admin API at ${uri} (${code ?? "no answer"}) for ${call.method} ${call.path}`;
  return new KongError(`${what}: is the gateway running, and is this the URL of its Admin API?`, { ...call, cause });
}

/** The way into a cluster cannot be had, or broke under the call. The cause may hold the token: only its message goes on. */
export function noWay(call: { method: string; path: string }, uri: string, error: ReleaseError): KongError {
  const wasSent = error.code === "TUN003" && call.method !== "GET";
  return new KongError(
    `cannot reach Kong's Admin API at ${uri} for ${call.method} ${call.path}: ${error.message}` +
      (wasSent ? "; the change may or may not have been made" : ""),
    call,
  );
}

function advice(status: number, text: string): string[] {
  if (status === 401 || status === 403) return ["check the admin token (kongAdminToken or KONG_ADMIN_TOKEN)"];
  if (text.startsWith("no Route matched")) return ["this is Kong's proxy port, not its Admin API"];
  return [];
}

function excerpt(body: unknown): string {
  const text = typeof body === "string" ? body : (JSON.stringify(body) ?? "");
  const line = text.replace(/\s+/g, " ").trim();
  return line === "" ? "an empty answer" : line.slice(0, 200);
}

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value.replace(/\s+/g, " ")];
  return isObject(value) || Array.isArray(value) ? Object.values(value).flatMap(textsIn) : [];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
