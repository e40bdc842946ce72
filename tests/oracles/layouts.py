"""Event recordings of each format, written by its layout: for comparisons with other readers and for measurements.

Events are a dictionary of arrays t (microseconds, int64), x, y, p of equal length.
"""
import numpy as np


def random_events(count, width, height, span_us, seed=1, start_us=0):
    rng = np.random.default_rng(seed)
    return {
        "t": start_us + np.sort(rng.integers(0, span_us, count)),
        "x": rng.integers(0, width, count),
        "y": rng.integers(0, height, count),
        "p": rng.integers(0, 2, count),
    }


def part(events, begin, end):
    return {key: values[begin:end] for key, values in events.items()}


def length(events):
    return len(events["t"])


# Encoders give bytes, part by part, so that long recordings need no memory. State between parts is in `state`.


def nmnist(events, state):
    out = np.empty((length(events), 5), np.uint8)
    word = (events["p"] << 23 | events["t"] & 0x7FFFFF).astype(np.uint32)
    out[:, 0] = events["x"]
    out[:, 1] = events["y"]
    for i, shift in enumerate((16, 8, 0)):
        out[:, 2 + i] = word >> shift & 255
    return out.tobytes()


def dat(events, state):
    out = np.empty((length(events), 2), "<u4")
    out[:, 0] = events["t"] & 0xFFFFFFFF
    out[:, 1] = events["x"] | events["y"] << 14 | events["p"] << 28
    return out.tobytes()


def _with_high_words(words, highs, high_words, state):
    """Puts a word of the upper time in front of each event whose upper time is a new one."""
    before = np.concatenate(([state.get("high", -1)], highs[:-1]))
    is_new = highs != before
    state["high"] = highs[-1]
    places = np.arange(len(words)) + np.cumsum(is_new)
    out = np.empty(len(words) + int(is_new.sum()), words.dtype)
    out[places] = words
    out[places[is_new] - 1] = high_words[is_new]
    return out.tobytes()


def evt2(events, state):
    t = events["t"]
    words = (events["p"] << 28 | (t & 63) << 22 | events["x"] << 11 | events["y"]).astype("<u4")
    high = t >> 6
    return _with_high_words(words, high, (8 << 28 | high & 0xFFFFFFF).astype("<u4"), state)


def evt21(events, state):
    t, x = events["t"].astype(np.uint64), events["x"].astype(np.uint64)
    y, p = events["y"].astype(np.uint64), events["p"].astype(np.uint64)
    u = np.uint64
    words = p << u(60) | (t & u(63)) << u(54) | (x & ~u(31)) << u(43) | y << u(32) | u(1) << (x & u(31))
    high = t >> u(6)
    return _with_high_words(words.astype("<u8"), high.astype(np.int64),
                            (u(8) << u(60) | (high & u(0xFFFFFFF)) << u(32)).astype("<u8"), state)


def evt3(events, state):
    """Each event is y, low time, x; an upper time where it changes."""
    t = events["t"]
    high = t >> 12
    before = np.concatenate(([state.get("high", -1)], high[:-1]))
    is_new = high != before
    state["high"] = high[-1]
    counts = 3 + is_new
    ends = np.cumsum(counts)
    out = np.empty(int(ends[-1]), "<u2")
    out[ends - 1] = 0x2000 | events["p"] << 11 | events["x"]
    out[ends - 2] = events["y"]
    out[ends - 3] = 0x6000 | t & 0xFFF
    out[(ends - 4)[is_new]] = (0x8000 | high & 0xFFF)[is_new]
    return out.tobytes()


def evt3_vectors(rows, first_high=0):
    """Rows (t, y, p, base, [masks of 12 and 8 bits in turn]) and the events that they mean."""
    words, events, last_high = [], [], None
    for t, y, p, base, masks in rows:
        if t >> 12 != last_high:
            last_high = t >> 12
            words.append(0x8000 | last_high & 0xFFF)
        words += [0x6000 | t & 0xFFF, y, 0x3000 | p << 11 | base]
        for i, mask in enumerate(masks):
            bits = 12 if i % 3 < 2 else 8
            words.append((0x4000 if bits == 12 else 0x5000) | mask & ((1 << bits) - 1))
            events += [(t, base + bit, y, p) for bit in range(bits) if mask >> bit & 1]
            base += bits
    columns = np.array(events, np.int64).reshape(-1, 4).T
    return np.array(words, "<u2").tobytes(), dict(zip("txyp", columns))


