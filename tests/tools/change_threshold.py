#!/usr/bin/env python3
"""Changes the threshold of a neuron's channel in an image and makes its CRC right again: change_threshold.py DIR NEURON BY.

Where the threshold lies, 'snnc explain DIR NEURON' says. Packets and headers are those of docs/fields.md.
"""
import json
import os
import struct
import subprocess
import sys
import zlib

directory, neuron, by = sys.argv[1], sys.argv[2], int(sys.argv[3])
place = json.loads(subprocess.run(["snnc", "explain", directory, neuron, "--json"], check=True, capture_output=True).stdout)
core, lane, threshold = place["population"]["core"], place["lane"], place["parameters"]["threshold"]

path = os.path.join(directory, "image.bin")
image = bytearray(open(path, "rb").read())
header = struct.unpack("<11I", image[:44])
start = len(image) - 8 * header[10]

# The word of the threshold comes in packets of 32 bits, the highest lanes first, behind the WRITE that names its memory.
LANES, STATE = 8, 16
parts = LANES * STATE // 32
part = parts - 1 - lane * STATE // 32
select = address = count = None
for i in range(header[10]):
    at = start + 8 * i
    packet = struct.unpack("<Q", image[at:at + 8])[0]
    kind, port, column, row = packet >> 39 & 7, packet >> 34 & 31, packet >> 46 & 15, packet >> 42 & 15
    if kind != 3 or [column, row] != core:
        continue
    if port & 1 == 0:
        select, address, count = packet >> 16 & 15, packet & 0xffff, 0
        continue
    if select == 1 and address == threshold["address"] and count == part:
        shift = lane * STATE % 32
        assert packet >> shift & 0xffff == threshold["value"], (hex(packet), threshold)
        packet += by << shift
        image[at:at + 8] = struct.pack("<Q", packet)
        image[8:12] = struct.pack("<I", zlib.crc32(bytes(image[44:])))
        open(path, "wb").write(image)
        print("threshold", threshold["value"], "is now", threshold["value"] + by)
        sys.exit()
    count += 1
    if select == 1 and count == parts:
        address, count = address + 1, 0
sys.exit("no packet writes the threshold")
