import { expect, test } from "vitest";
import type { Snapshot } from "./snapshot.ts";
import { SnapshotWriter } from "./snapshot-writer.ts";

/** A store whose writes end when the test says so. */
function slowStore() {
  let version = 0;
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const writer = new SnapshotWriter({
    take: () => ({ resources: [], pendingOperations: [], version }) as Snapshot,
    save: (snapshot) => {
      begun.push((snapshot as Snapshot & { version: number }).version);
      return new Promise((resolve) => ends.push(resolve));
    },
    onFailure: () => undefined,
  });
  return {
    writer,
    begun,
    change: () => ++version,
    async endWrite() {
      ends.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

test("however many ask while a write is under way, one more write serves them all, with the latest state", async () => {
  const { writer, begun, change, endWrite } = slowStore();
  const first = writer.write();
  change();
  const second = writer.write();
  change();
  const third = writer.write();
  change();
  await endWrite();
  expect(begun).toEqual([0, 3]);
  await endWrite();
  await Promise.all([first, second, third]);
  await writer.settled();
  expect(begun).toEqual([0, 3]);
});

test("a write is not taken for one that began before it was asked for", async () => {
  const { writer, change, endWrite } = slowStore();
  const first = writer.write();
  change();
  let announced = false;
  const second = writer.write().then(() => {
    announced = true;
  });
  await endWrite();
  await first;
  expect(announced).toBe(false);
  await endWrite();
  await second;
});

test("a failure is told and fails those who wait, and the next write tries again", async () => {
  const failures: string[] = [];
  let broken = true;
  const writer = new SnapshotWriter({
    take: () => ({ resources: [], pendingOperations: [] }),
    save: async () => {
      if (broken) throw new Error("disk full");
    },
    onFailure: (error) => failures.push(error.message),
  });
  await expect(writer.write()).rejects.toThrow("the state cannot be stored: disk full");
  expect(failures).toEqual(["the state cannot be stored: disk full"]);
  broken = false;
  await writer.write();
});

test("after the end nothing is stored", async () => {
  const { writer, begun } = slowStore();
  writer.end();
  await writer.write();
  expect(begun).toEqual([]);
});
