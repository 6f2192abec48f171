/** The current ETag of every customer, as far as it is known. */
export type EtagBook = (string | undefined)[];

const books = new Map<string, EtagBook>();

/**
 * The ETags of a subject, from one measurement to the next: to read them all each time would warm every cache, and take
 * minutes where there are a million customers.
 */
export function etagBookOf(subject: string, customers: number, filled: string | undefined): EtagBook {
  const book = books.get(subject) ?? new Array<string | undefined>(customers).fill(filled);
  books.set(subject, book);
  return book;
}
