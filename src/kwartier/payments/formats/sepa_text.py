"""Text as every bank of the SEPA carries it: few signs, and names still readable in them.

The character set is that of the implementation guidelines of the European Payments Council:
letters without accents, digits, space, and ``/ - ? : ( ) . , ' +``. What is outside is written with
what is nearest (EPC217-08): é as e, ß as ss, & as +, Greek and Cyrillic letters by their Latin ones.
"""

import re
import unicodedata
from functools import lru_cache

_ALLOWED = re.compile(r"[A-Za-z0-9/\-?:().,'+ ]")
_IDENTIFIER = re.compile(r"[A-Za-z0-9/\-?:().,'+ ]{1,35}")
_UNKNOWN = "."
_PAIRS = """
ß=ss ẞ=SS æ=ae Æ=AE œ=oe Œ=OE ø=o Ø=O đ=d Đ=D ð=d Ð=D þ=th Þ=TH ł=l Ł=L ı=i ħ=h Ħ=H ŋ=n Ŋ=N ŧ=t Ŧ=T
&=+ @=. _=- €=E $=. %=. *=. #=. ;=, !=. "=' `=' ´=' ‘=' ’=' “=' ”=' «=' »=' ‹=' ›=' –=- —=- ‐=- ‑=-
{=( }=) [=( ]=) <=( >=) |=/ \\=/ ~=- ^=. ==. …=... °=o º=o ª=a №=No ×=x ·=.
α=a β=v γ=g δ=d ε=e ζ=z η=i θ=th ι=i κ=k λ=l μ=m ν=n ξ=x ο=o π=p ρ=r σ=s ς=s τ=t υ=y φ=f χ=ch
ψ=ps ω=o Α=A Β=V Γ=G Δ=D Ε=E Ζ=Z Η=I Θ=TH Ι=I Κ=K Λ=L Μ=M Ν=N Ξ=X Ο=O Π=P Ρ=R Σ=S Τ=T Υ=Y Φ=F Χ=CH
Ψ=PS Ω=O а=a б=b в=v г=g д=d е=e ж=zh з=z и=i й=y к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f х=h
ц=ts ч=ch ш=sh щ=sht ъ=a ь=y ю=yu я=ya ы=y э=e А=A Б=B В=V Г=G Д=D Е=E Ж=ZH З=Z И=I Й=Y К=K Л=L М=M
Н=N О=O П=P Р=R С=S Т=T У=U Ф=F Х=H Ц=TS Ч=CH Ш=SH Щ=SHT Ъ=A Ь=Y Ю=YU Я=YA Ы=Y Э=E і=i І=I ї=yi Ї=YI
"""
_NEAREST = {pair[0]: pair[2:] for pair in _PAIRS.split()}


def write_plain(text: str, *, longest: int) -> str:
    """A text in the signs of the SEPA, at most ``longest`` of them, without spaces at its ends.

    A sign that nothing comes near becomes a full stop, as the guidelines advise.

    >>> write_plain("Bäckerei Çelik & Søn, Liège", longest=70)
    'Backerei Celik + Son, Liege'
    """
    signs = "".join(_plain(sign) for sign in unicodedata.normalize("NFC", text))
    return " ".join(signs.split())[:longest].rstrip()


def is_identifier(text: str) -> bool:
    """Whether a text can be the name of a message, a payment or a mandate.

    At most 35 signs of the SEPA; no slash at its ends, no two slashes side by side, no space at
    the ends: banks refuse a whole file for one of them.
    """
    is_plain = _IDENTIFIER.fullmatch(text) is not None
    return is_plain and text == text.strip(" /") and "//" not in text


@lru_cache(maxsize=4096)
def _plain(sign: str) -> str:
    if _ALLOWED.fullmatch(sign):
        return sign
    if sign in _NEAREST:
        return _NEAREST[sign]
    if sign.isspace():
        return " "
    # Accents come off; what remains is looked up once more (ǿ is ø with an accent).
    bare = [part for part in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(part)]
    if bare and bare != [sign]:
        return "".join(_plain(part) for part in bare)
    return _UNKNOWN
