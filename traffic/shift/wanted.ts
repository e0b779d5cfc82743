import { ReleaseError } from "../../errors/release-error.ts";
import type { Engine } from "../../gates/engine.ts";

/** Throws TRF004 when nobody wants the move any more. */
export async function checkWanted(engine: Engine): Promise<void> {
  if (engine.isCancelled()) throw new ReleaseError("TRF004", "the update was cancelled");
  if (!(await engine.isAlive())) throw new ReleaseError("TRF004", "the engine of this update is gone");
}
