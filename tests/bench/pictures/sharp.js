// The same jobs by sharp: a line of JSON in, a line of JSON out.
'use strict';
const path = require('path');
const readline = require('readline');
const sharp = require('sharp');
sharp.concurrency(1);
sharp.cache(false);

function cut(width, height, output, size) {
  const [left, top, across, down] = output.crop;
  let x = left * width, y = top * height, w = across * width, h = down * height;
  if ((w > h) !== (size[0] > size[1])) size = [size[1], size[0]];
  const wanted = size[0] / size[1];
  if (w / h > wanted) { x += (w - h * wanted) / 2; w = h * wanted; }
  else { y += (h - w / wanted) / 2; h = w / wanted; }
  return { box: { left: Math.round(x), top: Math.round(y), width: Math.floor(w), height: Math.floor(h) }, size };
}

async function one(job, output, source, target) {
  const turned = job.orientation >= 5 ? [job.height, job.width] : [job.width, job.height];
  let picture = sharp(source).rotate();
  const cell = [Math.round(output.width / output.across), Math.round(output.height / output.down)];
  if (output.kind === 'proof' || output.kind === 'thumb') {
    picture = picture.resize({ width: cell[0], height: cell[1], fit: 'inside' });
  } else {
    const { box, size } = cut(turned[0], turned[1], output, cell);
    picture = picture.extract(box).resize({ width: size[0], height: size[1], fit: 'fill', kernel: 'lanczos3' });
  }
  if (output.sharpen) picture = picture.sharpen({ sigma: 1 });
  const jpeg = { quality: output.quality, chromaSubsampling: '4:4:4' };
  if (output.across > 1) {
    const part = await picture.toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
    const parts = [];
    for (let n = 0; n < output.across * output.down; n += 1) {
      const left = Math.round(output.width * (n % output.across) / output.across);
      const top = Math.round(output.height * Math.floor(n / output.across) / output.down);
      parts.push({ input: part.data, raw: part.info, left, top: Math.min(top, output.height - part.info.height) });
    }
    picture = sharp({ create: { width: output.width, height: output.height, channels: 3, background: 'white' } })
      .composite(parts.filter((p) => p.left + part.info.width <= output.width));
  }
  await picture.withIccProfile('srgb').withMetadata({ density: output.dpi }).jpeg(jpeg).toFile(target);
}

async function work(job, folder) {
  for (const [place, output] of job.outputs.entries()) {
    for (const [n, source] of job.sources.entries()) {
      await one(job, output, source, path.join(folder, `${place}-${n}.jpg`));
    }
  }
}

const lines = readline.createInterface({ input: process.stdin });
lines.on('line', async (line) => {
  const { job, folder } = JSON.parse(line);
  const before = process.cpuUsage();
  const began = process.hrtime.bigint();
  try {
    await work(job, folder);
    const used = process.cpuUsage(before);
    const wall = Number(process.hrtime.bigint() - began) / 1e9;
    console.log(JSON.stringify({ cpu: (used.user + used.system) / 1e6, wall }));
  } catch (error) {
    console.log(JSON.stringify({ error: String(error) }));
  }
});
