#!/usr/bin/env python3
"""Flips a bit of one WRITE data packet of an image and makes its CRC right again: change_weight.py IMAGE PACKET [BIT].

Packets stand at the end of the file, 8 bytes each; PACKET counts from the first of them.
"""
import struct
import sys
import zlib

path, packet = sys.argv[1], int(sys.argv[2])
bit = int(sys.argv[3]) if len(sys.argv) > 3 else 5
image = bytearray(open(path, "rb").read())
header = struct.unpack("<11I", image[:44])
start = len(image) - 8 * header[10] + 8 * packet
value = struct.unpack("<Q", image[start:start + 8])[0] ^ (1 << bit)
image[start:start + 8] = struct.pack("<Q", value)
image[8:12] = struct.pack("<I", zlib.crc32(bytes(image[44:])))
open(path, "wb").write(image)
