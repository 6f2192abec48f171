/** What is made of each item, in their order; never more than so many are being made at once. */
export async function inParallel<Item, Made>(
  atOnce: number,
  items: readonly Item[],
  make: (item: Item, index: number) => Promise<Made>,
): Promise<Made[]> {
  const made: Made[] = new Array(items.length);
  const left = items.entries();
  const work = async () => {
    for (const [index, item] of left) made[index] = await make(item, index);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return made;
}
