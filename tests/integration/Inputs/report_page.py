"""Opens a report in Chromium: report_page.py filled|failed|names|different DIR

Nothing may be complained of, nothing asked for but the page itself, no section empty; selection, keys and addresses do
what they should, in both themes.
"""
import json
import os
import random
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "tools"))
from browser import Browser  # noqa: E402
from report import unpack, varints  # noqa: E402

SECTIONS = ["verdict", "network", "passes", "chip", "memory", "spikes", "quantisation", "comparison", "schedule"]


def check_quiet(browser, page):
    assert browser.evaluate("document.body.dataset.ready") == "1", browser.evaluate("document.body.dataset.error")
    assert not browser.errors, browser.errors
    outside = [url for url in browser.requests if url != "about:blank" and url != "file://" + os.path.abspath(page)]
    assert not outside, outside


def inked(browser, selector):
    """Colours of a canvas; a blank one has one."""
    return browser.evaluate(f"""(() => {{
      const canvas = document.querySelector({json.dumps(selector)}), seen = new Set();
      const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
      for (let i = 0; i < pixels.length; i += 4) seen.add(pixels[i] + "," + pixels[i + 1] + "," + pixels[i + 2] + "," + pixels[i + 3]);
      return seen.size;
    }})()""")


def count(browser, selector):
    return browser.evaluate(f"document.querySelectorAll({json.dumps(selector)}).length")


def check_drawn(browser):
    for section in SECTIONS:
        length = browser.evaluate(f"document.getElementById('{section}').innerText.length")
        assert length > 150, (section, length)
        assert browser.evaluate(f"document.getElementById('{section}').querySelector('table, ul') !== null"), section
    for view in ("raster-view", "potential-view", "timeline-view", "weights-view"):
        assert inked(browser, f"#{view} canvas") > 5, view
    assert count(browser, "#network svg .node") > 2 and count(browser, "#chip svg .tile") > 1
    assert count(browser, "#chip svg .link") > 1 and count(browser, "#quantisation svg.histogram") > 1
    assert count(browser, "#phase-view .texts .text") > 10


def check_keys(browser):
    phases = browser.evaluate("report.phases.list.map((phase) => phase.name)")
    shown = "document.querySelector('#phase-view button[aria-pressed=true]').textContent"
    assert browser.evaluate(shown) == phases[1]
    browser.press("j")
    browser.wait(f"{shown} === '{phases[2]}'")
    browser.press("k")
    browser.press("k")
    browser.wait(f"{shown} === '{phases[0]}'")
    browser.press("l")
    layers = browser.evaluate("report.layers")
    assert browser.evaluate("selection.layer") == layers[0]
    browser.press("L")
    assert browser.evaluate("selection.layer") == layers[-1]
    chosen = "[...new Set([...document.querySelectorAll('.chosen')].map((node) => node.dataset.layer))]"
    assert browser.evaluate(chosen) == [layers[-1]]
    # The layer is followed: it has lines in every phase.
    for phase in phases:
        browser.evaluate(f"select({{phase: {json.dumps(phase)}}})")
        browser.wait(f"{shown} === {json.dumps(phase)}")
        assert count(browser, "#phase-view .texts .chosen") > 0, phase
    browser.press("4")
    browser.wait("location.hash.startsWith('#chip')")
    assert abs(browser.evaluate("document.getElementById('chip').getBoundingClientRect().top")) < 150
    browser.press("Escape")
    assert browser.evaluate(chosen) == []
    before = browser.evaluate("getComputedStyle(document.body).backgroundColor")
    browser.press("t")
    assert browser.evaluate("getComputedStyle(document.body).backgroundColor") != before
    browser.press("t")
    browser.press("w")
    assert browser.evaluate("timeWindow.to - timeWindow.from") == 0.5
    browser.press("?")
    assert browser.evaluate("document.getElementById('help').open")


def check_address(browser, page):
    layer = browser.evaluate("report.layers[report.layers.length - 1]")
    core = browser.evaluate("report.chip.tiles[0].core.join(',')")
    phase = browser.evaluate("report.phases.list[report.phases.list.length - 1].name")
    address = browser.evaluate(f"'#chip&layer=' + encodeURIComponent({json.dumps(layer)}) + '&core={core}&phase={phase}'")
    browser.open(page, address)
    assert browser.evaluate("[selection.layer, selection.core, selection.phase]") == [layer, core, phase]
    assert browser.evaluate("document.querySelector('#phase-view button[aria-pressed=true]').textContent") == phase
    assert count(browser, "svg.plan .tile.chosen") == 1
    for wrong in ("#layer=%E0%A4%A", "#nowhere&core=99,99&phase=none&sample=1e9&neuron=-3", "#&&=&=x"):
        browser.open(page, wrong)
        check_quiet(browser, page)


