import net from "node:net";

const POLL_MS = 250;

/**
 * Calls `onGone` once when the engine is there no more: nobody listens at its address, twice in a row, or the
 * process that was our parent is not any longer. An engine that is killed takes no plugin with it, and an orphan would hold
 * ports and go on writing to Kong.
 */
export function watchEngine(address: string, onGone: () => void): void {
  const parent = process.ppid;
  let refusals = 0;
  const timer = setInterval(async () => {
    refusals = (await refuses(address)) ? refusals + 1 : 0;
    if (process.ppid !== parent || refusals >= 2) {
      clearInterval(timer);
      onGone();
    }
  }, POLL_MS);
}

function refuses(address: string): Promise<boolean> {
  const colon = address.lastIndexOf(":");
  const socket = net.connect({ host: address.slice(0, colon), port: Number(address.slice(colon + 1)) });
  return new Promise((resolve) => {
    const answer = (refused: boolean) => {
      socket.destroy();
      resolve(refused);
    };
    socket.once("connect", () => answer(false));
    socket.once("error", (error: NodeJS.ErrnoException) => answer(error.code === "ECONNREFUSED"));
  });
}
