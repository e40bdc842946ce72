"""make: two recordings, one of 12 steps of 1 ms and one of 31, in files of their own and in one folder.
check ALL FIRST SECOND: the record of both samples holds those of each by itself, and zeros behind the shorter one; the
parts that an array is deflated in are one stream, which ends where the zip says."""
import os
import random
import struct
import sys
import zipfile
import zlib

import numpy


def ends_as_told(path, member):
    with open(path, "rb") as file:
        file.seek(member.header_offset + 26)
        file.seek(sum(struct.unpack("<2H", file.read(4))), os.SEEK_CUR)
        stream = zlib.decompressobj(-zlib.MAX_WBITS)
        size = len(stream.decompress(file.read(member.compress_size)))
    return stream.eof and not stream.unused_data and size == member.file_size


if sys.argv[1] == "make":
    random.seed(7)
    for label, steps in (0, 12), (1, 31):
        os.makedirs(f"both/{label}")
        with open(f"both/{label}/events.csv", "w") as file:
            file.write("t,x,y,p\n")
            for i in range(40 * steps):
                file.write(f"{i * 25},{random.randrange(8)},{random.randrange(8)},{random.randrange(2)}\n")
else:
    for member in zipfile.ZipFile(sys.argv[2]).infolist():
        assert ends_as_told(sys.argv[2], member), member
    both, *singles = [numpy.load(name) for name in sys.argv[2:]]
    assert sum(both[name].any() for name in both.files) >= 4, both.files
    for name in both.files:
        assert both[name].shape[:2] == (2, 31), both[name].shape
        for sample, single in zip(both[name], singles):
            steps = single[name].shape[1]
            assert steps in (12, 31), name
            assert (sample[:steps] == single[name][0]).all() and not sample[steps:].any(), name