def aedat2_dvs128(events, state):
    out = np.empty((length(events), 2), ">u4")
    out[:, 0] = 1 - events["p"] | events["x"] << 1 | events["y"] << 8
    out[:, 1] = events["t"] & 0xFFFFFFFF
    return out.tobytes()


def aedat2_davis(events, state):
    out = np.empty((length(events), 2), ">u4")
    out[:, 0] = events["p"] << 11 | events["x"] << 12 | events["y"] << 22
    out[:, 1] = events["t"] & 0xFFFFFFFF
    return out.tobytes()


def aedat3(events, state):
    """Packets of up to 4096 events of one overflow each."""
    result = []
    overflows = events["t"] >> 31
    cuts = np.unique(np.concatenate((np.arange(0, length(events), 4096), np.flatnonzero(np.diff(overflows)) + 1,
                                     [length(events)])))
    for begin, end in zip(cuts[:-1], cuts[1:]):
        piece, count = part(events, begin, end), end - begin
        header = np.zeros(1, [("type", "<u2"), ("source", "<u2"), ("rest", "<u4", 6)])
        header["type"] = 1
        header["rest"] = (8, 4, overflows[begin], count, count, count)
        out = np.empty((count, 2), "<u4")
        out[:, 0] = piece["x"] << 17 | piece["y"] << 2 | piece["p"] << 1 | 1
        out[:, 1] = piece["t"] & 0x7FFFFFFF
        result += [header.tobytes(), out.tobytes()]
    return b"".join(result)


def event_stream(events, state):
    """Gaps are filled with bytes of 127 microseconds. Rows count from the bottom: `height` is in the state."""
    delta = np.diff(events["t"], prepend=state.get("t", 0))
    state["t"] = events["t"][-1]
    # A delta of 127 would be a byte of its own.
    fills, rest = delta // 127, delta % 127
    ends = np.cumsum(fills + 5)
    out = np.full(int(ends[-1]), 0xFF, np.uint8)
    y = state["height"] - 1 - events["y"]
    for place, values in ((5, rest << 1 | events["p"]), (4, events["x"] & 255), (3, events["x"] >> 8), (2, y & 255),
                          (1, y >> 8)):
        out[ends - place] = values
    return out.tobytes()


def text(events, state):
    import io

    file = io.StringIO()
    np.savetxt(file, np.stack([events[key] for key in "txyp"], 1), "%d", ",")
    return file.getvalue().encode()


RECORD = np.dtype([("t", "<i8"), ("x", "<u2"), ("y", "<u2"), ("p", "<u1")])


def records(events, dtype=RECORD):
    out = np.empty(length(events), dtype)
    for key in "txyp":
        out[key] = events[key]
    return out


HEADERS = {
    "dat": lambda w, h: b"%% Data file containing CD events.\n%% Version 2\n%% Height %d\n%% Width %d\n\x0c\x08" % (h, w),
    "evt2": lambda w, h: b"%% evt 2.0\n%% geometry %dx%d\n%% end\n" % (w, h),
    "evt21": lambda w, h: b"%% evt 2.1\n%% format EVT21;height=%d;width=%d\n%% geometry %dx%d\n%% end\n" % (h, w, w, h),
    "evt3": lambda w, h: b"%% evt 3.0\n%% format EVT3;height=%d;width=%d\n%% geometry %dx%d\n%% end\n" % (h, w, w, h),
    "aedat2_dvs128": lambda w, h: b"#!AER-DAT2.0\r\n# This is a raw AE data file\r\n# AEChip: ch.unizh.ini.jaer.chip.retina.DVS128\r\n",
    "aedat2_davis": lambda w, h: b"#!AER-DAT2.0\r\n# AEChip: eu.seebetter.ini.chips.davis.DAVIS346B\r\n",
    "aedat3": lambda w, h: b"#!AER-DAT3.1\r\n#Format: RAW\r\n#Source 1: DVS128\r\n#Start-Time: 2016-09-27 09:19:05\r\n#!END-HEADER\r\n",
    "event_stream": lambda w, h: b"Event Stream\x02\x00\x00\x01" + np.array([w, h], "<u2").tobytes(),
}
ENCODERS = {
    "nmnist": nmnist, "dat": dat, "evt2": evt2, "evt21": evt21, "evt3": evt3, "aedat2_dvs128": aedat2_dvs128,
    "aedat2_davis": aedat2_davis, "aedat3": aedat3, "event_stream": event_stream, "text": text,
}


def write(path, format, events, width, height, header=None):
    with open(path, "wb") as file:
        file.write(HEADERS.get(format, lambda w, h: b"")(width, height) if header is None else header)
        file.write(ENCODERS[format](events, {"height": height}))
