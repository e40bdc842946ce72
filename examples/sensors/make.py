#!/usr/bin/env python3
"""Writes digits of examples/digits/recordings as two sensors would record them: make.py OUT_DIR

davis346.aedat4   a 7, seen by 346x260 pixels: AEDAT 4, not compressed, times since 1970
prophesee.raw     a 4, seen by 1280x720 pixels: EVT3, times since the start of the recording

A digit is enlarged by 4: each event falls on one of the 4x4 pixels of its own. Around the digit, never on it, pixels fire
by themselves, about once a millisecond. Needs numpy. The same bytes each time.
"""
import pathlib
import struct
import sys

import numpy as np

RECORDINGS = pathlib.Path(__file__).resolve().parent.parent / "digits" / "recordings"
SIZE, ENLARGE, NOISE = 34, 4, 300
EPOCH_US = 1_767_225_600_000_000  # 2026-01-01
PACKET_US = 10_000
EVENT = np.dtype([("t", "<i8"), ("x", "<i2"), ("y", "<i2"), ("p", "u1"), ("padding", "u1", 3)])  # as in AEDAT 4


def read_digit(name):
    """Events of a file of N-MNIST: x, y, then a bit of polarity and 23 of time."""
    raw = np.fromfile(RECORDINGS / name, np.uint8).reshape(-1, 5)
    events = np.zeros(len(raw), EVENT)
    events["x"], events["y"], events["p"] = raw[:, 0], raw[:, 1], raw[:, 2] >> 7
    events["t"] = (raw[:, 2] & 127).astype(int) << 16 | raw[:, 3].astype(int) << 8 | raw[:, 4]
    return events


def draw_noise(random, digit, width, height, left, top):
    """Events around the digit, none in front of its first."""
    noise = np.zeros(NOISE, EVENT)
    side = SIZE * ENLARGE
    for event in noise:
        inside = True
        while inside:
            x, y = random.randint(width), random.randint(height)
            inside = left <= x < left + side and top <= y < top + side
        event["x"], event["y"], event["p"] = x, y, random.randint(2)
    noise["t"] = random.randint(digit["t"].min() + 1, digit["t"].max() + 1, NOISE)
    return noise


def record(name, width, height, left, top):
    """A digit as a sensor of this size sees it, its upper left corner at (left, top); in the order of time."""
    random = np.random.RandomState(346)  # whose numbers no version of numpy changes
    events = read_digit(name)
    for axis, corner in (("x", left), ("y", top)):
        events[axis] = corner + events[axis] * ENLARGE + random.randint(ENLARGE, size=len(events))
    events = np.concatenate([events, draw_noise(random, events, width, height, left, top)])
    return events[np.argsort(events["t"], kind="stable")]


def flatbuffer(identifier, places, table, rest):
    """A table whose fields lie at `places`, in front of it the list of them and the size, behind it what it refers to."""
    fields = struct.pack(f"<{2 + len(places)}H", 4 + 2 * len(places), 4 + len(table), *places)
    fields += bytes(-len(fields) % 4)
    body = struct.pack("<I4s", 8 + len(fields), identifier) + fields + struct.pack("<i", len(fields)) + table + rest
    return struct.pack("<I", len(body)) + body


def aedat4(events, width, height):
    xml = (f'<dv version="2.0"><node name="outInfo" path="/outInfo/"><node name="0" path="/outInfo/0/">'
           f'<attr key="compression" type="string">NONE</attr>'
           f'<attr key="originalModuleName" type="string">capture</attr>'
           f'<attr key="originalOutputName" type="string">events</attr>'
           f'<attr key="typeDescription" type="string">Array of events (polarity ON/OFF).</attr>'
           f'<attr key="typeIdentifier" type="string">EVTS</attr>'
           f'<node name="info" path="/outInfo/0/info/">'
           f'<attr key="sizeX" type="int">{width}</attr><attr key="sizeY" type="int">{height}</attr>'
           f'<attr key="source" type="string">DAVIS346</attr></node></node></node></dv>').encode()
    # Compression (none), the place of a table of packets (there is none), the text.
    table = struct.pack("<iqI", 0, -1, 4)
    parts = [b"#!AER-DAT4.0\r\n", flatbuffer(b"IOHE", [4, 8, 16], table, struct.pack("<I", len(xml)) + xml + b"\0")]
    turns = (events["t"] - events["t"][0]) // PACKET_US
    for turn in np.unique(turns):
        packet = events[turns == turn].copy()
        packet["t"] += EPOCH_US
        body = flatbuffer(b"EVTS", [4], struct.pack("<I", 4), struct.pack("<I", len(packet)) + packet.tobytes())
        parts.append(struct.pack("<ii", 0, len(body)) + body)
    return b"".join(parts)


def evt3(events, width, height):
    header = f"% evt 3.0\n% format EVT3;height={height};width={width}\n% geometry {width}x{height}\n% end\n"
    words, known = [], {}

    def say(kind, value):
        """A word of the sensor's state, where it changes."""
        if known.get(kind) != value:
            known[kind] = value
            words.append(kind << 12 | value)

    for t, x, y, p in zip(*(events[name].tolist() for name in "txyp")):
        say(8, t >> 12 & 0xfff)
        say(6, t & 0xfff)
        say(0, y)
        words.append(2 << 12 | p << 11 | x)
    return header.encode() + np.array(words, "<u2").tobytes()


def main(out_dir):
    for name, write, digit, width, height, left, top in (
            ("davis346.aedat4", aedat4, "7/00007.bin", 346, 260, 120, 70),
            ("prophesee.raw", evt3, "4/00030.bin", 1280, 720, 700, 300)):
        (pathlib.Path(out_dir) / name).write_bytes(write(record(digit, width, height, left, top), width, height))


if __name__ == "__main__":
    main(sys.argv[1])
