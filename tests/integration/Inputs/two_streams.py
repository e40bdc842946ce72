"""Writes an AEDAT 4 recording of two sensors: two_streams.py FILE.aedat4"""
import struct
import sys


def flatbuffer(identifier, fields, table, rest):
    """Size, then the root table behind its table of fields, then what the fields refer to."""
    body = struct.pack("<I4s", 8 + len(fields), identifier) + fields + struct.pack("<i", len(fields)) + table + rest
    return struct.pack("<I", len(body)) + body


def node(number, camera, width, height):
    return (f'<node name="{number}"><attr key="originalOutputName">events</attr><attr key="typeIdentifier">EVTS</attr>'
            f'<node name="info"><attr key="sizeX">{width}</attr><attr key="sizeY">{height}</attr>'
            f'<attr key="source">{camera}</attr></node></node>')


def packet(stream, events):
    rest = struct.pack("<I", len(events)) + b"".join(struct.pack("<qhhB3x", *event) for event in events)
    body = flatbuffer(b"EVTS", struct.pack("<HHHH", 6, 8, 4, 0), struct.pack("<I", 4), rest)
    return struct.pack("<ii", stream, len(body)) + body


xml = ('<dv><node name="outInfo">' + node(0, "left", 34, 34) + node(1, "right", 34, 34) + "</node></dv>").encode()
fields = struct.pack("<HHHHHH", 10, 20, 4, 8, 16, 0)
header = flatbuffer(b"IOHE", fields, struct.pack("<iqI", 0, -1, 4), struct.pack("<I", len(xml)) + xml)
with open(sys.argv[1], "wb") as file:
    file.write(b"#!AER-DAT4.0\r\n" + header)
    file.write(packet(0, [(1000, 1, 2, 1), (1500, 3, 4, 0)]) + packet(1, [(1200, 5, 6, 1)]))
