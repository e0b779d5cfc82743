import fc from "fast-check";
import { expect, it } from "vitest";
import { pickShare } from "./share.ts";

it("has picked floor(n × rate) of the first n, for every n", () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 1, max: 500 }), (rate, requests) => {
      const pick = pickShare(rate);
      let picked = 0;
      for (let n = 1; n <= requests; n += 1) {
        if (pick()) picked += 1;
        expect(picked).toBe(Math.floor(n * rate));
      }
    }),
  );
});
