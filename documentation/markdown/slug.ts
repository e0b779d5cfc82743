/**
 * Names headings as GitHub does for links: lower case, without punctuation, a hyphen for each blank; a name that was given
 * already gets `-1`, `-2`, …
 */
export function slugger(): (heading: string) => string {
  const given = new Map<string, number>();
  return (heading) => {
    const base = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, "")
      .replaceAll(" ", "-");
    let slug = base;
    let count = given.get(base) ?? 0;
    while (given.has(slug)) {
      count += 1;
      slug = `${base}-${count}`;
    }
    given.set(base, count).set(slug, given.get(slug) ?? 0);
    return slug;
  };
}
