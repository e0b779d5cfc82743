import { expect, test } from "vitest";
import { secret } from "../../deployment/values/marks.ts";
import { hidingInputs } from "./hidden-texts.ts";

test("a variable's value and a line of a file are hidden as well as the whole", () => {
  const hide = hidingInputs({
    envs: [secret("TOKEN=hunter2"), "MODE=plain"],
    uploads: secret([{ file: "/run/key", content: "first-line-1\nsecond-line-2\n" }]),
  });
  expect(hide("login hunter2 as plain: TOKEN=hunter2; second-line-2")).toBe(
    "login [secret] as plain: [secret]; [secret]",
  );
});
