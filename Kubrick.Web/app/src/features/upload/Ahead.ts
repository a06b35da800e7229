/** Makes things one after the other, a few before they are taken. Whoever takes one gets what its making returned or threw. */
export class Ahead<T> {
  #next = 1;
  readonly #made: Promise<T>[] = [];

  /**
   * @param count How many are made before they are taken.
   * @param make Makes the one with this number, counting from 1.
   */
  constructor(
    private readonly count: number,
    private readonly make: (number: number) => Promise<T>,
  ) {}

  /** Takes the next one, in order. */
  async take(): Promise<T> {
    const taken = this.#made.shift() ?? this.make(this.#next++);
    while (this.#made.length < this.count) {
      const made = this.make(this.#next++);
      // Its taker sees the error.
      made.catch(() => undefined);
      this.#made.push(made);
    }
    return await taken;
  }
}
