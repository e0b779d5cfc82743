/** Bytes before each piece of a log: the stream, three zeros, the length. */
const HEADER_BYTES = 8;

/** The text of a container's log, both streams as they came. The container has no terminal: then the log comes in pieces. */
export function logText(log: Buffer): string {
  const pieces: Buffer[] = [];
  let at = 0;
  while (at + HEADER_BYTES <= log.length) {
    const end = at + HEADER_BYTES + log.readUInt32BE(at + 4);
    pieces.push(log.subarray(at + HEADER_BYTES, end));
    at = end;
  }
  return Buffer.concat(pieces).toString();
}
