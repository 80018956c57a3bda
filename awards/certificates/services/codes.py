"""The two codes of a certificate, in letters that are hard to confuse.

The code in the QR has 130 random bits (Crockford's base 32). The short one is for the telephone: eleven random letters
of 31 (54 bits) and a check letter; neither says anything, and neither can be guessed (docs/decisions/0042).
"""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 26
# Without W: “vê kép” is taken for V on the telephone. 31 is a prime, so that the check letter finds every letter that
# is wrong and every two that changed places.
SHORT_ALPHABET = ALPHABET.replace("W", "")
SHORT_LENGTH = 12
_AS_TYPED = str.maketrans({"O": "0", "I": "1", "L": "1", " ": "", "-": "", "–": "", "\u00a0": ""})


def new_code() -> str:
    """A code that nobody can guess and that says nothing."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def new_short_code() -> str:
    """A code that can be read out on the telephone."""
    said = "".join(secrets.choice(SHORT_ALPHABET) for _ in range(SHORT_LENGTH - 1))
    return said + _check_letter(said)


def _check_letter(said: str) -> str:
    weighed = sum(place * SHORT_ALPHABET.index(letter) for place, letter in enumerate(said, 2))
    return SHORT_ALPHABET[-weighed % len(SHORT_ALPHABET)]


def grouped(code: str) -> str:
    """“7K3Q-M9D2-…”: as a person reads it from the paper."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def canonical(typed: str) -> str:
    """The code that somebody typed: small letters, blanks, dashes, O for 0, I or L for 1; empty when it is none."""
    code = _letters(typed)
    if len(code) == SHORT_LENGTH:
        return "" if is_mistyped(typed) else code
    return code if len(code) == LENGTH and not set(code) - set(ALPHABET) else ""


def is_mistyped(typed: str) -> bool:
    """Is it as long as a short code, but none of ours can read like that? Whoever asks can work that out themselves."""
    code = _letters(typed)
    if len(code) != SHORT_LENGTH:
        return False
    return bool(set(code) - set(SHORT_ALPHABET)) or _check_letter(code[:-1]) != code[-1]


def _letters(typed: str) -> str:
    return typed[:100].upper().translate(_AS_TYPED)
