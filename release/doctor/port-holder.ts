import fs from "node:fs";

/** Who listens on a port. Processes of others may not be looked at: then only that somebody does is known. */
export interface PortHolder {
  readonly pid?: number;
  /** Its command line, cut. */
  readonly command?: string;
}

const LISTENING = "0A";
const COMMAND_CHARACTERS = 60;

/** Who listens on a TCP port of this machine, by /proc as of proc(5). @returns undefined where nobody does */
export function holderOf(port: number): PortHolder | undefined {
  const sockets = listeningSockets(port);
  if (sockets.size === 0) return undefined;
  const pid = fs
    .readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .find((candidate) => linksOf(`/proc/${candidate}/fd`).some((link) => sockets.has(link)));
  if (pid === undefined) return {};
  const command = readOrNothing(`/proc/${pid}/cmdline`).replaceAll("\0", " ").trim().slice(0, COMMAND_CHARACTERS);
  return { pid: Number(pid), command };
}

/** "socket:[inode]" of every socket that listens on the port. */
function listeningSockets(port: number): Set<string> {
  const hex = port.toString(16).toUpperCase().padStart(4, "0");
  const rows = ["/proc/net/tcp", "/proc/net/tcp6"].flatMap((file) => readOrNothing(file).split("\n").slice(1));
  const inodes = rows.flatMap((row) => {
    const [, local = "", , state, , , , , , inode] = row.trim().split(/\s+/);
    return state === LISTENING && local.endsWith(`:${hex}`) ? [`socket:[${inode}]`] : [];
  });
  return new Set(inodes);
}

/** A process may end, or be somebody else's, while it is looked at. */
function linksOf(folder: string): string[] {
  try {
    return fs.readdirSync(folder).flatMap((name) => {
      try {
        return [fs.readlinkSync(`${folder}/${name}`)];
      } catch {
        return [];
      }
    });
  } catch {
    return [];
  }
}

function readOrNothing(file: string): string {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
