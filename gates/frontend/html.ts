/** Whether a body is the application's page: it has the root element and the product's title. */
export function isPage(body: unknown): boolean {
  return (
    typeof body === "string" &&
    /<div\b[^>]*\bid=["']root["']/i.test(body) &&
    /<title>[^<]*OpsConductor[^<]*<\/title>/i.test(body)
  );
}

/** Paths of the scripts, styles and icons that a page loads from its own origin. */
export function assetsOf(html: string): string[] {
  const tags = html.matchAll(/<(?:script|link)\b[^>]*?\b(?:src|href)=["']([^"']+)["'][^>]*>/gi);
  const paths = [...tags]
    .map((match) => match[1] ?? "")
    .filter((path) => path.startsWith("/") && !path.startsWith("//"));
  return [...new Set(paths)];
}
