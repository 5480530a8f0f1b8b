"""Take a picture of every page of a running demonstration, to look at them: `python tools/pictures.py FOLDER`.

From the first page of each login it follows the links of the brand, one of each kind, and takes each
page wide and narrow, light and dark. It only looks: nothing is sent but the sign-in.
"""

import argparse
import base64
import hashlib
import hmac
import os
import re
import struct
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

from find_browser import find_browser
from playwright.sync_api import Page, sync_playwright

from kwartier.demo.generator.stories import AGENT_TOTP_SECRET, MAIL_DOMAIN, PASSWORD

WIDTHS, SCHEMES = (1280, 390), ("light", "dark")
VISITOR = "-"
# Who is looked at, when nobody is named: the slider, a refusal, a business, the agent, a French home.
LOGINS = (
    ("merel", VISITOR),
    ("merel", "nadia"),
    ("merel", "bram"),
    ("merel", "sarah"),
    ("merel", "agent"),
    ("plein-midi", VISITOR),
    ("plein-midi", "julien"),
    ("plein-midi", "agent"),
)
LEFT_OUT = re.compile(r"\.(csv|xlsx|txt)$|/download/|/api/|/healthz|/readyz")


def kind_of(address: str) -> str:
    """The page without what names one customer's things: numbers stand for each other."""
    path = re.sub(r"(?<=/help/)[a-z-]+", "article", urlsplit(address).path)
    return re.sub(r"[A-Z]*-?[\d-]*\d[\d-]*", "N", path)


def sign_in(page: Page, root: str, login: str) -> None:
    """By the form, and by the authenticator's code where one is asked for."""
    page.goto(f"{root}/account/login/")
    form = "form[action$='/account/login/']"
    page.fill(f"{form} [name=login]", f"{login}@{MAIL_DOMAIN}")
    page.fill(f"{form} [name=password]", PASSWORD)
    page.click(f"{form} [type=submit]")
    if "/2fa/authenticate/" in page.url:
        page.fill("[name=code]", compute_code(AGENT_TOTP_SECRET, time.time()))
        page.click("form:has([name=code]) [type=submit]")


def compute_code(secret: str, at: float) -> str:
    """What an authenticator app shows at an instant (RFC 6238)."""
    counter = struct.pack(">Q", int(at) // 30)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    offset = digest[-1] & 15
    value = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFF_FFFF
    return f"{value % 1_000_000:06d}"


def take(page: Page, folder: Path, name: str) -> None:
    """The open page in every width and both schemes."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.screenshot(path=str(folder / f"{name}-{width}-{scheme}.png"), full_page=True)


def walk(page: Page, root: str, folder: Path, *, prefix: str, most: int) -> int:
    """Follow the links from the first page, one of each kind; returns how many pages were taken."""
    waiting, known, taken = [page.url], {kind_of(page.url)}, 0
    while waiting and taken < most:
        page.goto(waiting.pop(0))
        kind = kind_of(page.url).removeprefix(urlsplit(root).path)
        name = re.sub(r"[^a-z0-9]+", "-", kind.lower()).strip("-") or "home"
        take(page, folder, f"{prefix}-{name}")
        taken += 1
        links = page.eval_on_selector_all("a[href]", "all => all.map(each => each.href)")
        for link in links:
            inside = link.startswith(f"{root}/") and not LEFT_OUT.search(urlsplit(link).path)
            if inside and kind_of(link) not in known:
                known.add(kind_of(link))
                waiting.append(link.split("#")[0])
    return taken


def main() -> int:
    """Read the arguments, visit, and say where the pictures are."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--address", default="http://127.0.0.1:8000")
    parser.add_argument("--login", action="append", help="BRAND/LOGIN, such as merel/nadia")
    parser.add_argument("--most", type=int, default=60, help="pages for each login")
    chosen = parser.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    logins = [tuple(each.split("/")) for each in chosen.login or ()] or LOGINS
    browser_path = find_browser(dict(os.environ))
    if browser_path is None:
        print("No Chromium: set CHROMIUM=/path/to/chromium.", file=sys.stderr)
        return 1
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        for brand, login in logins:
            root = f"{chosen.address}/{brand}"
            page = chromium.new_context().new_page()
            page.goto(f"{root}/account/login/")
            if login != VISITOR:
                sign_in(page, root, login)
            prefix = f"{brand}-{'visitor' if login == VISITOR else login}"
            count = walk(page, root, chosen.folder, prefix=prefix, most=chosen.most)
            print(f"{brand}/{login}: {count} pages")
            page.context.close()
        chromium.close()
    print(f"The pictures are in {chosen.folder}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
