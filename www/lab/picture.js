// The page's frame as the lab's input: each cell the mean of its pixels, from 0 to 9.

/**
 * @param {{ data: ArrayLike<number>, width: number, height: number }} square RGBA
 * @param {number} h
 * @param {number} w
 * @returns {number[]} red, green and blue of each cell; where the ratio is another, of the middle
 *   of the picture
 */
export function sampled({ data, width, height }, h, w) {
  const side = Math.min(width / w, height / h);
  const [top, left] = [(height - h * side) / 2, (width - w * side) / 2];
  const input = [];
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const [y0, y1] = [Math.floor(top + y * side), Math.floor(top + (y + 1) * side)];
      const [x0, x1] = [Math.floor(left + x * side), Math.floor(left + (x + 1) * side)];
      const sums = [0, 0, 0];
      for (let py = y0; py < y1; py++)
        for (let px = x0, at = (py * width + x0) * 4; px < x1; px++, at += 4)
          for (let c = 0; c < 3; c++) sums[c] += data[at + c];
      for (const sum of sums) input.push(Math.round((sum / ((y1 - y0) * (x1 - x0)) / 255) * 9));
    }
  }
  return input;
}
