/** A registration cannot be carried out. People have been told why, unless there is a message. */
export class RegistrationRefusedError extends Error {
  override readonly name = "RegistrationRefusedError";
}
