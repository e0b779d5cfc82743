/** Styles of SGR (ECMA-48) that our commands write, by their codes. */
const STYLES: Readonly<Record<string, string>> = {
  "1": "font-weight:700",
  "2": "opacity:.6",
  "31": "color:#ff8a80",
  "32": "color:#7ee2a8",
  "33": "color:#ffd37a",
  "36": "color:#80d8ff",
};

/** A page that shows what a terminal showed: its text with bold, faint and coloured pieces. Pure. */
export function terminalPage(captured: string): string {
  return `<!doctype html><meta charset="utf-8"><body style="margin:0;display:inline-block;background:#14181f">
<pre style="margin:0;padding:18px 22px;color:#e6e9ef;font:15px/1.4 'DejaVu Sans Mono',monospace">${styled(captured.trimEnd())}</pre>`;
}

function styled(text: string): string {
  let open = new Set<string>();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one.
  const pieces = text.split(/\x1b\[([\d;]*)m/);
  return pieces
    .map((piece, index) => {
      if (index % 2 === 1) {
        open = after(open, piece.split(";"));
        return "";
      }
      const style = [...open].map((code) => STYLES[code]).join(";");
      return style === "" ? escaped(piece) : `<span style="${style}">${escaped(piece)}</span>`;
    })
    .join("");
}

function after(open: ReadonlySet<string>, codes: readonly string[]): Set<string> {
  const next = new Set(open);
  for (const code of codes) {
    if (code === "0" || code === "") next.clear();
    else if (code === "22") for (const weight of ["1", "2"]) next.delete(weight);
    else if (code === "39") for (const colour of ["31", "32", "33", "36"]) next.delete(colour);
    else if (code in STYLES) next.add(code);
  }
  return next;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
