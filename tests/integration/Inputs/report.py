"""What a report says, held against what other commands say: report.py DIR [RECORDS.npz]

DIR is a compiled folder with its report, RECORDS what `snnc run --engine chip --record` wrote on the same input.
"""
import base64
import gzip
import html.parser
import json
import os
import sys

import numpy as np


def varints(data):
    value, shift = 0, 0
    for byte in data:
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            yield value
            value, shift = 0, 0


def check_first_word(report, part):
    """Word 0 of a port: the first tap of input channel 0 to the first channels of the tile, as the network has them."""
    drawn = next(row["weights_drawn"] for row in report["quantisation"] if row["layer"] == part["layer"])
    weights = np.frombuffer(unpack(report, drawn["blob"]), np.int8).reshape(drawn["channels"], drawn["inputs"])
    lanes = [int(lane, 16) for lane in part["first_word"].split()]
    assert lanes == [int(w) & 0xFF for w in weights[:len(lanes), 0]], (part, weights[:8, 0])


def check_chip(report, program):
    """Counted in the image, as planned by the compiler: two accounts of the same."""
    chip = report["chip"]
    for resource in ("populations", "ports", "destinations", "credits", "weightWords"):
        used = sum(a["used"] for c in chip["cores"] for a in c["amounts"] if a["resource"] == resource)
        available = sum(a["available"] for c in chip["cores"] if c["usable"] for a in c["amounts"] if a["resource"] == resource)
        assert used == program["used"][resource], (resource, used, program["used"])
        assert available == program["available"][resource], (resource, available)
    for core in chip["cores"]:
        for memory in core["memories"]:
            end = 0
            for part in memory["ranges"]:
                assert part["first"] >= end, (core["core"], memory["memory"], part)
                end = part["first"] + part["words"]
                if part["holds"] == "weights":
                    check_first_word(report, part)
            assert end <= memory["words"]
    for layer in program["layers"]:
        seen = np.zeros(layer["shape"], int)
        for tile in chip["tiles"]:
            if tile["layer"] == layer["name"]:
                c, y, x = tile["origin"]
                dc, dy, dx = tile["shape"]
                seen[c:c + dc, y:y + dy, x:x + dx] += 1
        assert (seen == 1).all(), layer["name"]


def unpack(report, blob):
    return gzip.decompress(base64.b64decode(report["blobs"][blob]))


def check_spikes(report, records):
    chip = next(e for e in report["activity"]["engines"] if e["engine"] == "chip")
    for layer in chip["layers"]:
        recorded = records[layer["layer"]]
        numbers = varints(unpack(report, layer["blob"]))
        assert recorded.sum() == layer["spikes"], layer
        steps = [(n, t) for n, sample in enumerate(report["activity"]["samples"]) for t in range(sample["steps"])]
        assert layer["kept_steps"] == len(steps)
        for n, t in steps:
            counts, neuron = np.zeros(recorded[n, t].size, int), 0
            for _ in range(next(numbers)):
                code = next(numbers)
                neuron += code // 2
                counts[neuron] = next(numbers) if code % 2 else 1
            assert (counts == recorded[n, t].ravel()).all(), (layer["layer"], n, t)
        assert next(numbers, None) is None
    for source in report["activity"]["inputs"]:
        numbers = list(varints(unpack(report, source["blob"])))
        assert source["kept_steps"] == sum(s["steps"] for s in report["activity"]["samples"])
        assert len(numbers) >= source["kept_steps"] and source["spikes"] > 0
    silent = {l["layer"]: l["silent"] for l in chip["layers"]}
    for name, count in silent.items():
        assert count == (records[name].sum(axis=(0, 1)) == 0).sum()


def check_weights(report):
    """The histogram of the integers, made anew from the weights that are drawn."""
    for row in report["quantisation"]:
        drawn = row["weights_drawn"]
        weights = np.frombuffer(unpack(report, drawn["blob"]), np.int8).reshape(drawn["channels"], drawn["inputs"])
        assert weights.size == row["weights"] and (weights == 0).sum() == row["zero_weights"]["integer"], row["layer"]
        peaks = np.abs(weights.astype(int)).max(axis=1)
        assert [peaks.min(), peaks.max()] == [row["greatest_weight"]["least"], row["greatest_weight"]["greatest"]]
        assert sum(row["histogram"]["integer"]) == sum(row["histogram"]["float"]) == weights.size
        bins = row["histogram"]["float"]
        assert bins[0] + bins[-1] > 0 and len(bins) == len(row["histogram"]["integer"])


def check_schedule(report):
    """What is waited for is a layer or the host, and no core waits longer than there are cycles."""
    for core in report["schedule"]["cores"]:
        assert sum(w["cycles"] for w in core["waits"]) <= report["schedule"]["cycles"], core
        for wait in core["waits"]:
            assert wait["layer"] in report["layers"] + [None]
            assert wait["for"].endswith(wait["layer"] or "the host"), wait


def check_potentials(report, records):
    potentials = report["potentials"]
    values = np.frombuffer(unpack(report, potentials["blob"]), "<f4").reshape(
        len(potentials["engines"]), len(potentials["neurons"]), 2, potentials["steps"])
    assert potentials["engines"] == ["float", "integer", "chip"]
    for index, neuron in enumerate(potentials["neurons"]):
        c, y, x = neuron["place"]
        recorded = records[neuron["layer"] + ".potential"][0, :, c, y, x]
        for engine in (1, 2):
            assert (values[engine, index, 1] == recorded).all(), neuron
    return len(potentials["neurons"])


class Sections(html.parser.HTMLParser):
    """The text of each section, tables and drawings as they are without scripts."""

    def __init__(self):
        super().__init__()
        self.text, self.rows, self.current, self.ignored = {}, {}, None, 0

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "section":
            self.current = attributes["id"]
            self.text[self.current], self.rows[self.current] = "", 0
        if tag in ("script", "style"):
            self.ignored += 1
        if tag == "tr" and self.current:
            self.rows[self.current] += 1

    def handle_endtag(self, tag):
        if tag == "section":
            self.current = None
        if tag in ("script", "style"):
            self.ignored -= 1

    def handle_data(self, data):
        if self.current and not self.ignored:
            self.text[self.current] += data


def main():
    folder = sys.argv[1]
    report = json.load(open(os.path.join(folder, "report.json"), encoding="utf-8"))
    program = json.load(open(os.path.join(folder, "program.json"), encoding="utf-8"))
    check_chip(report, program)
    check_weights(report)
    said = f"{len(report['chip']['tiles'])} tiles"
    if len(sys.argv) > 2:
        records = np.load(sys.argv[2])
        check_spikes(report, records)
        check_schedule(report)
        said += f", spikes as recorded, potentials of {check_potentials(report, records)} neurons"
    page = open(os.path.join(folder, "report.html"), encoding="utf-8").read()
    sections = Sections()
    sections.feed(page)
    for layer in program["layers"]:
        for section in ("network", "chip", "memory", "quantisation"):
            assert layer["name"] in sections.text[section], (layer["name"], section)
    print(said)
    for section, rows in sections.rows.items():
        print(f"{section}: {rows} rows")


if __name__ == "__main__":
    main()
