import { expect, test } from "vitest";
import { BENCHMARK_NAMES, chooseBenchmarks } from "./run.ts";

test("all benchmarks run where none is named, else the named ones in their own order", () => {
  expect(chooseBenchmarks([])).toEqual(BENCHMARK_NAMES);
  expect(chooseBenchmarks(["echo", "split"])).toEqual(["split", "echo"]);
});

test("an unknown name is refused with the known ones", () => {
  expect(() => chooseBenchmarks(["speed"])).toThrow(
    'there is no benchmark "speed"; there are split, release, rollback, ways-back, echo, engine, sizes',
  );
  expect(() => chooseBenchmarks(["toString"])).toThrow('there is no benchmark "toString"');
});
