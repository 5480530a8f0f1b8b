"""Made-up files of consumption, in the shapes of the French operator, a supplier and Green Button."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

PARIS = "Europe/Paris"
PRM = "99000000000017"
_ZONE = ZoneInfo(PARIS)


def instant(text: str) -> int:
    """Unix seconds of a time on the clock of Paris (the first pass of an hour that comes twice)."""
    return int(datetime.fromisoformat(text).replace(tzinfo=_ZONE).timestamp())


def list_ends(day: str, *, days: int = 1, minutes: int = 30) -> list[datetime]:
    """The ends of the steps of some local days, with their offset."""
    first = datetime.fromisoformat(day)
    start = first.replace(tzinfo=_ZONE).astimezone(UTC)
    until = (first + timedelta(days=days)).replace(tzinfo=_ZONE).astimezone(UTC)
    count = int((until - start) / timedelta(minutes=minutes))
    step = timedelta(minutes=minutes)
    return [(start + step * (place + 1)).astimezone(_ZONE) for place in range(count)]


def curve_csv(
    rows: list[tuple[str, object]], *, way: str = "Consommation", step: str = ""
) -> bytes:
    """The operator's load curve."""
    head = (
        "Identifiant PRM;Type de donnees;Date de debut;Date de fin;Grandeur physique;"
        "Grandeur metier;Etape metier;Unite;Pas en minutes\n"
        f"{PRM};Courbe de charge;01/01/2026;31/12/2026;Energie active;{way};Comptage Brut;W;{step}\n"
        "Horodate;Valeur\n"
    )
    body = "".join(f"{stamp};{value}\n" for stamp, value in rows)
    return ("\ufeff" + head + body).encode()


def curve_of(day: str, *, days: int = 1, minutes: int = 30, more_w: int = 1) -> bytes:
    """A load curve of some days, 1,000 W and a bit more with each step."""
    ends = list_ends(day, days=days, minutes=minutes)
    return curve_csv([(end.isoformat(), 1000 + more_w * place) for place, end in enumerate(ends)])


def supplier_csv(day: str, *, days: int = 1, more_w: int = 1) -> bytes:
    """The supplier's half-hours, newest first: 1,000 W and a bit more with each."""
    lines = ["", "Récapitulatif de mes puissances atteintes en W", ""]
    lines += [
        "Date et heure de relève par le distributeur;Puissance atteinte (W);Nature de la donnée"
    ]
    heading = None
    for place, end in reversed(list(enumerate(list_ends(day, days=days)))):
        shown = end.date() - timedelta(days=1) if f"{end:%H:%M}" == "00:00" else end.date()
        if shown != heading:
            lines += ["", f"{shown:%d/%m/%Y};;"]
            heading = shown
        lines.append(f"{end:%H:%M:%S};{1000 + more_w * place};Réelle")
    return ("\n".join(lines) + "\n").encode("latin-1")


def indexes_csv() -> bytes:
    """Three days of registers, and the block of calendars."""
    registers = ";".join([f"EAS F{n}" for n in range(1, 11)] + [f"EAS D{n}" for n in range(1, 5)])
    rows = "".join(
        f"2026-03-{28 + day}T00:00:00{offset};Arrêté quotidien;{1000 + day};;;;;;;;;;{1000 + day};;;;"
        f"{1000 + day}\n"
        for day, offset in enumerate(("+01:00", "+01:00", "+02:00"))
    )
    return (
        "\ufeffIdentifiant PRM;Type de donnees;Date de debut;Date de fin;Grandeur physique;"
        "Grandeur metier;Etape metier;Unite\n"
        f"{PRM};Index;27/03/2026;30/03/2026;Energie active;Consommation;Comptage Brut;Wh\n"
        f"Horodate;Type de releve;{registers};EAS T\n{rows}"
        "Periode;Identifiant calendrier fournisseur;Libelle calendrier fournisseur\n"
        "Du 2026-03-28T00:00:00+01:00 au;FC000165;Base\n"
    ).encode()


def r50(day: str = "2026-01-02", *, days: int = 1, prm: str = PRM, more_w: int = 1) -> bytes:
    """A flow of half-hours: 1,000 W and a bit more with each."""
    points = "".join(
        f"<PDC><H>{end.isoformat()}</H><V>{1000 + more_w * place}</V><IV>0</IV></PDC>\n"
        for place, end in enumerate(list_ends(day, days=days))
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<R50>\n'
        "<En_Tete_Flux><Identifiant_Flux>R50</Identifiant_Flux></En_Tete_Flux>\n"
        f"<PRM>\n<Id_PRM>{prm}</Id_PRM>\n<Donnees_Releve><Date_Releve>{day}</Date_Releve>\n"
        f"{points}</Donnees_Releve>\n</PRM>\n</R50>\n"
    ).encode()


def index_class(name: str, value: object, *, grid: str = "_Distributeur", more: str = "") -> str:
    """A register of a reading."""
    return (
        f"<Classe_Temporelle{grid}><Id_Classe_Temporelle>{name}</Id_Classe_Temporelle>"
        f"{more}<Valeur>{value}</Valeur></Classe_Temporelle{grid}>"
    )


def readings(flow: str, *readings: str, unit: str = "", prm: str = PRM) -> bytes:
    """A flow of indexes of one supply point; each reading is what stands in its element."""
    told = f"<Unite_Mesure_Index>{unit}</Unite_Mesure_Index>" if unit else ""
    body = "\n".join(f"<Donnees_Releve>{each}</Donnees_Releve>" for each in readings)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<{flow}>\n<En_Tete_Flux>{told}</En_Tete_Flux>\n'
        f"<PRM>\n<Id_PRM>{prm}</Id_PRM>\n{body}\n</PRM>\n</{flow}>\n"
    ).encode()
