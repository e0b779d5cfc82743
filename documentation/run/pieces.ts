import { spawnSync } from "node:child_process";

/** Commands that bash reads in one go. */
export interface Piece {
  readonly text: string;
  /** Line of its beginning, counted from 0 at the beginning of the block. */
  readonly line: number;
}

/**
 * Cuts a block into the pieces that bash would read one after the other. Run one by one, each must end well: within one
 * text bash goes on after `false && true`.
 *
 * @throws when bash cannot read the block
 */
export function piecesOf(block: string): Piece[] {
  const pieces: Piece[] = [];
  let begin = 0;
  let complaint = "";
  const lines = block.split("\n");
  for (const index of lines.keys()) {
    const text = lines.slice(begin, index + 1).join("\n");
    // A line that goes on on the next one is whole for `bash -n`.
    if (/(?<!\\)(?:\\\\)*\\$/.test(text)) continue;
    complaint = complaintOfBash(text);
    if (complaint !== "") continue;
    if (text.trim() !== "") pieces.push({ text, line: begin });
    begin = index + 1;
  }
  if (begin < lines.length) throw new Error(`bash cannot read it: ${complaint || "it ends in a backslash"}`);
  return pieces;
}

function complaintOfBash(text: string): string {
  const { status, stderr } = spawnSync("bash", ["-n"], { input: `${text}\n`, encoding: "utf8" });
  return stderr || (status === 0 ? "" : `exit code ${status}`);
}
