// A picture in 256 colours: the most frequent ones, each pixel given the nearest of them.
async (png) => {
  const image = new Image();
  image.src = `data:image/png;base64,${png}`;
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
  const drawing = canvas.getContext("2d");
  drawing.drawImage(image, 0, 0);
  const { data } = drawing.getImageData(0, 0, image.width, image.height);
  const seen = new Map();
  for (let at = 0; at < data.length; at += 4) {
    const colour = (data[at] << 16) | (data[at + 1] << 8) | data[at + 2];
    seen.set(colour, (seen.get(colour) || 0) + 1);
  }
  const kept = [...seen].sort((a, b) => b[1] - a[1]).slice(0, 256).map(([colour]) => colour);
  const near = new Map(kept.map((colour, index) => [colour, index]));
  const nearest = (colour) => {
    let best = 0, least = Infinity;
    kept.forEach((one, index) => {
      const far = [16, 8, 0].reduce((sum, by) => sum + (((one >> by) & 255) - ((colour >> by) & 255)) ** 2, 0);
      if (far < least) { least = far; best = index; }
    });
    near.set(colour, best);
    return best;
  };
  let bytes = "";
  for (let at = 0; at < data.length; at += 4) {
    const colour = (data[at] << 16) | (data[at + 1] << 8) | data[at + 2];
    bytes += String.fromCharCode(near.has(colour) ? near.get(colour) : nearest(colour));
  }
  return { width: image.width, height: image.height, palette: kept, pixels: btoa(bytes) };
}
