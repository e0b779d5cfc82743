/** Addresses of this machine, and variables that say where a service listens. */
const PORT = /((?:127\.0\.0\.1|localhost|\[::1\]):|\b(?:[A-Z_]+_)?PORT=)(\d{1,5})(?!\d)/g;

/**
 * Commands with other ports, so that they can run beside a stack that has the usual ones. Only ports of addresses of this
 * machine and of variables named PORT are replaced; 0, any free port, stays.
 *
 * @param ports the port to take for each one that documents use
 * @throws naming a port that is not among them
 */
export function withPorts(text: string, ports: ReadonlyMap<number, number>): string {
  return text.replaceAll(PORT, (_whole, place: string, digits: string) => {
    const port = Number(digits);
    if (port === 0) return `${place}0`;
    const other = ports.get(port);
    if (other === undefined) {
      throw new Error(`${place}${digits} is in a block that runs; its ports can be ${[...ports.keys()].join(", ")}`);
    }
    return `${place}${other}`;
  });
}
