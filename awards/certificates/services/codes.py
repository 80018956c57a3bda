"""The code of a certificate: 130 random bits in letters that are hard to confuse (Crockford's base 32)."""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 26
_AS_TYPED = str.maketrans({"O": "0", "I": "1", "L": "1", " ": "", "-": "", "–": "", "\u00a0": ""})


def new_code() -> str:
    """A code that nobody can guess and that says nothing."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def grouped(code: str) -> str:
    """“7K3Q-M9D2-…”: as a person reads it from the paper."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def canonical(typed: str) -> str:
    """The code that somebody typed: small letters, blanks, dashes, O for 0, I or L for 1; empty when it is none."""
    code = typed[:100].upper().translate(_AS_TYPED)
    return code if len(code) == LENGTH and not set(code) - set(ALPHABET) else ""
