"""Decodes image.bin of a mesh chip: decode_image.py FIELDS IMAGE, where FIELDS is docs/fields.md. Prints JSON.

Written from docs/image-format.md and docs/fields.md alone, with the standard library of Python: the tables of bit fields are
read from the page itself. It shares nothing with snnc, whose `inspect` a test compares it with.
"""
import json
import re
import struct
import sys
import zlib
from math import ceil, log2

CORE_NUMBERS = ("populations", "ports", "destinations", "credits", "weightWords", "stateWords")
ABSENT = dict(weightShift=0, mergeWords=0, multicastGroups=0, leak=False, current=False, readout=False, maxPool=True,
              counters=True)


# The page of bit fields

def rows_below(section):
    """The rows of the first table of a section, a list of cells each, without backquotes around a whole cell."""
    table = re.search(r"(?:^\|.*\n)+", section, re.M)[0].splitlines()[2:]
    return [[re.sub(r"^`([^`]*)`$", r"\1", cell.strip()) for cell in line.strip("|").split("|")] for line in table]


class Page:
    """The sections of docs/fields.md."""

    def __init__(self, text):
        parts = re.split(r"^##+ (.*)\n", text, flags=re.M)
        self.sections = dict(zip(parts[1::2], parts[2::2]))

    def section(self, pattern):
        for heading, text in self.sections.items():
            if re.match(pattern, heading):
                return heading, text
        raise SystemExit(f"no section '{pattern}'")

    def constants(self, heading):
        return {row[0]: int(row[1]) for row in rows_below(self.sections[heading])}

    def records(self):
        table = self.sections["Image file"].split("| record |")[1]
        return {row[0]: row[1].split(", ") for row in rows_below("| record |" + table)}

    def header(self):
        return [row[0] for row in rows_below(self.sections["Image file"])]

    def version(self):
        return int(re.search(r"version of the format: (\d+)", self.sections["Image file"])[1])


class Layout:
    """Where fields lie, for one target."""

    def __init__(self, page, target):
        numbers = {**ABSENT, **target}
        sizes = sizes_of_cores(target)
        numbers.update({name: max(size[name] for size in sizes) for name in CORE_NUMBERS})
        self.widths = {}
        for name, _, formula, _ in rows_below(page.sections["Widths"]):
            names = {**numbers, **self.widths, "max": max, "ceil": ceil, "log2": log2, "__builtins__": {}}
            self.widths[name] = eval(formula.replace("`", ""), names)
        self.payloads, self.kind_of, payload_bits = {}, {}, 0
        for heading, text in page.sections.items():
            match = re.match(r"`(\w+)` \(kind (\d+)\)", heading)
            if match:
                fields, bits = self.from_top(rows_below(text))
                self.payloads[match[1]], self.kind_of[match[1]] = fields, int(match[2])
                feature = re.search(r"Of targets whose `(\w+)` is true", text)
                payload_bits = max(payload_bits, bits if not feature or numbers[feature[1]] else 0)
        fields, _ = self.from_top(rows_below(page.section("Packets")[1]))
        self.header = {name: (shift + payload_bits, bits) for name, (shift, bits) in fields.items()}
        self.packet_bits = payload_bits + sum(bits for _, bits in fields.values())
        self.tables = {name: Table(self, rows_below(page.section(f"{name} table")[1]))
                       for name in ("port", "population", "destination", "credit", "route")}

    def width(self, text):
        return self.widths[text] if text in self.widths else int(text)

    def from_top(self, rows):
        """Fields are listed from the most significant bit down."""
        fields, shift = {}, 0
        for name, _, width, _ in reversed(rows):
            fields[name] = (shift, self.width(width))
            shift += self.width(width)
        return fields, shift

    def read(self, fields, packet):
        return {name: packet >> shift & (1 << bits) - 1 for name, (shift, bits) in fields.items()}


