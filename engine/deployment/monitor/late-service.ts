import type { ServerUnaryCall, ServiceDefinition, sendUnaryData, UntypedServiceImplementation } from "@grpc/grpc-js";
import { status } from "@grpc/grpc-js";
import { answerError, messageOf } from "../wire/rpc.ts";

type UnaryHandler = (call: ServerUnaryCall<unknown, unknown>, callback: sendUnaryData<unknown>) => void;

/**
 * A service of unary calls that is offered before there is one: calls wait for it, so that whoever makes them can be
 * started first.
 */
export function lateService(
  definition: ServiceDefinition,
  service: Promise<UntypedServiceImplementation>,
): UntypedServiceImplementation {
  const handlers = Object.keys(definition).map((method): [string, UnaryHandler] => [
    method,
    (call, callback) => {
      service.then(
        (implementation) => (implementation[method] as UnaryHandler)(call, callback),
        (error: unknown) => callback(answerError(status.UNAVAILABLE, messageOf(error))),
      );
    },
  ]);
  return Object.fromEntries(handlers);
}