def check_trace(browser):
    """What Perfetto would be given: slices of a thread follow each other, and end with the time line."""
    trace = json.loads(browser.evaluate("traceOf(report.timeline).then(JSON.stringify)"))
    ends, names = {}, set()
    for event in trace["traceEvents"]:
        if event["ph"] == "X":
            assert event["ts"] >= ends.get(event["tid"], 0) and event["dur"] > 0, event
            ends[event["tid"]] = event["ts"] + event["dur"]
        elif event["ph"] == "C":
            assert all(0 <= share <= 100 for share in event["args"].values()), event
        elif event["name"] == "thread_name":
            names.add(event["args"]["name"])
    assert len(names) == browser.evaluate("report.timeline.populations.length")
    assert max(ends.values()) <= browser.evaluate("report.schedule.cycles")


def check_decoded(browser, page):
    """The page reads the spikes as anyone else does: see report.py."""
    report = json.load(open(os.path.join(os.path.dirname(page), "report.json"), encoding="utf-8"))
    sources = report["activity"]["inputs"] + [layer for engine in report["activity"]["engines"] for layer in engine["layers"]]
    for source in sources:
        read = browser.evaluate(f"spikesOf({json.dumps(source)})")
        numbers, starts, neurons, counts = varints(unpack(report, source["blob"])), [0], [], []
        for _ in range(source["kept_steps"]):
            neuron = 0
            for _ in range(next(numbers)):
                code = next(numbers)
                neuron += code // 2
                neurons.append(neuron)
                counts.append(next(numbers) if code % 2 else 1)
            starts.append(len(neurons))
        assert read == {"starts": starts, "neurons": neurons, "counts": counts}, source
        assert sum(counts) == source["spikes"]


def longest(a, b):
    """Length of the longest common subsequence."""
    row = [0] * (len(b) + 1)
    for x in a:
        above, row = row, [0] * (len(b) + 1)
        for j, y in enumerate(b):
            row[j + 1] = above[j] + 1 if x == y else max(above[j + 1], row[j])
    return row[-1]


def check_comparison(browser):
    """Lines side by side: both texts in order, what stands together is equal, and no more could stand together."""
    draw = random.Random(4)
    for _ in range(60):
        a, b = (["abcd"[draw.randrange(4)] for _ in range(draw.randrange(12))] for _ in range(2))
        pairs = browser.evaluate(f"compareLines({json.dumps(a)}, {json.dumps(b)})")
        assert [x for x, _ in pairs if x is not None] == list(range(len(a))), (a, b, pairs)
        assert [y for _, y in pairs if y is not None] == list(range(len(b))), (a, b, pairs)
        both = [(x, y) for x, y in pairs if x is not None and y is not None]
        assert all(a[x] == b[y] for x, y in both) and len(both) == longest(a, b), (a, b, pairs)
    rows = browser.evaluate("alignPairs(compareLines(['a', 'b', 'c'], ['a', 'x', 'y', 'c']))")
    assert rows == [[0, 0, True], [1, 1, False], [None, 2, False], [2, 3, True]], rows


def filled(page):
    for dark in (False, True):
        browser = Browser(dark=dark)
        browser.open(page)
        check_quiet(browser, page)
        check_drawn(browser)
        if not dark:
            check_keys(browser)
            check_quiet(browser, page)
            check_decoded(browser, page)
            check_trace(browser)
            check_comparison(browser)
            check_address(browser, page)
        browser.close()


def failed(page):
    browser = Browser()
    browser.open(page)
    check_quiet(browser, page)
    bars = browser.evaluate("[...document.querySelectorAll('.need .track > span')].map((bar) => bar.getBoundingClientRect().width)")
    assert len(bars) == 2 and bars[0] > 2 * bars[1] > 0, bars
    for section in SECTIONS:
        assert browser.evaluate(f"document.getElementById('{section}').innerText.trim().length") > 20, section
    browser.close()


def different(page):
    browser = Browser()
    browser.open(page)
    check_quiet(browser, page)
    assert count(browser, ".difference table tr.bad") > 0
    assert inked(browser, "#potential-view canvas") > 5
    layer = browser.evaluate("report.comparison.rungs.find((rung) => rung.first_difference).first_difference.layer")
    assert browser.evaluate("document.querySelector('#potential-view select').selectedOptions[0].textContent").startswith(layer + " [")
    browser.evaluate("document.querySelector('.difference .layer').click()")
    assert browser.evaluate("selection.layer") == layer
    browser.close()


def names(page):
    browser = Browser()
    browser.open(page)
    check_quiet(browser, page)
    check_drawn(browser)
    assert browser.evaluate("document.title") == "snnc report"
    layers = json.load(open(os.path.join(os.path.dirname(page), "report.json"), encoding="utf-8"))["layers"]
    # Names are shown as they are, in elements that are theirs alone, and can be selected.
    for layer in layers:
        assert browser.evaluate(f"[...document.querySelectorAll('#quantisation bdi.layer')].some((e) => e.textContent === {json.dumps(layer)})")
        browser.evaluate(f"select({{layer: {json.dumps(layer)}}})")
        assert count(browser, "#chip .chosen") > 0, layer
    assert browser.evaluate("document.querySelectorAll('section').length") == len(SECTIONS)
    browser.close()


if __name__ == "__main__":
    {"filled": filled, "failed": failed, "names": names, "different": different}[sys.argv[1]](os.path.join(sys.argv[2], "report.html"))
    print("the page is as it should be")
