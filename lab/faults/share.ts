/**
 * Picks the share `rate` of requests by counting: of the first n, exactly floor(n × rate) are picked, spread evenly. The
 * same requests meet the same fault at each run, so that a gate's verdict on them is no matter of luck.
 *
 * @param rate 0 to 1.
 */
export function pickShare(rate: number): () => boolean {
  let seen = 0;
  return () => {
    seen += 1;
    return Math.floor(seen * rate) > Math.floor((seen - 1) * rate);
  };
}
