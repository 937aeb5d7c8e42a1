// Makes photos small: an inspection with its photos is one document, which is sent as a whole.

const LONGEST_SIDE = 960;
const MOST_CHARACTERS = 60_000;

/** Reads an image file; resolves to a JPEG data URL of at most 60 kB, rejects if it is no image. */
export async function smallPhoto(file) {
  const image = await createImageBitmap(file);
  let side = LONGEST_SIDE;
  for (;;) {
    const scale = Math.min(1, side / Math.max(image.width, image.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.round(image.width * scale));
    canvas.height = Math.max(1, Math.round(image.height * scale));
    const brush = canvas.getContext('2d');
    brush.imageSmoothingQuality = 'high';
    brush.drawImage(image, 0, 0, canvas.width, canvas.height);
    for (const quality of [0.8, 0.65, 0.5]) {
      const url = canvas.toDataURL('image/jpeg', quality);
      if (url.length <= MOST_CHARACTERS) {
        image.close();
        return url;
      }
    }
    side *= 0.75;
  }
}
