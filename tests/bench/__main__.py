"""Every benchmark, one after the other: make bench. Only ratios from one run mean something on a shared machine."""

from tests.bench import certificates, nominations, photos, repeats, sheets, workbooks
from tests.chromium import PROGRAM

if __name__ == "__main__":
    certificates.main([])
    nominations.main([])
    repeats.main([])
    if PROGRAM is not None:
        photos.main([])
    sheets.main([])
    workbooks.main([])
