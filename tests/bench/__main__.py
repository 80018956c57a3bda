"""Every benchmark, one after the other: make bench. Only ratios from one run mean something on a shared machine."""

from tests.bench import certificates, nominations, repeats, sheets, workbooks

if __name__ == "__main__":
    certificates.main([])
    nominations.main([])
    repeats.main([])
    sheets.main([])
    workbooks.main([])
