#!/usr/bin/env python3
"""Makes a site of all documents: site.py OUTPUT.

The site holds README.md, the pages of docs, and whatever files they link to, in the folders that they have here; its pages fetch
nothing, and can be read from the disk. Needs mkdocs (Debian package of that name). A link that leads nowhere is an error.
"""
import os
import re
import shutil
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s#]+)(?:#[^)]*)?\)")

# What is not here follows in the order of names.
NAVIGATION = [
    ("Overview", ["README.md"]),
    ("Guides", ["docs/first-steps.md", "docs/guide-compile.md", "docs/guide-verify.md", "docs/guide-inspect.md",
                "docs/to-xylo.md"]),
    ("Networks", ["docs/layer-list.md", "docs/layers.md", "docs/nir.md", "docs/recordings.md",
                  "docs/leaky-neurons.md", "docs/max-pooling.md"]),
    ("Compiling", ["docs/quantisation.md", "docs/overflow-proof.md", "docs/mapping.md", "docs/report.md",
                   "docs/diagnostics.md", "docs/verification.md", "docs/performance.md"]),
    ("Chip", ["docs/image-format.md", "docs/fields.md", "docs/area.md", "docs/xylo.md"]),
    ("Reference", ["docs/reference/snn.md", "docs/reference/mesh.md", "docs/reference/xylo.md",
                   "docs/reference/passes.md", "docs/glossary.md"]),
    ("Inside", ["docs/rationale.md", "docs/architecture.md", "docs/adding-a-layer.md", "docs/adding-a-pass.md",
                "docs/adding-a-target.md", "docs/mutation.md"]),
]

# Wide tables of long names stay on the page.
STYLE = """.container { max-width: 1400px }
td code { white-space: normal; overflow-wrap: anywhere }
"""


def files_of_site():
    """README.md, docs, and what their pages link to."""
    todo, found = ["README.md"], []
    for folder, _, names in os.walk(os.path.join(ROOT, "docs")):
        todo += [os.path.relpath(os.path.join(folder, name), ROOT) for name in names if name.endswith(".md")]
    while todo:
        path = todo.pop()
        if path in found:
            continue
        found.append(path)
        if not path.endswith(".md"):
            continue
        with open(os.path.join(ROOT, path), encoding="utf-8") as file:
            for target in LINK.findall(re.sub(r"^```.*?^```", "", file.read(), flags=re.M | re.S)):
                linked = os.path.normpath(os.path.join(os.path.dirname(path), target))
                if re.match(r"\w+:", target):
                    continue
                if not os.path.isfile(os.path.join(ROOT, linked)):
                    sys.exit(f"{path}: '{target}' is not there")
                todo.append(linked)
    return sorted(found)


def navigation(pages):
    named = [page for _, section in NAVIGATION for page in section]
    missing = [page for page in named if page not in pages]
    if missing:
        sys.exit(f"site.py names pages that are not there: {', '.join(missing)}")
    rest = [page for page in pages if page not in named]
    sections = NAVIGATION + ([("More", rest)] if rest else [])
    return [{title: section if len(section) > 1 else section[0]} for title, section in sections]


def slug(text, separator):
    """As GitHub makes the anchor of a heading, so that a link works in both."""
    return re.sub(r"[^\w -]", "", text.strip().lower()).replace(" ", separator)


def build(output):
    from mkdocs.commands.build import build as build_site
    from mkdocs.config import load_config

    files = files_of_site()
    with tempfile.TemporaryDirectory() as work:
        folder = os.path.join(work, "pages")
        for path in files:
            os.makedirs(os.path.dirname(os.path.join(folder, path)), exist_ok=True)
            shutil.copy(os.path.join(ROOT, path), os.path.join(folder, path))
        with open(os.path.join(work, "mkdocs.yml"), "w", encoding="utf-8") as file:
            file.write("site_name: snnc\n")
        with open(os.path.join(folder, "site.css"), "w", encoding="utf-8") as file:
            file.write(STYLE)
        # On a disk there is no server: no search, which would fetch its index, and links to files by their names.
        config = load_config(
            config_file=os.path.join(work, "mkdocs.yml"), docs_dir=folder,
            site_dir=os.path.abspath(output), use_directory_urls=False, strict=True, plugins=[], site_url="", extra_css=["site.css"],
            nav=navigation([path for path in files if path.endswith(".md")]), theme={"name": "mkdocs", "highlightjs": False},
            markdown_extensions=["tables", "fenced_code", "sane_lists", {"toc": {"slugify": slug, "permalink": False}}])
        build_site(config)
    print(f"{output}: {sum(path.endswith('.md') for path in files)} pages")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: site.py OUTPUT")
    build(sys.argv[1])
