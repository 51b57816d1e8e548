"""A video file with sound: H.264 and AAC, BT.709 limited range and tagged so, encoded in a thread of its own."""
from __future__ import annotations

import queue
import threading
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc

from visualizer.model.errors import OutputError, UsageError

from .settings import VideoSettings

SUFFIXES = (".mp4", ".mov", ".mkv")
AUDIO_RATE = 48_000
QUEUE = 8
"""frames that may wait for the encoder: bounds the memory, and hides its uneven pace"""


def check_video_path(path: Path) -> None:
    """UsageError unless the name's ending is one we write."""
    if path.suffix.lower() not in SUFFIXES:
        raise UsageError(f"{path}: a video's name ends in {', '.join(SUFFIXES)}")


class VideoWriter:
    """Takes frames and sound in order and writes them; whatever goes wrong in the encoder is raised at the next call."""

    def __init__(self, path: Path, size: tuple[int, int], fps: Fraction, settings: VideoSettings, sound: bool = True) -> None:
        """path: where to write now (a temporary name; see whole_file); size: (width, height) px, even; fps: frames a second."""
        self._size = size
        try:
            self._container: Any = av.open(f"file:{path}", "w", options={"movflags": "+faststart"} if path.suffix.lower() != ".mkv" else {})
        except (OSError, ValueError) as error:   # FFmpeg's errors are both
            raise OutputError(f"{path}: a video cannot be begun there ({error})") from error
        self._video: Any = self._container.add_stream("libx264", rate=fps)
        self._video.width, self._video.height, self._video.pix_fmt = *size, "yuv420p"
        self._video.options = {"crf": str(settings.crf), "preset": settings.preset}
        context = self._video.codec_context
        context.time_base = 1 / fps
        context.color_range, context.colorspace = ColorRange.MPEG, Colorspace.ITU709
        context.color_primaries, context.color_trc = ColorPrimaries.BT709, ColorTrc.BT709
        self._audio: Any = None
        if sound:
            self._audio = self._container.add_stream("aac", rate=AUDIO_RATE, layout="stereo")
            self._audio.bit_rate = settings.audio_kbps * 1000
        self._index, self._samples = 0, 0
        self._error: BaseException | None = None
        self._queue: queue.Queue[tuple[str, npt.NDArray[Any]] | None] = queue.Queue(QUEUE)
        self._thread = threading.Thread(target=self._work, name="encoder")
        self._thread.start()

    def frame(self, rgb: npt.NDArray[np.uint8]) -> None:
        """The next picture. rgb: (height, width, 3) uint8, display-encoded, top row first; may be reused by the caller afterwards."""
        self._put(("video", rgb.copy()))

    def sound(self, samples: npt.NDArray[np.float32]) -> None:
        """The next samples at 48 kHz. samples: (n, 2) float32, full scale +-1."""
        self._put(("audio", samples.copy()))

    def close(self) -> None:
        """Write what is left and finish the file."""
        self._put(None)
        self._thread.join()
        self._raise()

    def abort(self) -> None:
        """Let go without finishing; the caller removes the file."""
        self._error = self._error or RuntimeError("aborted")
        while self._thread.is_alive():
            try:
                self._queue.get_nowait()
            except queue.Empty:
                self._queue.put(None)
                self._thread.join(0.1)

    def _put(self, item: tuple[str, npt.NDArray[Any]] | None) -> None:
        while True:
            self._raise()
            try:
                return self._queue.put(item, timeout=0.5)
            except queue.Full:
                continue

    def _raise(self) -> None:
        if self._error is not None:
            raise OutputError(f"the video could not be written: {self._error}; is the disk full?") from self._error

    def _work(self) -> None:
        try:
            while (item := self._queue.get()) is not None:
                kind, data = item
                if self._error is None:
                    (self._encode_video if kind == "video" else self._encode_audio)(data)
            if self._error is None:
                for stream in filter(None, (self._video, self._audio)):
                    self._container.mux(stream.encode(None))
        except Exception as error:
            self._error = error
            while self._queue.get() is not None:   # keep the producer from waiting for ever
                pass
        finally:
            try:
                self._container.close()
            except Exception as error:
                self._error = self._error or error

    def _encode_video(self, rgb: npt.NDArray[np.uint8]) -> None:
        frame = av.VideoFrame.from_ndarray(rgb, format="rgb24")
        frame = frame.reformat(format="yuv420p", src_colorspace=Colorspace.ITU709, dst_colorspace=Colorspace.ITU709,
                               src_color_range=ColorRange.JPEG, dst_color_range=ColorRange.MPEG)
        frame.pts, self._index = self._index, self._index + 1
        frame.time_base = self._video.codec_context.time_base
        self._container.mux(self._video.encode(frame))

    def _encode_audio(self, samples: npt.NDArray[np.float32]) -> None:
        if self._audio is None:
            return
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples.T), format="fltp", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = AUDIO_RATE, self._samples, Fraction(1, AUDIO_RATE)
        self._samples += len(samples)
        self._container.mux(self._audio.encode(frame))
