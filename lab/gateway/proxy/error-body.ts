type Kind = "html" | "json" | "xml" | "plain";

const TYPES: Record<Kind, string> = {
  html: "text/html; charset=utf-8",
  json: "application/json; charset=utf-8",
  xml: "application/xml; charset=utf-8",
  plain: "text/plain; charset=utf-8",
};

const BY_MEDIA_TYPE: Record<string, Kind> = {
  "text/html": "html",
  "application/json": "json",
  "text/plain": "plain",
  "application/xml": "xml",
  "application/*": "json",
  "text/*": "plain",
  "*/*": "json",
};

export interface ErrorBody {
  type: string;
  content: string;
}

/**
 * The body of an error that the gateway makes itself, in the type that the client accepts most.
 * @param byDefault what a client gets that names no type: Kong's own answers are JSON, those for a failed target text
 */
export function errorBody(message: string, requestId: string, accept: string | undefined, byDefault: Kind): ErrorBody {
  const kind = accept === undefined ? byDefault : preferred(accept);
  return { type: TYPES[kind], content: render(kind, message, requestId) };
}

function preferred(accept: string): Kind {
  let best: Kind = "json";
  let bestQuality = 0;
  for (const range of accept.split(",")) {
    const match = /^\s*([a-z0-9!#$&^_+.*-]+\/[a-z0-9!#$&^_+.*-]+)/i.exec(range);
    const quality = Number(/;\s*q=(1(?:\.0{0,3})?|0(?:\.\d{0,3})?)/i.exec(range)?.[1] ?? 1);
    if (!match?.[1] || quality <= bestQuality) continue;
    bestQuality = quality;
    best = BY_MEDIA_TYPE[match[1].toLowerCase()] ?? "json";
  }
  return best;
}

function render(kind: Kind, message: string, id: string): string {
  switch (kind) {
    case "json":
      return `{\n  "message":"${message}",\n  "request_id":"${id}"\n}`;
    case "plain":
      return `${message}\nrequest_id: ${id}\n`;
    case "xml":
      return `<?xml version="1.0" encoding="UTF-8"?>\n<error>\n  <message>${message}</message>\n  <requestid>${id}</requestid>\n</error>\n`;
    case "html":
      return `<!doctype html>\n<html>\n  <head>\n    <meta charset="utf-8">\n    <title>Error</title>\n  </head>\n  <body>\n    <h1>Error</h1>\n    <p>${message}.</p>\n    <p>request_id: ${id}</p>\n  </body>\n</html>\n`;
  }
}
