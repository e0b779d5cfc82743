import { z } from "zod";

/** A map of texts in the engine's answer; where there is none, it answers null. */
export const textMap = z
  .record(z.string(), z.string())
  .nullish()
  .transform((map) => map ?? {});
