import { field, type Reply } from "../http.ts";
import { GATES_ISSUER } from "./issuer.ts";
import { LIFETIME_SECONDS } from "./mint.ts";

/** Whether the gateway itself refuses a request for its token, or for having none; a service would name its revision. */
export function isTokenRefusal(reply: Reply): boolean {
  return (
    reply.kind === "answer" &&
    reply.status === 401 &&
    /^Bearer\b/.test(reply.header("www-authenticate") ?? "") &&
    reply.header("x-service-revision") === undefined
  );
}

/**
 * What a refusal means and what to do, for whoever reads a check: it says nothing about the revision. Undefined where no
 * reply is one.
 *
 * @param isSigned whether the requests brought a token
 */
export function explainRefusal(replies: readonly Reply[], isSigned: boolean): string | undefined {
  const refused = replies.find(isTokenRefusal);
  if (refused?.kind !== "answer") return undefined;
  const said = field(refused.body, "message") ?? field(refused.body, "exp") ?? "no reason";
  return `the gateway refused ${isSigned ? "the gates' token" : "a request without a token"} (401 "${said}"): ${advice(String(said), isSigned)}`;
}

function advice(said: string, isSigned: boolean): string {
  if (!isSigned) {
    return "config gateway.jwt is off, but the gateway asks for tokens; switch it off in an update of its own, before the next release";
  }
  if (said === "token expired") {
    return `it was valid for ${LIFETIME_SECONDS} s, so the clocks of this machine and of the gateway differ; set them right`;
  }
  return `the credential of consumer ${GATES_ISSUER} is not there or has another secret than gatesJwtSecret; run the update again, with --refresh`;
}
