"""A collection of malformed picture files, made by code, the same each time.

Each is a name and what it holds. ``samples`` are the sound files that most are made from.
"""

from __future__ import annotations

import io
import struct
import tempfile
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pillow_heif
from PIL import Image, ImageCms

from tests.render.cameras import dng


def photograph(size: tuple[int, int] = (96, 72), mode: str = "RGB") -> Image.Image:
    """A small picture with smooth parts, an edge and some noise."""
    width, height = size
    chance = np.random.Generator(np.random.PCG64(7))
    down, across = np.mgrid[0:height, 0:width]
    light = 40 + 150 * across / width + chance.normal(0, 8, (height, width))
    light[height // 3 : height // 2, width // 4 : width // 2] = 240
    colours = np.stack([light, light * 0.8 + 20, 255 - light * down / height], axis=-1)
    made = Image.fromarray(colours.clip(0, 255).astype(np.uint8)).convert(mode)
    made.info.clear()  # the library puts a profile into it, and the time into that
    return made


def saved(form: str, picture: Image.Image | None = None, **options: Any) -> bytes:
    """A picture in a format."""
    content = io.BytesIO()
    (picture or photograph()).save(content, form, **options)
    return content.getvalue()


def deep(form: str) -> bytes:
    """A grey picture with sixteen bits."""
    values = (np.asarray(photograph(mode="L")).astype(np.uint16)) * 257
    return saved(form, Image.fromarray(values))


def chunk(kind: bytes, body: bytes) -> bytes:
    """A part of a PNG."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int, height: int, *, bits: int = 8, colours: int = 2, data: bytes = b"") -> bytes:
    """A PNG that says it is this large, with whatever pixels."""
    head = struct.pack(">IIBBBBB", width, height, bits, colours, 0, 0, 0)
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def tiff(width: int, height: int, *, data: bytes = b"\0" * 64, **tags: int) -> bytes:
    """A TIFF of one strip that says it is this large."""
    values = {
        256: width, 257: height, 258: 8, 259: tags.get("compression", 1), 262: 1, 273: 8,
        274: tags.get("orientation", 1), 277: tags.get("samples", 1), 278: height,
        279: tags.get("bytes", len(data)),
    }  # fmt: skip
    rows = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in values.items())
    at = 8 + len(data)
    following = tags.get("following", 0)
    end = struct.pack("<H", len(values)) + rows + struct.pack("<I", following)
    return b"II*\0" + struct.pack("<I", at) + data + end


def psd(size: tuple[int, int] = (24, 16)) -> bytes:
    """A picture as Photoshop keeps it, one layer merged."""
    width, height = size
    head = b"8BPS" + struct.pack(">H6xHIIHH", 1, 3, height, width, 8, 3)
    planes = photograph(size).split()
    pixels = b"".join(plane.tobytes() for plane in planes)
    return head + b"\0" * 12 + b"\0\0" + pixels


def _in_file(name: str, write: Callable[[Path], Any]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        write(path)
        return path.read_bytes()


def _mpo() -> bytes:
    return saved("MPO", save_all=True, append_images=[photograph((48, 36))])


def _heic(**options: Any) -> bytes:
    content = io.BytesIO()
    pillow_heif.from_pillow(photograph()).save(content, **options)
    return content.getvalue()


def srgb() -> bytes:
    """A colour profile that changes from run to run in its date alone, which is cut out."""
    icc = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    icc[24:36] = bytes(12)
    return bytes(icc)


def _exif(orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = "a picture"
    return exif


@cache
def samples() -> dict[str, bytes]:
    """Sound files of every format and kind that is read."""
    wide = photograph((64, 48))
    return {
        "plain.jpg": saved("JPEG", quality=90, icc_profile=srgb(), exif=_exif(6)),
        "progressive.jpg": saved("JPEG", quality=85, progressive=True),
        "restarts.jpg": saved("JPEG", subsampling=2, restart_marker_rows=1),
        "grey.jpg": saved("JPEG", photograph(mode="L")),
        "cmyk.jpg": saved("JPEG", photograph(mode="CMYK")),
        "several.mpo": _mpo(),
        "plain.png": saved("PNG", icc_profile=srgb()),
        "palette.png": saved("PNG", photograph(mode="P"), transparency=3),
        "clear.png": saved("PNG", photograph(mode="RGBA"), exif=_exif(8)),
        "deep.png": deep("PNG"),
        "bits.png": saved("PNG", photograph(mode="1")),
        "animated.png": saved("PNG", wide, save_all=True, append_images=[wide.rotate(9)]),
        "plain.tif": saved("TIFF", exif=_exif(3)),
        "lzw.tif": saved("TIFF", compression="tiff_lzw", tiffinfo={317: 2}),
        "deflate.tif": saved("TIFF", photograph(mode="RGBA"), compression="tiff_adobe_deflate"),
        "jpeg.tif": saved("TIFF", compression="jpeg"),
        "fax.tif": saved("TIFF", photograph(mode="1"), compression="group4"),
        "deep.tif": deep("TIFF"),
        "floats.tif": saved("TIFF", photograph(mode="F")),
        "lab.tif": saved("TIFF", photograph(mode="LAB")),
        "cmyk.tif": saved("TIFF", photograph(mode="CMYK"), compression="packbits"),
        "lossy.webp": saved("WEBP", quality=80, exif=_exif(5)),
        "lossless.webp": saved("WEBP", photograph(mode="RGBA"), lossless=True),
        "animated.webp": saved("WEBP", wide, save_all=True, append_images=[wide.rotate(9)]),
        "plain.bmp": saved("BMP"),
        "palette.bmp": saved("BMP", photograph(mode="P")),
        "plain.jp2": saved("JPEG2000"),
        "plain.avif": saved("AVIF", wide, speed=10),
        "plain.heic": _heic(quality=80),
        "turned.heic": _heic(quality=60, exif=_exif(6).tobytes()),
        "plain.dng": _in_file("a.dng", lambda path: dng(path, preview=(64, 42))),
        "turned.dng": _in_file("a.dng", lambda path: dng(path, orientation=6)),
        "plain.psd": psd(),
    }


# What is wrong with them -------------------------------------------------------------------------


@cache
def collection() -> dict[str, bytes]:
    """Files that are wrong in some way, by name; the ends of names may lie."""
    sound = samples()
    found: dict[str, bytes] = {}
    for name, content in sound.items():
        found[f"half-{name}"] = content[: len(content) // 2]
        found[f"head-{name}"] = content[:40]
        found[f"endless-{name}"] = content[:-2]
        found[f"trailing-{name}"] = content + b"\0\xff\xd8\xff" * 200
    return found | _headers() | _bombs() | _profiles() | _metadata() | _names()


def _headers() -> dict[str, bytes]:
    jpeg = samples()["plain.jpg"]
    frame = jpeg.index(b"\xff\xc0")
    return {
        "nothing.jpg": b"",
        "zeros.jpg": bytes(4_096),
        "ones.tif": b"\xff" * 4_096,
        "words.jpg": b"Dear Ada, the pictures follow.",
        "markup.png": b"\x89PNG\r\n\x1a\n[/bold]\x1b[31m=cmd|' /C calc'!A0",
        "no-pixels.png": png(0, 0),
        "no-height.png": png(40, 0),
        "no-width.jpg": jpeg[: frame + 5] + b"\0\x48\0\0" + jpeg[frame + 9 :],
        "no-height.tif": tiff(8, 0),
        "no-width.tif": tiff(0, 8),
        "no-tables.jpg": jpeg.replace(b"\xff\xc4", b"\xff\xe9"),
        "no-quantities.jpg": jpeg.replace(b"\xff\xdb", b"\xff\xe9"),
        "twelve-bits.jpg": jpeg[: frame + 4] + b"\x0c" + jpeg[frame + 5 :],
        "arithmetic.jpg": jpeg.replace(b"\xff\xc0", b"\xff\xc9"),
        "lossless.jpg": jpeg.replace(b"\xff\xc0", b"\xff\xc3"),
        "short-lengths.jpg": b"\xff\xd8\xff\xe0\0\0\xff\xe1\0\1\xff\xda\0\0",
        "many-marks.jpg": b"\xff\xd8" + b"\xff\xd0" * 200_000,
        "many-scans.jpg": b"\xff\xd8" + b"\xff\xda\0\x02" * 100_000,
        "odd-bits.png": png(8, 8, bits=3),
        "odd-colours.png": png(8, 8, colours=5),
        "samples.tif": tiff(8, 8, samples=60_000),
        "compression.tif": tiff(8, 8, compression=34_712),
        "outside.tif": b"II*\0" + struct.pack("<I", 0xFFFFFFF0),
        "circle.tif": tiff(8, 8, following=8 + 64),
        "orientation.tif": tiff(8, 8, orientation=77),
        "channels.psd": b"8BPS" + struct.pack(">H6xHIIHH", 1, 999, 16, 24, 8, 3) + bytes(600),
        "planes.bmp": b"BM" + struct.pack("<IIIIiiHHIIiiII", 70, 0, 54, 40, -9, -9, 99, 77, 9, 0, 0, 0, 0, 0),
        "empty-box.heic": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic\0\0\0\0meta",
        "box.avif": b"\0\0\0\x20ftypavif\0\0\0\0avifmif1miaf\xff\xff\xff\xffmeta",
        "box.jp2": b"\0\0\0\x0cjP  \r\n\x87\n\xff\xff\xff\xffjp2h",
        "riff.webp": b"RIFF\xff\xff\xff\xffWEBPVP8X\x0a\0\0\0\x10\0\0\0\xff\xff\xff\xff\xff\xff",
    }  # fmt: skip


def _bombs() -> dict[str, bytes]:
    jpeg = samples()["plain.jpg"]
    frame = jpeg.index(b"\xff\xc0")
    large = jpeg[: frame + 5] + b"\x3a\x98\x3a\x98" + jpeg[frame + 9 :]
    progressive = samples()["progressive.jpg"]
    begin = progressive.index(b"\xff\xc2")
    last = progressive.rindex(b"\xff\xda")
    scans = progressive[: begin + 5] + b"\x1f\x40\x1f\x40" + progressive[begin + 9 : last]
    return {
        "bomb.png": png(20_000, 20_000, colours=0, data=bytes(19_000_000)),
        "wide.png": png(2_000_000_000, 1),
        "huge.png": png(2_147_483_647, 2_147_483_647),
        "grey-limit.png": png(19_999, 20_000, colours=0, data=bytes(200_000)),
        "bomb.jpg": large,
        "scans.jpg": scans + progressive[last:-2] * 3_000 + b"\xff\xd9",
        "bomb.tif": tiff(19_000, 20_000),
        "huge.tif": tiff(0xFFFFFFFF, 0xFFFFFFFF),
        "long-strip.tif": tiff(64, 64, bytes=0xFFFFFFFF),
        "bomb.psd": b"8BPS" + struct.pack(">H6xHIIHH", 1, 4, 30_000, 13_000, 8, 4) + bytes(64),
        "bomb.bmp": b"BM" + struct.pack("<IIIIiiHHIIiiII", 70, 0, 54, 40, 19_000, 20_000, 1, 24, 0, 0, 0, 0, 0, 0),
        "runs.bmp": b"BM" + struct.pack("<IIIIiiHHIIiiII", 70, 0, 54, 40, 9_000, 9_000, 1, 8, 1, 0, 0, 0, 0, 0) + bytes(1_200),
    }  # fmt: skip


def _profiles() -> dict[str, bytes]:
    icc = srgb()
    wrong = {
        "none": b"",
        "garbage": b"no profile at all" * 30,
        "short": icc[:200],
        "grey": icc.replace(b"RGB XYZ ", b"GRAYXYZ "),
        "cmyk": icc.replace(b"RGB XYZ ", b"CMYKLab "),
        "length": struct.pack(">I", 0xFFFFFFFF) + icc[4:],
        "tags": icc[:128] + struct.pack(">I", 0x00FFFFFF) + icc[132:],
        "offsets": icc[:136] + b"\xff\xff\xff\xf0" * 4 + icc[152:],
        "class": icc.replace(b"mntr", b"link"),
        "zeros": icc[:128] + bytes(len(icc) - 128),
    }
    found = {}
    for name, profile in wrong.items():
        found[f"profile-{name}.jpg"] = saved("JPEG", icc_profile=profile)
        found[f"profile-{name}.png"] = saved("PNG", icc_profile=profile)
        found[f"profile-{name}.tif"] = saved("TIFF", icc_profile=profile)
        found[f"profile-{name}-grey.jpg"] = saved("JPEG", photograph(mode="L"), icc_profile=profile)
        found[f"profile-{name}-cmyk.jpg"] = saved(
            "JPEG", photograph(mode="CMYK"), icc_profile=profile
        )
    # Four inks by the profile of a display, and the other way round.
    found["profile-other.jpg"] = saved("JPEG", photograph(mode="CMYK"), icc_profile=icc)
    return found


def _metadata() -> dict[str, bytes]:
    head = b"Exif\0\0"
    wrong = {
        "outside": b"II*\0\xff\xff\xff\x7f",
        "circle": b"II*\0\x08\0\0\0\x01\0\x69\x87\x04\0\x01\0\0\0\x08\0\0\0\x08\0\0\0",
        "counts": b"MM\0*\0\0\0\x08\xff\xff" + b"\x01\x12\0\x03\xff\xff\xff\xff\0\0\0\0" * 40,
        "text": b"II*\0\x08\0\0\0\x01\0\x12\x01\x02\0\x04\0\0\0six\0\0\0\0\0",
        "huge": b"II*\0\x08\0\0\0\x01\0\x12\x01\x04\0\x01\0\0\0\xff\xff\xff\xff\0\0\0\0",
        "fraction": b"II*\0\x08\0\0\0\x01\0\x12\x01\x05\0\x01\0\0\0\x1a\0\0\0\0\0\0\0" + bytes(8),
        "words": b"[/bold]\x1b[2J\r\nBcc: all",
    }
    found = {}
    for name, body in wrong.items():
        found[f"exif-{name}.jpg"] = saved("JPEG", exif=head + body)
        found[f"exif-{name}.png"] = saved("PNG", exif=head + body)
        found[f"exif-{name}.webp"] = saved("WEBP", exif=body)
        found[f"exif-{name}.heic"] = _heic(quality=50, exif=head + body)
    for orientation in (0, 9, 255):
        found[f"orientation-{orientation}.jpg"] = saved("JPEG", exif=_exif(orientation))
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><!DOCTYPE a [<!ENTITY b "bb">]>&b;</x:xmpmeta>'
    found["xmp.jpg"] = saved("JPEG", xmp=xmp)
    found["comment.jpg"] = saved("JPEG", comment=b"\x1b]0;title\x07" * 3_000)
    words = chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(80_000_000)))
    plain = samples()["plain.png"]
    found["words.png"] = plain[:33] + words + plain[33:]
    return found


def _names() -> dict[str, bytes]:
    """Files that are no pictures of their kind, or of none that is read."""
    sound = samples()
    return {
        "png-called.jpg": sound["plain.png"],
        "jpeg-called.heic": sound["plain.jpg"],
        "heic-called.tif": sound["plain.heic"],
        "tiff-called.dng": sound["lzw.tif"],
        "dng-called.tif": sound["plain.dng"],
        "jpeg-called.cr2": sound["plain.jpg"],
        "words-called.nef": b"camera" * 500,
        "cut-raf.raf": b"FUJIFILMCCD-RAW " + bytes(300),
        "cut-cr3.cr3": b"\0\0\0\x18ftypcrx \0\0\0\1crx isom" + bytes(400),
        "drawing.jpg": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        "paper.tif": b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n",
        "drawing.svg.png": b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
        "film.heic": b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(200),
        "still.gif": saved("GIF", photograph(mode="P")),
        "icon.png": saved("ICO"),
        "packed.jpg": zlib.compress(sound["plain.jpg"]),
        "program.png": b"\x7fELF\x02\x01\x01" + bytes(300),
    }