class Table:
    """Fields fill 16-bit words from the least significant bit; none crosses a word."""

    def __init__(self, layout, rows):
        self.fields, word, used = {}, 0, 0
        for name, _, _, width, meaning in rows:
            bits = layout.width(width)
            if used + bits > 16:
                word, used = word + 1, 0
            self.fields[name] = (word, used, bits, meaning.endswith("(signed)"))
            used += bits
        self.words = word + 1
        self.stride = 1 << ceil(log2(self.words))

    def entry(self, words):
        result = {name: words[word] >> shift & (1 << bits) - 1 for name, (word, shift, bits, _) in self.fields.items()}
        for name, (_, _, bits, is_signed) in self.fields.items():
            if is_signed:
                result[name] = signed(result[name], bits)
        return result


def signed(value, bits):
    return value - (1 << bits) if value >> (bits - 1) else value


def sizes_of_cores(target):
    """The numbers of each size of core that the mesh has."""
    others = target.get("kindOf", [])
    usual = [target] if len(others) < target["cols"] * target["rows"] else []
    return usual + [target["coreKinds"][other["kind"]] for other in others]


# The file

class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def word(self):
        self.at += 4
        return struct.unpack_from("<I", self.data, self.at - 4)[0]

    def text(self, length):
        start, self.at = self.at, self.at + (length + 3) // 4 * 4
        return self.data[start:start + length].decode()

    def record(self, words, layout):
        result, scale = {}, []
        for name in words:
            if name in ("name", "encoder"):
                result[name] = self.text(self.word())
            elif name == "destination entry":
                table = layout.tables["destination"]
                pairs = [self.word() for _ in range((table.words + 1) // 2)]
                result["entry"] = table.entry([half for pair in pairs for half in (pair & 0xffff, pair >> 16)])
            elif name == "scale":
                scale.append(self.word())
            else:
                result[name] = self.word()
        if scale:
            result["scale"] = struct.unpack("<d", struct.pack("<II", *scale))[0]
        return result


class Core:
    """What WRITE and RUN packets leave in a core."""

    def __init__(self):
        self.memories, self.running = {}, []
        self.select, self.address, self.parts = None, 0, []

    def take(self, data, word_bits):
        self.parts.append(data)
        if len(self.parts) * 32 < word_bits:
            return
        value = 0
        for part in self.parts:
            value = value << 32 | part
        self.memories.setdefault(self.select, {})[self.address] = value
        self.address, self.parts = self.address + 1, []


def run_packets(packets, target, layout, page):
    selects = {value: name for name, value in page.constants("Selects of WRITE").items()}
    bits_of = {"weights": target["lanes"] * target["weightBits"], "state": target["lanes"] * target["stateBits"]}
    cores = {}
    for packet in packets:
        header = layout.read(layout.header, packet)
        core = cores.setdefault((header["core_x"], header["core_y"]), Core())
        if packet >> layout.packet_bits or header["to_host"] or header["multicast"]:
            raise SystemExit(f"packet {packet:x} is none of an image")
        if header["kind"] == layout.kind_of["run"]:
            core.running.append(layout.read(layout.payloads["run"], packet)["target"])
        elif header["kind"] != layout.kind_of["write_data"]:
            raise SystemExit(f"a packet of kind {header['kind']}")
        elif header["port"] & 1:
            core.take(layout.read(layout.payloads["write_data"], packet)["data"], bits_of.get(core.select, 16))
        else:
            payload = layout.read(layout.payloads["write_address"], packet)
            core.select, core.address = selects[payload["select"]], payload["address"]
    return cores


def table_of(core, name, layout):
    """The entries of which all words were written, by their index."""
    table, memory = layout.tables[name], core.memories.get(name + "s", {})
    entries = {}
    for index in sorted({address // table.stride for address in memory}):
        addresses = range(index * table.stride, index * table.stride + table.words)
        if all(address in memory for address in addresses):
            entries[index] = table.entry([memory[address] for address in addresses])
    return entries


# What lies in the memories

def lane(word, index, bits):
    return signed(word >> index * bits & (1 << bits) - 1, bits)


def parameters_of(core, entry, channels, target, kinds):
    kind = entry["kind"]
    has_decay = kind in (kinds["leaky"], kinds["current"])
    names = [name for name, there in (
        ("threshold", kind != kinds["max_pool"]), ("lower_bound", entry["has_lower_bound"]),
        ("bias", entry["has_bias"]), ("subtract", entry["has_subtract"]), ("decay", has_decay),
        ("current_decay", kind == kinds["current"])) if there]
    result = {}
    for number, name in enumerate(names):
        word = [core.memories["state"][entry["state_base"] + group * len(names) + number]
                for group in range(entry["groups"])]
        result[name] = [lane(word[channel // target["lanes"]], channel % target["lanes"], target["stateBits"])
                        for channel in range(channels)]
    return result


def weights_of(core, port, ports, groups, channels, target):
    """Weights [channel][input channel][row][column], flat, and the number of input channels."""
    memory, lanes, bits = core.memories["weights"], target["lanes"], target["weightBits"]
    end = min([other["weight_base"] for other in ports.values() if other["weight_base"] > port["weight_base"]],
              default=1 << 32)
    words = 0
    while port["weight_base"] + words in memory and port["weight_base"] + words < end:
        words += 1
    packed = port["packed_weights"]
    taps = port["kernel_height"] * port["kernel_width"]
    inputs = words * (2 if packed else 1) // (taps * groups)

    def weight(index, channel):
        value = memory[port["weight_base"] + (index // 2 if packed else index)] >> channel % lanes * bits
        if not packed:
            return signed(value & (1 << bits) - 1, bits)
        return lane(value & (1 << bits) - 1, index % 2, bits // 2)

    return inputs, [weight(tap * groups + channel // lanes, channel)
                    for channel in range(channels) for tap in range(inputs * taps)]


def decode(page, data):
    reader = Reader(data)
    header = {name: reader.word() for name in page.header()}
    if data[:4] != b"SNNC" or header["version"] != page.version() or zlib.crc32(data[reader.at:]) != header["crc32"]:
        raise SystemExit(f"no image of version {page.version()}, or a damaged one")
    target = json.loads(reader.text(header["target_bytes"]))
    layout = Layout(page, target)
    image = {"target": target}
    for record, words in page.records().items():
        image[record + "s"] = [reader.record(words, layout) for _ in range(header[record + "s"])]
    packets = struct.unpack_from(f"<{header['packets']}Q", data, reader.at)
    if len(data) != reader.at + 8 * header["packets"]:
        raise SystemExit("the file is longer or shorter than its header says")
    cores = run_packets(packets, target, layout, page)
    tables = {place: {name: table_of(core, name, layout) for name in layout.tables} for place, core in cores.items()}
    kinds = page.constants("Population kinds")
    for population in image["populations"]:
        place = population["core_x"], population["core_y"]
        core, of_core = cores[place], tables[place]
        if population["slot"] not in core.running:
            raise SystemExit("a population that does not run")
        entry = population["entry"] = of_core["population"][population["slot"]]
        population["parameters"] = parameters_of(core, entry, population["channels"], target, kinds)
        population["ports"] = {index: dict(port) for index, port in of_core["port"].items()
                               if port["population"] == population["slot"]}
        for port in population["ports"].values():
            port["inputs"], port["weights"] = weights_of(core, port, of_core["port"], entry["groups"],
                                                         population["channels"], target)
        first = entry["first_credit"]
        credits = range(first, first + entry["forward_edges"] + entry["delayed_edges"])
        population["credits"] = {index: of_core["credit"][index] for index in credits}
        first = entry["first_destination"]
        destinations = range(first, first + entry["destination_count"])
        population["destinations"] = {index: of_core["destination"][index] for index in destinations}
    image["routes"] = {place: of_core["route"] for place, of_core in tables.items()}
    image["core_x_bits"] = layout.width("core_x")
    return image


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as fields, open(sys.argv[2], "rb") as file:
        print(json.dumps(decode(Page(fields.read()), file.read()), indent=1))
