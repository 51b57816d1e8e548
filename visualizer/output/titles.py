"""Reading a title or logo: a PNG with alpha."""
from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, UnidentifiedImageError

from visualizer.model.errors import UsageError

SIDE_MAX, KEPT_MAX = 8192, 2048
"""px a side: of a file that is read, and of what is kept of it"""


def read_title(path: Path) -> npt.NDArray[np.float16]:
    """The picture as light: (h, w, 4) linear, premultiplied, top row first, cut to what is seen. UsageError, saying why, if it cannot be shown."""
    try:
        with Image.open(path) as image:
            if image.format != "PNG":
                raise UsageError(f"title {path}: is {image.format}; it must be a PNG with alpha")
            if max(image.size) > SIDE_MAX:
                raise UsageError(f"title {path}: {image.size[0]}x{image.size[1]}; at most {SIDE_MAX} pixels a side, and {KEPT_MAX} are enough")
            if not (image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info):
                raise UsageError(f"title {path}: has no alpha and would be a plate before the stage; save it as a PNG with transparency")
            rgba = image.convert("RGBA")
    except FileNotFoundError:
        raise UsageError(f"title {path}: no such file; give a PNG with alpha") from None
    except IsADirectoryError:
        raise UsageError(f"title {path}: is a folder; give a PNG with alpha") from None
    except UnidentifiedImageError:
        raise UsageError(f"title {path}: is no picture; give a PNG with alpha") from None
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise UsageError(f"title {path}: cannot be read ({error}); give a PNG with alpha") from error
    box = rgba.getchannel("A").point(lambda a: 255 if a > 2 else 0).getbbox()
    if box is None:
        raise UsageError(f"title {path}: is transparent everywhere; nothing of it would be seen")
    return _premultiplied(rgba.crop(box))


def _premultiplied(rgba: Image.Image) -> npt.NDArray[np.float16]:
    """Linear light times coverage, at most KEPT_MAX px a side: so that neither shrinking nor filtering mixes in what is hidden under transparency."""
    value = np.asarray(rgba, np.float32) / 255.0
    light = np.concatenate([value[..., :3] ** 2.2 * value[..., 3:], value[..., 3:]], axis=2)
    shrink = max(light.shape[:2]) / KEPT_MAX
    if shrink > 1.0:
        size = (max(1, round(light.shape[1] / shrink)), max(1, round(light.shape[0] / shrink)))
        light = np.stack([np.asarray(Image.fromarray(np.ascontiguousarray(light[..., k])).resize(size, Image.Resampling.BOX)) for k in range(4)], -1)
    return np.asarray(np.clip(light, 0.0, 1.0), np.float16)
