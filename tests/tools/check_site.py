#!/usr/bin/env python3
"""Holds a site of static pages to what can be read from a disk, without a network: check_site.py SITE

Every link inside of the site must lead to a file, and to an element by its name; no page, style or script fetches anything from
elsewhere. Where a Chromium is installed it opens the first page, and must ask for nothing but files.
"""
import html.parser
import os
import re
import sys
import urllib.parse

from browser import Browser, find_chromium


class Page(html.parser.HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.names, self.links, self.resources = set(), [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.names |= {attributes[key] for key in ("id", "name") if attributes.get(key)}
        if tag == "a" and attributes.get("href"):
            self.links.append(attributes["href"])
        elif tag in ("link", "script", "img", "iframe", "source") and (attributes.get("src") or attributes.get("href")):
            self.resources.append(attributes.get("src") or attributes.get("href"))


def resources_of(path, text):
    """What a style or a script would fetch. Addresses in comments are none."""
    if path.endswith(".css"):
        return [url for url in re.findall(r"""(?:url\(|@import\s+)["']?([^"')\s]+)""", text) if not url.startswith("data:")]
    return re.findall(r"""(?:fetch|open|importScripts)\(\s*(?:["']GET["'],\s*)?["'](https?:[^"']+)""", text)


def main(site):
    texts = {}
    for folder, _, names in os.walk(site):
        for name in names:
            if name.endswith((".html", ".css", ".js")):
                with open(os.path.join(folder, name), encoding="utf-8") as file:
                    texts[os.path.relpath(os.path.join(folder, name), site)] = file.read()
    pages = {path: Page(text) for path, text in texts.items() if path.endswith(".html")}
    wrong = []

    def check(path, target, is_resource):
        parts = urllib.parse.urlsplit(target)
        if parts.scheme or parts.netloc:
            if is_resource:
                wrong.append(f"{path}: fetches {target}")
            return
        name = urllib.parse.unquote(parts.path)
        # The page of missing pages is a server's, at the root.
        base = site if name.startswith("/") else os.path.join(site, os.path.dirname(path))
        found = os.path.normpath(os.path.join(base, name.lstrip("/"))) if name else os.path.join(site, path)
        if not os.path.exists(found):
            wrong.append(f"{path}: '{target}' is not there")
        fragment = urllib.parse.unquote(parts.fragment)
        page = pages.get(os.path.relpath(found, site))
        if fragment and page and fragment not in page.names:
            wrong.append(f"{path}: '{target}' leads to nothing in the page")

    links = 0
    for path, page in pages.items():
        links += len(page.links)
        for target in page.links:
            # A menu that opens.
            if target != "#":
                check(path, target, False)
        for target in page.resources:
            check(path, target, True)
    for path, text in texts.items():
        if not path.endswith(".html"):
            for target in resources_of(path, text):
                check(path, target.split("?")[0], True)
    if find_chromium() and not wrong:
        browser = Browser()
        browser.call("Page.navigate", url="file://" + os.path.abspath(os.path.join(site, "index.html")))
        browser.wait("document.readyState === 'complete' && document.title")
        wrong += [f"index.html: asks for {url}" for url in browser.requests if not url.startswith(("file:", "about:", "data:"))]
        wrong += [f"index.html: {error}" for error in browser.errors]
        browser.close()
    print("\n".join(wrong) or f"{len(pages)} pages, {links} links, nothing fetched from elsewhere")
    return bool(wrong) or not pages


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
