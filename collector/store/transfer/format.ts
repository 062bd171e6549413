/** The shape of all formats of exported measurements. */
import type { Point } from '../../../model/point.ts';

export interface FileFormat {
  readonly suffix: string;
  /** Writes a whole file. */
  write(path: string, points: AsyncIterable<readonly Point[]>): Promise<void>;
  /**
   * Reads a file piece by piece, the pieces the same every time.
   * @throws with the place of what cannot be read.
   */
  read(path: string): AsyncIterable<readonly Point[]>;
}
