import { describe, expect, it } from "vitest";
import { renderComment } from "./comment.ts";

const result = {
  stack: "production",
  against: "nothing",
  exitCode: 0,
  placeholders: 0,
  output:
    "Previewing update (production):\n\u001b[32m+ thing\u001b[0m\n    traffic 90/10 → 50/50; gates: bake, SLO 10 min\nResources:\n    + 1 to create\n    2 unchanged\n\nmore",
};

describe("the comment of a preview", () => {
  it("says first what traffic will do and which gates will run, then the counts, then everything", () => {
    expect(renderComment(result)).toMatchInlineSnapshot(`
      "<!-- preview of production -->
      ### ✅ Preview of \`production\`

      Against nothing.

      **traffic 90/10 → 50/50; gates: bake, SLO 10 min**

      \`\`\`text
      Resources:
          + 1 to create
          2 unchanged
      \`\`\`

      <details><summary>Diff and policies</summary>

      \`\`\`text
      Previewing update (production):
      + thing
          traffic 90/10 → 50/50; gates: bake, SLO 10 min
      Resources:
          + 1 to create
          2 unchanged

      more
      \`\`\`

      </details>
      "
    `);
  });

  it("of a failure is open, and says so", () => {
    const comment = renderComment({ ...result, exitCode: 255, placeholders: 2 });
    expect(comment).toContain("### ❌ Preview of `production`");
    expect(comment).toContain("<details open>");
    expect(comment).toContain("2 secret values of the config are placeholders");
  });

  it("cannot be left by what the preview prints", () => {
    const comment = renderComment({ ...result, output: "```\n</details>\n````\n@everyone" });
    expect(comment).toContain("`````text\n```\n</details>\n````\n@everyone\n`````");
  });

  it("stays within what GitHub takes, and keeps the end", () => {
    const comment = renderComment({ ...result, output: `${"x".repeat(200_000)}\nthe end` });
    expect(comment.length).toBeLessThan(65_536);
    expect(comment).toContain("characters are left out");
    expect(comment).toContain("the end");
  });
});
