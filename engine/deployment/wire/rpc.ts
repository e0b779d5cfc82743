import { Metadata, type ServiceError, status } from "@grpc/grpc-js";

/** Messages may be large: a serialized provider or a big state. */
export const CHANNEL_OPTIONS = {
  "grpc.max_receive_message_length": 400 * 1024 * 1024,
  "grpc.max_send_message_length": 400 * 1024 * 1024,
};

/**
 * A call of a gRPC client as a promise: `unary<T>((done) => client.method(request, done))`. It rejects with grpc-js's
 * `ServiceError`.
 */
export function unary<Response>(
  start: (done: (error: ServiceError | null, response: Response) => void) => unknown,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    start((error, response) => (error === null ? resolve(response) : reject(error)));
  });
}

export function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && "code" in error && "details" in error && "metadata" in error;
}

export function isUnimplemented(error: unknown): boolean {
  return isServiceError(error) && error.code === status.UNIMPLEMENTED;
}

/** What a person can use of an error: gRPC's own message repeats the status before it. */
export function messageOf(error: unknown): string {
  if (isServiceError(error)) return error.details === "" ? error.message : error.details;
  return error instanceof Error ? error.message : String(error);
}

/** An answer that is an error, as grpc-js servers want it. */
export function answerError(code: status, details: string): Partial<ServiceError> {
  return { code, details, metadata: new Metadata() };
}
