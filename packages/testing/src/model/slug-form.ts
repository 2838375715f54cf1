/** A slug as the ledger stores it: in Unicode's normal form C. */
export function slugForm(slug: string): string {
  return slug.normalize("NFC");
}
