/** A share as people read it: "0.25 %", with two decimals at most. @param share 0 to 1 */
export function percent(share: number): string {
  return `${Number((share * 100).toFixed(2))} %`;
}
